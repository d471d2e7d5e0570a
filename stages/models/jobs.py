"""Work on many cases: what was asked, how far it is, and what came of each."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User


class Job(models.Model):
    """One thing done with several cases, at once or by the worker.

    `chosen` are the innovations' keys, `options` what else was asked, `results` a row for each case that is done:
    {"pk", "code", "title", "is_done", "sentence"}.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu giliran")
        RUNNING = "running", _("Sedang dikerjakan")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Terhenti")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("pekerjaan"), max_length=20)  # of stages/jobs/kinds.py
    actor = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name=_("oleh"))
    language = models.CharField(max_length=8, default="id")
    chosen = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    state = models.CharField(_("keadaan"), max_length=7, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("sudah"), default=0)
    results = models.JSONField(default=list)
    file = models.FileField(upload_to="jobs/", null=True, blank=True)  # what came of it, for the actor alone
    file_name = models.CharField(_("nama berkas"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("diminta"), default=timezone.now)
    finished_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = pgettext_lazy("jamak", "pekerjaan")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["actor", "-created_at"], name="job_of_actor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
                name="job_finished_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def total(self) -> int:
        return len(self.chosen)

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def undone(self) -> list[dict]:
        """The results that were not to be."""
        return [row for row in self.results if not row["is_done"]]
