"""Makes XLSX files: the empty list with an example, and the unit's own records in the same columns."""

from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.spreadsheets import EXAMPLE_FONT, HEADING, WRAPPED, styled
from innovations.models import Innovation
from stages.lists.columns import (
    CODE,
    EXAMPLE_CODE,
    NARRATIVE,
    REQUIRED,
    RUNNING,
    TOLD,
    choices,
    column,
    label,
)
from stages.lists.tables import MOST, SHEET
from stages.sheets import display

LISTED = (CODE, "title", "one_line", RUNNING, *(name for name in NARRATIVE if name not in REQUIRED))
CHOSEN = [name for name in LISTED if choices(name)]

EXAMPLE = {
    CODE: EXAMPLE_CODE,
    "title": "Bus Sekolah Gratis",
    "one_line": "Anak dari desa jauh berangkat sekolah dengan bus tanpa bayar",
    RUNNING: "Belum",
    "duty": "Menjamin setiap anak usia sekolah dapat bersekolah",
    "initiator": "Perangkat daerah",
    "initiator_name": "Bidang Pembinaan SD",
    "problem": "Di tiga desa tidak ada angkutan umum; 120 anak berjalan kaki 4 km setiap pagi.",
    "sufferers": "Murid SD dan SMP di tiga desa",
    "sufferers_count": 120,
    "idea_on": date(2026, 3, 5),
    "novelty": "Perluasan",
    "origin": "Bus sekolah Dinas Perhubungan",
    "affair": "Pendidikan",
}


def template() -> TemporaryFile:
    """The empty list: headings, one example, drop-downs, and what each column takes."""
    with translation.override("id"):
        return _file(LISTED, [[EXAMPLE.get(name) for name in LISTED]], EXAMPLE_FONT)


def export(innovations: models.QuerySet[Innovation]) -> TemporaryFile:
    """These records in the template's columns, with where they stand: can be edited and imported again."""
    names = (*LISTED, *TOLD)
    with translation.override("id"):
        rows = innovations.iterator(chunk_size=200)
        return _file(names, ([_cell(one, name) for name in names] for one in rows))


def _cell(innovation: Innovation, name: str):
    if name == RUNNING:
        return choices(name)[innovation.entry_stage]
    value = getattr(innovation, name)
    match column(name):
        case models.DateTimeField():
            return value and timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        case models.Field(choices=[*_some]):
            return display(innovation, name)
    return value


def _file(names: tuple[str, ...], rows: Iterable[list], font: Font | None = None) -> TemporaryFile:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    for place, name in enumerate(names, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _width(name)
        if name in CHOSEN:
            sheet.data_validations.append(_drop_down(name, letter))
    sheet.append([styled(sheet, label(name), **HEADING, alignment=WRAPPED) for name in names])
    for row in rows:
        sheet.append([styled(sheet, value, font=font, alignment=WRAPPED) for value in row])
    _add_instructions(book)
    _add_choices(book)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _width(name: str) -> int:
    """Characters: narrow for what is short, wide for what is told."""
    if name in (CODE, RUNNING, *TOLD):
        return 17
    return 45 if isinstance(column(name), models.TextField) else 28


def _drop_down(name: str, letter: str) -> DataValidation:
    place, last = get_column_letter(CHOSEN.index(name) + 1), len(choices(name)) + 1
    return DataValidation(
        type="list",
        formula1=f"Pilihan!${place}$2:${place}${last}",
        sqref=f"{letter}2:{letter}{MOST + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=label(name)[:32],
        error=_("Pilih salah satu dari daftar."),
    )


def _add_choices(book: Workbook) -> None:
    sheet = book.create_sheet("Pilihan")
    for place in range(len(CHOSEN)):
        sheet.column_dimensions[get_column_letter(place + 1)].width = 40
    sheet.append([styled(sheet, label(name), **HEADING) for name in CHOSEN])
    lists = [list(choices(name).values()) for name in CHOSEN]
    for row in range(max(map(len, lists))):
        sheet.append([one[row] if row < len(one) else None for one in lists])


def _add_instructions(book: Workbook) -> None:
    sheet = book.create_sheet("Petunjuk")
    for letter, width in zip("ABC", (34, 12, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    for sentence in instructions():
        sheet.append([sentence])
    sheet.append([])
    sheet.append([styled(sheet, text, **HEADING) for text in (_("Kolom"), _("Wajib?"), _("Isinya"))])
    for name in LISTED:
        texts = (label(name), _("Wajib") if name in REQUIRED else "", _told(name))
        sheet.append([styled(sheet, text, alignment=WRAPPED) for text in texts])


def instructions() -> list[str]:
    """How a list is filled, sentence by sentence."""
    return [
        _("Satu baris satu inovasi. Baris berkode CONTOH tidak dibaca; boleh dihapus."),
        _(
            "Kode kosong: inovasi baru. Kode terisi: inovasi unit Anda yang sudah terdaftar, isinya diperbarui."
        ),
        _("Sel kosong tidak menghapus apa pun. Untuk mengosongkan isi, ubah lembar kerjanya di portal."),
        _("Urutan kolom bebas, dan kolom yang tidak dipakai boleh dihapus."),
        _("Paling banyak %(most)s baris; paling besar 5 MB. Semua masuk, atau tidak satu pun.")
        % {"most": f"{MOST:,}".replace(",", ".")},
    ]


def _told(name: str) -> str:
    if name == CODE:
        return _("Kosongkan untuk inovasi baru.")
    if name == RUNNING:
        return _("Ya: sudah berjalan, masuk di tahap Delivery. Belum atau kosong: mulai dari tahap Drum-up.")
    field = column(name)
    told = [str(field.help_text)] if field.help_text else []
    if name in CHOSEN:
        told.append(_("Pilih dari daftar."))
    elif isinstance(field, models.DateField):
        told.append(_("Tanggal, misalnya 31-12-2026."))
    elif isinstance(field, models.IntegerField):
        told.append(_("Bilangan bulat, misalnya 1.500."))
    elif field.max_length:
        most = f"{field.max_length:,}".replace(",", ".")
        told.append(_("Paling banyak %(most)s karakter.") % {"most": most})
    return " ".join(told)
