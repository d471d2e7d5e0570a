"""Asking reviewers to judge the chosen cases."""

from collections import defaultdict
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages import assigning, assignments, conflicts, workflow
from stages.jobs.bulk import Bulk, Line, Options
from stages.models import Assignment


class AssignOptions(Options):
    def __init__(self, user: User, data=None):
        super().__init__(user, data)
        self.fields["reviewers"] = forms.ModelMultipleChoiceField(
            assignments.facilitators(),
            label=_("Penelaah"),
            help_text=_(
                "Kalau lebih dari satu, kasus baru dapat direkomendasikan sesudah semuanya selesai menelaah."
            ),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Pilih paling sedikit satu penelaah.")},
        )


class Assign(Bulk):
    """Asks each of the chosen reviewers who is free and not asked yet; a line says who is not, and why."""

    options_form = AssignOptions

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        cases, reviewers = list(cases), list(options["reviewers"])
        held = defaultdict(set)
        rows = Assignment.objects.filter(innovation__in=cases, ended_at=None)
        for innovation, reviewer in rows.values_list("innovation", "reviewer"):
            held[innovation].add(reviewer)
        why = conflicts.between(reviewers, cases)
        return [_line(case, reviewers, held[case.pk], why) for case in cases]

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        told = []
        for reviewer in options["reviewers"]:
            try:
                assigning.assign(case, reviewer, user)
            except workflow.Refused as refusal:
                told.append(str(refusal))
            else:
                told.append(_("%(who)s ditugaskan.") % {"who": reviewer.name})
        return " ".join(told)


def _line(case: Innovation, reviewers: list[User], held: set[int], why: dict) -> Line:
    if case.status not in assigning.TO_JUDGE:
        told = _("Tidak ditelaah lagi (%(status)s).")
        return Line(case, told % {"status": case.get_status_display()}, is_open=False)
    told, is_open = [], False
    for reviewer in reviewers:
        if sentence := why.get((reviewer.pk, case.pk)):
            told.append(sentence)
        elif reviewer.pk in held:
            told.append(_("%(who)s sudah ditugaskan.") % {"who": reviewer.name})
        else:
            told.append(_("%(who)s akan ditugaskan.") % {"who": reviewer.name})
            is_open = True
    return Line(case, " ".join(told), is_open)
