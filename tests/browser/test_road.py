"""The whole road in a browser, as five people walk it: by role and label only."""

import re

import pytest
from playwright.sync_api import expect

from innovations.models import Innovation, Stage, Status
from stages import sheets
from stages.sheet_forms import ATTACHED
from tests import road
from tests.browser.conftest import is_wider_than_its_window, sign_in, violations
from tests.browser.reviewing import judge

pytestmark = pytest.mark.django_db(transaction=True)

# What the clerk types, by the label beside it. A tuple: choose that option. "Row: label": in that row.
SHEETS = {
    Stage.DRUM_UP: {
        "Tugas unit yang diperbaiki": road.text(10),
        "Inisiator": ("Perangkat daerah",),
        "Nama inisiator": "Kepala Dinas Pendidikan",
        "Penanggung jawab": ("Rosmaida Manik",),
        "Kepala unit yang berkomitmen": "Binsar Berutu",
        "Tanggal komitmen": "2026-03-04",
        "Anggota tim 1: Nama": "Nurmala Berutu",
        "Anggota tim 1: Tugas": "Mengatur jadwal",
    },
    Stage.DIAGNOSE: {
        "Masalah": road.text(35),
        "Siapa yang terdampak": "Siswa SD dan SMP",
        "Berapa banyak": "120",
        "Bukti masalah": road.text(12),
        "Sebab (5 kali mengapa)": road.text(25),
        "Pilihan jalan keluar": road.text(12),
        "Ide yang dipilih": road.text(25),
        "Kebaruan": ("Perluasan",),
        "Asal": "Bus sekolah Dinas Perhubungan",
        "Jenis inovasi": ("Produk",),
        "Urusan pemerintahan": ("Pendidikan",),
        "Penerima manfaat": "Siswa dan orang tuanya",
    },
    Stage.DESIGN: {
        "Cara kerja": road.text(45),
        "Tujuan": road.text(12),
        "Sumber daya": road.text(10),
        "Sumber anggaran": "APBD 2026",
        "Dasar hukum": "Perbup 12/2026",
        "Risiko": road.text(10),
        "Ukuran keberhasilan 1: Ukuran": "Siswa terangkut",
        "Ukuran keberhasilan 1: Satuan": "orang",
        "Ukuran keberhasilan 1: Nilai awal": "0",
        "Ukuran keberhasilan 1: Target": "100",
        "Langkah aksi 1: Kegiatan": "Mendata siswa",
        "Langkah aksi 1: Keluaran": "Daftar siswa",
        "Langkah aksi 1: Penanggung jawab": "Kepala seksi",
        "Langkah aksi 1: Mulai": "2026-04-01",
        "Langkah aksi 1: Selesai": "2026-04-30",
    },
    Stage.DELIVERY: {
        "Tanggal peluncuran": "2026-06-01",
        "Tanggal diterapkan": "2026-07-01",
        "Hasil": road.text(35),
        "Ukuran keberhasilan 1: Capaian": "90",
        "Ukuran keberhasilan 1: Diukur pada": "2026-09-01",
        "Laporan kemajuan 1: Tanggal": "2026-08-01",
        "Laporan kemajuan 1: Kemajuan": "Bus berjalan setiap hari sekolah.",
    },
    Stage.DISPLAY: {
        "Kalimat utama": "Bus melayani anak yang rumahnya jauh",
        "Sebelum": road.text(10),
        "Sesudah": road.text(10),
        "Cerita": road.text(65),
        "Kontak layanan": "0812 0000 0001",
        "Jam layanan": "Senin sampai Jumat",
        "Kisaran biaya meniru": "Rp200 juta",
        "Orang yang diperlukan": "Dua orang",
        "Berapa minggu": "6",
        "Langkah pertama meniru": road.text(10),
    },
}


@pytest.fixture
def people(new_page, cast, festival):
    """A page for each of them, signed in, as if at their own desks."""
    pages = {}
    for who in ["staf", "fasilitator", "kantorbupati", "pengelola"]:
        # The Bupati's office reads on a phone; the clerk's old browser runs no scripts.
        pages[who] = new_page(width=390 if who == "kantorbupati" else 1280, scripts=who != "staf")
        sign_in(pages[who], who)
    return pages


def field(page, label, row=""):
    """The control with this label: in the row of that name, or outside all rows."""
    within = page.get_by_role("group", name=row, exact=True) if row else page
    controls = ":is(input, select, textarea)" + ("" if row else ":not(.row-fields *)")
    words = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")  # a star marks what is required
    return within.get_by_label(words).and_(page.locator(controls))


def fill(page, answers):
    """Type those answers whose question stands on this page."""
    page.wait_for_load_state()
    for label, answer in answers.items():
        place, _, name = label.rpartition(": ")
        control = field(page, name, place)
        if not control.count():
            continue
        if isinstance(answer, tuple):
            control.select_option(label=answer[0])
        else:
            control.fill(answer)


def add_photo(page):
    picture = road.upload()
    field(page, "Foto").set_input_files(
        {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )
    field(page, "Keterangan").fill("Bus menunggu siswa di Salak")
    page.get_by_label("Tidak ada orang yang dikenali").check()
    page.get_by_role("button", name="Unggah foto").click()
    expect(page.get_by_role("img", name="Bus menunggu siswa di Salak")).to_be_visible()


def add_evidence(page):
    field(page, "Jenis bukti").select_option(label="Laporan")
    field(page, "Judul").fill("Laporan uji coba")
    field(page, "Tautan").fill("https://contoh.go.id/laporan")
    field(page, "Tahun").fill("2026")
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.get_by_role("link", name="Laporan uji coba").first).to_be_visible()


def submit(page, code, stage):
    """Walk the steps of the sheet, then send it."""
    for part in sheets.SHEETS[stage]:
        page.goto(f"/kerja/inovasi/{code}/lembar/{part.key}/")
        if part.key in ATTACHED:
            {"photos": add_photo, "evidence": add_evidence}[part.key](page)
            continue
        fill(page, SHEETS[stage])
        page.get_by_role(
            "button", name="Simpan dan l"
        ).click()  # goes on, or from the last step to the preview
    page.goto(f"/kerja/inovasi/{code}/pratinjau/")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text("TT-" + code).first).to_be_visible()


def recommend(page, title):
    page.goto("/admin/stages/case/")
    page.get_by_role("link", name=title).click()
    judge(page)
    page.get_by_label("Balasan ke SKPD").fill("Sudah jelas, lanjutkan.")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()


def approve(page, title):
    page.goto("/admin/keputusan/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text("Sudah jelas, lanjutkan.").first).to_be_visible()
    assert not is_wider_than_its_window(page)
    page.get_by_text("Setujui", exact=True).click()
    page.get_by_role("button", name="Ya, Setujui").click()
    expect(page.get_by_text("'Setujui' tercatat")).to_be_visible()


def test_from_a_new_record_to_its_public_page(people, new_page):
    title = "Bus Sekolah Gratis Asa Kasea"
    staff, facilitator, office, steward = people.values()

    staff.get_by_role("link", name="Mulai sekarang").click()
    staff.get_by_label("Judul").fill(title)
    staff.get_by_label("Dalam satu kalimat").fill("Anak desa berangkat sekolah naik bus tanpa membayar.")
    staff.get_by_label("Ide baru: mulai dari tahap Drum-up").check()
    staff.get_by_role("button", name="Daftarkan dan lanjut mengisi").click()
    staff.wait_for_url("**/lembar/**")
    code = Innovation.objects.get().code

    for stage in Stage:
        submit(staff, code, stage)
        recommend(facilitator, title)
        if stage in {Stage.DESIGN, Stage.DISPLAY}:
            approve(office, title)

    visitor = new_page(width=360, scripts=False)
    assert visitor.goto(f"/i/{code}/").status == 404  # approved is not announced

    steward.goto("/admin/stages/case/")
    steward.get_by_role("link", name=title).click()
    steward.get_by_role("button", name="Umumkan").click()
    expect(steward.get_by_role("heading", name="Umumkan kepada publik")).to_be_visible()
    steward.get_by_role("button", name="Umumkan 1 inovasi").click()
    expect(steward.get_by_text("1 inovasi diumumkan.")).to_be_visible()

    visitor.goto("/")
    visitor.get_by_role("searchbox").or_(visitor.get_by_label("Cari")).first.fill("pelayanan siswa")
    visitor.get_by_role("button", name="Cari").click()  # it says "melayani"
    visitor.get_by_role("link", name=title).click()
    expect(visitor.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(visitor.get_by_text("0812 0000 0001", exact=True)).to_be_visible()
    assert visitor.evaluate("[...document.querySelectorAll('main img')].every(image => image.alt)")
    assert not is_wider_than_its_window(visitor)
    assert visitor.context.cookies() == []
    visitor.goto(f"/i/{code}/")
    assert visitor.url.endswith("/inovasi/bus-sekolah-gratis-asa-kasea/")
    assert (
        Innovation.objects.get().records.count() == 13
    )  # five submissions and answers, two decisions, one announcement


def test_what_was_asked_for_is_improved_and_seen(people, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam")
    staff, facilitator, *_ = people.values()

    facilitator.goto("/admin/stages/case/")
    facilitator.get_by_role("link", name="Posyandu Malam").click()
    facilitator.get_by_label("Balasan ke SKPD").fill("Sebutkan jumlah balita.")
    judge(facilitator, "Perlu perbaikan", "3")
    facilitator.get_by_role("checkbox", name="minta perbaikan bagian Masalah", exact=True).check()
    facilitator.get_by_text("Minta perbaikan", exact=True).first.click()
    facilitator.get_by_label("Batas waktu perbaikan").fill("2030-01-15")
    facilitator.get_by_role("button", name="Minta perbaikan").click()
    expect(facilitator.get_by_text("'Minta perbaikan' tercatat")).to_be_visible()

    staff.goto("/kerja/")
    expect(staff.get_by_text("Sebutkan jumlah balita.")).to_be_visible()
    staff.goto(f"/kerja/inovasi/{innovation.code}/lembar/")
    expect(staff.get_by_role("link", name="Sebab")).to_have_count(0)  # only what was asked for is open
    staff.get_by_role("link", name="1. Masalah").click()
    field(staff, "Masalah").fill(road.text(30) + " 45 balita di Sibande")
    staff.get_by_role("button", name="Simpan dan lihat pratinjau").click()
    staff.get_by_role("button", name="Kirim").click()
    expect(staff.get_by_text(f"TT-{innovation.code}-03").first).to_be_visible()

    facilitator.goto(f"/admin/stages/case/{innovation.pk}/change/")
    expect(facilitator.locator("ins", has_text="45 balita di Sibande")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_accounts_and_desk_have_no_accessibility_violation_and_fit_their_window(new_page, cast, at, width):
    published = at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah Gratis")
    at(Stage.DISPLAY, Status.APPROVED, title="Bank Sampah")
    endorsed = at(Stage.DESIGN, Status.ENDORSED, title="Antrean Puskesmas")
    submitted = at(Stage.DRUM_UP, Status.SUBMITTED, title="Perpustakaan Keliling")
    pages = {
        None: ["/masuk/", "/tidak-ada/"],
        "staf": ["/akun/", "/akun/sandi/"],
        "fasilitator": ["/admin/", "/admin/stages/case/", f"/admin/stages/case/{submitted.pk}/change/"],
        "kantorbupati": [
            "/admin/stages/case/",
            f"/admin/stages/case/{endorsed.pk}/change/",
            "/admin/keputusan/",
            f"/admin/keputusan/{endorsed.pk}/",
        ],
        "pengelola": [
            "/admin/",
            "/admin/stages/case/?lihat=semua",
            f"/admin/stages/case/{published.pk}/change/",
            "/admin/accounts/user/add/",
            f"/admin/accounts/agency/{cast.clinic.pk}/change/",
            "/admin/stages/stagewindow/add/",
            "/admin/stages/conflict/add/",
            "/admin/festival/festival/add/",
            "/admin/innovations/lab/add/",
        ],
    }
    found = []
    for who, addresses in pages.items():
        page = new_page(width=width)
        if who:
            sign_in(page, who)
        for address in addresses:
            page.goto(address)
            found += violations(page)
            if is_wider_than_its_window(page):
                found.append(f"{address} is wider than {width} px")
            if page.get_by_role("heading", level=1).count() != 1:
                found.append(f"{address} has not one h1")
    assert found == []


def test_the_keyboard_reaches_the_content_first(page, lab, festival):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_two_clicks_send_a_form_once(new_page, cast, innovation):
    road.fill(innovation, cast.staff)
    page = new_page()
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/pratinjau/")
    page.get_by_role("button", name="Kirim").dblclick()
    expect(page.get_by_text(f"TT-{innovation.code}-01").first).to_be_visible()
    assert innovation.records.count() == 1
