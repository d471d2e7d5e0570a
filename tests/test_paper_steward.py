"""A paper form that came in: the steward notes it, fills the sheet in the unit's name and sends it; no more."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from innovations.models import Evidence, Innovation, Stage, Status
from stages import workflow
from stages.models import Event, StageRecord
from tests import road
from tests.pages import typed

PDF = b"%PDF-1.7\n%%\nstartxref\n5\n%%EOF\n"


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def note_paper(client, innovation, **changes):
    sent = {"received_on": timezone.localdate().isoformat(), "handed_by": "Nurmala Berutu"}
    return client.post(page("paper", innovation.code), sent | changes)


class TestNoting:
    def test_is_recorded_and_leads_to_the_sheet(self, steward, cast, innovation):
        response = note_paper(steward, innovation, received_on="2026-03-05")
        assert response.url == page("sheet", innovation.code)
        event = Event.objects.get()
        assert (event.innovation, event.kind, event.actor) == (innovation, Event.Kind.PAPER, cast.steward)
        assert event.note == "Diterima 5 Maret 2026 dari Nurmala Berutu."

    def test_keeps_a_scan_among_the_evidence(self, steward, cast, innovation):
        note_paper(steward, innovation, scan=SimpleUploadedFile("kertas.pdf", PDF))
        proof = Evidence.objects.get()
        assert (proof.innovation, proof.title, proof.added_by) == (
            innovation,
            "Formulir kertas Drum-up",
            cast.steward,
        )
        proof.discard()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"received_on": ""}, "Isi bagian ini."),
            ({"received_on": "besok"}, "Tulis tanggal yang ada di kalender"),
            ({"received_on": "2999-01-01"}, "Isi tanggal hari ini atau sebelumnya."),
            ({"handed_by": ""}, "Isi bagian ini."),
            ({"scan": SimpleUploadedFile("kertas.pdf", b"bukan")}, "tidak dikenali"),
        ],
    )
    def test_is_refused_with_a_sentence(self, steward, innovation, changes, sentence):
        response = note_paper(steward, innovation, **changes)
        assert response.status_code == 200
        assert sentence in response.text
        assert not Event.objects.exists()

    def test_a_double_click_notes_one_paper_and_one_scan(self, steward, innovation):
        for _click in range(2):
            scan = SimpleUploadedFile("kertas.pdf", PDF)
            assert note_paper(steward, innovation, scan=scan).status_code == 302
        assert (innovation.events.count(), innovation.evidence.count()) == (1, 1)

    def test_the_scan_may_follow(self, steward, innovation):
        note_paper(steward, innovation)
        note_paper(steward, innovation, scan=SimpleUploadedFile("kertas.pdf", PDF))
        assert (innovation.events.count(), innovation.evidence.count()) == (1, 1)

    def test_takes_no_scan_where_evidence_is_not_asked_for(self, steward, at, cast):
        innovation = at(Stage.DELIVERY, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["results"])
        before = Evidence.objects.count()
        response = note_paper(steward, innovation, scan=SimpleUploadedFile("kertas.pdf", PDF))
        assert "Bukti tidak termasuk yang diminta diperbaiki" in response.text
        assert (Evidence.objects.count(), Event.objects.exists()) == (before, False)

    @pytest.mark.parametrize("status", [Status.SUBMITTED, Status.STOPPED])
    def test_is_refused_while_the_unit_cannot_fill_either(self, steward, at, status):
        innovation = at(Stage.DIAGNOSE, status)
        assert "Lembar ini sedang tidak dapat diisi" in note_paper(steward, innovation).text
        assert not Event.objects.exists()

    @pytest.mark.parametrize("person", ["staff", "outsider", "facilitator", "executive", "juror"])
    def test_is_the_stewards_alone(self, client, cast, innovation, person):
        client.force_login(getattr(cast, person))
        assert client.get(page("paper", innovation.code)).status_code == 404
        assert note_paper(client, innovation).status_code == 404
        assert not Event.objects.exists()

    def test_the_case_in_the_admin_leads_there_while_it_is_open(self, steward, at):
        shown = steward.get(reverse("admin:stages_case_change", args=[at(Stage.DIAGNOSE, Status.DRAFT).pk]))
        assert "Isi dari formulir kertas" in shown.text
        closed = at(Stage.DIAGNOSE, Status.SUBMITTED)
        assert (
            "Isi dari formulir kertas"
            not in steward.get(reverse("admin:stages_case_change", args=[closed.pk])).text
        )


class TestFilling:
    def test_without_a_paper_nothing_opens(self, steward, cast, innovation):
        for name in ("sheet", "preview", "photos", "evidence", "read_word"):
            assert steward.get(page(name, innovation.code)).status_code == 404
        assert steward.get(page("step", innovation.code, "duty")).status_code == 404
        assert workflow.open_parts(cast.steward, innovation) == ()
        assert workflow.moves_for(cast.steward, innovation) == []

    def test_says_on_whose_behalf(self, steward, innovation):
        note_paper(steward, innovation)
        for address in (page("sheet", innovation.code), page("step", innovation.code, "duty")):
            assert (
                "Anda mengisi atas nama Dinas Pendidikan dari formulir kertas." in steward.get(address).text
            )

    def test_the_unit_does_not_read_that(self, client, cast, innovation):
        client.force_login(cast.staff)
        assert "atas nama" not in client.get(page("sheet", innovation.code)).text

    def test_stores_what_the_paper_says(self, steward, innovation):
        note_paper(steward, innovation)
        address = page("step", innovation.code, "duty")
        steward.post(address, typed(steward.get(address), having="shown", duty="Mengantar siswa."))
        assert Innovation.objects.get().duty == "Mengantar siswa."

    def test_only_the_parts_asked_for_when_returned(self, steward, cast, at):
        innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["causes"])
        note_paper(steward, innovation)
        assert [part.key for part in workflow.open_parts(cast.steward, innovation)] == ["causes"]

    def test_a_paper_is_good_for_its_round_alone(self, steward, cast, innovation):
        note_paper(steward, innovation)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        road.move(innovation, "return", cast.facilitator, parts=["duty"])
        assert workflow.open_parts(cast.steward, innovation) == ()
        assert "submit" not in {move.name for move in workflow.moves_for(cast.steward, innovation)}
        note_paper(steward, innovation)
        assert [part.key for part in workflow.open_parts(cast.steward, innovation)] == ["duty"]

    def test_a_paper_noted_by_somebody_who_is_no_steward_opens_nothing(self, cast, innovation):
        Event.objects.create(innovation=innovation, kind=Event.Kind.PAPER, actor=cast.staff)
        assert workflow.open_parts(cast.steward, innovation) == ()

    def test_a_steward_who_left_fills_nothing(self, steward, cast, innovation):
        note_paper(steward, innovation)
        cast.steward.is_active = False
        assert workflow.open_parts(cast.steward, innovation) == ()
        assert workflow.moves_for(cast.steward, innovation) == []


class TestSending:
    @pytest.fixture
    def filled(self, steward, cast, innovation):
        note_paper(steward, innovation)
        road.fill(innovation, cast.staff)
        return innovation

    def send(self, client, innovation):
        fields = typed(client.get(page("preview", innovation.code)), having="submit-version")
        return client.post(page("move", innovation.code, "submit"), fields)

    def test_is_the_stewards_step_on_the_road(self, steward, cast, filled):
        response = self.send(steward, filled)
        record = StageRecord.objects.get()
        assert (record.actor, record.role, record.move) == (cast.steward, Role.STEWARD, "submit")
        assert response.url == page("receipt", record.receipt)
        assert steward.get(response.url).status_code == 200
        assert Innovation.objects.get().status == Status.SUBMITTED

    def test_a_double_click_sends_once(self, steward, filled):
        fields = typed(steward.get(page("preview", filled.code)), having="submit-version")
        answers = [steward.post(page("move", filled.code, "submit"), fields) for _ in range(2)]
        assert {answer.url for answer in answers} == {page("receipt", StageRecord.objects.get().receipt)}

    def test_the_unit_sees_paper_and_sending_in_its_road(self, client, steward, cast, filled):
        self.send(steward, filled)
        client.force_login(cast.staff)
        text = client.get(page("innovation", filled.code)).text
        for said in (
            "Diisi pengelola dari formulir kertas",
            "dari Nurmala Berutu.",
            "Dewi Pengelola, Pengelola",
        ):
            assert said in text

    def test_an_incomplete_sheet_is_not_sent(self, steward, innovation):
        note_paper(steward, innovation)
        assert "Belum terkirim: lembar ini masih kurang." in self.send(steward, innovation).text
        assert not StageRecord.objects.exists()

    def test_without_a_paper_nothing_is_sent(self, steward, cast, innovation):
        road.fill(innovation, cast.staff)
        sent = {"submit-version": innovation.version}
        assert steward.post(page("move", innovation.code, "submit"), sent).status_code == 404
        with pytest.raises(workflow.Refused):
            workflow.perform(innovation, "submit", cast.steward, version=innovation.version)
        assert not StageRecord.objects.exists()

    @pytest.mark.parametrize("name", ["recommend", "return", "approve", "decline", "stop", "recall"])
    def test_the_steward_decides_nothing(self, steward, cast, filled, name):
        self.send(steward, filled)
        filled.refresh_from_db()
        with pytest.raises(workflow.Refused):
            workflow.perform(
                filled,
                name,
                cast.steward,
                version=filled.version,
                note="x",
                lesson="x",
                parts=["duty"],
                due=timezone.now() + timedelta(days=3),
            )
        assert StageRecord.objects.count() == 1

    def test_who_sent_a_record_does_not_judge_it_in_a_later_role(self, steward, cast, filled):
        self.send(steward, filled)
        cast.steward.role = Role.FACILITATOR
        cast.steward.save()
        assert workflow.has_conflict(cast.steward, filled)
        assert not workflow.has_conflict(cast.facilitator, filled)

    def test_the_admin_offers_no_sending_without_the_sheet_before_ones_eyes(self, steward, filled):
        text = steward.get(reverse("admin:stages_case_change", args=[filled.pk])).text
        assert "submit-version" not in text


def test_the_steward_hands_out_empty_forms(client, cast, innovation):
    client.force_login(cast.steward)
    for name in ("form_pdf", "form_docx"):
        assert client.get(page(name, innovation.code)).status_code == 200
