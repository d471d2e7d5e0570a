"""Figures counted with one bit for each exhibit, beside a naive count over the same rows."""

import random
from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from bench.exhibits import make_exhibits
from festival import facets, versions
from festival.facets import COLUMNS
from festival.gallery import Gallery
from festival.models import Exhibit
from tests.fair import show, titles

WORDS = ["", "pelayanan", "desa masyarakat", "kelulut", "gratis OR murah", "pelayanan -anak", "zzz"]


def naive(rows: list[dict], chosen: dict) -> tuple[int, dict, dict]:
    """(total, without, by) as `Counts` has them, of rows that were looked at one by one."""

    def passing(but=None):
        wanted = {column: value for column, value in chosen.items() if column != but}
        return [row for row in rows if all(row[column] == value for column, value in wanted.items())]

    by = {column: {} for column in COLUMNS}
    for column in COLUMNS:
        for row in passing(column):
            if row[column] is not None:
                by[column][row[column]] = by[column].get(row[column], 0) + 1
    return len(passing()), {column: len(passing(column)) for column in chosen}, by


def drawn(chance: random.Random, rows: list[dict]) -> dict:
    """Up to four filters, mostly of values that are there."""
    some = chance.choice(rows)
    wanted = {column: some[column] for column in chance.sample(COLUMNS, chance.randint(0, 4))}
    if chance.random() < 0.2:
        wanted["year"] = 1999
    return {column: value for column, value in wanted.items() if value is not None}


@pytest.fixture
def crowd(db):
    make_exhibits(300, agencies=12)
    Exhibit.objects.filter(pk__in=Exhibit.objects.order_by("lot").values("pk")[:40]).update(
        withdrawn_at=datetime(2026, 9, 1, tzinfo=UTC)
    )
    Exhibit.objects.filter(pk__in=Exhibit.objects.order_by("-lot").values("pk")[:40]).update(
        goal=None, district=None
    )


def public(text: str) -> list[dict]:
    found = Exhibit.objects.public().order_by("-published_at", "-id")
    return list((found.matching(text) if text else found).values("pk", "code", *COLUMNS))


@pytest.mark.parametrize("text", WORDS)
def test_figures_are_those_of_a_naive_count(crowd, text):
    rows, chance, version = public(text), random.Random(7), versions.now()
    for _ in range(40):
        chosen = drawn(chance, public(""))
        counted = facets.counts(text, chosen, version)
        assert (counted.total, counted.without, counted.by) == naive(rows, chosen)
        assert (counted.matches, counted.is_capped) == (len(rows), False)
        shown = [
            (row["pk"], row["code"])
            for row in rows
            if all(row[column] == value for column, value in chosen.items())
        ]
        assert counted.rows(0, 1_000) == shown
        assert counted.rows(3, 7) == shown[3:7]


@pytest.mark.parametrize("text", WORDS)
def test_in_a_crowd_they_are_of_the_newest_and_never_too_high(crowd, text, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED", 100)
    monkeypatch.setattr(facets, "RANKED", 30)
    most = 30 if text else 100
    rows, chance, version = public(text), random.Random(7), versions.now()
    for _ in range(20):
        chosen = drawn(chance, public(""))
        counted = facets.counts(text, chosen, version)
        assert (counted.total, counted.without, counted.by) == naive(rows[:most], chosen)
        assert counted.is_capped == (len(rows) > most)
        first = counted.rows(0, 5)
        assert first is None or first == [
            (row["pk"], row["code"])
            for row in rows
            if all(row[column] == value for column, value in chosen.items())
        ][:5]  # fmt: skip


def test_an_empty_gallery_has_no_figures(db):
    counted = facets.counts("", {"kind": "method"}, versions.now())
    assert (counted.matches, counted.total, counted.is_capped) == (0, 0, False)
    assert counted.by == {column: {} for column in COLUMNS}
    assert counted.rows(0, 24) == []
    assert facets.counts("bus", {}, versions.now()).matches == 0


def test_no_text_on_a_shelf_holds_the_comma_that_parts_them():
    for column in ("kind", "novelty", "affair"):
        assert not any("," in value for value, _label in Exhibit._meta.get_field(column).flatchoices)


def test_what_changes_in_bulk_is_counted_at_the_next_request(client, crowd):
    before = facets.counts("pelayanan", {}, versions.now()).total
    assert before > 1
    Exhibit.objects.exclude(pk=public("pelayanan")[0]["pk"]).update(title="Lain", summary="Lain", body="Lain")
    assert facets.counts("pelayanan", {}, versions.now()).total == 1
    assert "1 inovasi<" in client.get("/inovasi/?q=pelayanan").text


def test_in_a_crowd_the_page_tells_no_fewer_than_it_shows(client, cast, festival, monkeypatch):
    for n in range(30):
        show(cast.education, festival, f"Layanan {n}", kind="product" if n < 10 else "method")
    monkeypatch.setattr(facets, "COUNTED", 12)
    monkeypatch.setattr(facets, "RANKED", 12)
    for address, heading, shown in (
        ("/inovasi/", "25 inovasi+", 24),
        ("/inovasi/?jenis=produk", "10 inovasi<", 10),  # none of them among the newest twelve
        ("/inovasi/?q=layanan&jenis=produk", "10 inovasi<", 10),
        ("/inovasi/?q=layanan", "30 inovasi<", 24),
        ("/inovasi/?q=layanan&urut=judul", "25 inovasi+", 24),
    ):
        response = client.get(address)
        assert f'<h2 class="h3">{heading}' in response.text
        assert len(titles(response)) == shown


def test_a_rare_word_is_counted_exactly_in_a_crowd(client, cast, festival, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED", 2)
    show(cast.education, festival, "Perpustakaan")
    for n in range(4):
        show(cast.education, festival, f"Bus {n}")
    gallery = Gallery(QueryDict("q=perpustakaan"), versions.now())
    assert (gallery.total, gallery.is_capped) == (1, False)
    assert titles(client.get("/inovasi/?q=perpustakaan")) == ["Perpustakaan"]
