"""How far the region has come: exhibits of a lab beside its target, and who shows something, by kind and kecamatan.

Read with three questions and kept under the version of the content: the front page asks nothing more for it.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Agency, District
from festival.kept import Kept
from festival.models import Exhibit
from innovations.models import Lab

kept = Kept(4)


@dataclass(frozen=True)
class Progress:
    """Public exhibits of `lab` beside its target."""

    lab: Lab
    shown: int

    @property
    def reached(self) -> int:
        """For a bar that ends at the target."""
        return min(self.shown, self.lab.target)

    @property
    def missing(self) -> int:
        """How many are still wanted; 0 when the target is reached."""
        return self.lab.target - self.reached


@dataclass(frozen=True)
class KindCoverage:
    """Units of one kind: how many there are, and how many of them show something."""

    kind: Agency.Kind
    shown: int
    total: int


@dataclass(frozen=True)
class Coverage:
    """Everything at once. `units` are as in `agencies()`, `districts` as in `districts()`.

    `is_demo`: whether demo data is in the database, which the pages of this say without asking again.
    """

    progress: Progress | None
    units: list[Agency]
    districts: list[District]
    is_demo: bool

    @property
    def units_shown(self) -> int:
        return sum(unit.shown > 0 for unit in self.units)

    @property
    def innovations(self) -> int:
        """Public exhibits of active units."""
        return sum(unit.shown for unit in self.units)

    @property
    def kinds(self) -> list[KindCoverage]:
        return [
            KindCoverage(kind, sum(unit.shown > 0 for unit in units), len(units))
            for kind, units in self.by_kind
        ]

    @property
    def by_kind(self) -> list[tuple[Agency.Kind, list[Agency]]]:
        """The units of each kind, in the order of `Agency.Kind`; kinds without a unit are left out."""
        order = Agency.Kind.values.index
        units = sorted(self.units, key=lambda unit: order(unit.kind))  # stable: by name within a kind
        return [
            (Agency.Kind(kind), list(those)) for kind, those in groupby(units, key=lambda unit: unit.kind)
        ]


def of(version: str) -> Coverage:
    """Under `version`; whoever takes it must not change what is in it."""
    return kept.made(version, read)


def read() -> Coverage:
    lab = _lab()
    return Coverage(
        _progress(lab), list(agencies()), list(districts()), is_demo=lab is not None and lab.is_demo_shown
    )


def progress() -> Progress | None:
    """Of the current lab, else of the newest festival's; None before the first."""
    return _progress(_lab())


def agencies() -> QuerySet[Agency]:
    """Active units by name, with their district and `shown`."""
    return with_number_shown(Agency.objects.filter(is_active=True)).select_related("district")


def with_number_shown(units: QuerySet[Agency]) -> QuerySet[Agency]:
    """`units` by name, each with `shown`, the number of its public exhibits."""
    return units.annotate(shown=_number_of(Exhibit.objects.public(), "agency")).order_by("name", "pk")


def districts() -> QuerySet[District]:
    """Kecamatan by name, with `shown`, the public exhibits there, and `units`, the active units."""
    return District.objects.annotate(
        shown=_number_of(Exhibit.objects.public(), "district"),
        units=_number_of(Agency.objects.filter(is_active=True), "district"),
    ).order_by("name", "pk")


def _number_of(rows: QuerySet, column: str) -> Coalesce:
    """How many of `rows` have the outer row in `column`."""
    counted = rows.filter(**{column: OuterRef("pk")}).order_by().values(column).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _lab() -> Lab | None:
    """The lab that progress is told of comes first; one that shows nothing yet, last."""
    return (
        Lab.objects.annotate(
            opens_on=F("festival__opens_on"),
            shown=_number_of(Exhibit.objects.public(), "festival__lab"),
            is_demo_shown=Exists(Lab.objects.filter(is_demo=True)),
        )
        .order_by("-is_current", F("opens_on").desc(nulls_last=True), "-festival__pk", "pk")
        .first()
    )


def _progress(lab: Lab | None) -> Progress | None:
    has_begun = lab is not None and (lab.is_current or lab.opens_on)
    return Progress(lab, lab.shown) if has_begun else None
