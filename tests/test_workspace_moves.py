"""Preview, sending with its receipt, recalling, stopping: once each, and kindly told when it cannot be."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations.models import Innovation, Stage, Status
from stages import sheets, workflow
from stages.models import StageRecord
from tests import road
from tests.pages import typed


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def complete(innovation, cast):
    """A draft whose sheet is complete."""
    road.fill(innovation, cast.staff)
    return innovation


def send(client, innovation, **changes):
    fields = typed(client.get(page("preview", innovation.code)), having="submit-version", **changes)
    return client.post(page("move", innovation.code, "submit"), fields)


class TestPreview:
    def test_names_what_is_missing_with_its_place(self, staff, innovation):
        text = staff.get(page("preview", innovation.code)).content.decode()
        for lack in sheets.missing(innovation):
            assert f'href="{page("step", innovation.code, lack.part.key)}"' in text

    def test_leads_to_the_pages_of_photos_and_evidence(self, staff, at):
        text = staff.get(page("preview", at(Stage.DISPLAY, Status.DRAFT).code)).content.decode()
        assert "Tambahkan paling sedikit 1 baris &#x27;foto&#x27;." in text

    def test_reads_the_whole_sheet(self, staff, complete):
        text = staff.get(page("preview", complete.code)).content.decode()
        assert complete.duty in text
        assert "Nurmala Berutu" in text

    def test_shows_pictures_and_proofs_where_the_sheet_has_them(self, staff, at, cast):
        innovation = at(Stage.DISPLAY, Status.SUBMITTED)
        assert (
            innovation.photos.get().get_absolute_url()
            in staff.get(page("preview", innovation.code)).content.decode()
        )
        delivery = at(Stage.DELIVERY, Status.SUBMITTED)
        assert "https://contoh.go.id/sk" in staff.get(page("preview", delivery.code)).content.decode()

    def test_offers_no_sending_while_others_read(self, staff, at):
        text = staff.get(page("preview", at(Stage.DRUM_UP, Status.SUBMITTED).code)).content.decode()
        assert "submit-version" not in text
        assert "Sedang dibaca fasilitator" in text

    def test_needs_few_queries(self, staff, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        road.fill(innovation, cast.staff)
        with CaptureQueriesContext(connection) as seen:
            staff.get(page("preview", innovation.code))
        assert len(seen) <= 20


class TestSubmit:
    def test_gives_a_receipt_that_says_who_answers_by_when(self, staff, complete, cast):
        response = send(staff, complete, **{"submit-note": "Mohon dibaca."})
        record = StageRecord.objects.get()
        assert response.url == page("receipt", record.receipt) == page("receipt", f"TT-{complete.code}-01")
        assert (record.actor, record.note) == (cast.staff, "Mohon dibaca.")
        complete.refresh_from_db()
        assert complete.status == Status.SUBMITTED
        text = staff.get(response.url).content.decode()
        for said in (
            record.receipt,
            complete.code,
            complete.title,
            "Rosmaida Manik",
            "menjawab paling lambat",
        ):
            assert said in text

    def test_an_incomplete_sheet_is_not_sent_and_the_note_stays(self, staff, innovation):
        response = send(staff, innovation, **{"submit-note": "Tulisan saya"})
        text = response.content.decode()
        assert "Belum terkirim: lembar ini masih kurang." in text
        assert f'href="{page("step", innovation.code, "duty")}"' in text
        assert typed(response, having="submit-version")["submit-note"] == "Tulisan saya"
        assert not StageRecord.objects.exists()

    def test_a_double_click_sends_once_and_lands_on_the_receipt(self, staff, complete):
        fields = typed(staff.get(page("preview", complete.code)), having="submit-version")
        answers = [staff.post(page("move", complete.code, "submit"), fields) for _ in range(2)]
        assert {answer.url for answer in answers} == {page("receipt", StageRecord.objects.get().receipt)}

    def test_a_colleague_who_was_faster_is_named(self, staff, complete, cast):
        fields = typed(staff.get(page("preview", complete.code)), having="submit-version")
        road.move(complete, "submit", cast.colleague)
        response = staff.post(page("move", complete.code, "submit"), fields | {"submit-note": "Tulisan saya"})
        assert response.status_code == 409
        text = response.content.decode()
        assert "Tidak jadi: Tomi Solin sudah lebih dulu memilih &#x27;Kirim&#x27;" in text
        assert "Tulisan saya" in text
        assert StageRecord.objects.count() == 1

    def test_after_a_stale_page_the_same_form_can_be_sent_again(self, staff, complete, cast):
        fields = typed(staff.get(page("preview", complete.code)), having="submit-version")
        road.move(complete, "submit", cast.colleague)
        road.move(complete, "recall", cast.colleague)
        response = staff.post(page("move", complete.code, "submit"), fields | {"submit-note": "Tulisan saya"})
        assert response.status_code == 409
        staff.post(page("move", complete.code, "submit"), typed(response, having="submit-version"))
        assert StageRecord.objects.last().note == "Tulisan saya"
        assert Innovation.objects.get().status == Status.SUBMITTED

    @pytest.mark.parametrize("version", ["", "x", "\0", "9" * 30])
    def test_a_page_without_its_version_is_refused(self, staff, complete, version):
        response = staff.post(page("move", complete.code, "submit"), {"submit-version": version})
        assert response.status_code in {200, 409}
        assert not StageRecord.objects.exists()

    @pytest.mark.parametrize("note", ["a\0b", "x" * 10_001])
    def test_a_note_that_cannot_be_kept_is_refused_with_a_sentence(self, staff, complete, note):
        response = staff.post(
            page("move", complete.code, "submit"), {"submit-version": complete.version, "submit-note": note}
        )
        assert "invalid-feedback" in response.content.decode()
        assert not StageRecord.objects.exists()


class TestOtherMoves:
    def test_recall_opens_the_draft_again(self, staff, at):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        fields = typed(staff.get(page("innovation", innovation.code)), having="recall-version")
        response = staff.post(page("move", innovation.code, "recall"), fields, follow=True)
        assert "Sudah ditarik kembali." in response.content.decode()
        assert Innovation.objects.get().status == Status.DRAFT

    def test_recall_is_refused_once_a_review_has_begun(self, staff, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        fields = typed(staff.get(page("innovation", innovation.code)), having="recall-version")
        workflow.review_of(cast.facilitator, innovation).save()
        response = staff.post(page("move", innovation.code, "recall"), fields)
        assert "Langkah ini tidak terbuka bagi Anda sekarang." in response.content.decode()
        assert Innovation.objects.get().status == Status.SUBMITTED

    def test_stop_keeps_reason_and_lesson(self, staff, innovation):
        fields = typed(staff.get(page("move", innovation.code, "stop")), having="stop-version")
        sent = fields | {"stop-note": "Tidak ada sopir.", "stop-lesson": "Siapkan sopir dulu."}
        assert staff.post(page("move", innovation.code, "stop"), sent).url == page(
            "innovation", innovation.code
        )
        innovation.refresh_from_db()
        assert (innovation.status, innovation.lessons) == (Status.STOPPED, "Siapkan sopir dulu.")

    def test_stop_without_a_lesson_is_refused_and_the_reason_stays(self, staff, innovation):
        fields = typed(staff.get(page("move", innovation.code, "stop")), having="stop-version")
        response = staff.post(
            page("move", innovation.code, "stop"), fields | {"stop-note": "Tidak ada sopir."}
        )
        assert "Tulis pelajarannya" in response.content.decode()
        assert typed(response, having="stop-version")["stop-note"] == "Tidak ada sopir."
        assert Innovation.objects.get().status == Status.DRAFT

    def test_a_double_click_on_stop_stops_once(self, staff, innovation):
        sent = {"stop-version": innovation.version, "stop-note": "A", "stop-lesson": "B"}
        for _ in range(2):
            assert staff.post(page("move", innovation.code, "stop"), sent).status_code == 302
        assert innovation.records.count() == 1

    @pytest.mark.parametrize("name", ["approve", "recommend", "announce", "return", "reopen", "entah"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_is_not_the_units_is_not_here(self, staff, at, name, method):
        innovation = at(Stage.DISPLAY, Status.ENDORSED)
        response = getattr(staff, method)(page("move", innovation.code, name), {f"{name}-version": 1})
        assert response.status_code == 404

    def test_a_step_that_is_not_open_says_so(self, staff, at):
        innovation = at(Stage.DISPLAY, Status.PUBLISHED)
        assert (
            "Langkah ini sedang tidak tersedia."
            in staff.get(page("move", innovation.code, "stop")).content.decode()
        )


class TestReceipt:
    def test_of_a_number_that_was_never_given_is_not_found(self, staff, innovation):
        assert staff.get(page("receipt", f"TT-{innovation.code}-07")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_send_at_once_make_one_submission(complete, cast):
    fields = {"submit-version": complete.version}
    answers, start = [], threading.Barrier(2)

    def click(user):
        client = Client()
        client.force_login(user)
        start.wait()
        answers.append(client.post(page("move", complete.code, "submit"), fields).status_code)
        connections.close_all()

    threads = [threading.Thread(target=click, args=[user]) for user in (cast.staff, cast.colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert StageRecord.objects.filter(innovation=complete).count() == 1
