"""Lists: what is wrong is named by row and column, all or nothing is stored, once, and nobody's words are lost."""

import io
import os
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from innovations.models import CodeSequence, Innovation, Lab, Stage, Status
from stages.lists import imports
from stages.lists.columns import by_heading, label
from stages.models import Event, ListImport
from tests import road

LISTS = "/kerja/daftar/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(heading, *rows, sheet="Inovasi", name="daftar.xlsx"):
    """A workbook as a browser sends it."""
    book = Workbook()
    book.active.title = sheet
    for row in (heading, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile(name, target.getvalue(), content_type=XLSX)


def text_file(text, encoding="utf-8", name="daftar.csv"):
    return SimpleUploadedFile(name, text.encode(encoding), content_type="text/csv")


def work():
    call_command("work", once=True)


def send(client, upload) -> ListImport:
    """Upload a list and have it read."""
    response = client.post(LISTS, {"file": upload})
    assert response.status_code == 302, response.context["form"].errors
    work()
    return ListImport.objects.get(key=response.url.rstrip("/").rpartition("/")[2])


def confirm(client, listing) -> ListImport:
    response = client.post(listing.get_absolute_url(), {"confirm": "1"})
    assert (response.status_code, response.url) == (302, listing.get_absolute_url())
    work()
    listing.refresh_from_db()
    return listing


def said(listing) -> list[str]:
    """The faults as the page writes them."""
    return [f"Baris {one['row']}, kolom '{one['column']}': {one['sentence']}" for one in listing.faults]


@pytest.fixture
def unit(client, cast, lab):
    """Somebody of Dinas Pendidikan at their desk."""
    client.force_login(cast.staff)
    return client


def export_rows(client) -> tuple[list, list[list]]:
    response = client.get(f"{LISTS}inovasi.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)))["Inovasi"]
    heading, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return heading, rows


# What goes in


def test_a_list_is_shown_first_and_stored_when_confirmed(unit, cast, lab):
    heading = ["Judul", "Satu kalimat", "Sudah berjalan?", "Tanggal ide", "Kebaruan", "Berapa banyak"]
    listing = send(
        unit,
        xlsx(
            heading,
            ["Bus Sekolah", "Anak naik bus", "Belum", date(2026, 3, 5), "perluasan", 120],
            ["Antar Obat", "Obat diantar", "Ya", "05/03/2026", "Baru", "1.500"],
        ),
    )
    assert Innovation.objects.count() == 0
    assert listing.counts == {"new": 2, "changed": 0, "unchanged": 0}
    page = unit.get(listing.get_absolute_url()).text
    assert "Belum ada yang tersimpan" in page
    assert "Bus Sekolah" in page
    assert "mulai di tahap Delivery" in page

    confirm(unit, listing)
    first, second = Innovation.objects.order_by("code")
    assert (first.code, second.code) == ("INV-2026-0001", "INV-2026-0002")
    assert (first.title, first.idea_on, first.novelty, first.sufferers_count) == (
        "Bus Sekolah",
        date(2026, 3, 5),
        "extension",
        120,
    )
    assert (first.stage, first.status, first.custodian, first.agency) == (
        Stage.DRUM_UP,
        Status.DRAFT,
        cast.staff,
        cast.education,
    )
    assert (second.stage, second.entry_stage, second.sufferers_count) == (
        Stage.DELIVERY,
        Stage.DELIVERY,
        1500,
    )
    assert second.due == lab.windows.get(stage=Stage.DELIVERY).deadline
    event = Event.objects.get(innovation=second)
    assert (event.kind, event.actor, event.note) == ("imported", cast.staff, "daftar.xlsx, baris 3")
    page = unit.get(listing.get_absolute_url()).text
    assert "2 inovasi baru, 0 diperbarui" in page
    assert "INV-2026-0002" in page
    assert listing.content is None


FAULTY = [  # (column, what the cell holds, what the page says)
    ("Judul", None, "Isi kolom ini untuk inovasi baru."),
    ("Judul", "x" * 151, "Ringkas menjadi paling banyak 150 karakter; sekarang 151."),
    ("Satu kalimat", None, "Isi kolom ini untuk inovasi baru."),
    ("Satu kalimat", "y" * 201, "Ringkas menjadi paling banyak 200 karakter; sekarang 201."),
    ("Tanggal ide", "31-02-2026", "Tulis tanggal yang ada di kalender, misalnya 31-12-2026."),
    ("Tanggal ide", 46022, "Tulis tanggal yang ada di kalender, misalnya 31-12-2026."),
    ("Tanggal komitmen", "kemarin", "Tulis tanggal yang ada di kalender, misalnya 31-12-2026."),
    ("Berapa banyak", "banyak", "Tulis bilangan bulat tanpa koma, misalnya 1.500."),
    ("Berapa banyak", 12.5, "Tulis bilangan bulat tanpa koma, misalnya 1.500."),
    ("Berapa banyak", -1, "Isi angka 0 atau lebih."),
    ("Berapa banyak", 3_000_000_000, "Isi angka paling banyak 2000000000."),
    (
        "Kebaruan",
        "Tiruan",
        "Pilih salah satu: Baru, Perluasan, Peningkatan kualitas, Replikasi.",
    ),
    ("Urusan pemerintahan", "Sihir", "Pilih salah satu dari daftar di lembar 'Pilihan'."),
    ("Sudah berjalan?", "mungkin", "Pilih salah satu: Belum, Ya."),
    (
        "Tautan sumber",
        "bukan alamat",
        "Tulis alamat lengkap yang diawali https://, misalnya https://contoh.go.id.",
    ),
    ("Masalah", "z" * 20_001, "Ringkas menjadi paling banyak 20000 karakter; sekarang 20001."),
    (
        "Masalah",
        "a\0b",
        "Hapus karakter yang tidak terlihat dari tulisan ini (biasanya ikut tersalin dari dokumen lain), "
        "lalu simpan lagi.",
    ),
    ("Hasil", "#REF!", "Rumus di sel ini gagal (#REF!). Ketik isinya, atau perbaiki rumusnya."),
    ("Tanggal diterapkan", "01-01-2020", "Tanggal diterapkan tidak boleh sebelum tanggal uji coba."),
    (
        "Kode",
        "INV-2026-9999",
        "Kode ini bukan milik unit Anda. Perbaiki kodenya; untuk inovasi baru, kosongkan.",
    ),
]


def test_twenty_faults_in_one_file_are_each_named_with_row_and_column(unit):
    heading = [
        *dict.fromkeys(["Kode", "Judul", "Satu kalimat", "Tanggal uji coba", *(one[0] for one in FAULTY)])
    ]
    lines = [";".join(heading)]
    for number, (column, cell, _sentence) in enumerate(FAULTY):
        row = {
            "Judul": f"Inovasi {number}",
            "Satu kalimat": "Warga dilayani",
            "Tanggal uji coba": "01-05-2026",
        }
        row[column] = cell
        lines.append(";".join("" if row.get(name) is None else str(row[name]) for name in heading))
        lines.append(";".join(["", f"Benar {number}", "Baris yang benar"]))
    listing = send(unit, text_file("\n".join(lines)))
    assert said(listing) == [
        f"Baris {2 + 2 * number}, kolom '{column}': {sentence}"
        for number, (column, _cell, sentence) in enumerate(FAULTY)
    ]
    page = unit.get(listing.get_absolute_url())
    assert "20 hal perlu diperbaiki; belum ada yang tersimpan" in page.text
    assert "Baris 10, kolom &#x27;Tanggal ide&#x27;: Tulis tanggal yang ada di kalender" in page.text
    assert "Simpan semuanya" not in page.text
    confirm(unit, listing)
    assert Innovation.objects.count() == 0


def test_wrong_types_in_a_workbook_are_read_as_people_see_them(unit):
    listing = send(
        unit,
        xlsx(
            ["JUDUL ", "satu  kalimat", "Tanggal ide", "Berapa banyak", "Dasar hukum", "Sudah berjalan"],
            [2026, True, datetime(2026, 3, 5, 10, 30), 120.0, date(2026, 3, 5), True],
        ),
    )
    assert said(listing) == []
    confirm(unit, listing)
    one = Innovation.objects.get()
    assert (one.title, one.one_line, one.idea_on, one.sufferers_count, one.legal_basis, one.entry_stage) == (
        "2026",
        "Ya",
        date(2026, 3, 5),
        120,
        "05-03-2026",
        Stage.DELIVERY,
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Judul,Satu kalimat\nKafé,Kopi untuk warga\n", "utf-8"),
        ("Judul;Satu kalimat\r\nKafé;Kopi untuk warga\r\n", "utf-8-sig"),
        ("Judul;Satu kalimat\r\nKafé;Kopi untuk warga\r\n", "cp1252"),
        ("Judul\tSatu kalimat\r\nKafé\tKopi untuk warga\r\n", "utf-16"),
        ("sep=;\nJudul;Satu kalimat\nKafé;Kopi untuk warga\n", "utf-8"),
        ("Daftar inovasi 2026;\n;\nSatu kalimat;Judul\nKopi untuk warga;Kafé\n", "utf-8"),
    ],
)
def test_csv_as_offices_write_it(unit, text, encoding):
    confirm(unit, send(unit, text_file(text, encoding)))
    assert Innovation.objects.values_list("title", "one_line").get() == ("Kafé", "Kopi untuk warga")


def test_lines_of_a_cell_stay_and_the_next_row_keeps_its_number(unit):
    listing = send(unit, text_file('Judul,Satu kalimat,Masalah\nA,Satu,"dua\nbaris"\nB,,\n'))
    assert said(listing) == ["Baris 3, kolom 'Satu kalimat': Isi kolom ini untuk inovasi baru."]


def test_the_form_of_the_list_is_told(unit):
    listing = send(unit, xlsx(["Judul", "Masalahnya", "Gaji"], ["A", "b", "c"]))
    assert said(listing) == [
        "Baris 1, kolom 'Satu kalimat': Tambahkan kolom 'Satu kalimat': inovasi baru memerlukannya.",
        "Baris 2, kolom 'Satu kalimat': Isi kolom ini untuk inovasi baru.",
    ]
    assert [(one["column"], one["sentence"]) for one in listing.warnings] == [
        (
            "Masalahnya",
            "Kolom ini tidak dikenal; isinya tidak dibaca. Kalau maksudnya 'Masalah', ganti namanya.",
        ),
        ("Gaji", "Kolom ini tidak dikenal; isinya tidak dibaca."),
    ]
    assert said(send(unit, xlsx(["Judul", "Judul", "Satu kalimat"], ["A", "B", "C"]))) == [
        "Baris 1, kolom 'Judul': Kolom ini ada dua kali. Hapus salah satu."
    ]
    assert said(send(unit, xlsx(["Nama", "Uraian"], ["A", "B"]))) == [
        "Baris 1, kolom 'Judul': Tulis nama kolom di baris pertama, paling sedikit 'Judul' atau 'Kode'. "
        "Pakai berkas contoh."
    ]
    assert said(send(unit, xlsx(["Judul", "Satu kalimat"]))) == [
        "Baris 2, kolom 'Judul': Belum ada isinya. Tulis satu inovasi di tiap baris, lalu unggah lagi."
    ]
    too_many = "Judul,Satu kalimat\n" + "".join(f"Inovasi {n},Warga\n" for n in range(2_001))
    assert said(send(unit, text_file(too_many))) == [
        "Baris 2001, kolom 'Judul': Paling banyak 2.000 baris dalam satu daftar. Bagi menjadi beberapa berkas."
    ]


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("a.xlsx", b""), "Berkas ini kosong."),
        (SimpleUploadedFile("a.xlsx", b"%PDF-1.7 ..."), "Ini bukan daftar Excel."),
        (
            SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
            "Ini bukan daftar Excel.",
        ),
        (SimpleUploadedFile("a.xls", b"<html><table>"), "Ini bukan daftar Excel."),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 rusak"), "Dokumen ini rusak"),
        (SimpleUploadedFile("a.csv", b"Judul\0\0"), "Ini bukan daftar Excel."),
        (SimpleUploadedFile("a.csv", b"a" * (5 * 2**20 + 1)), "Berkas ini lebih besar dari 5 MB."),
    ],
)
def test_what_is_no_list_is_refused_at_once(unit, upload, sentence):
    response = unit.post(LISTS, {"file": upload})
    assert sentence in response.text
    assert ListImport.objects.count() == 0


def test_a_workbook_that_is_damaged_inside_is_told(unit, monkeypatch):
    sent = xlsx(["Judul", "Satu kalimat"], ["A", "B"])
    listing = imports.begin(
        unit.get(LISTS).context["user"].agency,
        unit.get(LISTS).context["user"],
        file_name="rusak.xlsx",
        content=sent.read()[:200],
        sha256="0" * 64,
    )
    work()
    listing.refresh_from_db()
    assert said(listing) == [
        "Baris 1, kolom 'Kode': Berkas ini rusak. Buka, simpan ulang sebagai XLSX, lalu unggah lagi."
    ]


def test_no_lab_no_new_records(client, cast):
    client.force_login(cast.staff)
    listing = send(client, xlsx(["Judul", "Satu kalimat"], ["A", "B"]))
    assert said(listing) == [
        "Baris 2, kolom 'Kode': Belum ada laboratorium yang sedang berjalan, jadi inovasi baru belum dapat "
        "didaftarkan."
    ]


# Once, and all or nothing


def thousand(number=1_000):
    return xlsx(
        ["Judul", "Satu kalimat", "Masalah", "Tanggal ide"],
        *([f"Inovasi {n}", "Warga dilayani", "Antre lama", date(2026, 3, 5)] for n in range(number)),
    )


def test_a_thousand_rows_arrive_exactly_once(unit, django_assert_max_num_queries):
    listing = send(unit, thousand())
    assert (listing.total, listing.done, listing.counts["new"]) == (1_000, 1_000, 1_000)
    for _click in range(3):
        unit.post(listing.get_absolute_url(), {"confirm": "1"})
    with django_assert_max_num_queries(60):  # the worker's own among them, and its periodic functions
        work()
    imports.store.call(str(listing.key), "id")  # a worker that repeats a task
    assert Innovation.objects.count() == 1_000
    assert Innovation.objects.values("title").distinct().count() == 1_000
    assert CodeSequence.objects.get(year=2026).last == 1_000
    assert Event.objects.count() == 1_000


def test_the_same_file_again_is_recognised(unit, client, cast):
    upload = thousand(3)
    content = upload.read()
    confirm(unit, send(unit, SimpleUploadedFile("a.xlsx", content)))
    again = unit.post(LISTS, {"file": SimpleUploadedFile("b.xlsx", content)}, follow=True)
    work()
    assert "Daftar ini sudah dimasukkan pada" in again.text
    assert (Innovation.objects.count(), ListImport.objects.count()) == (3, 1)
    client.force_login(cast.outsider)  # another unit may have the same list
    confirm(client, send(client, SimpleUploadedFile("a.xlsx", content)))
    assert Innovation.objects.count() == 6


def test_a_title_that_stands_already_is_a_warning_with_its_code(unit, innovation):
    listing = send(
        unit, xlsx(["Judul", "Satu kalimat"], ["bus sekolah  GRATIS", "x"], ["Baru", "y"], ["Baru", "z"])
    )
    assert [one["sentence"] for one in listing.warnings] == [
        f"Judul ini sama dengan {innovation.code}. Kalau inovasinya sama, isi kodenya.",
        "Judul ini sama dengan baris 3.",
    ]
    assert listing.is_ready


def test_a_failure_at_the_last_row_stores_nothing(unit, innovation, monkeypatch):
    heading = ["Kode", "Judul", "Satu kalimat"]
    listing = send(
        unit, xlsx(heading, [innovation.code, "Judul baru", None], [None, "A", "B"], [None, "C", "D"])
    )
    # Somebody registers with the very key that the last row will have: the database refuses it.
    road.register(
        innovation.custodian, innovation.lab, "Di tengah jalan", form_key=imports.form_key(listing, 4)
    )
    before = list(Innovation.objects.order_by("pk").values())
    confirm(unit, listing)
    assert listing.state == ListImport.State.FAILED
    assert list(Innovation.objects.order_by("pk").values()) == before
    assert Event.objects.count() == 0
    assert CodeSequence.objects.get(year=2026).last == 2
    page = unit.get(listing.get_absolute_url()).text
    assert "Terhenti di tengah jalan; tidak ada yang tersimpan." in page
    unit.post(listing.get_absolute_url(), {"again": "1"})
    work()
    listing.refresh_from_db()
    assert listing.is_ready


# Updates


def test_an_update_changes_what_is_filled_and_leaves_the_rest(unit, innovation):
    Innovation.objects.filter(pk=innovation.pk).update(duty="Mengatur angkutan", problem="Jauh")
    listing = send(
        unit,
        xlsx(
            ["Kode", "Judul", "Tugas unit yang diperbaiki", "Masalah"],
            [f" {innovation.code.lower()} ", "Bus Sekolah Gratis", "Menjamin anak bersekolah", None],
        ),
    )
    assert listing.counts == {"new": 0, "changed": 1, "unchanged": 0}
    page = unit.get(listing.get_absolute_url()).text
    assert "<del>Mengatur angkutan</del>" in page
    confirm(unit, listing)
    innovation.refresh_from_db()
    assert (innovation.title, innovation.duty, innovation.problem) == (
        "Bus Sekolah Gratis",
        "Menjamin anak bersekolah",
        "Jauh",
    )
    assert innovation.events.get().note == "daftar.xlsx, baris 2"


def test_of_another_unit_nothing_is_told(unit, cast, lab):
    theirs = road.register(cast.outsider, lab, "Rahasia")
    heading = ["Kode", "Judul"]
    listing = send(unit, xlsx(heading, [theirs.code, "Rahasia"], ["INV-2026-9999", "Rahasia"]))
    first, second = (one["sentence"] for one in listing.faults)
    assert (
        first
        == second
        == ("Kode ini bukan milik unit Anda. Perbaiki kodenya; untuk inovasi baru, kosongkan.")
    )
    assert "Rahasia" not in unit.get(listing.get_absolute_url()).text


def test_the_same_code_twice_is_a_fault(unit, innovation):
    listing = send(unit, xlsx(["Kode", "Judul"], [innovation.code, "A"], [innovation.code, "B"]))
    assert said(listing) == [
        "Baris 3, kolom 'Kode': Kode ini sudah ada di baris 2. Hapus salah satu barisnya."
    ]


@pytest.mark.parametrize(
    ("stage", "status", "column", "sentence"),
    [
        (Stage.DRUM_UP, Status.DRAFT, "Judul", ""),
        (Stage.DRUM_UP, Status.DRAFT, "Masalah", ""),  # ahead of its stage
        (Stage.DIAGNOSE, Status.DRAFT, "Masalah", ""),
        (Stage.DIAGNOSE, Status.DRAFT, "Judul", "Bagian ini sedang tidak terbuka untuk diubah."),
        (Stage.DIAGNOSE, Status.RETURNED, "Masalah", ""),
        (Stage.DIAGNOSE, Status.RETURNED, "Cara kerja", "Bagian ini sedang tidak terbuka untuk diubah."),
        (
            Stage.DIAGNOSE,
            Status.SUBMITTED,
            "Masalah",
            "Inovasi ini sedang tidak dapat diubah (Ditelaah fasilitator).",
        ),
    ],
)
def test_an_update_reaches_only_what_is_open(unit, at, stage, status, column, sentence):
    innovation = at(stage, status)
    listing = send(unit, xlsx(["Kode", column], [innovation.code, "Isi dari daftar"]))
    assert said(listing) == ([f"Baris 2, kolom '{column}': {sentence} Kosongkan selnya."] if sentence else [])
    confirm(unit, listing)
    innovation.refresh_from_db()
    stored = getattr(innovation, by_heading()[column.lower()])
    assert (stored == "Isi dari daftar") is not bool(sentence)


def test_where_the_road_began_can_not_be_changed(unit, innovation):
    listing = send(unit, xlsx(["Kode", "Sudah berjalan?"], [innovation.code, "Ya"]))
    assert said(listing) == [
        "Baris 2, kolom 'Sudah berjalan?': Ini tidak dapat diubah lagi sesudah terdaftar. Kosongkan selnya."
    ]


def test_what_a_colleague_changes_in_between_is_not_overwritten(unit, innovation):
    heading = ["Kode", "Judul", "Satu kalimat", "Tugas unit yang diperbaiki"]
    listing = send(
        unit,
        xlsx(
            heading,
            [None, "Baru", "Warga", None],
            [innovation.code, "Bus Sekolah Gratis", None, "Dari daftar"],
        ),
    )
    Innovation.objects.filter(pk=innovation.pk).update(duty="Dari rekan")
    confirm(unit, listing)
    assert listing.state == ListImport.State.READ
    (fault,) = said(listing)
    assert fault.startswith(
        "Baris 3, kolom 'Tugas unit yang diperbaiki': Rekan Anda mengubah bagian ini pada"
    )
    innovation.refresh_from_db()
    assert innovation.duty == "Dari rekan"
    assert Innovation.objects.count() == 1

    unit.post(listing.get_absolute_url(), {"again": "1"})
    work()
    listing.refresh_from_db()
    assert "<del>Dari rekan</del>" in unit.get(listing.get_absolute_url()).text
    confirm(unit, listing)
    innovation.refresh_from_db()
    assert (innovation.duty, Innovation.objects.count()) == ("Dari daftar", 2)


def test_what_was_the_same_when_read_stays_as_a_colleague_left_it(unit, innovation):
    heading = ["Kode", "Judul", "Tugas unit yang diperbaiki"]
    listing = send(unit, xlsx(heading, [innovation.code, "Bus Sekolah Gratis", "Dari daftar"]))
    Innovation.objects.filter(pk=innovation.pk).update(title="Judul dari rekan")
    confirm(unit, listing)
    innovation.refresh_from_db()
    assert (innovation.title, innovation.duty) == ("Judul dari rekan", "Dari daftar")


def test_a_record_that_was_sent_in_between_is_not_changed(unit, innovation, cast):
    listing = send(unit, xlsx(["Kode", "Judul"], [innovation.code, "Dari daftar"]))
    road.fill(innovation, cast.staff)
    road.move(innovation, "submit", cast.staff)
    confirm(unit, listing)
    assert said(listing) == [
        "Baris 2, kolom 'Judul': Inovasi ini sedang tidak dapat diubah (Ditelaah fasilitator). Kosongkan selnya."
    ]


# What comes out


def test_an_export_imported_again_changes_nothing(unit, at, cast, lab):
    at(Stage.DELIVERY, Status.DRAFT)
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Kedua")
    odd = road.register(
        cast.staff,
        lab,
        "=HYPERLINK(1)",
        one_line="'=A1",
        problem="- satu\n- dua\n\nakhir",
        causes="'kutip' biasa",
        duty="+62 812",
        origin="@surel",
        sufferers_count=0,
    )
    road.register(cast.outsider, lab, "Bukan milik kami")
    response = unit.get(f"{LISTS}inovasi.xlsx")
    content = b"".join(response.streaming_content)
    assert b"Bukan milik kami" not in content
    listing = send(unit, SimpleUploadedFile("inovasi.xlsx", content))
    assert said(listing) == []
    assert listing.counts == {"new": 0, "changed": 0, "unchanged": 3}
    assert "Tidak ada yang berubah" in unit.get(listing.get_absolute_url()).text
    heading, rows = export_rows(unit)
    row = dict(zip(heading, rows[-1], strict=True))
    assert row["Kode"] == odd.code
    assert row["Judul"] == "'=HYPERLINK(1)"
    assert row["Masalah"] == "'- satu\n- dua\n\nakhir"
    assert (row["Berapa banyak"], row["Tahap"], row["Status"]) == (0, "Drum-up", "Draf")
    assert "Bukan milik kami" not in [one[1] for one in rows]


def test_an_export_that_has_grown_old_is_told_before_it_overwrites(unit, innovation):
    content = b"".join(unit.get(f"{LISTS}inovasi.xlsx").streaming_content)
    innovation.duty = "Dari rekan"
    innovation.save()
    Innovation.objects.filter(pk=innovation.pk).update(updated_at=timezone.now() + timedelta(minutes=5))
    book = load_workbook(io.BytesIO(content))
    heading = [cell.value for cell in book["Inovasi"][1]]
    book["Inovasi"].cell(2, heading.index("Tugas unit yang diperbaiki") + 1).value = "Dari daftar"
    target = io.BytesIO()
    book.save(target)
    listing = send(unit, SimpleUploadedFile("inovasi.xlsx", target.getvalue()))
    (warning,) = listing.warnings
    assert warning["sentence"].startswith(f"{innovation.code} diubah pada")
    assert listing.is_ready


def test_no_cell_of_an_export_is_a_formula(unit, cast, lab):
    for start in "=+-@":
        road.register(cast.staff, lab, f"{start}cmd|' /C calc'!A0")
    response = unit.get(f"{LISTS}inovasi.xlsx")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))] == []


def test_the_template_tells_its_columns_and_its_example_is_passed_over(unit):
    response = unit.get(f"{LISTS}contoh.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="contoh-daftar-inovasi.xlsx"'
    content = b"".join(response.streaming_content)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Inovasi", "Petunjuk", "Pilihan"]
    sheet = book["Inovasi"]
    heading = [cell.value for cell in sheet[1]]
    assert heading[:4] == ["Kode", "Judul", "Satu kalimat", "Sudah berjalan?"]
    assert set(heading) <= {label(name) for name in by_heading().values()}
    assert sheet["A2"].value == "CONTOH"
    assert sheet.freeze_panes == "C2"
    assert {one.formula1 for one in sheet.data_validations.dataValidation} >= {"Pilihan!$A$2:$A$3"}
    listing = send(unit, SimpleUploadedFile("contoh.xlsx", content))
    assert [one["sentence"][:18] for one in listing.faults] == ["Belum ada isinya. "]


def test_the_example_of_the_template_could_be_imported(unit):
    content = b"".join(unit.get(f"{LISTS}contoh.xlsx").streaming_content)
    book = load_workbook(io.BytesIO(content))
    book["Inovasi"]["A2"].value = None
    target = io.BytesIO()
    book.save(target)
    listing = send(unit, SimpleUploadedFile("contoh.xlsx", target.getvalue()))
    assert said(listing) == []
    assert listing.counts["new"] == 1


# Who, and how the pages behave


def test_an_import_of_another_unit_is_not_found(unit, client, cast):
    listing = send(unit, thousand(1))
    client.force_login(cast.outsider)
    assert client.get(listing.get_absolute_url()).status_code == 404
    assert client.post(listing.get_absolute_url(), {"confirm": "1"}).status_code == 404
    assert listing.file_name not in client.get(LISTS).text
    work()
    assert Innovation.objects.count() == 0


def test_reviewers_are_led_to_their_own_work(client, cast):
    client.force_login(cast.facilitator)
    for address in (LISTS, f"{LISTS}inovasi.xlsx", f"{LISTS}contoh.xlsx"):
        assert client.get(address).url == reverse("accounts:landing")


def test_a_list_that_waits_says_so_and_looks_again(unit):
    response = unit.post(LISTS, {"file": thousand(1)})
    page = unit.get(response.url).text
    assert "Menunggu giliran" in page
    assert "Belum mulai dibaca" not in page
    assert "data-await" in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    ListImport.objects.update(created_at=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone()))
    assert "Belum mulai dibaca" in unit.get(response.url).text
    ListImport.objects.update(total=100, done=50)
    page = unit.get(response.url).text
    assert '<progress max="100" value="50"' in page
    assert "50 dari 100 baris" in page
    ListImport.objects.update(state="writing")
    assert "Sedang disimpan" in unit.get(response.url).text


def test_a_colleague_may_confirm_and_is_named(unit, client, cast):
    listing = send(unit, thousand(1))
    client.force_login(cast.colleague)
    confirm(client, listing)
    assert Innovation.objects.get().custodian == cast.colleague
    assert "Tomi Solin" in client.get(LISTS).text


def test_only_one_of_two_imports_of_the_same_file_is_stored(unit, cast):
    first = send(unit, thousand(2))
    content = ListImport.objects.get(pk=first.pk).content
    second = ListImport.objects.create(
        agency=cast.education,
        user=cast.colleague,
        file_name="sama.xlsx",
        content=content,
        sha256=first.sha256,
        state="read",
        counts={"new": 2},
    )
    confirm(unit, first)
    response = unit.post(second.get_absolute_url(), {"confirm": "1"}, follow=True)
    work()
    assert "Belum disimpan" in response.text
    assert Innovation.objects.count() == 2


def test_a_character_that_nobody_sees_does_not_stop_the_reading(unit):
    text = "Ju\0dul\tAne\0h\tKode\nBus\tb\tINV-2026-\0\n"
    listing = send(unit, text_file(text, "utf-16"))
    assert listing.state == "read"
    assert [one["column"] for one in listing.warnings] == ["Aneh"]
    assert "Baris 2, kolom 'Kode': Kode ini bukan milik unit Anda." in said(listing)[0]


def test_a_list_that_grows_without_end_when_opened_is_not_read(unit):
    target = io.BytesIO(xlsx(["Judul"], ["Bus"]).read())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/sharedStrings2.xml", (b"<si><t>" + bytes(range(48, 123)) * 7 + b"</t></si>") * 100_000
        )
        package.writestr("xl/noise.bin", os.urandom(600_000))  # less than what is refused by the ratio alone
    response = unit.post(LISTS, {"file": SimpleUploadedFile("daftar.xlsx", target.getvalue())})
    assert "Paling banyak 2.000 baris dalam satu daftar." in response.text
    assert not ListImport.objects.exists()


def test_lists_that_nobody_confirmed_are_forgotten(unit):
    listing = send(unit, thousand(1))
    imports.forget_old()
    listing.refresh_from_db()
    assert listing.state == "read"
    ListImport.objects.update(created_at=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone()))
    imports.forget_old()
    listing.refresh_from_db()
    assert (listing.state, listing.content) == ("failed", None)
    unit.post(listing.get_absolute_url(), {"again": "1"})
    listing.refresh_from_db()
    assert listing.state == "failed"


def test_a_lost_lab_is_told_before_storing(unit, lab):
    listing = send(unit, thousand(1))
    Lab.objects.update(is_current=False)
    confirm(unit, listing)
    assert listing.fault_count == 1
    assert Innovation.objects.count() == 0


def test_pages_ask_no_more_with_more_rows(unit, at):
    def asked(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = unit.get(address)
            if response.streaming:
                b"".join(response.streaming_content)
        return len(queries)

    one = send(unit, thousand(1))
    counts = [asked(LISTS), asked(one.get_absolute_url())]
    confirm(unit, one)
    counts += [asked(one.get_absolute_url()), asked(f"{LISTS}inovasi.xlsx")]
    for number in (2, 3):
        three = send(unit, thousand(number))
    more = [asked(LISTS), asked(three.get_absolute_url())]
    confirm(unit, three)
    more += [asked(three.get_absolute_url()), asked(f"{LISTS}inovasi.xlsx")]
    assert counts == more
    assert max(more) <= 6
