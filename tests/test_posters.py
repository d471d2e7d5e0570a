"""Posters and table cards: for whom they are, and what a telephone reads from them."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from festival.models import Product
from festival.papers import posters
from festival.stands import stand_code
from innovations.models import Stage, Status
from tests import fair, paper, road
from tests.test_festival_secrecy import SECRET

BASE = "http://testserver"
EVIL = '#panic() *tebal* <kode> $rumus$ \\ @rujuk `a` = "Judul"'


@pytest.fixture(autouse=True)
def _home(settings):
    settings.BASE_URL = BASE


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED)


def address(innovation, size="a3"):
    return f"/kerja/inovasi/{innovation.code}/poster/{size}.pdf"


@pytest.mark.parametrize(("size", "mm"), [("a3", (297, 420)), ("a5", (148, 210)), ("kartu", (210, 297))])
def test_the_paper_has_its_size_and_leads_to_the_short_address(client, cast, published, size, mm):
    client.force_login(cast.staff)
    response = client.get(address(published, size))
    assert response["Cache-Control"] == "private, no-store"
    assert paper.sizes(response.content) == [mm]
    (text,) = paper.texts(response.content)
    assert published.title in text
    assert "Dinas Pendidikan" in text
    stand = stand_code(published.exhibit)
    there = f"{BASE}/i/{published.code}/"
    if size == "kartu":
        assert text.count(stand) == 2, "one for each face"
        assert paper.codes(response.content) == [f"{there}?stan={stand}"] * 2
    else:
        assert stand not in text, "it is told at the stand alone"
        assert paper.codes(response.content, scale=2) == [there]


def test_a_poster_tells_how_to_use_it_where_the_unit_said_so(cast, festival, tmp_path):
    told = {"beneficiaries": "Anak sekolah", "service_hours": "06.30", "service_contact": "0812"}
    exhibit = fair.show(cast.clinic, festival, texts=told)
    (text,) = paper.texts(posters.pdf(exhibit, "a5"))
    for line in ("Untuk siapa: Anak sekolah", "Di mana: Salak", "Kapan: 06.30", "Hubungi: 0812"):
        assert line in text
    bare = fair.show(cast.education, festival)
    assert "Di mana" not in paper.texts(posters.pdf(bare, "a5"))[0]


@pytest.mark.parametrize("title", [EVIL, "Panjang " * 18, "x" * 150])
def test_whatever_was_written_is_text_and_stays_on_one_page(cast, festival, title):
    exhibit = fair.show(cast.education, festival, title=title, summary=(title + " sangat panjang" * 9)[:200])
    for size in posters.SIZES:
        content = posters.pdf(exhibit, size)
        assert len(paper.texts(content)) == 1
        assert paper.codes(content, scale=2), size


def test_a_poster_is_for_the_unit_the_steward_and_the_bupatis_office(client, cast, published):
    expected = {
        cast.staff: 200,
        cast.colleague: 200,
        cast.steward: 200,
        cast.executive: 200,
        cast.outsider: 404,
        cast.facilitator: 404,
        cast.juror: 404,
    }
    for user, status in expected.items():
        client.force_login(user)
        assert client.get(address(published)).status_code == status, user
    client.logout()
    assert client.get(address(published)).status_code == 302


def test_there_is_none_of_another_size_or_while_it_is_not_public(client, cast, at, published):
    client.force_login(cast.steward)
    assert client.get(address(published, "a4")).status_code == 404
    assert client.get(address(at(Stage.DISPLAY, Status.APPROVED, title="Belum"))).status_code == 404
    road.move(published, "take_down", cast.steward)
    assert client.get(address(published)).status_code == 404


def test_the_pages_of_a_public_record_lead_to_its_papers(client, cast, at, published):
    client.force_login(cast.staff)
    page = client.get(f"/kerja/inovasi/{published.code}/").text
    assert all(address(published, size) in page for size in posters.SIZES)
    draft = at(Stage.DRUM_UP, Status.DRAFT, title="Draf")
    assert "/poster/" not in client.get(f"/kerja/inovasi/{draft.code}/").text
    for person, is_led in ((cast.steward, True), (cast.facilitator, False)):
        client.force_login(person)
        case = client.get(f"/admin/stages/case/{published.pk}/change/").text
        assert (address(published) in case) == is_led


def test_all_papers_of_an_edition_come_size_by_size_without_what_is_not_public(cast, festival, published, at):
    at(Stage.DISPLAY, Status.APPROVED, title=f"Gagasan {SECRET}")
    down = at(Stage.DISPLAY, Status.PUBLISHED, title=f"Turun {SECRET}")
    road.move(down, "take_down", cast.steward)
    fair.show(cast.clinic, festival, title="Ambulans Desa")
    product = _made(festival, cast.steward, "posters")
    assert product.file_name == "poster-2026.pdf"
    with product.file.open("rb") as stored:
        content = stored.read()
    assert paper.sizes(content) == [(297, 420)] * 2 + [(148, 210)] * 2 + [(210, 297)] * 2
    marks = ["Poster A3", "Poster A5", "Kartu meja"]
    titles = ["Ambulans Desa", published.title]
    assert [title for title, _page in paper.outline(content)] == [f"{m}: {t}" for m in marks for t in titles]
    text = " ".join(paper.texts(content))
    assert SECRET not in text
    assert not any(record.code in text for record in (down,))
    assert SECRET not in str(paper.about(content))


def test_a_photo_that_is_missing_in_storage_leaves_the_weave_in_its_place(cast, published, caplog):
    exhibit = published.exhibit
    default_storage.delete(f"foto/{exhibit.cover['key']}/1600.webp")
    content = posters.pdf(exhibit, "a3")
    assert published.title in paper.texts(content)[0]
    assert "is missing in storage" in caplog.text


def _made(festival, user, kind) -> Product:
    from festival import products

    product = products.request(festival, kind, user)
    products.work.call(str(product.key))
    product.refresh_from_db()
    assert product.state == Product.State.DONE
    assert Path(product.file.name).suffix == ".pdf"
    return product
