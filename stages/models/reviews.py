"""Who reads what, and what they think of it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User
from innovations.models import Innovation, Lab
from stages.models.records import StageRecord
from stages.models.rubrics import HIGHEST, LOWEST, Criterion, Rubric


class Verdict(models.TextChoices):
    """What a reviewer would do with the submission."""

    READY = "ready", _("Siap diteruskan")
    IMPROVE = "improve", _("Perlu perbaikan")
    UNFIT = "unfit", _("Belum layak diteruskan")


class Review(models.Model):
    """A facilitator's reading of one submission. Begun when first saved; counts when finished."""

    submission = models.ForeignKey(StageRecord, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="reviews", verbose_name=_("penelaah"))
    reply = models.TextField(_("balasan ke SKPD"), blank=True, max_length=20_000)
    internal_note = models.TextField(_("catatan internal"), blank=True, max_length=20_000)
    verdict = models.CharField(_("rekomendasi"), max_length=7, choices=Verdict, blank=True)
    asked = models.JSONField(default=dict)  # parts ticked so far, each with its words: {part key: words}
    remarks = models.JSONField(default=dict)  # what was said of parts that are not ticked: {part key: words}
    due = models.DateTimeField(null=True)  # the due date chosen so far
    rubric = models.ForeignKey(  # the edition under which it was begun, and goes on
        Rubric, models.PROTECT, null=True, related_name="reviews", verbose_name=_("kriteria")
    )
    saved_at = models.DateTimeField(_("disimpan"), null=True, editable=False)
    saved_in = models.CharField(max_length=36, blank=True, editable=False)  # which tab of a browser sent it
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

    @property
    def stamp(self) -> str:
        """Which state of the review a page shows; empty as long as nothing was saved."""
        return self.saved_at.isoformat() if self.saved_at else ""

    @property
    def is_changed_since(self) -> bool:
        """Whether it was changed after it was finished."""
        return bool(self.finished_at and self.saved_at and self.saved_at > self.finished_at)

    def finish(self, at: datetime | None = None) -> None:
        """Mark as finished (first time only) and save."""
        self.finished_at = self.finished_at or at or timezone.now()
        self.started_at = min(self.started_at, self.finished_at)
        self.save()


class Score(models.Model):
    """What a review says of one criterion. No value: it cannot be judged yet."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(_("nilai"), null=True)

    class Meta:
        verbose_name = _("nilai")
        verbose_name_plural = pgettext_lazy("jamak", "nilai")
        ordering = ["criterion__position", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=LOWEST, value__lte=HIGHEST),
                name="score_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.review_id} {self.criterion_id}: {self.value}"


class Assignment(models.Model):
    """`reviewer` is asked to judge this innovation, at whatever stage it is. Over once `ended_at` is set."""

    innovation = models.ForeignKey(
        Innovation, models.PROTECT, related_name="assignments", verbose_name=_("inovasi")
    )
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("penelaah"))
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ditugaskan oleh"))
    created_at = models.DateTimeField(_("sejak"), default=timezone.now)
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = pgettext_lazy("jamak", "penugasan")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "reviewer"],
                condition=Q(ended_at__isnull=True),
                name="assignment_once_at_a_time",
                violation_error_message=_("Penelaah ini sudah ditugaskan untuk inovasi ini."),
            ),
        ]

    def __str__(self):
        return f"{self.innovation_id} {self.reviewer_id}"


class DeskUnit(models.Model):
    """A unit that `reviewer` sees at the desk in this lab: its cases are theirs, unless assigned by name.

    Over once `ended_at` is set.
    """

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="desks", verbose_name=_("laboratorium"))
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="desks", verbose_name=_("penelaah"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="desks", verbose_name=_("unit kerja"))
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ditugaskan oleh"))
    created_at = models.DateTimeField(_("sejak"), default=timezone.now)
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diakhiri oleh")
    )

    class Meta:
        verbose_name = _("unit di meja telaah")
        verbose_name_plural = pgettext_lazy("jamak", "unit di meja telaah")
        ordering = ["lab", "reviewer", "agency"]
        constraints = [
            models.UniqueConstraint(
                fields=["lab", "reviewer", "agency"],
                condition=Q(ended_at__isnull=True),
                name="desk_unit_once_at_a_time",
                violation_error_message=_("Unit ini sudah ada di meja penelaah itu."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="desk_unit_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["lab", "agency"], name="desk_of_agency")]

    def __str__(self):
        return f"{self.lab_id} {self.reviewer_id} {self.agency_id}"


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
