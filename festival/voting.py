"""The favourite vote of an edition: casting and moving a vote, and what may be told after the end.

One device has one vote; while the ballot is open it can be moved, and the last counts. A vote needs the code that
stands on the table of its exhibit. No function here gives a number before the ballot is over.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncHour, TruncMinute
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from festival import limits
from festival.models import Ballot, Exhibit, Refusal, SetAside, Vote
from festival.stands import NotTaken, WrongCode, check_code

BURST = 10  # votes within one minute of the clock: worth a look
NETWORKS, BURSTS = 10, 20  # how many the report lists
REFUSE = """
INSERT INTO festival_refusal (ballot_id, reason, since, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (ballot_id, reason, since) DO UPDATE SET count = festival_refusal.count + 1
"""


@dataclass(frozen=True)
class Place:
    """A line of the result. Who has as many votes has the same rank."""

    rank: int
    exhibit: Exhibit
    votes: int  # those that count
    all_votes: int


def cast(request, device, exhibit: Exhibit, code: str) -> Vote:
    """Give the one vote of `device` to `exhibit`, or move it there. Raises NotTaken."""
    ballot = Ballot.objects.filter(festival=exhibit.festival_id).first()
    if ballot is None or not ballot.is_open:
        raise NotTaken(_("Pemungutan suara sedang tidak dibuka, jadi suara ini tidak tercatat."), 409)
    try:
        check_code(request, exhibit, code)
    except NotTaken as refusal:
        is_wrong = isinstance(refusal, WrongCode)
        _refuse(ballot, Refusal.Reason.CODE if is_wrong else Refusal.Reason.CODE_LIMIT)
        raise
    if not limits.allowed(request, "vote"):
        _refuse(ballot, Refusal.Reason.LIMIT)
        raise NotTaken(
            _(
                "Dari jaringan ini sudah sangat banyak suara dalam satu jam. Coba lagi sebentar lagi, atau pakai data "
                "seluler Anda sendiri."
            ),
            429,
        )
    vote = Vote(
        ballot=ballot,
        exhibit=exhibit,
        device=device,
        network=limits.network(request),
        cast_at=timezone.now(),
    )
    try:
        with transaction.atomic():  # of two at once, one waits for the other's row
            Vote.objects.bulk_create(
                [vote],
                update_conflicts=True,
                unique_fields=["ballot", "device"],
                update_fields=["exhibit", "network", "cast_at"],
            )
    except IntegrityError as error:  # it closed between the look and the writing
        raise NotTaken(
            _("Pemungutan suara baru saja ditutup, jadi suara ini tidak tercatat."), 409
        ) from error
    return vote


def result(ballot: Ballot) -> list[Place]:
    """The public exhibits that got votes, the most first; equal ones by title. One query. Empty before the end."""
    if not ballot.is_over:
        return []
    counted = Count("votes", filter=Q(votes__ballot=ballot, votes__set_aside=None))
    every = Count("votes", filter=Q(votes__ballot=ballot))
    found = list(
        Exhibit.objects.public()
        .filter(votes__ballot=ballot)
        .only("slug", "title", "agency__name", "agency__slug")
        .select_related("agency")
        .annotate(counted=counted, every=every)
        .order_by("-counted", "title", "id")
    )
    places = []
    for votes, alike in groupby(found, key=lambda exhibit: exhibit.counted):
        rank = len(places) + 1
        places += [Place(rank, exhibit, votes, exhibit.every) for exhibit in alike]
    return places


def totals(ballot: Ballot) -> dict[str, int]:
    """`every` vote and those `counted`; both 0 before the end. One query."""
    if not ballot.is_over:
        return {"every": 0, "counted": 0}
    return ballot.votes.aggregate(every=Count("pk"), counted=Count("pk", filter=Q(set_aside=None)))


def report(ballot: Ballot) -> dict:
    """What may point to cheating, for everybody to read after the end; {} before. Five queries; no addresses."""
    if not ballot.is_over:
        return {}
    votes = ballot.votes.order_by()
    hours = list(votes.values(hour=TruncHour("cast_at")).annotate(votes=Count("pk")).order_by("hour"))
    by_network = votes.values(number=F("network"), day=F("network__day")).annotate(
        votes=Count("pk"), exhibits=Count("exhibit", distinct=True)
    )
    by_minute = votes.values(minute=TruncMinute("cast_at")).annotate(
        votes=Count("pk"),
        networks=Count("network", distinct=True),
        exhibits=Count("exhibit", distinct=True),
    )
    refused = ballot.refusals.values("reason").annotate(votes=Sum("count")).order_by("reason")
    aside = SetAside.objects.filter(vote__ballot=ballot).values("reason", day=F("at__date"))
    return {
        "hours": hours,
        "busiest": max((hour["votes"] for hour in hours), default=0),
        "networks": by_network.order_by("-votes", "number")[:NETWORKS],
        "bursts": by_minute.filter(votes__gte=BURST).order_by("-votes", "minute")[:BURSTS],
        "burst": BURST,
        "refusals": [row | {"label": Refusal.Reason(row["reason"]).label} for row in refused],
        "aside": aside.annotate(votes=Count("pk")).order_by("day", "reason"),
    }


def set_aside(votes, reason: str, by: User) -> int:
    """Let `votes` (a queryset) not count, for `reason`; how many it were. Only after the end, and for good."""
    with transaction.atomic():
        found = votes.countable().filter(ballot__in=Ballot.objects.over()).select_for_update(of=["self"])
        rows = [SetAside(vote=vote, reason=reason, by=by) for vote in found.order_by("pk")]
        return len(SetAside.objects.bulk_create(rows))


def _refuse(ballot: Ballot, reason: str) -> None:
    this_hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(REFUSE, [ballot.pk, reason, this_hour])
