"""The sheet: a draft takes whatever is valid, and nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Role, User
from innovations.models import ActionStep, Innovation, Measure, Stage, Status, TeamMember
from stages import sheets
from stages.sheet_forms import ATTACHED
from tests import road
from tests.pages import typed

INVISIBLE = "Hapus karakter yang tidak terlihat"


def address(innovation, part="identity") -> str:
    return reverse("workspace:step", args=[innovation.code, part])


def overview(innovation) -> str:
    return reverse("workspace:sheet", args=[innovation.code])


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def fields(staff):
    """fields(innovation, part, ...): what the browser of staff sends from the part's page, with changes."""

    def open_and_type(innovation, part="identity", *, client=staff, **changes):
        return typed(client.get(address(innovation, part)), having="shown", **changes)

    return open_and_type


def rows(relation, number, **columns) -> dict:
    return {f"{relation}-{number}-{name}": value for name, value in columns.items()}


class TestSaving:
    def test_a_draft_takes_part_of_the_sheet(self, staff, innovation, fields, cast):
        sent = fields(innovation, "commitment", commitment_by="Pak Binsar", commitment_on="2026-03-04")
        response = staff.post(address(innovation, "commitment"), sent)
        assert response.url == address(innovation, "commitment")
        innovation.refresh_from_db()
        assert (innovation.commitment_by, innovation.commitment_on) == ("Pak Binsar", date(2026, 3, 4))
        assert innovation.title == "Bus Sekolah Gratis"
        assert innovation.custodian == cast.staff

    def test_says_when_it_was_saved_and_what_the_stage_still_needs(self, staff, innovation, fields):
        text = staff.post(address(innovation), fields(innovation), follow=True).content.decode()
        assert "Tersimpan pukul" in text
        text = staff.get(overview(innovation)).content.decode()
        lacks = sheets.missing(innovation)
        for lack in lacks:
            assert f'href="{address(innovation, lack.part.key)}"' in text
            assert escape(lack.sentence) in text
        done = 5 - len({lack.part.key for lack in lacks})
        assert f"{done} dari 5 langkah sudah lengkap" in text

    @pytest.mark.parametrize("entry", [Stage.DRUM_UP, Stage.DELIVERY])
    def test_saving_an_untouched_page_changes_nothing(self, staff, cast, lab, fields, entry):
        innovation = road.register(cast.staff, lab, entry_stage=entry)
        road.fill(innovation, cast.staff)
        before = Innovation.objects.filter(pk=innovation.pk).values().get()
        for part in sheets.sheet_for(innovation):
            if part.key != "evidence":
                staff.post(address(innovation, part.key), fields(innovation, part.key))
        after = Innovation.objects.filter(pk=innovation.pk).values().get()
        assert before | {"updated_at": None} == after | {"updated_at": None}

    @pytest.mark.parametrize("stage", list(Stage))
    def test_an_untouched_filled_sheet_of_every_stage_saves(self, staff, at, cast, fields, stage):
        innovation = at(stage, Status.DRAFT)
        road.fill(innovation, cast.staff)
        before = sheets.snapshot(innovation)
        for part in sheets.sheet_for(innovation):
            if part.key not in ATTACHED:
                place = address(innovation, part.key)
                assert staff.post(place, fields(innovation, part.key)).url == place
        innovation.refresh_from_db()
        assert sheets.snapshot(innovation) == before

    def test_leads_to_the_next_step_and_from_the_last_to_the_preview(self, staff, innovation, fields):
        response = staff.post(address(innovation), fields(innovation) | {"next": "1"})
        assert response.url == address(innovation, "duty")
        last = address(innovation, "commitment")
        response = staff.post(last, fields(innovation, "commitment") | {"next": "1"})
        assert response.url == reverse("workspace:preview", args=[innovation.code])

    def test_a_request_without_its_fields_changes_nothing(self, staff, innovation):
        assert staff.post(address(innovation), {"title": ""}).status_code == 200
        innovation.refresh_from_db()
        assert innovation.title == "Bus Sekolah Gratis"

    def test_line_ends_count_as_one_character(self, staff, innovation, fields):
        staff.post(address(innovation, "duty"), fields(innovation, "duty", duty="satu\r\ndua"))
        innovation.refresh_from_db()
        assert innovation.duty == "satu\ndua"

    def test_the_custodian_is_an_active_person_of_the_unit(self, staff, innovation, fields, cast):
        gone = User.objects.create(
            username="pindah", name="Sudah Pindah", role=Role.AGENCY, agency=cast.education, is_active=False
        )
        response = staff.get(address(innovation, "team"))
        choices = {user.name for user in response.context["sheet"].form.fields["custodian"].queryset}
        assert choices == {"Rosmaida Manik", "Tomi Solin"}
        for stranger in (gone, cast.outsider):
            refused = staff.post(
                address(innovation, "team"), fields(innovation, "team", custodian=stranger.pk)
            )
            assert "Pilih salah satu dari daftar." in refused.content.decode()
        innovation.refresh_from_db()
        assert innovation.custodian == cast.staff

    def test_numbers_are_taken_as_indonesians_write_them(self, staff, at, fields):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        measured = rows("measures", 0, indicator="Siswa", unit="%", baseline="12,5", target="1.500")
        planned = rows("steps", 0, activity="Beli bus", budget="Rp 1.500.000")
        staff.post(address(innovation, "measures"), fields(innovation, "measures", **measured))
        staff.post(address(innovation, "steps"), fields(innovation, "steps", **planned))
        measure, step = Measure.objects.get(), ActionStep.objects.get()
        assert (measure.baseline, measure.target, step.budget) == (12.5, 1500, 1_500_000)
        assert fields(innovation, "measures")["measures-0-baseline"] == "12,5"
        assert fields(innovation, "steps")["steps-0-budget"] == "1.500.000"

    def test_as_many_queries_for_three_rows_as_for_one(self, staff, innovation, cast):
        counts = []
        for more in (1, 2):
            for _ in range(more):
                innovation.team.create(name="Nurmala", duty="Jadwal")
            staff.get(address(innovation, "team"))
            with CaptureQueriesContext(connection) as seen:
                staff.get(address(innovation, "team"))
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 12

    def test_the_longest_sheet_needs_few_queries(self, staff, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        road.fill(innovation, cast.staff)
        staff.get(overview(innovation))
        for page in (overview(innovation), address(innovation, "team"), address(innovation, "measures")):
            with CaptureQueriesContext(connection) as seen:
                staff.get(page)
            assert len(seen) <= 12

    def test_a_draft_may_be_longer_than_what_can_be_sent(self, staff, innovation, fields):
        sent = fields(innovation, "duty", duty=road.text(101))
        assert staff.post(address(innovation, "duty"), sent).status_code == 302
        innovation.refresh_from_db()
        assert sheets.word_count(innovation.duty) == 101
        text = staff.get(address(innovation, "duty")).content.decode()
        assert "8-100 kata." in text
        assert 'data-min-words="8" data-max-words="100"' in text
        assert (
            "menjadi paling banyak 100 kata; sekarang 101."
            in staff.get(overview(innovation)).content.decode()
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("part", "column", "value", "sentence"),
        [
            ("identity", "title", "", "Isi bagian ini."),
            ("identity", "title", "x" * 151, "Ringkas menjadi paling banyak 150 karakter; sekarang 151."),
            ("duty", "duty", "x" * 20_001, "Ringkas menjadi paling banyak 20000 karakter; sekarang 20001."),
            ("duty", "duty", "a\0b", INVISIBLE),
            ("commitment", "commitment_by", "\0", INVISIBLE),
            ("commitment", "commitment_on", "2026-02-30", "Tulis tanggal yang ada di kalender"),
            ("commitment", "commitment_on", "besok", "Tulis tanggal yang ada di kalender"),
            ("commitment", "commitment_on", "\0", "Tulis tanggal yang ada di kalender"),
            ("initiator", "initiator", "raja", "Pilih salah satu dari daftar."),
            ("team", "custodian", "9" * 40, "Pilih salah satu dari daftar."),
            ("team", "custodian", "\0", "tidak diizinkan"),
        ],
    )
    def test_say_what_to_do_and_keep_everything_typed(
        self, staff, innovation, fields, part, column, value, sentence
    ):
        beside = {
            "identity": ("acronym", "Singkatan"),
            "commitment": ("commitment_by", "Pak Binsar"),
            "initiator": ("initiator_name", "Bu Rosmaida"),
            "team": ("team-0-name", "Nurmala"),
        }
        name, text = beside.get(part, (column, value))
        before = Innovation.objects.filter(pk=innovation.pk).values().get()
        sent = fields(innovation, part, **{name: text}) | {column: value}
        response = staff.post(address(innovation, part), sent)
        page = response.content.decode()
        assert sentence in page
        assert f'href="#id_{column}"' in page
        if name != column:
            assert typed(response, having="shown")[name] == text
        assert Innovation.objects.filter(pk=innovation.pk).values().get() == before
        assert not innovation.team.exists()

    @pytest.mark.parametrize(
        ("stage", "part", "column", "value", "sentence"),
        [
            (Stage.DIAGNOSE, "problem", "sufferers_count", "banyak", "Tulis bilangan bulat tanpa koma"),
            (Stage.DIAGNOSE, "problem", "sufferers_count", "-1", "Isi angka 0 atau lebih."),
            (Stage.DIAGNOSE, "problem", "sufferers_count", "9" * 30, "Isi angka paling banyak 2000000000."),
            (Stage.DIAGNOSE, "problem", "sufferers_count", "9" * 5000, "Tulis bilangan bulat tanpa koma"),
            (Stage.DIAGNOSE, "novelty", "origin_url", "javascript:alert(1)", "Tulis alamat lengkap"),
            (Stage.DIAGNOSE, "novelty", "origin_url", "https://", "Tulis alamat lengkap"),
            (Stage.DISPLAY, "replication", "replication_weeks", "521", "Isi angka paling banyak 520."),
            (Stage.DISPLAY, "replication", "replication_weeks", "1,5", "Tulis bilangan bulat tanpa koma"),
            (Stage.DESIGN, "measures", "measures-0-target", "tinggi", "Tulis angka saja"),
            (
                Stage.DESIGN,
                "measures",
                "measures-0-target",
                "1,234",
                "Tulis paling banyak 2 angka di belakang koma.",
            ),
            (Stage.DESIGN, "measures", "measures-0-target", "9" * 20, "Angka ini terlalu panjang"),
            (Stage.DESIGN, "measures", "measures-0-target", "NaN", "Tulis angka saja"),
            (Stage.DESIGN, "steps", "steps-0-budget", "9" * 20, "Isi angka paling banyak"),
            (Stage.DESIGN, "steps", "steps-0-activity", "a\0b", INVISIBLE),
        ],
    )
    def test_of_numbers_and_addresses(self, staff, at, fields, stage, part, column, value, sentence):
        innovation = at(stage, Status.DRAFT)
        response = staff.post(address(innovation, part), fields(innovation, part) | {column: value})
        assert response.status_code == 200
        assert sentence in response.content.decode()

    @pytest.mark.parametrize(
        ("dates", "column", "sentence"),
        [
            (("2026-05-01", "2026-04-01"), "applied_on", "sebelum tanggal uji coba"),
            (("2026-02-01", ""), "trial_on", "sebelum tanggal ide"),
            (("", "2026-02-01"), "applied_on", "sebelum tanggal ide"),
        ],
    )
    def test_of_dates_in_the_wrong_order(self, staff, cast, lab, fields, dates, column, sentence):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY, idea_on=date(2026, 3, 1))
        sent = dict(zip(("trial_on", "applied_on"), dates, strict=True))
        response = staff.post(address(innovation, "dates"), fields(innovation, "dates", **sent))
        assert sentence in response.content.decode()
        assert [mistake.target for mistake in response.context["mistakes"]] == [f"id_{column}"]

    def test_of_a_date_against_one_that_is_not_on_this_page(self, staff, at, fields):
        innovation = at(Stage.DELIVERY, Status.DRAFT)
        assert innovation.idea_on == date(2026, 3, 5) or Innovation.objects.filter(pk=innovation.pk).update(
            idea_on=date(2026, 3, 5)
        )
        response = staff.post(
            address(innovation, "dates"), fields(innovation, "dates", trial_on="2026-03-04")
        )
        assert "Tanggal uji coba tidak boleh sebelum tanggal ide." in response.content.decode()

    def test_of_a_row_whose_end_is_before_its_start(self, staff, at, fields):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        sent = fields(
            innovation,
            "steps",
            **rows("steps", 0, activity="A", starts_on="2026-05-02", ends_on="2026-05-01"),
        )
        response = staff.post(address(innovation, "steps"), sent)
        assert "Tanggal selesai tidak boleh sebelum tanggal mulai." in response.content.decode()

    def test_of_an_actual_value_without_its_date(self, staff, cast, lab, fields):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        sent = fields(
            innovation, "measures", **rows("measures", 0, indicator="Siswa", unit="orang", actual="5")
        )
        response = staff.post(address(innovation, "measures"), sent)
        assert "Isi juga tanggal capaian itu diukur." in response.content.decode()

    def test_of_a_row_without_its_name(self, staff, innovation, fields):
        response = staff.post(
            address(innovation, "team"), fields(innovation, "team", **rows("team", 1, duty="Jadwal"))
        )
        assert "Isi &#x27;Nama&#x27;, atau kosongkan seluruh baris ini." in response.content.decode()
        assert [m.label for m in response.context["mistakes"]] == ["Anggota tim 2, Nama"]

    def test_of_rows_whose_number_was_lost(self, staff, innovation, fields):
        response = staff.post(
            address(innovation, "team"), fields(innovation, "team") | {"team-TOTAL_FORMS": "x"}
        )
        assert "Baris-baris ini tidak terkirim lengkap." in response.content.decode()

    def test_of_too_many_rows(self, staff, innovation, fields):
        sent = fields(innovation, "team") | {"team-TOTAL_FORMS": "101"}
        for number in range(101):
            sent |= rows("team", number, name=f"Orang {number}", duty="Jadwal")
        response = staff.post(address(innovation, "team"), sent)
        assert "Paling banyak 100 baris" in response.content.decode()
        assert not innovation.team.exists()

    def test_nothing_typed_becomes_markup(self, staff, innovation, fields):
        evil = "</textarea><script>alert(1)</script> \u202eRTL 🚌 ᯇᯂ᯲"
        staff.post(address(innovation, "duty"), fields(innovation, "duty", duty=evil))
        innovation.refresh_from_db()
        assert innovation.duty == evil
        for page in (
            address(innovation, "duty"),
            overview(innovation),
            reverse("workspace:preview", args=[innovation.code]),
        ):
            assert "<script>alert" not in staff.get(page).content.decode()
        assert fields(innovation, "duty")["duty"] == evil


class TestRows:
    def test_are_added_changed_and_removed(self, staff, innovation, fields):
        staff.post(
            address(innovation, "team"),
            fields(
                innovation,
                "team",
                **rows("team", 0, name="Nurmala", duty="Jadwal"),
                **rows("team", 1, name="Sabam", duty="Sopir"),
            ),
        )
        sent = fields(
            innovation, "team", **rows("team", 0, duty="Rute"), **rows("team", 2, name="Lina", duty="Kas")
        )
        staff.post(address(innovation, "team"), sent | {"team-1-DELETE": "on"})
        assert list(innovation.team.values_list("name", "duty")) == [("Nurmala", "Rute"), ("Lina", "Kas")]

    def test_the_button_saves_and_gives_an_empty_row(self, staff, innovation, fields):
        sent = fields(innovation, "team", **rows("team", 0, name="Nurmala", duty="Jadwal"))
        response = staff.post(address(innovation, "team"), sent | {"add": "team"})
        assert response.url == f"{address(innovation, 'team')}#team"
        assert fields(innovation, "team")["team-1-name"] == ""

    def test_the_button_gives_a_row_also_when_something_is_wrong(self, staff, innovation, fields):
        sent = fields(innovation, "team", custodian="", **rows("team", 0, name="Nurmala", duty="Jadwal"))
        response = staff.post(address(innovation, "team"), sent | {"custodian": "x", "add": "team"})
        again = typed(response, having="shown")
        assert (again["team-0-name"], again["team-2-name"]) == ("Nurmala", "")
        assert not innovation.team.exists()

    def test_a_double_click_stores_a_new_row_once(self, staff, innovation, fields):
        sent = fields(innovation, "team", **rows("team", 0, name="Nurmala", duty="Jadwal"))
        staff.post(address(innovation, "team"), sent)
        assert staff.post(address(innovation, "team"), sent).status_code == 302
        assert innovation.team.count() == 1

    def test_two_equal_rows_typed_together_are_two(self, staff, innovation, fields):
        one = {"name": "Nurmala", "duty": "Jadwal"}
        sent = fields(innovation, "team", **rows("team", 0, **one), **rows("team", 1, **one))
        staff.post(address(innovation, "team"), sent)
        staff.post(address(innovation, "team"), sent)
        assert innovation.team.count() == 2

    def test_rows_of_another_record_cannot_be_touched(self, staff, innovation, fields, cast, lab):
        other = road.register(cast.outsider, lab)
        theirs = other.team.create(name="Juni", duty="Bidan")
        innovation.team.create(name="Nurmala", duty="Jadwal")
        sent = fields(innovation, "team", **rows("team", 0, name="Diambil")) | {"team-0-id": str(theirs.pk)}
        staff.post(address(innovation, "team"), sent)
        theirs.refresh_from_db()
        assert (theirs.name, theirs.innovation) == ("Juni", other)


class TestColleagues:
    def test_who_change_different_fields_both_keep_their_words(self, staff, innovation, fields):
        mine, theirs = (
            fields(innovation, one_line="Tulisan saya"),
            fields(innovation, acronym="Kepala Dinas"),
        )
        staff.post(address(innovation), theirs)
        staff.post(address(innovation), mine)
        innovation.refresh_from_db()
        assert (innovation.one_line, innovation.acronym) == ("Tulisan saya", "Kepala Dinas")

    def test_who_change_the_same_field_see_each_others_words_before_one_wins(self, staff, innovation, fields):
        mine = fields(innovation, one_line="Tulisan saya", acronym="Kepala Dinas")
        staff.post(address(innovation), fields(innovation, one_line="Tulisan rekan"))
        response = staff.post(address(innovation), mine)
        text = response.content.decode()
        assert "Rekan Anda mengubah bagian ini" in text
        assert '<blockquote class="note-text">Tulisan rekan</blockquote>' in text
        again = typed(response, having="shown")
        assert (again["one_line"], again["acronym"]) == ("Tulisan saya", "Kepala Dinas")
        innovation.refresh_from_db()
        assert (innovation.one_line, innovation.acronym) == ("Tulisan rekan", "")
        staff.post(address(innovation), again | {"one_line": "Tulisan rekan dan saya"})
        innovation.refresh_from_db()
        assert innovation.one_line == "Tulisan rekan dan saya"

    def test_a_merged_field_stays_merged_when_another_is_refused(self, staff, innovation, fields):
        mine = fields(innovation, "commitment", commitment_on="besok")
        staff.post(
            address(innovation, "commitment"), fields(innovation, "commitment", commitment_by="Tulisan rekan")
        )
        again = typed(staff.post(address(innovation, "commitment"), mine), having="shown")
        staff.post(address(innovation, "commitment"), again | {"commitment_on": "2026-03-04"})
        innovation.refresh_from_db()
        assert (innovation.commitment_by, innovation.commitment_on) == ("Tulisan rekan", date(2026, 3, 4))

    def test_who_change_the_same_row_are_told(self, staff, innovation, fields):
        row = innovation.team.create(name="Nurmala", duty="Jadwal")
        mine = fields(innovation, "team", **rows("team", 0, duty="Rute"))
        TeamMember.objects.filter(pk=row.pk).update(duty="Kas")
        response = staff.post(address(innovation, "team"), mine)
        assert '<blockquote class="note-text">Kas</blockquote>' in response.content.decode()
        staff.post(address(innovation, "team"), typed(response, having="shown"))
        row.refresh_from_db()
        assert row.duty == "Rute"

    def test_a_row_that_a_colleague_removed_stays_removed(self, staff, innovation, fields):
        row = innovation.team.create(name="Nurmala", duty="Jadwal")
        mine = fields(innovation, "team", custodian="")
        row.delete()
        assert staff.post(address(innovation, "team"), mine).status_code == 302
        innovation.refresh_from_db()
        assert (innovation.custodian, innovation.team.count()) == (None, 0)

    def test_a_removed_row_that_was_changed_here_is_shown_again(self, staff, innovation, fields):
        row = innovation.team.create(name="Nurmala", duty="Jadwal")
        mine = fields(innovation, "team", **rows("team", 0, duty="Rute baru"))
        row.delete()
        response = staff.post(address(innovation, "team"), mine)
        assert "Baris ini sudah dihapus rekan Anda." in response.content.decode()
        again = typed(response, having="shown")
        assert again["team-0-duty"] == "Rute baru"
        assert staff.post(address(innovation, "team"), again | {"team-0-DELETE": "on"}).status_code == 302


class TestClosed:
    def test_a_page_that_was_overtaken_gives_the_typed_text_back(self, staff, innovation, fields, cast):
        mine = fields(innovation, "duty", duty="Kalimat yang baru saja saya tulis.")
        member = fields(innovation, "team", **rows("team", 0, name="Nurmala"))
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.colleague)
        response = staff.post(address(innovation, "duty"), mine)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Tomi Solin memilih &#x27;Kirim&#x27;" in text
        again = typed(response, having="shown")
        assert again["duty"] == "Kalimat yang baru saja saya tulis."
        assert "Simpan dan lanjut" not in text
        refused = staff.post(address(innovation, "team"), member)
        assert refused.status_code == 409
        assert typed(refused, having="shown")["team-0-name"] == "Nurmala"
        innovation.refresh_from_db()
        assert innovation.duty != "Kalimat yang baru saja saya tulis."

    def test_a_page_of_the_stage_before_saves_nothing(self, staff, at, fields, cast):
        innovation = at(Stage.DRUM_UP, Status.DRAFT)
        mine = fields(innovation, "duty", duty="Terlambat")
        road.bring_to(innovation, Stage.DIAGNOSE, Status.DRAFT, cast)
        response = staff.post(address(innovation, "duty"), mine)
        assert response.status_code == 409
        assert typed(response, having="shown")["duty"] == "Terlambat"
        innovation.refresh_from_db()
        assert innovation.duty != "Terlambat"

    def test_a_returned_record_opens_only_what_was_asked_for(self, staff, at, fields, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(
            innovation,
            "return",
            cast.facilitator,
            parts=["duty"],
            note="Tugas yang mana?",
            due=road.timezone.now() + timedelta(days=3),
        )
        assert staff.get(address(innovation, "identity")).url == overview(innovation)
        assert [step.part.key for step in staff.get(overview(innovation)).context["steps"]] == ["duty"]
        page = staff.get(address(innovation, "duty"))
        assert "Tugas yang mana?" in page.content.decode()
        sent = typed(page, having="shown", duty="Tugas angkutan sekolah.")
        assert "title" not in sent
        staff.post(address(innovation, "duty"), sent | {"title": "Judul selundupan"})
        innovation.refresh_from_db()
        assert (innovation.duty, innovation.title) == ("Tugas angkutan sekolah.", "Bus Sekolah Gratis")
        smuggled = sent | {"title": "Judul selundupan", "marks": ""}
        assert staff.post(address(innovation, "identity"), smuggled).status_code == 409
        innovation.refresh_from_db()
        assert innovation.title == "Bus Sekolah Gratis"

    @pytest.mark.parametrize(
        ("part", "shown", "answer"),
        [
            ("duty", "", 200),
            ("duty", "entah", 404),
            ("duty", "\0", 404),
            ("duty", "design", 404),
            ("problem", "diagnose", 409),
            ("entah", "drum_up", 404),
        ],
    )
    def test_a_page_that_names_no_open_part_saves_nothing(
        self, staff, innovation, fields, part, shown, answer
    ):
        before = Innovation.objects.filter(pk=innovation.pk).values().get()
        sent = fields(innovation, "duty", duty="x") | {"shown": shown, "problem": "x"}
        assert staff.post(address(innovation, part), sent).status_code == answer
        assert Innovation.objects.filter(pk=innovation.pk).values().get() == before

    @pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ENDORSED, Status.PUBLISHED, Status.STOPPED])
    def test_what_is_not_open_is_shown_for_reading(self, staff, at, status):
        innovation = at(Stage.DISPLAY, status)
        assert staff.get(overview(innovation)).url == reverse("workspace:preview", args=[innovation.code])
        assert staff.get(address(innovation, "story")).url == overview(innovation)
