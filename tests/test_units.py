"""Units: how far the region has come, and the fair ranking among units of one kind."""

import re
from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, District
from festival import coverage, merit
from festival.models import Exhibit
from tests.fair import show

KIT = {
    "replication_cost": "1 juta",
    "replication_staff": "2",
    "replication_weeks": "4",
    "replication_steps": "1.",
}
BEST = {"confirmed_on": date.max, "helpful": 10_000, "texts": KIT}
names = count(1)


def unit(kind="dinas", name=None, **columns) -> Agency:
    number = next(names)
    name = name or f"Unit {number}"
    return Agency.objects.create(name=name, short_name="U", slug=f"unit-{number}", kind=kind, **columns)


def measures(exhibit, *rows, **others):
    """Give `exhibit` measures of (baseline, target, actual), and other parts of the public copy."""
    keys = ("baseline", "target", "actual")
    told = [
        {"indicator": "x", "unit": "x", "measured_on": ""} | dict(zip(keys, row, strict=True)) for row in rows
    ]
    exhibit.content |= {"measures": told} | others
    exhibit.save()


def share(agency, name) -> float:
    """The part `name` of the score of `agency`."""
    return next(reason.share for reason in merit.rank()[agency.pk].reasons if reason.part.name == name)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


# The rule


def test_the_parts_make_a_hundred_points():
    assert sum(part.points for part in merit.PARTS) == 100


def test_everything_good_is_a_hundred_and_nothing_is_zero(cast, festival):
    best = show(cast.education, festival, **BEST)
    measures(best, ("0", "10", "10"), evidence=[{"title": "SK"}])
    show(cast.clinic, festival)
    found = merit.rank()
    assert (found[cast.education.pk].score, found[cast.clinic.pk].score) == (100, 0)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 24), date(2026, 7, 1)),
        (date(2026, 1, 1), date(2025, 10, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
    ],
)
def test_a_confirmation_counts_through_this_quarter_and_the_one_before(today, since):
    assert merit.runs_since(today) == since


def test_running_is_the_share_of_the_units_exhibits(cast, festival):
    show(cast.education, festival, confirmed_on=date.max)
    show(cast.education, festival, confirmed_on=date(2020, 1, 1))
    show(cast.education, festival)
    show(cast.education, festival, confirmed_on=date.max)
    assert share(cast.education, "runs") == 0.5


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("0", "10", "10")], 1),
        ([("0", "10", "9.5")], 0),
        ([("", "10", "12")], 1),
        ([("30", "10", "8")], 1),  # less is wanted
        ([("30", "10", "12")], 0),
        ([("0", "10", "10"), ("0", "10", "1")], 0.5),
        ([("0", "10", "10"), ("0", "", "1"), ("0", "10", "")], 1),  # without target or result: not judged
        ([("0", "", "1")], 0),
        ([], 0),
    ],
)
def test_targets_count_where_there_is_a_target_and_a_result(cast, festival, rows, expected):
    measures(show(cast.education, festival), *rows)
    assert share(cast.education, "targets") == expected


def test_answers_of_few_say_less_than_those_of_many():
    assert merit.wilson(0, 0) == 0
    assert merit.wilson(3, 3) < merit.wilson(270, 300)
    assert merit.wilson(0, 5) == pytest.approx(0)
    assert merit.wilson(1, 1) == pytest.approx(0.2065, abs=1e-4)
    assert merit.wilson(50, 100) == pytest.approx(0.4038, abs=1e-4)


def test_answers_of_all_exhibits_count_together(cast, festival):
    show(cast.education, festival, helpful=30, unhelpful=20)
    show(cast.education, festival, helpful=20, unhelpful=30)
    assert share(cast.education, "helps") == merit.wilson(50, 100)


def test_proofs_and_kit_are_shares_of_what_is_whole(cast, festival):
    measures(show(cast.education, festival, texts=KIT), evidence=[{"title": "SK"}])
    measures(show(cast.education, festival, texts=KIT | {"story": "x"}), evidence=[])
    show(cast.education, festival, texts={"replication_cost": "1 juta"})
    show(cast.education, festival)
    assert share(cast.education, "proofs") == 0.25
    assert share(cast.education, "kit") == 0.5


def test_number_does_not_count(cast, festival):
    show(cast.education, festival, **BEST)
    other = unit()
    for _n in range(5):
        show(other, festival, **BEST)
    found = merit.rank()
    assert found[cast.education.pk].score == found[other.pk].score


def test_units_of_the_same_score_share_a_place_among_those_of_their_kind(cast, festival):
    first, second, third = cast.education, unit(), unit()
    for each in (first, second):
        show(each, festival, confirmed_on=date.max)
    show(third, festival)
    show(cast.clinic, festival)
    found = merit.rank()
    assert [
        (found[u.pk].place, found[u.pk].rivals, found[u.pk].is_shared) for u in (first, second, third)
    ] == [
        (1, 3, True),
        (1, 3, True),
        (3, 3, False),
    ]
    assert (found[cast.clinic.pk].place, found[cast.clinic.pk].rivals) == (1, 1)


def test_who_shows_nothing_or_is_closed_has_no_place(cast, festival):
    closed = unit(is_active=False)
    show(closed, festival)
    show(cast.clinic, festival, withdrawn_at=date.max.isoformat() + "T00:00:00Z")
    assert merit.rank() == {}


# Pages


def test_units_show_their_place_and_why_or_that_there_is_none_yet(client, cast, festival):
    better = unit(name="Dinas Sosial")
    show(better, festival, confirmed_on=date.max, texts=KIT)
    show(cast.education, festival)
    show(cast.education, festival)
    closed = unit(name="Dinas Lama", is_active=False)
    response = client.get("/skpd/")
    text = words(response)
    assert text.index("Dinas Sosial") < text.index("Dinas Pendidikan")
    assert re.search(r"1 Dinas Sosial 1 inovasi Masih berjalan 100% Target tercapai 0%.*? 40 dari 100", text)
    assert re.search(r"2 Dinas Pendidikan 2 inovasi Masih berjalan 0%.*? 0 dari 100", text)
    assert re.search(r"UPT Puskesmas Sibande belum ada Kecamatan Salak", text)
    assert "2 dari 2 sudah tampil" in text
    assert "0 dari 1 sudah tampil" in text
    assert "3 dari target 100 inovasi sudah tampil" in text
    assert "97 lagi sampai target" in text
    assert "Begini nilainya dihitung" in text
    assert closed.name not in text


def test_a_shared_place_says_so(client, cast, festival):
    for each in (cast.education, unit()):
        show(each, festival)
    assert words(client.get("/skpd/")).count("tempat bersama") == 2
    assert "tempat 1 bersama unit lain, dari 2 Dinas" in words(client.get("/skpd/dinas-pendidikan/"))


def test_before_anything_is_shown_there_is_no_ranking_and_no_rule(client, cast, lab):
    text = words(client.get("/skpd/"))
    assert "Begini nilainya" not in text
    assert text.count("belum ada") == 3, "two units and a kecamatan"


def test_kecamatan_show_what_is_there_and_lead_to_it(client, cast, festival):
    District.objects.create(code="12.15.04", name="Tinada", slug="tinada")
    show(cast.clinic, festival)
    for address in ("/", "/skpd/"):
        response = client.get(address)
        assert '<a href="/inovasi/?kecamatan=salak">Salak</a>' in response.text
        assert re.search(r"Salak 1 inovasi 1 unit kerja Tinada belum ada 0 unit kerja", words(response))


def test_a_units_page_tells_its_place_and_each_part(client, cast, festival):
    show(cast.education, festival, confirmed_on=date.max, texts=KIT)
    text = words(client.get("/skpd/dinas-pendidikan/"))
    assert "Nilai 40 dari 100; satu-satunya Dinas yang sudah tampil." in text
    assert re.search(r"Masih berjalan .*? 100% 30,0 dari 30", text)
    show(unit(), festival)
    assert "Nilai 40 dari 100: tempat 1 dari 2 Dinas yang sudah tampil." in words(
        client.get("/skpd/dinas-pendidikan/")
    )
    assert "Mutu dan pemakaiannya" not in client.get("/skpd/puskesmas-sibande/").text


def test_a_unit_lists_those_below_it(client, cast, festival):
    school = unit("puskesmas", "Puskesmas Bawahan", parent=cast.clinic)
    unit("puskesmas", "Puskesmas Tutup", parent=cast.clinic, is_active=False)
    show(school, festival)
    text = words(client.get("/skpd/puskesmas-sibande/"))
    assert re.search(r"Unit di bawahnya Puskesmas Bawahan 1 inovasi", text)
    assert "Puskesmas Tutup" not in text
    assert "Unit di bawahnya" not in client.get(f"/skpd/{school.slug}/").text


def test_a_reached_target_is_told(client, cast, festival, lab):
    lab.target = 1
    lab.save()
    show(cast.education, festival)
    show(cast.education, festival)
    text = words(client.get("/"))
    assert "2 dari target 1 inovasi sudah tampil" in text
    assert "target tercapai" in text


def test_the_figures_follow_a_change_at_once(client, cast, festival):
    exhibit = show(cast.education, festival)
    assert "1 dari 2 unit sudah tampil" in words(client.get("/"))
    Exhibit.objects.update(withdrawn_at=exhibit.published_at)
    assert "0 dari 2 unit sudah tampil" in words(client.get("/"))
    Exhibit.objects.update(withdrawn_at=None, confirmed_on=date.max)
    assert "30 dari 100" in words(client.get("/skpd/"))


def test_once_read_under_a_version_the_figures_cost_nothing(client, cast, festival):
    show(cast.education, festival)
    version = client.get("/skpd/").wsgi_request.content_version
    with CaptureQueriesContext(connection) as seen:
        assert coverage.of(version).units_shown == 1
        assert merit.of(version)
    assert len(seen) == 0
