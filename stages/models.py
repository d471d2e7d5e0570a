"""How it moves: the record of every step, reviews, declared conflicts, and the dates of each stage."""

import uuid
from datetime import datetime

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Lab, Stage, Status
from stages.notices.models import Mail, Notice  # noqa: F401  (where Django looks for models)


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
        indexes = [models.Index(fields=["innovation", "created_at", "id"], name="record_of_innovation")]
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


class Review(models.Model):
    """A facilitator's reading of one submission. Begun when first saved; counts when finished."""

    submission = models.ForeignKey(StageRecord, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="reviews", verbose_name=_("penelaah"))
    reply = models.TextField(_("balasan ke SKPD"), blank=True, max_length=20_000)
    internal_note = models.TextField(_("catatan internal"), blank=True, max_length=20_000)
    asked = models.JSONField(default=dict)  # parts ticked so far, each with its words: {part key: words}
    due = models.DateTimeField(null=True)  # the due date chosen so far
    started_at = models.DateTimeField(_("mulai"), default=timezone.now)
    finished_at = models.DateTimeField(_("selesai"), null=True, editable=False)

    class Meta:
        verbose_name = _("telaah")
        verbose_name_plural = pgettext_lazy("jamak", "telaah")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "reviewer"], name="review_one_per_reviewer"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="review_finishes_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.reviewer}"

    def finish(self, at: datetime | None = None) -> None:
        """Mark as finished (first time only) and save."""
        self.finished_at = self.finished_at or at or timezone.now()
        self.started_at = min(self.started_at, self.finished_at)
        self.save()


class Conflict(models.Model):
    """A declared conflict of interest: `user` reviews nothing of this unit, or not this innovation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="conflicts", verbose_name=_("penelaah"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit kerja")
    )
    innovation = models.ForeignKey(
        Innovation, models.PROTECT, null=True, blank=True, related_name="conflicts", verbose_name=_("inovasi")
    )
    reason = models.CharField(_("alasan"), max_length=250)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = pgettext_lazy("jamak", "benturan kepentingan")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=True, innovation__isnull=False)
                | Q(agency__isnull=False, innovation__isnull=True),
                name="conflict_with_agency_or_innovation",
                violation_error_message=_("Pilih satu unit kerja atau satu inovasi, salah satu saja."),
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                name="conflict_agency_once",
                violation_error_message=_("Benturan dengan unit ini sudah tercatat."),
            ),
            models.UniqueConstraint(
                fields=["user", "innovation"],
                name="conflict_innovation_once",
                violation_error_message=_("Benturan dengan inovasi ini sudah tercatat."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.agency or self.innovation}"


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


class ListImport(models.Model):
    """A list of innovations that a unit sent: first read and shown, then stored all or nothing.

    `faults` and `warnings` are [{"row", "column", "sentence"}], `counts` {"new", "changed", "unchanged"}, `shown` the
    first rows as they would be stored. `marks` says what each cell held that will be changed, by code and column:
    what a colleague changed since is not overwritten.
    """

    class State(models.TextChoices):
        READING = "reading", _("Sedang dibaca")
        READ = "read", _("Sudah dibaca")
        WRITING = "writing", _("Sedang disimpan")
        DONE = "done", _("Sudah masuk")
        FAILED = "failed", _("Terhenti")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("unit kerja"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    file_name = models.CharField(_("nama berkas"), max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)  # forgotten once it is stored or old
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    total = models.PositiveIntegerField(null=True)  # rows; unknown until the file is opened
    done = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    shown = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    codes = models.JSONField(default=list)  # of what was registered and changed
    created_at = models.DateTimeField(_("diunggah"), default=timezone.now)
    finished_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("daftar masuk")
        verbose_name_plural = pgettext_lazy("jamak", "daftar masuk")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["agency", "-created_at"], name="list_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "sha256"],
                condition=Q(state__in=["writing", "done"]),
                name="list_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | (~Q(state="done") & Q(finished_at__isnull=True)),
                name="list_done_has_time",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(state__in=["done", "failed"]),
                name="list_has_content_until_done",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("workspace:list", args=[self.key])

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.READING, self.State.WRITING}

    @property
    def is_ready(self) -> bool:
        """Whether it may be confirmed: read, without a fault, and something would change."""
        return (
            self.state == self.State.READ
            and not self.fault_count
            and bool(self.counts.get("new") or self.counts.get("changed"))
        )


class Case(Innovation):
    """An innovation as the review desk in the admin sees it."""

    class Meta:
        proxy = True
        verbose_name = _("kasus")
        verbose_name_plural = pgettext_lazy("jamak", "kasus")
