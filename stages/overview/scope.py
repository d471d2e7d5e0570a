"""Of which lab and since when the overview tells, and what of it the reader may open."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from innovations.models import Innovation, Lab
from stages.models import StageRecord


@dataclass(frozen=True)
class Scope:
    """`lab` None: every lab. `days` None: since the beginning; it bounds what happened, never what stands now."""

    reader: User
    lab: Lab | None = None
    days: int | None = None
    now: datetime = field(default_factory=timezone.now)

    def everything(self) -> QuerySet[Innovation]:
        """All innovations, for sums that name none of them."""
        return self._of_lab(Innovation.objects.order_by())

    def openable(self) -> QuerySet[Innovation]:
        """Those that the reader may see."""
        return self._of_lab(Innovation.objects.visible_to(self.reader).order_by())

    def records(self) -> QuerySet[StageRecord]:
        """The steps taken in the period, for sums that name none of their cases."""
        found = (
            StageRecord.objects.filter(innovation__lab=self.lab) if self.lab else StageRecord.objects.all()
        )
        return (found.filter(created_at__gte=self.since) if self.since else found).order_by()

    @property
    def since(self) -> datetime | None:
        return self.now - timedelta(days=self.days) if self.days else None

    @cached_property
    def target(self) -> int:
        """Innovations that the lab, or all labs together, want to reach."""
        return self.lab.target if self.lab else Lab.objects.aggregate(all=Sum("target"))["all"] or 0

    def queue(self, **filters: str) -> str:
        """The address of the queue with everything that the reader may see, so filtered."""
        lab = {"lab__id__exact": self.lab.pk} if self.lab else {}
        return f"{reverse('admin:stages_case_changelist')}?{urlencode({'lihat': 'semua'} | filters | lab)}"

    def _of_lab(self, innovations: QuerySet[Innovation]) -> QuerySet[Innovation]:
        return innovations.filter(lab=self.lab) if self.lab else innovations


def case_url(pk: int) -> str:
    """The page of a case on the review desk."""
    return reverse("admin:stages_case_change", args=[pk])
