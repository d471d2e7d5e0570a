"""What resembles a new record: found where it may be known, and nothing learned of what may not."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations import similar
from innovations.models import Innovation, Stage, Status
from stages import workflow
from tests import road
from tests.pages import typed

NEW, ALIKE = reverse("workspace:new"), reverse("workspace:similar")


@pytest.fixture
def outsider(client, cast):
    """Somebody of another unit than that of the records."""
    client.force_login(cast.outsider)
    return client


def titles(user, title, sentence=""):
    return [one.title for one in similar.find(user, title, sentence)]


class TestFinding:
    def test_a_published_record_by_part_of_its_title_with_a_slip(self, at, cast):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah Gratis Pagindar")
        assert titles(cast.outsider, "bus skolah gratis") == ["Bus Sekolah Gratis Pagindar"]

    def test_a_longer_title_and_the_words_of_its_problem(self, at, cast):
        found = at(Stage.DISPLAY, Status.PUBLISHED, title="Seragam Bergilir")
        Innovation.objects.filter(pk=found.pk).update(problem="Murid menyeberangi sungai dengan rakit bambu.")
        assert titles(cast.outsider, "Jembatan", "Murid tidak lagi naik rakit") == ["Seragam Bergilir"]

    @pytest.mark.parametrize("status", list(Status))
    def test_the_units_own_in_every_status(self, at, cast, status):
        at(Stage.DISPLAY, status, title="Antar Obat Lansia")
        assert titles(cast.colleague, "Antar obat") == ["Antar Obat Lansia"]

    @pytest.mark.parametrize("status", [s for s in Status if s not in {Status.PUBLISHED, Status.STOPPED}])
    def test_nothing_that_another_unit_is_working_on(self, at, cast, status):
        at(Stage.DISPLAY, status, title="Antar Obat Lansia")
        assert titles(cast.outsider, "Antar Obat Lansia", "Antar Obat Lansia") == []

    def test_a_stopped_record_of_another_unit_only_after_it_was_once_submitted(self, at, cast):
        at(Stage.DRUM_UP, Status.STOPPED, title="Antar Obat Lansia")
        at(Stage.DIAGNOSE, Status.STOPPED, title="Antar Obat Balita")
        assert titles(cast.outsider, "Antar Obat") == ["Antar Obat Balita"]

    def test_a_stopped_record_of_another_unit_not_by_words_that_its_title_lacks(self, at, cast):
        stopped = at(Stage.DIAGNOSE, Status.STOPPED, title="Antar Obat Lansia")
        Innovation.objects.filter(pk=stopped.pk).update(problem="Puskesmas korupsi dana bantuan.")
        assert titles(cast.outsider, "Korupsi dana bantuan puskesmas") == []
        assert titles(cast.colleague, "Korupsi dana bantuan puskesmas") == ["Antar Obat Lansia"]

    @pytest.mark.parametrize("title", ["", "bus", "  a b c ", "\0\0\0\0", "1234567"])
    def test_too_little_finds_nothing(self, at, cast, title):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah Gratis")
        assert titles(cast.outsider, title, "Bus Sekolah Gratis") == []

    @pytest.mark.parametrize("title", ["bus & !sekolah | (", "':*' & a:b", "%_\\ sekolah bus", "x" * 5000])
    def test_signs_of_the_search_language_are_only_text(self, at, cast, title):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Rumah Tunggu")
        assert titles(cast.outsider, title) == []

    def test_the_nearest_first_and_at_most_five(self, at, cast, lab):
        for number in range(7):
            road.register(cast.staff, lab, f"Bus Sekolah Gratis Rute {number}")
        road.register(cast.staff, lab, "Bus Sekolah Gratis")
        found = titles(cast.staff, "Bus Sekolah Gratis")
        assert (found[0], len(found)) == ("Bus Sekolah Gratis", 5)

    def test_one_query_that_uses_the_indexes(self, at, cast):
        many_like(at(Stage.DIAGNOSE, Status.STOPPED), 10_000)
        with CaptureQueriesContext(connection) as seen:
            similar.find(cast.outsider, "Antar obat keliling", "Obat sampai ke rumah")
        assert len(seen) == 1
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + seen[0]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "innovation_title_like" in plan
        assert "innovation_words" in plan


def many_like(innovation, count: int) -> None:
    """`count` copies of the record, each with a title and a problem of its own."""
    own = {
        "code": "'INV-2024-' || lpad(number::text, 6, '0')",
        "title": "md5(number::text)",
        "problem": "repeat(md5((number * 7)::text) || ' ', 40)",
    }
    names = [field.column for field in Innovation._meta.concrete_fields if field.column != "id"]
    with transaction.atomic(), workflow.writing_state(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO innovations_innovation ({', '.join(names)})"  # noqa: S608  (our own column names)
            f" SELECT {', '.join(own.get(name, name) for name in names)}"
            " FROM innovations_innovation, generate_series(1, %s) number WHERE id = %s",
            [count, innovation.pk],
        )
        cursor.execute("ANALYZE innovations_innovation")


class TestShowing:
    def test_a_stopped_record_of_another_unit_shows_title_unit_and_lesson_alone(self, outsider, at, cast):
        stopped = at(Stage.DELIVERY, Status.DRAFT, title="Antar Obat Lansia")
        secrets = {
            name: f"RAHASIA {name}"
            for name in ("one_line", "problem", "results", "obstacles", "lessons", "initiator_name")
        }
        Innovation.objects.filter(pk=stopped.pk).update(**secrets)
        road.move(stopped, "stop", cast.staff, note="RAHASIA alasan", lesson="Siapkan kurir dulu.")
        text = outsider.get(ALIKE, {"q": "Antar obat lansia"}).text
        assert "Antar Obat Lansia" in text
        assert "Dinas Pendidikan" in text
        assert "Siapkan kurir dulu." in text
        assert "RAHASIA" not in text
        assert "href" not in text

    def test_a_published_one_leads_to_its_public_page_and_an_own_one_to_its_record(self, client, at, cast):
        public = at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        client.force_login(cast.outsider)
        assert f'href="/i/{public.code}/"' in client.get(ALIKE, {"q": "Antar obat lansia"}).text
        client.force_login(cast.colleague)
        assert f'href="{public.get_absolute_url()}"' in client.get(ALIKE, {"q": "Antar obat lansia"}).text

    def test_says_when_there_is_none(self, outsider, lab):
        assert "Tidak ditemukan yang mirip." in outsider.get(ALIKE, {"q": "Klinik kopi"}).text

    def test_needs_few_queries(self, outsider, at, cast):
        for title in ("Antar Obat Lansia", "Antar Obat Balita", "Antar Obat Ibu"):
            at(Stage.DIAGNOSE, Status.STOPPED, title=title)
        with CaptureQueriesContext(connection) as seen:
            assert outsider.get(ALIKE, {"q": "Antar obat"}).text.count("Pelajaran.") == 3
        assert len(seen) <= 5

    def test_by_the_button_nothing_is_registered_and_nothing_lost(self, outsider, at):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        response = outsider.post(NEW, written(outsider, title="Antar Obat") | {"periksa": "1"})
        assert "Antar Obat Lansia" in response.text
        assert typed(response, having="form_key")["problem"] == "Pasien jauh dari puskesmas."
        assert "Belum terdaftar" not in response.text
        assert Innovation.objects.count() == 1


def written(client, **changes) -> dict[str, str]:
    fields = typed(client.get(NEW), having="form_key")
    story = {
        "title": "Antar Obat Lansia",
        "one_line": "Kader mengantar obat ke rumah pasien.",
        "problem": "Pasien jauh dari puskesmas.",
        "entry_stage": "drum_up",
    }
    return fields | story | changes


class TestAskingFirst:
    def test_something_very_similar_is_shown_before_it_is_registered(self, outsider, at, cast):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        response = outsider.post(NEW, written(outsider))
        assert "Belum didaftarkan: ada yang sangat mirip." in response.text
        assert "Tetap daftarkan" in response.text
        assert not Innovation.objects.filter(agency=cast.clinic).exists()
        kept = typed(response, having="form_key")
        assert (kept["title"], kept["problem"], kept["entry_stage"]) == (
            "Antar Obat Lansia",
            "Pasien jauh dari puskesmas.",
            "drum_up",
        )
        outsider.post(NEW, kept | {"tetap": "1"})
        made = Innovation.objects.get(agency=cast.clinic)
        assert (made.title, made.problem, made.predecessor) == (kept["title"], kept["problem"], None)

    def test_something_merely_similar_is_no_obstacle(self, outsider, at, cast):
        at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat dan Vitamin untuk Ibu Hamil di Pagindar")
        assert outsider.post(NEW, written(outsider)).status_code == 302

    def test_a_double_click_is_not_asked_about_itself(self, outsider, lab):
        fields = written(outsider)
        first, second = outsider.post(NEW, fields), outsider.post(NEW, fields)
        assert first.url == second.url
        assert Innovation.objects.count() == 1


class TestDeveloping:
    def test_fills_in_origin_and_keeps_what_was_typed(self, outsider, at, cast):
        old = at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        response = outsider.post(NEW, written(outsider, title="Antar Obat Balita") | {"kembangkan": old.code})
        fields = typed(response, having="form_key")
        assert fields["title"] == "Antar Obat Balita"
        assert fields["origin"] == f"Antar Obat Lansia, Disdik, {old.code}"
        outsider.post(NEW, fields | {"novelty": "replication"})
        made = Innovation.objects.get(agency=cast.clinic)
        assert (made.predecessor, made.novelty, made.origin) == (old, "replication", fields["origin"])

    def test_begins_from_a_link(self, outsider, at):
        old = at(Stage.DIAGNOSE, Status.STOPPED, title="Antar Obat Lansia")
        response = outsider.get(NEW, {"dari": old.code})
        assert typed(response, having="form_key")["predecessor"] == old.code

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ENDORSED])
    def test_not_what_another_unit_is_working_on(self, outsider, at, cast, status):
        old = at(Stage.DISPLAY, status, title="Antar Obat Lansia")
        assert outsider.get(NEW, {"dari": old.code}).status_code == 404
        assert outsider.post(NEW, written(outsider) | {"kembangkan": old.code}).status_code == 404
        response = outsider.post(
            NEW, written(outsider, predecessor=old.code, novelty="extension", origin="x")
        )
        assert "tidak lagi dapat dipakai" in response.text
        assert "Antar Obat Lansia, Disdik" not in response.text
        assert not Innovation.objects.filter(agency=cast.clinic).exists()

    def test_asks_how_and_whose(self, outsider, at, cast):
        old = at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        response = outsider.post(NEW, written(outsider, predecessor=old.code, novelty="new", origin=""))
        assert "Pilih salah satu: perluasan" in response.text
        assert "Isi apa yang dikembangkan, dan milik siapa." in response.text
        assert not Innovation.objects.filter(agency=cast.clinic).exists()

    def test_can_be_given_up(self, outsider, at, cast):
        old = at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        fields = written(outsider, predecessor=old.code, novelty="extension", origin="x")
        response = outsider.post(NEW, fields | {"kembangkan": ""})
        assert typed(response, having="form_key")["predecessor"] == ""
        assert 'name="origin"' not in response.text

    def test_a_predecessor_of_nowhere_is_told(self, outsider, lab):
        for code in ("INV-2026-9999", "a\0b", "x" * 99):
            response = outsider.post(
                NEW, written(outsider, predecessor=code, novelty="extension", origin="x")
            )
            assert response.status_code == 200
        assert outsider.get(NEW, {"dari": "a\0b"}).status_code == 404
        assert not Innovation.objects.exists()

    def test_a_foreign_successor_is_not_shown_on_the_record(self, client, at, cast, lab):
        old = at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
        road.register(cast.outsider, lab, "RAHASIA Puskesmas", predecessor=old, form_key=uuid.uuid4())
        client.force_login(cast.staff)
        assert "RAHASIA" not in client.get(old.get_absolute_url()).text


@pytest.mark.parametrize("who", ["facilitator", "steward", "juror"])
def test_only_units_ask_what_is_similar(client, cast, at, who):
    at(Stage.DISPLAY, Status.PUBLISHED, title="Antar Obat Lansia")
    client.force_login(getattr(cast, who))
    assert client.get(ALIKE, {"q": "Antar Obat Lansia"}).url == reverse("accounts:landing")
