"""One case on one page, and what may be done with it there."""

from functools import partial
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations import files
from stages import abstention, queue, reviews, workflow
from stages.admin.reviewing import review_shown, sent_review
from stages.casefile import SIBLINGS, CaseFile
from stages.forms import AbstainForm, ConflictForm, MoveForm
from stages.models import Case, StageRecord
from stages.review_form import ReviewForm
from stages.standing import steps
from stages.timing import due_in_words

FILTERS = "_changelist_filters"  # as Django's own pages name it
MOST_FILTERS = 2_000  # characters


class CasePage(admin.ModelAdmin):
    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_case_{name}")

        return [
            address("<int:pk>/langkah/<str:name>/", self.move_view, "move"),
            address("<int:pk>/benturan/", self.conflict_view, "conflict"),
            address("<int:pk>/mundur/", self.abstain_view, "abstain"),
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
            return redirect(self._address(request, pk))
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        move = move_named(name, request.user)
        if name == "announce" and (page := self.announce_page(request, Case.objects.filter(pk=case.pk))):
            return page  # only what was shown whole is announced; what cannot be is refused as any other move
        if reviews.concludes(move):
            form = sent_review(request, case)
            act = partial(form.conclude, name)
            sent = [form]
        else:
            form = MoveForm(move, case, data=request.POST)
            review = sent_review(request, case)
            beside = review if review.is_begun else None
            sent = [form, beside] if beside else [form]
            act = partial(save_with_review, form, beside)
        if not all(one.is_valid() for one in sent):
            return self._case_page(request, case, *sent)
        place = queue.place_of(request.user, case, self._list(request))
        try:
            record = act(request.user)
        except workflow.Refused as refusal:
            if not workflow.is_done(case, name, request.user, form.cleaned_data["version"]):
                return self._refuse(request, case, refusal, *sent)
            record = case.records.last()  # of the first click; this is its double
        return self._onward(request, case, move, record, place)

    def conflict_view(self, request, pk: int):
        """Declares a conflict of interest with the case."""
        if request.method != "POST":
            return redirect(self._address(request, pk))
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ConflictForm(data=request.POST)
        if not form.is_valid():
            return self._case_page(request, case, form)
        place = queue.place_of(request.user, case, self._list(request))
        try:
            with transaction.atomic():
                reviews.declare_conflict(case, request.user, form.cleaned_data["reason"])
                if case.is_given:
                    abstention.tell_stewards(case, request.user, form.cleaned_data["reason"])
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        told = _("Benturan kepentingan dengan '%(title)s' tercatat; penelaah lain yang memutuskan.")
        return self._go_on(request, case, told % {"title": case.title}, place)

    def abstain_view(self, request, pk: int):
        """Leaves a case that was given to the reader to somebody else."""
        if request.method != "POST":
            return redirect(self._address(request, pk))
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = AbstainForm(data=request.POST)
        if not form.is_valid():
            return self._case_page(request, case, form)
        place = queue.place_of(request.user, case, self._list(request))
        try:
            is_over = abstention.step_back(case, request.user, form.cleaned_data["reason"])
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        if is_over:
            told = _("Penugasan Anda untuk '%(title)s' berakhir; pengelola sudah diberi tahu.")
        else:
            told = _(
                "Pengelola sudah diberi tahu bahwa Anda tidak menelaah '%(title)s'. Selama unitnya ada di meja "
                "Anda, kasus ini tetap terlihat di antrean."
            )
        return self._go_on(request, case, told % {"title": case.title}, place)

    @csp_update({"frame-src": [SELF]})  # a PDF among the evidence is shown in a frame
    def _case_page(self, request, case: Case, *sent, status=200):
        """The page of a case. `sent`: forms that were not accepted, shown again with what was typed."""
        user = request.user
        case_file = CaseFile(case, user, request.GET)
        # A steward submits from a paper form, on the unit's own page: with the sheet before their eyes.
        moves = [move for move in workflow.moves_for(user, case) if move.name != "submit"]
        forms_shown = {"move_forms": [MoveForm(move, case) for move in moves if not reviews.concludes(move)]}
        if any(reviews.concludes(move) for move in moves):
            forms_shown |= review_shown(case, user, case_file.own_review)
        # Whoever has a move has no conflict: that was asked already.
        if user.role in reviews.REVIEWERS and (moves or reviews.may_declare(user, case)):
            forms_shown["conflict_form"] = ConflictForm()
        if "review_form" in forms_shown and case.is_given:
            forms_shown["abstain_form"] = AbstainForm()
        filters = self._list(request)
        place = queue.place_of(user, case, filters)
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
            "place": place,
            "filters": filters,
            "kept": kept(filters),
            "skipping": kept(place.skipping),
            "siblings_shown": SIBLINGS,
            "concluding": [move for move in moves if reviews.concludes(move)],
            "photo_widths": {"small": files.WIDTHS[0], "full": files.WIDTHS[-1]},
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/case/case.html", context, status=status)

    def _refuse(self, request, case: Case, refusal: workflow.Refused, form, *others):
        """The page as it is now, with the sentence and everything that was typed."""
        form.add_error(None, str(refusal))
        if isinstance(refusal, reviews.Overtaken):
            review = next(one for one in (form, *others) if isinstance(one, ReviewForm))
            review.elsewhere = review.differences(refusal.review)
        case.refresh_from_db()
        status = 409 if isinstance(refusal, (workflow.Stale, reviews.Overtaken)) else 200
        return self._case_page(request, case, form, *others, status=status)

    def _onward(self, request, case: Case, move: workflow.Move, record: StageRecord, place: queue.Place):
        """After a move: on to the next case that waits, where this one was the reader's turn."""
        told = _("%(code)s %(title)s: '%(move)s' tercatat.") % {
            "code": case.code,
            "title": case.title,
            "move": move.label,
        }
        if workflow.TURN.get(record.from_status) == request.user.role:
            return self._go_on(request, case, told, place)
        self.message_user(request, told, messages.SUCCESS)
        return redirect(self._address(request, case.pk))

    def _go_on(self, request, case: Case, told: str, place: queue.Place) -> HttpResponse:
        """To the case that follows in the list, or to the list where none is left; `told`: what has been done.

        `place` is where the case stood in the list before that.
        """
        following = queue.next_after(request.user, case, place, self._list(request))
        if following:
            title = Case.objects.values_list("title", flat=True).get(pk=following)
            told += " " + _("Berikutnya: %(title)s.") % {"title": title}
        self.message_user(request, told, messages.SUCCESS)
        return redirect(self._address(request, following))

    def _list(self, request) -> str:
        """The filters of the list that the reader goes through, as they stand in its address."""
        return (request.GET.get(FILTERS) or request.POST.get(FILTERS) or "")[:MOST_FILTERS]

    def _address(self, request, pk: int | None) -> str:
        """The page of a case in the reader's list, or without `pk` the list itself."""
        filters = self._list(request)
        if pk is None:
            return reverse("admin:stages_case_changelist") + (f"?{filters}" if filters else "")
        return reverse("admin:stages_case_change", args=[pk]) + kept(filters)


def kept(filters: str) -> str:
    """What a page of a case has after its address, so that it knows the list it is read in."""
    return f"?{urlencode({FILTERS: filters})}" if filters else ""


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
            case AbstainForm() if "abstain_form" in shown:
                found["abstain_form"] = form
            case MoveForm() if any(one.prefix == form.prefix for one in shown["move_forms"]):
                found["move_forms"] = [
                    form if one.prefix == form.prefix else one for one in shown["move_forms"]
                ]
            case _:
                found["homeless"].append(form)
    return found
