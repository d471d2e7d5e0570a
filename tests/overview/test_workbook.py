"""What the overview costs, its charts, and the workbook beside the page."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from openpyxl import load_workbook

from accounts.models import Agency, Role
from innovations.models import Stage, Status
from stages.models import Point, StageRecord
from tests.overview.reading import PAGE, plain

MOST_QUERIES = 20


# What it costs, and the workbook


@pytest.mark.parametrize("person", ["executive", "steward", "facilitator"])
def test_it_costs_the_same_with_many(client, cast, at, put, person, answered):
    client.force_login(getattr(cast, person))
    costs = []
    for number in (1, 2, 12):
        for _more in range(number):
            case = put(Stage.DISPLAY, Status.ENDORSED, days=200)
            record = StageRecord.objects.create(
                innovation=case, move="return", actor=cast.facilitator, role=Role.FACILITATOR, from_stage=case.stage,
                to_stage=case.stage, from_status="submitted", to_status="returned", parts=["photos"],
            )  # fmt: skip
            Point.objects.create(record=record, part="photos")
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        costs.append(len(seen))
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES


def test_the_workbook_holds_exactly_the_tables_of_the_page(client, look, cast, put, step, answered, at):
    returned = put(Stage.DESIGN, Status.RETURNED, title='=HYPERLINK("http://x")', days=195)
    record = step(
        returned,
        "return",
        cast.facilitator,
        3,
        "submitted",
        "returned",
        note="+62 bukan nomor",
        parts=["risks"],
    )
    Point.objects.create(record=record, part="risks")
    at(Stage.DIAGNOSE, Status.STOPPED, title="@berhenti")
    page = look(cast.steward)
    response = client.get(PAGE, {"bentuk": "xlsx"})
    assert "attachment" in response["Content-Disposition"]
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    first, *sheets = book.worksheets
    sentences = [row[0].value for row in first.iter_rows(min_row=3)]
    assert len(sentences) == 3
    assert all(sentence in plain(page["text"]) for sentence in sentences)
    assert len(sheets) == 11
    for sheet in sheets:
        shown = page.get(sheet.title.lower().replace(" ", "-"), [])
        rows = [[as_shown(cell) for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=1)] == (
            shown[:1] or [[*headings(sheet)]]
        )
        assert rows[: len(shown) - 1 if shown else None] == shown[1:], sheet.title
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
    texts = [
        cell.value
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert '\'=HYPERLINK("http://x")' in texts
    assert "'+62 bukan nomor" in texts
    assert "'@berhenti" in texts
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    macet = book["Macet"]
    assert macet["F2"].is_date
    assert macet["H2"].value == 195


def headings(sheet):
    return [cell.value for cell in sheet[1]]


def as_shown(cell) -> str:
    """The cell's value as the page words it: numbers and dates must be stored as such to pass."""
    value = cell.value
    if value is None:
        return "–"
    if cell.is_date:
        return date_format(value, "j M Y")
    if cell.number_format == "0.0":
        return f"{value:.1f}".replace(".", ",")
    return str(value).removeprefix("'").replace('"', "&quot;") if isinstance(value, str) else str(value)


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_workbook(client, look, cast, lab):
    Agency.objects.bulk_create(
        Agency(name=f"Desa {number:02}", short_name=f"Desa {number}", slug=f"desa-{number}", kind="desa")
        for number in range(15)
    )
    found = look(cast.steward)
    assert len(found["tanpa-inovasi"]) == 1 + 10
    assert "7 lagi ada di berkas XLSX." in found["text"]
    response = client.get(PAGE, {"bentuk": "xlsx"})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book["Tanpa inovasi"].max_row == 1 + 17


# The charts


def test_each_chart_has_a_name_and_a_table_under_it_and_no_style_of_its_own(look, cast, put, answered):
    put(Stage.DRUM_UP, Status.DRAFT, days=200)
    text = look(cast.steward)["text"]
    charts = re.findall(r"<figure class=\"chart\">.*?</figure>\s*(<[^>]+>\s*<[^>]+>)", text, re.S)
    assert len(charts) >= 5
    assert all("<table" in after for after in charts)
    for svg in re.findall(r'<svg role="img".*?</svg>', text, re.S):
        assert re.search(r"<title[^>]*>[^<]+</title>\s*<desc[^>]*>[^<]+</desc>", svg)
    assert " style=" not in text
    assert re.search(r'<rect class="chart-late" x="[\d.]+%" y="\d+" width="[\d.]+%"', text)
