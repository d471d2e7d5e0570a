"""Who judges one case, changed by hand: a panel on its page and a page of its own when something was refused."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from stages import assigning, assignments, conflicts
from stages.admin.pages import shown
from stages.fields import LongText, plain_spoken
from stages.models import Assignment, Case, DeskUnit
from stages.workflow import Refused


class AssignForm(forms.Form):
    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Tambah penelaah"),
        empty_label=gettext_lazy("Pilih fasilitator"),
        error_messages={
            "required": gettext_lazy("Pilih seorang fasilitator."),
            "invalid_choice": gettext_lazy("Pilih fasilitator yang aktif dari daftar."),
        },
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="assign")
        self.fields["reviewer"].queryset = assignments.facilitators()


class EndForm(forms.Form):
    reason = plain_spoken(
        LongText(
            label=gettext_lazy("Alasan"),
            help_text=gettext_lazy("Dibaca penelaah lain di catatan perjalanan; unit tidak membacanya."),
            required=False,
            max_length=250,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, assignment: Assignment, data=None):
        self.assignment = assignment
        super().__init__(data, prefix=f"end-{assignment.pk}")


class Assigning(admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.reviewers_view)
        return [path("<int:pk>/penelaah/", view, name="stages_case_reviewers"), *super().get_urls()]

    def reviewers_view(self, request, pk: int):
        """Adds a reviewer, or ends the task of one (`end` names the assignment); for the steward."""
        if request.user.role != Role.STEWARD:
            raise Http404
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        sent = []
        if request.method == "POST":
            form, act = self._sent(request, case)
            if form.is_valid():
                try:
                    message = act(form.cleaned_data)
                except Refused as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, message)
                    return redirect(reverse("admin:stages_case_change", args=[pk]) + "#penelaah")
            sent = [form]
        return shown(
            request,
            "case/reviewers_page",
            _("Penelaah"),
            **{"case": case} | panel(case, request.user, *sent),
            refused=[error for form in sent for error in form.non_field_errors()],
        )

    def _sent(self, request, case):
        if "end" not in request.POST:
            return AssignForm(request.POST), lambda said: self._assign(case, request.user, said["reviewer"])
        key = request.POST["end"]
        mine = Assignment.objects.filter(innovation=case).select_related("reviewer")
        assignment = get_object_or_404(mine, pk=key if key.isdecimal() and len(key) < 19 else None)
        form = EndForm(assignment, request.POST)
        return form, lambda said: self._end(assignment, request.user, said["reason"])

    def _assign(self, case, by: User, reviewer: User) -> str:
        assigning.assign(case, reviewer, by)
        return _("%(who)s ditugaskan.") % {"who": reviewer.name}

    def _end(self, assignment: Assignment, by: User, reason: str) -> str:
        assigning.end(assignment, by, reason)
        return _("Tugas %(who)s berakhir.") % {"who": assignment.reviewer.name}


def panel(case: Case, user: User, *sent: forms.Form) -> dict:
    """What the panel shows, in three queries; empty when nothing is to judge, and for all but the steward.

    `sent`: forms to be shown again.
    """
    if user.role != Role.STEWARD or case.status not in assigning.TO_JUDGE:
        return {}
    held = list(
        case.assignments.filter(ended_at=None)
        .select_related("reviewer", "assigned_by")
        .order_by("created_at", "pk")
    )
    at_desk = DeskUnit.objects.filter(lab=case.lab_id, agency=case.agency_id, ended_at=None)
    people = conflicts.explained(assignments.facilitators(), case)
    again = {getattr(form, "assignment", None): form for form in sent}
    form = again.get(None, AssignForm())
    able = [one for one in people if not one.why]
    free = [one for one in able if one not in {row.reviewer for row in held}]
    form.fields["reviewer"].choices = [("", _("Pilih fasilitator")), *((one.pk, one.name) for one in free)]
    for row in held:
        row.is_free = row.reviewer in able
    return {
        "case": case,
        "held": [(row, again.get(row) or EndForm(row)) for row in held],
        "at_desk": at_desk.select_related("reviewer").order_by("reviewer__name", "pk"),
        "assign_form": form,
        "blocked": [one.why for one in people if one.why],
        "has_free": bool(free),
    }
