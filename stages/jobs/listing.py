"""The chosen cases as an Excel list: what the queue shows, and where each stands."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.spreadsheets import escaped
from stages.jobs.run import row
from stages.models import Case, Job

WIDTHS = (18, 50, 36, 16, 20, 16, 18, 18, 18, 18)


def make(job: Job, cases: list[Case], folder: Path) -> Iterator[dict]:
    """One row for each case, in the order of the queue."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Kasus"))
    sheet.freeze_panes = "C2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJ"[place]].width = width
    sheet.append([_heading(sheet, text) for text in headings()])
    for case in cases:
        sheet.append(cells(case))
        yield row(case, True)
    path = folder / f"kasus-{timezone.localdate():%Y-%m-%d}.xlsx"
    book.save(path)
    return path


def headings() -> tuple[str, ...]:
    return (
        _("Kode"),
        _("Judul"),
        _("Unit kerja"),
        _("Jenis unit"),
        _("Kecamatan"),
        _("Laboratorium"),
        _("Tahap"),
        _("Status"),
        _("Sejak"),
        _("Batas waktu"),
    )


def cells(case: Case) -> list:
    """What stands in the row of a case, in the order of `headings`; local times without a zone, as Excel has them."""
    texts = (
        case.code,
        case.title,
        case.agency.name,
        case.agency.get_kind_display(),
        str(case.agency.district or ""),
        case.lab.name,
        case.get_stage_display(),
        case.get_status_display(),
    )
    return [*(escaped(text) for text in texts), _moment(case.since), _moment(case.due)]


def _moment(at):
    return at and timezone.localtime(at).replace(tzinfo=None, microsecond=0)


def _heading(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
