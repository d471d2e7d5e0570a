"""The open data: read back in every format, paged, described, and without what was taken down."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import feedparser
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from festival.content import TEXTS
from festival.models import Exhibit
from festival.opendata import columns, formats, made, rows, sitemaps
from festival.opendata.columns import COLUMNS, Type
from innovations.models import Innovation, Photo, Stage, Status
from tests import road
from tests.fair import show

TRICKY = '=SUM(A1)\r\n"kutip", koma; +1 \x0b\'= 你好'
ADDRESSES = [
    "/data/",
    "/data/inovasi.json",
    "/data/inovasi.ndjson",
    "/data/inovasi.csv",
    "/data/inovasi.xlsx",
    "/data/kamus.json",
    "/data/kamus.csv",
    "/data/dihapus.json",
    "/data/dcat.jsonld",
]
OTHERS = ["/feed/", "/sitemap.xml"]


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fair(cast, festival):
    """Three exhibits: one whole and difficult, one nearly empty, one of a puskesmas."""
    told = {name: f"=teks {name}" for name in TEXTS if name not in {"novelty", "kind", "affair"}}
    told |= {"story": TRICKY, "initiator": "council", "sufferers_count": "1250", "replication_weeks": "6"}
    told |= {"launched_on": "2026-06-01", "trial_on": "2026-05-02", "applied_on": "2026-07-03"}
    measure = {"indicator": "Siswa", "unit": "orang", "baseline": "0", "target": "12.5", "actual": "14"}
    photo = {"key": "0" * 32, "width": 1600, "height": 900, "caption": "Bus, di Salak"}
    full = show(
        cast.education,
        festival,
        "+Bus & <Sekolah>",
        texts=told,
        goal=4,
        summary_en="A bus.",
        confirmed_on=date(2026, 10, 2),
        uses=3,
        helpful=2,
    )
    full.content |= {
        "measures": [measure | {"measured_on": "2026-08-01"}, measure | {"baseline": "", "measured_on": ""}],
        "journey": [{"stage": "design", "on": "2026-05-01"}],
        "photos": [photo],
        "team": [{"name": "Nurmala Berutu", "duty": "Ketua"}],
    }
    full.save()
    return [full, show(cast.education, festival, "Kosong"), show(cast.clinic, festival, "Ambulans")]


def body(response) -> bytes:
    return response.getvalue() if response.streaming else response.content


def from_cell(column, text):
    """What a cell of CSV or XLSX says, as JSON has it."""
    if text in {None, ""}:
        return [] if column.type is Type.LIST else None
    if column.type is Type.LIST:
        return json.loads(text)
    if column.type is Type.NUMBER:
        return int(text)
    return text[1:] if text.startswith("'") else text


def rows_of(names, table) -> list[dict]:
    assert list(names) == [column.name for column in COLUMNS]
    return [
        {column.name: from_cell(column, text) for column, text in zip(COLUMNS, row, strict=True)}
        for row in table
    ]


def test_all_formats_hold_the_same_rows(client, fair):
    pages = client.get("/data/inovasi.json").json()["data"]
    lines = [json.loads(line) for line in body(client.get("/data/inovasi.ndjson")).decode().splitlines()]
    content = body(client.get("/data/inovasi.csv"))
    assert content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
    head, *table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    book = load_workbook(io.BytesIO(body(client.get("/data/inovasi.xlsx"))))
    names, *cells = book["data"].iter_rows(values_only=True)
    assert [row["kode"] for row in pages] == sorted(exhibit.code for exhibit in fair)
    assert pages == lines == rows_of(head, table) == rows_of(names, cells)
    assert not [cell for row in book["data"].iter_rows() for cell in row if cell.data_type == "f"]
    assert not [text for row in table for text in row if text[:1] in "=+-@" and text]


def test_values_are_what_the_page_says(client, cast, fair):
    full, empty, clinic = client.get("/data/inovasi.json").json()["data"]
    assert full["alamat_tetap"].endswith(f"/i/{fair[0].code}/")
    assert full["judul"] == "+Bus & <Sekolah>"
    assert full["cerita"] == '=SUM(A1)\n"kutip", koma; +1 \'= 你好'
    assert (full["jenis"], full["kebaruan"], full["urusan"]) == ("Metode", "Baru", "Pendidikan")
    assert (full["tpb"], full["tpb_nama"], full["inisiator"]) == (4, "Pendidikan Berkualitas", "Anggota DPRD")
    assert (full["diterapkan"], full["dikonfirmasi_jalan"]) == ("2026-07-03", "2026-10-02")
    assert full["diumumkan"].endswith("T07:00:00+07:00")
    assert (full["pernah_pakai"], full["membantu"], full["belum_membantu"]) == (3, 2, 0)
    assert (full["jumlah_terdampak"], full["meniru_minggu"]) == (1250, 6)
    assert full["ukuran"][0] == {
        "ukuran": "Siswa",
        "satuan": "orang",
        "awal": 0,
        "target": 12.5,
        "capaian": 14,
        "diukur": "2026-08-01",
    }
    assert (full["ukuran"][1]["awal"], full["ukuran"][1]["diukur"]) == (None, None)
    assert full["perjalanan"] == [{"tahap": "Design", "selesai": "2026-05-01"}]
    assert full["foto"][0]["keterangan"] == "Bus, di Salak"
    assert {empty[name] for name in ("cerita", "tpb_nama", "kecamatan", "inisiator")} == {None}
    assert empty["ukuran"] == []
    assert (clinic["kecamatan"], clinic["kode_kecamatan"]) == ("Salak", "12.15.03")
    assert client.get("/en/data/inovasi.json").json()["data"] == [full, empty, clinic], (
        "one file for everybody"
    )


def test_every_public_text_is_a_column_or_left_out_by_name(cast, festival):
    told = {name: f"teks {name}" for name in TEXTS}
    told |= {"initiator": "council", "sufferers_count": "1", "replication_weeks": "2"}
    exhibit = show(cast.education, festival, texts=told, novelty="new", kind="method")
    given = json.dumps(rows.record(exhibit), ensure_ascii=False)
    missing = {name for name in TEXTS if told[name].startswith("teks") and told[name] not in given}
    assert missing == columns.LEFT_OUT
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_names_of_persons_are_left_to_the_page(client, fair):
    Exhibit.objects.filter(pk=fair[0].pk).update(
        content=fair[0].content | {"texts": fair[0].content["texts"] | {"initiator_name": "Nurmala Berutu"}}
    )
    for address in ADDRESSES:
        assert b"Nurmala" not in body(client.get(address)), address


def test_pages_follow_one_another_by_code(client, cast, festival):
    shown = [show(cast.education, festival, f"Inovasi {n}").code for n in range(205)]
    address, read = "/data/inovasi.json", []
    for size in (100, 100, 5):
        page = client.get(address).json()
        assert (len(page["data"]), page["jumlah"], page["per_halaman"]) == (size, 205, 100)
        read += [row["kode"] for row in page["data"]]
        address = page["berikutnya"] and page["berikutnya"].partition("//")[2].partition("/")[2]
        address = address and f"/{address}"
    assert address is None
    assert read == sorted(shown)


@pytest.mark.parametrize("after", ["tidak", "INV-2026-", "%00", "INV-2026-0001'"])
def test_a_page_after_nonsense_says_what_to_write(client, fair, after):
    response = client.get(f"/data/inovasi.json?sesudah={after}")
    assert response.status_code == 400
    assert "INV-2026-0042" in response.json()["galat"]


def test_a_code_in_small_letters_and_one_that_is_gone_still_continue(client, fair):
    codes = sorted(exhibit.code for exhibit in fair)
    Exhibit.objects.filter(code=codes[0]).update(withdrawn_at=timezone.now())
    page = client.get(f"/data/inovasi.json?sesudah={codes[0].lower()}").json()
    assert [row["kode"] for row in page["data"]] == codes[1:]


def test_the_dictionary_tells_every_column(client, fair):
    told = client.get("/data/kamus.json").json()["kolom"]
    assert [row["nama"] for row in told] == [column.name for column in COLUMNS]
    head, *rows = csv.reader(io.StringIO(body(client.get("/data/kamus.csv")).decode("utf-8-sig"), newline=""))
    assert head == list(told[0])
    assert [row[:4] for row in rows] == [[*row.values()][:4] for row in told]
    assert "Metode" in next(row for row in told if row["nama"] == "jenis")["pilihan"]
    for row in client.get("/data/inovasi.json").json()["data"]:
        for column in told:
            assert not column["pilihan"] or row[column["nama"]] in {None, *column["pilihan"]}
    page = client.get("/data/").text
    assert all(f"<code>{column.name}</code>" in page for column in COLUMNS)
    sheets = load_workbook(io.BytesIO(body(client.get("/data/inovasi.xlsx"))))
    assert sheets.sheetnames == ["data", "kamus", "lisensi", "dihapus"]
    assert [row[0] for row in sheets["kamus"].iter_rows(min_row=2, values_only=True)] == [
        column.name for column in COLUMNS
    ]
    assert any("CC BY 4.0" in row[1] for row in sheets["lisensi"].iter_rows(values_only=True))


def test_what_is_taken_down_leaves_a_tombstone_and_nothing_else(client, at, cast):
    gone = at(Stage.DISPLAY, Status.PUBLISHED, title="Rahasiawan")
    assert all(
        "Rahasiawan" in body(client.get(address)).decode() for address in ("/data/inovasi.csv", "/feed/")
    )
    road.move(gone, "take_down", cast.steward)
    row = client.get("/data/dihapus.json").json()["data"][0]
    assert set(row) == {"kode", "alamat_tetap", "dihapus"}
    assert row["kode"] == gone.code
    for address in [*ADDRESSES, *OTHERS]:
        assert "Rahasiawan" not in body(client.get(address)).decode(errors="replace"), address
    book = load_workbook(io.BytesIO(body(client.get("/data/inovasi.xlsx"))))
    assert [r[0] for r in book["dihapus"].iter_rows(min_row=2, values_only=True)] == [gone.code]
    assert book["data"].max_row == 1
    assert (
        f'<at:deleted-entry ref="{row["alamat_tetap"]}" when="{row["dihapus"]}"' in client.get("/feed/").text
    )
    Innovation.objects.filter(pk=gone.pk).update(title="Bus Baru")
    gone.refresh_from_db()
    road.move(gone, "announce", cast.steward)
    assert client.get("/data/dihapus.json").json()["data"] == []
    assert [row["judul"] for row in client.get("/data/inovasi.json").json()["data"]] == ["Bus Baru"]


def test_a_file_is_made_once_for_one_version(client, fair):
    first = client.get("/data/inovasi.csv")
    assert "attachment" in first["Content-Disposition"]
    assert int(first["Content-Length"]) == len(body(first))
    with CaptureQueriesContext(connection) as again:
        body(client.get("/data/inovasi.csv"))
    assert len(again) == 1, "the version alone"
    _folders, files = default_storage.listdir("data")
    Exhibit.objects.filter(pk=fair[1].pk).update(title="Berisi")
    assert "Berisi" in body(client.get("/data/inovasi.csv")).decode()
    _folders, later = default_storage.listdir("data")
    assert len(files) == len(later) == 1
    assert files != later
    assert "kira-kira" in client.get("/data/").text


def test_a_large_file_is_made_again_for_a_take_down_but_not_for_a_click(client, fair, monkeypatch):
    monkeypatch.setattr(made, "LIVE", 2)
    first = body(client.get("/data/inovasi.csv"))
    Exhibit.objects.update(helpful=7)
    assert body(client.get("/data/inovasi.csv")) == first
    assert client.get("/data/inovasi.json").json()["data"][0]["membantu"] == 7
    Exhibit.objects.filter(pk=fair[2].pk).update(withdrawn_at=timezone.now())
    assert "Ambulans" in first.decode()
    assert "Ambulans" not in body(client.get("/data/inovasi.csv")).decode()


@pytest.mark.django_db(transaction=True)
def test_while_somebody_has_a_file_made_others_are_told_to_come_back(client, cast, lab, festival):
    show(cast.education, festival)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('opendata.csv'))")
        response = client.get("/data/inovasi.csv")
        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
    finally:
        other.close()
    assert body(client.get("/data/inovasi.csv"))


def test_whoever_comes_second_takes_the_file_that_was_made_meanwhile(client, fair):
    first = body(client.get("/data/inovasi.csv"))
    [name] = default_storage.listdir("data")[1]
    with made._made("csv", f"data/{name}") as file:
        assert file.read() == first
    assert default_storage.listdir("data")[1] == [name]


def test_a_text_too_long_for_a_cell_ends_with_where_it_stands_whole(client, cast, festival):
    exhibit = show(cast.education, festival, texts={"story": "panjang " * 6_000})
    book = load_workbook(io.BytesIO(body(client.get("/data/inovasi.xlsx"))))
    head, row = book["data"].iter_rows(values_only=True)
    story = dict(zip(head, row, strict=True))["cerita"]
    assert len(story) == formats.LONGEST_CELL
    assert story.endswith(f"({columns.permanent(exhibit.code)})")
    assert len(client.get("/data/inovasi.json").json()["data"][0]["cerita"]) > formats.LONGEST_CELL


@pytest.mark.parametrize("address", [*ADDRESSES, *OTHERS])
def test_machines_get_an_etag_head_no_cookie_and_may_read_from_any_site(client, fair, address):
    response = client.get(address)
    body(response)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert address in OTHERS or response["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    head = client.head(address)
    assert (head.status_code, body(head), head["Content-Type"]) == (200, b"", response["Content-Type"])
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address", ["/data/inovasi.json", "/data/dihapus.json", "/feed/", "/data/", "/sitemap.xml"]
)
def test_machines_pages_ask_the_same_questions_at_one_and_at_three_rows(client, cast, festival, address):
    counts = []
    for number in (1, 2):
        for _n in range(number):
            show(cast.education, festival)
            show(cast.clinic, festival, withdrawn_at=timezone.now())
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


def test_an_unknown_format_is_not_found(client, fair):
    assert client.get("/data/inovasi.exe").status_code == 404


def test_the_catalogue_describes_the_data_and_where_each_format_is(client, fair):
    found = client.get("/data/dcat.jsonld")
    assert found["Content-Type"] == "application/ld+json"
    catalogue = found.json()
    dataset = catalogue["dcat:dataset"][0]
    assert (catalogue["@type"], dataset["@type"]) == ("dcat:Catalog", "dcat:Dataset")
    assert dataset["dct:spatial"]["dct:identifier"] == "12.15"
    assert dataset["dct:license"]["@id"].endswith("/by/4.0/")
    assert dataset["dct:issued"]["@value"] == columns.moment(fair[0].published_at)
    addresses = [each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]]
    assert [address.rpartition("/")[2] for address in addresses] == [
        "inovasi.json",
        "inovasi.csv",
        "inovasi.xlsx",
        "inovasi.ndjson",
    ]
    for address in addresses:
        assert body(client.get(f"/data/{address.rpartition('/')[2]}"))


def test_nothing_published_is_empty_data_and_not_an_error(client, db):
    page = client.get("/data/inovasi.json").json()
    assert (page["jumlah"], page["data"], page["berikutnya"], page["diperbarui"]) == (0, [], None, None)
    assert "dct:issued" not in client.get("/data/dcat.jsonld").json()["dcat:dataset"][0]
    for address in [*ADDRESSES, *OTHERS]:
        response = client.get(address)
        body(response)
        assert response.status_code == 200, address


# The feed


def test_the_feed_is_read_by_readers(client, cast, festival):
    for n in range(32):
        show(cast.education, festival, f"Inovasi <{n}> & \x0b")
    first = Exhibit.objects.order_by("pk").first()
    Exhibit.objects.filter(pk=first.pk).update(refreshed_at=datetime(2035, 1, 2, tzinfo=UTC))
    read = feedparser.parse(client.get("/feed/").content)
    assert not read.bozo
    assert read.version == "atom10"
    assert len(read.entries) == 30
    newest = read.entries[0]
    assert newest.id == columns.permanent(first.code)
    assert newest.link == f"http://testserver{first.get_absolute_url()}"
    assert (newest.author, newest.tags[0].term) == ("Dinas Pendidikan", "Pendidikan")
    assert newest.published == first.published_at.isoformat()
    assert newest.updated[:10] == "2035-01-02"
    assert read.entries[1].title == "Inovasi <31> &"
    assert read.feed.id.endswith("/feed/")
    assert "CC BY 4.0" in read.feed.rights


def test_every_public_page_leads_to_the_feed_and_the_data(client, fair):
    for address in ("/", "/inovasi/", "/data/", fair[0].get_absolute_url()):
        text = client.get(address).text
        assert '<link rel="alternate" type="application/atom+xml" href="/feed/"' in text
        assert 'href="/data/"' in text


# Sitemap and robots


def test_the_sitemap_is_complete_and_leads_nowhere_private(client, cast, at, fair):
    hidden = at(Stage.DISPLAY, Status.APPROVED, title="Belum")
    gone = show(cast.clinic, fair[0].festival, "Turun", withdrawn_at=timezone.now())
    text = client.get("/sitemap.xml").text
    found = set(re.findall(r"<loc>http://testserver([^<]*)</loc>", text))
    pages = {"/", "/inovasi/", "/skpd/", "/festival/", "/data/", "/festival/2026/"}
    pages |= {"/skpd/dinas-pendidikan/", "/skpd/puskesmas-sibande/"}
    pages |= {exhibit.get_absolute_url() for exhibit in fair}
    assert found == pages | {f"/en{page}" for page in pages}
    assert all(client.get(address).status_code == 200 for address in found)
    assert hidden.code not in text
    assert gone.slug not in text
    assert f"<lastmod>{fair[0].refreshed_at.date().isoformat()}</lastmod>" in text
    assert 'hreflang="en" href="http://testserver/en/inovasi/"' in text
    assert 'hreflang="x-default" href="http://testserver/inovasi/"' in text


def test_a_long_sitemap_becomes_an_index(client, fair, monkeypatch):
    monkeypatch.setattr(sitemaps.Bilingual, "limit", 4)
    index = client.get("/sitemap.xml").text
    assert "<sitemapindex" in index
    assert "<loc>http://testserver/sitemap-inovasi.xml?p=2</loc>" in index
    last = client.get("/sitemap-inovasi.xml?p=2").text
    assert fair[2].get_absolute_url() in last
    assert fair[0].get_absolute_url() not in last
    assert client.get("/sitemap-inovasi.xml?p=3").status_code == 404
    assert client.get("/sitemap-rahasia.xml").status_code == 404


def test_robots_find_the_sitemap_and_keep_out_of_rooms_and_endless_lists(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")}
    assert {"/kerja/", "/en/kerja/", "/admin/", "/masuk/", "/akun/", "/inovasi/?", "/en/inovasi/?"} <= closed
    assert not closed & {"/", "/inovasi/", "/skpd/", "/data/"}


def test_a_photo_in_the_data_opens(client, at):
    published = at(Stage.DISPLAY, Status.PUBLISHED)
    address = client.get("/data/inovasi.json").json()["data"][0]["foto"][0]["alamat"]
    assert Photo.objects.get(innovation=published).key.hex in address.replace("-", "")
    assert body(client.get(f"/{address.partition('//')[2].partition('/')[2]}"))
