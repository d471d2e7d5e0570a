"""The Bupati's office: a brief for each decision, one decision or several, a note on paper."""

import re
import subprocess
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innovations.models import ActionStep, Innovation, Photo, Stage, Status
from stages import brief
from stages.models import Job, Review, Rubric, Score, Verdict
from tests import road

LIST = reverse("admin:decisions")
QUEUE = reverse("admin:stages_case_changelist")


def address(case, name="decision"):
    return reverse(f"admin:{name}", args=[case.pk])


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def sent(case, move, **asked):
    return {"move": move, f"{move}-version": case.version} | {
        f"{move}-{name}": value for name, value in asked.items()
    }


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def office(client, cast):
    client.force_login(cast.executive)
    return client


@pytest.fixture
def case(at):
    case = at(Stage.DESIGN, Status.ENDORSED)
    ActionStep.objects.filter(innovation=case).update(budget=150_000_000, source="APBD 2026")
    return case


class TestTheBrief:
    def test_says_in_one_screen_what_a_decision_needs(self, office, case, cast):
        Innovation.objects.filter(pk=case.pk).update(
            problem="Anak jauh dari sekolah.",
            risks="Jalan longsor.",
            sufferers_count=120,
            beneficiaries="Siswa SD",
        )
        page = words(office.get(address(case)))
        for text in (
            "Anak jauh dari sekolah.",
            "120 orang: Siswa SD",
            "Rp 150.000.000 (APBD 2026)",
            "Jalan longsor.",
            "Sari Fasilitator: Catatan.",
            "1 dari 1",
        ):
            assert text in page, text

    def test_says_where_the_reviewers_differ(self, office, case, cast):
        sent = case.records.filter(move="submit", from_stage=Stage.DESIGN).last()
        (mine,) = sent.reviews.all()
        theirs = Review.objects.create(submission=sent, reviewer=cast.facilitator2, verdict=Verdict.UNFIT)
        theirs.finish()
        criterion = Rubric.objects.get(stage=Stage.DESIGN, is_current=True).criteria.first()
        for review, value in ((mine, 5), (theirs, 2)):
            Score.objects.create(review=review, criterion=criterion, value=value)
        page = words(office.get(address(case)))
        assert "3,5 dari 5 (2 penelaah)" in page
        assert f"{criterion.label}: Bayu Fasilitator memberi 2, Sari Fasilitator 5." in page

    def test_shows_two_photos(self, office, at, cast):
        case = at(Stage.DISPLAY, Status.ENDORSED)
        for number in range(2):
            Photo.objects.create(
                innovation=case,
                caption=f"Bus {number}",
                consent=Photo.Consent.values[0],
                width=480,
                height=300,
                sha256=f"{number}" * 64,
                added_by=cast.staff,
            )
        assert len(re.findall(r'<img src="[^"]*/foto/', office.get(address(case)).text)) == 2

    def test_sums_what_the_steps_cost(self, case):
        ActionStep.objects.create(innovation=case, activity="Bus", budget=50_000_000, source="CSR")
        (one,) = brief.of([case])
        assert one.cost == "Rp 200.000.000 (APBD 2026, CSR)"

    def test_names_the_source_where_no_step_has_a_budget(self, case):
        ActionStep.objects.update(budget=None, source="")
        Innovation.objects.filter(pk=case.pk).update(budget_source="Swadaya")
        case.refresh_from_db()
        (one,) = brief.of([case])
        assert one.cost == "Swadaya"

    def test_of_many_takes_no_more_queries_than_of_one(self, office, case, at):
        office.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as one:
            office.get(LIST)
        for number in range(2):
            at(Stage.DISPLAY, Status.ENDORSED, title=f"Kasus {number}")
        with CaptureQueriesContext(connection) as three:
            response = office.get(LIST)
        assert response.text.count('class="decision"') == 3
        assert len(one) == len(three) <= 15


class TestADecision:
    def test_leads_to_the_next_brief(self, office, case, at):
        other = at(Stage.DISPLAY, Status.ENDORSED, title="Posyandu")
        response = office.post(address(case), sent(case, "approve", note="Jalankan."), follow=True)
        assert response.request["PATH_INFO"] == address(other)
        assert "'Setujui' tercatat. Berikutnya: Posyandu." in response.text.replace("&#x27;", "'")
        case.refresh_from_db()
        assert (case.stage, case.status) == (Stage.DELIVERY, Status.DRAFT)
        assert case.records.last().note == "Jalankan."

    @pytest.mark.parametrize(
        ("move", "asked", "status"),
        [
            ("approve", {}, Status.DRAFT),
            ("return", {"note": "Perjelas.", "parts": ["risks"], "due": in_days(7)}, Status.RETURNED),
            ("postpone", {"note": "Menunggu anggaran.", "due": in_days(30)}, Status.ENDORSED),
            ("decline", {"note": "Belum saatnya."}, Status.STOPPED),
        ],
    )
    def test_of_each_kind_is_recorded_with_its_note(self, office, case, move, asked, status):
        response = office.post(address(case), sent(case, move, **asked))
        case.refresh_from_db()
        assert (case.records.last().move, case.status) == (move, status)
        assert case.records.last().note == asked.get("note", "")
        assert response.status_code == 302

    def test_that_is_postponed_waits_with_a_new_date_and_what_was_recommended(self, office, case):
        endorsed_at, day = case.endorsed_at, timezone.localdate() + timedelta(days=30)
        office.post(address(case), sent(case, "postpone", note="Menunggu.", due=day.isoformat()))
        case.refresh_from_db()
        assert timezone.localtime(case.due).date() == day
        assert case.endorsed_at == endorsed_at
        assert "Sari Fasilitator" in words(office.get(address(case)))

    def test_without_its_reason_changes_nothing_and_keeps_what_was_typed(self, office, case):
        response = office.post(address(case), sent(case, "postpone", note="Menunggu anggaran."))
        assert response.status_code == 200
        assert "Isi batas waktu dengan tanggal yang akan datang." in words(response)
        assert "Menunggu anggaran." in response.text
        case.refresh_from_db()
        assert case.records.last().move == "recommend"

    def test_on_a_stale_page_is_refused_kindly_and_keeps_what_was_typed(self, office, case, cast):
        data = sent(case, "decline", note="Belum saatnya.")
        road.move(case, "approve", cast.executive)
        response = office.post(address(case), data)
        assert "sudah lebih dulu memilih" in words(response)
        assert "Belum saatnya." in response.text
        case.refresh_from_db()
        assert case.status == Status.DRAFT

    def test_sent_twice_is_made_once(self, office, case):
        for _click in range(2):
            assert office.post(address(case), sent(case, "approve")).status_code == 302
        assert case.records.filter(move="approve").count() == 1

    def test_is_nobody_elses(self, client, case, cast):
        for person in (cast.facilitator, cast.steward):
            client.force_login(person)
            assert client.get(LIST).status_code == 404
            assert client.post(address(case), sent(case, "approve")).status_code == 404
        case.refresh_from_db()
        assert case.status == Status.ENDORSED

    @pytest.mark.parametrize("move", ["", "x", "announce", "submit"])
    def test_by_another_name_is_none(self, office, case, move):
        response = office.post(address(case), sent(case, move))
        assert response.status_code in {200, 404}
        case.refresh_from_db()
        assert case.status == Status.ENDORSED

    def test_of_what_was_never_recommended_is_not_found(self, office, at):
        assert office.get(address(at(Stage.DESIGN, Status.SUBMITTED))).status_code == 404


class TestSeveral:
    def test_are_decided_with_one_confirmation(self, office, case, at):
        other = at(Stage.DISPLAY, Status.ENDORSED, title="Posyandu")
        chosen = {"action": "job_approve", "_selected_action": [case.pk, other.pk]}
        page = office.post(QUEUE, chosen | {"look": "1"})
        assert "Design: Setujui." in words(page)
        assert "Akan dikerjakan untuk 2 kasus." in words(page)
        office.post(
            QUEUE,
            chosen
            | {
                "confirmed": "1",
                "key": uuid.uuid4(),
                "seen": [f"{one.pk}:{one.version}" for one in (case, other)],
                "bulk-note": "Bagus.",
            },
        )
        call_command("work", once=True)
        assert [row["is_done"] for row in Job.objects.get().results] == [True, True]
        case.refresh_from_db()
        other.refresh_from_db()
        assert (case.stage, other.status) == (Stage.DELIVERY, Status.APPROVED)
        assert {one.records.last().note for one in (case, other)} == {"Bagus."}

    def test_skip_what_they_recommended_themselves(self, office, case, cast):
        cast.facilitator.role = "EXECUTIVE"
        cast.facilitator.save()
        office.force_login(cast.facilitator)
        page = office.post(QUEUE, {"action": "job_approve", "look": "1", "_selected_action": [case.pk]})
        assert "Tidak menunggu keputusan Anda" in words(page)
        assert 'name="confirmed"' not in page.text

    def test_need_a_reason_to_be_declined(self, office, case):
        page = office.post(QUEUE, {"action": "job_decline", "look": "1", "_selected_action": [case.pk]})
        assert "Isi bagian ini." in words(page)


class TestTheNote:
    def read(self, content, tmp_path):
        path = tmp_path / "nota.pdf"
        path.write_bytes(content)
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
        return re.sub(r"\s+", " ", done.stdout)

    def test_holds_the_brief_on_one_page(self, office, case, tmp_path):
        answer = office.get(address(case, "decision_note"))
        assert answer["Content-Disposition"] == f'attachment; filename="nota-dinas-{case.code}.pdf"'
        text = self.read(answer.content, tmp_path)
        for part in (
            "NOTA DINAS",
            case.title,
            "Rp 150.000.000 (APBD 2026)",
            "Sari Fasilitator",
            "Keputusan Bupati",
        ):
            assert part in text, part

    def test_has_photos_and_a_page_for_each_of_several(self, office, case, at, tmp_path):
        other = at(Stage.DISPLAY, Status.ENDORSED, title="Posyandu #[evil] $x$")
        office.post(
            QUEUE,
            {
                "action": "job_notes",
                "confirmed": "1",
                "key": uuid.uuid4(),
                "seen": [f"{one.pk}:{one.version}" for one in (case, other)],
                "_selected_action": [case.pk, other.pk],
            },
        )
        call_command("work", once=True)
        job = Job.objects.get()
        content = office.get(reverse("admin:stages_job_file", args=[job.pk])).getvalue()
        text = self.read(content, tmp_path)
        assert text.count("Keputusan Bupati") == 2
        assert "Posyandu #[evil] $x$" in text
        assert b"/Subtype /Image" in content or b"/Subtype/Image" in content
