"""What was sent back or stopped, and why."""

from collections import Counter

from django.db.models import Count, F, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Role
from innovations.models import Stage, Status
from stages.models import Point, StageRecord
from stages.overview.charts import SENT, chart
from stages.overview.scope import Scope, case_url
from stages.overview.tables import Cell, Table, percent, shown
from stages.sheets import CONDENSED, SHEETS
from stages.timing import local_day

READ = 300  # characters of a reason; the page of the case has the whole
PARTS_SHOWN = 10  # the parts asked for most

PART_LABELS = {part.key: part.label for sheet in (*SHEETS.values(), CONDENSED) for part in sheet}


class Reasons:
    """Four queries: returns by stage, parts asked for, the latest returns, the latest stops."""

    def __init__(self, scope: Scope):
        self.scope = scope

    def stages_table(self) -> Table:
        counts = Counter(
            {
                (stage, role): number
                for stage, role, number in self._returns()
                .values_list("from_stage", "role")
                .annotate(Count("pk"))
            }
        )
        rows = []
        for stage in Stage:
            by_role = [counts[stage, role] for role in (Role.FACILITATOR, Role.EXECUTIVE)]
            rows.append((str(stage.label), *by_role, sum(by_role)))
        return Table(
            "dikembalikan",
            _("Berapa kali dikembalikan"),
            (_("Tahap"), _("Dari fasilitator"), _("Dari Kantor Bupati"), _("Semua")),
            rows,
        )

    def parts_table(self) -> Table:
        asked = Point.objects.filter(record__in=self._returns().values("pk")).order_by()
        counts = list(asked.values_list("part").annotate(times=Count("pk")).order_by("-times", "part"))
        everything = sum(times for _part, times in counts)
        rows = [
            (str(PART_LABELS.get(part, part)), times, percent(times, everything))
            for part, times in counts[:PARTS_SHOWN]
        ]
        bars = [(label, shown(times), [(SENT, times)]) for label, times, _share in rows]
        return Table(
            "bagian",
            _("Bagian yang paling sering diminta diperbaiki"),
            (_("Bagian"), _("Kali diminta"), _("Persen dari semua permintaan")),
            rows,
            empty=_("Belum ada bagian yang diminta diperbaiki."),
            chart=chart(
                "bagian",
                _("Bagian yang paling sering diminta diperbaiki"),
                ", ".join(f"{label}: {told}" for label, told, _pieces in bars),
                bars,
            ),
        )

    def latest_table(self, most: int) -> Table:
        rows = [
            (
                *self._case(record),
                str(record.get_role_display()),
                self._parts(record),
                self._short(record.note),
            )
            for record in self._openable(self._returns())[:most]
        ]
        return Table(
            "alasan",
            _("Alasan pengembalian terbaru"),
            (*self._case_columns(), _("Dari"), _("Bagian"), _("Alasan")),
            rows,
            empty=_("Tidak ada yang dikembalikan di antara yang dapat Anda buka."),
            note=_("Paling banyak %(most)s terbaru.") % {"most": shown(most)},
        )

    def stopped_table(self, most: int) -> Table:
        """What stands stopped now, with the words of the step that stopped it."""
        stops = self.scope.records().filter(
            to_status=Status.STOPPED, innovation__status=Status.STOPPED, created_at=F("innovation__since")
        )
        rows = [
            (
                *self._case(record),
                str(record.get_role_display()),
                self._short(record.note),
                self._short(record.lesson),
            )
            for record in self._openable(stops)[:most]
        ]
        return Table(
            "dihentikan",
            _("Yang dihentikan, dan pelajarannya"),
            (*self._case_columns(), _("Oleh"), _("Alasan"), _("Pelajaran")),
            rows,
            empty=_("Tidak ada yang dihentikan di antara yang dapat Anda buka."),
            note=_("Paling banyak %(most)s terbaru.") % {"most": shown(most)},
        )

    def _returns(self) -> QuerySet[StageRecord]:
        return self.scope.records().filter(move="return")

    def _openable(self, records: QuerySet[StageRecord]) -> QuerySet[StageRecord]:
        return (
            records.filter(innovation__in=self.scope.openable().values("pk"))
            .select_related("innovation__agency")
            .only(
                "created_at",
                "from_stage",
                "role",
                "parts",
                "note",
                "lesson",
                "innovation__code",
                "innovation__title",
                "innovation__agency__name",
            )
            .order_by("-created_at", "-id")
        )

    @staticmethod
    def _case_columns() -> tuple[str, ...]:
        return _("Kode"), _("Judul"), _("Unit"), _("Tahap"), _("Tanggal")

    @staticmethod
    def _case(record: StageRecord) -> tuple:
        case = record.innovation
        return (
            Cell(case.code, case_url(case.pk)),
            case.title,
            case.agency.name,
            str(record.get_from_stage_display()),
            local_day(record.created_at),
        )

    @staticmethod
    def _parts(record: StageRecord) -> str:
        return ", ".join(str(PART_LABELS.get(part, part)) for part in record.parts)

    @staticmethod
    def _short(text: str) -> str:
        return Truncator(text).chars(READ)
