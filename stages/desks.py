"""The desks of a lab: which units are at whose desk, and how much waits there."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef

from accounts.models import Agency, User
from innovations.models import Innovation, Lab, Status
from stages import assignments
from stages.models import DeskUnit, Review

MINUTES = 20  # at the desk for one case
COMING = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED)  # waits for a facilitator, or will


@dataclass(frozen=True)
class Desk:
    """What one facilitator has: whole units, and cases that wait for them, whether by unit or by name."""

    reviewer: User
    units: list[Agency]
    waiting: int

    @property
    def minutes(self) -> int:
        return self.waiting * MINUTES


@dataclass(frozen=True)
class Room:
    """`for_all`: submissions that every facilitator may take. `unseated`: active units at no desk."""

    desks: list[Desk]
    for_all: int
    unseated: list[Agency]


def room_of(lab: Lab) -> Room:
    """All desks of the lab, of every active facilitator; four queries."""
    sitting, agencies = sitting_at(lab), {one.pk: one for one in Agency.objects.order_by("name", "pk")}
    waiting = _waiting(lab)
    desks = [
        Desk(user, [unit for pk, unit in agencies.items() if user.pk in sitting[pk]], waiting[user.pk])
        for user in assignments.facilitators()
    ]
    unseated = [unit for pk, unit in agencies.items() if unit.is_active and not sitting[pk]]
    return Room(desks, waiting[None], unseated)


def sitting_at(lab: Lab) -> Mapping[int, set[int]]:
    """By unit, the active facilitators at whose desk it is."""
    found = defaultdict(set)
    rows = DeskUnit.objects.filter(assignments.facilitating("reviewer__"), lab=lab, ended_at=None)
    for agency, reviewer in rows.values_list("agency", "reviewer"):
        found[agency].add(reviewer)
    return found


def weigh(lab: Lab) -> dict[int, int]:
    """Cases of each unit in this lab that wait for a facilitator or will."""
    found = Innovation.objects.filter(lab=lab, status__in=COMING).order_by().values_list("agency")
    return dict(found.annotate(count=Count("pk")))


def _waiting(lab: Lab) -> Counter:
    """Submissions that wait for each, by their key; for None, those that wait for everybody."""
    finished = Review.objects.filter(
        submission__innovation=OuterRef("pk"),
        submission__created_at__gte=OuterRef("submitted_at"),
        finished_at__isnull=False,
    )
    cases = assignments.with_reviewers(Innovation.objects.filter(lab=lab, status=Status.SUBMITTED)).annotate(
        finished=ArraySubquery(finished.values("reviewer"))
    )
    count = Counter()
    for named, at_desk, done in cases.order_by().values_list("named", "at_desk", "finished"):
        holders = set(named or at_desk)
        # Who has read it is asked again once all have: then one of them recommends.
        count.update((holders - set(done)) or holders or [None])
    return count
