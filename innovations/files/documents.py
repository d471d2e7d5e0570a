"""Documents as evidence: PDF, DOCX, XLSX, or a picture of a paper.

PDF and Office files are checked by content and stored as they came (and served as attachments); pictures are
encoded anew. Nothing is unpacked to disk.
"""

import io
import os
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from innovations.files.content import MEGABYTE, kind_of, measure, refusal
from innovations.files.office import office_type
from innovations.files.photos import PHOTO_FORMATS, upright

DOCUMENT_MAX_BYTES = 10 * MEGABYTE
PAPER_WIDTH = 2480  # px: A4 at 300 dots per inch, so that a photographed letter stays readable
PAPER_QUALITY = 85
NAME_MAX = 120  # characters
PDF_TAIL = 2048  # bytes in which the end of a PDF must lie

DOCUMENT_NAMES = _("PDF, DOCX, XLSX, JPG, PNG, WebP atau HEIC")
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
}
PICTURE_EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
document_accept = ",".join(
    [*CONTENT_TYPES.values(), "image/png,image/webp,image/heic,.pdf,.docx,.xlsx", *PICTURE_EXTENSIONS]
)

# A password turns DOCX into an OLE container with a stream of this name ([MS-OFFCRYPTO] 2.3.4).
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class CheckedDocument:
    """A document ready to store.

    content_type, extension (".pdf", with the dot): what was found, not what was claimed; size: bytes to be
    stored; sha256: hex, of the bytes as sent; name: safe to show; content: bytes to store instead of the
    upload (a picture, encoded anew as JPEG), None to store the upload as it is.
    """

    content_type: str
    extension: str
    size: int
    sha256: str
    name: str
    content: bytes | None = None


def document_limits() -> str:
    """Say, lazily, what is accepted: for the help text beside the field."""
    return format_lazy(
        _("{names}; paling besar {megabytes} MB."),
        names=DOCUMENT_NAMES,
        megabytes=DOCUMENT_MAX_BYTES // MEGABYTE,
    )


def check_document(upload: UploadedFile) -> CheckedDocument:
    """Judge an upload that shall become evidence.

    Raises ValidationError with a sentence and one of the codes file_name, empty, too_big, truncated, locked,
    macros, bomb, broken, other_office, a code of a picture (see `photos.upright`), or the kind of file it is
    (zip, ole, svg, ...).
    Leaves `upload` at its start.
    """
    if "\0" in (upload.name or ""):
        raise ValidationError(
            _("Nama berkas memuat tanda yang tidak boleh. Ganti nama berkasnya, lalu unggah lagi."),
            code="file_name",
        )
    try:
        measured = measure(upload, DOCUMENT_MAX_BYTES)
        kind = kind_of(measured.head)
        content = None
        if kind in PHOTO_FORMATS:
            extension, content = ".jpg", _paper(upload, kind)
        elif kind == "pdf":
            _check_pdf(upload, measured.size)
            extension = ".pdf"
        elif kind == "zip":
            extension = office_type(upload, DOCUMENT_NAMES)
        elif kind == "ole" and _is_locked(upload):
            raise ValidationError(
                _("Dokumen ini dikunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."), code="locked"
            )
        else:
            raise refusal(kind, DOCUMENT_NAMES)
    finally:
        upload.seek(0)
    return CheckedDocument(
        content_type=CONTENT_TYPES[extension],
        extension=extension,
        size=measured.size if content is None else len(content),
        sha256=measured.sha256,
        name=safe_name(upload.name or "", extension),
        content=content,
    )


def safe_name(name: str, extension: str) -> str:
    """Make a file name fit to show: no folders, control or direction characters, at most NAME_MAX characters.

    The name ends in `extension`, in place of another ending that pictures and documents have.
    """
    # Cc: control, Cf: invisible (direction overrides, zero width), Cs: half a character, Zl, Zp: line breaks.
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in name)
    stem = " ".join(name.split())
    root, ending = os.path.splitext(stem)
    if ending.lower() in (*CONTENT_TYPES, *PICTURE_EXTENSIONS):
        stem = root
    return (stem[: NAME_MAX - len(extension)].strip(" .") or "berkas") + extension


def _paper(upload: UploadedFile, kind: str) -> bytes:
    """A picture of a paper as JPEG, which opens on any office computer after download."""
    target = io.BytesIO()
    upright(upload, kind, PAPER_WIDTH).save(target, "JPEG", quality=PAPER_QUALITY, optimize=True)
    return target.getvalue()


def _check_pdf(upload: UploadedFile, size: int) -> None:
    """Refuse a PDF whose end is missing: the place of its table of contents, then "%%EOF"."""
    upload.seek(max(0, size - PDF_TAIL))
    tail = upload.read(PDF_TAIL)
    places = re.findall(rb"startxref\s+(\d{1,10})", tail)
    if b"%%EOF" not in tail or not places or int(places[-1]) >= size:
        raise ValidationError(
            _("Berkas PDF ini terpotong atau rusak. Buka berkas aslinya, simpan ulang, lalu unggah lagi."),
            code="truncated",
        )


def _is_locked(upload: UploadedFile) -> bool:
    upload.seek(0)
    return LOCKED_STREAM in upload.read(DOCUMENT_MAX_BYTES)
