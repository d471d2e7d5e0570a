"""What a unit wants otherwise on a page that is public already: it waits for the steward, the old page stays."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from festival.models.exhibits import Exhibit
from festival.models.publications import Publication

NOTE = 500  # characters of what the unit and the steward say to each other


class RevisionQuerySet(models.QuerySet):
    def waiting(self) -> "RevisionQuerySet":
        """Those that wait for the steward, the longest wait first."""
        return self.filter(outcome=Revision.Outcome.OPEN).order_by("proposed_at", "id")

    def with_people(self) -> "RevisionQuerySet":
        """For lists and pages: exhibit, unit, who proposed and who decided in the same query."""
        return self.select_related(
            "exhibit__innovation", "exhibit__agency", "proposed_by", "decided_by", "against"
        )


class Revision(models.Model):
    """A proposed change of one exhibit. While it is open, nothing of it is public."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Menunggu pengelola")
        ACCEPTED = "accepted", _("Sudah tayang")
        RETURNED = "returned", _("Dikembalikan")
        WITHDRAWN = "withdrawn", _("Ditarik unit")

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="revisions", verbose_name=_("stan"))
    against = models.ForeignKey(
        Publication, models.PROTECT, related_name="+", verbose_name=_("terhadap versi")
    )  # what was public when it was written
    fields = models.JSONField(default=dict)  # {column of the innovation: new value, as plain JSON}
    photos = models.JSONField(default=dict)  # {key (hex) of a photo that stays: its caption}
    note = models.CharField(_("alasan unit"), max_length=NOTE, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diusulkan oleh"))
    proposed_at = models.DateTimeField(_("diusulkan"), default=timezone.now)  # last changed by the unit
    outcome = models.CharField(_("keadaan"), max_length=9, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("diputuskan oleh")
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True)
    reply = models.CharField(_("jawaban pengelola"), max_length=NOTE, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("perubahan halaman publik")
        verbose_name_plural = pgettext_lazy("jamak", "perubahan halaman publik")
        ordering = ["-proposed_at", "-id"]
        indexes = [
            models.Index(fields=["proposed_at", "id"], name="revision_waiting", condition=Q(outcome="open"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit"], condition=Q(outcome="open"), name="revision_one_open_per_exhibit"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="revision_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(reply=""), name="revision_returned_with_words"
            ),
        ]

    def __str__(self):
        return f"{self.exhibit_id} {self.outcome}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def seen(self) -> str:
        """What a page says it has shown; another one after the unit has changed it, or somebody has decided."""
        return f"{self.proposed_at.timestamp():f}"
