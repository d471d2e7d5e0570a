"""What a page of the workspace may fetch. An outsider gets 404."""

from functools import wraps

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect

from accounts.models import Role
from innovations.models import Innovation


def visible(request: HttpRequest, code: str) -> Innovation:
    """The record for reading, or 404."""
    return get_object_or_404(Innovation.objects.visible_to(request.user).with_people(), code=code)


def own(request: HttpRequest, code: str, *, lock: bool = False) -> Innovation:
    """The record for its own unit to work on, or 404. `lock`: until the end of the transaction."""
    found = Innovation.objects.visible_to(request.user).filter(agency=request.user.agency_id).with_people()
    return get_object_or_404(found.select_for_update(of=["self"]) if lock else found, code=code)


def units_only(view):
    """Leads people who belong to no unit to where their own work waits."""

    @wraps(view)
    def for_units(request, *args, **kwargs):
        if request.user.role != Role.AGENCY:
            return redirect("accounts:landing")
        return view(request, *args, **kwargs)

    return for_units
