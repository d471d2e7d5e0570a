"""Ending and going on: withdrawing, carrying a record into the new lab, reports of progress."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from innovations.models import Innovation, Lab, ProgressReport, Stage, Status
from stages import carry, progress, workflow
from stages.models import Event, Pulse
from stages.todo import todos
from tests import road
from tests.pages import typed


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


class TestWithdrawing:
    def test_asks_a_reason_but_no_lesson(self, staff, innovation):
        address = page("move", innovation.code, "withdraw")
        text = staff.get(address).text
        assert "Batalkan pendaftaran" in text
        assert "withdraw-lesson" not in text
        fields = typed(staff.get(address), having="withdraw-version")
        refused = staff.post(address, fields)
        assert "Tulis alasannya" in refused.text
        assert Innovation.objects.get().status == Status.DRAFT
        response = staff.post(address, fields | {"withdraw-note": "Salah unit."}, follow=True)
        assert "Pendaftarannya sudah dibatalkan." in response.text
        assert "Pendaftarannya dibatalkan sebelum dikirim." in response.text
        assert Innovation.objects.get().status == Status.STOPPED
        assert Innovation.objects.get().records.get().note == "Salah unit."

    def test_is_open_only_before_the_first_submission(self, innovation, cast):
        def names():
            return {move.name for move in workflow.moves_for(cast.staff, innovation)}

        assert "withdraw" in names()
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert "withdraw" not in names()
        road.move(innovation, "recall", cast.staff)
        assert "withdraw" not in names()
        with pytest.raises(workflow.Refused):
            road.move(innovation, "withdraw", cast.staff)

    def test_is_the_units_alone(self, innovation, cast):
        for person in (cast.outsider, cast.facilitator, cast.executive, cast.steward, cast.juror):
            assert "withdraw" not in {move.name for move in workflow.moves_for(person, innovation)}

    def test_a_stopped_record_tells_whether_a_lesson_was_left(self, staff, at, cast):
        stopped = at(Stage.DIAGNOSE, Status.STOPPED)
        assert "Dihentikan. Pelajarannya tersimpan." in staff.get(stopped.get_absolute_url()).text
        declined = at(Stage.DESIGN, Status.ENDORSED)
        Innovation.objects.filter(pk=declined.pk).update(lessons="")
        road.move(declined, "decline", cast.executive)
        text = staff.get(declined.get_absolute_url()).text
        assert "Dihentikan." in text
        assert "Pelajarannya tersimpan" not in text


@pytest.fixture
def next_lab(lab):
    """The lab of the year after, now the current one."""
    Lab.objects.update(is_current=False)
    return Lab.objects.create(
        name="Inovik 2027",
        slug="inovik-2027",
        year=2027,
        starts_on=date(2027, 3, 2),
        ends_on=date(2027, 3, 4),
        is_current=True,
    )


CHANGES = {
    "changes": "Rute ditambah ke Pagindar.",
    "novelty": "extension",
    "entry_stage": "delivery",
}


class TestCarrying:
    def test_members_of_other_units_go_on_by_name_alone(self, staff, at, cast, next_lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        old.team.create(user=cast.outsider, name="Juni Bancin", duty="Membantu", can_edit=True)
        old.team.create(user=cast.colleague, name="Tomi Solin", duty="Sopir")
        staff.post(page("carry", old.code), CHANGES)
        new = Innovation.objects.get(lab=next_lab)
        assert set(new.team.values_list("name", "user", "can_edit")) == {
            ("Nurmala Berutu", None, False),
            ("Juni Bancin", None, False),
            ("Tomi Solin", cast.colleague.pk, False),
        }
        assert not Innovation.objects.visible_to(cast.outsider).filter(pk=new.pk).exists()

    def test_copies_the_story_the_team_and_the_measures(self, staff, at, cast, next_lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        response = staff.post(page("carry", old.code), CHANGES, follow=True)
        new = Innovation.objects.get(lab=next_lab)
        assert new.code == "INV-2027-0001"
        assert (new.agency, new.predecessor, new.stage, new.status) == (
            cast.education,
            old,
            Stage.DELIVERY,
            Status.DRAFT,
        )
        assert (new.title, new.problem, new.launched_on) == (old.title, old.problem, old.launched_on)
        assert new.idea == f"Rute ditambah ke Pagindar.\n\n{old.idea}"
        assert (new.novelty, new.origin) == ("extension", f"Bus Sekolah Gratis, Disdik, {old.code}")
        (member,) = new.team.all()
        assert (member.name, member.duty) == ("Nurmala Berutu", "Pengatur jadwal")
        assert member.key != old.team.get().key
        (measure,) = new.measures.all()
        assert (measure.baseline, measure.target, measure.actual, measure.measured_on) == (
            90,
            100,
            None,
            None,
        )
        assert (new.results, new.lessons, new.commitment_by, new.after, new.story) == ("", "", "", "", "")
        assert [new.photos.count(), new.evidence.count(), new.progress.count()] == [0, 0, 0]
        assert "Meneruskan" in response.text
        assert old.code in response.text
        old.refresh_from_db()
        assert old.status == Status.PUBLISHED

    def test_stands_in_the_road_of_both(self, staff, at, cast, next_lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        staff.post(page("carry", old.code), CHANGES)
        new = Innovation.objects.get(lab=next_lab)
        events = Event.objects.filter(kind=Event.Kind.CARRIED).order_by("innovation_id")
        assert [(event.innovation, event.actor) for event in events] == [(old, cast.staff), (new, cast.staff)]
        assert new.code in events[0].note
        assert "Rute ditambah" in events[1].note
        text = staff.get(old.get_absolute_url()).text
        assert "Diteruskan sebagai" in text
        assert f'href="{new.get_absolute_url()}"' in text
        assert "Teruskan ke Inovik 2027" not in text

    def test_as_a_new_idea_without_the_dates_of_the_old(self, staff, at, next_lab):
        old = at(Stage.DESIGN, Status.STOPPED)
        staff.post(page("carry", old.code), CHANGES | {"entry_stage": "drum_up"})
        new = Innovation.objects.get(lab=next_lab)
        assert (new.stage, new.idea_on, new.launched_on) == (Stage.DRUM_UP, None, None)

    def test_a_double_click_gives_the_same_record(self, staff, at, next_lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        answers = [staff.post(page("carry", old.code), CHANGES).url for _ in range(2)]
        new = Innovation.objects.get(lab=next_lab)
        assert answers == [new.get_absolute_url()] * 2
        assert staff.get(page("carry", old.code)).url == new.get_absolute_url()
        assert Event.objects.filter(kind=Event.Kind.CARRIED).count() == 2

    @pytest.mark.parametrize(
        ("stage", "status", "may"),
        [
            (Stage.DRUM_UP, Status.DRAFT, False),
            (Stage.DESIGN, Status.ENDORSED, False),
            (Stage.DELIVERY, Status.DRAFT, True),
            (Stage.DISPLAY, Status.RETURNED, True),
            (Stage.DIAGNOSE, Status.STOPPED, True),
        ],
    )
    def test_what_came_far_enough_or_ended(self, staff, at, next_lab, stage, status, may):
        old = at(stage, status)
        assert (staff.get(page("carry", old.code)).status_code == 200) is may
        assert ("Teruskan ke Inovik 2027" in staff.get(old.get_absolute_url()).text) is may
        assert (staff.post(page("carry", old.code), CHANGES).status_code == 302) is may
        assert Innovation.objects.filter(lab=next_lab).exists() is may

    def test_not_within_one_lab_nor_back_nor_without_one(self, staff, at, lab):
        here = at(Stage.DISPLAY, Status.PUBLISHED)
        assert staff.post(page("carry", here.code), CHANGES).status_code == 404
        earlier = Lab.objects.create(
            name="Inovik 2025", slug="i25", year=2025, starts_on=date(2025, 3, 2), ends_on=date(2025, 3, 4)
        )
        assert not carry.may_carry(here, earlier)
        Lab.objects.update(is_current=False)
        assert staff.get(page("carry", here.code)).status_code == 404
        assert staff.get(here.get_absolute_url()).status_code == 200

    def test_an_outsider_gets_404(self, client, at, cast, next_lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        client.force_login(cast.outsider)
        assert client.get(page("carry", old.code)).status_code == 404
        assert client.post(page("carry", old.code), CHANGES).status_code == 404
        assert not Innovation.objects.filter(lab=next_lab).exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"changes": " "}, "Tulis apa yang berubah atau akan dikembangkan"),
            ({"changes": "x" * 2001}, "Ringkas menjadi paling banyak 2000 karakter; sekarang 2001."),
            ({"novelty": "replication"}, "Pilih salah satu: perluasan, atau peningkatan kualitas."),
            ({"entry_stage": ""}, "Pilih salah satu: ide baru, atau sudah berjalan."),
        ],
    )
    def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(self, staff, at, next_lab, changes, sentence):
        old = at(Stage.DISPLAY, Status.PUBLISHED)
        sent = CHANGES | changes
        response = staff.post(page("carry", old.code), sent)
        assert sentence in response.text
        assert typed(response, having="changes")["changes"].strip() == sent["changes"].strip()
        assert not Innovation.objects.filter(lab=next_lab).exists()

    def test_a_long_title_leaves_room_for_unit_and_code(self, at):
        innovation = at(Stage.DISPLAY, Status.PUBLISHED, title="B" * 150)
        innovation.agency.short_name = "D" * 60
        assert len(carry.origin_of(innovation)) <= 250
        assert carry.origin_of(innovation).endswith(f"{'D' * 60}, {innovation.code}")


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_carry_at_once_make_one_record(at, cast, next_lab):
    old = at(Stage.DISPLAY, Status.PUBLISHED)
    answers, start = [], threading.Barrier(2)

    def click(user):
        client = Client()
        client.force_login(user)
        start.wait()
        answers.append(client.post(page("carry", old.code), CHANGES).url)
        connections.close_all()

    threads = [threading.Thread(target=click, args=[user]) for user in (cast.staff, cast.colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    new = Innovation.objects.get(lab=next_lab)
    assert answers == [new.get_absolute_url()] * 2
    assert (new.team.count(), new.measures.count()) == (1, 1)


class TestProgress:
    @pytest.fixture
    def running(self, at):
        return at(Stage.DISPLAY, Status.PUBLISHED)

    def write(self, client, innovation, **changes):
        fields = typed(client.get(page("progress", innovation.code)), having="form_key", **changes)
        return client.post(page("progress", innovation.code), fields)

    def test_is_stored_and_shown_newest_first(self, staff, running):
        self.write(staff, running, text="Dua bus sekarang.")
        text = staff.get(page("progress", running.code)).text
        assert text.index("Dua bus sekarang.") < text.index("Bus berjalan setiap hari sekolah.")
        assert running.progress.last().reported_on == timezone.localdate()

    def test_a_double_click_stores_it_once(self, staff, running):
        fields = typed(staff.get(page("progress", running.code)), having="form_key", text="Dua bus.")
        for _ in range(2):
            assert staff.post(page("progress", running.code), fields).status_code == 302
        assert running.progress.filter(text="Dua bus.").count() == 1

    def test_another_records_form_key_is_no_obstacle(self, staff, at, running):
        other = at(Stage.DISPLAY, Status.DRAFT)
        fields = typed(staff.get(page("progress", running.code)), having="form_key", text="Dua bus.")
        for innovation in (running, other):
            staff.post(page("progress", innovation.code), fields)
        assert ProgressReport.objects.filter(text="Dua bus.").count() == 2

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"text": " "}, "Tulis apa yang terjadi"),
            ({"text": "a", "reported_on": "2199-01-01"}, "Isi tanggal hari ini atau sebelumnya."),
            ({"text": "a", "reported_on": "31-02-2026"}, "Tulis tanggal yang ada di kalender"),
            ({"text": "a", "form_key": ""}, "Muat ulang halaman"),
        ],
    )
    def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(self, staff, running, changes, sentence):
        response = self.write(staff, running, **changes)
        assert sentence in response.text
        assert typed(response, having="form_key")["text"].strip() == changes["text"].strip()
        assert running.progress.count() == 1

    @pytest.mark.parametrize(
        ("stage", "status", "open_"),
        [
            (Stage.DESIGN, Status.DRAFT, False),
            (Stage.DELIVERY, Status.DRAFT, False),
            (Stage.DELIVERY, Status.SUBMITTED, True),
            (Stage.DELIVERY, Status.RETURNED, True),
            (Stage.DISPLAY, Status.APPROVED, True),
            (Stage.DISPLAY, Status.STOPPED, False),
        ],
    )
    def test_is_written_here_once_deliverys_sheet_was_sent(self, staff, at, stage, status, open_):
        innovation = at(stage, status)
        assert (innovation in Innovation.objects.filter(progress.REPORTING)) is open_
        text = staff.get(page("progress", innovation.code)).text
        assert ('name="form_key"' in text) is open_
        assert (
            f'href="{page("progress", innovation.code)}"' in staff.get(innovation.get_absolute_url()).text
        ) is open_
        sent = {
            "form_key": "6f1c1e0a-0000-4000-8000-000000000000",
            "text": "Baru",
            "reported_on": "2026-08-02",
        }
        response = staff.post(page("progress", innovation.code), sent)
        assert response.status_code == (302 if open_ else 409)
        assert innovation.progress.filter(text="Baru").exists() is open_
        if not open_:
            assert '<blockquote class="note-text">Baru</blockquote>' in response.text

    def test_an_outsider_gets_404(self, client, running, cast):
        client.force_login(cast.outsider)
        assert client.get(page("progress", running.code)).status_code == 404
        assert client.post(page("progress", running.code), {}).status_code == 404

    def test_is_paged(self, staff, running):
        ProgressReport.objects.bulk_create(
            ProgressReport(innovation=running, reported_on=date(2026, 8, 1), text=f"Hari {number}")
            for number in range(20)
        )
        assert len(staff.get(page("progress", running.code), {"page": 2}).context["page_obj"]) == 1

    def due(self, cast):
        return [todo for todo in todos(cast.staff) if todo.action == "Tulis laporan"]

    def test_is_owed_once_a_month_until_it_is_written(self, running, cast):
        (todo,) = self.due(cast)
        today = timezone.localdate()
        assert todo.sentence == f"Laporan kemajuan bulan {date_format(today, 'F')}"
        assert (todo.innovation, todo.due.month) == (running, today.month)
        running.progress.create(reported_on=today.replace(day=1) - timedelta(days=1), text="Bulan lalu.")
        assert len(self.due(cast)) == 1
        running.progress.create(reported_on=today.replace(day=1), text="Bulan ini.")
        assert self.due(cast) == []

    def test_is_not_owed_before_the_launch_nor_after_it_stopped(self, running, cast):
        Innovation.objects.filter(pk=running.pk).update(launched_on=timezone.localdate() + timedelta(days=1))
        assert self.due(cast) == []
        Innovation.objects.filter(pk=running.pk).update(launched_on=timezone.localdate())
        assert len(self.due(cast)) == 1
        Pulse.objects.create(innovation=running, quarter=date(2026, 1, 1), answer="stopped", channel="link")
        assert self.due(cast) == []

    def test_owing_costs_one_query(self, at, cast, django_assert_num_queries):
        for _ in range(3):
            at(Stage.DISPLAY, Status.PUBLISHED)
        with django_assert_num_queries(1):
            assert len(list(progress.todos(cast.staff))) == 3
