"""DOCX and XLSX: a ZIP with known parts (ECMA-376 part 2), looked into without unpacking it to disk."""

import re
import struct
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from innovations.files.content import MEGABYTE, refusal

MAX_MEMBERS = 5000
MAX_UNPACKED = 200 * MEGABYTE
MAX_RATIO = 200  # unpacked to packed; dense spreadsheets reach about 50, a bomb about 1000
RATIO_FROM = 10 * MEGABYTE  # small files may shrink as they like
STEP = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones that Office writes

CONTENTS = "[content_types].xml"
MAX_CONTENTS = MEGABYTE
# Office names the main part document.xml, its web version document2.xml.
MAIN_PARTS = (
    (re.compile(r"word/document\d*\.xml"), b"wordprocessingml.document.main+xml", ".docx"),
    (re.compile(r"xl/workbook\d*\.xml"), b"spreadsheetml.sheet.main+xml", ".xlsx"),
)
OTHER_OFFICE = ("word/", "xl/", "ppt/", "content.xml")

# What zipfile and zlib raise on damaged bytes.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def office_type(upload: UploadedFile, accepted: str) -> str:
    """Tell ".docx" from ".xlsx"; every member is read through once, so that a damaged file is known now.

    Raises ValidationError bomb, locked, macros, broken, other_office, or zip when it is no document at all
    (`accepted` names what to send instead).
    """
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as package:
            members = {info.filename.lower(): info for info in package.infolist()}
            _check_members(package.infolist())
            if CONTENTS not in members:
                raise _not_a_document(members, accepted)
            _check_macros(members)
            contents = package.open(members[CONTENTS]).read(MAX_CONTENTS)
            extension = _main_type(members, contents, accepted)
            for info in package.infolist():
                _read_through(package, info)
    except UNREADABLE as error:
        raise ValidationError(
            _(
                "Dokumen ini rusak atau hanya terkirim sebagian. "
                "Buka berkas aslinya, simpan ulang, lalu unggah lagi."
            ),
            code="broken",
        ) from error
    return extension


def _check_members(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse by the ZIP's own table, before a byte is unpacked."""
    if any(info.flag_bits & 1 for info in infos):
        raise ValidationError(
            _("Berkas ini dikunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."), code="locked"
        )
    if any(info.compress_type not in METHODS for info in infos):
        raise zipfile.BadZipFile("compression that Office does not write")
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if (
        len(infos) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed)
    ):
        raise ValidationError(
            _("Isi dokumen ini terlalu besar setelah dibuka. Simpan sebagai PDF, lalu unggah lagi."),
            code="bomb",
        )


def _check_macros(members: dict[str, zipfile.ZipInfo]) -> None:
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in members):
        raise _macros()


def _main_type(members: dict[str, zipfile.ZipInfo], contents: bytes, accepted: str) -> str:
    contents = contents.lower()
    if b"macroenabled" in contents or b"vbaproject" in contents:
        raise _macros()
    for pattern, content_type, extension in MAIN_PARTS:
        if content_type in contents and any(pattern.fullmatch(name) for name in members):
            return extension
    raise _not_a_document(members, accepted)


def _read_through(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack one member into nothing: zipfile checks the CRC and stops at the size in the table."""
    with package.open(info) as member:
        while member.read(STEP):
            pass


def _macros() -> ValidationError:
    return ValidationError(
        _(
            "Dokumen ini memuat makro (program). "
            "Simpan sebagai DOCX, XLSX atau PDF tanpa makro, lalu unggah lagi."
        ),
        code="macros",
    )


def _not_a_document(members: dict[str, zipfile.ZipInfo], accepted: str) -> ValidationError:
    if any(name.startswith(OTHER_OFFICE) for name in members):
        return ValidationError(
            _(
                "Jenis dokumen ini belum dapat diterima. "
                "Simpan sebagai PDF, DOCX atau XLSX, lalu unggah lagi."
            ),
            code="other_office",
        )
    return refusal("zip", accepted)
