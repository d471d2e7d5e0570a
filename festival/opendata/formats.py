"""The whole data in one file: as NDJSON, CSV and XLSX, each written row by row from `columns`."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from accounts.spreadsheets import CONTENT_TYPE as XLSX
from accounts.spreadsheets import HEADING, WRAPPED, escaped, styled
from festival.opendata import catalog
from festival.opendata.columns import COLUMNS
from festival.opendata.rows import dictionary, records, tombstones

LONGEST_CELL = 32_767  # characters that Excel holds in one cell; the rest it would drop without a word


@dataclass(frozen=True)
class Format:
    """One way to write the data; `write` takes a file open for bytes."""

    ending: str
    label: str
    purpose: str
    content_type: str
    write: Callable[[BinaryIO], None]


def as_json(value) -> str:
    """JSON as it is meant to be read: without escapes for letters."""
    return json.dumps(value, ensure_ascii=False)


def cell(value) -> str | int | None:
    """A value for a table of cells: no spreadsheet takes it for a formula, and lists are JSON."""
    match value:
        case None | int():
            return value
        case list():
            return as_json(value)
    return escaped(value)


def write_ndjson(file: BinaryIO) -> None:
    for row in records():
        file.write(as_json(row).encode() + b"\n")


def write_csv(file: BinaryIO) -> None:
    """UTF-8 with a byte order mark: without it Excel takes the letters for those of Windows."""
    _write_table(file, [column.name for column in COLUMNS], (row.values() for row in records()))


def write_dictionary(file: BinaryIO) -> None:
    """The data dictionary as CSV."""
    rows = [row | {"pilihan": "; ".join(row["pilihan"])} for row in dictionary()]
    _write_table(file, list(rows[0]), (row.values() for row in rows))


def write_xlsx(file: BinaryIO) -> None:
    """A workbook: the data, the dictionary, the licence, and what was taken down."""
    book = Workbook(write_only=True)
    data = _sheet(book, "data", [column.name for column in COLUMNS])
    for row in records():
        data.append([_short(cell(value), row["alamat_tetap"]) for value in row.values()])
    with translation.override("id"):
        meaning = _sheet(book, "kamus", list(dictionary()[0]), widths=(20, 28, 12, 70, 70))
        for row in dictionary():
            texts = [*row.values()][:-1] + ["; ".join(row["pilihan"])]
            meaning.append([styled(meaning, text, alignment=WRAPPED) for text in texts])
        terms = _sheet(book, "lisensi", ["hal", "isi"], widths=(20, 100))
        for name, text in catalog.terms():
            terms.append([styled(terms, str(part), alignment=WRAPPED) for part in (name, text)])
    gone = _sheet(book, "dihapus", ["kode", "alamat_tetap", "dihapus"], widths=(20, 60, 30))
    for row in tombstones():
        gone.append(list(row.values()))
    book.save(file)


def _write_table(file: BinaryIO, names: list[str], rows: Iterable) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(names)
    table.writerows([cell(value) for value in row] for row in rows)
    text.detach()


def _sheet(book: Workbook, title: str, names: list[str], widths: tuple[int, ...] = ()):
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths or [24] * len(names), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([styled(sheet, name, **HEADING) for name in names])
    return sheet


def _short(value, address: str):
    """What fits a cell; a longer text ends with where the whole of it stands."""
    if not isinstance(value, str) or len(value) <= LONGEST_CELL:
        return value
    rest = f" … ({address})"
    return value[: LONGEST_CELL - len(rest)] + rest


FORMATS = {
    each.ending: each
    for each in (
        Format(
            "csv",
            "CSV",
            _("Tabel untuk program apa pun; UTF-8, dipisah koma."),
            "text/csv; charset=utf-8",
            write_csv,
        ),
        Format(
            "xlsx",
            "XLSX",
            _("Buku kerja Excel dengan lembar kamus, lisensi, dan yang dihapus."),
            XLSX,
            write_xlsx,
        ),
        Format(
            "ndjson",
            "NDJSON",
            _("Satu inovasi per baris, untuk diolah program."),
            "application/x-ndjson; charset=utf-8",
            write_ndjson,
        ),
    )
}
