"""A review that stores itself while it is written: what the script is answered, and what two tabs may do."""

import pytest
from django.test import Client
from django.urls import reverse

from innovations.models import Stage, Status
from stages import rubrics, workflow
from stages.models import Assignment, Review
from tests import road
from tests.conftest import WIB
from tests.pages import typed
from tests.test_desk_case import address, answer, buttons, in_days, page, words

TAB, OTHER_TAB = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"


@pytest.fixture
def case(at):
    return at(Stage.DIAGNOSE, Status.SUBMITTED)


@pytest.fixture
def facilitator(client, cast):
    client.force_login(cast.facilitator)
    return client


def send(client, case, fields, user=None):
    """What the script posts."""
    headers = {"accept": "application/json"} | ({"x-inovik-user": str(user.pk)} if user else {})
    return client.post(reverse("admin:stages_case_review", args=[case.pk]), fields, headers=headers)


def review_of(cast, case):
    return Review.objects.get(reviewer=cast.facilitator, submission=workflow.submissions(case).first())


def test_what_is_typed_is_stored_and_the_answer_says_when_and_what_it_weighs(facilitator, cast, case):
    first = rubrics.criteria(case.stage)[0]
    sent = {
        "review-version": case.version,
        "review-seen": "",
        "review-tab": TAB,
        "review-reply": "Sudah ",
        f"review-score-{first.pk}": "3",
        "review-parts-problem": "Bagus.",
    }
    response = send(facilitator, case, sent)
    review = review_of(cast, case)
    assert response.status_code == 200
    assert response.json() == {
        "saved": review.saved_at.astimezone(WIB).strftime("%H.%M"),
        "seen": review.stamp,
        "total": "3,00",
        "errors": {},
    }
    assert (review.reply, review.remarks, review.finished_at) == ("Sudah", {"problem": "Bagus."}, None)
    assert [score.value for score in review.scores.all()] == [3]
    case.refresh_from_db()
    with pytest.raises(workflow.Refused):  # it has begun
        workflow.perform(case, "recall", cast.staff, version=case.version)


def test_what_is_not_valid_is_told_and_the_rest_is_stored(facilitator, cast, case):
    sent = answer(case, reply="x" * 10_001, internal_note="Simpan ini.", due="besok")
    response = send(facilitator, case, sent)
    assert response.status_code == 200
    errors = response.json()["errors"]
    assert set(errors) == {"review-reply", "review-due"}
    assert "sekarang 10001" in errors["review-reply"][0]
    review = review_of(cast, case)
    assert (review.reply, review.internal_note, review.verdict) == ("", "Simpan ini.", "ready")


@pytest.mark.parametrize("version", ["", "x", "9" * 30])
def test_a_message_without_its_version_is_refused(facilitator, case, version):
    response = send(facilitator, case, answer(case, version=version))
    assert response.status_code in {400, 409}
    assert "Muat ulang" in " ".join(response.json().values())
    assert not Review.objects.filter(finished_at=None).exists()


def test_a_record_that_moved_on_is_answered_with_the_sentence(facilitator, cast, case):
    sent = answer(case, reply="Terlambat.")
    road.move(case, "recommend", cast.facilitator2)
    response = send(facilitator, case, sent)
    assert response.status_code == 409
    assert "Bayu Fasilitator sudah lebih dulu memilih" in response.json()["closed"]
    assert not Review.objects.filter(reply="Terlambat.").exists()


def test_a_stranger_and_somebody_else_are_asked_to_sign_in(facilitator, cast, case):
    sent = answer(case, reply="Milik Sari.")
    response = send(Client(), case, sent)
    assert (response.status_code, response.json()) == (401, {"sign_in": True})
    response = send(facilitator, case, sent, user=cast.facilitator2)
    assert (response.status_code, response.json()) == (401, {"sign_in": True})
    assert send(facilitator, case, sent, user=cast.facilitator).status_code == 200


def test_who_may_not_review_stores_nothing(client, cast, case):
    sent = answer(case, reply="Bukan tugas saya.")
    client.force_login(cast.steward)
    assert "tidak terbuka bagi Anda" in send(client, case, sent).json()["closed"]
    Assignment.objects.create(innovation=case, reviewer=cast.facilitator, assigned_by=cast.steward)
    client.force_login(cast.facilitator2)
    assert "tidak terbuka bagi Anda" in send(client, case, sent).json()["closed"]
    client.force_login(cast.staff)
    assert send(client, case, sent).status_code in {302, 403, 404}
    assert not Review.objects.filter(reply="Bukan tugas saya.").exists()


def test_an_older_tab_does_not_write_over_a_newer_text(facilitator, cast, case):
    older = typed(facilitator.get(page(case)), having="review-reply") | {"review-tab": TAB}
    newer = older | {"review-tab": OTHER_TAB, "review-reply": "Dari tablet.", "review-parts-causes": "Gali."}
    assert send(facilitator, case, newer | {"review-parts": ["causes"]}).status_code == 200
    late = older | {"review-reply": "Dari laptop."}
    response = send(facilitator, case, late)
    assert response.status_code == 409
    told = response.json()
    assert "tab atau perangkat lain" in told["overtaken"]
    assert told["stored"] == [["Balasan ke SKPD", "Dari tablet."], ["Sebab", "Minta perbaikan: Gali."]]
    assert review_of(cast, case).reply == "Dari tablet."
    # Who has seen both and saves again is believed.
    assert send(facilitator, case, late | {"review-seen": told["seen"]}).status_code == 200
    assert review_of(cast, case).reply == "Dari laptop."


def test_the_same_text_from_another_tab_is_no_conflict(facilitator, cast, case):
    sent = typed(facilitator.get(page(case)), having="review-reply") | {"review-reply": "Sama."}
    assert send(facilitator, case, sent | {"review-tab": TAB}).status_code == 200
    assert send(facilitator, case, sent | {"review-tab": OTHER_TAB}).status_code == 200


def test_a_tab_whose_answer_was_lost_goes_on_writing(facilitator, cast, case):
    sent = typed(facilitator.get(page(case)), having="review-reply") | {"review-tab": TAB}
    send(facilitator, case, sent | {"review-reply": "Kalimat satu."})  # the answer never arrived
    assert send(facilitator, case, sent | {"review-reply": "Kalimat satu dan dua."}).status_code == 200
    assert review_of(cast, case).reply == "Kalimat satu dan dua."


@pytest.mark.parametrize("where", ["review", "recommend", "stop"])
def test_without_a_script_both_texts_are_shown_and_nothing_is_written(facilitator, cast, case, where):
    older = typed(facilitator.get(page(case)), having="review-reply")
    assert older["review-tab"] == ""
    send(facilitator, case, older | {"review-tab": TAB, "review-reply": "Dari tablet."})
    goes_to = {"review": reverse("admin:stages_case_review", args=[case.pk])}
    sent = older | answer(case, reply="Dari laptop.") | {"stop-note": "Dobel.", "stop-lesson": "Cari dulu."}
    response = facilitator.post(goes_to.get(where) or address(case, where), sent)
    assert response.status_code == 409
    text = words(response)
    assert "Bandingkan keduanya" in text
    assert "Dari tablet." in text
    again = typed(response, having="review-reply")
    assert again["review-reply"] == "Dari laptop."
    assert review_of(cast, case).reply == "Dari tablet."
    response = facilitator.post(
        goes_to.get(where) or address(case, where), again | {"review-due": in_days(5)}
    )
    assert response.status_code == 302
    assert review_of_first(case).reply == "Dari laptop."


def review_of_first(case):
    submission = case.records.filter(move="submit", from_stage=Stage.DIAGNOSE).get()
    return Review.objects.get(submission=submission)


def test_a_finished_review_is_not_emptied_by_a_script(facilitator, cast, case):
    Assignment.objects.create(innovation=case, reviewer=cast.facilitator2, assigned_by=cast.steward)
    Assignment.objects.create(innovation=case, reviewer=cast.facilitator, assigned_by=cast.steward)
    facilitator.post(reverse("admin:stages_case_finish", args=[case.pk]), answer(case))
    response = send(facilitator, case, answer(case, verdict=""))
    assert response.status_code == 400
    assert response.json() == {"error": "Telaah belum lengkap. Pilih rekomendasi Anda."}
    assert review_of(cast, case).verdict == "ready"
    assert buttons(facilitator.get(page(case))) == {"return", "stop"}
