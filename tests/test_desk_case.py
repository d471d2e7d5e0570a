"""One case on the review desk: what is shown to whom, and the road from the facilitator to the announcement."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from innovations.models import Innovation, Stage, Status
from stages import reviews, rubrics, workflow
from stages.models import Conflict, Review
from tests import road
from tests.pages import typed

QUEUE = reverse("admin:stages_case_changelist")


def page(innovation):
    return reverse("admin:stages_case_change", args=[innovation.pk])


def address(innovation, name):
    return reverse("admin:stages_case_move", args=[innovation.pk, name])


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def answer(innovation, **fields):
    """What a facilitator's form sends, complete and from the present page unless `fields` say otherwise."""
    scores = {f"score-{criterion.pk}": "4" for criterion in rubrics.criteria(innovation.stage)}
    sent = {"version": innovation.version, "verdict": "ready", **scores, **fields}
    return {f"review-{name}": value for name, value in sent.items()}


def decision(innovation, name, **fields):
    """What the form of another move sends."""
    return {f"{name}-{field}": value for field, value in {"version": innovation.version, **fields}.items()}


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def words(response):
    """The page's text without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def buttons(response):
    """Which moves the page offers, by the addresses that its forms and buttons post to."""
    return set(re.findall(r'action="[^"]*/langkah/(\w+)/"', response.text))


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


# What is read


def test_a_facilitator_reads_the_sheet_as_it_was_sent(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    text = words(as_(cast.facilitator).get(page(innovation)))
    for part in workflow.sheet_for(innovation):
        assert str(part.label) in text
    assert innovation.problem in text
    assert innovation.code in text
    assert "Dinas Pendidikan" in text
    assert "Ditelaah fasilitator" in text
    assert "14 hari lagi" in text
    assert "TT-INV-2026-0001-02" in text


def test_what_the_unit_types_now_is_not_shown(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.RETURNED)
    judged = innovation.problem
    innovation.problem = "Kalimat yang belum selesai"
    innovation.save()
    road.add_evidence(innovation, cast.staff, title="SK yang belum dikirim", link="https://contoh.go.id/baru")
    text = words(as_(cast.facilitator).get(page(innovation)))
    assert judged in text
    assert "Kalimat yang belum selesai" not in text
    assert "SK yang belum dikirim" not in text


def test_in_the_next_stage_the_last_submitted_sheet_stays_readable(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.DRAFT)
    innovation.how_it_works = "Baru diketik unit"
    innovation.save()
    text = words(as_(cast.facilitator).get(page(innovation)))
    assert "Lembar kerja Diagnose" in text
    assert "Baru diketik unit" not in text


def test_changes_since_the_last_submission_are_marked_word_by_word(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, parts=["aims", "steps"])
    innovation.aims = innovation.aims.replace("anak sekolah", "murid sekolah dasar", 1)
    innovation.save()
    innovation.steps.create(activity="Menguji rute")
    innovation.steps.filter(activity="Menguji rute").update(
        **road.ROWS["steps"] | {"activity": "Menguji rute"}
    )
    road.move(innovation, "submit", cast.staff)
    html = as_(cast.facilitator).get(page(innovation)).text
    removed = re.findall(r"<del>(.*?)</del>", html)
    added = re.findall(r"<ins>(.*?)</ins>", html)
    assert [re.sub(r"<span.*?</span>", "", one) for one in removed] == ["anak"]
    assert [re.sub(r"<span.*?</span>", "", one) for one in added[:2]] == ["murid", " dasar"]
    assert '<span class="visually-hidden">[ditambahkan: </span>' in added[0]
    assert "Menguji rute" in added
    assert html.count("is-changed") == 2


def test_earlier_stages_photos_evidence_and_the_road_are_on_the_page(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.SUBMITTED)
    response = as_(cast.facilitator).get(page(innovation))
    text = words(response)
    for earlier in ("Drum-up, dikirim", "Diagnose, dikirim", "Design, dikirim", "Delivery, dikirim"):
        assert earlier in text
    photo, proof = innovation.photos.get(), innovation.evidence.get()
    assert f'href="{reverse("workspace:photo", args=[photo.key, 1600])}"' in response.text
    assert f'src="{reverse("workspace:photo", args=[photo.key, 480])}"' in response.text
    assert 'alt="Bus di Salak"' in response.text
    assert f'href="{proof.link}"' in response.text
    assert "SK/peraturan" in text
    assert "Ajudan Bupati, Kantor Bupati" in text


def test_a_request_for_improvement_names_its_parts_and_date_on_the_road(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, note="Tambah angka.", parts=["measures", "risks"])
    text = words(as_(cast.steward).get(page(innovation)))
    assert "Tambah angka." in text
    assert "Bagian yang diminta diperbaiki: Ukuran keberhasilan, Risiko." in text


def test_strange_texts_are_shown_as_text(as_, cast, at, innovation):
    road.fill(innovation, cast.staff)
    strange = "<script>alert(1)</script> ᯅᯖᯂ᯲ 🚌 مرحبا " + "x" * 9000
    innovation.duty = f"{strange} satu dua tiga empat lima enam tujuh delapan"
    innovation.save()
    road.move(innovation, "submit", cast.staff)
    html = as_(cast.facilitator).get(page(innovation)).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ᯅᯖᯂ᯲ 🚌 مرحبا" in html


def test_the_bupatis_office_gets_the_brief_first(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    Innovation.objects.update(sufferers_count=12_500)
    client = as_(cast.facilitator)
    client.post(
        address(innovation, "recommend"),
        answer(innovation, reply="Layak jalan.", internal_note="Awas biaya."),
    )
    innovation.refresh_from_db()
    response = as_(cast.executive).get(page(innovation))
    brief = response.text.split('id="ringkas"')[1].split("</section>")[0]
    for fact in (innovation.problem[:60], innovation.sufferers, "12.500", "Sari Fasilitator", "Layak jalan."):
        assert fact in brief
    assert response.text.index('id="ringkas"') < response.text.index('id="lembar"')
    assert "Awas biaya." in words(response)


def test_the_steward_reads_what_would_become_public_and_no_more(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    shown = as_(cast.steward).get(page(innovation)).text.split('id="publik-')[1].split("</section>")[0]
    assert innovation.headline in shown
    assert "Nurmala Berutu" in shown
    for kept_inside in ("Risiko", "Sumber anggaran", "Kepala unit yang berkomitmen"):
        assert kept_inside not in shown


# Who reads whose review


def test_a_colleagues_review_stays_hidden_until_the_round_is_over(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    reviews.keep(
        innovation,
        cast.facilitator2,
        version=innovation.version,
        reply="Menurut Bayu baik.",
        internal_note="Rahasia Bayu.",
    )
    Review.objects.get(submission=workflow.submissions(innovation).first()).finish()
    client = as_(cast.facilitator)
    assert "Bayu" not in words(client.get(page(innovation)))
    client.post(
        address(innovation, "return"),
        answer(innovation, reply="Perbaiki.", **{"parts": ["causes"], "due": in_days(7)}),
    )
    innovation.refresh_from_db()
    road.move(innovation, "submit", cast.staff)
    assert "Rahasia Bayu." in words(client.get(page(innovation)))


def test_an_unfinished_review_is_read_by_its_writer_alone(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    reviews.keep(
        innovation,
        cast.facilitator,
        version=innovation.version,
        reply="Draf balasan.",
        internal_note="Draf catatan.",
    )
    assert "Draf balasan." in as_(cast.facilitator).get(page(innovation)).text
    for other in (cast.facilitator2, cast.steward):
        assert "Draf" not in words(as_(other).get(page(innovation))).replace("Draf di", "")


def test_internal_notes_never_reach_the_unit(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    as_(cast.facilitator).post(
        address(innovation, "recommend"),
        answer(innovation, reply="Untuk unit.", internal_note="Hanya di dalam."),
    )
    client = as_(cast.staff)
    for name in ("innovation", "sheet", "preview"):
        response = client.get(reverse(f"workspace:{name}", args=[innovation.code]))
        assert "Hanya di dalam." not in response.text
    assert "Untuk unit." in client.get(innovation.get_absolute_url()).text
    assert not reviews.readable_by(cast.staff, innovation).exists()


# The facilitator


def test_a_kept_review_can_be_continued_and_closes_the_way_back_for_the_unit(as_, cast, at):
    innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
    client = as_(cast.facilitator)
    kept = reverse("admin:stages_case_review", args=[innovation.pk])
    response = client.post(
        kept, answer(innovation, reply="Sudah baik", internal_note="Cek anggaran"), follow=True
    )
    assert "Telaah tersimpan" in words(response)
    assert "Sudah baik" in response.text
    client.post(kept, answer(innovation, reply="Sudah baik sekali", internal_note="Cek anggaran"))
    refused = client.post(kept, answer(innovation, reply="x" * 10_001))
    assert "10001" in words(refused)
    review = Review.objects.get()
    assert (review.reviewer, review.reply, review.finished_at) == (
        cast.facilitator,
        "Sudah baik sekali",
        None,
    )
    with pytest.raises(workflow.Refused):
        workflow.perform(innovation, "recall", cast.staff, version=innovation.version)
    innovation.refresh_from_db()
    assert innovation.status == Status.SUBMITTED


def test_recommending_finishes_the_review_and_moves_on_to_the_next_case(as_, cast, at):
    first = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu Keliling")
    second = at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    client = as_(cast.facilitator)
    response = client.post(address(first, "recommend"), answer(first, reply="Bagus.", internal_note="Ya."))
    assert response.url == page(second)
    assert "Berikutnya: Kebun Gambir." in told(response)
    first.refresh_from_db()
    assert (first.stage, first.status) == (Stage.DIAGNOSE, Status.DRAFT)
    review = Review.objects.get()
    assert (review.reply, review.internal_note) == ("Bagus.", "Ya.")
    assert review.finished_at
    record = first.records.last()
    assert (record.move, record.actor, record.role, record.note) == (
        "recommend",
        cast.facilitator,
        "FACILITATOR",
        "Bagus.",
    )
    response = client.post(address(second, "recommend"), answer(second))
    assert response.url == QUEUE


def test_asking_for_improvement_opens_only_the_parts_asked_for(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    response = as_(cast.facilitator).post(
        address(innovation, "return"),
        answer(innovation, reply="Sebutkan angkanya.", parts=["problem", "causes"], due=in_days(7)),
    )
    assert response.url == QUEUE
    innovation.refresh_from_db()
    assert innovation.status == Status.RETURNED
    assert innovation.open_parts == ["problem", "causes"]
    assert timezone.localtime(innovation.due).strftime("%Y-%m-%d %H.%M") == f"{in_days(7)} 16.00"
    assert innovation.records.last().note == "Sebutkan angkanya."
    assert Review.objects.get(submission=workflow.submissions(innovation).first()).finished_at


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"reply": " "}, "Tulis alasannya"),
        ({"parts": []}, "Pilih paling sedikit satu bagian"),
        ({"parts": ["story"]}, "Pilih bagian dari lembar kerja tahap ini."),
        ({"due": ""}, "Isi batas waktu dengan tanggal yang akan datang."),
        ({"due": "2020-01-01"}, "Isi batas waktu dengan tanggal yang akan datang."),
        ({"due": "besok"}, "Pilih tanggal, misalnya 20/12/2026."),
        ({"internal_note": "x" * 10_001}, "10001"),
        ({"reply": "a\x00b"}, "Hapus karakter yang tidak terlihat"),
        ({"version": ""}, "Muat ulang"),
        ({"version": "x"}, "Muat ulang"),
    ],
)
def test_a_refused_request_for_improvement_changes_nothing_and_keeps_what_was_typed(
    as_, cast, at, missing, sentence
):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    typed = {"reply": "Panjang lebar.", "internal_note": "Simpan.", "parts": ["problem"], "due": in_days(7)}
    response = as_(cast.facilitator).post(
        address(innovation, "return"), answer(innovation, **typed | missing)
    )
    assert response.status_code == 200
    assert sentence in words(response)
    kept = typed | missing
    for name in ("reply", "internal_note"):
        assert kept[name].strip("\x00 ").split("\x00")[0] in response.text
    assert (f'value="{typed["due"]}"' in response.text) is ("due" not in missing)
    assert ('value="problem" id="id_review-parts_problem" checked' in response.text) is (
        "parts" not in missing
    )
    innovation.refresh_from_db()
    assert innovation.status == Status.SUBMITTED
    assert not Review.objects.filter(submission=workflow.submissions(innovation).first()).exists()


def test_stopping_needs_a_reason_and_a_lesson(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    client = as_(cast.facilitator)
    response = client.post(address(innovation, "stop"), decision(innovation, "stop", note="Dobel."))
    assert "Tulis pelajarannya" in words(response)
    assert "Dobel." in response.text
    client.post(address(innovation, "stop"), decision(innovation, "stop", note="Dobel.", lesson="Cari dulu."))
    innovation.refresh_from_db()
    assert (innovation.status, innovation.lessons) == (Status.STOPPED, "Cari dulu.")


def test_a_review_that_stood_half_written_is_kept_when_the_case_is_stopped(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    submission = workflow.submissions(innovation).first()
    client = as_(cast.facilitator)
    typed = answer(innovation, reply="Sudah bagus,", internal_note="tetapi dobel.")
    refused = client.post(address(innovation, "stop"), typed | decision(innovation, "stop", note="Dobel."))
    assert all(text in refused.text for text in ("Sudah bagus,", "tetapi dobel.", "Dobel."))
    assert not Review.objects.filter(submission=submission).exists()
    done = decision(innovation, "stop", note="Dobel.", lesson="Cari dulu.")
    client.post(address(innovation, "stop"), typed | done)
    review = Review.objects.get(submission=submission)
    assert (review.reply, review.internal_note) == ("Sudah bagus,", "tetapi dobel.")
    innovation.refresh_from_db()
    assert innovation.status == Status.STOPPED


def test_a_stale_stop_gives_back_every_text(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    typed = answer(innovation, reply="Balasan saya") | decision(
        innovation, "stop", note="Alasan saya", lesson="Pelajaran saya"
    )
    road.move(innovation, "recommend", cast.facilitator2)
    response = as_(cast.facilitator).post(address(innovation, "stop"), typed)
    assert response.status_code == 409
    assert all(text in response.text for text in ("Balasan saya", "Alasan saya", "Pelajaran saya"))


@pytest.mark.parametrize(
    ("note", "sentence"), [("a\x00b", "Hapus karakter yang tidak terlihat"), ("x" * 10_001, "sekarang 10001")]
)
def test_a_note_that_cannot_be_kept_is_refused_in_plain_words(as_, cast, at, note, sentence):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    client = as_(cast.executive)
    response = client.post(address(innovation, "decline"), decision(innovation, "decline", note=note))
    assert sentence in words(response)
    assert "maxlength" not in client.get(page(innovation)).text  # a browser would cut a pasted text
    innovation.refresh_from_db()
    assert innovation.status == Status.ENDORSED


# Two people, two clicks


def test_the_second_of_two_facilitators_reads_why_and_keeps_the_text(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    late = answer(innovation, reply="Tulisan Bayu yang panjang.", parts=["problem"], due=in_days(7))
    as_(cast.facilitator).post(address(innovation, "recommend"), answer(innovation, reply="Baik."))
    response = as_(cast.facilitator2).post(address(innovation, "return"), late)
    assert response.status_code == 409
    assert "Sari Fasilitator sudah lebih dulu memilih &#x27;Rekomendasikan&#x27;" in response.text
    assert "Tulisan Bayu yang panjang." in response.text
    assert buttons(response) == {"stop"}
    innovation.refresh_from_db()
    assert (innovation.stage, innovation.status) == (Stage.DESIGN, Status.DRAFT)
    assert not Review.objects.filter(reviewer=cast.facilitator2).exists()


def test_a_review_cannot_be_kept_on_a_page_gone_stale(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(innovation, reply="Terlambat.")
    workflow.perform(innovation, "recall", cast.staff, version=innovation.version)
    response = as_(cast.facilitator).post(reverse("admin:stages_case_review", args=[innovation.pk]), sent)
    assert response.status_code == 409
    assert "Terlambat." in response.text
    assert not Review.objects.filter(reply="Terlambat.").exists()


@pytest.mark.parametrize("name", ["recommend", "return"])
def test_a_double_click_answers_once_and_looks_like_one(as_, cast, at, name):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    sent = answer(innovation, reply="Baik.", parts=["problem"], due=in_days(7))
    count = innovation.records.count()
    client = as_(cast.facilitator)
    first, second = (client.post(address(innovation, name), sent) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, QUEUE)
    assert innovation.records.count() == count + 1


def test_the_same_move_on_an_older_page_is_stale_and_no_double_click(as_, cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    old = answer(innovation, reply="Baik.", parts=["problem"], due=in_days(7))
    road.move(innovation, "return", cast.facilitator)
    road.move(innovation, "submit", cast.staff)
    road.move(innovation, "return", cast.facilitator)
    assert as_(cast.facilitator).post(address(innovation, "return"), old).status_code == 409


# Conflict of interest


def test_a_declared_conflict_closes_the_case_for_that_reviewer(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    declare = reverse("admin:stages_case_conflict", args=[innovation.pk])
    client = as_(cast.facilitator2)
    response = client.post(declare, {"conflict-reason": "Kepala dinasnya paman saya."})
    assert response.url == QUEUE
    assert "tercatat" in told(response)
    assert Conflict.objects.get().user == cast.facilitator2
    client.post(declare, {"conflict-reason": "Lagi."})
    assert Conflict.objects.get().reason == "Kepala dinasnya paman saya."
    response = client.get(page(innovation))
    assert buttons(response) == set()
    assert "benturan kepentingan antara Anda" in words(response)
    refused = client.post(address(innovation, "recommend"), answer(innovation, reply="Tetap."))
    assert "tidak terbuka bagi Anda" in words(refused)
    assert innovation.title not in words(client.get(QUEUE))
    assert buttons(as_(cast.facilitator).get(page(innovation))) == {"recommend", "return", "stop"}


def test_a_conflict_without_a_reason_is_asked_again(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    declare = reverse("admin:stages_case_conflict", args=[innovation.pk])
    response = as_(cast.facilitator).post(declare, {"conflict-reason": " "})
    assert "Tulis alasannya" in words(response)
    long = as_(cast.facilitator).post(declare, {"conflict-reason": "paman " * 60})
    assert "250" in words(long)
    assert "paman paman" in long.text
    response = as_(cast.steward).post(declare, {"conflict-reason": "x"})
    assert "Hanya penelaah" in words(response)
    assert not Conflict.objects.exists()


# The Bupati's office


def test_the_bupatis_office_decides(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.ENDORSED)
    client = as_(cast.executive)
    assert buttons(client.get(page(innovation))) == {"approve", "return", "postpone", "decline", "stop"}
    response = client.post(address(innovation, "approve"), decision(innovation, "approve", note="Jalankan."))
    assert response.url == QUEUE
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED
    assert innovation.records.last().note == "Jalankan."


@pytest.mark.parametrize(
    ("name", "asked", "sentence"),
    [
        ("decline", {}, "Tulis alasannya"),
        ("return", {"note": "Perjelas.", "due": in_days(3)}, "Pilih paling sedikit satu bagian"),
        ("return", {"note": "Perjelas.", "parts": ["story"]}, "Isi batas waktu"),
        ("postpone", {"note": "Menunggu anggaran."}, "Isi batas waktu"),
        ("stop", {"note": "Cukup."}, "Tulis pelajarannya"),
    ],
)
def test_a_decision_that_lacks_something_changes_nothing(as_, cast, at, name, asked, sentence):
    innovation = at(Stage.DISPLAY, Status.ENDORSED)
    response = as_(cast.executive).post(address(innovation, name), decision(innovation, name, **asked))
    assert response.status_code == 200
    assert sentence in words(response)
    assert asked.get("note", "") in response.text
    innovation.refresh_from_db()
    assert innovation.status == Status.ENDORSED


def test_a_decline_stops_with_its_reason(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    as_(cast.executive).post(
        address(innovation, "decline"), decision(innovation, "decline", note="Belum saatnya.")
    )
    innovation.refresh_from_db()
    assert innovation.status == Status.STOPPED
    assert innovation.records.last().note == "Belum saatnya."


def test_a_return_by_the_bupatis_office_names_parts(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    as_(cast.executive).post(
        address(innovation, "return"),
        decision(innovation, "return", note="Biayanya?", parts=["resources"], due=in_days(5)),
    )
    innovation.refresh_from_db()
    assert (innovation.status, innovation.open_parts) == (Status.RETURNED, ["resources"])


# The steward


def test_the_steward_announces_and_takes_down(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    client = as_(cast.steward)
    assert buttons(client.get(page(innovation))) == {"announce"}
    shown = client.post(address(innovation, "announce"), decision(innovation, "announce", note="Selamat."))
    assert "Selamat." in shown.text
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED  # first it is looked at
    assert client.post(QUEUE, typed(shown, having="seen")).url == QUEUE
    innovation.refresh_from_db()
    assert innovation.status == Status.PUBLISHED
    assert innovation.exhibit.withdrawn_at is None
    published = client.get(page(innovation))
    assert f'href="/i/{innovation.code}/"' in published.text
    assert buttons(published) == {"take_down"}
    refused = client.post(address(innovation, "take_down"), decision(innovation, "take_down"))
    assert "Tulis alasannya" in words(refused)
    response = client.post(
        address(innovation, "take_down"), decision(innovation, "take_down", note="Keliru.")
    )
    assert response.url == page(innovation)  # it was not waiting for anybody: stay
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED
    assert innovation.exhibit.withdrawn_at


def test_without_a_festival_the_announcement_is_refused_whole(as_, cast, at, festival):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    festival.delete()
    client = as_(cast.steward)
    shown = client.post(address(innovation, "announce"), decision(innovation, "announce"))
    assert "belum punya festival" in words(client.post(QUEUE, typed(shown, having="seen")))
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED


# Nobody else, and never by following a link


def test_following_a_link_changes_nothing(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    client = as_(cast.steward)
    for where in (
        address(innovation, "announce"),
        reverse("admin:stages_case_review", args=[innovation.pk]),
        reverse("admin:stages_case_conflict", args=[innovation.pk]),
    ):
        assert client.get(where).url == page(innovation)
    assert client.post(page(innovation), {"status": "published"}).status_code == 405
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED


def test_an_unknown_move_or_case_is_not_found(as_, cast, at):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    client = as_(cast.steward)
    assert client.post(address(innovation, "publish")).status_code == 404
    assert (
        client.post(reverse("admin:stages_case_move", args=[innovation.pk + 99, "announce"])).status_code
        == 404
    )
    response = client.get(reverse("admin:stages_case_change", args=["9" * 30]), follow=True)
    assert "tidak ada" in words(response)


@pytest.mark.parametrize("role", ["staff", "outsider", "facilitator", "executive", "juror"])
def test_nobody_but_the_steward_announces(as_, cast, at, role):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    as_(getattr(cast, role)).post(address(innovation, "announce"), decision(innovation, "announce"))
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED


def test_who_recommended_finds_no_approval(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    cast.facilitator.role = "EXECUTIVE"
    cast.facilitator.save()
    response = as_(cast.facilitator).get(page(innovation))
    assert "approve" not in buttons(response)
    refused = as_(cast.facilitator).post(address(innovation, "approve"), decision(innovation, "approve"))
    assert "tidak terbuka bagi Anda" in words(refused)


# Budget


@pytest.mark.parametrize(
    ("person", "stage", "status"),
    [
        ("facilitator", Stage.DESIGN, Status.SUBMITTED),
        ("executive", Stage.DISPLAY, Status.ENDORSED),
        ("steward", Stage.DISPLAY, Status.APPROVED),
    ],
)
def test_a_case_takes_few_queries_however_long_its_road(
    as_, cast, at, django_assert_max_num_queries, person, stage, status
):
    innovation = at(stage, status)
    client = as_(getattr(cast, person))
    with django_assert_max_num_queries(20) as short:
        client.get(page(innovation))
    if status == Status.SUBMITTED:
        for _ in range(3):
            road.move(innovation, "return", cast.facilitator)
            road.move(innovation, "submit", cast.staff)
            road.add_evidence(innovation, cast.staff, link=f"https://contoh.go.id/{innovation.version}")
    with django_assert_max_num_queries(20) as long:
        client.get(page(innovation))
    assert len(long) == len(short)
