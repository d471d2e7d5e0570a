"""The two taps on an exhibit, and the page on which a device reads what it said."""

from django.shortcuts import get_object_or_404, redirect, render

from festival import devices, limits, reactions
from festival.models import Exhibit, Reaction
from festival.pages import personal_page, public_post

USED = {"ya": True, "batal": False}
HELPFUL = {"ya": True, "belum": False, "batal": None}


@public_post
@devices.with_device
def used(request, device, slug):
    """`jawaban`: ya (or nothing), batal."""
    return _say(request, device, slug, "used", USED.get(request.POST.get("jawaban", "ya"), True))


@public_post
@devices.with_device
def helped(request, device, slug):
    """`jawaban`: ya, belum, batal. Anything else says nothing."""
    given = request.POST.get("jawaban")
    if given not in HELPFUL:
        return redirect("festival:exhibit", slug)
    return _say(request, device, slug, "helpful", HELPFUL[given])


@personal_page
def thanks(request, slug):
    exhibit = get_object_or_404(Exhibit.objects.public().select_related("agency"), slug=slug)
    said = Reaction.objects.filter(exhibit=exhibit, device=devices.known(request)).first()
    return render(request, "festival/thanks.html", {"exhibit": exhibit, "said": said})


def _say(request, device, slug, what: str, value: bool | None):
    exhibit = get_object_or_404(Exhibit.objects.public(), slug=slug)
    if not limits.allowed(request, "reaction"):
        return render(request, "festival/too_many.html", {"exhibit": exhibit}, status=429)
    reactions.react(exhibit, device, **{what: value})
    response = redirect("festival:thanks", slug)
    response.status_code = 303
    return response
