"""Who is told what at which move: a table of data, and the one function that writes it down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages.assignments import judging
from stages.conflicts import free_to_judge
from stages.models import Event, Extension, StageRecord, StageWindow
from stages.notices.models import Notice
from stages.notices.words import KINDS

# Of the unit: the custodian and who sent the sheet; or everybody of the unit who acted on the record.
UNIT, UNIT_WHO_ACTED = "unit", "unit_who_acted"
EXCERPT = 500  # characters of a reviewer's note; the record has all of it


@dataclass(frozen=True)
class Telling:
    """`to`: UNIT, UNIT_WHO_ACTED, or a role. `told_actor`: also who made the move. `is_grouped`: one while unread."""

    kind: str
    to: str
    needs_action: bool = False
    is_grouped: bool = False
    told_actor: bool = False


# What follows from a move to a status. What is not listed is told to nobody.
TOLD: dict[tuple[str, str], tuple[Telling, ...]] = {
    ("submit", Status.SUBMITTED): (
        Telling("receipt", UNIT, told_actor=True),
        Telling("waiting", Role.FACILITATOR, needs_action=True, is_grouped=True),
    ),
    ("return", Status.RETURNED): (Telling("returned", UNIT_WHO_ACTED, needs_action=True),),
    ("recommend", Status.DRAFT): (Telling("recommended", UNIT),),
    ("recommend", Status.ENDORSED): (
        Telling("endorsed", UNIT),
        Telling("decide", Role.EXECUTIVE, needs_action=True),
    ),
    ("approve", Status.DRAFT): (Telling("approved", UNIT),),
    ("approve", Status.APPROVED): (
        Telling("approved_last", UNIT),
        Telling("announce", Role.STEWARD, needs_action=True),
    ),
    ("postpone", Status.ENDORSED): (Telling("postponed", UNIT),),
    ("decline", Status.STOPPED): (Telling("declined", UNIT),),
    ("announce", Status.PUBLISHED): (Telling("announced", UNIT),),
    ("take_down", Status.APPROVED): (Telling("taken_down", UNIT),),
    ("stop", Status.STOPPED): (Telling("stopped", UNIT),),
    ("withdraw", Status.STOPPED): (Telling("stopped", UNIT),),
    ("reopen", Status.DRAFT): (Telling("reopened", UNIT),),
}


def tell_of(record: StageRecord) -> None:
    """Tell those concerned of a move, in its transaction. `record.innovation` is as the move left it.

    Of the facilitators, only those for whom it waits. Two queries: one finds the people, one writes.
    """
    tellings = TOLD.get((record.move, record.to_status), ())
    if not tellings:
        return
    innovation = record.innovation
    roles = [telling.to for telling in tellings if telling.to in Role.values]
    others = Q(role__in=[role for role in roles if role != Role.FACILITATOR]) & free_to_judge(innovation)
    if Role.FACILITATOR in roles:
        others |= judging(innovation)
    people = list(with_part_in(innovation.pk).filter(Q(agency=innovation.agency_id) | others, is_active=True))
    facts = {
        "stage": record.from_stage,
        "to_stage": record.to_stage,
        "who": record.actor.name,
        "note": record.note[:EXCERPT],
        "receipt": record.receipt or "",
    }
    write(
        Notice(
            user=user,
            innovation=innovation,
            kind=telling.kind,
            key="" if telling.is_grouped else f"{telling.kind}:{record.pk}",
            facts=facts,
            due=record.due,
            needs_action=telling.needs_action,
            version=None if telling.is_grouped else innovation.version,
            created_at=record.created_at,
        )
        for telling in tellings
        for user in _among(people, telling, record)
    )


def tell(
    users: Iterable[User],
    kind: str,
    innovation: Innovation | None = None,
    *,
    key: str,
    needs_action: bool = False,
    due: datetime | None = None,
    path: str = "",
    **facts: str,
) -> None:
    """Tell `users` something that is no move; one query. Call it in the transaction of what happened.

    `kind` is one of `words.KINDS`, `facts` what its sentence names besides the record's own. `key` names the
    happening (`f"given:{event.pk}"`): the same one is told a person once; empty: while one such is unread, no second
    is written. `path` is where it leads, without a language and without a host; empty: to the record.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    write(
        Notice(
            user=user,
            innovation=innovation,
            kind=kind,
            key=key,
            facts=facts,
            due=due,
            path=path,
            needs_action=needs_action,
            created_at=timezone.now(),
        )
        for user in users
        if user.is_active
    )


def tell_of_extensions(window: StageWindow, extensions: Iterable[Extension]) -> None:
    """Tell everybody of the units that got another date for the window, and why; in its transaction. Two queries."""
    given = {extension.agency_id: extension for extension in extensions}
    write(
        Notice(
            user=user,
            kind="extended",
            key=f"extended:{given[user.agency_id].pk}",
            facts={"stage": window.stage, "reason": given[user.agency_id].reason},
            due=given[user.agency_id].until,
            path=reverse("workspace:deadlines"),
        )
        for user in User.objects.filter(agency__in=given, is_active=True)
    )


def tell_of_time(event: Event) -> None:
    """Tell the unit's people of a record that it was given more time, and why; in its transaction."""
    innovation = event.innovation
    people = with_part_in(innovation.pk).filter(agency=innovation.agency_id, is_active=True)
    sender = next((user.sender for user in people), None)
    tell(
        of_unit(people, innovation, sender),
        "more_time",
        innovation,
        key=f"time:{event.pk}",
        due=innovation.due,
        reason=event.note,
    )


def with_part_in(innovation_id: int | OuterRef):
    """Users with `acted` (as staff of a unit, on this record) and `sender` (who last sent it)."""
    records = StageRecord.objects.filter(innovation=innovation_id, role=Role.AGENCY)
    sent = records.filter(move="submit").order_by("-created_at", "-id")
    return User.objects.annotate(
        acted=Exists(records.filter(actor=OuterRef("pk"))), sender=Subquery(sent.values("actor")[:1])
    )


def of_unit(people: Iterable[User], innovation: Innovation, sender: int | None) -> list[User]:
    """Of the active `people` of the unit: the custodian and the `sender`; all, when the custodian is not among them."""
    staff = [user for user in people if user.agency_id == innovation.agency_id]
    if all(user.pk != innovation.custodian_id for user in staff):
        return staff
    return [user for user in staff if user.pk in {innovation.custodian_id, sender}]


def _among(people: list[User], telling: Telling, record: StageRecord) -> set[User]:
    if telling.to in Role.values:
        few = {user for user in people if user.role == telling.to}
    else:
        sender = next((user.sender for user in people), None)
        few = set(of_unit(people, record.innovation, sender))
    if telling.to == UNIT_WHO_ACTED:
        few |= {user for user in people if user.acted}
    return few | {record.actor} if telling.told_actor else few - {record.actor}


def write(notices: Iterable[Notice]) -> None:
    """Store what is new. In the order in which records are locked, and of people, so that of two at once one waits
    for the other, never in a circle: each notice shares the lock of its record."""
    in_order = sorted(notices, key=lambda notice: (notice.innovation_id or 0, notice.user_id))
    Notice.objects.bulk_create(in_order, batch_size=500, ignore_conflicts=True)
