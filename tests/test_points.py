"""Returned work, part by part: what is asked of each part, the unit's answers, and who reads them when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations.models import Innovation, Stage, Status
from stages import points, workflow
from stages.models import Point, Review, StageRecord
from stages.sheet_forms import mark
from tests import road
from tests.pages import typed
from tests.test_desk_case import address, answer, decision, in_days, page, words


def place(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def returned(at, cast):
    """A plan that came back: words for the aims, none for the risks."""
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    asked = {"aims": "Sebutkan angkanya.", "risks": ""}
    return road.move(innovation, "return", cast.facilitator, parts=asked) and innovation


def point(innovation, part) -> Point:
    return Point.objects.get(record__innovation=innovation, part=part)


def step(innovation, part):
    return place("step", innovation.code, part)


# What the move keeps


def test_a_return_keeps_the_words_of_each_part(returned):
    assert list(Point.objects.values_list("part", "words")) == [("aims", "Sebutkan angkanya."), ("risks", "")]
    assert returned.open_parts == StageRecord.objects.last().parts == ["aims", "risks"]


def test_a_list_of_parts_asks_without_words(at, cast):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, parts=["risks", "aims"])
    assert list(Point.objects.values_list("part", "words")) == [("aims", ""), ("risks", "")]


def test_other_moves_ask_for_no_part(at, cast):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "recommend", cast.facilitator, parts={"aims": "Sebutkan angkanya."})
    assert not Point.objects.exists()
    assert StageRecord.objects.last().parts == []


def test_a_refused_return_leaves_no_point(at, cast):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    with pytest.raises(workflow.Refused):
        road.move(innovation, "return", cast.facilitator, parts={"aims": "A", "story": "B"})
    assert not Point.objects.exists()


# The reviewer's form


def ask(innovation, **words_of):
    """What the form sends: the parts ticked, and words for some."""
    return {f"parts-{part}": said for part, said in words_of.items()}


def test_the_facilitator_asks_part_by_part(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(
        innovation,
        reply="Dua hal.",
        parts=["problem", "causes"],
        due=in_days(7),
        **ask(innovation, problem="Berapa anak?\r\nDi desa mana?", causes=""),
    )
    as_(cast.facilitator).post(address(innovation, "return"), sent)
    assert list(Point.objects.values_list("part", "words")) == [
        ("problem", "Berapa anak?\nDi desa mana?"),
        ("causes", ""),
    ]


def test_words_without_a_tick_are_a_remark_that_the_unit_reads(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    client = as_(cast.facilitator)
    assert "boleh tanpa centang" in client.get(page(innovation)).text
    sent = answer(
        innovation,
        reply="Satu hal.",
        parts=["causes"],
        due=in_days(7),
        **ask(innovation, problem="Sudah jelas."),
    )
    client.post(address(innovation, "return"), sent)
    innovation.refresh_from_db()
    assert innovation.open_parts == ["causes"]
    assert innovation.records.last().note == "Satu hal.\n\nMasalah: Sudah jelas."
    assert not Point.objects.filter(part="problem").exists()


def test_the_bupatis_office_asks_part_by_part_too(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    sent = decision(
        innovation,
        "return",
        note="Satu hal.",
        parts=["risks"],
        due=in_days(7),
        **ask(innovation, risks="Banjir?"),
    )
    sent |= {"return-parts-aims": "Bagus."}
    as_(cast.executive).post(address(innovation, "return"), sent)
    assert point(innovation, "risks").words == "Banjir?"
    assert innovation.records.last().note == "Satu hal.\n\nTujuan: Bagus."


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"reply": ""}, "Tulis alasannya"),
        ({"due": ""}, "Isi batas waktu"),
        ({"parts-causes": "x" * 2_001}, "Sebab: Ringkas menjadi paling banyak 2000 karakter"),
        ({"parts-causes": "a\0b"}, "Sebab: Hapus karakter yang tidak terlihat"),
        ({"parts": ["entah"]}, "Muat ulang"),
        ({"parts": ["\0"]}, "Muat ulang"),
    ],
)
def test_a_refused_return_keeps_every_word(as_, cast, at, broken, sentence):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(innovation, reply="Dua hal.", parts=["problem"], due=in_days(7))
    sent |= {"review-parts-problem": "Berapa anak?"} | {
        f"review-{name}": value for name, value in broken.items()
    }
    response = as_(cast.facilitator).post(address(innovation, "return"), sent)
    assert sentence in words(response)
    assert "Berapa anak?</textarea>" in response.text
    assert not Point.objects.exists()


def test_words_for_the_sheet_of_a_stage_gone_by_stay_readable(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(innovation, reply="Dua hal.", due=in_days(7), **ask(innovation, problem="Berapa anak?"))
    road.move(innovation, "recommend", cast.facilitator2)
    response = as_(cast.facilitator).post(address(innovation, "return"), sent)
    assert response.status_code == 409
    assert "Masalah Berapa anak?" in words(response)


def test_a_kept_review_keeps_what_would_be_asked(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    client = as_(cast.facilitator)
    sent = answer(innovation, parts=["causes"], due=in_days(7), **ask(innovation, problem="Berapa anak?"))
    client.post(reverse("admin:stages_case_review", args=[innovation.pk]), sent)
    review = Review.objects.get(finished_at=None)
    assert (review.asked, review.remarks) == ({"causes": ""}, {"problem": "Berapa anak?"})
    shown = typed(client.get(page(innovation)), having="review-reply")
    assert (shown["review-parts-problem"], shown["review-due"]) == ("Berapa anak?", in_days(7))
    assert client.get(page(innovation)).text.count('value="causes" id="id_review-parts_causes" checked') == 1


def test_words_stay_when_another_move_is_refused(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(innovation, **ask(innovation, problem="Berapa anak?")) | decision(
        innovation, "stop", note=""
    )
    response = as_(cast.facilitator).post(address(innovation, "stop"), sent)
    assert "Berapa anak?</textarea>" in response.text
    assert not Review.objects.filter(finished_at=None).exists()


def test_who_declares_a_conflict_is_told_what_is_not_kept(as_, cast, at):
    submitted, endorsed = at(Stage.DIAGNOSE, Status.SUBMITTED), at(Stage.DESIGN, Status.ENDORSED)
    sentence = "Telaah yang belum Anda simpan tidak ikut tersimpan"
    assert sentence in as_(cast.facilitator).get(page(submitted)).text
    assert sentence not in as_(cast.executive).get(page(endorsed)).text


# The unit


def test_the_step_shows_the_words_the_old_text_and_the_due_date(staff, returned):
    aims = returned.aims
    Innovation.objects.update(aims="Tulisan baru yang sedang dikerjakan")
    text = words(staff.get(step(returned, "aims")))
    for said in ("Sebutkan angkanya.", "Sari Fasilitator", aims, "belum dijawab", "kirim lagi paling lambat"):
        assert said in text


def test_a_step_says_the_reviewers_message_once(staff, returned):
    message = returned.records.get(move="return").note
    own_words, none = (staff.get(step(returned, part)).text for part in ("aims", "risks"))
    assert own_words.count("Sebutkan angkanya.") == own_words.count(message) == none.count(message) == 1
    assert "Pesan penelaah untuk seluruh lembar" in own_words
    assert "Pesan penelaah untuk seluruh lembar" not in none


def test_rows_are_shown_as_they_were_read(staff, at, cast):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, parts={"steps": "Lengkapi."})
    innovation.steps.update(activity="Kegiatan baru")
    old = words(staff.get(step(innovation, "steps"))).split("Tulisan yang dibaca penelaah")[1]
    assert "Mendata siswa" in old


def test_the_overview_leads_to_the_first_open_point(staff, returned, cast):
    text = staff.get(place("sheet", returned.code)).text
    assert f'class="btn btn-primary" href="{step(returned, "aims")}"' in text
    points.answer(returned, point(returned, "aims").pk, cast.staff, "Sudah.", shown=mark(""))
    text = staff.get(place("sheet", returned.code)).text
    assert f'class="btn btn-primary" href="{step(returned, "risks")}"' in text


def test_a_part_nobody_asked_about_has_no_point(staff, innovation):
    assert "Yang diminta" not in words(staff.get(step(innovation, "duty")))


@pytest.mark.parametrize("name", ["innovation", "sheet", "preview", "photos", "evidence", "team", "handover"])
def test_every_page_of_a_returned_record_says_until_when(staff, returned, name):
    assert "kirim lagi paling lambat" in staff.get(place(name, returned.code)).text


def test_marking_saves_the_part_and_the_answer_together(staff, returned, cast):
    page_of = staff.get(step(returned, "aims"))
    sent = typed(
        page_of, having="butir-answer", **{"butir-answer": "Target ditambah.", "aims": road.text(15)}
    )
    response = staff.post(step(returned, "aims"), sent | {"butir-answered": "1"}, follow=True)
    returned.refresh_from_db()
    assert returned.aims == road.text(15)
    kept = point(returned, "aims")
    assert (kept.answer, kept.answered_by, kept.is_sent) == ("Target ditambah.", cast.staff, False)
    assert "Batalkan tanda" in response.text
    for name in ("innovation", "sheet", "preview"):
        assert "1 dari 2 butir sudah dijawab." in staff.get(place(name, returned.code)).text


def test_new_words_answer_a_point_and_saving_alone_does_not(staff, returned):
    fields = typed(staff.get(step(returned, "aims")), having="butir-answer")
    staff.post(step(returned, "aims"), fields)
    assert not point(returned, "aims").is_answered
    staff.post(step(returned, "aims"), fields | {"butir-answer": "Sudah."})
    assert point(returned, "aims").is_answered


def test_a_mark_can_be_taken_away_until_it_is_sent(staff, returned):
    fields = typed(staff.get(step(returned, "aims")), having="butir-answer")
    staff.post(step(returned, "aims"), fields | {"butir-answer": "Sudah.", "butir-answered": "1"})
    fields = typed(staff.get(step(returned, "aims")), having="butir-answer")
    staff.post(step(returned, "aims"), fields | {"butir-answered": "0"})
    kept = point(returned, "aims")
    assert (kept.answer, kept.answered_at, kept.answered_by) == ("Sudah.", None, None)


def test_of_two_who_answer_at_once_both_are_kept(staff, returned, cast):
    fields = typed(staff.get(step(returned, "aims")), having="butir-answer")
    points.answer(returned, point(returned, "aims").pk, cast.colleague, "Dari Tomi.", shown=mark(""))
    for _click in range(2):
        staff.post(step(returned, "aims"), fields | {"butir-answer": "Dari saya."})
    assert point(returned, "aims").answer == "Dari Tomi.\n\nDari saya."


@pytest.mark.parametrize("bad", ["x" * 2_001, "a\0b"])
def test_an_answer_that_cannot_be_kept_is_refused_with_what_was_typed(staff, returned, bad):
    sent = typed(staff.get(step(returned, "aims")), having="butir-answer", aims=road.text(15))
    response = staff.post(step(returned, "aims"), sent | {"butir-answer": bad})
    assert "Belum tersimpan" in response.text
    assert typed(response, having="butir-answer")["aims"] == road.text(15)
    assert point(returned, "aims").answer == ""
    assert Innovation.objects.get().aims != road.text(15)


def test_an_answer_after_a_colleague_has_sent_is_given_back(staff, returned, cast):
    sent = typed(staff.get(step(returned, "aims")), having="butir-answer")
    road.move(returned, "submit", cast.colleague)
    response = staff.post(step(returned, "aims"), sent | {"butir-answer": "Terlambat."})
    assert response.status_code == 409
    assert "Terlambat." in response.text
    assert point(returned, "aims").answer == ""
    with pytest.raises(workflow.Refused):
        points.answer(returned, point(returned, "aims").pk, cast.staff, "Terlambat.", shown=mark(""))


def test_photos_are_answered_on_a_page_of_their_own(staff, at, cast):
    innovation = at(Stage.DISPLAY, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, parts={"photos": "Foto yang lebih terang."})
    asked = place("point", innovation.code, point(innovation, "photos").pk)
    text = staff.get(place("photos", innovation.code)).text
    assert "Foto yang lebih terang." in text
    assert f'href="{asked}"' in text
    fields = typed(staff.get(asked), having="butir-answer", **{"butir-answer": "Sudah diganti."})
    refused = staff.post(asked, fields | {"butir-answer": "x" * 2_001})
    assert "2001" in refused.text
    assert staff.post(asked, fields | {"butir-answered": "1"}).url == place("photos", innovation.code)
    assert point(innovation, "photos").answer == "Sudah diganti."
    road.move(innovation, "submit", cast.staff)
    assert staff.get(asked).status_code == 409
    late = staff.post(asked, fields | {"butir-answer": "Terlambat."})
    assert late.status_code == 409
    assert "Terlambat." in late.text


def test_a_point_of_another_record_is_not_found(staff, returned, innovation):
    assert staff.get(place("point", innovation.code, point(returned, "aims").pk)).status_code == 404
    assert staff.post(place("point", innovation.code, point(returned, "aims").pk)).status_code == 404


def test_the_preview_asks_once_about_open_points_and_lets_them_go(staff, returned, cast):
    points.answer(returned, point(returned, "risks").pk, cast.staff, "", shown=mark(""), is_answered=True)
    text = staff.get(place("preview", returned.code)).text
    assert "Boleh tetap dikirim" in text
    assert f'<a href="{step(returned, "aims")}">Tujuan</a>: Sebutkan angkanya.' in text
    assert f'<a href="{step(returned, "risks")}">Risiko</a>' not in text
    fields = typed(staff.get(place("preview", returned.code)), having="submit-version")
    staff.post(place("move", returned.code, "submit"), fields)
    returned.refresh_from_db()
    assert returned.status == Status.SUBMITTED


def test_after_recalling_the_answers_can_still_be_changed(returned, cast):
    pk = point(returned, "aims").pk
    points.answer(returned, pk, cast.staff, "Sudah.", shown=mark(""))
    road.move(returned, "submit", cast.staff)
    assert Point.objects.get(pk=pk).is_sent
    road.move(returned, "recall", cast.staff)
    points.answer(returned, pk, cast.staff, "Sudah, lihat halaman 2.", shown=mark("Sudah."))
    assert not Point.objects.get(pk=pk).is_sent  # nobody reads it before it is sent


def test_what_was_judged_is_closed_for_good(returned, cast):
    pk = point(returned, "aims").pk
    points.answer(returned, pk, cast.staff, "Sudah.", shown=mark(""))
    road.move(returned, "submit", cast.staff)
    road.move(returned, "return", cast.facilitator, parts={"aims": "Masih kurang."})
    assert [(part.key, one.words) for part, one in points.present(returned)] == [("aims", "Masih kurang.")]
    with pytest.raises(workflow.Refused):
        points.answer(returned, pk, cast.staff, "Lain.", shown=mark("Sudah."))


# The reviewer reads


def test_the_facilitator_reads_the_answers_once_they_are_sent(as_, cast, returned):
    points.answer(returned, point(returned, "aims").pk, cast.staff, "Target ditambah.", shown=mark(""))
    client = as_(cast.facilitator)
    assert "Target ditambah." not in client.get(page(returned)).text
    road.move(returned, "submit", cast.staff)
    sheet = words(client.get(page(returned))).split("Lembar kerja Design")[1]
    aims, risks = sheet.split("Tujuan", 1)[1], sheet.split("Risiko", 1)[1]
    assert "Diminta : Sebutkan angkanya." in aims
    assert "Dijawab : Target ditambah. Rosmaida Manik" in aims
    assert "Diminta : perbaiki bagian ini. Belum dijawab unit." in risks


def test_the_road_keeps_every_round(as_, cast, returned):
    points.answer(returned, point(returned, "aims").pk, cast.staff, "Target ditambah.", shown=mark(""))
    road.move(returned, "submit", cast.staff)
    road.move(returned, "return", cast.facilitator, parts={"aims": "Masih kurang."})
    for client, address_of in ((cast.facilitator, page(returned)), (cast.staff, returned.get_absolute_url())):
        history = words(as_(client).get(address_of)).split("erjalanan")[-1]
        assert "Tujuan : Masih kurang." in history
        assert "Tujuan : Sebutkan angkanya. Dijawab : Target ditambah." in history


@pytest.mark.parametrize("rounds", [1, 3])
def test_pages_cost_the_same_at_every_round(as_, cast, returned, rounds):
    for number in range(rounds - 1):
        road.move(returned, "submit", cast.staff)
        road.move(
            returned, "return", cast.facilitator, parts={"aims": f"Lagi {number}", "risks": "", "steps": ""}
        )
    client, costs = as_(cast.staff), []
    for address_of in (returned.get_absolute_url(), place("sheet", returned.code), step(returned, "aims")):
        client.get(address_of)
        with CaptureQueriesContext(connection) as seen:
            client.get(address_of)
        costs.append(len(seen))
    assert max(costs) <= 12


def test_a_reviewer_cannot_answer_for_the_unit(as_, cast, returned):
    client = as_(cast.facilitator)
    assert client.post(place("point", returned.code, point(returned, "aims").pk)).status_code == 404
