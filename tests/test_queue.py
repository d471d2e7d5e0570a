"""The queue's page: what it tells of each case, filters with counts, saved filters, search, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, District, Role, User
from innovations.models import Stage, Status
from stages import reviews
from stages.models import Assignment, Conflict, DeskUnit, SavedFilter
from tests import road
from tests.desk import due_in, set_down

QUEUE = reverse("admin:stages_case_changelist")


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def put(cast, lab, festival):
    """put(title): a case that was sent and waits for a facilitator."""

    def make(title, *, user=None, stage=Stage.DRUM_UP, status=Status.SUBMITTED, **state):
        case = road.register(user or cast.staff, lab, title)
        return set_down(case, stage=stage, status=status, submitted_at=timezone.now(), **state)

    return make


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'")


def titles(response):
    return [case.title for case in response.context_data["cl"].result_list]


def row(response, case):
    """What the row of `case` says, column by column."""
    html = re.search(rf'<tr><td class="action-checkbox">(?:(?!</tr>).)*{case.code}.*?</tr>', response.text)[0]
    cells = re.findall(r'<t[hd][^>]* class="field-(\w+)[^"]*">(.*?)</t[hd]>', html)
    return {name: words(cell).strip() for name, cell in cells}


def offered(response):
    """Each choice of the filters with its count, by its address."""
    found = re.findall(r'<a href="(\?[^"]*)"[^>]*>([^<]+) <span class="count">(\d+)</span>', response.text)
    return {label.strip(): int(count) for _address, label, count in found}


def told(response):
    return " ".join(map(str, get_messages(response.wsgi_request)))


# What a row says


def test_a_row_says_what_who_where_since_when_and_until_when(as_, cast, put):
    case = put(
        "Posko Stunting",
        user=cast.outsider,
        stage=Stage.DIAGNOSE,
        since=timezone.now() - timedelta(days=12),
    )
    due_in(case, -3)
    said = row(as_(cast.facilitator).get(QUEUE), case)
    assert said == {
        "heading": f"Posko Stunting {case.code}",
        "unit": "UPT Puskesmas Sibande Puskesmas",
        "stage_name": "Diagnose",
        "waiting": "sejak 12 hari lalu",
        "due_words": "lewat 3 hari",
        "readers": "",
    }


def test_title_and_code_are_one_link_that_carries_the_list_along(as_, cast, put):
    case = put("Posko Stunting")
    html = as_(cast.facilitator).get(QUEUE, {"stage__exact": "drum_up"}).text
    page = reverse("admin:stages_case_change", args=[case.pk])
    assert re.findall(rf'<a href="{page}([^"]*)"', html) == ["?_changelist_filters=stage__exact%3Ddrum_up"]


def test_who_reads_and_who_has_finished_is_told_by_name_and_nothing_else(as_, cast, at):
    case = at(Stage.DRUM_UP, Status.SUBMITTED)
    kept = {"version": case.version, "reply": "Sudah elok.", "internal_note": "Ragu soal biaya."}
    reviews.keep(case, cast.facilitator2, **kept)
    for person in (cast.facilitator, cast.facilitator2, cast.steward):
        response = as_(person).get(QUEUE, {"lihat": "semua"})
        assert row(response, case)["readers"] == "Bayu Fasilitator (membaca)"
        assert "Ragu soal biaya" not in response.text
        assert "Sudah elok" not in response.text


def test_readers_are_those_of_the_present_round(as_, cast, at):
    case = at(Stage.DIAGNOSE, Status.RETURNED)
    again = road.move(case, "submit", cast.staff) and case
    reviews.keep(again, cast.facilitator2, version=again.version, reply="", internal_note="")
    said = row(as_(cast.facilitator2).get(QUEUE), case)
    assert said["readers"] == "Bayu Fasilitator (membaca)"  # and not who returned it
    assert said["stage_name"] == "Diagnose dikembalikan 1×"


def test_those_who_have_finished_are_told_when_the_case_goes_on(as_, cast, at):
    case = at(Stage.DESIGN, Status.ENDORSED)
    assert row(as_(cast.executive).get(QUEUE), case)["readers"] == "Sari Fasilitator (selesai)"


def test_a_line_says_how_many_wait_and_how_many_are_late(as_, cast, put):
    for days, since in ((-3, 12), (-1, 4), (5, 0)):
        due_in(put(f"Kasus {days}", since=timezone.now() - timedelta(days=since)), days)
    client = as_(cast.facilitator)
    assert (
        "3 menunggu Anda; 2 sudah lewat batas; yang paling lama masuk 12 hari lalu." in client.get(QUEUE).text
    )
    assert (
        "2 kasus cocok; 2 sudah lewat batas; yang paling lama masuk 12 hari lalu."
        in client.get(QUEUE, {"lewat": "ya"}).text
    )
    assert "3 kasus; 2 sudah lewat batas." in client.get(QUEUE, {"lihat": "semua"}).text


@pytest.mark.parametrize(
    ("person", "words_waiting", "words_all"),
    [
        ("facilitator", "Begitu sebuah unit mengirim", "sejak unit pertama kali mengirimnya"),
        ("executive", "Yang direkomendasikan fasilitator", "sejak fasilitator pertama kali merekomendasikan"),
        ("steward", "Yang disetujui Kantor Bupati", "sejak unit mendaftarkannya"),
    ],
)
def test_an_empty_list_says_what_will_appear_here_and_when(as_, cast, lab, person, words_waiting, words_all):
    client = as_(getattr(cast, person))
    assert words_waiting in client.get(QUEUE).text
    assert words_all in client.get(QUEUE, {"lihat": "semua"}).text
    assert "Tidak ada yang cocok" in client.get(QUEUE, {"lewat": "ya"}).text


# Filters


def test_every_choice_says_how_many_it_would_show(as_, cast, put):
    due_in(put("Satu"), -1)
    due_in(put("Dua", stage=Stage.DIAGNOSE), 5)
    due_in(put("Tiga", user=cast.outsider, stage=Stage.DIAGNOSE), -2)
    put("Kembali", status=Status.RETURNED)
    client = as_(cast.facilitator)
    assert offered(client.get(QUEUE)) == {
        "Menunggu saya": 3,
        "Semua yang dapat saya lihat": 4,
        "Lewat batas waktu": 2,
        "Macet": 2,
        "Drum-up": 1,
        "Diagnose": 2,
        "Dinas": 2,
        "Puskesmas": 1,
        "Salak": 1,
        "Inovik 2026": 3,
    }
    narrowed = client.get(QUEUE, {"stage__exact": "diagnose"})
    found = offered(narrowed)
    assert (found["Diagnose"], found["Drum-up"], found["Lewat batas waktu"], found["Dinas"]) == (2, 1, 1, 1)
    choices = re.findall(r'<a href="(\?[^"]+)"[^>]*>[^<]+ <span class="count">(\d+)</span>', narrowed.text)
    assert len(choices) > 6
    for address, count in choices:
        if address != "?lihat=semua":
            shown = client.get(QUEUE + address.replace("&amp;", "&"))
            assert len(titles(shown)) == int(count), address


def test_what_was_returned_in_this_stage_is_found(as_, cast, at):
    case = at(Stage.DIAGNOSE, Status.RETURNED, title="Kasus kembali")
    road.move(case, "submit", cast.staff)
    at(Stage.DIAGNOSE, Status.SUBMITTED, title="Kasus pertama kali")
    client = as_(cast.facilitator)
    assert titles(client.get(QUEUE, {"dikembalikan": "ya"})) == ["Kasus kembali"]
    assert offered(client.get(QUEUE))["Pernah dikembalikan di tahap ini"] == 1


def test_mine_is_what_is_assigned_to_me_and_not_what_is_everybodys(as_, cast, put):
    by_name, by_desk = put("Dengan nama"), put("Di meja", user=cast.outsider)
    put("Milik semua")
    given = {"reviewer": cast.facilitator, "assigned_by": cast.steward}
    Assignment.objects.create(innovation=by_name, **given)
    DeskUnit.objects.create(lab=by_desk.lab, agency=by_desk.agency, **given)
    client = as_(cast.facilitator)
    assert sorted(titles(client.get(QUEUE))) == ["Dengan nama", "Di meja", "Milik semua"]
    assert sorted(titles(client.get(QUEUE, {"untuk": "saya"}))) == ["Dengan nama", "Di meja"]
    other = as_(cast.facilitator2)
    assert titles(other.get(QUEUE, {"untuk": "saya"})) == []  # the same link, a colleague's own list
    assert titles(other.get(QUEUE)) == ["Milik semua"]


def test_the_steward_finds_what_nobody_is_free_to_judge(as_, cast, put):
    put("Ada penelaah")
    stuck = put("Tanpa penelaah", user=cast.outsider)
    put("Belum dikirim", user=cast.outsider, status=Status.DRAFT)
    for reviewer in (cast.facilitator, cast.facilitator2):
        Conflict.objects.create(user=reviewer, agency=stuck.agency, reason="Kerabat.")
    client = as_(cast.steward)
    address = {"lihat": "semua", "penelaah": "tanpa"}
    assert titles(client.get(QUEUE, address)) == ["Tanpa penelaah"]
    assert offered(client.get(QUEUE, {"lihat": "semua"}))["Tanpa penelaah bebas"] == 1
    third = User.objects.create(username="fasilitator3", name="Ketiga", role=Role.FACILITATOR)
    assert titles(client.get(QUEUE, address)) == []
    Assignment.objects.create(innovation=stuck, reviewer=cast.facilitator, assigned_by=cast.steward)
    assert titles(client.get(QUEUE, address)) == ["Tanpa penelaah"]  # assigned to who may not
    Assignment.objects.create(innovation=stuck, reviewer=third, assigned_by=cast.steward)
    assert titles(client.get(QUEUE, address)) == []
    User.objects.filter(pk=third.pk).update(is_active=False)
    assert titles(client.get(QUEUE, address)) == ["Tanpa penelaah"]


def test_filters_of_another_role_are_as_if_they_were_not_said(as_, cast, put):
    put("Satu")
    client = as_(cast.facilitator)
    response = client.get(QUEUE, {"lihat": "semua", "penelaah": "tanpa", "penanggung": "tanpa"})
    assert titles(response) == ["Satu"]
    assert "Tanpa penelaah bebas" not in response.text
    assert titles(as_(cast.steward).get(QUEUE, {"lihat": "semua", "untuk": "saya"})) == ["Satu"]


def test_a_link_survives_what_programs_append_to_it(as_, cast, put):
    put("Satu")
    put("Dua", stage=Stage.DIAGNOSE)
    appended = {"fbclid": "x", "created_at__year": "1999", "agency__name__startswith": "U"}
    response = as_(cast.facilitator).get(QUEUE, {"stage__exact": "diagnose"} | appended)
    assert titles(response) == ["Dua"]
    links = response.text[response.text.index('id="changelist"') : response.text.index("<tbody>")]
    assert not [name for name in appended if name in links]


def test_search_finds_words_of_the_problem_once_they_were_sent(as_, cast, put):
    put("Bus Sekolah", problem="Anak-anak berjalan kaki dua jam menyeberangi sungai.")
    put("Masih ditulis", status=Status.RETURNED, problem="Sungai yang belum dikirim.")
    client = as_(cast.facilitator)
    assert titles(client.get(QUEUE, {"lihat": "semua", "q": "sungai"})) == ["Bus Sekolah"]
    assert titles(client.get(QUEUE, {"q": "bus menyeberang sungai dinas"})) == ["Bus Sekolah"]
    assert titles(client.get(QUEUE, {"q": "bus gunung"})) == []
    assert titles(client.get(QUEUE, {"q": '"bus" INV-2026'})) == ["Bus Sekolah"]


# Saved filters


def save(client, name, query="?lewat=ya"):
    return client.post(QUEUE + query, {"simpan": "ya", "name": name})


def test_a_filter_is_kept_by_name_and_found_again_on_any_device(client, cast, put):
    put("Satu")
    client.force_login(cast.facilitator)
    address = "?stage__exact=drum_up&q=satu&o=-4&p=1&lewati=4&e=1"
    response = save(client, "  Drum-up saya ", address)
    assert (response.status_code, response.url) == (302, QUEUE + address)
    assert "Saringan 'Drum-up saya' tersimpan" in told(response)
    assert SavedFilter.objects.get().query == "o=-4&q=satu&stage__exact=drum_up"
    html = client.get(QUEUE).text
    assert '<a href="?o=-4&amp;q=satu&amp;stage__exact=drum_up">Drum-up saya</a>' in html
    chosen = client.get(QUEUE + "?stage__exact=drum_up&q=satu&o=-4")
    assert 'stage__exact=drum_up" aria-current="true">Drum-up saya</a>' in chosen.text
    client.force_login(cast.facilitator2)
    assert "Drum-up saya" not in client.get(QUEUE).text


def test_the_same_name_gets_the_new_look(as_, cast, lab):
    client = as_(cast.facilitator)
    save(client, "Milik saya", "?lewat=ya")
    save(client, "Milik saya", "?untuk=saya")
    assert SavedFilter.objects.get().query == "untuk=saya"


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "?lewat=ya", "Beri nama"),
        ("x" * 41, "?lewat=ya", "40"),
        ("Nama", "", "Pilih saringan dulu"),
        ("Nama", "?p=2", "Pilih saringan dulu"),
        ("Nama", f"?q={'x' * 1_000}", "pendekkan kata"),
        ("a\x00b", "?lewat=ya", "null"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(as_, cast, lab, name, query, sentence):
    response = save(as_(cast.facilitator), name, query)
    assert response.status_code == 200
    assert sentence in words(response.text)
    if name and "\x00" not in name:
        assert f'value="{name}"' in response.text
    assert not SavedFilter.objects.exists()


def test_twelve_are_enough_for_one_person(as_, cast, lab):
    client = as_(cast.facilitator)
    for number in range(12):
        save(client, f"Saringan {number}")
    assert "hapus satu" in words(save(client, "Yang ketiga belas").text)
    assert SavedFilter.objects.count() == 12
    assert save(client, "Saringan 3", "?untuk=saya").status_code == 302  # replacing is no thirteenth
    save(as_(cast.facilitator2), "Milik orang lain")
    assert SavedFilter.objects.filter(user=cast.facilitator2).count() == 1


def test_a_filter_is_removed_by_its_owner_alone(as_, cast, lab):
    mine = SavedFilter.objects.create(user=cast.facilitator, name="Saya", query="lewat=ya")
    theirs = SavedFilter.objects.create(user=cast.facilitator2, name="Dia", query="lewat=ya")
    client = as_(cast.facilitator)
    for key in (theirs.pk, "x", "9" * 40, ""):
        assert client.post(QUEUE, {"hapus": key}).status_code == 302
    assert SavedFilter.objects.count() == 2
    client.get(QUEUE, {"hapus": mine.pk})
    assert SavedFilter.objects.count() == 2
    client.post(QUEUE + "?lewat=ya", {"hapus": mine.pk})
    assert list(SavedFilter.objects.all()) == [theirs]


# What it costs


def test_the_page_takes_the_same_few_queries_with_everything_that_a_row_tells(
    as_, cast, put, at, django_assert_max_num_queries
):
    """Readers, returns, saved filters, several units and kecamatan: at 1, 3 and 100 rows."""
    client = as_(cast.facilitator)
    returned = at(Stage.DIAGNOSE, Status.RETURNED)
    road.move(returned, "submit", cast.staff)
    counts = []
    for more in (0, 2, 97):
        for number in range(more):
            district = District.objects.create(
                code=f"12.15.{more}{number}", name=f"Kec {more}-{number}", slug=f"kec-{more}-{number}"
            )
            unit = Agency.objects.create(
                name=f"Unit {more}-{number}",
                short_name="Unit",
                slug=f"unit-{more}-{number}",
                kind="desa",
                district=district,
            )
            staff = User.objects.create(
                username=f"staf{more}-{number}", name="Staf", role=Role.AGENCY, agency=unit
            )
            put(f"Kasus {more} {number}", user=staff)
            SavedFilter.objects.create(user=cast.facilitator, name=f"S{more}-{number}", query="lewat=ya")
        for case in client.get(QUEUE).context_data["cl"].result_list:
            if submission := case.records.filter(move="submit").last():
                submission.reviews.get_or_create(reviewer=cast.facilitator2)
        with django_assert_max_num_queries(15) as queries:
            response = client.get(QUEUE, {"q": "a", "stage__exact": ""})
        counts.append(len(queries))
    assert len(titles(response)) == 100
    assert len(set(counts)) == 1


def test_the_list_leaves_the_narrative_in_the_database(as_, cast, put):
    put("Satu", problem="Jalan rusak.")
    (case,) = as_(cast.facilitator).get(QUEUE).context_data["cl"].result_list
    assert {"problem", "story", "causes"} <= case.get_deferred_fields()


def test_the_database_does_not_compile_queries(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
