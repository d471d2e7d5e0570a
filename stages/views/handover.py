"""Handing a record over to a colleague, in two steps, and taking over one that nobody answers for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from innovations.models import Innovation
from stages import handover as rules
from stages.models import Handover
from stages.team_forms import AnswerForm, HandoverForm
from stages.views.access import own
from stages.workflow import Refused

SAID = {
    Handover.Outcome.ACCEPTED: gettext_lazy("Terima kasih. Sekarang Anda penanggung jawabnya."),
    Handover.Outcome.DECLINED: gettext_lazy("Dikembalikan. Penanggung jawabnya tidak berubah."),
    Handover.Outcome.WITHDRAWN: gettext_lazy("Penyerahan ditarik kembali."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request, code):
    """Who answers for the record, and what waits (GET); hand it over (POST)."""
    innovation = own(request, code)
    if request.method != "POST":
        return _page(request, innovation)
    form = HandoverForm(innovation, request.user, request.POST)
    if not form.is_valid():
        return _page(request, innovation, form)
    try:
        given = rules.give(innovation, request.user, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, innovation, form, refusal=refusal)
    messages.success(
        request,
        _("Sudah diserahkan kepada %(who)s. Sampai ia menerima, penanggung jawabnya tidak berubah.")
        % {"who": given.receiver},
    )
    return redirect("workspace:innovation", code)


@require_POST
def answer(request, code, pk):
    """The receiver accepts or declines, the giver withdraws: `outcome`."""
    innovation = own(request, code)
    given = get_object_or_404(innovation.handovers.select_related("giver", "receiver"), pk=pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in Handover.Outcome.values:
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, innovation, answer_form=form)
    try:
        rules.close(given, outcome, request.user, form.cleaned_data["reply"])
    except Refused as refusal:
        return _page(request, innovation, answer_form=form, refusal=refusal)
    messages.success(request, SAID[outcome])
    return redirect("workspace:innovation", code)


@require_POST
def take_over(request, code):
    innovation = own(request, code)
    try:
        rules.take_over(innovation, request.user)
    except Refused as refusal:
        return _page(request, innovation, refusal=refusal)
    messages.success(request, _("Sekarang Anda penanggung jawab inovasi ini."))
    return redirect("workspace:innovation", code)


def _page(
    request,
    innovation: Innovation,
    form: HandoverForm | None = None,
    answer_form: AnswerForm | None = None,
    refusal: Refused | None = None,
):
    """The page as it is now, with what was typed; 409 where somebody was faster."""
    past = list(innovation.handovers.select_related("giver", "receiver"))
    waiting = next((one for one in past if not one.closed_at), None)
    form = form or HandoverForm(innovation, request.user)
    context = {
        "innovation": innovation,
        "waiting": waiting,
        "answers": rules.answers_of(request.user, waiting) if waiting else (),
        "past": [one for one in past if one.closed_at],
        "form": form,
        "answer_form": answer_form or AnswerForm(),
        "has_colleagues": form.fields["receiver"].queryset.exists(),
        "refusal": refusal,
    }
    return render(request, "workspace/handover.html", context, status=409 if refusal else 200)
