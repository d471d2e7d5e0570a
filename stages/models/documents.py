"""Papers of the office that can be checked: Berita Acara and certificates."""

import secrets

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Lab, Stage, Status
from stages.models.records import StageRecord


def new_token() -> str:
    """96 bits at random, in 16 characters that a QR code on paper and an address take as they are."""
    return secrets.token_urlsafe(12)


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "DocumentQuerySet":
        """The steward sees all; others hold the paper, or its public page."""
        return self.all() if user.is_active and user.role == Role.STEWARD else self.none()

    def valid(self) -> "DocumentQuerySet":
        return self.filter(revoked_at=None)

    def for_reading(self) -> "DocumentQuerySet":
        """With everything that a page about a document names, in one query."""
        return self.select_related("innovation", "agency", "lab", "issued_by", "revoked_by")


class Document(models.Model):
    """A paper that was issued: its number, what it is about, and what it says (`facts`), as it was then.

    Only `stages.documents.issue` makes one, with the next number of its kind and year. Append-only but for being
    revoked, once. `token` is its public address: who does not hold the paper cannot guess it.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Berita Acara keputusan")
        STAGE = "stage", _("Berita Acara tahap")
        CERTIFICATE = "certificate", _("Piagam inovasi")
        PARTICIPATION = "participation", _("Piagam peserta")

    kind = models.CharField(_("jenis"), max_length=13, choices=Kind)
    year = models.PositiveSmallIntegerField(_("tahun"))
    serial = models.PositiveIntegerField()
    number = models.CharField(_("nomor"), max_length=20, unique=True)
    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="documents", verbose_name=_("laboratorium"))
    innovation = models.ForeignKey(
        Innovation, models.PROTECT, null=True, related_name="documents", verbose_name=_("inovasi")
    )
    record = models.ForeignKey(StageRecord, models.PROTECT, null=True, related_name="documents")
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="documents", verbose_name=_("unit kerja")
    )
    facts = models.JSONField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diterbitkan oleh"))
    issued_at = models.DateTimeField(_("diterbitkan"), default=timezone.now)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("dicabut oleh")
    )
    reason = models.CharField(_("alasan dicabut"), max_length=250, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = pgettext_lazy("jamak", "dokumen")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(kind="decision", innovation__isnull=False, record__isnull=False, stage="")
                | Q(kind="stage", innovation__isnull=True, record__isnull=True, agency__isnull=True)
                & ~Q(stage="")
                | Q(kind="certificate", innovation__isnull=False, record__isnull=True, stage="")
                | Q(
                    kind="participation",
                    innovation__isnull=True,
                    record__isnull=True,
                    agency__isnull=False,
                    stage="",
                ),
                name="document_is_about_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(reason="")),
                name="document_revoked_by_somebody_for_a_reason",
            ),
            # Of one thing, one valid paper at a time: also the answer to a double click.
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(kind="decision", revoked_at=None),
                name="document_of_decision_once",
            ),
            models.UniqueConstraint(
                fields=["lab", "stage"],
                condition=Q(kind="stage", revoked_at=None),
                name="document_of_stage_once",
            ),
            models.UniqueConstraint(
                fields=["innovation"],
                condition=Q(kind="certificate", revoked_at=None),
                name="document_certificate_once",
            ),
            models.UniqueConstraint(
                fields=["lab", "agency"],
                condition=Q(kind="participation", revoked_at=None),
                name="document_participation_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_revoked_and_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
                       OR to_jsonb(NEW) - ARRAY['revoked_at', 'revoked_by_id', 'reason']
                          <> to_jsonb(OLD) - ARRAY['revoked_at', 'revoked_by_id', 'reason'] THEN
                        RAISE EXCEPTION 'a document is only revoked, and once' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("public:document", args=[self.token])

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

    @property
    def is_about_public_things(self) -> bool:
        """Whether its public page may name what it is about: of a case nothing that is not published now."""
        return self.innovation is None or self.innovation.status == Status.PUBLISHED


class DocumentSequence(models.Model):
    """The last number given out of a kind in a year. Locked until the new document is stored, so no gap appears."""

    kind = models.CharField(max_length=13, choices=Document.Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="document_sequence_once")]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"

    @classmethod
    def next_serial(cls, kind: str, year: int) -> int:
        """Call it inside the transaction that stores the document."""
        cls.objects.bulk_create([cls(kind=kind, year=year)], ignore_conflicts=True)
        sequence = cls.objects.select_for_update().get(kind=kind, year=year)
        sequence.last += 1
        sequence.save(update_fields=["last"])
        return sequence.last
