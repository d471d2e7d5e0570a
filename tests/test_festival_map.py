"""The sketch of the kabupaten: every kecamatan once, whatever is known of where it lies."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from accounts.models import District
from festival import map as sketch
from festival import versions


@pytest.fixture
def districts(db):
    """districts(...): kecamatan at (latitude, longitude), or at no known place."""

    def make(*places):
        return [
            District.objects.create(
                code=f"12.15.{number:02}",
                name=f"Tempat {number}",
                slug=f"tempat-{number}",
                latitude=place[0] if place else None,
                longitude=place[1] if place else None,
            )
            for number, place in enumerate(places, start=1)
        ]

    return make


def address(slug):
    return f"/inovasi/?kecamatan={slug}"


def drawn(counts=None):
    return sketch.drawn(counts or {}, address)


def area(corners):
    pairs = zip([corners[-1], *corners[:-1]], corners, strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


EIGHT = [
    ("2.45428", "98.28793"),
    ("2.63234", "98.27567"),
    ("2.66125", "98.16332"),
    ("2.50828", "98.39185"),
    ("2.54662", "98.27027"),
    ("2.43434", "98.18075"),
    ("2.60522", "98.31715"),
    ("2.58474", "98.39666"),
]


@pytest.mark.parametrize(
    "places",
    [
        EIGHT,
        EIGHT[:1],
        EIGHT[:2],
        [EIGHT[0]] * 3,
        [*EIGHT, EIGHT[4]],
        [("2.5", "98.1"), ("2.5", "98.2"), ("2.5", "98.3")],
        [("2.1", "98.1"), ("2.2", "98.1"), ("2.3", "98.1")],
    ],
    ids=["eight", "one", "two", "all-equal", "two-equal", "in-a-row", "in-a-column"],
)
def test_each_kecamatan_has_room_of_its_own_inside_the_drawing(districts, places):
    districts(*places)
    found = drawn()
    assert len(found.drawn) == len(places)
    assert 0 < found.height <= sketch.TALLEST
    for place in found.drawn:
        assert area(place.cell.corners) > 400, place.name
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in place.cell.corners)
    assert len({place.cell.points for place in found.drawn}) == len(places)


def test_a_centre_lies_in_its_own_cell_and_north_is_up(districts):
    districts(("2.7", "98.2"), ("2.4", "98.2"), ("2.55", "98.1"), ("2.55", "98.3"))
    north, south, west, east = (place.cell for place in drawn().drawn)
    assert north.count_y < west.count_y < south.count_y
    assert west.x < north.x < east.x


def test_without_coordinates_a_kecamatan_is_listed_and_not_drawn(districts):
    somewhere, nowhere = districts(EIGHT[0], None)
    page = render_to_string("festival/_map.html", {"map": drawn({nowhere.pk: 3, somewhere.pk: 1})})
    assert page.count(f'href="{address(somewhere.slug)}"') == 2
    assert page.count(f'href="{address(nowhere.slug)}"') == 1
    districts_only_listed = re.findall(r'aria-label="Kecamatan ([^:]+):', page)
    assert districts_only_listed == [somewhere.name]


def test_without_any_coordinates_there_is_the_list_alone(districts):
    districts(None, None)
    page = render_to_string("festival/_map.html", {"map": drawn()})
    assert "<svg" not in page
    assert page.count("<li>") == 2


def test_without_any_kecamatan_there_is_nothing_to_draw(db):
    assert drawn({None: 4}) == sketch.Map((), 4, 0)


def test_drawing_and_list_tell_the_same_counts_and_what_belongs_to_the_whole_region(districts):
    first, second = districts(*EIGHT[:2])
    page = render_to_string("festival/_map.html", {"map": drawn({first.pk: 1234, None: 40})})
    assert page.count(">1.234</") == 2
    assert "Kecamatan Tempat 1: 1.234 inovasi" in page
    assert "Kecamatan Tempat 2: 0 inovasi" in page
    assert re.search(r"Seluruh kabupaten, dari unit tanpa kecamatan</span> <span>40<", page)
    assert "bukan batas wilayah" in page
    assert "Seluruh kabupaten" not in render_to_string("festival/_map.html", {"map": drawn({first.pk: 1})})


def test_more_innovations_are_a_stronger_colour(districts):
    keys = [one.pk for one in districts(*EIGHT[:4])]
    found = drawn(dict(zip(keys, (0, 1, 5, 20), strict=True)))
    assert [place.step for place in found.places] == [0, 1, 1, 4]


def test_a_long_name_stands_in_several_lines(districts):
    (one,) = districts(EIGHT[0])
    District.objects.filter(pk=one.pk).update(name="Sitellu Tali Urang Jehe")
    (place,) = drawn().drawn
    assert [line for _y, line in place.cell.lines] == ["Sitellu", "Tali Urang", "Jehe"]


def test_the_sketch_is_made_once_for_each_version(districts):
    (one,) = districts(EIGHT[0])
    version = versions.now()
    sketch.drawn({}, address, version)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert sketch.drawn({one.pk: 2}, address, version).places[0].count == 2
    assert len(asked) == 0
    District.objects.filter(pk=one.pk).update(name="Salak")
    assert versions.now() != version
    assert sketch.drawn({}, address, versions.now()).places[0].name == "Salak"
