"""The quarter's question: when it is asked and of whom, one answer behind a signed link, and silence that is heard."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from innovations.models import Innovation, ProgressReport, Stage, Status
from stages import pulse
from stages.models import Event, Pulse
from stages.notices import mail, questions
from stages.notices.models import Mail, Notice
from stages.todo import todos
from tests import road
from tests.pages import typed

WORKSPACE = reverse("workspace:pulse")


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED)


@pytest.fixture
def quarter():
    return pulse.quarter_asked()


def link(innovation, quarter=None) -> str:
    return reverse("public:pulse", args=[pulse.token(innovation, quarter or pulse.quarter_asked())])


def earlier(quarter, count: int) -> date:
    """The first day of the quarter `count` quarters before."""
    month = quarter.year * 12 + quarter.month - 1 - 3 * count
    return date(month // 12, month % 12 + 1, 1)


def launched(innovation, day) -> None:
    Innovation.objects.filter(pk=innovation.pk).update(
        launched_on=day, idea_on=None, trial_on=None, applied_on=None
    )


class TestWhen:
    @pytest.mark.parametrize(
        ("today", "asked"),
        [
            (date(2026, 11, 30), date(2026, 7, 1)),
            (date(2026, 12, 1), date(2026, 10, 1)),
            (date(2027, 1, 15), date(2026, 10, 1)),
            (date(2027, 2, 28), date(2026, 10, 1)),
            (date(2027, 3, 1), date(2027, 1, 1)),
            (date(2027, 6, 1), date(2027, 4, 1)),
            (date(2027, 9, 30), date(2027, 7, 1)),
        ],
    )
    def test_opens_with_the_last_month_of_its_quarter_and_closes_with_the_next(self, today, asked):
        assert pulse.quarter_asked(today) == asked
        assert timezone.localtime(pulse.closes_at(asked)).date() >= today

    def test_closes_at_the_end_of_the_day_before_the_next_opens(self):
        assert pulse.closes_at(date(2026, 10, 1)) == datetime(2027, 2, 28, 16, 59, tzinfo=UTC)
        assert pulse.quarter_name(date(2026, 10, 1)) == "triwulan IV 2026"

    @pytest.mark.parametrize("wrong", [date(2026, 2, 1), date(2026, 10, 2)])
    def test_the_database_knows_no_other_quarter(self, published, wrong):
        with pytest.raises(IntegrityError, match="pulse_quarter_is_its_first_day"), transaction.atomic():
            Pulse.objects.create(innovation=published, quarter=wrong, answer="running", channel="link")


class TestOfWhom:
    @pytest.mark.parametrize(
        ("stage", "status", "asked"),
        [
            (Stage.DESIGN, Status.DRAFT, False),
            (Stage.DELIVERY, Status.SUBMITTED, True),
            (Stage.DISPLAY, Status.DRAFT, True),
            (Stage.DISPLAY, Status.PUBLISHED, True),
            (Stage.DISPLAY, Status.STOPPED, False),
        ],
    )
    def test_of_what_was_launched_and_has_not_ended(self, at, quarter, stage, status, asked):
        innovation = at(stage, status)
        launched(innovation, date(2020, 6, 1))
        assert pulse.asked_about(quarter).filter(pk=innovation.pk).exists() is asked

    def test_not_of_what_is_launched_later(self, at, quarter):
        innovation = at(Stage.DISPLAY, Status.DRAFT)
        launched(innovation, timezone.localdate() + timedelta(days=40))
        assert not pulse.asked_about(quarter).exists()
        launched(innovation, None)
        assert not pulse.asked_about(quarter).exists()

    def test_not_again_of_what_answered_that_it_stopped(self, published, quarter):
        before = earlier(quarter, 1)
        Pulse.objects.create(innovation=published, quarter=before, answer="changed", channel="link")
        assert list(pulse.asked_about(quarter)) == [published]
        Pulse.objects.update(answer="stopped")
        assert list(pulse.asked_about(quarter)) == []


class TestPutToTheUnit:
    def put(self) -> set[tuple[str, str]]:
        return {(one.user.username, one.path) for one in Notice.objects.filter(kind="question")}

    def test_the_custodian_is_asked_once_with_the_signed_link(self, published, cast):
        assert questions.ask() == 1
        assert questions.ask() == 0
        assert self.put() == {("staf", link(published))}

    def test_all_of_the_unit_are_asked_when_the_custodian_is_away(self, published, cast):
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        questions.ask()
        assert self.put() == {("rekan", link(published))}

    def test_what_answered_is_not_asked_and_what_was_asked_is_read_once_answered(self, published, quarter):
        pulse.keep(published, quarter, answer="running")
        assert questions.ask() == 0
        Pulse.objects.all().delete()
        questions.ask()
        pulse.keep(published, quarter, answer="running")
        assert not Notice.objects.unread().filter(kind="question").exists()

    def test_many_records_cost_as_many_queries_as_one(self, at, cast, published, django_assert_num_queries):
        with django_assert_num_queries(6):  # savepoint twice, lock, questions, people, notices
            questions.ask()
        for number in range(3):
            at(Stage.DISPLAY, Status.PUBLISHED, title=f"Inovasi {number}")
        with django_assert_num_queries(6):
            assert questions.ask() == 3

    def test_the_mail_asks_for_action_and_carries_the_link(self, published, cast, quarter):
        User.objects.filter(pk=cast.staff.pk).update(email="staf@contoh.go.id")
        Notice.objects.all().delete()
        questions.ask()
        assert mail.collect() == 1
        letter = Mail.objects.get()
        assert letter.subject.startswith("PERLU TINDAKAN: Masih jalan, berubah, atau berhenti?")
        assert link(published) in letter.body
        assert pulse.quarter_name(quarter) in letter.body


class TestByLink:
    def test_shows_the_question_to_a_stranger_and_answers_nothing(self, client, published):
        response = client.get(link(published))
        assert published.title in response.text
        assert "Dinas Pendidikan" in response.text
        for label in Pulse.Answer.labels:
            assert f">{label}</button>" in response.text
        assert not Pulse.objects.exists()
        assert "no-store" in response["Cache-Control"]
        assert set(response.cookies) == {"csrftoken"}

    def test_one_tap_answers_and_the_road_shows_it(self, client, published, quarter, cast):
        response = client.post(link(published), {"answer": "running", "number": "1.250"}, follow=True)
        assert "Terima kasih, kabarnya sudah tercatat" in response.text
        assert "masih jalan, 1.250 orang dilayani." in response.text
        kept = Pulse.objects.get()
        assert (kept.innovation, kept.quarter, kept.answer, kept.number) == (
            published,
            quarter,
            "running",
            1250,
        )
        assert (kept.channel, kept.answered_by) == ("link", None)
        event = Event.objects.get(kind=Event.Kind.PULSE)
        assert (event.innovation, event.actor) == (published, None)
        client.force_login(cast.staff)
        assert "1.250 orang dilayani." in client.get(published.get_absolute_url()).text

    def test_the_first_answer_stays(self, client, published):
        client.post(link(published), {"answer": "running"})
        response = client.post(link(published), {"answer": "stopped", "number": "9"})
        assert "masih jalan." in response.text
        assert Pulse.objects.get().answer == "running"
        assert Event.objects.filter(kind="pulse").count() == 1

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"number": "banyak"}, "Pilih salah satu: masih jalan, berubah, atau berhenti."),
            ({"answer": "entah", "number": "12"}, "Pilih salah satu: masih jalan, berubah, atau berhenti."),
            ({"answer": "running", "number": "banyak"}, "Tulis bilangan bulat tanpa koma"),
            ({"answer": "running", "number": "-1"}, "Isi angka 0 atau lebih."),
            ({"answer": "running", "number": "9" * 12}, "Isi angka paling banyak"),
        ],
    )
    def test_a_refusal_says_what_to_do_and_keeps_the_number(self, client, published, sent, sentence):
        response = client.post(link(published), sent)
        assert sentence in response.text
        assert typed(response, having="number")["number"] == sent["number"]
        assert not Pulse.objects.exists()

    def test_another_sites_form_is_refused(self, published):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link(published), {"answer": "stopped"}).status_code == 403
        token = strict.get(link(published)).cookies["csrftoken"].value
        answer = {"answer": "running", "csrfmiddlewaretoken": token}
        assert strict.post(link(published), answer).status_code == 302

    def test_wrong_closed_or_ended_is_told_kindly(self, client, published, quarter, cast):
        sealed = link(published)
        for address in (
            "/kabar/entah/",
            sealed.replace("INV-2026-0001", "INV-2026-0002"),
            sealed[:-3] + "xx/",
            link(published, earlier(quarter, 1)),
        ):
            response = client.get(address)
            assert response.status_code == 404
            assert "Tautan ini sudah tidak berlaku" in response.text
            assert published.title not in response.text
            assert client.post(address, {"answer": "running"}).status_code == 404
        assert not Pulse.objects.exists()

    def test_a_link_to_a_stopped_record_is_closed(self, client, at, cast):
        innovation = at(Stage.DISPLAY, Status.DRAFT)
        assert client.get(link(innovation)).status_code == 200
        road.move(innovation, "stop", cast.staff)
        assert client.get(link(innovation)).status_code == 404

    def test_needs_few_queries(self, client, published):
        with CaptureQueriesContext(connection) as seen:
            client.get(link(published))
        assert len(seen) <= 4


class TestInTheWorkspace:
    @pytest.fixture
    def staff(self, client, cast):
        client.force_login(cast.staff)
        return client

    def send(self, client, innovation, answer, **fields):
        named = {f"{innovation.code}-{name}": value for name, value in ({"answer": answer} | fields).items()}
        return client.post(WORKSPACE, {"code": innovation.code} | named, follow=True)

    def test_asks_about_each_record_of_the_unit(self, staff, at, published):
        at(Stage.DESIGN, Status.DRAFT, title="Belum jalan")
        text = staff.get(WORKSPACE).text
        assert published.title in text
        assert "Belum jalan" not in text
        assert f'href="{link(published)}"' in text

    def test_a_colleague_answers_and_corrects(self, staff, published, cast):
        Pulse.objects.create(
            innovation=published, quarter=pulse.quarter_asked(), answer="stopped", channel="link"
        )
        response = self.send(staff, published, "changed", number="30", note="Rute baru.")
        assert "berubah, 30 orang dilayani. Rute baru." in response.text
        kept = Pulse.objects.get()
        assert (kept.answer, kept.number, kept.note, kept.channel, kept.answered_by) == (
            "changed",
            30,
            "Rute baru.",
            "workspace",
            cast.staff,
        )
        assert Event.objects.get(kind="pulse").actor == cast.staff

    def test_the_same_answer_twice_is_one_event(self, staff, published):
        for _ in range(2):
            self.send(staff, published, "running", number="30")
        assert Event.objects.filter(kind="pulse").count() == 1

    def test_a_number_that_is_none_stays_to_be_mended(self, staff, published):
        response = self.send(staff, published, "running", number="tiga puluh", note="Rute baru.")
        assert "Tulis bilangan bulat tanpa koma" in response.text
        fields = typed(response, having="code")
        assert (fields[f"{published.code}-number"], fields[f"{published.code}-note"]) == (
            "tiga puluh",
            "Rute baru.",
        )
        assert not Pulse.objects.exists()

    @pytest.mark.parametrize("code", ["", "INV-2026-9999", "a\0b"])
    def test_of_no_record_of_the_unit_is_not_found(self, staff, published, code):
        assert staff.post(WORKSPACE, {"code": code}).status_code == 404

    def test_an_outsider_sees_and_answers_nothing(self, client, published, cast):
        client.force_login(cast.outsider)
        assert published.title not in client.get(WORKSPACE).text
        assert self.send(client, published, "stopped").status_code == 404
        assert not Pulse.objects.exists()

    def test_as_many_queries_for_three_records_as_for_one(self, staff, at):
        counts = []
        for more in (1, 2):
            for _ in range(more):
                at(Stage.DISPLAY, Status.PUBLISHED)
            with CaptureQueriesContext(connection) as seen:
                staff.get(WORKSPACE)
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 8


def reported(innovation) -> None:
    """A report of today, so that none is owed."""
    ProgressReport.objects.create(innovation=innovation, reported_on=timezone.localdate(), text="Jalan.")


class TestTasks:
    def test_an_open_question_waits_until_it_is_answered(self, published, quarter, cast):
        reported(published)
        (todo,) = todos(cast.staff)
        assert (todo.innovation, todo.due, todo.action) == (published, pulse.closes_at(quarter), "Jawab")
        assert todo.url == f"{WORKSPACE}#{published.code}"
        pulse.keep(published, quarter, answer="running")
        assert todos(cast.staff) == []

    def test_stopped_does_not_move_the_record_but_asks_for_its_lesson(self, at, quarter, cast):
        innovation = at(Stage.DISPLAY, Status.DRAFT)
        pulse.keep(innovation, quarter, answer="stopped")
        innovation.refresh_from_db()
        assert innovation.status == Status.DRAFT
        (todo,) = todos(cast.staff)
        assert todo.url == reverse("workspace:move", args=[innovation.code, "stop"])
        road.move(innovation, "stop", cast.staff)
        assert todos(cast.staff) == []

    def test_of_a_published_record_the_unit_writes_what_happened(self, published, quarter, cast):
        pulse.keep(published, quarter, answer="stopped")
        (todo,) = todos(cast.staff)
        assert todo.url == reverse("workspace:progress", args=[published.code])
        reported(published)
        assert todos(cast.staff) == []
        assert todos(cast.outsider) == []

    def test_cost_one_query(self, at, cast, django_assert_num_queries):
        for _ in range(3):
            at(Stage.DISPLAY, Status.PUBLISHED)
        with django_assert_num_queries(1):
            assert len(list(pulse.todos(cast.staff))) == 3


class TestSilence:
    def long_ago(self, innovation) -> None:
        """As if the record had come to Delivery years ago: it entered there."""
        launched(innovation, date(2020, 6, 1))
        Innovation.objects.filter(pk=innovation.pk).update(created_at=datetime(2021, 1, 1, tzinfo=UTC))

    @pytest.fixture
    def old(self, cast, lab, festival):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        road.bring_to(innovation, Stage.DISPLAY, Status.PUBLISHED, cast)
        self.long_ago(innovation)
        return innovation

    def test_two_missed_questions_become_the_stewards(self, client, old, quarter, cast):
        cast.education.whatsapp = "6281234567890"
        cast.education.save()
        assert list(pulse.silent()) == [old]
        client.force_login(cast.steward)
        text = client.get(reverse("admin:index")).text
        assert "Dua triwulan tanpa kabar" in text
        assert 'href="https://wa.me/6281234567890"' in text

    @pytest.mark.parametrize("which", [0, 1, 2])
    def test_one_answer_ends_the_silence(self, old, quarter, which):
        Pulse.objects.create(
            innovation=old, quarter=earlier(quarter, which), answer="running", channel="link"
        )
        assert list(pulse.silent()) == []

    def test_what_came_lately_was_not_asked_twice(self, published):
        launched(published, date(2020, 6, 1))
        assert list(pulse.silent()) == []

    def test_what_was_published_and_stopped_is_the_stewards_too(self, client, published, quarter, cast):
        pulse.keep(published, quarter, answer="stopped")
        assert list(pulse.ended()) == [published]
        client.force_login(cast.steward)
        assert "Diumumkan, tetapi sudah berhenti" in client.get(reverse("admin:index")).text
        client.force_login(cast.facilitator)
        assert "Diumumkan, tetapi sudah berhenti" not in client.get(reverse("admin:index")).text


def test_an_answer_from_the_workspace_has_a_name(published, quarter, cast):
    with pytest.raises(IntegrityError, match="pulse_from_the_workspace_has_a_name"), transaction.atomic():
        Pulse.objects.create(innovation=published, quarter=quarter, answer="running", channel="workspace")
