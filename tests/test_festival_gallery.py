from datetime import UTC, datetime

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency
from bench.exhibits import make_exhibits
from festival import versions
from festival.facets import COUNTED, FILTERS, KINDS, NOVELTIES
from festival.gallery import Gallery
from festival.models import Exhibit
from festival.paging import CardPaginator
from innovations.affairs import Affair
from innovations.models import Innovation
from tests.fair import show, titles


@pytest.fixture
def fair(cast, festival):
    """Three exhibits: a school bus, a mobile clinic in Salak, an older copied library."""
    return [
        show(cast.education, festival, "Bus Sekolah", kind="product", novelty="extension"),
        show(cast.clinic, festival, "Ambulans", kind="process", affair="kesehatan"),
        show(cast.education, festival, "perpustakaan", novelty="replication", year=2016),
    ]


def offered(query: str) -> dict[str, dict[str, int]]:
    """What the form offers under a state: {filter: {word: count}}."""
    gallery = Gallery(QueryDict(query), versions.now())
    return {each.name: {o.choice.word: o.count for o in gallery.offered(each)} for each in FILTERS}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["perpustakaan", "Ambulans", "Bus Sekolah"]),
        ("urut=judul", ["Ambulans", "Bus Sekolah", "perpustakaan"]),
        ("urut=terbaru", ["perpustakaan", "Ambulans", "Bus Sekolah"]),
        ("skpd=dinas-pendidikan", ["perpustakaan", "Bus Sekolah"]),
        ("kecamatan=salak", ["Ambulans"]),
        ("jenis=produk", ["Bus Sekolah"]),
        ("jenis=proses", ["Ambulans"]),
        ("kebaruan=replikasi", ["perpustakaan"]),
        ("kebaruan=perluasan", ["Bus Sekolah"]),
        ("urusan=kesehatan", ["Ambulans"]),
        ("tahun=2016", ["perpustakaan"]),
        ("tahun=2026&urusan=pendidikan", ["Bus Sekolah"]),
        ("skpd=dinas-pendidikan&kecamatan=salak", []),
        ("urusan=pangan", []),
        ("tahun=1999", []),
        ("q=sekolah&skpd=dinas-pendidikan", ["Bus Sekolah"]),
        (
            "q=&skpd=&kecamatan=&jenis=&kebaruan=&urusan=&tahun=&urut=",
            ["perpustakaan", "Ambulans", "Bus Sekolah"],
        ),
        ("utm_source=whatsapp", ["perpustakaan", "Ambulans", "Bus Sekolah"]),
    ],
)
def test_an_address_filters_and_orders(client, fair, query, expected):
    response = client.get(f"/inovasi/?{query}")
    assert titles(response) == expected
    assert "diabaikan" not in response.text


def test_every_kind_and_novelty_has_a_word_in_the_address():
    assert sorted(KINDS.values()) == sorted(Innovation.Kind)
    assert sorted(NOVELTIES.values()) == sorted(Innovation.Novelty)


@pytest.mark.parametrize(
    "query",
    [
        "skpd=tidak-ada",
        "skpd=%00",
        "skpd=Dinas Pendidikan",
        "kecamatan=" + "x" * 5_000,
        "jenis=product",
        "kebaruan=<script>alert(1)</script>",
        "urusan=sihir",
        "tahun=20x6",
        "tahun=٢٠١٦",
        "tahun=" + "9" * 5_000,
        "urut=sihir",
        "tpb=18",
        "tpb=0",
        "tpb=01",
        "tampilan=sihir",
        "sesudah=apa saja",
        "sesudah=INV-1999-0001",
        "sesudah=%00",
        "sesudah=" + "9" * 5_000,
        "urut=%FF",
    ],
)
def test_an_unknown_value_is_named_and_left_out(client, fair, query):
    response = client.get(f"/inovasi/?{query}")
    assert titles(response) == ["perpustakaan", "Ambulans", "Bus Sekolah"]
    assert "tidak dikenal dan diabaikan" in response.text
    assert "<script>alert" not in response.text


def test_ordering_by_relevance_without_a_search_is_simply_the_usual_order(client, fair):
    response = client.get("/inovasi/?urut=relevansi")
    assert titles(response) == ["perpustakaan", "Ambulans", "Bus Sekolah"]
    assert "diabaikan" not in response.text


@pytest.mark.parametrize(
    ("number", "expected"),
    [("1", 1), ("2", 2), ("99", 2), ("0", 2), ("-1", 2), ("x", 1), ("", 1), ("9" * 5_000, 1)],
)
def test_a_page_out_of_range_is_the_last_and_nonsense_the_first(client, cast, festival, number, expected):
    for n in range(25):
        show(cast.education, festival, f"Inovasi {n}")
    shown = titles(client.get(f"/inovasi/?page={number}"))
    assert len(shown) == {1: 24, 2: 1}[expected]


def test_pages_follow_each_other_without_gap_or_repeat(client, cast, festival):
    together = datetime(2026, 5, 1, tzinfo=UTC)  # announced in one go
    for n in range(50):
        show(cast.education, festival, f"Inovasi {n}", published_at=together, refreshed_at=together)
    for order in ("terbaru", "judul"):
        seen = [t for page in (1, 2, 3) for t in titles(client.get(f"/inovasi/?urut={order}&page={page}"))]
        assert sorted(seen) == sorted(f"Inovasi {n}" for n in range(50))


def test_links_to_pages_keep_the_search(client, cast, festival):
    for n in range(25):
        show(cast.education, festival, f"Buku {n}")
    text = client.get("/inovasi/?q=buku&jenis=metode").text
    assert 'href="/inovasi/?q=buku&amp;jenis=metode&amp;page=2"' in text


def test_active_filters_are_chips_that_take_themselves_away(client, fair):
    gallery = client.get("/inovasi/?q=sekolah&jenis=produk&urut=judul").context["gallery"]
    assert [(str(chip.label), chip.value, chip.address) for chip in gallery.chips] == [
        ("Kata", "sekolah", "/inovasi/?jenis=produk"),
        ("Jenis", "Produk", "/inovasi/?q=sekolah&urut=judul"),
    ]


def test_the_form_offers_what_is_there_and_remembers_what_was_chosen(client, fair, cast):
    assert offered("skpd=puskesmas-sibande") == {
        "skpd": {"dinas-pendidikan": 2, "puskesmas-sibande": 1},
        "kecamatan": {"salak": 1},
        "jenis": {"proses": 1},
        "kebaruan": {"baru": 1},
        "urusan": {"kesehatan": 1},
        "tahun": {"2026": 1},
        "tpb": {},
    }
    text = client.get("/inovasi/?skpd=puskesmas-sibande").text
    assert '<option value="puskesmas-sibande" selected>' in text


def test_a_unit_without_exhibits_is_a_known_filter_with_an_empty_answer(client, fair):
    Agency.objects.create(name="Dinas Sosial", short_name="Dinsos", slug="dinas-sosial", kind="dinas")
    response = client.get("/inovasi/?skpd=dinas-sosial")
    assert titles(response) == []
    assert "Belum ada inovasi dengan saringan ini" in response.text
    assert "diabaikan" not in response.text


def test_the_result_is_counted_and_a_card_tells_what_matters(client, fair):
    text = client.get("/inovasi/?tahun=2016").text
    assert "1 inovasi" in text
    assert 'href="/inovasi/' + fair[2].slug in text
    for shown in ("perpustakaan", "Satu kalimat.", "Disdik", "2016", "Replikasi"):
        assert shown in text


def test_an_empty_festival_says_so(client, lab):
    assert "Belum ada inovasi yang diumumkan" in client.get("/inovasi/").text


def test_beyond_ten_thousand_the_count_says_so(cast, festival):
    show(cast.education, festival)
    pages = CardPaginator(Exhibit.objects.public())
    assert (pages.total, pages.is_capped) == (1, False)
    pages = CardPaginator(Exhibit.objects.public())
    pages.__dict__["found"] = COUNTED + 1  # what the capped count says of a crowd
    assert (pages.total, pages.is_capped) == (COUNTED, True)
    assert pages.num_pages == 417


GALLERY = ["/inovasi/", "/inovasi/?q=pelayanan", "/inovasi/?urut=judul&jenis=metode", "/inovasi/?q=yang"]


@pytest.mark.parametrize("address", GALLERY)
def test_the_gallery_asks_seven_questions_however_many_exhibits(client, cast, festival, address):
    counts = []
    for more in (1, 2, 21, 76):  # 1, 3, 24 and 100 exhibits
        for n in range(more):
            show(
                [cast.education, cast.clinic][n % 2], festival, f"Pelayanan {n}", affair=Affair.values[n % 30]
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))
    assert set(counts) == {7}, [query["sql"] for query in queries]


def test_the_gallery_asks_seven_questions_in_a_crowd_and_stays_light(client, db):
    make_exhibits(2_400)
    for address in GALLERY:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{address}{'&' if '?' in address else '?'}page=50")
        assert len(queries) <= 7
    sent = client.get("/inovasi/").content
    assert sent.count(b"<article") == 24
    sheets = ["vendor/bootstrap-5.3.9/bootstrap-reboot.min.css", "css/components.css", "css/inovik.css"]
    links = [name for name in sheets if name.encode() in sent]
    assert links == sheets
    assert sent.count(b'rel="stylesheet"') == len(sheets)
    assert b"<script" not in sent
    parts = [sent, *((settings.BASE_DIR / "static" / name).read_bytes() for name in sheets)]
    assert sum(len(brotli.compress(part)) for part in parts) <= 40_000
