"""The first screen: what waits and until when, drafts with what they lack, dates, and the unit's records."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innovations.models import Innovation, Stage, Status
from stages import completeness, sheets, workflow
from stages.models import StageWindow
from stages.todo import todos
from tests import road

WIB = ZoneInfo("Asia/Jakarta")
INBOX = reverse("workspace:inbox")


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def due(days: float):
    return timezone.now() + timedelta(days=days)


def set_due(innovation, moment) -> None:
    with workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(due=moment)


class TestWhatWaits:
    def test_nothing_names_the_next_sensible_thing(self, staff, at):
        at(Stage.DRUM_UP, Status.SUBMITTED)
        text = staff.get(INBOX).text
        assert "Tidak ada yang menunggu Anda." in text
        assert "Punya ide, atau sesuatu yang sudah berjalan?" in text
        at(Stage.DRUM_UP, Status.DRAFT)
        assert "Waktu yang baik untuk melanjutkan draf" in staff.get(INBOX).text

    def test_the_most_urgent_first_with_the_reviewers_words(self, staff, at, cast):
        later, sooner = (at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in ("Nanti", "Segera"))
        road.move(later, "return", cast.facilitator, due=due(5), note="Sebutkan angkanya.")
        road.move(sooner, "return", cast.facilitator, due=due(1), note="Siapa penerimanya?")
        late = at(Stage.DRUM_UP, Status.DRAFT, title="Terlambat")
        set_due(late, due(-3))
        tasks = staff.get(INBOX).context["tasks"]
        assert [(task.innovation.title, task.tone) for task in tasks] == [
            ("Terlambat", "late"),
            ("Segera", "near"),
            ("Nanti", "calm"),
        ]
        assert [task.action for task in tasks] == ["Lengkapi", "Perbaiki", "Perbaiki"]
        assert [task.words for task in tasks] == ["", "Siapa penerimanya?", "Sebutkan angkanya."]
        text = staff.get(INBOX).text
        assert "lewat 3 hari" in text
        assert f'href="{reverse("workspace:sheet", args=[sooner.code])}"' in text

    def test_a_draft_waits_only_when_its_date_is_near(self, at, cast):
        draft = at(Stage.DRUM_UP, Status.DRAFT)
        assert todos(cast.staff) == []
        set_due(draft, due(6))
        assert [todo.innovation for todo in todos(cast.staff)] == [draft]

    def test_more_than_five_are_folded_away(self, staff, at, lab):
        for number in range(7):
            set_due(at(Stage.DRUM_UP, Status.DRAFT, title=f"Draf {number}"), due(number / 2))
        response = staff.get(INBOX)
        assert (len(response.context["tasks"]), len(response.context["more_tasks"])) == (5, 2)
        assert "Lihat 2 lagi" in response.text

    def test_nothing_of_another_unit_and_nothing_for_who_has_none(self, at, cast):
        set_due(at(Stage.DRUM_UP, Status.DRAFT), due(-1))
        assert len(todos(cast.colleague)) == 1
        for person in (cast.outsider, cast.facilitator, cast.steward, cast.juror):
            assert todos(person) == []
        cast.colleague.is_active = False
        assert todos(cast.colleague) == []


class TestDrafts:
    def test_say_how_many_parts_are_lacking(self, staff, innovation):
        text = staff.get(INBOX).text
        assert "Drum-up: masih kurang 5 bagian" in text
        assert "Tersimpan" in text

    def test_a_complete_one_waits_to_be_sent(self, staff, innovation, cast):
        road.fill(innovation, cast.staff)
        assert "Drum-up: sudah lengkap, tinggal dikirim" in staff.get(INBOX).text

    @pytest.mark.parametrize("stage", Stage)
    def test_the_number_is_that_of_the_sheets_own_rules(self, at, cast, stage):
        innovation = at(stage, Status.DRAFT)
        for _step in range(2):
            counted = completeness.with_rows_done(Innovation.objects.all()).get(pk=innovation.pk)
            with CaptureQueriesContext(connection) as seen:
                number = completeness.parts_lacking(counted)
            assert number == len({one.part.key for one in sheets.missing(innovation)})
            assert len(seen) == 0
            road.fill(innovation, cast.staff)

    def test_a_row_with_an_empty_column_counts_as_lacking(self, at, cast):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        road.fill(innovation, cast.staff)
        for change in ({"target": None}, {"target": 10}):
            innovation.measures.update(**change)
            counted = completeness.with_rows_done(Innovation.objects.all()).get(pk=innovation.pk)
            assert completeness.parts_lacking(counted) == (1 if change["target"] is None else 0)
        innovation.steps.update(output="")
        counted = completeness.with_rows_done(Innovation.objects.all()).get(pk=innovation.pk)
        assert completeness.parts_lacking(counted) == 1


class TestDates:
    def test_say_day_date_hour_and_how_long_it_is(self, staff, at, cast, lab):
        StageWindow.objects.exclude(stage=Stage.DESIGN).delete()
        day = timezone.localtime() + timedelta(days=4)
        StageWindow.objects.update(due_at=day.replace(hour=16, minute=0, second=0, microsecond=0))
        text = staff.get(INBOX).text
        assert "Tahap Design" in text
        assert "pukul 16.00 WIB" in text
        assert "4 hari lagi" in text

    def test_what_a_reviewer_asked_of_the_unit_is_among_them(self, staff, at, cast):
        back = at(Stage.DRUM_UP, Status.SUBMITTED, title="Yang kembali")
        road.move(back, "return", cast.facilitator, due=datetime(2029, 12, 14, 9, 30, tzinfo=WIB))
        first = staff.get(INBOX).context["deadlines"][0]
        assert (first.what, first.url) == ("Yang kembali", back.get_absolute_url())
        assert "Jumat, 14 Des 2029" in staff.get(INBOX).text

    def test_what_is_past_is_not_ahead(self, staff, lab):
        StageWindow.objects.update(
            opens_at=datetime(2020, 1, 1, tzinfo=WIB), due_at=datetime(2020, 2, 1, tzinfo=WIB)
        )
        assert "Belum ada batas waktu yang akan datang" in staff.get(INBOX).text


class TestRecords:
    def test_first_what_is_with_the_unit_last_what_has_ended(self, staff, at, cast):
        wanted = [Status.RETURNED, Status.DRAFT, Status.SUBMITTED, Status.PUBLISHED, Status.STOPPED]
        for status in reversed(wanted):
            at(Stage.DISPLAY, status, title=status)
        lines = staff.get(INBOX).context["lines"]
        assert [line.innovation.status for line in lines] == wanted
        assert (lines[0].number, lines[0].marks) == (5, ["done"] * 4 + ["current"])

    def test_twenty_and_the_way_to_the_rest(self, staff, cast, lab):
        for number in range(21):
            road.register(cast.staff, lab, f"Inovasi {number}")
        response = staff.get(INBOX)
        assert len(response.context["lines"]) == 20
        assert "Lihat semua inovasi unit" in response.text
        assert "Lihat semua draf" in response.text

    def test_a_new_unit_has_one_clear_start(self, staff, lab):
        text = staff.get(INBOX).text
        assert text.count(f'href="{reverse("workspace:new")}"') == 1
        assert "Mulai sekarang" in text
        assert "Draf Anda" not in text


def test_at_most_twelve_queries_at_one_three_and_twenty_records(staff, at, cast):
    counts = []
    for more in (1, 2, 17):
        for _ in range(more):
            at(Stage.DISPLAY, Status.PUBLISHED)
            for status in (Status.DRAFT, Status.RETURNED) if more < 17 else (Status.DRAFT,):
                at(Stage.DRUM_UP, status)
        with CaptureQueriesContext(connection) as seen:
            staff.get(INBOX)
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2] <= 12
