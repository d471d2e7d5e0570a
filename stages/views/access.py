"""What a page of the workspace may fetch. An outsider gets 404."""

from functools import wraps

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect

from accounts.models import Role, User
from innovations.models import Innovation
from stages.models import Event


def visible(request: HttpRequest, code: str) -> Innovation:
    """The record for reading, or 404."""
    return get_object_or_404(Innovation.objects.visible_to(request.user).with_people(), code=code)


def workable(user: User) -> QuerySet[Innovation]:
    """The records that `user` may work on: their unit's; a steward, those of which a paper form came in.

    What may be done with them is `workflow`'s to say: a steward fills and sends only while the paper is good.
    """
    found = Innovation.objects.visible_to(user)
    if user.role == Role.STEWARD:
        papers = Event.objects.filter(kind=Event.Kind.PAPER, innovation=OuterRef("pk"))
        return found.filter(Exists(papers))
    return found.filter(agency=user.agency_id)


def own(request: HttpRequest, code: str, *, lock: bool = False) -> Innovation:
    """The record for its own unit to work on, or 404. `lock`: until the end of the transaction."""
    found = workable(request.user).with_people()
    return get_object_or_404(found.select_for_update(of=["self"]) if lock else found, code=code)


def own_or_stewards(request: HttpRequest, code: str) -> Innovation:
    """The record for its own unit, or for a steward who hands out its forms, or 404."""
    if request.user.role == Role.STEWARD:
        return visible(request, code)
    return own(request, code)


def units_only(view):
    """Leads people who belong to no unit to where their own work waits."""

    @wraps(view)
    def for_units(request, *args, **kwargs):
        if request.user.role != Role.AGENCY:
            return redirect("accounts:landing")
        return view(request, *args, **kwargs)

    return for_units
