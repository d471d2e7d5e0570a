"""Reminders before a due date and after it.

Called every minute. It looks at how things stand now and tells only the nearest threshold that has passed, so that
hours or weeks without the worker end in one reminder and not in a flood.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages import workflow
from stages.models import StageRecord
from stages.notices.mail import REMINDING, alone
from stages.notices.models import Notice
from stages.notices.what import of_unit, write

PASSED = -1  # the threshold on the day after
UNIT_DAYS = (14, 7, 3, 1)  # before the due date
ANSWER_DAYS = (3,)
URGENT_DAYS = 3  # from here on a reminder asks for action; before, it is news for the daily digest
FORGOTTEN = timedelta(days=30)  # what has been overdue for longer is told to nobody anew

REVIEWED = {Status.SUBMITTED: Role.FACILITATOR, Status.ENDORSED: Role.EXECUTIVE}
UNITS = (Status.DRAFT, Status.RETURNED)


def remind(now: datetime | None = None) -> int:
    """Write the reminders that are due and not told yet; for how many records."""
    now = now or timezone.now()
    with transaction.atomic():
        if not alone(REMINDING):
            return 0
        found = {}
        for innovation in _near(now):
            days = UNIT_DAYS if innovation.status in UNITS else ANSWER_DAYS
            threshold = passed_threshold(innovation, days, now)
            if threshold is not None:
                found[_key(innovation, threshold)] = (innovation, threshold)
        told = set(Notice.objects.filter(key__in=found).values_list("key", flat=True).distinct())
        new = {key: pair for key, pair in found.items() if key not in told}
        if new:
            people = concerned([innovation for innovation, _ in new.values()])
            write(
                _notice(user, innovation, key, threshold, now)
                for key, (innovation, threshold) in new.items()
                for user in people[innovation.pk]
            )
    return len(new)


def passed_threshold(innovation: Innovation, days: Iterable[int], now: datetime) -> int | None:
    """The nearest of `days` before the due date that has passed while the record stood as it stands, or PASSED."""
    due = innovation.due
    if innovation.since >= due:  # begun late; its page says so
        return None
    if timezone.localtime(now).date() > timezone.localtime(due).date():
        return PASSED
    reached = [number for number in days if innovation.since < due - timedelta(days=number) <= now <= due]
    return min(reached, default=None)


def with_sender(innovations: QuerySet[Innovation]) -> QuerySet[Innovation]:
    """Each with the `sender` of its last sheet."""
    sent = StageRecord.objects.filter(innovation=OuterRef("pk"), move="submit").order_by("-created_at", "-id")
    return innovations.annotate(sender=Subquery(sent.values("actor")[:1]))


def _near(now: datetime) -> QuerySet[Innovation]:
    """Open records whose due date is near or lately past, with the `sender` of the last sheet."""
    return with_sender(
        Innovation.objects.filter(
            Q(status__in=UNITS, due__lte=now + timedelta(days=max(UNIT_DAYS)))
            | Q(status__in=REVIEWED, due__lte=now + timedelta(days=max(ANSWER_DAYS))),
            due__gt=now - FORGOTTEN,
        )
    ).order_by("due", "id")


def concerned(innovations: list[Innovation]) -> dict[int, list[User]]:
    """Whose turn it is with each record (`with_sender`): a query for all units, one for the reviewers, one for each."""
    found = defaultdict(list)
    of_units = [one for one in innovations if one.status in UNITS]
    staff = defaultdict(list)
    for user in User.objects.filter(agency__in={one.agency_id for one in of_units}, is_active=True):
        staff[user.agency_id].append(user)
    for one in of_units:
        found[one.pk] = of_unit(staff[one.agency_id], one, one.sender)
    reviewed = [one for one in innovations if one.status in REVIEWED]
    roles = {REVIEWED[one.status] for one in reviewed}
    for user in User.objects.filter(role__in=roles, is_active=True):
        waiting = workflow.waiting_for(user).filter(pk__in=[one.pk for one in reviewed])
        for pk in waiting.values_list("pk", flat=True):
            found[pk].append(user)
    return found


def _notice(user: User, innovation: Innovation, key: str, threshold: int, now: datetime) -> Notice:
    what = "due" if innovation.status in UNITS else "answer"
    when = "passed" if threshold == PASSED else "soon"
    return Notice(
        user=user,
        innovation=innovation,
        kind=f"{what}_{when}",
        key=key,
        facts={"stage": innovation.stage},
        due=innovation.due,
        needs_action=threshold <= URGENT_DAYS,
        version=innovation.version,
        created_at=now,
    )


def _key(innovation: Innovation, threshold: int) -> str:
    return f"due:{innovation.pk}:{innovation.due:%Y%m%d%H%M}:{threshold}"
