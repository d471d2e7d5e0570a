"""What a page of the workspace may fetch. An outsider gets 404."""

from functools import wraps

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect

from accounts.models import Role, User
from innovations.models import Innovation
from stages.models import Event, StageRecord


def visible(request: HttpRequest, code: str) -> Innovation:
    """The record for reading, or 404."""
    return get_object_or_404(Innovation.objects.visible_to(request.user).with_people(), code=code)


def visible_receipt(request: HttpRequest, number: str) -> StageRecord:
    """The submission of that receipt, with what a receipt shows, or 404."""
    records = StageRecord.objects.filter(innovation__in=Innovation.objects.visible_to(request.user))
    shown = records.select_related("innovation__agency", "innovation__lab", "actor").defer("snapshot")
    return get_object_or_404(shown, receipt=number)


def workable(user: User) -> QuerySet[Innovation]:
    """The records whose sheets `user` may fill while they are open; a steward, those of which a paper form came in."""
    return _with_paper() if user.role == Role.STEWARD else Innovation.objects.fillable_by(user)


def own(request: HttpRequest, code: str, *, lock: bool = False) -> Innovation:
    """The record for its unit alone: its team, its custodian, how it goes on; or 404. `lock`: the row, until the end
    of the transaction."""
    return _one(Innovation.objects.visible_to(request.user).filter(agency=request.user.agency_id), code, lock)


def own_or_paper(request: HttpRequest, code: str) -> Innovation:
    """The record for its unit to move, or for a steward with its paper form, or 404."""
    if request.user.role == Role.STEWARD:
        return _one(_with_paper(), code)
    return own(request, code)


def shared(request: HttpRequest, code: str, *, lock: bool = False) -> Innovation:
    """The record for all who may work on it: its unit, team members from elsewhere, a steward with its paper; or 404.

    What they may change say `workflow.open_parts` and `workflow.may_attach`: a member may only be there to look,
    and a steward fills only while the paper is good.
    """
    match request.user.role:
        case Role.STEWARD:
            return _one(_with_paper(), code, lock)
        case Role.AGENCY:
            return _one(Innovation.objects.visible_to(request.user), code, lock)
    raise Http404


def shared_or_stewards(request: HttpRequest, code: str) -> Innovation:
    """The same, and any record for a steward who hands out its forms."""
    return visible(request, code) if request.user.role == Role.STEWARD else shared(request, code)


def _with_paper() -> QuerySet[Innovation]:
    papers = Event.objects.filter(kind=Event.Kind.PAPER, innovation=OuterRef("pk"))
    return Innovation.objects.filter(Exists(papers))


def _one(found: QuerySet[Innovation], code: str, lock: bool = False) -> Innovation:
    found = found.with_people()
    return get_object_or_404(found.select_for_update(of=["self"]) if lock else found, code=code)


def units_only(view):
    """Leads people who belong to no unit to where their own work waits."""

    @wraps(view)
    def for_units(request, *args, **kwargs):
        if request.user.role != Role.AGENCY:
            return redirect("accounts:landing")
        return view(request, *args, **kwargs)

    return for_units
