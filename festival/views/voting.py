"""The favourite vote of an edition: where to vote, one's own vote, the result and the report after the end."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render

from festival import devices, stands, voting
from festival.models import Ballot, Exhibit, Vote
from festival.pages import page_and_post, personal_page, public_page, public_post

PAGE = 100


def _ballot(slug) -> Ballot:
    return get_object_or_404(Ballot.objects.select_related("festival"), festival__slug=slug)


@public_page
def ballot(request, slug):
    """Before: when it opens; while it is open: the exhibits; after: the result. Never a number before the end."""
    found = _ballot(slug)
    context = {"ballot": found, "festival": found.festival}
    if found.is_over:
        context |= {"places": voting.result(found), "totals": voting.totals(found)}
    else:
        shown = Exhibit.objects.public().filter(festival=found.festival_id).select_related("agency")
        listed = shown.only("slug", "title", "agency__name").order_by("lot", "id")
        page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "exhibits": page.object_list}
    return render(request, "festival/ballot.html", context)


@public_page
def report(request, slug):
    found = _ballot(slug)
    context = {"ballot": found, "festival": found.festival, "totals": voting.totals(found)}
    context |= {"places": voting.result(found)} | voting.report(found)
    return render(request, "festival/ballot_report.html", context)


@personal_page
def my_vote(request, slug):
    """What this device voted for."""
    found = _ballot(slug)
    votes = Vote.objects.filter(ballot=found, device=devices.known(request)).select_related("exhibit")
    context = {"ballot": found, "festival": found.festival, "vote": votes.first()}
    return render(request, "festival/my_vote.html", context)


def _exhibit(slug) -> Exhibit:
    shown = Exhibit.objects.public().select_related("festival__ballot", "agency")
    return get_object_or_404(shown, slug=slug)


@public_page
def _vote_form(request, slug):
    """The form for one exhibit; `?stan=` is the code that a QR carried. Looking votes for nothing."""
    context = {"exhibit": _exhibit(slug), "stan": request.GET.get("stan", "")[:12]}
    return render(request, "festival/vote.html", context)


@public_post
@devices.with_device
def _cast(request, device, slug):
    exhibit = _exhibit(slug)
    code = request.POST.get("stan", "")[:40]
    try:
        voting.cast(request, device, exhibit, code)
    except stands.NotTaken as refusal:
        context = {"exhibit": exhibit, "stan": code, "refusal": refusal}
        return render(request, "festival/vote.html", context, status=refusal.status)
    response = redirect("festival:my_vote", exhibit.festival.slug)
    response.status_code = 303
    return response


vote = page_and_post(_vote_form, _cast)
