"""A facilitator's review on the page of a case: kept by its button or while they type, and finished."""

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import floatformat
from django.urls import path
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from stages import queue, reviews, workflow
from stages.forms import RELOAD
from stages.models import Case, Review, Snippet
from stages.review_form import ReviewForm


class Reviewing(admin.ModelAdmin):
    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_case_{name}")

        return [
            address("<int:pk>/telaah/", self.review_view, "review"),
            address("<int:pk>/telaah/selesai/", self.finish_view, "finish"),
            *super().get_urls(),
        ]

    def review_view(self, request, pk: int):
        """Keeps a facilitator's review without concluding it; static/js/desk/autosave.js is answered in JSON."""
        if request.method != "POST":
            return redirect(self._address(request, pk))
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = sent_review(request, case)
        if not request.accepts("text/html"):
            return kept_while_typing(request, form)
        if not form.is_valid():
            return self._case_page(request, case, form)
        try:
            form.keep(request.user)
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        told = _("Telaah tersimpan. Unit tidak lagi dapat menarik kembali kirimannya.")
        if "onward" in request.POST:
            return self._go_on(request, case, told, queue.place_of(request.user, case, self._list(request)))
        self.message_user(request, told)
        return redirect(self._address(request, pk))

    def finish_view(self, request, pk: int):
        """Finishes a facilitator's review while others still read; the case stays where it is."""
        if request.method != "POST":
            return redirect(self._address(request, pk))
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        form = sent_review(request, case)
        if not form.is_valid():
            return self._case_page(request, case, form)
        place = queue.place_of(request.user, case, self._list(request))
        try:
            review = form.finish(request.user)
        except workflow.Refused as refusal:
            return self._refuse(request, case, refusal, form)
        if waiting := reviews.round_of(case, request.user, review).waiting:
            told = _("Telaah Anda selesai. Masih ditunggu: %(names)s.")
            return self._go_on(request, case, told % {"names": get_text_list(waiting, _("dan"))}, place)
        self.message_user(request, _("Telaah Anda selesai. Semua sudah menelaah: bandingkan, lalu putuskan."))
        return redirect(self._address(request, pk))


def sent_review(request: HttpRequest, case: Case) -> ReviewForm:
    """The review that was posted, beside the one that is stored."""
    return ReviewForm(case, workflow.review_of(request.user, case), data=request.POST)


def review_shown(case: Case, user: User, own: Review | None) -> dict:
    """What the page shows to who may review: the form, who else reads, and sentences to insert. Four queries."""
    return {
        "review_form": ReviewForm(case, own),
        "round": reviews.round_of(case, user, own),
        "snippets": list(Snippet.objects.readable_by(user)),
    }


def kept_while_typing(request: HttpRequest, form: ReviewForm) -> JsonResponse:
    """Stores what is valid and answers a script.

    200: {"saved": "14.05", "seen": stamp, "total": "3,85" or "", "errors": {name: sentences}}, of what was not stored.
    409: {"closed": sentence} when the record moved on; {"overtaken": sentence, "seen": stamp, "stored": [[label,
    words], ...]} when another tab wrote. 400: {"error": sentence}. 401: somebody else signed in meanwhile.
    """
    user = request.user
    if request.headers.get("X-Inovik-User", str(user.pk)) != str(user.pk):
        return JsonResponse({"sign_in": True}, status=401)
    form.is_valid()
    if "version" in form.errors:
        return JsonResponse({"error": str(RELOAD)}, status=400)
    try:
        review = form.keep(user)
    except reviews.Overtaken as refusal:
        stored = refusal.review
        answer = {"overtaken": str(refusal), "seen": stored.stamp, "stored": form.differences(stored)}
        return JsonResponse(answer, status=409)
    except reviews.Unfinished as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    except workflow.Refused as refusal:
        return JsonResponse({"closed": str(refusal)}, status=409)
    total = reviews.total_of(review)
    return JsonResponse(
        {
            "saved": timezone.localtime(review.saved_at).strftime("%H.%M"),
            "seen": review.stamp,
            "total": "" if total is None else floatformat(total, 2),
            "errors": {
                form[name].html_name: [f"{form[name].label}: {one}" for one in told]
                for name, told in form.errors.items()
            },
        }
    )
