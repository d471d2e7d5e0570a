"""Cases that every facilitator of a lab reads, so that their scores can be laid beside each other."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from innovations.models import Lab
from stages.models.records import StageRecord

MOST = 3  # in one lab


class CalibrationCase(models.Model):
    """A submission that all facilitators of the lab are asked to score; the lab has `MOST` places for such."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="calibration_cases")
    place = models.PositiveSmallIntegerField(_("urutan"))
    submission = models.OneToOneField(StageRecord, models.PROTECT, related_name="calibration")
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ditandai oleh"))
    created_at = models.DateTimeField(_("sejak"), default=timezone.now)

    class Meta:
        verbose_name = _("kasus kalibrasi")
        verbose_name_plural = pgettext_lazy("jamak", "kasus kalibrasi")
        ordering = ["lab", "place"]
        constraints = [
            models.UniqueConstraint(fields=["lab", "place"], name="calibration_one_per_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST), name="calibration_has_three_places"
            ),
        ]

    def __str__(self):
        return f"{self.lab_id} {self.place}"
