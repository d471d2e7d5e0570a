"""The overview for leaders: its figures against records set down by hand, who reads it, where its numbers lead."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Lab, Stage, Status
from stages import workflow
from stages.models import Assignment, DeskUnit, Point, StageRecord
from tests import road

PAGE = "/admin/tinjauan/"
MOST_QUERIES = 20


@pytest.fixture
def put(cast, lab):
    """put(stage, status, **state): a record set down there without walking the road, by default fresh and not due."""

    def set_down(stage, status, *, user=None, title="Bus", lab=lab, days=0, **state):
        innovation = road.register(user or cast.staff, lab, title)
        now = timezone.now()
        state = {
            "stage": stage,
            "status": status,
            "since": now - timedelta(days=days),
            "due": None,
            "submitted_at": None if status == Status.DRAFT else now - timedelta(days=days),
            "endorsed_at": now if status in {Status.ENDORSED, Status.APPROVED, Status.PUBLISHED} else None,
        } | state
        with transaction.atomic(), workflow.writing_state():
            Innovation.objects.filter(pk=innovation.pk).update(**state)
        innovation.refresh_from_db()
        return innovation

    return set_down


@pytest.fixture
def step(cast):
    """step(innovation, move, actor, days_ago, ...): a row of its road."""

    def append(innovation, move, actor, days_ago, source, target, **more):
        stage = more.pop("stage", innovation.stage)
        return StageRecord.objects.create(
            **{
                "innovation": innovation,
                "move": move,
                "actor": actor,
                "role": actor.role,
                "from_stage": stage,
                "to_stage": stage,
                "from_status": source,
                "to_status": target,
                "created_at": timezone.now() - timedelta(days=days_ago),
            }
            | more
        )

    return append


def tables(page) -> dict[str, list[list[str]]]:
    """The tables of the page as a reader sees them: by key, the heading first."""
    found = {}
    for key, table in re.findall(r'<table[^>]*data-key="([\w-]+)">(.*?)</table>', page, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
        found[key] = [
            [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows
        ]
    return found


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def column(table, name) -> dict[str, str]:
    """One column by the names of the rows."""
    place = table[0].index(name)
    return {row[0]: row[place] for row in table[1:]}


@pytest.fixture
def look(client, cast):
    """look(person, **query): the tables that this person reads, with the whole page as `text`."""

    def open_page(person, **query):
        client.force_login(person)
        response = client.get(PAGE, query)
        assert response.status_code == 200
        return tables(response.text) | {"text": response.text}

    return open_page


# Who


@pytest.mark.parametrize("person", ["executive", "steward", "facilitator"])
def test_leaders_find_it_from_their_first_page(client, cast, lab, person):
    client.force_login(getattr(cast, person))
    assert f'href="{PAGE}"' in client.get("/admin/").text
    assert "<h1>Tinjauan</h1>" in client.get(PAGE).text


@pytest.mark.parametrize("person", ["staff", "juror"])
def test_others_do_not_find_it(client, cast, put, person):
    put(Stage.DRUM_UP, Status.DRAFT)
    client.force_login(getattr(cast, person))
    for query in ({}, {"bentuk": "xlsx"}):
        response = client.get(PAGE, query)
        assert response.status_code in {302, 403, 404}
        assert "Bus" not in response.text


def test_it_is_only_read(client, cast, lab):
    client.force_login(cast.steward)
    assert client.post(PAGE).status_code == 405


# The board


def test_the_board_counts_each_stage_and_status(look, cast, put):
    put(Stage.DRUM_UP, Status.DRAFT)
    put(Stage.DRUM_UP, Status.DRAFT)
    put(Stage.DIAGNOSE, Status.SUBMITTED)
    put(Stage.DISPLAY, Status.PUBLISHED)
    put(Stage.DESIGN, Status.STOPPED)
    board = look(cast.steward)["papan"]
    assert column(board, "Draf") == {
        "Drum-up": "2", "Diagnose": "0", "Design": "0", "Delivery": "0", "Display": "0", "Semua tahap": "2"
    }  # fmt: skip
    assert column(board, "Ditelaah fasilitator")["Diagnose"] == "1"
    assert column(board, "Diumumkan")["Display"] == "1"
    assert column(board, "Dihentikan")["Design"] == "1"
    assert column(board, "Semua")["Semua tahap"] == "5"


def test_stuck_is_past_due_or_too_long_in_one_status(look, cast, put):
    now = timezone.now()
    late = put(Stage.DESIGN, Status.RETURNED, title="Lewat batas", days=5, due=now - timedelta(days=1))
    old = put(Stage.DISPLAY, Status.APPROVED, title="Diam", days=91)
    put(Stage.DESIGN, Status.RETURNED, title="Masih lama", days=89, due=now + timedelta(days=1))
    put(Stage.DISPLAY, Status.PUBLISHED, title="Sudah tampil", days=400)
    put(Stage.DESIGN, Status.STOPPED, title="Berhenti", days=400, due=now - timedelta(days=1))
    found = look(cast.steward)
    assert column(found["papan"], "Macet") == {
        "Drum-up": "0", "Diagnose": "0", "Design": "1", "Delivery": "0", "Display": "1", "Semua tahap": "2"
    }  # fmt: skip
    assert [row[0] for row in found["macet"][1:]] == [old.code, late.code]  # those that rest longest first
    assert column(found["macet"], "Hari") == {old.code: "91", late.code: "5"}


def test_the_median_is_of_the_days_since_a_case_came_to_its_stage(look, cast, put, step):
    for days in (10, 20, 60):
        moved = put(Stage.DIAGNOSE, Status.RETURNED, days=1)
        step(
            moved,
            "recommend",
            cast.facilitator,
            days,
            "submitted",
            "draft",
            stage=Stage.DRUM_UP,
            to_stage=Stage.DIAGNOSE,
        )
        step(moved, "submit", cast.staff, 2, "draft", "submitted")
        step(moved, "return", cast.facilitator, 1, "submitted", "returned")
    ended = put(Stage.DIAGNOSE, Status.STOPPED)
    step(
        ended,
        "recommend",
        cast.facilitator,
        900,
        "submitted",
        "draft",
        stage=Stage.DRUM_UP,
        to_stage=Stage.DIAGNOSE,
    )
    medians = column(look(cast.steward)["papan"], "Median hari di tahap")
    assert (medians["Diagnose"], medians["Drum-up"]) == ("20,0", "–")


@pytest.mark.parametrize("person", ["executive", "steward", "facilitator"])
def test_every_number_leads_to_exactly_as_many_cases(client, look, cast, put, lab, person):
    past = Lab.objects.create(
        name="Inovik 2016",
        slug="inovik-2016",
        year=2016,
        starts_on=date(2016, 4, 1),
        ends_on=date(2016, 4, 3),
    )
    late = {"days": 20, "due": timezone.now() - timedelta(days=1)}
    for lab_of_case in (lab, past):
        put(Stage.DRUM_UP, Status.DRAFT, lab=lab_of_case)
        put(Stage.DRUM_UP, Status.DRAFT, lab=lab_of_case, submitted_at=timezone.now(), **late)
        put(Stage.DESIGN, Status.ENDORSED, lab=lab_of_case, **late)
        put(Stage.DESIGN, Status.SUBMITTED, lab=lab_of_case, endorsed_at=timezone.now(), **late)
        put(Stage.DESIGN, Status.SUBMITTED, lab=lab_of_case)
        put(Stage.DISPLAY, Status.PUBLISHED, lab=lab_of_case)
    for query in ({}, {"lab": "semua"}):
        text = look(getattr(cast, person), **query)["text"]
        links = re.findall(r'<a [^>]*href="(/admin/stages/case/\?[^"]+)">\(?(?:Lihat )?(\d+)', text)
        assert len(links) >= 10
        for address, number in links:
            response = client.get(address.replace("&amp;", "&"))
            assert response.context["cl"].result_count == int(number), address


def test_who_may_open_fewer_than_are_counted_is_told_how_many(look, cast, put):
    put(Stage.DRUM_UP, Status.DRAFT, title="Rahasia")
    put(Stage.DRUM_UP, Status.DRAFT, title="Pernah dikirim", submitted_at=timezone.now())
    facilitator, executive = look(cast.facilitator), look(cast.executive)
    assert column(facilitator["papan"], "Draf")["Drum-up"] == "2 (1 dapat Anda buka)"
    assert column(executive["papan"], "Draf")["Drum-up"] == "2"
    assert "Rahasia" not in facilitator["text"] + executive["text"]
    assert "2 inovasi terdaftar dari target 100" in executive["text"]


def test_what_a_reader_may_not_open_is_named_in_no_list(look, cast, put, step):
    stuck = put(Stage.DRUM_UP, Status.DRAFT, title="Draf orang", days=100)
    back = put(Stage.DRUM_UP, Status.RETURNED, title="Belum ke Bupati", days=100)
    step(back, "return", cast.facilitator, 1, "submitted", "returned", note="Alasan rahasia")
    ended = put(Stage.DRUM_UP, Status.STOPPED, title="Batal", submitted_at=None)
    step(
        ended,
        "withdraw",
        cast.staff,
        1,
        "draft",
        "stopped",
        note="Kepala dinas tidak mau",
        created_at=ended.since,
    )
    steward, executive = look(cast.steward)["text"], look(cast.executive)["text"]
    for words in (stuck.title, back.title, "Alasan rahasia", ended.title, "Kepala dinas tidak mau"):
        assert words in steward
        assert words not in executive
    facilitator = look(cast.facilitator)["text"]
    assert "Alasan rahasia" in facilitator
    assert stuck.title not in facilitator
    assert ended.title not in facilitator


# The sentences


def test_it_begins_with_three_sentences(look, cast, put):
    late = {"days": 15, "due": timezone.now() - timedelta(days=1)}
    put(Stage.DRUM_UP, Status.SUBMITTED, **late)
    put(Stage.DESIGN, Status.ENDORSED, **late)
    put(Stage.DRUM_UP, Status.RETURNED, **late)  # waits for the unit
    put(Stage.DISPLAY, Status.PUBLISHED)
    put(Stage.DRUM_UP, Status.STOPPED)
    text = plain(look(cast.steward)["text"])
    assert "4 inovasi terdaftar dari target 100; 1 sudah disetujui atau diumumkan." in text
    assert "2 kiriman menunggu jawaban lewat batas waktunya (14 hari)." in text
    assert "1 dari 2 unit belum punya inovasi." in text


def test_an_empty_portal_is_told_without_alarm(look, cast):
    found = look(cast.steward)
    assert "0 inovasi terdaftar; 0 sudah disetujui atau diumumkan." in found["text"]
    assert "Tidak ada kiriman yang menunggu jawaban lewat batas waktunya." in found["text"]
    assert "Tidak ada yang macet" in found["text"]


# Coverage


def test_units_count_once_by_the_best_that_they_have(look, cast, put, lab):
    village = Agency.objects.create(
        name="Desa Sukaramai", short_name="Sukaramai", slug="sukaramai", kind="desa"
    )
    Agency.objects.create(name="Dinas Lama", short_name="Lama", slug="lama", kind="dinas", is_active=False)
    clerk = User.objects.create(username="desa", name="Kasi", role=Role.AGENCY, agency=village)
    put(Stage.DRUM_UP, Status.DRAFT)
    put(Stage.DISPLAY, Status.PUBLISHED)
    put(Stage.DRUM_UP, Status.STOPPED, user=clerk)
    found = look(cast.steward)
    assert found["jenis"] == [
        ["Jenis unit", "Unit", "Belum ada", "Draf", "Pernah dikirim", "Diumumkan"],
        ["Dinas", "1", "0", "0", "0", "1"],
        ["Puskesmas", "1", "1", "0", "0", "0"],
        ["Desa/kelurahan", "1", "1", "0", "0", "0"],
    ]
    assert found["kecamatan"][1:] == [
        ["Salak", "1", "1", "0", "0", "0"],
        ["Tingkat kabupaten", "2", "1", "0", "0", "1"],
    ]
    assert found["tanpa-inovasi"][1:] == [
        ["Desa Sukaramai", "Desa/kelurahan", "–"],
        ["UPT Puskesmas Sibande", "Puskesmas", "Salak"],
    ]
    put(Stage.DRUM_UP, Status.DRAFT, user=clerk)
    put(Stage.DIAGNOSE, Status.RETURNED, user=cast.outsider)
    found = look(cast.steward)
    assert column(found["jenis"], "Draf")["Desa/kelurahan"] == "1"
    assert column(found["jenis"], "Pernah dikirim")["Puskesmas"] == "1"
    assert "Setiap unit sudah punya inovasi." in found["text"]


def test_the_target_and_what_has_been_reached(look, cast, put):
    for place in (
        (Stage.DRUM_UP, Status.DRAFT),
        (Stage.DISPLAY, Status.APPROVED),
        (Stage.DISPLAY, Status.PUBLISHED),
    ):
        put(*place)
    put(Stage.DRUM_UP, Status.STOPPED)
    assert look(cast.executive)["target"][1:] == [
        ["Terdaftar", "3", "3"],
        ["Pernah dikirim", "2", "2"],
        ["Disetujui atau diumumkan", "2", "2"],
        ["Target", "100", "–"],
    ]


# Answers


@pytest.fixture
def answered(cast, put, step):
    """Ten answers of one facilitator, after 1 to 10 days, and one of another after 30."""
    for days in range(1, 11):
        case = put(Stage.DRUM_UP, Status.RETURNED, title=f"Dijawab {days}")
        step(case, "submit", cast.staff, days, "draft", "submitted")
        step(case, "return", cast.facilitator, 0, "submitted", "returned")
    case = put(Stage.DIAGNOSE, Status.DRAFT)
    step(case, "submit", cast.staff, 90, "draft", "submitted")
    step(case, "recall", cast.staff, 80, "submitted", "draft")
    step(case, "submit", cast.staff, 40, "draft", "submitted")
    step(case, "recommend", cast.facilitator2, 10, "submitted", "draft", to_stage=Stage.DIAGNOSE)
    step(case, "stop", cast.executive, 1, "draft", "stopped")
    return case


def test_days_from_submission_to_answer(look, cast, answered):
    jawaban = look(cast.executive)["jawaban"]
    assert jawaban[1:] == [
        ["Bayu Fasilitator", "1", "30,0", "30,0", "0"],
        ["Sari Fasilitator", "10", "5,5", "9,1", "0"],
        ["Semua fasilitator", "11", "6,0", "10,0", "0"],
    ]


def test_a_facilitator_reads_the_own_line_and_the_whole(look, cast, answered):
    found = look(cast.facilitator)
    assert [row[0] for row in found["jawaban"][1:]] == ["Sari Fasilitator", "Semua fasilitator"]
    assert "Bayu" not in found["text"]


def test_answers_of_a_period_alone(look, cast, answered):
    assert column(look(cast.executive, masa="30")["jawaban"], "Jawaban")["Semua fasilitator"] == "11"
    with_old = StageRecord.objects.get(innovation=answered, move="recommend")
    assert with_old.created_at < timezone.now() - timedelta(days=9)
    found = look(cast.executive, masa="30")
    assert 'aria-current="page">30 hari terakhir' in found["text"]


def test_what_waits_now_stands_with_whom_it_was_given_to(look, cast, put, lab):
    given = {"assigned_by": cast.steward}
    by_name, by_desk = (
        put(Stage.DRUM_UP, Status.SUBMITTED),
        put(Stage.DRUM_UP, Status.SUBMITTED, user=cast.outsider),
    )
    put(Stage.DRUM_UP, Status.SUBMITTED)
    Assignment.objects.create(innovation=by_name, reviewer=cast.facilitator, **given)
    DeskUnit.objects.create(lab=lab, agency=by_desk.agency, reviewer=cast.facilitator2, **given)
    assert column(look(cast.steward)["jawaban"], "Menunggu sekarang") == {
        "Sari Fasilitator": "1", "Bayu Fasilitator": "1", "Semua fasilitator": "3"
    }  # fmt: skip


# Returns and stops


def test_returns_are_counted_by_stage_and_by_part(look, cast, put, step):
    first, second = put(Stage.DRUM_UP, Status.RETURNED), put(Stage.DESIGN, Status.RETURNED, title="Rencana")
    returns = [
        step(first, "return", cast.facilitator, 100, "submitted", "returned", note="Lama", parts=["duty"]),
        step(
            first,
            "return",
            cast.facilitator,
            3,
            "submitted",
            "returned",
            note="Perjelas.",
            parts=["duty", "team"],
        ),
        step(second, "return", cast.executive, 2, "endorsed", "returned", note="=1+1", parts=["risks"]),
    ]
    for record in returns:
        Point.objects.bulk_create(Point(record=record, part=part) for part in record.parts)
    found = look(cast.steward)
    assert found["dikembalikan"][1:] == [
        ["Drum-up", "2", "0", "2"],
        ["Diagnose", "0", "0", "0"],
        ["Design", "0", "1", "1"],
        ["Delivery", "0", "0", "0"],
        ["Display", "0", "0", "0"],
    ]
    assert found["bagian"][1:] == [
        ["Tugas yang diperbaiki", "2", "50"],
        ["Risiko", "1", "25"],
        ["Penanggung jawab dan tim", "1", "25"],
    ]
    assert [(row[0], row[5], row[7]) for row in found["alasan"][1:]] == [
        (second.code, "Kantor Bupati", "=1+1"),
        (first.code, "Fasilitator LAN", "Perjelas."),
        (first.code, "Fasilitator LAN", "Lama"),
    ]
    recent = look(cast.steward, masa="90")
    assert column(recent["bagian"], "Kali diminta")["Tugas yang diperbaiki"] == "1"
    assert "Lama" not in str(recent["alasan"])


def test_what_was_stopped_tells_its_reason_and_lesson(look, cast, at):
    stopped = at(Stage.DIAGNOSE, Status.STOPPED, title="Kartu Sehat")
    again = at(Stage.DRUM_UP, Status.STOPPED, title="Dibuka lagi")
    road.move(again, "reopen", cast.steward)
    rows = look(cast.steward)["dihentikan"][1:]
    assert [(row[0], row[3], *row[5:]) for row in rows] == [
        (stopped.code, "Diagnose", "Staf SKPD", "Catatan.", "Pelajaran.")
    ]


# Of which lab


def test_the_current_lab_first_any_other_by_its_link(look, cast, put, lab):
    past = Lab.objects.create(
        name="Inovik 2016",
        slug="inovik-2016",
        year=2016,
        starts_on=date(2016, 4, 1),
        ends_on=date(2016, 4, 3),
        target=50,
    )
    put(Stage.DRUM_UP, Status.DRAFT, title="Sekarang")
    put(Stage.DISPLAY, Status.ENDORSED, title="Dulu", lab=past)
    put(Stage.DISPLAY, Status.ENDORSED, title="Dulu juga", lab=past)
    counted = {
        query: column(look(cast.steward, lab=query)["papan"], "Semua")["Semua tahap"]
        for query in ("", str(lab.pk), str(past.pk), "semua", "0", "'")
    }
    assert counted == {"": "1", str(lab.pk): "1", str(past.pk): "2", "semua": "3", "0": "1", "'": "1"}
    assert "3 inovasi terdaftar dari target 150" in look(cast.steward, lab="semua")["text"]
    link = re.search(r'href="([^"]+)"[^>]*>Inovik 2016<', look(cast.steward)["text"])[1]
    assert link == f"?lab={past.pk}&amp;masa=semua"


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
    returned = put(Stage.DESIGN, Status.RETURNED, title='=HYPERLINK("http://x")', days=95)
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
    assert macet["H2"].value == 95


def headings(sheet):
    return [cell.value for cell in sheet[1]]


def as_shown(cell) -> str:
    """The cell's value as the page words it: numbers and dates must be stored as such to pass."""
    value = cell.value
    if value is None:
        return "–"
    if cell.is_date:
        return f"{value.day} {'Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des'.split()[value.month - 1]} {value.year}"
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
    put(Stage.DRUM_UP, Status.DRAFT, days=100)
    text = look(cast.steward)["text"]
    charts = re.findall(r"<figure class=\"chart\">.*?</figure>\s*(<[^>]+>\s*<[^>]+>)", text, re.S)
    assert len(charts) >= 5
    assert all("<table" in after for after in charts)
    for svg in re.findall(r'<svg role="img".*?</svg>', text, re.S):
        assert re.search(r"<title[^>]*>[^<]+</title>\s*<desc[^>]*>[^<]+</desc>", svg)
    assert " style=" not in text
    assert re.search(r'<rect class="chart-late" x="[\d.]+%" y="\d+" width="[\d.]+%"', text)
