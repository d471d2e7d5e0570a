"""More time for single units: their drafts get the date, they are told, and nobody else moves."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from innovations.models import Innovation, Stage, Status
from stages import extensions, workflow
from stages.models import Extension, Notice, StageWindow
from stages.notices import words
from tests import road
from tests.conftest import WIB
from tests.test_races import together

DUE = datetime(2030, 3, 20, 16, tzinfo=WIB)  # of Drum-up, in tests/conftest.py
LATER = datetime(2030, 4, 2, 16, tzinfo=WIB)
REASON = "Jaringan putus dua minggu"


@pytest.fixture
def window(lab):
    return StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)


def extend(window, agencies, cast, until=LATER, reason=REASON):
    return extensions.extend(window, agencies, until, reason, cast.steward)


def due_of(innovation):
    return Innovation.objects.get(pk=innovation.pk).due


class TestTheRule:
    def test_the_drafts_of_the_named_unit_alone_get_the_date(self, cast, lab, window, at):
        own = road.register(cast.staff, lab)
        other = road.register(cast.outsider, lab, "Antar Obat")
        elsewhere = at(Stage.DIAGNOSE, Status.DRAFT, title="Tahap lain")
        returned = at(Stage.DRUM_UP, Status.RETURNED, title="Kembali")
        before = due_of(elsewhere), due_of(returned)
        extend(window, [cast.education], cast)
        assert due_of(own) == LATER
        assert due_of(other) == DUE
        assert (due_of(elsewhere), due_of(returned)) == before

    def test_what_is_registered_later_gets_it_too(self, cast, lab, window):
        extend(window, [cast.education], cast)
        assert road.register(cast.staff, lab).due == LATER
        assert road.register(cast.outsider, lab, "Antar Obat").due == DUE
        assert workflow.first_due(lab.pk, Stage.DRUM_UP, None) == DUE

    def test_what_comes_back_as_a_draft_gets_it(self, cast, lab, window, at):
        extend(window, [cast.education], cast)
        sent = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(sent, "recall", cast.staff)
        assert sent.due == LATER

    def test_a_new_date_of_the_window_moves_all_but_those_with_a_later_one(self, cast, lab, window):
        own = road.register(cast.staff, lab)
        other = road.register(cast.outsider, lab, "Antar Obat")
        extend(window, [cast.education], cast)
        window.extended_to, window.extension_reason = LATER - timedelta(days=1), "Hari raya"
        window.save()
        assert workflow.reschedule(window) == 2
        assert (due_of(own), due_of(other)) == (LATER, LATER - timedelta(days=1))
        window.extended_to = LATER + timedelta(days=9)
        window.save()
        workflow.reschedule(window)
        assert due_of(own) == due_of(other) == LATER + timedelta(days=9)

    def test_the_newest_stands_and_the_earlier_ones_tell_the_story(self, cast, lab, window):
        own = road.register(cast.staff, lab)
        extend(window, [cast.education], cast)
        extend(window, [cast.education], cast, until=LATER - timedelta(days=5), reason="Cukup")
        assert due_of(own) == LATER - timedelta(days=5)
        assert list(Extension.objects.values_list("reason", flat=True)) == ["Cukup", REASON]
        assert extensions.present_of(window)[cast.education.pk].reason == "Cukup"

    def test_the_windows_own_date_takes_it_back(self, cast, lab, window):
        own = road.register(cast.staff, lab)
        extend(window, [cast.education], cast)
        extend(window, [cast.education], cast, until=DUE, reason="Salah pilih unit")
        assert due_of(own) == DUE

    def test_an_earlier_date_is_refused_with_a_sentence(self, cast, window):
        with pytest.raises(
            workflow.Refused, match="Pilih waktu sesudah batas waktu umum tahap ini, 20 Mar 2030"
        ):
            extend(window, [cast.education], cast, until=DUE - timedelta(minutes=1))
        assert not Extension.objects.exists()

    def test_a_moment_gone_by_is_refused(self, cast, window):
        window.opens_at, window.due_at = (timezone.now() - timedelta(days=days) for days in (30, 9))
        window.save()
        with pytest.raises(workflow.Refused, match="yang akan datang"):
            extend(window, [cast.education], cast, until=timezone.now() - timedelta(days=1))

    def test_an_extension_is_never_changed_or_removed(self, cast, window):
        extend(window, [cast.education], cast)
        with pytest.raises(InternalError), transaction.atomic():
            Extension.objects.update(reason="Lain")
        with pytest.raises(InternalError), transaction.atomic():
            Extension.objects.all().delete()


class TestTelling:
    def test_everybody_of_the_unit_is_told_why_and_until_when(self, cast, window):
        extend(window, [cast.education], cast)
        notices = Notice.objects.filter(kind="extended")
        assert {notice.user for notice in notices} == {cast.staff, cast.colleague}
        notice = notices.first()
        assert words.sentence(notice) == (
            f'Pengelola mengubah batas waktu lembar Drum-up khusus untuk unit Anda: "{REASON}"'
        )
        assert words.by_when(notice) == "Batas waktu: 2 Apr 2030 pukul 16.00 WIB."
        assert words.path(notice) == "/kerja/jadwal/"

    def test_the_same_sent_twice_is_written_and_told_once(self, cast, window):
        first, second = (extend(window, [cast.education], cast) for _ in range(2))
        assert [first[0].is_known, second[0].is_known] == [False, True]
        assert Extension.objects.count() == 1
        assert Notice.objects.filter(kind="extended").count() == 2

    def test_the_units_page_of_dates_says_it(self, client, cast, window):
        extend(window, [cast.education], cast)
        client.force_login(cast.staff)
        page = client.get("/kerja/jadwal/").text
        assert "2 Apr 2030, 16.00" in page
        assert f"Khusus unit Anda: {REASON}" in page
        client.force_login(cast.outsider)
        page = client.get("/kerja/jadwal/").text
        assert "20 Mar 2030, 16.00" in page
        assert REASON not in page

    def test_takes_the_same_few_queries_for_three_units(
        self, cast, lab, window, django_assert_max_num_queries
    ):
        more = Agency.objects.create(name="Dinas Sosial", short_name="Dinsos", slug="dinsos", kind="dinas")
        road.register(cast.staff, lab)
        road.register(cast.outsider, lab, "Antar Obat")
        counts = []
        for agencies, reason in [([cast.education], "Satu"), ([cast.education, cast.clinic, more], "Tiga")]:
            with django_assert_max_num_queries(15) as seen:
                extend(window, agencies, cast, reason=reason)
            counts.append(len(seen))
        assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_write_one_after_the_other(cast, lab, window):
    own = road.register(cast.staff, lab)
    together(
        lambda: extend(window, [cast.education], cast),
        lambda: extend(window, [cast.education], cast, until=LATER + timedelta(days=1), reason="Lain"),
    )
    newest = Extension.objects.first()
    assert Extension.objects.count() == 2
    assert due_of(own) == newest.until


class TestThePages:
    @pytest.fixture
    def steward(self, client, cast):
        client.force_login(cast.steward)
        return client

    def post(self, steward, window, act, *agencies, until="2030-04-02T16:00", reason=REASON, **more):
        sent = {"act": act, "units": [agency.pk for agency in agencies], "until": until, "reason": reason}
        return steward.post(reverse("admin:stages_stagewindow_extend", args=[window.pk]), sent | more)

    def test_shows_first_what_would_happen_to_which_draft(self, steward, cast, lab, window):
        own = road.register(cast.staff, lab)
        page = self.post(steward, window, "look", cast.education, cast.clinic).text
        assert "2 Apr 2030, 16.00" in page
        assert f'Bus Sekolah Gratis <span class="code hint">{own.code}</span>' in page
        assert "(dari 20 Mar 2030, 16.00)" in page
        assert "Belum ada; yang didaftarkan nanti ikut." in page
        assert "Perpanjang 2 unit" in page
        assert not Extension.objects.exists()
        assert due_of(own) == DUE

    def test_then_does_it_with_a_result_for_each(self, steward, cast, lab, window):
        own = road.register(cast.staff, lab)
        self.post(steward, window, "extend", cast.education)
        page = self.post(steward, window, "extend", cast.education, cast.clinic).text
        assert page.count("Berhasil") == 1
        assert "sudah tercatat dengan alasan yang sama" in page
        assert due_of(own) == LATER
        given = Extension.objects.get(agency=cast.education)
        assert (given.granted_by, given.reason, given.until) == (cast.steward, REASON, LATER)
        page = steward.get(reverse("admin:stages_stagewindow_change", args=[window.pk])).text
        assert page.count("Berlaku") == 2
        assert "Dewi Pengelola" in page

    def test_a_shorter_time_than_the_present_is_pointed_out(self, steward, cast, window):
        extend(window, [cast.education], cast)
        page = self.post(steward, window, "look", cast.education, until="2030-03-25T16:00").text
        assert "Lebih awal" in page
        assert "sekarang sampai 2 Apr 2030, 16.00" in page

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"until": ""}, "Isi tanggal dan jamnya."),
            ({"until": "besok"}, "Pilih tanggal dan jam"),
            ({"until": "2030-03-01T16:00"}, "Pilih waktu sesudah batas waktu umum tahap ini"),
            ({"reason": " "}, "Tulis alasannya; unit membaca apa yang Anda tulis."),
            ({"reason": "x" * 251}, "Ringkas menjadi paling banyak 250 karakter"),
            ({"units": []}, "Centang paling sedikit satu unit."),
            ({"units": ["x"]}, "Muat ulang halaman"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_what_was_typed_stays(
        self, steward, cast, window, fields, sentence
    ):
        for act in ("look", "extend"):
            page = self.post(steward, window, act, cast.clinic, **fields).text
            assert sentence in page
            assert fields.get("reason", REASON).strip() in page
            if "units" not in fields:
                assert f'value="{cast.clinic.pk}" checked' in page
        assert not Extension.objects.exists()

    def test_looking_for_units_keeps_what_is_ticked_and_typed(self, steward, cast, window):
        page = self.post(steward, window, "find", cast.clinic, q="DISDIK").text
        assert "UPT Puskesmas Sibande" in page
        assert "Dinas Pendidikan" in page
        assert REASON in page
        assert 'value="2030-04-02T16:00"' in page
        page = self.post(steward, window, "find", q="disdik").text
        assert "UPT Puskesmas Sibande" not in page
        page = self.post(steward, window, "all", kind="puskesmas").text
        assert f'value="{cast.clinic.pk}" checked' in page
        assert f'value="{cast.education.pk}"' not in page
        assert "field-error" not in page

    def test_an_address_that_is_opened_changes_nothing(self, steward, window):
        assert steward.get(reverse("admin:stages_stagewindow_extend", args=[window.pk])).status_code == 200
        assert (
            steward.get(reverse("admin:stages_stagewindow_extend", args=[window.pk + 999])).status_code == 404
        )
        assert not Extension.objects.exists()

    def test_saving_the_window_leaves_a_unit_with_a_later_date(self, steward, cast, lab, window):
        own, other = road.register(cast.staff, lab), road.register(cast.outsider, lab, "Antar Obat")
        extend(window, [cast.education], cast)
        address = reverse("admin:stages_stagewindow_change", args=[window.pk])
        sent = {
            "opens_at": "2026-03-01T08:00",
            "due_at": "2030-03-20T16:00",
            "extended_to": "2030-03-22T16:00",
            "extension_reason": "Hari raya",
        }
        assert "2 draf sekarang mengikuti jadwal ini." in steward.post(address, sent, follow=True).text
        assert due_of(own) == LATER
        assert due_of(other) == datetime(2030, 3, 22, 16, tzinfo=WIB)
