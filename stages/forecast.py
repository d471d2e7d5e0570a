"""Which units will probably be late for a deadline, computed from their drafts. Nothing is stored.

The rule, as `RULE` tells it to the reader: of the active units, one is counted as late when nothing of it is
registered in the lab, when nothing of it has come to the stage, or when one of its drafts will not be complete by its
due date at the pace so far: the parts filled since the draft came to this stage, per day, against those that still
lack something. What is complete only needs to be sent; what was sent or returned was in time.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from innovations.models import Innovation, Stage, Status
from stages.completeness import lacking, required, with_rows_done
from stages.models import StageWindow
from stages.models.calendar import unit_due
from stages.sheets import Part

FRESH = timedelta(days=3)  # a draft younger than this has no pace yet
AHEAD = timedelta(days=30)  # the deadlines that the steward's first page looks at

RULE = gettext_lazy(
    "Dari semua unit yang aktif, sebuah unit dihitung akan terlambat bila (1) belum mendaftarkan "
    "inovasi di laboratorium ini, (2) belum punya inovasi yang sampai di tahap ini, atau (3) salah satu drafnya tidak "
    "akan lengkap pada batas waktunya dengan kecepatan sejauh ini: bagian yang sudah terisi sejak draf sampai di tahap "
    "ini dibanding bagian yang masih kurang. Draf yang belum berumur tiga hari belum dinilai; yang sudah lengkap, "
    "terkirim atau dikembalikan tidak dihitung terlambat."
)


@dataclass(frozen=True)
class Draft:
    """A draft of the stage: the parts that still lack something, and whether it will probably be late."""

    innovation: Innovation
    lacks: list[Part]
    is_late: bool


@dataclass(frozen=True)
class Outlook:
    """How a unit stands before the deadline. `furthest`: the number of its records' furthest stage, 0 without any."""

    agency: Agency
    window: StageWindow
    furthest: int
    drafts: list[Draft]

    @property
    def due(self) -> datetime:
        """When its sheet is due."""
        return self.agency.due

    @property
    def absence(self) -> str:
        """What is missing where there is no record to show; empty where there is one."""
        if not self.furthest:
            return _("Belum mendaftarkan inovasi.")
        if self.furthest < Stage(self.window.stage).number:
            stage = self.window.get_stage_display()
            return _("Belum ada inovasi yang sampai di tahap %(stage)s.") % {"stage": stage}
        return ""

    @property
    def is_late(self) -> bool:
        return bool(self.absence) or any(draft.is_late for draft in self.drafts)

    @property
    def lacking_drafts(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.lacks]


@dataclass(frozen=True)
class Forecast:
    """The outlook of every active unit for one window, by name."""

    window: StageWindow
    units: list[Outlook]

    @cached_property
    def late(self) -> list[Outlook]:
        return [unit for unit in self.units if unit.is_late]

    @property
    def sentence(self) -> str:
        return _("Batas waktu %(stage)s: %(late)d dari %(expected)d unit akan terlambat") % {
            "stage": self.window.get_stage_display(),
            "late": len(self.late),
            "expected": len(self.units),
        }


def forecast(window: StageWindow, now: datetime | None = None) -> Forecast:
    """The outlook for the window. Three queries, however many units and drafts there are."""
    now = now or timezone.now()
    of_lab = Innovation.objects.filter(lab=window.lab_id).exclude(status=Status.STOPPED)
    furthest = defaultdict(int)
    for agency, stage in of_lab.order_by().values_list("agency", "stage").distinct():
        furthest[agency] = max(furthest[agency], Stage(stage).number)
    drafts = defaultdict(list)
    of_stage = of_lab.filter(stage=window.stage, status=Status.DRAFT, agency__is_active=True)
    for innovation in with_rows_done(of_stage, window.stage).order_by("due", "id"):
        drafts[innovation.agency_id].append(_draft(innovation, window, now))
    expected = Agency.objects.filter(is_active=True).annotate(due=unit_due(window, "pk"))
    units = [Outlook(agency, window, furthest[agency.pk], drafts[agency.pk]) for agency in expected]
    return Forecast(window, units)


def coming(now: datetime | None = None) -> list[Forecast]:
    """The forecasts for the open windows of the current lab that end within 30 days, the nearest first."""
    now = now or timezone.now()
    windows = StageWindow.objects.annotate(ends_at=Coalesce("extended_to", "due_at")).filter(
        lab__is_current=True, opens_at__lte=now, ends_at__gt=now, ends_at__lte=now + AHEAD
    )
    return [forecast(window, now) for window in windows.order_by("ends_at", "id")]


def will_be_late(*, filled: int, lacks: int, since: datetime, due: datetime, now: datetime) -> bool:
    """Whether a draft with `lacks` parts to go misses `due` at the pace of the `filled` parts since `since`."""
    if now >= due:
        return True  # it is not sent
    if not lacks or now - since < FRESH:
        return False
    return not filled or now + (now - since) * lacks / filled > due


def _draft(innovation: Innovation, window: StageWindow, now: datetime) -> Draft:
    lacks = lacking(innovation)
    is_late = will_be_late(
        filled=len(required(innovation)) - len(lacks),
        lacks=len(lacks),
        since=innovation.since,
        due=innovation.due or window.deadline,
        now=now,
    )
    return Draft(innovation, lacks, is_late)
