"""The dates of each stage, and the longer ones of single units."""

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User
from innovations.models import Lab, Stage


class StageWindowQuerySet(models.QuerySet):
    def with_dates_of(self, agency: int | OuterRef | F | None) -> "StageWindowQuerySet":
        """Each with `unit_due`, when the unit's sheet is due, and `unit_reason`, why its own extension was given.

        A unit's date is the later one of the window's and of its own newest extension.
        """
        own = standing(OuterRef("pk"), agency)
        return self.annotate(
            unit_due=Greatest(Coalesce("extended_to", "due_at"), Subquery(own.values("until"))),
            unit_reason=Subquery(own.values("reason")),
        )


class StageWindow(models.Model):
    """When a stage of a lab opens and when its sheets are due, to the minute; an extension says why."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="windows", verbose_name=_("laboratorium"))
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    opens_at = models.DateTimeField(_("dibuka"))
    due_at = models.DateTimeField(_("batas waktu"))
    extended_to = models.DateTimeField(_("diperpanjang sampai"), null=True, blank=True)
    extension_reason = models.CharField(_("alasan perpanjangan"), max_length=250, blank=True)

    objects = StageWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("jadwal tahap")
        verbose_name_plural = pgettext_lazy("jamak", "jadwal tahap")
        ordering = ["lab", "due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lab", "stage"],
                name="window_one_per_stage",
                violation_error_message=_("Jadwal tahap ini sudah ada; ubah yang itu."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")),
                name="window_due_after_opening",
                violation_error_message=_("Batas waktu harus sesudah tanggal dibuka."),
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True, extension_reason="")
                | (Q(extended_to__isnull=False, extended_to__gt=F("due_at")) & ~Q(extension_reason="")),
                name="window_extension_later_and_with_reason",
                violation_error_message=_("Perpanjangan harus sesudah batas waktu, dan beralasan."),
            ),
        ]

    def __str__(self):
        return f"{self.lab}: {self.get_stage_display()}"

    @property
    def deadline(self):
        """The due date in force."""
        return self.extended_to or self.due_at


class Extension(models.Model):
    """More time for one unit, and why. Append-only: the newest one of a unit stands, the earlier ones tell the story.

    One until the window's own date takes the extension back.
    """

    window = models.ForeignKey(StageWindow, models.PROTECT, related_name="extensions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("unit kerja"))
    until = models.DateTimeField(_("sampai"))
    reason = models.CharField(_("alasan"), max_length=250)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    created_at = models.DateTimeField(_("diberikan"), default=timezone.now)

    class Meta:
        verbose_name = _("perpanjangan")
        verbose_name_plural = pgettext_lazy("jamak", "perpanjangan")
        ordering = ["-id"]
        indexes = [models.Index(fields=["window", "agency", "-id"], name="extension_standing")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.window_id} {self.agency_id}: {self.until}"


def standing(window: int | OuterRef, agency: int | OuterRef | F | None) -> QuerySet[Extension]:
    """The unit's newest extension of the window: one row or none. (Under the window's lock, ids follow the time.)"""
    return Extension.objects.filter(window=window, agency=agency).order_by("-id")[:1]


def unit_due(window: StageWindow, agency: str) -> Subquery:
    """For querysets of rows that name a unit in their column `agency`: when its sheet is due in the window."""
    dates = StageWindow.objects.with_dates_of(OuterRef(OuterRef(agency))).filter(pk=window.pk)
    return Subquery(dates.values("unit_due"))
