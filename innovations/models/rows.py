"""The rows of an innovation: what repeats, each a small model with the innovation's key."""

import uuid
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.contrib.postgres.functions import RandomUUID
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Max, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from innovations import files
from innovations.models.fields import WebAddressField
from innovations.models.innovation import LONG, Innovation

RUPIAH_MAX = 10**15


class RowQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "RowQuerySet":
        """Rows of the innovations that `user` may see."""
        return self.filter(innovation__in=Innovation.objects.visible_to(user))

    def put_in_order(self, keys: list[uuid.UUID]) -> None:
        """Give these rows the positions 1, 2, ...; rows that are not named come first. One query."""
        places = [When(key=key, then=place) for place, key in enumerate(keys, 1)]
        self.filter(key__in=keys).update(position=Case(*places, default=0))

    def next_position(self) -> int:
        """Where a new row goes: after the last."""
        return (self.aggregate(Max("position"))["position__max"] or 0) + 1


class FileQuerySet(RowQuerySet):
    def same_file(self, *digests: str) -> "FileQuerySet":
        """Rows made of a file with one of these SHA-256 (hex; empty ones are left out): as sent, or before it was
        shrunk in the browser."""
        known = [digest for digest in digests if digest]
        return self.filter(Q(sha256__in=known) | Q(source_sha256__in=known))


def _innovation(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(Innovation, models.PROTECT, related_name=related_name, verbose_name=_("inovasi"))


def _key() -> models.UUIDField:
    """Names a row before it is stored: whoever sends it twice, from a page or from a queue, adds it once."""
    return models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)


def _position() -> models.PositiveSmallIntegerField:
    """Where the row stands among its like; ties in the order they were added."""
    return models.PositiveSmallIntegerField(default=0, editable=False)


def _source_sha256() -> models.CharField:
    """SHA-256 (hex) of the file before the browser shrank it, as the browser said; empty when it sent the file
    itself."""
    return models.CharField(max_length=64, blank=True, default="", editable=False)


class TeamMember(models.Model):
    """Somebody who carries the innovation; with an account, if they have one.

    An account of another unit sees the record, and fills its sheets when `can_edit`.
    """

    innovation = _innovation("team")
    key = _key()
    position = _position()
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("akun")
    )
    name = models.CharField(_("nama"), max_length=150)
    duty = models.CharField(_("tugas"), max_length=150)
    can_edit = models.BooleanField(
        _("boleh mengisi"),
        default=False,
        help_text=_("Untuk anggota dari unit lain; rekan seunit selalu boleh."),
    )

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota tim")
        verbose_name_plural = pgettext_lazy("jamak", "tim")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "user"],
                name="team_member_once",
                violation_error_message=_("Orang ini sudah ada dalam tim."),
            )
        ]

    def __str__(self):
        return self.name


class ActionStep(models.Model):
    """One step of the action plan. The budget is in whole rupiah."""

    innovation = _innovation("steps")
    key = _key()
    position = _position()
    activity = models.CharField(_("kegiatan"), max_length=250)
    output = models.CharField(_("keluaran"), max_length=250, blank=True)
    person_in_charge = models.CharField(_("penanggung jawab"), max_length=150, blank=True)
    starts_on = models.DateField(_("mulai"), null=True, blank=True)
    ends_on = models.DateField(_("selesai"), null=True, blank=True)
    budget = models.PositiveBigIntegerField(
        _("anggaran (Rp)"), null=True, blank=True, validators=[MaxValueValidator(RUPIAH_MAX)]
    )
    source = models.CharField(_("sumber anggaran"), max_length=100, blank=True)
    is_done = models.BooleanField(_("sudah selesai"), default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("langkah aksi")
        verbose_name_plural = pgettext_lazy("jamak", "langkah aksi")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="action_step_ends_after_start",
                violation_error_message=_("Tanggal selesai tidak boleh sebelum tanggal mulai."),
            )
        ]

    def __str__(self):
        return self.activity


class Measure(models.Model):
    """What is counted to know whether it helps: baseline, target and, later, the actual value, in `unit`."""

    innovation = _innovation("measures")
    key = _key()
    position = _position()
    indicator = models.CharField(_("ukuran"), max_length=250)
    unit = models.CharField(_("satuan"), max_length=50)
    baseline = models.DecimalField(_("nilai awal"), max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("capaian"), max_digits=16, decimal_places=2, null=True, blank=True)
    measured_on = models.DateField(_("diukur pada"), null=True, blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("ukuran keberhasilan")
        verbose_name_plural = pgettext_lazy("jamak", "ukuran keberhasilan")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actual__isnull=True) | Q(measured_on__isnull=False),
                name="measure_actual_has_date",
                violation_error_message=_("Isi juga tanggal capaian itu diukur."),
            )
        ]

    def __str__(self):
        return self.indicator


class ProgressReport(models.Model):
    """How it went by a certain day, in the unit's words."""

    innovation = _innovation("progress")
    key = _key()
    reported_on = models.DateField(_("tanggal"))
    text = models.TextField(_("kemajuan"), max_length=LONG)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan kemajuan")
        verbose_name_plural = pgettext_lazy("jamak", "laporan kemajuan")
        ordering = ["reported_on", "id"]

    def __str__(self):
        return f"{self.reported_on}"


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Where the file is kept: a random folder and its type; the name people see stays in the database."""
    return f"bukti/{uuid.uuid4().hex}{PurePosixPath(name).suffix}"


class Evidence(models.Model):
    """A proof: a stored file or a link. A letter also has its number, date and subject."""

    class Kind(models.TextChoices):
        DECREE = "decree", _("SK/peraturan")
        LETTER = "letter", _("Surat")
        COMMITMENT = "commitment", _("Pernyataan komitmen")
        REPORT = "report", _("Laporan")
        PHOTO_REPORT = "photo_report", _("Laporan foto")
        SURVEY = "survey", _("Survei")
        GUIDE = "guide", _("Panduan/SOP")
        NEWS = "news", _("Berita")
        OTHER = "other", _("Lainnya")

    SHOWN = {
        "pdf": "application/pdf",
        "jpeg": "image/jpeg",
    }  # kinds that a browser shows where they are named

    innovation = _innovation("evidence")
    key = _key()
    kind = models.CharField(_("jenis bukti"), max_length=12, choices=Kind)
    title = models.CharField(_("judul"), max_length=200)
    file = models.FileField(_("berkas"), upload_to=evidence_path, max_length=100, blank=True)
    link = WebAddressField(_("tautan"), blank=True)
    number = models.CharField(_("nomor surat"), max_length=100, blank=True)
    date = models.DateField(_("tanggal surat"), null=True, blank=True)
    subject = models.CharField(_("perihal"), max_length=250, blank=True)
    year = models.PositiveSmallIntegerField(
        _("tahun"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    file_name = models.CharField(max_length=120, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)  # bytes
    sha256 = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001  (NULL may repeat: links)
    source_sha256 = _source_sha256()
    is_public = models.BooleanField(
        _("boleh dilihat publik"),
        default=False,
        help_text=_("Tampil di halaman inovasi setelah diumumkan. Jangan kalau memuat data pribadi."),
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = pgettext_lazy("jamak", "bukti")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(file="") & Q(link="")) | (Q(file="") & ~Q(link="")),
                name="evidence_file_or_link",
                violation_error_message=_("Unggah satu berkas atau tulis satu tautan, salah satu saja."),
            ),
            models.CheckConstraint(condition=Q(year__range=(1990, 2100)), name="evidence_year_is_plausible"),
            models.UniqueConstraint(
                fields=["innovation", "sha256"],
                name="evidence_file_once",
                violation_error_message=_("Berkas yang sama sudah ada di daftar bukti."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_pdf(self) -> bool:
        return self.content_type == self.SHOWN["pdf"]

    @property
    def is_picture(self) -> bool:
        return self.content_type == self.SHOWN["jpeg"]

    @property
    def ending(self) -> str:
        """What people call the kind of file: PDF, DOCX, XLSX, JPG."""
        return PurePosixPath(self.file_name).suffix.removeprefix(".").upper()

    @property
    def host(self) -> str:
        """Where the link leads: contoh.go.id."""
        return urlsplit(self.link).hostname or ""

    def keep(self, document: "files.CheckedDocument", upload) -> None:
        """Take over a checked file; the row is not saved here."""
        self.file_name, self.content_type = document.name, document.content_type
        self.sha256 = document.sha256
        content = upload if document.content is None else ContentFile(document.content)
        self.size = content.size
        self.file.save(document.name, content, save=False)

    def discard(self) -> None:
        """Remove the file, if there is one, from storage."""
        if self.file:
            self.file.storage.delete(self.file.name)


class Photo(models.Model):
    """A picture, stored as WebP in three widths under `foto/<key>/`. `width` and `height` are the largest's."""

    class Consent(models.TextChoices):
        NO_PEOPLE = "no_people", _("Tidak ada orang yang dikenali")
        GIVEN = "given", _("Semua yang dikenali setuju (anak: orang tua atau walinya)")

    innovation = _innovation("photos")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    caption = models.CharField(_("keterangan"), max_length=200)
    consent = models.CharField(_("persetujuan"), max_length=9, choices=Consent)
    width = models.PositiveIntegerField(editable=False)  # pixels
    height = models.PositiveIntegerField(editable=False)  # pixels
    sha256 = models.CharField(max_length=64, editable=False)  # of the file as it was sent
    source_sha256 = _source_sha256()
    was_public = models.BooleanField(default=False, editable=False)  # its renditions are kept for good
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = pgettext_lazy("jamak", "foto")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "sha256"],
                name="photo_once",
                violation_error_message=_("Foto yang sama sudah ada; pilih foto lain."),
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="photo_has_size"),
        ]

    def __str__(self):
        return self.caption

    def get_absolute_url(self):
        return reverse("workspace:photo", args=[self.key, files.WIDTHS[0]])

    def path(self, width: int) -> str:
        """The name in storage of the rendition `width` (one of `files.WIDTHS`)."""
        return f"foto/{self.key.hex}/{width}.webp"

    def keep(self, photo: "files.CleanPhoto") -> None:
        """Store the renditions of a checked picture; the row is not saved here."""
        self.width, self.height, self.sha256 = photo.width, photo.height, photo.sha256
        for width, content in photo.renditions.items():
            default_storage.save(self.path(width), ContentFile(content))

    def discard(self) -> None:
        """Remove the renditions from storage; but what was public once can be looked up later (festival)."""
        for width in files.WIDTHS if not self.was_public else ():
            default_storage.delete(self.path(width))
