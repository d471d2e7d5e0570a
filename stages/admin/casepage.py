"""One case on one page, and what may be done with it there."""

from functools import partial

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations import files
from stages import reviews, workflow
from stages.casefile import CaseFile
from stages.forms import ConflictForm, MoveForm, ReviewForm
from stages.models import Case, StageRecord
from stages.standing import steps
from stages.timing import due_in_words


class CasePage(admin.ModelAdmin):
    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_case_{name}")

        return [
            address("<int:pk>/langkah/<str:name>/", self.move_view, "move"),
            address("<int:pk>/telaah/", self.review_view, "review"),
            address("<int:pk>/benturan/", self.conflict_view, "conflict"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One case, to read; what may be done with it posts to the addresses above."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        case = self.get_object(request, object_id)
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._case_page(request, case)

    def history_view(self, request, object_id, extra_context=None):
        """The road of a case is told on its page, from the records."""
        return redirect(reverse("admin:stages_case_change", args=[object_id]) + "#perjalanan")

    def move_view(self, request, pk: int, name: str):
        """Carries out the move `name`; a link that is followed (GET) only shows the case."""
        if request.method != "POST":
            return redirect("admin:stages_case_change", pk)
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        move = move_named(name, request.user)
        if name == "announce" and (page := self.announce_page(request, Case.objects.filter(pk=case.pk))):
            return page  # only what was shown whole is announced; what cannot be is refused as any other move
        if reviews.concludes(move):
            form = ReviewForm(case, data=request.POST)
            act = partial(form.conclude, name)
            sent = [form]
        else:
            form = MoveForm(move, case, data=request.POST)
            review = ReviewForm(case, data=request.POST)
            beside = review if review.is_begun else None
            sent = [form, beside] if beside else [form]
            act = partial(save_with_review, form, beside)
        if not all(one.is_valid() for one in sent):
            return self._case_page(request, case, *sent)
        try:
            record = act(request.user)
        except workflow.Refused as refusal:
            if not workflow.is_done(case, name, request.user, form.cleaned_data["version"]):
                return self._refuse(request, case, refusal, *sent)
            record = case.records.last()  # of the first click; this is its double
        return self._onward(request, case, move, record)

    def review_view(self, request, pk: int):
        """Keeps a facilitator's review without concluding it."""
        if request.method != "POST":
            return redirect("admin:stages_case_change", pk)
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ReviewForm(case, data=request.POST)
        if not form.is_valid():
            return self._case_page(request, case, form)
        try:
            form.keep(request.user)
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        self.message_user(request, _("Telaah tersimpan. Unit tidak lagi dapat menarik kembali kirimannya."))
        return redirect("admin:stages_case_change", pk)

    def conflict_view(self, request, pk: int):
        """Declares a conflict of interest with the case."""
        if request.method != "POST":
            return redirect("admin:stages_case_change", pk)
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ConflictForm(data=request.POST)
        if not form.is_valid():
            return self._case_page(request, case, form)
        try:
            reviews.declare_conflict(case, request.user, form.cleaned_data["reason"])
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        told = _("Benturan kepentingan dengan '%(title)s' tercatat; penelaah lain yang memutuskan.")
        self.message_user(request, told % {"title": case.title})
        return redirect("admin:stages_case_changelist")

    def _case_page(self, request, case: Case, *sent, status=200):
        """The page of a case. `sent`: forms that were not accepted, shown again with what was typed."""
        user = request.user
        case_file = CaseFile(case, user)
        # A steward submits from a paper form, on the unit's own page: with the sheet before their eyes.
        moves = [move for move in workflow.moves_for(user, case) if move.name != "submit"]
        forms_shown = {"move_forms": [MoveForm(move, case) for move in moves if not reviews.concludes(move)]}
        if any(reviews.concludes(move) for move in moves):
            forms_shown["review_form"] = ReviewForm(case, case_file.own_review)
        if reviews.may_declare(user, case):
            forms_shown["conflict_form"] = ConflictForm()
        context = {
            **self.admin_site.each_context(request),
            **forms_shown,
            **sent_again(sent, forms_shown),
            "is_nav_sidebar_enabled": False,  # the page needs the width
            "opts": self.opts,
            "title": case.title,
            "case": case,
            "file": case_file,
            "steps": steps(case),
            "due": due_in_words(case.due),
            "takes_paper": user.role == Role.STEWARD and bool(workflow.parts_with_unit(case)),
            "has_conflict": user.role in reviews.REVIEWERS and "conflict_form" not in forms_shown,
            "concluding": [move for move in moves if reviews.concludes(move)],
            "photo_widths": {"small": files.WIDTHS[0], "full": files.WIDTHS[-1]},
            "preserved_filters": self.get_preserved_filters(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/case/case.html", context, status=status)

    def _refuse(self, request, case: Case, refusal: workflow.Refused, form, *others):
        """The page as it is now, with the sentence and everything that was typed."""
        form.add_error(None, str(refusal))
        case.refresh_from_db()
        status = 409 if isinstance(refusal, workflow.Stale) else 200
        return self._case_page(request, case, form, *others, status=status)

    def _onward(self, request, case: Case, move: workflow.Move, record: StageRecord):
        """After a move: on to the next case that waits, where this one was the reader's turn."""
        told = _("%(code)s %(title)s: '%(move)s' tercatat.") % {
            "code": case.code,
            "title": case.title,
            "move": move.label,
        }
        if workflow.TURN.get(record.from_status) != request.user.role:
            self.message_user(request, told, messages.SUCCESS)
            return redirect("admin:stages_case_change", case.pk)
        following = workflow.waiting_for(request.user).exclude(pk=case.pk).first()
        if following is None:
            self.message_user(request, told, messages.SUCCESS)
            return redirect("admin:stages_case_changelist")
        told += " " + _("Berikutnya: %(title)s.") % {"title": following.title}
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:stages_case_change", following.pk)


def move_named(name: str, user: User) -> workflow.Move:
    """The row of the table for this role; whether it is open now is for `perform` to say."""
    rows = [move for move in workflow.MOVES if move.name == name]
    if not rows:
        raise Http404
    return next((move for move in rows if user.role in move.roles), rows[0])


def save_with_review(form: MoveForm, review: ReviewForm | None, actor: User) -> StageRecord:
    """Carry out the move of `form`, and keep the review that stood half written beside it: both or neither."""
    with transaction.atomic():
        if review:
            review.keep(actor)
        return form.save(actor)


def sent_again(sent: tuple, shown: dict) -> dict:
    """What the page shows instead of fresh forms: what was `sent`, in its place or, where that is gone, as texts."""
    found = {"refused": sent, "homeless": []}
    for form in sent:
        match form:
            case ReviewForm() if "review_form" in shown:
                found["review_form"] = form
            case ConflictForm() if "conflict_form" in shown:
                found["conflict_form"] = form
            case MoveForm() if any(one.prefix == form.prefix for one in shown["move_forms"]):
                found["move_forms"] = [
                    form if one.prefix == form.prefix else one for one in shown["move_forms"]
                ]
            case _:
                found["homeless"].append(form)
    return found
