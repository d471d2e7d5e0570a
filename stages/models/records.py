"""The record of every step, what happened in between, and what a return asked of each part."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User
from innovations.models import Innovation, Stage, Status


class StageRecordQuerySet(models.QuerySet):
    def as_road(self) -> "StageRecordQuerySet":
        """For reading, newest first: who did it, and what was asked and answered, in two queries."""
        points = models.Prefetch("points", Point.objects.select_related("answered_by"))
        return (
            self.select_related("actor")
            .defer("snapshot")
            .prefetch_related(points)
            .order_by("-created_at", "-id")
        )


class StageRecord(models.Model):
    """One step of an innovation: who, in which role then, from where to where, and what was said and judged.

    Append-only: the database refuses to change or delete a record.
    """

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="records")
    move = models.CharField(_("langkah"), max_length=12)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    role = models.CharField(_("sebagai"), max_length=12, choices=Role)
    from_stage = models.CharField(max_length=10, choices=Stage)
    from_status = models.CharField(max_length=10, choices=Status)
    to_stage = models.CharField(max_length=10, choices=Stage)
    to_status = models.CharField(max_length=10, choices=Status)
    note = models.TextField(_("catatan"), blank=True)
    lesson = models.TextField(_("pelajaran"), blank=True)
    parts = models.JSONField(default=list)  # keys of the parts asked for, with "return"
    due = models.DateTimeField(null=True)  # the due date that this step set
    receipt = models.CharField(_("nomor tanda terima"), max_length=24, unique=True, null=True)  # noqa: DJ001
    snapshot = models.JSONField(default=dict)  # sheets.snapshot of the stage it left
    created_at = models.DateTimeField(default=timezone.now)

    objects = StageRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan perjalanan")
        verbose_name_plural = pgettext_lazy("jamak", "catatan perjalanan")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["innovation", "created_at", "id"], name="record_of_innovation"),
            models.Index(fields=["actor", "move", "role", "innovation"], name="record_of_actor"),
            models.Index(  # what reviewers once did for units: next to nothing, asked of every case
                fields=["actor", "innovation"],
                name="record_for_a_unit",
                condition=Q(role=Role.AGENCY) | Q(move="submit"),
            ),
            models.Index(
                fields=["innovation", "from_stage"], condition=Q(move="return"), name="return_of_innovation"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.innovation_id} {self.move}"


class Event(models.Model):
    """Something that happened to a record without moving it: handed over, entered from paper, carried on.

    Append-only, like `StageRecord`; the record's page shows both together as its road.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("diserahkan kepada rekan")
        ACCEPTED = "accepted", _("diterima sebagai penanggung jawab")
        DECLINED = "declined", _("penyerahan tidak diterima")
        WITHDRAWN = "withdrawn", _("penyerahan ditarik kembali")
        TAKEN = "taken", _("diambil alih")
        TEAM = "team", _("tim diubah")
        PAPER = "paper", _("diisi pengelola dari formulir kertas")
        DOCUMENT = "document", _("diisi dari dokumen Word")
        IMPORTED = "imported", _("dimasukkan dari daftar Excel")
        CARRIED = "carried", _("diteruskan dari catatan terdahulu")
        PULSE = "pulse", _("kabar triwulan")
        EXTENDED = "extended", _("diberi waktu lebih")
        ASSIGNED = "assigned", _("ditugaskan kepada penelaah")
        RELEASED = "released", _("tugas penelaah berakhir")
        REVISED = "revised", _("halaman publik diperbarui")

    OF_REVIEWERS = frozenset({Kind.ASSIGNED, Kind.RELEASED})  # not for the unit: who judges, and why not who

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="events")
    kind = models.CharField(_("kejadian"), max_length=10, choices=Kind)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("oleh"))
    note = models.TextField(_("catatan"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("kejadian")
        verbose_name_plural = pgettext_lazy("jamak", "kejadian")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["innovation", "created_at", "id"], name="event_of_innovation")]
        constraints = [
            models.CheckConstraint(
                # A quarterly answer may come by a signed link, from somebody without a sign-in.
                condition=Q(actor__isnull=False) | Q(kind="pulse"),
                name="event_has_actor",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.innovation_id} {self.kind}"


class Point(models.Model):
    """One part that a return asked to improve, with the reviewer's words, and the unit's answer."""

    record = models.ForeignKey(StageRecord, models.PROTECT, related_name="points")
    part = models.CharField(_("bagian"), max_length=20)  # a key of the sheet's parts
    words = models.TextField(_("yang diminta"), blank=True)
    answer = models.TextField(_("jawaban unit"), blank=True, max_length=2_000)
    answered_at = models.DateTimeField(_("dijawab"), null=True, editable=False)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("dijawab oleh"), editable=False
    )

    class Meta:
        verbose_name = _("butir perbaikan")
        verbose_name_plural = pgettext_lazy("jamak", "butir perbaikan")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "part"], name="point_once_per_part"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="point_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.record_id} {self.part}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_sent(self) -> bool:
        """Whether the answer went out with a submission; until then only the unit reads it."""
        sent_at = self.record.innovation.submitted_at
        return self.is_answered and sent_at is not None and self.answered_at <= sent_at
