"""What is done with several cases at once: seen before, done by the worker, told for each, never twice."""

import io
import re
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from innovations.models import Innovation, Stage, Status
from stages.jobs import kinds, run
from stages.jobs.bulk import Bulk, Line
from stages.models import Job, Notice
from tests import road

QUEUE = reverse("admin:stages_case_changelist") + "?lihat=semua"


class Note(Bulk):
    """Leaves a trace in the case, once for each act; a case by the name of "Rusak" brings the worker down."""

    def look(self, user, cases, options):
        return [Line(case, "Dicatat.", is_open="tutup" not in case.title) for case in cases]

    def act(self, user, case, version, options):
        Innovation.objects.filter(pk=case.pk).update(lessons=case.lessons + "x")
        if case.title == "Rusak":
            raise MemoryError
        return "Sudah."


@pytest.fixture
def noting(monkeypatch):
    """A kind of job for these tests, open to the steward."""
    kind = kinds.Kind("note", "Catat", frozenset({"STEWARD"}), "tests.test_jobs.Note")
    monkeypatch.setitem(kinds.KINDS, "note", kind)


@pytest.fixture
def cases(at):
    return [at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in ("Bus", "Posyandu", "Pasar")]


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def chosen(*cases):
    return {"_selected_action": [case.pk for case in cases], "seen": [f"{c.pk}:{c.version}" for c in cases]}


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def confirm(client, action, *cases, **more):
    data = {"action": f"job_{action}", "confirmed": "1", "key": uuid.uuid4(), **chosen(*cases)} | more
    return client.post(QUEUE, data)


def results(job):
    job.refresh_from_db()
    return [(row["title"], row["is_done"], row["sentence"]) for row in job.results]


class TestAReminder:
    NOTE = {"bulk-note": "Rapat evaluasi hari Jumat."}

    def test_is_shown_before_it_leaves(self, steward, cases, cast):
        response = steward.post(QUEUE, {"action": "job_remind", "look": "1", **chosen(*cases), **self.NOTE})
        assert words(response).count("Yang diingatkan: Bayu Fasilitator, Sari Fasilitator.") == 3
        assert "Akan dikerjakan untuk 3 kasus." in words(response)
        assert not Notice.objects.filter(kind="nudged").exists()
        assert not Job.objects.exists()

    def test_first_asks_what_to_say(self, steward, cases):
        response = steward.post(QUEUE, {"action": "job_remind", **chosen(*cases)})
        assert 'name="bulk-note"' in response.text
        assert 'name="confirmed"' not in response.text

    def test_without_words_is_not_begun_and_keeps_the_chosen(self, steward, cases):
        response = confirm(steward, "remind", *cases, **{"bulk-note": " "})
        assert "Isi bagian ini." in words(response)
        assert response.text.count('name="seen"') == 3
        assert not Job.objects.exists()

    def test_reaches_whose_turn_it_is_and_says_so_for_each_case(self, steward, cases, cast, at):
        draft = at(Stage.DIAGNOSE, Status.DRAFT, title="Draf")
        stopped = at(Stage.DRUM_UP, Status.STOPPED, title="Henti")
        response = confirm(steward, "remind", cases[0], draft, stopped, **self.NOTE)
        job = Job.objects.get()
        assert response.url == reverse("admin:stages_job_change", args=[job.pk])
        call_command("work", once=True)
        assert results(job) == [
            ("Bus", True, "Diingatkan: Bayu Fasilitator, Sari Fasilitator."),
            ("Draf", True, "Diingatkan: Rosmaida Manik."),
            ("Henti", False, "Tidak menunggu siapa pun."),
        ]
        told = Notice.objects.filter(kind="nudged").values_list("user__username", "innovation__title")
        assert set(told) == {("fasilitator", "Bus"), ("fasilitator2", "Bus"), ("staf", "Draf")}
        page = words(steward.get(response.url))
        assert "Selesai: 2 berhasil, 1 tidak." in page
        assert "Tidak menunggu siapa pun." in page

    def test_is_given_once_a_day(self, steward, cases):
        for _click in range(2):
            confirm(steward, "remind", cases[0], **self.NOTE)
            call_command("work", once=True)
        first, second = Job.objects.order_by("pk")
        assert results(first)[0][1:] == (True, "Diingatkan: Bayu Fasilitator, Sari Fasilitator.")
        assert results(second)[0][1:] == (False, "Sudah diingatkan hari ini.")


class TestAJob:
    def test_sent_twice_is_one(self, steward, cases, noting):
        key = uuid.uuid4()
        pages = {confirm(steward, "note", *cases, key=key).url for _click in range(2)}
        assert len(pages) == 1
        call_command("work", once=True)
        assert set(Innovation.objects.values_list("lessons", flat=True)) == {"x"}

    def test_refuses_only_what_changed_since_it_was_seen(self, steward, cases, cast, noting):
        first, second, _third = cases
        response = confirm(steward, "remind", first, second, **TestAReminder.NOTE)
        road.move(first, "return", cast.facilitator)
        call_command("work", once=True)
        (one, other) = results(Job.objects.get())
        assert one[1] is False
        assert "Sari Fasilitator sudah lebih dulu memilih" in one[2]
        assert other[1] is True
        assert "Selesai: 1 berhasil, 1 tidak." in words(steward.get(response.url))

    def test_that_stopped_goes_on_where_it_was_and_repeats_nothing(self, steward, cases, noting):
        Innovation.objects.filter(pk=cases[1].pk).update(title="Rusak")
        response = confirm(steward, "note", *cases)
        call_command("work", once=True)
        job = Job.objects.get()
        assert (job.state, job.done) == (Job.State.FAILED, 1)
        assert "Terhenti setelah 1 dari 3." in words(steward.get(response.url))
        Innovation.objects.filter(pk=cases[1].pk).update(title="Posyandu")
        steward.post(reverse("admin:stages_job_again", args=[job.pk]))
        call_command("work", once=True)
        assert results(job) == [(title, True, "Sudah.") for title in ("Bus", "Posyandu", "Pasar")]
        assert [Innovation.objects.get(pk=case.pk).lessons for case in cases] == ["x", "x", "x"]

    def test_whose_worker_was_killed_is_not_done_twice(self, cast, cases, noting):
        """The queue gives the task to another worker, which begins it anew."""
        job = run.begin("note", cast.steward, [(case, case.version) for case in cases])
        job.results, job.done, job.state = [run.row(cases[0], True, "Sudah.")], 1, Job.State.RUNNING
        job.save()
        call_command("work", once=True)
        assert [Innovation.objects.get(pk=case.pk).lessons for case in cases] == ["", "x", "x"]
        job.refresh_from_db()
        assert (job.state, job.done) == (Job.State.DONE, 3)

    def test_of_somebody_whose_role_changed_does_nothing(self, cast, cases, noting):
        job = run.begin("note", cast.steward, [(case, case.version) for case in cases])
        cast.steward.is_active = False
        cast.steward.save()
        call_command("work", once=True)
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert set(Innovation.objects.values_list("lessons", flat=True)) == {""}

    @pytest.mark.parametrize(
        "sent", [{"seen": "1:x"}, {"seen": []}, {"key": "x"}, {"key": ""}, {"seen": ["999999:1"]}]
    )
    def test_that_no_page_of_ours_asked_for_is_not_begun(self, steward, cases, sent):
        response = confirm(steward, "list", *cases, **sent)
        assert response.status_code == 302
        assert not Job.objects.exists()

    def test_is_its_owners_alone(self, client, cast, cases):
        job = run.begin("list", cast.steward, [(case, case.version) for case in cases])
        call_command("work", once=True)
        for person in (cast.facilitator, cast.executive):
            client.force_login(person)
            assert client.get(reverse("admin:stages_job_change", args=[job.pk])).status_code == 302
            for name in ("file", "again"):
                assert client.post(reverse(f"admin:stages_job_{name}", args=[job.pk])).status_code == 404
            assert str(job.created_at) not in client.get(reverse("admin:stages_job_changelist")).text

    def test_offers_each_role_its_own_kinds(self, client, cast, cases):
        for person, offered in (
            (cast.facilitator, {"job_list"}),
            (cast.steward, {"job_list", "job_remind"}),
        ):
            client.force_login(person)
            found = set(re.findall(r'<option value="(job_\w+)"', client.get(QUEUE).text))
            assert offered <= found
            assert ("job_remind" in found) is ("job_remind" in offered)

    def test_of_another_role_is_not_begun(self, client, cast, cases):
        client.force_login(cast.facilitator)
        confirm(client, "remind", *cases, **TestAReminder.NOTE)
        assert not Job.objects.exists()


class TestTheList:
    def test_holds_the_chosen_cases_as_the_queue_shows_them(self, steward, cases):
        Innovation.objects.filter(pk=cases[1].pk).update(title="=1+1")
        response = confirm(steward, "list", *cases)
        assert "Menunggu giliran." in words(steward.get(response.url))
        call_command("work", once=True)
        job = Job.objects.get()
        answer = steward.get(reverse("admin:stages_job_file", args=[job.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][:3] == ("Kode", "Judul", "Unit kerja")
        assert [row[:3] for row in rows[1:]] == [
            (cases[0].code, "Bus", "Dinas Pendidikan"),
            (cases[1].code, "'=1+1", "Dinas Pendidikan"),
            (cases[2].code, "Pasar", "Dinas Pendidikan"),
        ]
        assert rows[1][6:8] == ("Drum-up", "Ditelaah fasilitator")

    def test_is_forgotten_after_two_weeks(self, steward, cases):
        confirm(steward, "list", *cases)
        call_command("work", once=True)
        job = Job.objects.get()
        Job.objects.update(finished_at=job.finished_at - run.FILE_KEPT * 2)
        run.forget_old()
        job.refresh_from_db()
        assert not job.file
        assert len(job.results) == 3
        assert steward.get(reverse("admin:stages_job_file", args=[job.pk])).status_code == 404
