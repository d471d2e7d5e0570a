"""Spreadsheets: cells read as a person reads them, and written so that no program takes a text for a formula."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)  # what openpyxl raises on a damaged workbook

# Excel's error values (ECMA-376 part 1, 18.17.3): a formula that failed.
FAILED_FORMULAS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
FORMULA_START = re.compile(r"'*[=+\-@]")  # what a spreadsheet may take for a formula; ' keeps it text

HEADING = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1A1A1A")}
EXAMPLE_FONT = Font(italic=True, color="767676")
WRAPPED = Alignment(vertical="top", wrap_text=True)
DATE_FORMAT = "dd-mm-yyyy"


def plain(text: str) -> str:
    """A heading or a choice without what people change: case, blanks, signs."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def written(value) -> str:
    """A cell as text: what a person would read in it."""
    match value:
        case None:
            return ""
        case bool():
            return _("Ya") if value else _("Belum")
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.hour or value.minute:
            return value.strftime("%d-%m-%Y %H:%M")
        case date():  # datetime too
            return value.strftime("%d-%m-%Y")
    text = str(value).replace("_x000D_", "").strip()
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text


def escaped(text: str) -> str:
    """Text for a cell, such that no spreadsheet takes it for a formula; `written` gives it back."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if FORMULA_START.match(text) else text


def styled(sheet, value, **style) -> WriteOnlyCell:
    """A cell with `value`: text that no program takes for a formula, days as days, numbers as numbers."""
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, escaped(value) if is_text else value or None)
    if value == 0:
        cell.value = 0
    if isinstance(value, date):
        cell.number_format = DATE_FORMAT if type(value) is date else f"{DATE_FORMAT} hh:mm"
    for name, look in style.items():
        if look:
            setattr(cell, name, look)
    return cell


def is_workbook(content: bytes, most: int) -> bool:
    """Whether this is a package with a workbook in it, of no more than `most` bytes when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    is_book = any(entry.filename == "xl/workbook.xml" for entry in entries)
    return is_book and sum(entry.file_size for entry in entries) <= most


def opened(content: bytes) -> Workbook:
    """A workbook by the values of its cells. Raises one of UNREADABLE, as reading its rows may."""
    return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)


def rows(sheet, *, longest: int, widest: int) -> Iterator[tuple]:
    """The values of a sheet, row by row; no more than `longest` rows and `widest` columns are looked at."""
    sheet.reset_dimensions()  # some programs write a wrong size
    yield from sheet.iter_rows(max_row=longest, max_col=widest, values_only=True)
