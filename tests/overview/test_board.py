"""Who reads the overview, its first sentences, the board, and where its numbers lead."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from innovations.models import Lab, Stage, Status
from tests.overview.reading import PAGE, column, plain

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
    old = put(Stage.DISPLAY, Status.APPROVED, title="Diam", days=181)
    put(Stage.DESIGN, Status.RETURNED, title="Masih lama", days=179, due=now + timedelta(days=1))
    put(Stage.DISPLAY, Status.PUBLISHED, title="Sudah tampil", days=400)
    put(Stage.DESIGN, Status.STOPPED, title="Berhenti", days=400, due=now - timedelta(days=1))
    found = look(cast.steward)
    assert column(found["papan"], "Macet") == {
        "Drum-up": "0", "Diagnose": "0", "Design": "1", "Delivery": "0", "Display": "1", "Semua tahap": "2"
    }  # fmt: skip
    assert [row[0] for row in found["macet"][1:]] == [old.code, late.code]  # those that rest longest first
    assert column(found["macet"], "Hari") == {old.code: "181", late.code: "5"}


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
    stuck = put(Stage.DRUM_UP, Status.DRAFT, title="Draf orang", days=200)
    back = put(Stage.DRUM_UP, Status.RETURNED, title="Belum ke Bupati", days=200)
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
