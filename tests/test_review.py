"""A facilitator's review: what it needs to be finished, what of it the unit reads, ready sentences."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from innovations.models import Stage, Status
from stages import reviews, rubrics, workflow
from stages.models import Assignment, Review, Score, Snippet, Verdict
from stages.timing import improve_by
from tests import road
from tests.pages import typed
from tests.test_desk_case import address, answer, buttons, decision, in_days, page, told, words


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def case(at):
    return at(Stage.DIAGNOSE, Status.SUBMITTED)


@pytest.fixture
def assigned(cast, case):
    """The case with two reviewers."""
    for reviewer in (cast.facilitator, cast.facilitator2):
        Assignment.objects.create(innovation=case, reviewer=reviewer, assigned_by=cast.steward)
    return case


def keep_address(case):
    return reverse("admin:stages_case_review", args=[case.pk])


def finish_address(case):
    return reverse("admin:stages_case_finish", args=[case.pk])


def criteria(case):
    return {criterion.key: criterion for criterion in rubrics.criteria(case.stage)}


def score(case, key, value):
    return {f"score-{criteria(case)[key].pk}": value}


def all_scored(case, value=4):
    return {criterion.pk: value for criterion in criteria(case).values()}


# What a review needs


def test_the_page_asks_the_five_questions_with_the_meaning_of_each_score(as_, cast, case):
    text = words(as_(cast.facilitator).get(page(case)))
    for criterion in criteria(case).values():
        for said in (criterion.label, f"{criterion.weight}%", criterion.question, *criterion.anchors):
            assert said in text
    assert "Dibaca unit" in text
    assert "Tidak pernah dibaca unit" in text


@pytest.mark.parametrize("name", ["recommend", "return"])
def test_what_is_missing_is_named_and_nothing_is_lost(as_, cast, case, name):
    sent = answer(
        case, reply="Bagus.", parts=["problem"], due=in_days(7), verdict="", **score(case, "manfaat", "")
    )
    response = as_(cast.facilitator).post(address(case, name), sent)
    assert (
        "Telaah belum lengkap. Beri nilai, atau pilih &#x27;belum dapat dinilai&#x27;, untuk: Manfaat."
        in (response.text)
    )
    assert "Pilih rekomendasi Anda." in words(response)
    shown = typed(response, having="review-reply")
    kept = criteria(case)["kebaruan"].pk
    assert (shown["review-reply"], shown[f"review-score-{kept}"]) == ("Bagus.", "4")
    assert not Review.objects.filter(submission=workflow.submissions(case).first()).exists()


def test_not_yet_is_an_answer_and_does_not_count(as_, cast, case):
    sent = answer(
        case, **score(case, "manfaat", "-"), **score(case, "kebaruan", "5"), **score(case, "efektivitas", "2")
    )
    as_(cast.facilitator).post(address(case, "recommend"), sent)
    review = Review.objects.get(verdict=Verdict.READY)
    assert {one.criterion.key: one.value for one in reviews.scores_of(review)} == {
        "kebaruan": 5,
        "efektivitas": 2,
        "manfaat": None,
        "kemudahan-disebarkan": 4,
        "keberlanjutan": 4,
    }
    # Diagnose: 25, 25, (25), 10 and 15 percent
    assert reviews.total_of(review) == pytest.approx((25 * 5 + 25 * 2 + 10 * 4 + 15 * 4) / 75)


@pytest.mark.parametrize("value", ["6", "0", "x", "-1", "4\0"])
def test_a_score_that_is_none_is_refused(as_, cast, case, value):
    response = as_(cast.facilitator).post(keep_address(case), answer(case, **score(case, "manfaat", value)))
    assert "Pilih salah satu dari daftar." in words(response)
    assert not Score.objects.exists()


def test_the_scores_of_another_stage_are_no_scores_here(as_, cast, case):
    other = rubrics.criteria(Stage.DISPLAY)[0]
    as_(cast.facilitator).post(keep_address(case), answer(case) | {f"review-score-{other.pk}": "5"})
    assert set(Score.objects.values_list("criterion__rubric__stage", flat=True)) == {Stage.DIAGNOSE}
    with pytest.raises(workflow.Refused, match="Kriteria berubah"):
        reviews.keep(case, cast.facilitator, version=case.version, scores={other.pk: 5})


def test_what_is_not_said_stays_and_what_no_review_has_is_a_mistake(cast, case):
    keep = {"version": case.version}
    reviews.keep(case, cast.facilitator, **keep, reply="Satu.", scores=all_scored(case), verdict="ready")
    review = reviews.keep(case, cast.facilitator, **keep, internal_note="Dua.")
    assert (review.reply, review.internal_note, review.verdict) == ("Satu.", "Dua.", "ready")
    assert review.scores.count() == 5
    reviews.keep(case, cast.facilitator, **keep, scores={})
    assert review.scores.count() == 0
    with pytest.raises(TypeError):
        reviews.keep(case, cast.facilitator, **keep, note="Tiga.")


# What the unit reads


def test_on_recommending_the_unit_reads_the_remarks_with_the_reply(as_, cast, case):
    said = {"parts-causes": "Sudah dalam.", "parts-problem": "Angkanya bagus.", "parts": ["problem"]}
    as_(cast.facilitator).post(
        address(case, "recommend"), answer(case, reply="Lanjutkan.", internal_note="Rahasia.", **said)
    )
    assert case.records.last().note == "Lanjutkan.\n\nMasalah: Angkanya bagus.\nSebab: Sudah dalam."
    text = words(as_(cast.staff).get(case.get_absolute_url()))
    assert "Angkanya bagus." in text
    assert "Rahasia." not in text
    case.refresh_from_db()
    assert case.open_parts == []


def test_a_remark_alone_is_a_reason_too(as_, cast, case):
    sent = answer(case, parts=["problem"], due=in_days(7), **{"parts-causes": "Gali lagi."})
    as_(cast.facilitator).post(address(case, "return"), sent)
    case.refresh_from_db()
    assert (case.status, case.open_parts) == (Status.RETURNED, ["problem"])
    assert case.records.last().note == "Sebab: Gali lagi."


def test_a_colleague_reads_scores_remarks_and_recommendation_of_earlier_rounds(as_, cast, case):
    sent = answer(case, reply="Gali.", parts=["causes"], due=in_days(7), **{"parts-problem": "Bukan gejala?"})
    as_(cast.facilitator).post(address(case, "return"), sent)
    case.refresh_from_db()
    road.move(case, "submit", cast.staff)
    article = as_(cast.facilitator2).get(page(case)).text.split('id="telaah-lain"')[1].split("</article>")[0]
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", article))
    for said in ("Siap diteruskan", "Kebaruan 4", "Nilai tertimbang 4,00", "Masalah Bukan gejala?"):
        assert said in shown
    assert "Sebab minta perbaikan" in shown


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 11, 24), date(2026, 12, 9)),  # Tuesday: Wednesday and a fortnight
        (date(2026, 11, 27), date(2026, 12, 14)),  # Friday: Monday and a fortnight
        (date(2026, 11, 28), date(2026, 12, 14)),
        (date(2026, 11, 29), date(2026, 12, 14)),
    ],
)
def test_a_unit_usually_gets_a_fortnight_from_the_next_working_day(today, due):
    assert improve_by(today) == due


def test_the_usual_date_stands_there_and_a_chosen_one_stays(as_, cast, case):
    client = as_(cast.facilitator)
    usual = improve_by(timezone.localdate()).isoformat()
    assert typed(client.get(page(case)), having="review-reply")["review-due"] == usual
    client.post(keep_address(case), answer(case, due=in_days(3)))
    assert typed(client.get(page(case)), having="review-reply")["review-due"] == in_days(3)
    Review.objects.update(due=timezone.now() - timedelta(days=1))
    assert typed(client.get(page(case)), having="review-reply")["review-due"] == usual


# Several reviewers


def test_each_finishes_for_themselves_and_the_last_one_concludes(as_, cast, assigned):
    client = as_(cast.facilitator)
    assert buttons(client.get(page(assigned))) == {"return", "stop"}
    response = client.post(finish_address(assigned), answer(assigned, reply="Menurut saya baik."))
    assert response.url == reverse("admin:stages_case_changelist")  # nothing else waits
    assert "Masih ditunggu: Bayu Fasilitator." in told(response)
    own = Review.objects.get(reviewer=cast.facilitator, submission__from_stage=Stage.DIAGNOSE)
    assert own.finished_at
    shown = client.get(page(assigned))
    assert "Bayu Fasilitator belum selesai menelaah" in words(shown)
    assert buttons(shown) == {"return", "stop"}

    client = as_(cast.facilitator2)
    assert "Menurut saya baik." not in client.get(page(assigned)).text
    response = client.post(finish_address(assigned), answer(assigned, reply="Saya ragu.", verdict="improve"))
    assert "Semua sudah menelaah" in told(response)
    shown = client.get(page(assigned))
    assert "Menurut saya baik." in shown.text
    assert buttons(shown) == {"recommend", "return", "stop"}
    sent = typed(shown, having="review-reply")
    client.post(address(assigned, "recommend"), sent)
    assigned.refresh_from_db()
    assert assigned.stage == Stage.DESIGN
    assert assigned.records.last().note == "Saya ragu."


def test_an_incomplete_review_is_not_finished(as_, cast, assigned):
    response = as_(cast.facilitator).post(finish_address(assigned), answer(assigned, verdict=""))
    assert "Pilih rekomendasi Anda." in words(response)
    assert not Review.objects.filter(submission=workflow.submissions(assigned).first()).exists()
    response = as_(cast.facilitator).post(finish_address(assigned), answer(assigned, reply="x" * 10_001))
    assert "10001" in words(response)


def test_a_finished_review_may_be_changed_with_its_time_but_not_made_incomplete(as_, cast, assigned):
    client = as_(cast.facilitator)
    client.post(finish_address(assigned), answer(assigned))
    client.post(keep_address(assigned), answer(assigned, reply="Saya pikirkan lagi."))
    review = Review.objects.get(reviewer=cast.facilitator, reply="Saya pikirkan lagi.")
    assert review.is_changed_since
    response = client.post(keep_address(assigned), answer(assigned, **score(assigned, "manfaat", "")))
    assert "untuk: Manfaat." in words(response)
    assert review.scores.count() == 5
    as_(cast.facilitator2).post(finish_address(assigned), answer(assigned))
    assert "WIB · diubah" in words(as_(cast.facilitator2).get(page(assigned)))


def test_who_is_not_assigned_finishes_nothing(as_, cast, case):
    Assignment.objects.create(innovation=case, reviewer=cast.facilitator, assigned_by=cast.steward)
    response = as_(cast.facilitator2).post(finish_address(case), answer(case))
    assert "tidak terbuka bagi Anda" in words(response)
    assert as_(cast.facilitator2).get(finish_address(case)).url == page(case)
    assert not Review.objects.filter(reviewer=cast.facilitator2).exists()
    assert as_(cast.staff).post(finish_address(case), answer(case)).status_code == 302


# Opening, and other moves beside a review


def test_opening_a_case_and_stopping_it_begin_no_review(as_, cast, case):
    client = as_(cast.facilitator)
    sent = typed(client.get(page(case)), having="review-reply")
    assert "recall" in {move.name for move in workflow.moves_for(cast.staff, case)}
    done = decision(case, "stop", note="Dobel.", lesson="Cari dulu.")
    client.post(address(case, "stop"), sent | done)
    case.refresh_from_db()
    assert case.status == Status.STOPPED
    assert not Review.objects.filter(submission__from_stage=Stage.DIAGNOSE).exists()


# Ready sentences


def test_ready_sentences_stand_beside_the_answer(as_, cast, case):
    Snippet.objects.create(owner=cast.facilitator2, name="Milik Bayu", text="Hanya Bayu.")
    Snippet.objects.create(owner=cast.facilitator2, name="Bersama", text="Untuk semua.", is_shared=True)
    text = as_(cast.facilitator).get(page(case)).text
    assert "Mohon tambahkan angkanya" in text
    assert "Untuk semua." in text
    assert "Hanya Bayu." not in text
    assert Snippet.objects.filter(owner=None).count() == 8


def test_a_facilitator_keeps_own_sentences_and_reads_shared_ones(as_, cast, rubrics):
    theirs = Snippet.objects.create(owner=cast.facilitator2, name="Milik Bayu", text="Hanya Bayu.")
    shared = Snippet.objects.create(owner=cast.facilitator2, name="Bersama", text="Semua.", is_shared=True)
    client = as_(cast.facilitator)
    client.post(reverse("admin:stages_snippet_add"), {"name": "Baru", "text": "Saya tulis sendiri."})
    own = Snippet.objects.get(name="Baru")
    assert (own.owner, own.is_shared) == (cast.facilitator, False)
    listed = words(client.get(reverse("admin:stages_snippet_changelist")))
    assert "Saya tulis sendiri." in listed
    assert "Semua." in listed
    assert "Hanya Bayu." not in listed
    change, delete = "admin:stages_snippet_change", "admin:stages_snippet_delete"
    assert client.get(reverse(change, args=[theirs.pk])).status_code == 302
    assert client.post(reverse(change, args=[shared.pk]), {"name": "x", "text": "x"}).status_code == 403
    assert client.post(reverse(delete, args=[shared.pk]), {"post": "yes"}).status_code == 403
    client.post(reverse("admin:stages_snippet_changelist"), {
        "action": "delete_selected", "_selected_action": [shared.pk], "post": "yes"})  # fmt: skip
    assert Snippet.objects.filter(pk=shared.pk).exists()
    client.post(reverse(delete, args=[own.pk]), {"post": "yes"})
    assert not Snippet.objects.filter(pk=own.pk).exists()


def test_the_steward_removes_shared_sentences_and_writes_none(as_, cast, rubrics):
    own = Snippet.objects.create(owner=cast.facilitator2, name="Milik Bayu", text="Hanya Bayu.")
    shared = Snippet.objects.create(owner=cast.facilitator2, name="Bersama", text="Semua.", is_shared=True)
    client = as_(cast.steward)
    assert "Hanya Bayu." not in words(client.get(reverse("admin:stages_snippet_changelist")))
    assert client.get(reverse("admin:stages_snippet_add")).status_code == 403
    client.post(reverse("admin:stages_snippet_delete", args=[shared.pk]), {"post": "yes"})
    client.post(reverse("admin:stages_snippet_delete", args=[own.pk]), {"post": "yes"})
    assert list(Snippet.objects.exclude(owner=None)) == [own]
    assert as_(cast.executive).get(reverse("admin:stages_snippet_changelist")).status_code == 403
