"""First screens: what waits, what is with whom, the unit's records, the dates of the lab."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from innovations.models import Innovation, Lab, Status
from stages import standing, workflow
from stages.models import StageRecord, StageWindow
from stages.views.access import units_only

SHOWN = 20  # records in one list of the first screen; the rest is a link away
PAGE = 20
ELSEWHERE = [Status.SUBMITTED, Status.ENDORSED, Status.APPROVED]


@dataclass(frozen=True)
class Line:
    """A record in a list, with what its unit wants to know."""

    innovation: Innovation
    sentence: str
    is_late: bool


@require_safe
@units_only
def inbox(request):
    waiting = workflow.waiting_for(request.user)
    elsewhere = Innovation.objects.visible_to(request.user).filter(status__in=ELSEWHERE)
    returned = waiting.filter(status=Status.RETURNED).annotate(
        asked=_last_return("note"), asked_by=_last_return("actor__name")
    )
    context = {
        "returned": _lines(returned[:SHOWN]),
        "drafts": _lines(waiting.filter(status=Status.DRAFT)[:SHOWN]),
        "elsewhere": _lines(elsewhere.order_by("due", "id")[:SHOWN]),
        "shown": SHOWN,
        "windows": [window for window in _windows() if window.deadline > timezone.now()][:3],
    }
    if not (context["returned"] or context["drafts"] or context["elsewhere"]):
        context["is_new"] = not Innovation.objects.visible_to(request.user).exists()
    return render(request, "workspace/inbox.html", context)


@require_safe
@units_only
def innovations(request):
    """The unit's records; `?q=` in title and code, `?status=`."""
    mine = Innovation.objects.visible_to(request.user)
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    sought = request.GET.get("q", "").replace("\0", "").strip()[:100]
    status = request.GET.get("status", "")
    found = mine.filter(Q(title__icontains=sought) | Q(code__icontains=sought)) if sought else mine
    if status in Status.values:
        found = found.filter(status=status)
    page = Paginator(found.order_by("-created_at", "-id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": _lines(page),
        "total": sum(counts.values()),
        "statuses": [(value, value.label, counts[value]) for value in Status if value in counts],
        "status": status,
        "q": sought,
    }
    return render(request, "workspace/innovations.html", context)


@require_safe
def deadlines(request):
    """When each stage of the current lab opens and is due."""
    context = {"lab": Lab.objects.current(), "windows": _windows(), "now": timezone.now()}
    return render(request, "workspace/deadlines.html", context)


def _last_return(column: str) -> Subquery:
    asked = StageRecord.objects.filter(innovation=OuterRef("pk"), move="return").order_by(
        "-created_at", "-id"
    )
    return Subquery(asked.values(column)[:1])


def _lines(innovations: Iterable[Innovation] | QuerySet[Innovation]) -> list[Line]:
    return [Line(one, standing.sentence(one), standing.is_late(one)) for one in innovations]


def _windows() -> list[StageWindow]:
    """The dates of the current lab, nearest deadline first."""
    windows = StageWindow.objects.filter(lab__is_current=True).select_related("lab")
    return sorted(windows, key=lambda window: window.deadline)
