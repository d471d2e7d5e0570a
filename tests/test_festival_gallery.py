import gzip
import html
import re
from datetime import UTC, date, datetime

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency
from bench.exhibits import make_exhibits
from festival import facets, pagecache, versions
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


def questions(client, address) -> int:
    pagecache.pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize(
    ("address", "cold", "warm"),
    [
        ("/inovasi/", 6, 1),
        ("/inovasi/?urut=judul&jenis=metode", 6, 1),
        ("/inovasi/?urut=acak&acak=7", 6, 1),
        ("/inovasi/?tampilan=daftar&urut=membantu", 6, 1),
        ("/inovasi/?tampilan=peta", 5, 1),
        ("/inovasi/?q=pelayanan", 7, 1),
        ("/inovasi/?q=yang", 7, 2),
        ("/inovasi/?q=playanan", 7, 2),
    ],
)
def test_the_gallery_asks_as_many_questions_however_many_exhibits(
    client, cast, festival, address, cold, warm
):
    for more in (1, 2, 21, 76):  # 1, 3, 24 and 100 exhibits, in more than one affair
        for n in range(more):
            show(
                [cast.education, cast.clinic][n % 2], festival, f"Pelayanan {n}", affair=Affair.values[n % 30]
            )
        assert questions(client, address) <= cold
        assert questions(client, address) <= warm
        client.get("/inovasi/")  # and with what every page keeps, a search that nobody made before
        assert questions(client, f"/inovasi/?q=pelayanan+-{more}x") <= 5


def test_going_on_asks_one_question_more(client, cast, festival):
    for n in range(60):
        show(cast.education, festival, f"Pelayanan {n}")
    address = later(client.get("/inovasi/"))
    assert questions(client, address) == 4  # version, place, keys, cards
    assert questions(client, address) == 2  # version, place


def test_the_gallery_stays_light_in_a_crowd(client, db):
    make_exhibits(2_400, agencies=86)
    for address in ("/inovasi/", "/inovasi/?page=50", "/inovasi/?q=pelayanan", "/inovasi/?tampilan=daftar"):
        assert len(gzip.compress(client.get(address).content, 6)) <= 8_000
    sent = client.get("/inovasi/").text
    assert sent.count("<article") == 24
    sheets = ["vendor/bootstrap-5.3.9/bootstrap-reboot.min.css", "css/components.css", "css/inovik.css"]
    assert re.findall(r'rel="stylesheet" href="/static/([^"]+)"', sent) == sheets
    assert re.findall(r'<script src="/static/([^"]+)" defer></script>', sent) == ["js/festival/more.js"]
    assert sent.count("<script") == 1

    def weight(*names):
        return sum(len(brotli.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in names)

    assert weight(*sheets) <= 12_000
    assert weight("js/festival/more.js") <= 2_000


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"jenis": {"proses": 1, "metode": 1, "produk": 1}, "tahun": {"2026": 2, "2016": 1}}),
        ("jenis=produk", {"jenis": {"proses": 1, "metode": 1, "produk": 1}, "tahun": {"2026": 1}}),
        ("jenis=produk&tahun=2016", {"jenis": {"metode": 1, "produk": 0}, "tahun": {"2026": 1, "2016": 0}}),
        ("q=sekolah", {"jenis": {"produk": 1}, "tahun": {"2026": 1}}),
    ],
)
def test_a_figure_counts_what_the_other_filters_leave(fair, query, expected):
    shown = offered(query)
    assert {name: shown[name] for name in expected} == expected


def test_goals_are_filtered_by_their_number(client, fair):
    Exhibit.objects.filter(title="Ambulans").update(goal=3)
    assert titles(client.get("/inovasi/?tpb=3")) == ["Ambulans"]
    assert offered("")["tpb"] == {"3": 1}
    assert "3. Kehidupan Sehat" in client.get("/inovasi/").text


def test_a_taken_down_exhibit_leaves_every_figure_at_once(client, fair):
    assert offered("")["kebaruan"] == {"baru": 1, "perluasan": 1, "replikasi": 1}
    Exhibit.objects.filter(title="Ambulans").update(withdrawn_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert offered("")["kebaruan"] == {"perluasan": 1, "replikasi": 1}
    assert "2 inovasi" in client.get("/inovasi/").text


def test_in_a_crowd_figures_are_lower_bounds_and_no_choice_is_left_out(fair, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED", 1)
    gallery = Gallery(QueryDict("tahun=2016"), versions.now())
    assert gallery.counts.is_capped
    # Of the newest two alone, so the product of 2026 is not among them and yet may be chosen.
    assert {o.choice.word: o.count for o in gallery.offered(facets.NOVELTY)} == {
        "baru": None,
        "perluasan": None,
        "peningkatan": None,
        "replikasi": 1,
    }
    assert "(1+)</option>" in gallery.form
    assert [chip.without for chip in gallery.chips] == [None]


def later(response) -> str:
    """Where "Muat lagi" leads; "" where there is no more."""
    found = re.search(r'class="more" href="([^"]+)"', response.text)
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize(
    "query", ["", "urut=judul", "urut=membantu", "urut=acak&acak=1000000000", "q=layanan"]
)
def test_load_more_leads_through_all_without_gap_or_repeat(client, cast, festival, query):
    together = datetime(2026, 5, 1, tzinfo=UTC)  # announced in one go
    for n in range(60):
        show(
            cast.education,
            festival,
            f"Layanan {n}",
            published_at=together,
            refreshed_at=together,
            helpful=n % 5,
        )
    address, seen = f"/inovasi/?{query}", []
    for _page in range(3):
        response = client.get(address)
        seen += titles(response)
        address = later(response)
    assert address == ""
    assert sorted(seen) == sorted(f"Layanan {n}" for n in range(60))


def test_what_is_announced_or_taken_down_while_paging_shifts_nothing(client, cast, festival):
    shown = [show(cast.education, festival, f"Layanan {n}") for n in range(30)]
    first = client.get("/inovasi/")
    show(cast.education, festival, "Baru saja")
    Exhibit.objects.filter(pk=shown[6].pk).update(
        withdrawn_at=datetime(2026, 9, 1, tzinfo=UTC)
    )  # the last card
    second = client.get(later(first))
    assert titles(second) == [f"Layanan {n}" for n in range(5, -1, -1)]
    assert 'href="/inovasi/">Kembali ke awal' in second.text


def test_most_helpful_weighs_the_share_by_how_many_answered(client, cast, festival):
    show(cast.education, festival, "Satu dari satu", helpful=1)
    show(cast.education, festival, "Empat dari empat", helpful=4)
    show(cast.education, festival, "Lima puluh dari sembilan puluh lima", helpful=50, unhelpful=45)
    show(cast.education, festival, "Seratus dari seratus dua", helpful=100, unhelpful=2)
    show(cast.education, festival, "Belum ada")
    show(cast.education, festival, "Tidak membantu", unhelpful=3)
    assert titles(client.get("/inovasi/?urut=membantu")) == [
        "Seratus dari seratus dua",
        "Empat dari empat",
        "Lima puluh dari sembilan puluh lima",
        "Satu dari satu",
        "Tidak membantu",
        "Belum ada",
    ]


def test_random_begins_at_its_lot_and_wraps_and_stays_in_the_address(client, cast, festival):
    for lot in (10, 20, 30):
        show(cast.education, festival, f"Lot {lot}", lot=lot)
    assert titles(client.get("/inovasi/?urut=acak&acak=20")) == ["Lot 20", "Lot 30", "Lot 10"]
    drawn = client.get("/inovasi/?urut=acak")
    start = drawn.context["gallery"].start
    assert f"urut=acak&amp;acak={start}&amp;tampilan=daftar" in drawn.text
    again = client.get(f"/inovasi/?urut=acak&acak={start}")
    assert titles(again) == titles(drawn)
    assert "Acak lagi" in drawn.text
    for nonsense in ("x", "-1", "9" * 30, str(2**31)):
        assert titles(client.get(f"/inovasi/?urut=acak&acak={nonsense}")) == titles(drawn)


def test_a_nonsense_cursor_is_the_first_page_with_a_sentence(client, fair):
    response = client.get("/inovasi/?sesudah=INV-1999-0001")
    assert titles(response) == ["perpustakaan", "Ambulans", "Bus Sekolah"]
    assert "Lanjutan: INV-1999-0001" in response.text
    assert "Kembali ke awal" not in response.text


def test_a_page_number_leads_back_and_on(client, cast, festival):
    for n in range(50):
        show(cast.education, festival, f"Layanan {n:02}")
    response = client.get("/inovasi/?urut=judul&page=2")
    assert titles(response)[0] == "Layanan 24"
    assert '<a href="/inovasi/?urut=judul" rel="prev">' in response.text
    assert titles(client.get(later(response))) == ["Layanan 48", "Layanan 49"]


def test_the_list_shows_the_same_without_pictures(client, fair):
    response = client.get("/inovasi/?tampilan=daftar")
    assert titles(response) == ["perpustakaan", "Ambulans", "Bus Sekolah"]
    assert "exhibit-row" in response.text
    assert "exhibit-card" not in response.text
    assert '<input type="hidden" name="tampilan" value="daftar">' in response.text


def test_the_map_counts_by_kecamatan_under_the_same_filters(client, fair):
    text = client.get("/inovasi/?tampilan=peta&tahun=2026&jenis=proses").text
    assert (
        '<a href="/inovasi/?jenis=proses&amp;tahun=2026&amp;kecamatan=salak">Salak</a> <span>1</span>' in text
    )
    assert "<article" not in text
    chosen = client.get("/inovasi/?tampilan=peta&kecamatan=salak").context["gallery"].map
    assert ([(place.name, place.count) for place in chosen.places], chosen.elsewhere) == ([("Salak", 1)], 2)


def test_a_card_tells_standing_confirmation_and_how_many_it_helped(client, cast, festival):
    picture = {"key": "0" * 32, "width": 1600, "height": 1067, "caption": "Bus & anak"}
    for n in range(3):
        show(
            cast.education,
            festival,
            f"Bus {n}",
            standing="applied",
            confirmed_on=date(2026, 9, 30),
            helpful=n,
            cover=picture,
        )
    text = client.get("/inovasi/").text
    assert text.count("Diterapkan") == 3
    assert text.count("dikonfirmasi jalan: Sep 2026") == 3
    assert "membantu 2 orang" in text
    assert "membantu 0 orang" not in text
    assert text.count("480.webp") == 3
    assert 'width="1600" height="1067" alt="Bus &amp; anak"' in text
    assert text.count('loading="lazy"') == 1  # the first two are on the first screen
    assert "srcset" not in text


def test_english_readers_get_the_english_summary_where_there_is_one(client, cast, festival):
    show(cast.education, festival, "Bus", summary="Bus gratis.", summary_en="A free bus.")
    show(cast.education, festival, "Perahu", summary="Perahu gratis.")
    english, indonesian = client.get("/en/inovasi/").text, client.get("/inovasi/").text
    assert "<p>A free bus.</p>" in english
    assert '<p lang="id">Perahu gratis.</p>' in english
    assert "Bus gratis." not in english
    assert "A free bus." not in indonesian


def test_an_empty_state_says_which_filter_hides_how_many(client, fair):
    text = client.get("/inovasi/?jenis=produk&tahun=2016").text
    assert "Tanpa Jenis: Produk ada 1 inovasi" in text
    assert "Tanpa Tahun: 2016 ada 1 inovasi" in text
    assert '<a href="/inovasi/?urusan=pendidikan">Pendidikan (2)</a>' in text


def test_cards_on_other_pages_are_kept_too(client, fair):
    for address in ("/", "/skpd/dinas-pendidikan/"):
        assert "perpustakaan" in client.get(address).text
    Exhibit.objects.filter(title="perpustakaan").update(title="Pustaka Desa")
    for address in ("/", "/inovasi/", "/skpd/dinas-pendidikan/"):
        text = client.get(address).text
        assert "Pustaka Desa" in text
        assert "perpustakaan" not in text
