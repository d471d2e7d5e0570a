"""Who answers for a record, and whether it still runs: offered handovers, answers of each quarter."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from innovations.models import Innovation


class Handover(models.Model):
    """A custodian's work offered to a colleague: the innovation changes hands only when the receiver accepts."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("diterima")
        DECLINED = "declined", _("tidak diterima")
        WITHDRAWN = "withdrawn", _("ditarik kembali")

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diserahkan oleh"))
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diserahkan kepada"))
    note = models.TextField(_("pesan"), blank=True, max_length=5_000)
    given_at = models.DateTimeField(_("diserahkan"), default=timezone.now)
    closed_at = models.DateTimeField(_("dijawab"), null=True, editable=False)
    outcome = models.CharField(_("hasil"), max_length=9, choices=Outcome, blank=True, editable=False)
    reply = models.CharField(_("jawaban"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("penyerahan")
        verbose_name_plural = pgettext_lazy("jamak", "penyerahan")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["innovation"], condition=Q(closed_at__isnull=True), name="handover_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="handover_closed_with_outcome",
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_to_somebody_else"),
        ]

    def __str__(self):
        return f"{self.innovation_id} {self.giver_id} -> {self.receiver_id}"


class Pulse(models.Model):
    """A unit's answer to the question of one quarter: does it still run? (`stages/pulse.py` says when it is asked.)"""

    class Answer(models.TextChoices):
        RUNNING = "running", _("Masih jalan")
        CHANGED = "changed", _("Berubah")
        STOPPED = "stopped", _("Berhenti")

    class Channel(models.TextChoices):
        LINK = "link", _("tautan")
        WORKSPACE = "workspace", _("ruang kerja")

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="pulses")
    quarter = models.DateField(_("triwulan"))  # its first day
    answer = models.CharField(_("jawaban"), max_length=7, choices=Answer)
    number = models.PositiveIntegerField(
        _("orang dilayani triwulan ini"), null=True, blank=True, validators=[MaxValueValidator(2_000_000_000)]
    )
    note = models.CharField(_("keterangan"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("dijawab"), default=timezone.now, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    channel = models.CharField(_("lewat"), max_length=9, choices=Channel, editable=False)

    class Meta:
        verbose_name = _("kabar triwulan")
        verbose_name_plural = pgettext_lazy("jamak", "kabar triwulan")
        ordering = ["-quarter", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["innovation", "quarter"], name="pulse_once_a_quarter"),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
                name="pulse_quarter_is_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["running", "changed", "stopped"]), name="pulse_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="link", answered_by__isnull=True)
                | Q(channel="workspace", answered_by__isnull=False),
                name="pulse_from_the_workspace_has_a_name",
            ),
        ]

    def __str__(self):
        return f"{self.innovation_id} {self.quarter}"
