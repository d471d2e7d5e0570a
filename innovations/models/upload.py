"""Files on their way: sent in pieces over a line that breaks, joined when the last byte is in."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from innovations.models.innovation import Innovation

PIECE_BYTES = 128 * 1024  # what the browser is asked to send at once
PIECE_MOST_BYTES = 256 * 1024
UNFINISHED_KEPT = timedelta(days=14)
ANSWER_KEPT = timedelta(days=90)  # a browser may come back for a lost answer after weeks without a line


class UploadQuerySet(models.QuerySet):
    def open(self) -> "UploadQuerySet":
        return self.filter(finished_at__isnull=True)

    def of(self, agency: Agency) -> "UploadQuerySet":
        return self.filter(innovation__agency=agency)

    def stale(self) -> "UploadQuerySet":
        """What nobody will ask for again."""
        now = timezone.now()
        return self.filter(
            Q(finished_at__isnull=True, created_at__lt=now - UNFINISHED_KEPT)
            | Q(finished_at__lt=now - ANSWER_KEPT)
        )


class Upload(models.Model):
    """One file (or one scan of several pages) and what is said about it, under a key that the browser chose.

    The pieces lie in the database: what was acknowledged is committed, and any web machine can go on. When the
    file was judged, the pieces go and the answer stays, so that whoever lost it gets the same one.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("foto")
        EVIDENCE = "evidence", _("bukti")
        SCAN = "scan", _("pindaian")

    key = models.UUIDField(unique=True)
    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="uploads")
    user = models.ForeignKey(User, models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()  # bytes
    received = models.PositiveIntegerField(default=0)  # bytes, from the start without a gap
    pages = models.JSONField(default=list)  # bytes of each page of a scan, in order
    source_sha256 = models.CharField(max_length=64, blank=True)  # of the file before the browser shrank it
    said = models.JSONField(default=dict)  # the other fields of the form, as typed
    answer = models.JSONField(null=True)  # what the browser was told at the end
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="upload_is_not_overfull"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, answer__isnull=True)
                | Q(finished_at__isnull=False, answer__isnull=False),
                name="upload_finished_with_an_answer",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_complete(self) -> bool:
        """Whether every byte is in."""
        return self.received == self.size

    def take(self, body: bytes) -> None:
        """Append the next piece. The row is locked; writes the piece and the new offset."""
        UploadPiece.objects.create(upload=self, offset=self.received, data=body)
        self.received += len(body)
        self.save(update_fields=["received"])

    @contextmanager
    def joined(self) -> Iterator[list[UploadedFile]]:
        """The file, or the pages of a scan, joined on disk piece by piece; gone with the block."""
        pieces = self.pieces.order_by("offset").values_list("data", flat=True)
        with ExitStack() as opened:
            whole = opened.enter_context(tempfile.TemporaryFile())
            for data in pieces.iterator(chunk_size=8):
                whole.write(data)
            whole.seek(0)
            if not self.pages:
                yield [UploadedFile(whole, self.name, size=self.size)]
                return
            parts = []
            for size in self.pages:
                page = opened.enter_context(tempfile.TemporaryFile())
                page.write(whole.read(size))
                page.seek(0)
                parts.append(UploadedFile(page, self.name, size=size))
            yield parts

    def finish(self, answer: dict) -> None:
        """Keep the answer and let the pieces go."""
        self.answer, self.finished_at = answer, timezone.now()
        self.save(update_fields=["answer", "finished_at"])
        self.pieces.all().delete()


class UploadPiece(models.Model):
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()  # bytes
    data = models.BinaryField()

    class Meta:
        verbose_name = _("potongan unggahan")
        verbose_name_plural = _("potongan unggahan")
        ordering = ["upload", "offset"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="upload_piece_once"),
        ]

    def __str__(self):
        return f"{self.upload_id} {self.offset}"
