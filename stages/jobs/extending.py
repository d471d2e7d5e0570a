"""More time for the chosen cases: for a draft its unit's date in the lab, for returned work its own."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation, Status
from stages import extensions, workflow
from stages.fields import LongText, plain_spoken
from stages.forms import DueField
from stages.jobs.bulk import Bulk, Line, Options
from stages.models import Extension, StageWindow
from stages.standing import moment


class ExtendOptions(Options):
    reason = plain_spoken(
        LongText(
            label=gettext_lazy("Alasan"),
            help_text=gettext_lazy("Dibaca unit."),
            max_length=Extension._meta.get_field("reason").max_length,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, user: User, data=None):
        super().__init__(user, data)
        self.fields["due"] = plain_spoken(DueField(_("Batas waktu baru")))
        self.fields["due"].required = True


class Extend(Bulk):
    options_form = ExtendOptions

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        cases, due = list(cases), options["due"]
        windows = {
            (window.lab_id, window.stage): window
            for window in StageWindow.objects.filter(lab__in={case.lab_id for case in cases})
        }
        return [_line(case, windows.get((case.lab_id, case.stage)), due) for case in cases]

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        due, reason = options["due"], options["reason"]
        if case.status == Status.RETURNED:
            workflow.give_time(case, due, user, version=version, reason=reason)
        else:
            # The window first, as on its own page, which then dates the drafts: no deadlock with it.
            window = StageWindow.objects.select_for_update().get(lab=case.lab_id, stage=case.stage)
            workflow.lock(case, version)
            extensions.extend(window, [case.agency], due, reason, user)
        return _("Batas waktunya sekarang %(due)s.") % {"due": moment(due)}


def _line(case: Innovation, window: StageWindow | None, due) -> Line:
    if case.status not in {Status.DRAFT, Status.RETURNED}:
        return Line(case, _("Tidak sedang dikerjakan unit."), is_open=False)
    if case.due and due <= case.due:
        return Line(case, _("Batas waktunya sudah %(due)s.") % {"due": moment(case.due)}, is_open=False)
    if case.status == Status.RETURNED:
        return Line(case, _("Perbaikannya boleh sampai %(due)s.") % {"due": moment(due)})
    if window is None:
        return Line(case, _("Tahap ini belum punya jadwal di laboratoriumnya."), is_open=False)
    try:
        extensions.check(window, due)
    except workflow.Refused as refusal:
        return Line(case, str(refusal), is_open=False)
    told = _("Semua draf %(unit)s di tahap %(stage)s boleh sampai %(due)s.")
    return Line(
        case, told % {"unit": case.agency.name, "stage": case.get_stage_display(), "due": moment(due)}
    )
