"""The quarter's question: answered in one tap behind a signed link, or for all records of the unit in the workspace."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stages import pulse as pulses
from stages.models import Pulse
from stages.onward_forms import PulseForm, PulseNoteForm
from stages.views.access import units_only

PAGE = 20


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token):
    """For whoever has the link. Looking answers nothing; the first answer stays."""
    question = pulses.question_of(token)
    if question is None:
        return render(request, "stages/pulse_closed.html", status=404)
    given = Pulse.objects.filter(innovation=question.innovation, quarter=question.quarter).first()
    if given:
        return render(
            request, "stages/pulse_thanks.html", {"question": question, "said": pulses.in_words(given)}
        )
    form = PulseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        pulses.keep(question.innovation, question.quarter, **form.cleaned_data)
        return redirect(request.path)
    context = {
        "question": question,
        "form": form,
        "quarter": pulses.quarter_name(question.quarter),
        "answers": Pulse.Answer.choices,
    }
    return render(request, "stages/pulse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def in_workspace(request):
    """The open question for each record of the unit; an answer can be corrected while the question is open."""
    quarter = pulses.quarter_asked()
    answers = Prefetch("pulses", Pulse.objects.filter(quarter=quarter), to_attr="given")
    asked = (
        pulses.asked_about(quarter)
        .filter(agency=request.user.agency_id)
        .prefetch_related(answers)
        .order_by("title", "id")
    )
    refused = None
    if request.method == "POST":
        innovation = get_object_or_404(asked, code=request.POST.get("code", "").replace("\0", ""))
        refused = PulseNoteForm(request.POST, prefix=innovation.code)
        if refused.is_valid():
            pulses.keep(innovation, quarter, **refused.cleaned_data, user=request.user)
            messages.success(request, _("Kabar '%(title)s' tersimpan.") % {"title": innovation.title})
            page = request.GET.get("page", "")
            return redirect(reverse("workspace:pulse") + (f"?page={page}" if page.isdigit() else ""))
    page = Paginator(asked, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": [_line(one, quarter, refused) for one in page],
        "quarter": pulses.quarter_name(quarter),
        "due": pulses.closes_at(quarter),
        "answers": Pulse.Answer.choices,
    }
    return render(request, "workspace/pulse.html", context)


def _line(innovation, quarter, refused: PulseNoteForm | None) -> dict:
    given = next(iter(innovation.given), None)
    stored = {"number": given.number, "note": given.note} if given else {}
    form = (
        refused
        if refused and refused.prefix == innovation.code
        else PulseNoteForm(prefix=innovation.code, initial=stored)
    )
    return {
        "innovation": innovation,
        "given": given,
        "said": pulses.in_words(given) if given else "",
        "form": form,
        "address": pulses.Question(innovation, quarter, pulses.closes_at(quarter)).address,
    }
