"""The empty list: two sheets with headings, an example and drop-downs, and what each column takes."""

from tempfile import TemporaryFile

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.roster.columns import MOST, SHEETS, Sheet, choices, instructions
from accounts.spreadsheets import EXAMPLE_FONT, HEADING, WRAPPED, styled

WIDTH = 26  # characters


def template() -> TemporaryFile:
    with translation.override("id"):
        book = Workbook(write_only=True)
        for sheet in SHEETS:
            _add(book, sheet)
        _add_instructions(book)
        file = TemporaryFile()  # noqa: SIM115 - the response closes it
        book.save(file)
    file.seek(0)
    return file


def _add(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title)
    page.freeze_panes = "B2"
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = WIDTH
        page.column_dimensions[letter].number_format = "@"  # a NIP is no number: Excel would round it
        if known := choices(column.name):
            page.data_validations.append(_drop_down(sheet, column.name, list(known.values()), letter))
    page.append(
        [styled(page, sheet.label(column.name), **HEADING, alignment=WRAPPED) for column in sheet.columns]
    )
    page.append(
        [styled(page, column.example, font=EXAMPLE_FONT, number_format="@") for column in sheet.columns]
    )


def _drop_down(sheet: Sheet, name: str, labels: list[str], letter: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1='"' + ",".join(labels) + '"',
        sqref=f"{letter}2:{letter}{MOST + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=sheet.label(name)[:32],
        error=_("Pilih salah satu dari daftar."),
    )


def _add_instructions(book: Workbook) -> None:
    page = book.create_sheet("Petunjuk")
    for letter, width in zip("ABCD", (12, 24, 12, 100), strict=True):
        page.column_dimensions[letter].width = width
    for sentence in instructions():
        page.append([sentence])
    page.append([])
    page.append(
        [styled(page, text, **HEADING) for text in (_("Lembar"), _("Kolom"), _("Wajib?"), _("Isinya"))]
    )
    for sheet in SHEETS:
        for column in sheet.columns:
            required = _("Wajib") if column.is_required else ""
            texts = (sheet.title, sheet.label(column.name), required, str(column.told))
            page.append([styled(page, text, alignment=WRAPPED) for text in texts])
