import re

import pytest
from django.contrib.postgres.search import SearchRank
from django.db import connection
from django.db.models import F
from django.utils import timezone

from festival import gallery
from festival.gallery import RANKED, Gallery
from festival.models import Exhibit, Word
from festival.search import LONGEST, WebQuery, is_searchable, suggestion, typed
from tests.fair import show, titles

NONSENSE = [
    "\x00",
    "bus\x00sekolah",
    "a" * 10_000,
    "sekolah " * 2_000,
    "😀🚌",
    '"',
    '"bus sekolah',
    'bus"sekolah',
    "-",
    "- -",
    "--bus",
    "OR",
    "OR OR OR",
    "bus OR",
    "-OR-",
    "!@#$%^&*()",
    "bus:* & | ! <->",
    "'; DROP TABLE festival_exhibit; --",
    "\\",
    "%",
    "\u202eسلام",
    "<script>alert(1)</script>",
    "   ",
    "\r\n\t",
]


@pytest.fixture
def found(cast, festival):
    """found(query): titles that a search finds, among these."""

    def search(query):
        return {exhibit.title for exhibit in Exhibit.objects.public().matching(query)}

    def tell(**stories):
        for title, body in stories.items():
            show(cast.education, festival, title, body)

    search.tell = tell
    return search


@pytest.mark.parametrize(
    ("typed_word", "written"),
    [
        ("pelayanan", "Petugas melayani warga di rumah."),
        ("melayani", "Pelayanan lebih cepat."),
        ("pendidikan", "Guru mendidik anak."),
        ("mengantar", "Buku diantarkan ke kampung."),
        ("kesehatan", "Supaya ibu tetap sehat."),
        ("desa", "Berjalan di setiap désa."),
        ("désa", "Berjalan di setiap desa."),
        ("SEKOLAH", "bus sekolah"),
        ("bukunya", "Satu buku dibaca bersama."),
        ("njuah-juah", "Njuah-juah, kata orang Pakpak."),
    ],
)
def test_a_word_finds_its_other_forms(found, typed_word, written):
    found.tell(Ada=written, Lain="Irigasi sawah.")
    assert found(typed_word) == {"Ada"}


def test_words_must_all_be_there_unless_or_stands_between(found):
    found.tell(Bus="bus sekolah", Air="air bersih", Keduanya="bus air")
    assert found("bus sekolah") == {"Bus"}
    assert found("sekolah OR bersih") == {"Bus", "Air"}
    assert found("bus -air") == {"Bus"}


def test_quoted_words_stand_side_by_side_also_across_common_words(found):
    found.tell(
        Urut="rumah baca anak", Terpisah="rumah sakit lalu baca", Dengan="ibu dan anak", Jauh="ibu anak"
    )
    assert found('"rumah baca"') == {"Urut"}
    assert found('"ibu dan anak"') == {"Dengan"}
    assert found("ibu dan anak") == {"Dengan", "Jauh"}


def test_common_words_are_left_out_and_do_not_hinder(found):
    found.tell(Bus="Bus untuk anak yang jauh dari sekolah")
    assert found("yang untuk bus") == {"Bus"}
    assert found("yang") == set()


@pytest.mark.parametrize("text", ["yang", "dan di untuk", "-yang", '"dari"', "😀", "!!!", "", "\x00"])
def test_only_common_words_or_signs_cannot_be_searched(db, text):
    assert not is_searchable(text)


@pytest.mark.parametrize("text", ["bus", "yang bus", "-bus", '"bus sekolah', "2026", "INV-2026-0001"])
def test_anything_else_can(db, text):
    assert is_searchable(text)


@pytest.mark.parametrize("name", ["Kita Bisa", "Belajar Bersama", "SIAPA MAU", "Kami"])
def test_words_that_name_innovations_are_not_common(found, name):
    found.tell(Ada=f"Gerakan {name} di Pakpak", Lain="Irigasi")
    assert found(name) == {"Ada"}


def test_a_title_counts_more_than_a_summary_and_a_summary_more_than_a_story(cast, festival):
    show(cast.education, festival, "Di judul perpustakaan", "lain")
    show(cast.education, festival, "Di ringkasan", "lain", summary="Ada perpustakaan.")
    show(cast.education, festival, "Di cerita", "perpustakaan")
    rank = SearchRank(F("search"), WebQuery("perpustakaan"), cover_density=True)
    ranked = Exhibit.objects.matching("perpustakaan").order_by(rank.desc()).values_list("title", flat=True)
    assert list(ranked) == ["Di judul perpustakaan", "Di ringkasan", "Di cerita"]


def test_the_page_shows_the_best_first_and_the_newest_on_request(client, cast, festival):
    show(cast.education, festival, "Judul irigasi", "lain")
    show(cast.education, festival, "Cerita", "irigasi")
    assert titles(client.get("/inovasi/?q=irigasi")) == ["Judul irigasi", "Cerita"]
    assert titles(client.get("/inovasi/?q=irigasi&urut=terbaru")) == ["Cerita", "Judul irigasi"]


def test_a_record_is_found_by_its_code_and_its_unit(client, at):
    innovation = at("display", "published")
    assert titles(client.get(f"/inovasi/?q={innovation.code.lower()}")) == [innovation.title]
    assert titles(client.get("/inovasi/?q=disdik")) == [innovation.title]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_gets_a_page_and_never_an_error(client, cast, festival, text):
    show(cast.education, festival, "Bus")
    response = client.get("/inovasi/", {"q": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "\x00" not in response.text


@pytest.mark.parametrize("raw", ["%00", "%FF%FE", "%ED%A0%BD", "%", "a%20b%00c&q=%00"])
def test_an_address_that_is_no_text_gets_a_page(client, db, raw):
    assert client.get("/inovasi/?q=" + raw).status_code == 200


def test_what_is_typed_is_read_without_null_bytes_and_not_without_end():
    assert typed("  bus \x00\n sekolah ") == "bus sekolah"
    assert len(typed("sekolah " * 1000)) <= LONGEST


def test_too_common_words_are_explained(client, cast, festival):
    show(cast.education, festival, "Bus")
    assert "terlalu umum" in client.get("/inovasi/?q=yang+untuk").text
    assert "terlalu umum" not in client.get("/inovasi/?q=zzz").text


def test_a_search_without_result_says_what_to_do(client, cast, festival):
    show(cast.education, festival, "Bus")
    text = client.get("/inovasi/?q=zzz&jenis=metode").text
    assert "Periksa ejaannya" in text
    assert 'href="/inovasi/?q=zzz"' in text  # the same search without the filter


def test_only_the_newest_matches_are_ranked_and_the_rest_is_not_hidden_silently(
    client, cast, festival, monkeypatch
):
    assert RANKED == 1_000
    monkeypatch.setattr(gallery, "RANKED", 3)
    monkeypatch.setattr(Gallery, "ranked", 3)
    for n in range(5):
        show(cast.education, festival, f"Buku {n}", "buku " * n)
    response = client.get("/inovasi/?q=buku")
    assert sorted(titles(response)) == ["Buku 2", "Buku 3", "Buku 4"]
    assert "5 inovasi" in response.text
    assert "berhenti setelah 3 inovasi terbaru" in response.text
    assert len(titles(client.get("/inovasi/?q=buku&urut=terbaru"))) == 5


def test_search_can_use_its_index(cast, festival):
    sql, params = Exhibit.objects.matching("bus").values("pk").order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "exhibit_search" in plan


def marks(response) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", response.text)


def test_found_words_are_marked_in_title_and_summary(client, cast, festival):
    show(
        cast.education, festival, "Pelayanan <b>ibu</b> & anak", "lain", summary="Petugas melayani di rumah."
    )
    response = client.get("/inovasi/?q=melayani")
    assert marks(response) == ["Pelayanan", "melayani"]
    assert "<mark>Pelayanan</mark> &lt;b&gt;ibu&lt;/b&gt; &amp; anak" in response.text
    assert 'class="piece"' not in response.text


def test_a_piece_of_the_story_is_shown_where_title_and_summary_do_not_hold_the_words(client, cast, festival):
    story = "Awal cerita. " * 40 + "Madu <i>kelulut</i> dipanen di kebun warga. " + "Akhir cerita. " * 40
    show(cast.education, festival, "Lebah", story)
    response = client.get("/inovasi/?q=kelulut")
    piece = re.search(r'<p class="piece">(.*?)</p>', response.text)[1]
    assert "<mark>kelulut</mark>" in piece
    assert "<i>" not in piece
    assert len(piece) < 250


def test_a_text_cannot_forge_a_mark(client, cast, festival):
    show(cast.education, festival, "Bus \x01sekolah\x02", "lain", summary="\x02\x02")
    assert marks(client.get("/inovasi/?q=bus")) == ["Bus"]


@pytest.fixture
def told(cast, festival):
    for n in range(6):
        show(cast.education, festival, f"Perpustakaan keliling {n}", "anak sekolah membaca buku")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("perpustakan", "perpustakaan"),
        ("sekolha anak", "sekolah anak"),
        ("PERPUSTAKAN kelling", "perpustakaan keliling"),
        ("membacakan", ""),  # found by its stem
        ("yang perpustakan", "yang perpustakaan"),
        ("xyzxyz", ""),
        ("2026", ""),
        ("bu", ""),
        ("' OR 1=1; % --", ""),
    ],
)
def test_a_typing_error_is_answered_with_what_was_meant(client, told, said, meant):
    assert suggestion(said) == meant
    text = client.get("/inovasi/", {"q": said}).text
    assert ("Maksud Anda" in text) == bool(meant)
    if meant:
        assert f'href="/inovasi/?q={meant.replace(" ", "+")}"' in text


def test_a_mistake_that_somebody_published_is_corrected_by_the_many(cast, festival, told):
    show(cast.education, festival, "Perpustakan kami")
    assert suggestion("perpustakan") == "perpustakaan"
    assert suggestion("perpustakaan") == ""


def test_words_come_and_go_with_what_is_public(cast, festival):
    def uses(word):
        return next(iter(Word.objects.filter(word=word).values_list("uses", flat=True)), 0)

    first = show(cast.education, festival, "Kelulut", "kelulut dan madu kelulut")
    show(cast.education, festival, "Madu")
    assert (uses("kelulut"), uses("madu")) == (1, 2)
    Exhibit.objects.filter(pk=first.pk).update(helpful=5)
    assert (uses("kelulut"), uses("madu")) == (1, 2)
    Exhibit.objects.filter(pk=first.pk).update(body="hanya lebah")
    assert (uses("kelulut"), uses("madu"), uses("lebah")) == (1, 1, 1)
    Exhibit.objects.update(withdrawn_at=timezone.now())
    assert not Word.objects.exists()
    Exhibit.objects.filter(pk=first.pk).update(withdrawn_at=None)
    assert (uses("kelulut"), uses("madu"), uses("lebah")) == (1, 0, 1)
    Exhibit.objects.all().delete()
    assert not Word.objects.exists()


def test_words_are_told_by_name():
    assert str(Word(word="madu", uses=1)) == "madu"
