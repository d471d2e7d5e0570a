"""How far the region has come: exhibits of a lab beside its target, and which units show something."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Agency
from festival.models import Exhibit, Festival
from innovations.models import Lab


@dataclass(frozen=True)
class Progress:
    """Public exhibits of `lab` beside its target."""

    lab: Lab
    shown: int

    @property
    def reached(self) -> int:
        """For a bar that ends at the target."""
        return min(self.shown, self.lab.target)


@dataclass(frozen=True)
class KindCoverage:
    """Units of one kind: how many there are, and how many of them show something."""

    kind: Agency.Kind
    shown: int
    total: int


def progress() -> Progress | None:
    """Of the current lab, else of the newest festival's; None before the first."""
    lab = Lab.objects.current()
    if lab is None:
        newest = Festival.objects.newest_first().first()
        if newest is None:
            return None
        lab = newest.lab
    return Progress(lab, Exhibit.objects.public().filter(festival__lab=lab).count())


def by_kind() -> list[KindCoverage]:
    """Active units by kind, in the order of `Agency.Kind`; kinds without a unit are left out."""
    shows = Exists(Exhibit.objects.public().filter(agency=OuterRef("pk")))
    rows = (
        Agency.objects.filter(is_active=True)
        .order_by()
        .values("kind")
        .annotate(total=Count("pk"), shown=Count("pk", filter=shows))
    )
    found = {row["kind"]: KindCoverage(Agency.Kind(row["kind"]), row["shown"], row["total"]) for row in rows}
    return [found[kind] for kind in Agency.Kind if kind in found]


def agencies() -> QuerySet[Agency]:
    """Active units with their district and `shown`, the number of their public exhibits."""
    shown = (
        Exhibit.objects.public()
        .filter(agency=OuterRef("pk"))
        .order_by()
        .values("agency")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Agency.objects.filter(is_active=True)
        .select_related("district")
        .annotate(shown=Coalesce(Subquery(shown), 0))
        .order_by("name", "pk")
    )
