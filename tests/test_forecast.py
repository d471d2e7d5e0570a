"""How many units will be late: the rule, and what the steward reads of it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from innovations.models import Innovation, Stage, Status
from stages import workflow
from stages.forecast import FRESH, coming, forecast, will_be_late
from stages.models import Extension, StageWindow
from tests import road

NOW = timezone.now()


@pytest.fixture
def window(lab):
    """Of Drum-up, open for twenty days and due in ten."""
    window = StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)
    window.opens_at, window.due_at = NOW - timedelta(days=20), NOW + timedelta(days=10)
    window.save()
    return window


def begun(innovation, days, due=None):
    """As if the draft had come to its stage so many days ago."""
    fields = {"since": NOW - timedelta(days=days)} | ({"due": due} if due else {})
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(**fields)
    return innovation


def late_units(window):
    return [unit.agency.name for unit in forecast(window).late]


class TestTheRule:
    @pytest.mark.parametrize(
        ("filled", "lacks", "age", "left", "is_late"),
        [
            (4, 1, 20, 10, False),  # five days a part
            (2, 3, 20, 10, True),  # ten days a part
            (0, 5, 20, 10, True),
            (0, 5, 2, 10, False),  # too young to tell
            (5, 0, 20, 10, False),
            (5, 0, 20, -1, True),  # complete, and not sent in time
            (1, 4, 2, 0, True),
        ],
    )
    def test_compares_the_pace_so_far_with_the_time_that_is_left(self, filled, lacks, age, left, is_late):
        assert timedelta(days=3) == FRESH
        since, due = NOW - timedelta(days=age), NOW + timedelta(days=left)
        assert will_be_late(filled=filled, lacks=lacks, since=since, due=due, now=NOW) is is_late

    def test_a_unit_without_any_record_is_late_and_one_that_is_nearly_done_is_not(self, cast, lab, window):
        draft = road.register(cast.staff, lab)
        road.fill(draft, cast.staff)
        begun(draft, 20)
        found = forecast(window)
        assert [(unit.agency.name, unit.absence) for unit in found.late] == [
            ("UPT Puskesmas Sibande", "Belum mendaftarkan inovasi.")
        ]
        assert found.sentence == "Batas waktu Drum-up: 1 dari 2 unit akan terlambat"

    def test_a_draft_that_stands_still_makes_its_unit_late_and_names_the_parts(self, cast, lab, window):
        draft = begun(road.register(cast.staff, lab), 20)
        found = next(unit for unit in forecast(window).late if unit.agency == cast.education)
        assert [str(part.label) for part in found.drafts[0].lacks] == [
            "Judul",
            "Tugas yang diperbaiki",
            "Inisiator",
            "Penanggung jawab dan tim",
            "Komitmen kepala unit",
        ]
        assert found.drafts[0].innovation == draft

    def test_more_time_for_the_unit_counts(self, cast, lab, window):
        draft = road.register(cast.staff, lab)
        road.fill(draft, cast.staff)
        draft.commitment_by = draft.duty = ""
        draft.save()
        begun(draft, 30)  # three of five parts: twenty days to go
        assert "Dinas Pendidikan" in late_units(window)
        Extension.objects.create(
            window=window,
            agency=cast.education,
            until=NOW + timedelta(days=30),
            reason="Banjir",
            granted_by=cast.steward,
        )
        workflow.reschedule(window)
        assert "Dinas Pendidikan" not in late_units(window)

    def test_what_was_sent_returned_or_has_gone_on_is_in_time(self, at, cast, window):
        at(Stage.DRUM_UP, Status.RETURNED, title="Kembali")
        assert "Dinas Pendidikan" not in late_units(window)
        at(Stage.DRUM_UP, Status.SUBMITTED, title="Terkirim")
        at(Stage.DIAGNOSE, Status.DRAFT, title="Lanjut")
        assert "Dinas Pendidikan" not in late_units(window)

    def test_a_record_of_an_earlier_stage_or_a_stopped_one_does_not_count(self, at, cast, lab, window):
        at(Stage.DRUM_UP, Status.SUBMITTED)
        later = StageWindow.objects.get(lab=lab, stage=Stage.DIAGNOSE)
        found = next(unit for unit in forecast(later).late if unit.agency == cast.education)
        assert found.absence == "Belum ada inovasi yang sampai di tahap Diagnose."
        at(Stage.DRUM_UP, Status.STOPPED, title="Henti", user=cast.outsider)
        assert "UPT Puskesmas Sibande" in late_units(window)

    def test_a_unit_that_is_not_active_is_not_expected(self, cast, lab, window):
        road.register(cast.outsider, lab, "Antar Obat")
        Agency.objects.filter(pk=cast.clinic.pk).update(is_active=False)
        found = forecast(window)
        assert [unit.agency for unit in found.units] == [cast.education]

    def test_takes_the_same_few_queries_for_three_units(
        self, cast, lab, window, django_assert_max_num_queries
    ):
        counts = []
        for late in [2, 3]:
            begun(road.register(cast.staff, lab), 20)
            with django_assert_max_num_queries(5) as seen:
                assert len(forecast(window).late) == late
            counts.append(len(seen))
            begun(road.register(cast.outsider, lab, "Antar Obat"), 20)
            Agency.objects.get_or_create(
                name="Dinas Sosial", short_name="Dinsos", slug="dinsos", kind="dinas"
            )
        assert counts[0] == counts[1]


class TestTheDesk:
    def test_the_first_page_looks_thirty_days_ahead(self, client, cast, lab, window):
        client.force_login(cast.steward)
        page = client.get("/admin/").text
        assert "Batas waktu Drum-up: 2 dari 2 unit akan terlambat" in page
        assert "Batas waktu Diagnose" not in page
        client.force_login(cast.facilitator)
        assert "akan terlambat" not in client.get("/admin/").text

    @pytest.mark.parametrize(("opened", "due"), [(-20, 31), (-20, -1), (1, 20)])
    def test_windows_far_off_over_or_not_yet_open_are_left_out(self, lab, window, opened, due):
        window.opens_at, window.due_at = NOW + timedelta(days=opened), NOW + timedelta(days=due)
        window.save()
        assert coming() == []

    def test_the_windows_page_says_it_and_leads_to_the_units_and_the_rule(self, client, cast, lab, window):
        begun(road.register(cast.staff, lab), 20)
        client.force_login(cast.steward)
        page = client.get(reverse("admin:stages_stagewindow_change", args=[window.pk])).text
        assert "2 dari 2 unit akan terlambat" in page
        address = reverse("admin:stages_stagewindow_forecast", args=[window.pk])
        assert address in page
        page = client.get(address).text
        assert "Dari semua unit yang aktif, sebuah unit dihitung akan terlambat bila" in page
        assert "Bus Sekolah Gratis" in page
        assert "Komitmen kepala unit" in page
        assert "Belum mendaftarkan inovasi." in page

    @pytest.mark.parametrize("name", ["forecast", "letters", "extend", "change", "extensions"])
    def test_each_page_takes_the_same_few_queries_for_three_units(
        self, client, cast, lab, window, name, django_assert_max_num_queries
    ):
        client.force_login(cast.steward)
        address = reverse(f"admin:stages_stagewindow_{name}", args=[window.pk])
        begun(road.register(cast.staff, lab), 20)
        client.get(address)
        counts = []
        for _more in range(2):
            with django_assert_max_num_queries(15) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
            Agency.objects.get_or_create(
                name="Dinas Sosial", short_name="Dinsos", slug="dinsos", kind="dinas"
            )
            begun(road.register(cast.outsider, lab, "Antar Obat"), 20)
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("name", ["forecast", "letters", "extend", "extensions"])
    @pytest.mark.parametrize("who", ["facilitator", "executive"])
    def test_is_closed_to_reviewers(self, client, cast, window, name, who):
        client.force_login(getattr(cast, who))
        address = reverse(f"admin:stages_stagewindow_{name}", args=[window.pk])
        assert client.get(address).status_code == 403
        assert client.post(address, {"act": "write"}).status_code == 403
