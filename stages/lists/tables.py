"""Reads a list into rows: XLSX by the values of its cells, CSV as offices write it."""

import codecs
import csv
import difflib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts import spreadsheets
from accounts.spreadsheets import plain, written
from stages.lists.columns import (
    CODE,
    EXAMPLE_CODE,
    EXPORTED,
    REQUIRED,
    TOLD,
    by_heading,
    label,
)

logger = logging.getLogger(__name__)

SHEET = "Inovasi"  # the sheet that is read, where there is one of this name; else the first
MOST = 2_000  # records in one list
HEADING_WITHIN = 10  # rows; a title may stand above the headings
WIDEST = 200  # columns that are looked at
LONGEST = MOST + 1_000  # rows that are looked at: empty ones count
UNREADABLE = (*spreadsheets.UNREADABLE, csv.Error)


@dataclass(frozen=True)
class Fault:
    """Something to mend in the file: the row as a spreadsheet numbers it, the column's heading, what to do."""

    row: int
    column: str
    sentence: str

    def __str__(self):
        return _("Baris %(row)d, kolom '%(column)s': %(sentence)s") % self.__dict__


@dataclass(frozen=True)
class Line:
    """One row: its number, and what its filled cells hold by column name."""

    row: int
    cells: dict[str, object]


@dataclass
class Table:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """The rows of a file that `forms.ListForm` has taken. What can't be read becomes a fault, never an exception."""
    table = Table()
    try:
        rows = list(_xlsx(content) if content.startswith(b"PK") else _csv(content))
    except UNREADABLE as error:
        logger.info("Unreadable list: %r", error)
        table.faults.append(
            Fault(1, label(CODE), _("Berkas ini rusak. Buka, simpan ulang sebagai XLSX, lalu unggah lagi."))
        )
        return table
    heading, names = _heading(rows, table)
    if not table.faults:
        _fill(table, rows, heading, names)
    return table


def too_long() -> str:
    return _("Paling banyak %(most)s baris dalam satu daftar. Bagi menjadi beberapa berkas.") % {
        "most": f"{MOST:,}".replace(",", ".")
    }


def _fill(table: Table, rows: list[tuple], heading: int, names: dict[int, str]) -> None:
    for row, cells in enumerate(rows[heading:], heading + 1):
        found = {
            name: cells[place]
            for place, name in names.items()
            if place < len(cells) and written(cells[place]) and (name not in TOLD or name == EXPORTED)
        }
        if set(found) - {EXPORTED} and plain(written(found.get(CODE))) != plain(EXAMPLE_CODE):
            table.lines.append(Line(row, found))
    title = label("title")
    if not table.lines:
        table.faults.append(
            Fault(
                heading + 1, title, _("Belum ada isinya. Tulis satu inovasi di tiap baris, lalu unggah lagi.")
            )
        )
    if len(table.lines) > MOST or len(rows) >= LONGEST:
        table.faults.append(Fault(min(len(rows), MOST + heading), title, too_long()))
    if any(CODE not in line.cells for line in table.lines):
        for name in REQUIRED:
            if name not in names.values():
                sentence = _("Tambahkan kolom '%(name)s': inovasi baru memerlukannya.") % {
                    "name": label(name)
                }
                table.faults.append(Fault(heading, label(name), sentence))


def _heading(rows: list[tuple], table: Table) -> tuple[int, dict[int, str]]:
    """The number of the row with the headings, and which place holds which column."""
    known = by_heading()
    for number, cells in enumerate(rows[:HEADING_WITHIN], 1):
        texts = [written(cell).replace("\0", "") for cell in cells]  # no database takes it in a warning
        if not {known.get(plain(text)) for text in texts} & {CODE, "title"}:
            continue
        names = {}
        for place, text in enumerate(texts):
            name = known.get(plain(text))
            if name and name in names.values():
                sentence = _("Kolom ini ada dua kali. Hapus salah satu.")
                table.faults.append(Fault(number, text, sentence))
            elif name:
                names[place] = name
            elif text:
                table.warnings.append(Fault(number, text[:60], _unknown(text)))
        return number, names
    table.faults.append(
        Fault(
            1,
            label("title"),
            _("Tulis nama kolom di baris pertama, paling sedikit 'Judul' atau 'Kode'. Pakai berkas contoh."),
        )
    )
    return 1, {}


def _unknown(text: str) -> str:
    near = difflib.get_close_matches(plain(text), by_heading(), 1, 0.7)
    if not near:
        return _("Kolom ini tidak dikenal; isinya tidak dibaca.")
    return _("Kolom ini tidak dikenal; isinya tidak dibaca. Kalau maksudnya '%(name)s', ganti namanya.") % {
        "name": label(by_heading()[near[0]])
    }


def _xlsx(content: bytes) -> Iterator[tuple]:
    book = spreadsheets.opened(content)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    yield from spreadsheets.rows(sheet, longest=LONGEST, widest=WIDEST)


def _csv(content: bytes) -> Iterator[tuple]:
    text = _decoded(content)
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # Excel's own hint; it counts as a row
        yield ()
        text, delimiter = rest, first.strip()[4:] or ";"
    else:
        delimiter = max(";,\t", key=first.count)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        if number > LONGEST:
            return
        yield tuple(cells[:WIDEST])


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what an office's Excel writes
