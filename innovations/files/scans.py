"""Scans: photographed pages of a paper, each judged like a picture, bound into one PDF of A4 pages."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from innovations.files.content import MEGABYTE, kind_of, measure, refusal
from innovations.files.documents import DOCUMENT_MAX_BYTES
from innovations.files.photos import PHOTO_FORMATS, PHOTO_MAX_BYTES, PHOTO_NAMES, upright

SCAN_MAX_PAGES = 20
SCAN_MAX_BYTES = 60 * MEGABYTE  # of all pages as sent
A4_INCHES = 11.69  # the longer side
SCAN_PAGE = (1414, 2000)  # px: about 170 dots per inch, a letter of 10 points stays readable
SCAN_QUALITY = 70  # JPEG; about 0.3 MB a page
PDF_NAME = "pindaian.pdf"


def scan_limits() -> str:
    """Say, lazily, what is accepted: for the help text beside the field."""
    return format_lazy(
        _("{names}; paling banyak {pages} halaman, tiap foto paling besar {megabytes} MB."),
        names=PHOTO_NAMES,
        pages=SCAN_MAX_PAGES,
        megabytes=PHOTO_MAX_BYTES // MEGABYTE,
    )


def bind_scan(pages: list[UploadedFile]) -> tuple[UploadedFile, str]:
    """One PDF of the photographed `pages`, in order, and the SHA-256 (hex) that names these pages.

    The digest is taken over the pages' own ones: a PDF has its date inside. One page is in memory at a time.
    Raises ValidationError: too_many_pages, too_big, or with its number what a page is refused for (`photos.upright`).
    """
    if len(pages) > SCAN_MAX_PAGES:
        raise too_many_pages()
    pdf, digest = io.BytesIO(), hashlib.sha256()
    for number, page in enumerate(pages, start=1):
        try:
            sheet, sha256 = _sheet(page)
        except ValidationError as error:
            raise ValidationError(
                _("Halaman %(number)d: %(sentence)s"),
                code=error.code,
                params={"number": number, "sentence": error.messages[0]},
            ) from error
        digest.update(sha256.encode())
        sheet.save(
            pdf,
            "PDF",
            append=number > 1,
            resolution=SCAN_PAGE[1] / A4_INCHES,
            quality=SCAN_QUALITY,
        )
    if pdf.tell() > DOCUMENT_MAX_BYTES:
        raise ValidationError(
            _("PDF dari halaman-halaman ini lebih besar dari %(limit)d MB. Bagi menjadi dua pindaian."),
            code="too_big",
            params={"limit": DOCUMENT_MAX_BYTES // MEGABYTE},
        )
    return SimpleUploadedFile(PDF_NAME, pdf.getvalue(), "application/pdf"), digest.hexdigest()


def too_many_pages() -> ValidationError:
    return ValidationError(
        _("Paling banyak %(most)d halaman dalam satu pindaian. Bagi menjadi dua pindaian."),
        code="too_many_pages",
        params={"most": SCAN_MAX_PAGES},
    )


def _sheet(page: UploadedFile) -> tuple[Image.Image, str]:
    """The picture upon a white A4 sheet that stands or lies as it does, and the SHA-256 of the file."""
    measured = measure(page, PHOTO_MAX_BYTES)
    kind = kind_of(measured.head)
    if kind not in PHOTO_FORMATS:
        raise (
            refusal(kind, PHOTO_NAMES)
            if kind != "pdf"
            else ValidationError(_("Ini sudah PDF; unggah sebagai berkas di halaman Bukti."), code=kind)
        )
    picture = upright(page, kind, max(SCAN_PAGE))
    size = SCAN_PAGE if picture.height >= picture.width else SCAN_PAGE[::-1]
    return ImageOps.pad(picture, size, Image.Resampling.LANCZOS, color="white"), measured.sha256
