"""The dates of each stage."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from innovations.models import Lab, Stage


class StageWindow(models.Model):
    """When a stage of a lab opens and when its sheets are due, to the minute; an extension says why."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="windows", verbose_name=_("laboratorium"))
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    opens_at = models.DateTimeField(_("dibuka"))
    due_at = models.DateTimeField(_("batas waktu"))
    extended_to = models.DateTimeField(_("diperpanjang sampai"), null=True, blank=True)
    extension_reason = models.CharField(_("alasan perpanjangan"), max_length=250, blank=True)

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
