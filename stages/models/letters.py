"""What a steward wrote to a unit about what its sheets still lack."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User
from stages.models.calendar import StageWindow


class Letter(models.Model):
    """A unit's own list of what is missing before a deadline: its e-mails point here, WhatsApp is sent by hand.

    One a unit, window and day. `whatsapp_at` and `whatsapp_by` say who sent the WhatsApp, so that nobody else does.
    """

    window = models.ForeignKey(StageWindow, models.PROTECT, related_name="letters")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("unit kerja"))
    text = models.TextField(_("isi"))
    written_on = models.DateField(_("tanggal"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    created_at = models.DateTimeField(_("ditulis"), default=timezone.now)
    whatsapp_at = models.DateTimeField(_("terkirim lewat WhatsApp"), null=True)
    whatsapp_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("surat kekurangan")
        verbose_name_plural = pgettext_lazy("jamak", "surat kekurangan")
        ordering = ["-written_on", "agency__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["window", "agency", "written_on"], name="letter_once_a_day"),
            models.CheckConstraint(
                condition=Q(whatsapp_at__isnull=True, whatsapp_by__isnull=True)
                | Q(whatsapp_at__isnull=False, whatsapp_by__isnull=False),
                name="letter_sent_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.window_id} {self.agency_id} {self.written_on}"
