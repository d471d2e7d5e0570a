"""One decision of the Bupati's office on several cases."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages import workflow
from stages.fields import LongText, plain_spoken
from stages.forms import LONG, DueField
from stages.jobs.bulk import Bulk, Line, Options


def _note(label: str, *, required: bool) -> forms.Field:
    return plain_spoken(
        LongText(
            label=label,
            help_text=gettext_lazy("Dibaca setiap unit yang bersangkutan."),
            required=required,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )


class Note(Options):
    note = _note(gettext_lazy("Catatan (boleh kosong)"), required=False)


class Reason(Options):
    note = _note(gettext_lazy("Alasan"), required=True)


class Until(Reason):
    def __init__(self, user: User, data=None):
        super().__init__(user, data)
        self.fields["due"] = DueField(_("Diputuskan sebelum"))
        self.fields["due"].required = True


class Decide(Bulk):
    """The move `name` on each."""

    name: str

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        return [self._line(user, case) for case in cases]

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        workflow.perform(case, self.name, user, version=version, **options)
        return _("Sekarang: %(stage)s, %(status)s.") % {
            "stage": case.get_stage_display(),
            "status": case.get_status_display(),
        }

    def _line(self, user: User, case: Innovation) -> Line:
        move = next((move for move in workflow.moves_for(user, case) if move.name == self.name), None)
        if move is None:
            told = _("Tidak menunggu keputusan Anda (%(status)s).")
            return Line(case, told % {"status": case.get_status_display()}, is_open=False)
        return Line(case, f"{case.get_stage_display()}: {move.label}.")


class Approve(Decide):
    name, options_form = "approve", Note


class Postpone(Decide):
    name, options_form = "postpone", Until


class Decline(Decide):
    name, options_form = "decline", Reason
