"""What an upload is, told from its bytes, and the sentences for what is not accepted.

Knows kinds of files, not what a photo or a document must look like inside.
"""

import hashlib
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
HEAD_BYTES = 4096
PDF_HEADER_WITHIN = 1024  # Readers accept "%PDF-" anywhere in the first 1024 bytes (ISO 32000-1, annex H).

PREFIXES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"8BPS", "psd"),
    (b"BM", "bmp"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\x1aE\xdf\xa3", "video"),
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
MARKUP = re.compile(
    rb"<(!doctype|html|head|body|script|iframe|img|meta|title|div|a |p>|\?php)", re.IGNORECASE
)

_PROGRAM = _("Berkas ini adalah program dan tidak dapat diterima. Pilih %(accepted)s.")
_RESAVE_IMAGE = _(
    "Gambar %(format)s belum dapat diterima. Buka gambarnya, simpan sebagai JPG atau PNG, lalu unggah lagi."
)
_ARCHIVE = _("Ini arsip (ZIP). Buka arsipnya, lalu unggah isinya satu per satu: %(accepted)s.")
_SENTENCES = {
    "svg": _("Gambar SVG dapat memuat program, jadi tidak diterima. Simpan sebagai PNG, lalu unggah lagi."),
    "html": _("Isi berkas ini halaman web, apa pun namanya. Pilih %(accepted)s."),
    "program": _PROGRAM,
    "zip": _ARCHIVE,
    "archive": _ARCHIVE,
    "video": _(
        "Ini video. Unggah videonya di tempat lain dan cantumkan tautannya; di sini pilih %(accepted)s."
    ),
    "ole": _("Ini dokumen Office lama (DOC, XLS atau PPT). Simpan sebagai DOCX atau PDF lalu unggah lagi."),
    "rtf": _("Ini dokumen RTF. Simpan sebagai DOCX atau PDF lalu unggah lagi."),
    "gif": _RESAVE_IMAGE,
    "tiff": _RESAVE_IMAGE,
    "bmp": _RESAVE_IMAGE,
    "psd": _RESAVE_IMAGE,
    "avif": _RESAVE_IMAGE,
    "unknown": _("Isi berkas ini tidak dikenali, apa pun namanya. Pilih %(accepted)s."),
}


@dataclass(frozen=True)
class Measured:
    """An upload read once: bytes counted, SHA-256 (hex) of all of them, the first HEAD_BYTES."""

    size: int
    sha256: str
    head: bytes


def measure(upload: UploadedFile, limit: int) -> Measured:
    """Read `upload` chunk by chunk, never whole.

    Raises ValidationError "empty" or "too_big" (more than `limit` bytes).
    """
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise too_big(limit)
        digest.update(chunk)
        head += chunk[: HEAD_BYTES - len(head)]
    if size == 0:
        raise ValidationError(
            _("Berkas ini kosong. Pilih berkas lain, lalu unggah lagi."),
            code="empty",
        )
    return Measured(size, digest.hexdigest(), head)


def too_big(limit: int) -> ValidationError:
    """Say that a file has more than `limit` bytes."""
    return ValidationError(
        _("Berkas ini lebih besar dari %(limit)d MB. Perkecil berkasnya, lalu unggah lagi."),
        code="too_big",
        params={"limit": limit // MEGABYTE},
    )


def kind_of(head: bytes) -> str:
    """Name the kind of a file by its first bytes; "unknown" when nothing fits.

    A file with two faces gets the one at its very start, and text with markup before "%PDF-" is a web page.
    """
    for prefix, kind in PREFIXES:
        if head.startswith(prefix):
            return kind
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "video"
    if head[4:8] == b"ftyp":
        if head[8:12] in HEIC_BRANDS:
            return "heic"
        return "avif" if head[8:12] in (b"avif", b"avis") else "video"
    before, pdf, _after = head[: PDF_HEADER_WITHIN + 5].partition(b"%PDF-")
    # Text in UTF-16 has a zero beside every letter.
    text = (before if pdf else head).replace(b"\0", b"")
    if b"<svg" in text.lower():
        return "svg"
    if MARKUP.search(text):
        return "html"
    return "pdf" if pdf else "unknown"


def refusal(kind: str, accepted: str) -> ValidationError:
    """Say why a file of `kind` is not taken and what to do; `accepted` names what is.

    The code of the error is the kind.
    """
    return ValidationError(_SENTENCES[kind], code=kind, params={"accepted": accepted, "format": kind.upper()})
