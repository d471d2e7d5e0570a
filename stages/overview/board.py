"""The board: five stages by seven statuses, how long cases have been in their stage, and which are stuck."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from innovations.models import Innovation, Stage, Status
from stages.models import StageRecord
from stages.moves import OPEN
from stages.overview.charts import BEGUN, DONE, LATE, NOTHING, SENT, Chart, chart
from stages.overview.percentiles import Percentile, in_days
from stages.overview.scope import Scope, case_url
from stages.overview.stuck import STUCK_AFTER, is_stuck
from stages.overview.tables import Cell, Table, percent, shown
from stages.timing import local_day

AWAITING = (Status.SUBMITTED, Status.ENDORSED)  # an answer: of a facilitator, of the Bupati's office
REACHED = (Status.APPROVED, Status.PUBLISHED)


@dataclass(frozen=True)
class Tally:
    """Cases by (stage, status), and of these the stuck, the late answers and those once submitted."""

    all: Counter
    stuck: Counter
    late: Counter
    sent: Counter

    @classmethod
    def of(cls, innovations: QuerySet[Innovation], now) -> "Tally":
        rows = innovations.values_list("stage", "status").annotate(
            all=Count("pk"),
            stuck=Count("pk", filter=is_stuck(now)),
            late=Count("pk", filter=Q(status__in=AWAITING, due__lt=now)),
            sent=Count("pk", filter=Q(submitted_at__isnull=False) & ~Q(status=Status.STOPPED)),
        )
        counts = {(stage, status): numbers for stage, status, *numbers in rows}
        return cls(*(Counter({place: row[n] for place, row in counts.items()}) for n in range(4)))


def total(counts: Counter, stage: str | None = None, statuses=Status) -> int:
    """Of one stage or all, in these statuses."""
    return sum(counts[one, status] for one in ([stage] if stage else Stage) for status in statuses)


class Board:
    """Three queries, and one for the list of what is stuck."""

    def __init__(self, scope: Scope):
        self.scope = scope

    @cached_property
    def everything(self) -> Tally:
        return Tally.of(self.scope.everything(), self.scope.now)

    @cached_property
    def openable(self) -> Tally:
        return Tally.of(self.scope.openable(), self.scope.now)

    @cached_property
    def late_answers(self) -> Cell:
        """Submissions that have no answer and are past the date promised for it."""
        url = self.scope.queue(status__in=",".join(AWAITING), lewat="ya")
        return Cell(total(self.everything.late), url, total(self.openable.late))

    @cached_property
    def waiting(self) -> Cell:
        """Submissions that wait for a facilitator now."""
        return self._cell(None, [Status.SUBMITTED], status__exact=Status.SUBMITTED.value)

    @property
    def registered(self) -> int:
        """All but the stopped."""
        return total(self.everything.all) - total(self.everything.all, statuses=[Status.STOPPED])

    @property
    def sent(self) -> int:
        """Submitted at least once, and not stopped."""
        return total(self.everything.sent)

    @property
    def reached(self) -> int:
        """Approved or published."""
        return total(self.everything.all, statuses=REACHED)

    def table(self) -> Table:
        medians = self._medians()
        rows = [*(self._row(stage, in_days(medians.get(stage))) for stage in Stage), self._row(None, None)]
        return Table(
            "papan",
            _("Papan lima tahap"),
            (
                _("Tahap"),
                *(str(status.label) for status in Status),
                _("Semua"),
                _("Macet"),
                _("Median hari di tahap"),
            ),
            rows,
            note=_(
                "Macet: lewat batas waktu, atau lebih dari %(days)d hari dalam status yang sama. Median: separuh "
                "inovasi yang masih berjalan sudah lebih lama dari itu di tahapnya."
            )
            % {"days": STUCK_AFTER.days},
            chart=self._chart(),
        )

    def stuck_table(self, most: int) -> Table:
        """The stuck cases that the reader may open, those that rest longest first, at most `most`."""
        found = (
            self.scope.openable()
            .filter(is_stuck(self.scope.now))
            .select_related("agency")
            .only("code", "title", "stage", "status", "since", "due", "agency__name")
            .order_by("since", "id")
        )
        rows = [
            (
                Cell(case.code, case_url(case.pk)),
                case.title,
                case.agency.name,
                case.get_stage_display(),
                case.get_status_display(),
                local_day(case.since),
                case.due and local_day(case.due),
                (local_day(self.scope.now) - local_day(case.since)).days,
            )
            for case in found[:most]
        ]
        return Table(
            "macet",
            _("Yang macet, paling lama lebih dulu"),
            (
                _("Kode"),
                _("Judul"),
                _("Unit"),
                _("Tahap"),
                _("Status"),
                _("Sejak"),
                _("Batas waktu"),
                _("Hari"),
            ),
            rows,
            empty=_("Tidak ada yang macet di antara yang dapat Anda buka."),
            left_out=total(self.openable.stuck) - len(rows),
        )

    def progress_table(self) -> Table:
        target = self.scope.target
        steps = [
            (_("Terdaftar"), self.registered),
            (_("Pernah dikirim"), self.sent),
            (_("Disetujui atau diumumkan"), self.reached),
        ]
        rows = [(label, number, percent(number, target)) for label, number in steps]
        rows.append((_("Target"), target, None))
        looks = zip(steps, (BEGUN, SENT, DONE), strict=True)
        return Table(
            "target",
            _("Menuju target"),
            (_("Langkah"), _("Inovasi"), _("Persen dari target")),
            rows,
            note=_("Yang dihentikan tidak dihitung."),
            chart=chart(
                "target",
                _("Inovasi dibandingkan dengan target"),
                ", ".join(f"{label}: {shown(number)}" for label, number, _share in rows),
                [
                    *((label, shown(number), [(look, number)]) for (label, number), look in looks),
                    (_("Target"), shown(target), [(NOTHING, target)]),
                ],
            ),
        )

    def _row(self, stage: Stage | None, days: float | None) -> tuple[Cell | str | float | None, ...]:
        cells = [self._cell(stage, [status], status__exact=status.value) for status in Status]
        name = stage.label if stage else _("Semua tahap")
        return (str(name), *cells, self._cell(stage, Status), self._stuck(stage), days)

    def _cell(self, stage: Stage | None, statuses, **filters: str) -> Cell:
        url = self.scope.queue(**_at(stage), **filters)
        return Cell(
            total(self.everything.all, stage, statuses), url, total(self.openable.all, stage, statuses)
        )

    def _stuck(self, stage: Stage | None) -> Cell:
        url = self.scope.queue(**_at(stage), macet="ya")
        return Cell(total(self.everything.stuck, stage), url, total(self.openable.stuck, stage))

    def _medians(self) -> dict[str, object]:
        """How long the cases on the road have been in their stage, by stage."""
        entries = StageRecord.objects.filter(innovation=OuterRef("pk")).exclude(from_stage=F("to_stage"))
        last = Subquery(entries.order_by("-created_at", "-id").values("created_at")[:1])
        return dict(
            self.scope.everything()
            .filter(status__in=OPEN)
            .annotate(entered=Coalesce(last, "created_at"))
            .values_list("stage")
            .annotate(median=Percentile(Value(self.scope.now) - F("entered"), 0.5))
        )

    def _chart(self) -> Chart | None:
        rows = []
        for stage in Stage:
            on_road = total(self.everything.all, stage, OPEN)
            stuck = total(self.everything.stuck, stage)
            told = _("%(all)s berjalan, %(stuck)s macet") % {"all": shown(on_road), "stuck": shown(stuck)}
            rows.append((stage.label, told, [(SENT, on_road - stuck), (LATE, stuck)]))
        return chart(
            "papan",
            _("Inovasi yang masih berjalan, menurut tahap"),
            "; ".join(f"{label}: {told}" for label, told, _pieces in rows),
            rows,
            [(SENT, _("berjalan")), (LATE, _("macet"))],
        )


def _at(stage: Stage | None) -> dict[str, str]:
    return {"stage__exact": stage.value} if stage else {}
