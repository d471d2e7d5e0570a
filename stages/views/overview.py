"""First screens: what waits and until when, drafts, the unit's records, the dates of the lab."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from innovations.models import Innovation, Lab, Stage, Status
from stages import standing
from stages.completeness import parts_lacking, with_rows_done
from stages.models import StageWindow
from stages.timing import Due, due_in_words
from stages.todo import todos
from stages.views.access import units_only

SHOWN = 20  # records on the first screen; the rest is a link away
FIRST = 5  # lines of a card before "the others"
DATES = 3
PAGE = 20
RANK = [  # with the unit first, then with others, then what has come to its end
    Status.RETURNED,
    Status.DRAFT,
    Status.SUBMITTED,
    Status.ENDORSED,
    Status.APPROVED,
    Status.PUBLISHED,
    Status.STOPPED,
]


@dataclass(frozen=True)
class Line:
    """A record in a list, with what its unit wants to know."""

    innovation: Innovation
    sentence: str
    is_late: bool
    number: int  # of its stage, 1 to 5
    marks: list[str]  # done, current or todo, one for each stage


@dataclass(frozen=True)
class Deadline:
    """A coming date: of a stage of the lab, or the unit's own of one record."""

    what: str
    due: datetime
    url: str = ""

    @property
    def left(self) -> Due:
        return due_in_words(self.due)


@require_safe
@units_only
def inbox(request):
    """What waits, the drafts, the nearest dates, and the unit's records: first what is with the unit."""
    mine = Innovation.objects.visible_to(request.user).with_right_of(request.user).select_related("agency")
    ranked = mine.annotate(rank=Case(*(When(status=status, then=place) for place, status in enumerate(RANK))))
    records = list(with_rows_done(ranked).order_by("rank", "due", "-id")[: SHOWN + 1])
    tasks = todos(request.user)
    drafts = [one for one in records if one.status == Status.DRAFT and one.is_fillable]
    context = {
        "is_new": not records,
        "tasks": tasks[:FIRST],
        "more_tasks": tasks[FIRST:],
        "drafts": [(one, parts_lacking(one)) for one in drafts[:FIRST]],
        "has_more_drafts": len(drafts) > FIRST,
        "deadlines": _coming(records, request.user)[:DATES],
        "lines": _lines(records[:SHOWN]),
        "has_more": len(records) > SHOWN,
    }
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
    page = Paginator(found.select_related("agency").order_by("-created_at", "-id"), PAGE).get_page(
        request.GET.get("page")
    )
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
    context = {"lab": Lab.objects.current(), "windows": _windows(request.user), "now": timezone.now()}
    return render(request, "workspace/deadlines.html", context)


def _coming(records: list[Innovation], user: User) -> list[Deadline]:
    """The dates ahead, nearest first: the lab's stages, and what a reviewer asked of the unit."""
    now = timezone.now()
    own = [one for one in records if one.status == Status.RETURNED and one.is_fillable]
    found = [
        *(Deadline(one.title, one.due, one.get_absolute_url()) for one in own),
        *(Deadline(_stage(window), window.unit_due) for window in _windows(user)),
    ]
    return sorted((one for one in found if one.due > now), key=lambda one: one.due)


def _stage(window: StageWindow) -> str:
    return _("Tahap %(stage)s") % {"stage": window.get_stage_display()}


def _lines(innovations: Iterable[Innovation] | QuerySet[Innovation]) -> list[Line]:
    return [_line(one) for one in innovations]


def _line(innovation: Innovation) -> Line:
    return Line(
        innovation,
        standing.sentence(innovation),
        standing.is_late(innovation),
        Stage(innovation.stage).number,
        [step.state for step in standing.steps(innovation)],
    )


def _windows(user: User) -> QuerySet[StageWindow]:
    """The dates of the current lab as they are for the user's unit, the nearest first."""
    windows = StageWindow.objects.filter(lab__is_current=True).select_related("lab")
    return windows.with_dates_of(user.agency_id).order_by("unit_due", "id")
