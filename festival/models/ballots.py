"""The favourite vote of an edition: its hours, the votes, what was refused, what the steward set aside.

What a ballot yields is nobody's to know before it closes, and nothing changes afterwards: triggers hold both ends.
"""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from festival.models.editions import Festival
from festival.models.exhibits import Exhibit
from festival.models.limits import Network
from festival.versions import bumps


class BallotQuerySet(models.QuerySet):
    def over(self) -> "BallotQuerySet":
        """Those whose result may be known."""
        return self.filter(closes_at__lte=timezone.now())


class Ballot(models.Model):
    """The favourite vote of one edition, open from `opens_at` until before `closes_at`."""

    festival = models.OneToOneField(Festival, models.PROTECT, related_name="ballot")
    opens_at = models.DateTimeField(_("dibuka"))
    closes_at = models.DateTimeField(_("ditutup"))

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemungutan suara")
        verbose_name_plural = pgettext_lazy("jamak", "pemungutan suara")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="ballot_closes_after_opening",
                violation_error_message=_("Jam tutup harus sesudah jam buka."),
            )
        ]
        triggers = [
            bumps,
            pgtrigger.Protect(
                name="hours_are_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.closes_at <= clock_timestamp()"
                    " OR (OLD.opens_at <= clock_timestamp() AND NEW.opens_at <> OLD.opens_at)"
                ),
            ),
        ]

    def __str__(self):
        return str(self.festival)

    def get_absolute_url(self):
        return reverse("festival:ballot", args=[self.festival.slug])

    def clean(self):
        """The sentences for what the triggers would refuse."""
        before = Ballot.objects.filter(pk=self.pk).first()
        if not before or not self.opens_at or not self.closes_at:
            return
        if before.is_over and (before.opens_at, before.closes_at) != (self.opens_at, self.closes_at):
            raise ValidationError(_("Pemungutan suara sudah ditutup; jamnya tidak dapat diubah lagi."))
        if before.has_begun and before.opens_at != self.opens_at:
            raise ValidationError(_("Pemungutan suara sudah dibuka; hanya jam tutupnya yang dapat diubah."))

    @property
    def has_begun(self) -> bool:
        return self.opens_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.closes_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.has_begun and not self.is_over


class VoteQuerySet(models.QuerySet):
    def countable(self) -> "VoteQuerySet":
        """Without those that the steward set aside."""
        return self.filter(set_aside=None)


class Vote(models.Model):
    """The favourite of one device. It can be moved while the ballot is open, and never be deleted."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="votes", verbose_name=_("inovasi"))
    device = models.UUIDField(editable=False)
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="votes", verbose_name=_("jaringan"), editable=False
    )
    cast_at = models.DateTimeField(_("waktu"))

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("suara")
        verbose_name_plural = pgettext_lazy("jamak", "suara")
        ordering = ["cast_at", "id"]
        constraints = [models.UniqueConstraint(fields=["ballot", "device"], name="vote_once_a_device")]
        indexes = [models.Index(fields=["ballot", "cast_at"], name="vote_of_ballot")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="within_the_hours",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                # The share lasts until the vote stands: who ends the ballot early waits for it.
                func="""
                    PERFORM FROM festival_ballot ballot WHERE ballot.id = NEW.ballot_id
                        AND NEW.cast_at >= ballot.opens_at AND NEW.cast_at < ballot.closes_at
                        AND (TG_OP = 'INSERT' OR clock_timestamp() < ballot.closes_at)
                        FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'vote outside of the hours' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.pk}"


class SetAside(models.Model):
    """A vote that the steward does not let count, and why; for good."""

    vote = models.OneToOneField(Vote, models.PROTECT, related_name="set_aside")
    reason = models.CharField(_("alasan"), max_length=250)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suara yang dikesampingkan")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="set_aside_with_a_reason")]
        triggers = [
            bumps,
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.vote_id}"


class Refusal(models.Model):
    """How many votes of a ballot were refused within an hour, and why; for the report after the end."""

    class Reason(models.TextChoices):
        CODE = "code", _("kode stan salah")
        LIMIT = "limit", _("terlalu banyak suara dari satu jaringan")
        CODE_LIMIT = "code_limit", _("terlalu banyak kode salah dari satu jaringan")

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="refusals")
    reason = models.CharField(max_length=10, choices=Reason)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "reason", "since"], name="refusal_counted_once_an_hour")
        ]

    def __str__(self):
        return f"{self.reason} {self.count}"
