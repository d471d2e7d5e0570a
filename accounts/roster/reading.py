"""Reads the file into lines. What cannot be read becomes a fault, never an exception."""

import difflib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import spreadsheets
from accounts.roster.columns import EXAMPLES, MOST, SHEETS, Sheet
from accounts.spreadsheets import FAILED_FORMULAS, plain, written

logger = logging.getLogger(__name__)

HEADING_WITHIN = 10  # rows; a title may stand above the headings
WIDEST, LONGEST = 50, MOST + 500  # columns and rows that are looked at: empty ones count
LONGEST_TEXT = 500  # characters of one cell that are kept; no column takes as many


@dataclass(frozen=True)
class Fault:
    """Something to mend: where a spreadsheet shows it, and what to do."""

    sheet: str
    row: int
    column: str
    sentence: str

    def __str__(self):
        return _("Lembar %(sheet)s, baris %(row)d, kolom '%(column)s': %(sentence)s") % self.__dict__


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number, and the texts of its filled cells by column name."""

    sheet: str
    row: int
    cells: dict[str, str]


def read(content: bytes) -> tuple[list[Line], list[Fault]]:
    """The lines of the file, and what stands in the way of reading it."""
    faults: list[Fault] = []
    try:
        book = spreadsheets.opened(content)
        lines = [
            line
            for sheet in SHEETS
            if sheet.title in book.sheetnames
            for line in _lines(
                sheet, list(spreadsheets.rows(book[sheet.title], longest=LONGEST, widest=WIDEST)), faults
            )
        ]
    except spreadsheets.UNREADABLE as error:
        logger.info("Unreadable list of accounts: %r", error)
        sentence = _("Berkas ini rusak. Buka, simpan ulang sebagai XLSX, lalu unggah lagi.")
        return [], [Fault(SHEETS[0].title, 1, SHEETS[0].label("name"), sentence)]
    if not lines and not faults:
        sentence = _("Belum ada isinya. Pakai berkas contoh, dan isi lembar 'Unit' atau 'Akun'.")
        faults.append(Fault(SHEETS[0].title, 2, SHEETS[0].label("name"), sentence))
    return lines, faults


def _lines(sheet: Sheet, rows: list[tuple], faults: list[Fault]) -> Iterator[Line]:
    heading, names = _heading(sheet, rows, faults)
    found = 0
    for row, cells in enumerate(rows[heading:], heading + 1):
        filled = {
            name: cells[place]
            for place, name in names.items()
            if place < len(cells) and written(cells[place])
        }
        if not filled or plain(written(filled.get("name"))) in EXAMPLES:
            continue
        found += 1
        yield Line(sheet.title, row, dict(_texts(sheet, row, filled, faults)))
    if found > MOST or len(rows) >= LONGEST:
        sentence = _("Paling banyak %(most)d baris dalam satu lembar. Bagi menjadi beberapa berkas.") % {
            "most": MOST
        }
        faults.append(Fault(sheet.title, heading + MOST + 1, sheet.label("name"), sentence))


def _texts(
    sheet: Sheet, row: int, cells: dict[str, object], faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    for name, cell in cells.items():
        text = " ".join(written(cell).replace("\0", "").split())[:LONGEST_TEXT]
        if name == "nip" and not isinstance(cell, str):
            sentence = _(
                "Excel membulatkan NIP yang disimpan sebagai bilangan. Jadikan selnya Teks, lalu ketik lagi."
            )
            faults.append(Fault(sheet.title, row, sheet.label(name), sentence))
        elif text in FAILED_FORMULAS:
            sentence = _("Rumus di sel ini gagal (%(found)s). Ketik isinya, atau perbaiki rumusnya.") % {
                "found": text
            }
            faults.append(Fault(sheet.title, row, sheet.label(name), sentence))
        else:
            yield name, text


def _heading(sheet: Sheet, rows: list[tuple], faults: list[Fault]) -> tuple[int, dict[int, str]]:
    """The number of the row with the headings, and which place holds which column."""
    known = sheet.by_heading()
    for number, cells in enumerate(rows[:HEADING_WITHIN], 1):
        texts = [" ".join(written(cell).replace("\0", "").split())[:60] for cell in cells]
        if "name" not in {known.get(plain(text)) for text in texts}:
            continue
        names: dict[int, str] = {}
        for place, text in enumerate(texts):
            name = known.get(plain(text))
            if name in names.values():
                faults.append(
                    Fault(sheet.title, number, text, _("Kolom ini ada dua kali. Hapus salah satu."))
                )
            elif name:
                names[place] = name
            elif text:
                faults.append(Fault(sheet.title, number, text, _unknown(sheet, text)))
        for column in sheet.columns:
            if column.is_required and column.name not in names.values():
                label = sheet.label(column.name)
                faults.append(
                    Fault(sheet.title, number, label, _("Tambahkan kolom ini, seperti di berkas contoh."))
                )
        return number, names
    if any(written(cell) for cells in rows for cell in cells):
        sentence = _("Tulis nama kolom di baris pertama, seperti di berkas contoh.")
        faults.append(Fault(sheet.title, 1, sheet.label("name"), sentence))
    return len(rows), {}


def _unknown(sheet: Sheet, text: str) -> str:
    near = difflib.get_close_matches(plain(text), sheet.by_heading(), 1, 0.7)
    if not near:
        return _("Kolom ini tidak dikenal. Hapus kolomnya, atau samakan namanya dengan berkas contoh.")
    return _("Kolom ini tidak dikenal. Kalau maksudnya '%(name)s', ganti namanya.") % {
        "name": sheet.label(sheet.by_heading()[near[0]])
    }
