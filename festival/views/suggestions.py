"""Suggestions: what was answered, the form for a new one, and the unit's desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from festival import limits, suggestions
from festival.forms import FASTEST, AnswerForm, SuggestionForm, sealed_now, seconds_since
from festival.models import Exhibit, Suggestion
from festival.pages import page_and_post, personal_page, public_page, public_post
from stages.views.access import units_only

PAGE = 20


def _exhibit(slug) -> Exhibit:
    return get_object_or_404(Exhibit.objects.public().select_related("agency"), slug=slug)


@public_page
def answers(request, slug):
    exhibit = _exhibit(slug)
    page = Paginator(exhibit.suggestions.public(), PAGE).get_page(request.GET.get("page"))
    context = {"exhibit": exhibit, "page_obj": page, "suggestions": page.object_list}
    return render(request, "festival/answers.html", context)


@public_page
def sent(request, slug):
    return render(
        request, "festival/suggestion_sent.html", {"exhibit": _exhibit(slug), "promise": _promise()}
    )


@personal_page
def _write(request, slug):
    return _form(request, _exhibit(slug), SuggestionForm(), sealed_now())


@public_post
def _send(request, slug):
    exhibit = _exhibit(slug)
    form = SuggestionForm(request.POST, instance=Suggestion(exhibit=exhibit))
    seal = request.POST.get("seal", "")
    if not form.is_valid():
        return _form(request, exhibit, form, seal, status=422)
    age = seconds_since(seal)
    if age is None:
        form.add_error(
            None, _("Halaman ini sudah lama dibuka. Periksa tulisan Anda, lalu kirim sekali lagi.")
        )
        return _form(request, exhibit, form, sealed_now(), status=422)
    if age < FASTEST:
        form.add_error(None, _("Terlalu cepat untuk kami. Baca sekali lagi, lalu kirim."))
        return _form(request, exhibit, form, seal, status=422)
    if not limits.allowed(request, "suggestion"):
        form.add_error(
            None,
            _(
                "Dari jaringan ini sudah banyak saran dalam satu jam. Simpan tulisan Anda, lalu kirim satu jam lagi."
            ),
        )
        return _form(request, exhibit, form, seal, status=429)
    if not form.is_by_a_program:  # a program is thanked all the same
        suggestions.send(form.instance)
    response = redirect("festival:suggestion_sent", slug)
    response.status_code = 303
    return response


suggest = page_and_post(_write, _send)


def _form(request, exhibit, form, seal, status=200):
    context = {"exhibit": exhibit, "form": form, "seal": seal, "promise": _promise()}
    return render(request, "festival/suggest.html", context, status=status)


def _promise() -> int:
    return suggestions.ANSWER_WITHIN.days


@require_safe
@units_only
def desk(request):
    """What waits for the unit's answer, the nearest date first, and below what it answered."""
    mine = Suggestion.objects.visible_to(request.user).select_related("exhibit")
    answered = mine.filter(state=Suggestion.State.ANSWERED).order_by("-answered_at", "-id")
    page = Paginator(answered, PAGE).get_page(request.GET.get("page"))
    waiting = mine.filter(state=Suggestion.State.PASSED).order_by("due", "id")
    return render(request, "workspace/suggestions.html", {"waiting": waiting, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def answer(request, pk):
    mine = Suggestion.objects.visible_to(request.user).select_related("exhibit")
    suggestion = get_object_or_404(mine, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        if suggestions.answer(suggestion, form.cleaned_data["answer"], request.user):
            messages.success(request, _("Jawaban terkirim dan sekarang dapat dibaca siapa saja."))
            return redirect("festival:suggestions")
        form.add_error(
            None, _("Saran ini sudah dijawab rekan Anda. Salin tulisan Anda kalau masih diperlukan.")
        )
        suggestion.refresh_from_db()
        status = 409
    context = {"suggestion": suggestion, "form": form}
    return render(request, "workspace/answer_suggestion.html", context, status=status)
