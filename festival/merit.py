"""The fair ranking of units: among units of one kind, by quality and continued use, never by number.

The rule, and its only place. Every part is a share from 0 to 1, made of public facts alone and averaged over the
unit's public exhibits, so that one good innovation weighs as much as ten:

- *runs*, 30 points: confirmed by the unit as still running in this quarter or the one before;
- *targets*, 25: of the measures that have a target and a result, how many reached it (where less is wanted, the
  baseline lies above the target, and the result must not);
- *helps*, 20: of the answers "membantu / belum", how many say that it helps, by the lower end of Wilson's interval at
  95 %: three answers say less than three hundred (E. B. Wilson, JASA 22, 1927). The answers of all exhibits together;
- *proofs*, 15: evidence stands open on its page;
- *kit*, 10: cost, people, weeks and first steps are told for whoever replicates it.

The points are added and rounded to a whole number. Units of the same number share a place, and the next place is
counted on (1, 1, 3). A unit that shows nothing has no place. Closed units have none either.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.db.models import Avg, BooleanField, Case, FloatField, Func, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from festival.kept import Kept
from festival.models import Exhibit
from stages.pulse import plus_months

CONFIDENCE = 1.96  # of 95 %

kept = Kept(4)


@dataclass(frozen=True)
class Part:
    """One part of the score: its name, its greatest number of points, and what it looks at."""

    name: str
    points: int
    label: str
    meaning: str


PARTS = (
    Part(
        "runs", 30, _("Masih berjalan"), _("Unit menyatakan masih berjalan pada triwulan ini atau yang lalu.")
    ),
    Part(
        "targets", 25, _("Target tercapai"), _("Ukuran yang punya target dan capaian: berapa yang tercapai.")
    ),
    Part(
        "helps",
        20,
        _("Membantu pemakai"),
        _("Jawaban 'membantu' dibanding 'belum'; sedikit jawaban dihitung lebih hati-hati."),
    ),
    Part("proofs", 15, _("Bukti terbuka"), _("Ada bukti yang boleh dilihat publik di halamannya.")),
    Part("kit", 10, _("Bekal untuk meniru"), _("Biaya, orang, waktu, dan langkah pertama lengkap.")),
)


@dataclass(frozen=True)
class Reason:
    """One part of a unit's score, to be shown: `share` from 0 to 1 and the `points` it gives."""

    part: Part
    share: float

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def points(self) -> float:
        return round(self.part.points * self.share, 1)


@dataclass(frozen=True)
class Merit:
    """Where a unit stands among the `rivals` ranked units of its kind, itself counted, and why."""

    place: int
    rivals: int
    is_shared: bool
    score: int
    reasons: tuple[Reason, ...]


class TargetsReached(Func):
    """Of the measures in a public copy that have a target and a result, the share that reached the target."""

    template = """(
        SELECT coalesce(avg((CASE
            WHEN (m ->> 'baseline') <> '' AND (m ->> 'baseline')::numeric > (m ->> 'target')::numeric
            THEN (m ->> 'actual')::numeric <= (m ->> 'target')::numeric
            ELSE (m ->> 'actual')::numeric >= (m ->> 'target')::numeric
        END)::int), 0)
        FROM jsonb_array_elements(%(expressions)s -> 'measures') AS m
        WHERE (m ->> 'target') <> '' AND (m ->> 'actual') <> ''
    )"""
    output_field = FloatField()


class HasProofs(Func):
    """Whether a public copy holds evidence."""

    template = "jsonb_array_length(coalesce(%(expressions)s -> 'evidence', '[]')) > 0"
    output_field = BooleanField()


class HasKit(Func):
    """Whether a public copy tells all that a replication needs."""

    template = (
        "(%(expressions)s -> 'texts') ?& "
        "array['replication_cost', 'replication_staff', 'replication_weeks', 'replication_steps']"
    )
    output_field = BooleanField()


def of(version: str) -> dict[int, Merit]:
    """The ranked units by their key, under `version`. One question, then kept."""
    return kept.made(version, rank)


def rank() -> dict[int, Merit]:
    """Every active unit that shows something, ranked among those of its kind."""
    units = list(_read(timezone.localdate()))
    scores = defaultdict(list)
    for kind, _key, reasons in units:
        scores[kind].append(_score(reasons))
    found = {}
    for kind, key, reasons in units:
        score, rivals = _score(reasons), scores[kind]
        place = 1 + sum(other > score for other in rivals)
        found[key] = Merit(place, len(rivals), rivals.count(score) > 1, score, reasons)
    return found


def runs_since(today: date) -> date:
    """The first day of the quarter before that of `today`: a confirmation since then counts."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return plus_months(quarter, -3)


def wilson(helpful: int, answers: int) -> float:
    """The lower end of Wilson's 95 % interval for the share of `helpful` among `answers`; 0 without any."""
    if not answers:
        return 0.0
    share, z2 = helpful / answers, CONFIDENCE**2
    spread = CONFIDENCE * sqrt((share * (1 - share) + z2 / (4 * answers)) / answers)
    return max(0.0, (share + z2 / (2 * answers) - spread) / (1 + z2 / answers))


def _score(reasons: tuple[Reason, ...]) -> int:
    return round(sum(reason.part.points * reason.share for reason in reasons))


def _read(today: date):
    """(kind, key, reasons) of each active unit with public exhibits."""
    rows = (
        Exhibit.objects.public()
        .filter(agency__is_active=True)
        .order_by()
        .values("agency_id", "agency__kind")
        .annotate(
            runs=_share(Q(confirmed_on__gte=runs_since(today))),
            targets=Avg(TargetsReached("content")),
            proofs=_share(HasProofs("content")),
            kit=_share(HasKit("content")),
            yes=Sum("helpful"),
            no=Sum("unhelpful"),
        )
    )
    for row in rows:
        row["helps"] = wilson(row["yes"], row["yes"] + row["no"])
        yield (
            row["agency__kind"],
            row["agency_id"],
            tuple(Reason(part, float(row[part.name])) for part in PARTS),
        )


def _share(condition) -> Avg:
    return Avg(Case(When(condition, then=Value(1.0)), default=Value(0.0), output_field=FloatField()))
