"""The review desk under hands that mean ill, or are only unlucky: what no page of ours sends."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from innovations import files
from innovations.models import Innovation, Stage, Status
from stages.jobs import run
from stages.jobs.extending import Extend
from stages.models import Job, StageWindow
from tests import road
from tests.conftest import code_of, phone

QUEUE = reverse("admin:stages_case_changelist")
ASKED = reverse("accounts:second_factor")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


class TestTheCodeStep:
    @pytest.mark.parametrize(
        "name", ["foo", "index", "//jahat.example/", "https://jahat.example/", "javascript:x"]
    )
    def test_leads_to_an_address_and_never_to_what_is_none(self, client, cast, name):
        client.by_password(cast.executive)
        code = code_of(phone(cast.executive))
        response = client.post(ASKED, {"code": code, "next": name})
        assert response.status_code == 302
        assert response.url == reverse("accounts:landing")

    def test_gives_the_session_a_new_key_which_nobody_knew_before_it(self, client, cast):
        client.by_password(cast.executive)
        before = client.session.session_key
        client.post(ASKED, {"code": code_of(phone(cast.executive))})
        assert client.session.session_key != before
        assert client.get(QUEUE).status_code == 200
        client.cookies["sessionid"] = before
        assert client.get(QUEUE).status_code == 302


class TestAJobAskedForByHand:
    def asked(self, *cases, kind="list", **more):
        return {
            "action": f"job_{kind}",
            "confirmed": "1",
            "key": uuid.uuid4(),
            "_selected_action": [case.pk for case in cases],
            "seen": [f"{case.pk}:{case.version}" for case in cases],
        } | more

    def test_keeps_nothing_that_its_form_does_not_ask_for(self, signed_in, cast, at):
        case = at(Stage.DRUM_UP, Status.SUBMITTED)
        more = {"bulk-note": "Mohon segera.", "bulk-lain": "a\0b"}
        signed_in(cast.steward).post(QUEUE + "?lihat=semua", self.asked(case, kind="remind", **more))
        assert Job.objects.get().options == {"bulk-note": ["Mohon segera."]}

    def test_with_the_key_of_somebody_elses_is_refused(self, signed_in, cast, at):
        case = at(Stage.DRUM_UP, Status.SUBMITTED)
        theirs = run.begin("list", cast.facilitator2, [(case, case.version)])
        page = signed_in(cast.facilitator).post(QUEUE, self.asked(case, key=theirs.key), follow=True)
        assert "Muat ulang halaman" in words(page)
        assert Job.objects.get() == theirs


class TestAListInExcel:
    def test_is_made_whatever_was_pasted_into_a_title(self, signed_in, cast, at):
        case = at(Stage.DRUM_UP, Status.SUBMITTED, title="Bus\x0bSekolah\x01")
        job = run.begin("list", cast.steward, [(case, case.version)])
        call_command("work", once=True)
        job.refresh_from_db()
        assert job.state == Job.State.DONE
        with job.file.open("rb") as made:
            assert load_workbook(made).active["B2"].value == "BusSekolah"


class TestTheBriefOfACase:
    SECRET = "Belum dikirim kepada siapa pun"

    @pytest.fixture
    def draft(self, at, cast):
        """Once decided on; now the unit writes its next sheet."""
        case = at(Stage.DELIVERY, Status.DRAFT)
        photo = road.add_photo(case, cast.staff)
        Innovation.objects.filter(pk=case.pk).update(problem=self.SECRET, risks=self.SECRET)
        return case, photo

    def test_does_not_show_what_the_unit_is_writing(self, signed_in, cast, draft):
        case, photo = draft
        page = signed_in(cast.executive).get(reverse("admin:decision", args=[case.pk]))
        assert page.status_code == 200
        assert self.SECRET not in page.text
        assert str(photo.key) not in page.text

    def test_still_shows_it_once_it_waits_for_a_decision(self, signed_in, cast, at):
        case = at(Stage.DESIGN, Status.ENDORSED)
        Innovation.objects.filter(pk=case.pk).update(problem="Anak berjalan jauh.")
        page = signed_in(cast.executive).get(reverse("admin:decision", args=[case.pk]))
        assert "Anak berjalan jauh." in page.text

    def test_is_printed_although_a_photo_is_lost(self, signed_in, cast, at):
        case = at(Stage.DESIGN, Status.ENDORSED)
        photo = road.add_photo(case, cast.staff)
        default_storage.delete(photo.path(files.WIDTHS[0]))
        answer = signed_in(cast.executive).get(reverse("admin:decision_note", args=[case.pk]))
        assert answer.content.startswith(b"%PDF")


class TestTheOrderOfLocks:
    def test_more_time_locks_the_window_first_as_the_page_of_the_window_does(self, cast, at):
        case = at(Stage.DRUM_UP, Status.DRAFT)
        due = StageWindow.objects.get(lab=case.lab, stage=case.stage).due_at + timedelta(days=9)
        with CaptureQueriesContext(connection) as seen:
            Extend().act(cast.steward, case, case.version, {"due": due, "reason": "Banjir."})
        locks = [query["sql"] for query in seen if "FOR UPDATE" in query["sql"]]
        assert "stages_stagewindow" in locks[0]
        assert "innovations_innovation" in locks[1]


class TestEvidenceThatWasNotSent:
    """Its address is a number, which anybody can count up."""

    @pytest.fixture
    def evidence(self, at, cast):
        case = at(Stage.DELIVERY, Status.RETURNED)
        sent = case.evidence.get()
        added = road.add_evidence(case, cast.staff, title="SK baru", link="https://contoh.go.id/sk-baru")
        for one in (sent, added):
            one.file.save("sk.pdf", ContentFile(b"%PDF-1.4 sk"), save=False)
            one.link, one.content_type, one.file_name = "", "application/pdf", "sk.pdf"
            one.sha256 = f"{one.pk:064}"
            one.save()
            one.file.close()
        return sent, added

    @pytest.mark.parametrize("name", ["evidence_file", "evidence_shown"])
    @pytest.mark.parametrize(
        ("who", "opens_added"),
        [("facilitator", False), ("executive", False), ("steward", True), ("staff", True)],
    )
    def test_is_opened_by_its_unit_and_the_steward_alone(
        self, signed_in, cast, evidence, name, who, opens_added
    ):
        client = signed_in(getattr(cast, who))
        answers = [client.get(reverse(f"workspace:{name}", args=[one.pk])) for one in evidence]
        for answer in answers:
            answer.close()
        assert [answer.status_code for answer in answers] == [200, 200 if opens_added else 404]


class TestAJobThatTookItsWorkersDown:
    def test_says_that_it_stopped_so_that_it_can_be_tried_again(self, signed_in, cast, at):
        case = at(Stage.DRUM_UP, Status.SUBMITTED)
        lost, waiting = (run.begin("list", cast.steward, [(case, case.version)]) for _time in range(2))
        Job.objects.filter(pk=lost.pk).update(state=Job.State.RUNNING)
        of_lost = DBTaskResult.objects.filter(args_kwargs__args=[str(lost.key)])
        of_lost.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
        run.tell_lost()
        states = dict(Job.objects.values_list("pk", "state"))
        assert states == {lost.pk: Job.State.FAILED, waiting.pk: Job.State.WAITING}
        signed_in(cast.steward).post(reverse("admin:stages_job_again", args=[lost.pk]))
        call_command("work", once=True)
        lost.refresh_from_db()
        assert lost.state == Job.State.DONE
