"""The overview as XLSX: the sentences, then each table on a sheet of its own, lists with all of their rows."""

from tempfile import TemporaryFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from accounts.spreadsheets import HEADING, WRAPPED, styled
from stages.overview.report import Report
from stages.overview.tables import Table, Value


def workbook(report: Report, of: str) -> TemporaryFile:
    """`of`: lab and period in words, under the heading of the first sheet."""
    book = Workbook(write_only=True)
    first = book.create_sheet(_("Ringkasan"))
    first.column_dimensions["A"].width = 100
    first.append([styled(first, _("Tinjauan inovasi"), **HEADING)])
    first.append([styled(first, of)])
    for sentence in report.sentences:
        first.append([styled(first, sentence.text)])
    for table in report.tables:
        _add(book, table)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _add(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.key.replace("-", " ").capitalize())  # a title may be too long for Excel
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for place, heading in enumerate(table.columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(table, place, heading)
    sheet.append([styled(sheet, heading, **HEADING, alignment=WRAPPED) for heading in table.columns])
    for line in table.lines():
        sheet.append([_cell(sheet, cell.value) for _heading, cell in line])


def _cell(sheet, value: Value) -> WriteOnlyCell:
    cell = styled(sheet, value, alignment=WRAPPED)
    if isinstance(value, float):
        cell.number_format = "0.0"
    return cell


def _width(table: Table, place: int, heading: str) -> int:
    """Characters: as wide as its longest text, within reason."""
    longest = max((len(line[place][1].shown) for line in table.lines()), default=0)
    return min(60, max(14, longest + 2, len(heading) // 2))
