"""Berita Acara and certificates: who issues which, what they say, and what anybody who holds one learns."""

import re
import subprocess

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innovations.models import Innovation, Stage, Status
from stages import documents, workflow
from stages.documents import Kind, Subject, of_case
from stages.jobs import run
from stages.models import Document, DocumentSequence, Job
from stages.papers import deeds
from tests import road
from tests.test_papers import EVIL, printed

UNKNOWN = "Dokumen ini tidak dikenal di sini."


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED)


@pytest.fixture
def certificate(published, cast):
    return documents.issue(Kind.CERTIFICATE, of_case(Kind.CERTIFICATE, published), cast.steward)


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def text_of(pdf: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def public_page(document) -> str:
    return Client().get(document.get_absolute_url()).text


def issue(case, kind, cast) -> Document:
    return documents.issue(kind, of_case(kind, case), cast.steward)


class TestIssuing:
    @pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.ENDORSED, Status.APPROVED])
    def test_no_certificate_before_it_is_announced(self, at, cast, status):
        case = at(Stage.DISPLAY, status)
        with pytest.raises(workflow.Refused, match="setelah inovasinya diumumkan"):
            issue(case, Kind.CERTIFICATE, cast)
        assert not Document.objects.exists()

    def test_nor_after_it_was_taken_down(self, published, cast):
        road.move(published, "take_down", cast.steward)
        with pytest.raises(workflow.Refused):
            issue(published, Kind.CERTIFICATE, cast)

    def test_no_minutes_without_a_decision(self, at, cast):
        case = at(Stage.DRUM_UP, Status.SUBMITTED)
        with pytest.raises(workflow.Refused, match="Belum ada keputusan"):
            issue(case, Kind.DECISION, cast)

    def test_minutes_are_of_the_latest_decision(self, at, cast):
        case = at(Stage.DESIGN, Status.ENDORSED)
        drum_up_to_diagnose = issue(case, Kind.DECISION, cast)
        assert drum_up_to_diagnose.facts["decision"] == "Direkomendasikan"
        assert drum_up_to_diagnose.facts["stage"] == "Diagnose"
        road.move(case, "decline", cast.executive, note="Anggarannya belum ada.")
        declined = issue(case, Kind.DECISION, cast)
        assert (declined.facts["decision"], declined.facts["stage"]) == ("Ditolak", "Design")
        assert declined.facts["note"] == "Anggarannya belum ada."
        assert declined.facts["decided_by"] == "Ajudan Bupati, Kantor Bupati"
        assert [step["what"] for step in declined.facts["steps"]] == [
            "Dikirim",
            "Direkomendasikan",
            "Ditolak",
        ]
        assert [one["name"] for one in declined.facts["signatories"]] == [
            "Ajudan Bupati",
            "Sari Fasilitator",
            "Dewi Pengelola",
        ]

    @pytest.mark.parametrize("person", ["staff", "facilitator", "executive", "juror"])
    def test_only_the_steward_issues_and_revokes(self, published, certificate, cast, person):
        actor = getattr(cast, person)
        with pytest.raises(workflow.Refused, match="Hanya pengelola"):
            documents.issue(Kind.DECISION, of_case(Kind.DECISION, published), actor)
        with pytest.raises(workflow.Refused, match="Hanya pengelola"):
            documents.revoke(certificate, actor, "alasan")
        certificate.refresh_from_db()
        assert certificate.is_valid

    def test_numbers_run_without_gaps_per_kind_and_year(self, at, cast, lab):
        year = timezone.localdate().year
        cases = [at(Stage.DISPLAY, Status.PUBLISHED, title=f"Inovasi {number}") for number in range(2)]
        numbers = [issue(case, Kind.CERTIFICATE, cast).number for case in cases]
        with pytest.raises(workflow.Refused):
            issue(road.register(cast.staff, lab, "Draf"), Kind.CERTIFICATE, cast)
        issue(cases[0], Kind.CERTIFICATE, cast)  # a double click
        documents.revoke(Document.objects.get(number=numbers[0]), cast.steward, "Nama keliru")
        numbers.append(issue(cases[0], Kind.CERTIFICATE, cast).number)
        assert numbers == [f"PI-{year}-0001", f"PI-{year}-0002", f"PI-{year}-0003"]
        assert issue(cases[0], Kind.DECISION, cast).number == f"BA-{year}-0001"
        assert (
            DocumentSequence.objects.get(kind=Kind.CERTIFICATE).last
            == Document.objects.filter(kind=Kind.CERTIFICATE).count()
        )

    def test_of_one_thing_one_paper_is_valid_at_a_time(self, published, certificate, cast):
        assert issue(published, Kind.CERTIFICATE, cast) == certificate

    def test_of_a_stage_all_cases_sent_there_are_listed(self, at, cast, lab):
        at(Stage.DIAGNOSE, Status.DRAFT, title="Lolos")
        at(Stage.DRUM_UP, Status.RETURNED, title="Dikembalikan")
        at(Stage.DRUM_UP, Status.DRAFT, title="Belum dikirim")
        document = documents.issue(Kind.STAGE, Subject(lab, stage=Stage.DRUM_UP), cast.steward)
        assert [(row["title"], row["outcome"]) for row in document.facts["cases"]] == [
            ("Lolos", "Direkomendasikan"),
            ("Dikembalikan", "Diminta diperbaiki"),
        ]
        with pytest.raises(workflow.Refused, match="Belum ada lembar"):
            documents.issue(Kind.STAGE, Subject(lab, stage=Stage.DISPLAY), cast.steward)

    def test_participation_is_for_units_that_sent_something(self, at, cast, lab):
        at(Stage.DRUM_UP, Status.SUBMITTED)
        document = documents.issue(Kind.PARTICIPATION, Subject(lab, agency=cast.education), cast.steward)
        assert document.facts["brought"] == "1 inovasi"
        with pytest.raises(workflow.Refused, match="belum pernah mengirim"):
            documents.issue(Kind.PARTICIPATION, Subject(lab, agency=cast.clinic), cast.steward)


class TestKeeping:
    def test_nothing_is_changed_or_deleted_but_revoked_once(self, certificate, cast):
        for act in (
            certificate.delete,
            lambda: Document.objects.update(number="PI-2026-9999"),
            lambda: Document.objects.update(facts={}),
        ):
            with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
                act()
        documents.revoke(certificate, cast.steward, "Nama keliru")
        documents.revoke(certificate, cast.steward, "Alasan lain")
        certificate.refresh_from_db()
        assert (certificate.reason, certificate.revoked_by) == ("Nama keliru", cast.steward)
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.update(revoked_at=None, revoked_by=None, reason="")

    def test_what_it_says_is_what_stood_when_it_was_issued(self, published, certificate):
        Innovation.objects.update(title="Judul lain")
        certificate.refresh_from_db()
        assert published.title in text_of(deeds.document_pdf(certificate))
        assert "Judul lain" not in text_of(deeds.document_pdf(certificate))


class TestPapers:
    def test_a_certificate_names_innovation_and_people(self, published, certificate, settings):
        settings.BASE_URL = "https://inovik.example.go.id"
        data = deeds.certificate_data(certificate)
        assert printed("certificate.typ", data, "<number>") == [certificate.number]
        assert printed("certificate.typ", data, "<title>") == [published.title]
        assert data["address"] == f"https://inovik.example.go.id/sah/{certificate.token}/"
        text = text_of(deeds.document_pdf(certificate))
        assert all(
            said in text
            for said in (
                "PIAGAM",
                "Rosmaida Manik, Penanggung jawab",
                published.title,
                "Bupati Pakpak Bharat",
                published.code,
            )
        )

    def test_a_certificate_of_many_stays_on_one_page(self, published, cast):
        for number in range(24):
            published.team.create(name=f"Nurmala Berutu {number}", duty="Pengatur jadwal angkutan")
        Innovation.objects.update(title="Angkutan sekolah gratis " * 6)
        pdf = deeds.document_pdf(issue(published, Kind.CERTIFICATE, cast))
        assert re.findall(rb"/Type/Pages/Count (\d+)", pdf) == [b"1"]
        assert "Nurmala Berutu 23" in text_of(pdf)

    def test_minutes_say_who_decided_what_when(self, at, cast):
        case = at(Stage.DESIGN, Status.ENDORSED)
        road.move(case, "decline", cast.executive, note="Anggarannya belum ada.")
        document = issue(case, Kind.DECISION, cast)
        text = text_of(deeds.document_pdf(document))
        for said in ("BERITA ACARA", document.number, "Ditolak", "Anggarannya belum ada.", "Dewi Pengelola"):
            assert said in text
        assert printed("minutes.typ", deeds.minutes_data(document), "<signatory>") == [
            "Ajudan Bupati",
            "Sari Fasilitator",
            "Dewi Pengelola",
        ]

    def test_of_a_stage_and_for_a_unit_are_set_too(self, at, cast, lab):
        case = at(Stage.DRUM_UP, Status.SUBMITTED)
        stage = documents.issue(Kind.STAGE, Subject(lab, stage=Stage.DRUM_UP), cast.steward)
        assert case.code in text_of(deeds.document_pdf(stage))
        unit = documents.issue(Kind.PARTICIPATION, Subject(lab, agency=cast.education), cast.steward)
        assert "Dinas Pendidikan" in text_of(deeds.document_pdf(unit))

    def test_words_of_people_are_never_markup(self, published, cast):
        Innovation.objects.update(title=EVIL)
        published.team.create(name=EVIL, duty=EVIL)
        data = deeds.certificate_data(issue(published, Kind.CERTIFICATE, cast))
        assert printed("certificate.typ", data, "<title>") == [EVIL]

    def test_a_revoked_one_says_so_across_the_page(self, certificate, cast):
        assert "DICABUT" not in text_of(deeds.document_pdf(certificate))
        documents.revoke(certificate, cast.steward, "Nama keliru")
        certificate.refresh_from_db()
        assert "DICABUT" in text_of(deeds.document_pdf(certificate))

    def test_papers_are_indonesian_whoever_asks(self, steward, certificate):
        address = reverse("admin:stages_document_pdf", args=[certificate.pk])
        pdf = steward.get(address.replace("/admin/", "/en/admin/")).content
        assert "Nomor" in text_of(pdf)
        assert "Rosmaida Manik, Penanggung jawab" in text_of(pdf)


class TestPublicPage:
    def test_says_valid_what_it_is_about_and_when(self, published, certificate):
        text = public_page(certificate)
        for said in ("Dokumen ini sah.", certificate.number, published.title, "Dinas Pendidikan"):
            assert said in text
        secret = ["Rosmaida Manik", "Dewi Pengelola", "Nurmala Berutu", published.code, "Nama keliru"]
        assert [one for one in secret if one in text] == []

    def test_says_when_it_is_not_valid_any_more_and_not_why(self, certificate, cast):
        documents.revoke(certificate, cast.steward, "Nama keliru")
        text = public_page(certificate)
        assert "Dokumen ini tidak berlaku lagi." in text
        assert "Dokumen ini sah." not in text
        assert "Nama keliru" not in text

    def test_names_nothing_of_a_case_that_is_not_announced(self, at, cast, lab):
        case = at(Stage.DISPLAY, Status.APPROVED)
        text = public_page(issue(case, Kind.DECISION, cast))
        assert "Dokumen ini sah." in text
        secret = [case.title, case.code, "Dinas Pendidikan", lab.name, "Setujui", "Display"]
        assert [one for one in secret if one in text] == []

    def test_nor_of_one_that_was_taken_down(self, published, certificate, cast):
        road.move(published, "take_down", cast.steward)
        text = public_page(certificate)
        assert "Dokumen ini sah." in text
        assert published.title not in text

    def test_opens_no_session_and_is_kept_short(self, certificate):
        with CaptureQueriesContext(connection) as seen:
            response = Client().get(certificate.get_absolute_url())
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text
        assert response["Cache-Control"] == "public, max-age=60"
        assert "noindex" in response.text
        assert not any("django_session" in query["sql"] for query in seen)
        assert len(seen) <= 2

    @pytest.mark.parametrize("wrong", ["x", "A" * 16, "PI-2026-0001", "1"])
    def test_nobody_walks_through_the_numbers(self, certificate, wrong):
        response = Client().get(reverse("public:document", args=[wrong]))
        assert (response.status_code, UNKNOWN in response.text) == (404, True)

    def test_tokens_are_long_and_never_the_same(self):
        from stages.models.documents import new_token

        found = {new_token() for _ in range(500)}
        assert len(found) == 500
        assert {len(token) for token in found} == {16}

    def test_speaks_english_and_takes_no_post(self, certificate):
        address = certificate.get_absolute_url()
        assert 'lang="en"' in Client().get(f"/en{address}").text
        assert Client().post(address).status_code == 405


class TestPages:
    def test_the_steward_issues_from_the_case_and_gets_the_paper(self, steward, published):
        case_page = steward.get(reverse("admin:stages_case_change", args=[published.pk])).text
        address = reverse("admin:stages_case_documents", args=[published.pk])
        assert address in case_page
        assert "Terbitkan Piagam inovasi" in steward.get(address).text
        assert not Document.objects.exists()  # looking issues nothing
        response = steward.post(address, {"kind": "certificate"}, follow=True)
        document = Document.objects.get()
        assert document.number in response.text
        pdf = steward.get(reverse("admin:stages_document_pdf", args=[document.pk]))
        assert pdf["Content-Type"] == "application/pdf"
        assert "no-store" in pdf["Cache-Control"]
        assert document.number in text_of(pdf.content)
        assert document.number in steward.get(address).text

    def test_what_cannot_be_issued_yet_says_why(self, steward, at):
        case = at(Stage.DISPLAY, Status.APPROVED)
        address = reverse("admin:stages_case_documents", args=[case.pk])
        text = steward.get(address).text
        assert "setelah inovasinya diumumkan" in text
        assert "Terbitkan Piagam inovasi" not in text
        assert (
            "setelah inovasinya diumumkan" in steward.post(address, {"kind": "certificate"}, follow=True).text
        )
        assert "Muat ulang" in steward.post(address, {"kind": "stage"}, follow=True).text
        assert not Document.objects.exists()

    def test_revokes_with_a_reason(self, steward, certificate):
        address = reverse("admin:stages_document_revoke", args=[certificate.pk])
        assert steward.get(address).status_code == 302
        assert "Isi bagian ini." in steward.post(address, {"reason": " "}).text
        assert Document.objects.valid().count() == 1
        text = steward.post(address, {"reason": "Nama keliru"}, follow=True).text
        assert "Nama keliru" in text
        assert not Document.objects.valid().exists()
        assert "Cabut dokumen ini" not in text

    def test_issues_papers_of_a_lab(self, steward, at, lab, cast):
        at(Stage.DRUM_UP, Status.SUBMITTED)
        address = reverse("admin:stages_document_add")
        sent = {"kind": "stage", "lab": lab.pk, "stage": "", "agency": cast.education.pk}
        assert "dokumen ini tentang itu" in steward.post(address, sent).text
        steward.post(address, sent | {"stage": Stage.DRUM_UP})
        (document,) = Document.objects.all()
        assert (document.kind, document.stage, document.agency) == (Kind.STAGE, Stage.DRUM_UP, None)
        steward.post(address, sent | {"kind": "participation"})
        assert Document.objects.get(kind=Kind.PARTICIPATION).agency == cast.education
        told = steward.post(address, sent | {"stage": Stage.DISPLAY}).text
        assert "Belum ada lembar yang dikirim untuk tahap ini." in told

    @pytest.mark.parametrize("person", ["facilitator", "executive", "staff", "juror"])
    def test_nobody_else_finds_them(self, client, cast, published, certificate, person):
        client.force_login(getattr(cast, person))
        for address in (
            reverse("admin:stages_case_documents", args=[published.pk]),
            reverse("admin:stages_document_changelist"),
            reverse("admin:stages_document_add"),
            reverse("admin:stages_document_change", args=[certificate.pk]),
            reverse("admin:stages_document_pdf", args=[certificate.pk]),
            reverse("admin:stages_document_revoke", args=[certificate.pk]),
        ):
            for response in (client.get(address), client.post(address, {"kind": "decision", "reason": "x"})):
                assert response.status_code in {302, 403, 404}, address
                assert certificate.number not in response.text
        assert list(Document.objects.valid()) == [certificate]

    def test_the_list_costs_the_same_for_one_and_for_three(self, steward, at, cast):
        costs = []
        for count in (1, 3):
            for number in range(count):
                issue(at(Stage.DISPLAY, Status.PUBLISHED, title=f"{count} {number}"), Kind.CERTIFICATE, cast)
            with CaptureQueriesContext(connection) as seen:
                page = steward.get(reverse("admin:stages_document_changelist"))
            assert f"{count} 0" in page.text
            costs.append(len(seen))
        assert costs[0] == costs[1] <= 15

    def test_a_search_finds_number_and_title(self, steward, certificate, published):
        address = reverse("admin:stages_document_changelist")
        for words in (certificate.number, published.code, "Bus Sekolah"):
            assert certificate.number in steward.get(address, {"q": words}).text
        assert certificate.number not in steward.get(address, {"q": "tidak ada"}).text


class TestMany:
    def test_each_published_one_gets_its_own_and_none_a_second(self, at, cast):
        ready = [at(Stage.DISPLAY, Status.PUBLISHED, title=f"Terbit {number}") for number in range(2)]
        waiting = at(Stage.DISPLAY, Status.APPROVED, title="Menunggu")
        for _again in range(2):
            run.begin("certificate", cast.steward, [(case, case.version) for case in (*ready, waiting)])
            call_command("work", once=True)
        first, second = Job.objects.order_by("pk")
        year = timezone.localdate().year
        assert [row["sentence"] for row in first.results] == [
            f"Terbit: PI-{year}-0001.",
            f"Terbit: PI-{year}-0002.",
            "Piagam baru dapat diterbitkan setelah inovasinya diumumkan.",
        ]
        assert [row["is_done"] for row in second.results] == [False, False, False]
        assert second.results[0]["sentence"] == f"Sudah punya PI-{year}-0001."
        assert Document.objects.count() == 2
