"""Direktori Inovasi: the book of an edition, page by page."""

from pathlib import Path

import pytest

from festival import products
from festival.models import Festival, Product
from festival.papers import directory
from innovations.models import Stage, Status
from tests import fair, paper, road
from tests.test_festival_secrecy import PRIVATE, SECRET
from tests.test_posters import EVIL

BASE = "http://testserver"
LONG = {
    name: f"{name} " + "kata yang panjang sekali, " * 400
    for name in (
        "beneficiaries",
        "service_place",
        "service_hours",
        "service_contact",
        "before",
        "after",
        "story",
        "replication_cost",
        "replication_steps",
    )
}
MEASURES = [
    {
        "indicator": "Waktu tunggu " * 12,
        "unit": "menit",
        "baseline": "12500.5",
        "target": "60",
        "actual": actual,
        "measured_on": "2026-05-01",
    }
    for actual in ("27", "", "1", "2", "3")
]


@pytest.fixture(autouse=True)
def _home(settings):
    settings.BASE_URL = BASE


def content_of(texts=(), measures=()):
    return {"texts": dict(texts), "measures": list(measures), "team": [], "journey": [], "photos": []}


def book(festival, folder: Path) -> bytes:
    return directory.make(festival, folder).read_bytes()


def page_of(texts: list[str], title: str) -> int:
    """The number that is printed on the page of the innovation with this title."""
    return next(number for number, text in enumerate(texts, 1) if f"{title} Satu kalimat." in text)


def test_the_book_has_every_part_and_each_index_leads_to_the_page(cast, festival, tmp_path):
    Festival.objects.update(
        foreword="Horas.\n\nSilakan baca.", foreword_by="Nama Bupati", foreword_as="Bupati Pakpak Bharat"
    )
    festival.refresh_from_db()
    fair.show(cast.clinic, festival, title="Ambulans Desa", affair="kesehatan")
    fair.show(cast.education, festival, title="Bus Sekolah")
    content = book(festival, tmp_path)
    texts = paper.texts(content)
    assert [title for title, _page in paper.outline(content)] == [
        "Kata pengantar",
        "Daftar isi",
        "Cara membaca buku ini",
        "Ambulans Desa",
        "Bus Sekolah",
        "Indeks unit kerja",
        "Indeks kecamatan",
        "Indeks urusan",
        "Tentang buku ini",
    ]
    assert "2 inovasi dari 2 unit kerja" in texts[0]
    assert "Silakan baca. Nama Bupati Bupati Pakpak Bharat" in texts[1]
    ambulance, bus = page_of(texts, "Ambulans Desa"), page_of(texts, "Bus Sekolah")
    assert dict(paper.outline(content))["Ambulans Desa"] == ambulance
    contents, units, districts, affairs, imprint = texts[2], *texts[-4:]
    assert _leads(contents, "Ambulans Desa · PKM Sibande", ambulance)
    assert _leads(contents, "Bus Sekolah · Disdik", bus)
    assert _leads(units, "UPT Puskesmas Sibande Ambulans Desa", ambulance)
    assert _leads(districts, "Salak Ambulans Desa", ambulance)
    assert "Bus Sekolah" not in districts, "the agency belongs to no kecamatan"
    assert _leads(affairs, "Pendidikan Bus Sekolah", bus)
    assert "CC BY 4.0" in imprint
    assert paper.about(content)["Title"] == "Direktori Inovasi: Festival Inovasi 2026"
    assert set(paper.sizes(content)) == {(210, 297)}


def test_each_page_has_the_code_of_its_innovation(cast, festival, tmp_path):
    shown = [fair.show(cast.education, festival, title=title) for title in ("Bus Sekolah", "Cuci Tangan")]
    content = book(festival, tmp_path)
    texts = paper.texts(content)
    for exhibit in shown:
        assert paper.codes(content, page_of(texts, exhibit.title) - 1, scale=2) == [
            f"{BASE}/i/{exhibit.code}/"
        ]


def test_however_much_was_written_an_innovation_stays_on_its_page(cast, festival, tmp_path):
    full = {"title": ("Judul yang panjang " * 7).strip(), "summary": "Kalimat " * 24}
    fair.show(cast.education, festival, content=content_of(LONG, MEASURES), **full)
    fair.show(cast.education, festival, title="Zaman Baru")
    fair.show(
        cast.education,
        festival,
        title=EVIL[:140],
        content=content_of({"story": EVIL, "before": EVIL, "after": EVIL}),
    )
    content = book(festival, tmp_path)
    texts = paper.texts(content)
    marks = dict(paper.outline(content))
    first, second = marks[full["title"]], marks["Zaman Baru"]
    assert second == first + 1
    assert "12.500,5" in texts[first - 1]
    assert "–" in texts[first - 1], "a number that was not written"
    assert texts[first - 1].count("…") >= 6
    assert paper.codes(content, first - 1, scale=2), "nothing lies over the code"
    assert EVIL in " ".join(texts)


@pytest.mark.parametrize("name", ["story", "how_it_works", "results", "idea"])
def test_the_rest_of_the_page_is_the_first_long_text_there_is(cast, festival, tmp_path, name):
    told = {name: f"Isi {name}. " * 40}
    fair.show(cast.education, festival, content=content_of(told | {"replication_weeks": "6"}))
    text = " ".join(paper.texts(book(festival, tmp_path)))
    assert f"Isi {name}." in text
    assert "persiapan: 6 minggu" in text


def test_the_same_content_makes_the_same_bytes(cast, festival, at, tmp_path):
    at(Stage.DISPLAY, Status.PUBLISHED)
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    assert book(festival, folders[0]) == book(festival, folders[1])


def test_without_a_foreword_the_welcome_opens_the_book_and_without_both_nothing(cast, festival, tmp_path):
    assert "Kata pengantar" not in " ".join(paper.texts(book(festival, tmp_path)))
    festival.welcome = "Selamat datang di festival."
    assert "Kata pengantar Selamat datang di festival." in paper.texts(book(festival, tmp_path))[1]


def test_the_book_holds_nothing_that_is_not_public(cast, lab, festival, at, tmp_path):
    innovation = road.register(cast.staff, lab, "Bus Terbuka")
    short = {"commitment_by", "budget_source"}
    for name in PRIVATE:
        setattr(innovation, name, SECRET if name in short else f"{SECRET} {road.text(60)}")
    innovation.save()
    road.bring_to(innovation, Stage.DISPLAY, Status.PUBLISHED, cast)
    at(Stage.DISPLAY, Status.APPROVED, title=f"Gagasan {SECRET}")
    down = at(Stage.DISPLAY, Status.PUBLISHED, title=f"Turun {SECRET}")
    road.move(down, "take_down", cast.steward)
    content = book(festival, tmp_path)
    text = " ".join(paper.texts(content)) + str(paper.about(content)) + str(paper.outline(content))
    assert "Bus Terbuka" in text
    assert SECRET.casefold() not in text.casefold()
    assert down.code not in text


class TestTakingItAlong:
    ADDRESS = "/festival/2026/direktori.pdf"

    @pytest.fixture
    def made(self, cast, festival) -> Product:
        fair.show(cast.education, festival)
        product = products.request(festival, "book", cast.steward)
        products.work.call(str(product.key))
        product.refresh_from_db()
        return product

    def test_is_open_once_the_steward_released_it(self, client, made):
        assert client.get(self.ADDRESS).status_code == 404
        assert self.ADDRESS not in client.get("/festival/2026/").text
        products.release(made)
        assert self.ADDRESS in client.get("/festival/2026/").text
        response = client.get(self.ADDRESS)
        assert b"".join(response).startswith(b"%PDF")
        assert response["Content-Disposition"] == 'inline; filename="direktori-2026.pdf"'
        assert not response.cookies
        products.retract(made)
        assert client.get(self.ADDRESS).status_code == 404
        assert self.ADDRESS not in client.get("/festival/2026/").text

    def test_no_other_file_of_the_edition_goes_along(self, client, cast, festival, made):
        posters = products.request(festival, "posters", cast.steward)
        products.work.call(str(posters.key))
        products.release(Product.objects.get(pk=posters.pk))
        assert client.get(self.ADDRESS).status_code == 404


def _leads(text: str, entry: str, page: int) -> bool:
    """Whether `entry` is followed by its dots and the number of the page."""
    rest = text.split(entry, 1)[1].lstrip(" .")
    return rest.split(" ")[0] == str(page)
