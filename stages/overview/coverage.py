"""How far each unit has come: which have nothing yet, a draft, something submitted, something published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, IntegerField, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Agency
from innovations.models import Status
from stages.overview.charts import BEGUN, DONE, NOTHING, SENT, chart
from stages.overview.scope import Scope
from stages.overview.tables import Table

LOOKS = (NOTHING, BEGUN, SENT, DONE)  # of a unit, by the best that it has: 0 nothing, 3 published


@dataclass(frozen=True)
class Group:
    """Units of one kind or place: how many have nothing, a draft, something sent, something published."""

    name: str
    counts: tuple[int, ...]

    @classmethod
    def of(cls, name: str, units: Iterable[Agency]) -> "Group":
        best = [unit.best for unit in units]
        return cls(name, tuple(best.count(level) for level in range(len(LOOKS))))


class Coverage:
    """One query: the active units of a region are a few hundred, and the workbook lists those without anything."""

    def __init__(self, scope: Scope):
        self.scope = scope

    @cached_property
    def units(self) -> list[Agency]:
        """Active units, each with `best`. What was stopped counts for nothing."""
        return list(
            Agency.objects.filter(is_active=True)
            .select_related("district")
            .annotate(best=Coalesce(self._best(), 0))
            .order_by("name", "pk")
        )

    @property
    def without(self) -> list[Agency]:
        return [unit for unit in self.units if not unit.best]

    def kinds(self) -> Table:
        groups = [
            Group.of(str(kind.label), [unit for unit in self.units if unit.kind == kind])
            for kind in Agency.Kind
        ]
        return self._table("jenis", _("Menurut jenis unit"), _("Jenis unit"), groups)

    def districts(self) -> Table:
        names = sorted({unit.district.name for unit in self.units if unit.district})
        groups = [Group.of(name, self._in_district(lambda found, name=name: found == name)) for name in names]
        groups.append(Group.of(_("Tingkat kabupaten"), self._in_district(lambda found: found is None)))
        return self._table("kecamatan", _("Menurut kecamatan"), _("Kecamatan"), groups)

    def without_table(self, most: int) -> Table:
        """The units that have nothing, at most `most` of them."""
        rows = [
            (unit.name, unit.get_kind_display(), unit.district.name if unit.district else None)
            for unit in self.without[:most]
        ]
        return Table(
            "tanpa-inovasi",
            _("Unit yang belum punya inovasi"),
            (_("Unit"), _("Jenis unit"), _("Kecamatan")),
            rows,
            empty=_("Setiap unit sudah punya inovasi."),
            left_out=len(self.without) - len(rows),
        )

    def _best(self) -> Subquery:
        level = Case(
            When(status=Status.PUBLISHED, then=Value(3)),
            When(submitted_at__isnull=False, then=Value(2)),
            default=Value(1),
            output_field=IntegerField(),
        )
        theirs = self._living().filter(agency=OuterRef("pk")).values("agency")
        return Subquery(theirs.annotate(best=Max(level)).values("best"))

    def _living(self) -> QuerySet:
        return self.scope.everything().exclude(status=Status.STOPPED)

    def _in_district(self, belongs: Callable[[str | None], bool]) -> list[Agency]:
        return [unit for unit in self.units if belongs(unit.district.name if unit.district else None)]

    def _table(self, key: str, title: str, grouped_by: str, groups: list[Group]) -> Table:
        groups = [group for group in groups if sum(group.counts)]
        labels = (_("Belum ada"), _("Draf"), _("Pernah dikirim"), _("Diumumkan"))
        bars = [
            (
                group.name,
                _("%(some)d dari %(all)d") % {"some": sum(group.counts[1:]), "all": sum(group.counts)},
                list(zip(LOOKS, group.counts, strict=True)),
            )
            for group in groups
        ]
        return Table(
            key,
            title,
            (grouped_by, _("Unit"), *labels),
            [(group.name, sum(group.counts), *group.counts) for group in groups],
            note=_(
                "Setiap unit dihitung sekali, menurut inovasinya yang paling jauh. Yang dihentikan tidak dihitung."
            ),
            empty=_("Belum ada unit kerja."),
            chart=chart(
                key,
                _("Unit dengan inovasi, %(grouped)s") % {"grouped": title.lower()},
                "; ".join(f"{label}: {told}" for label, told, _pieces in bars),
                bars,
                list(zip(LOOKS, labels, strict=True)),
            ),
        )
