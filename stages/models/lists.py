"""Lists that a unit sends: first read and shown, then stored."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User


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
