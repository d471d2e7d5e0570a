"""The visitor's passport: which stands a device has been to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from festival.models.exhibits import Exhibit


class Stamp(models.Model):
    """One stand in the passport of one device (see `festival.devices`); nothing is stored of who holds it."""

    device = models.UUIDField()
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="stamps")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("cap paspor")
        verbose_name_plural = pgettext_lazy("jamak", "cap paspor")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "exhibit"], name="stamp_once_for_each_stand"),
        ]

    def __str__(self):
        return f"{self.exhibit_id} {self.at:%Y-%m-%d %H:%M}"
