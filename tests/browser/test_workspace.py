"""The unit's pages in a browser, on a small screen and without scripts."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from innovations.models import Innovation, Lab, Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


def check(page, name):
    shot(page, f"workspace-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def test_a_first_record_from_nothing_to_its_receipt_without_scripts(new_page, cast, lab):
    page = new_page(width=360, scripts=False)
    sign_in(page, "luar")
    page.get_by_role("link", name="Mulai sekarang").click()
    page.get_by_label("Judul").fill("Rumah Tunggu Kelahiran")
    page.get_by_label("Dalam satu kalimat").fill("Ibu hamil menunggu dekat bidan sebelum hari lahir.")
    page.get_by_label("Ide baru").check()
    page.get_by_role("button", name="Daftarkan dan lanjut mengisi").click()
    expect(page.get_by_role("heading", name="Lembar kerja Drum-up")).to_be_visible()
    page.get_by_role("link", name="Isi Tugas yang diperbaiki").click()
    page.get_by_label("Tugas unit yang diperbaiki").fill(
        "Melayani ibu hamil dan persalinan di seluruh wilayah kerja puskesmas."
    )
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.get_by_label("Inisiator", exact=True).select_option("Perangkat daerah")
    page.get_by_label("Nama inisiator").fill("Bidan koordinator")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    team = page.get_by_role("group", name="Anggota tim 1")
    team.get_by_label("Nama").fill("Juni Bancin")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Anggota tim 1, Tugas: Isi 'Tugas'")
    expect(team.get_by_label("Nama")).to_have_value("Juni Bancin")
    team.get_by_label("Tugas").fill("Bidan")
    page.get_by_role("button", name="Tambah baris").click()
    second = page.get_by_role("group", name="Anggota tim 2")
    second.get_by_label("Nama").fill("Lina Padang")
    second.get_by_label("Tugas").fill("Kader")
    page.get_by_role("button", name="Simpan", exact=True).click()
    second.get_by_role("button", name="Naik").click()
    expect(team.get_by_label("Nama")).to_have_value("Lina Padang")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.get_by_label("Kepala unit yang berkomitmen").fill("Kepala Puskesmas")
    page.get_by_label("Tanggal komitmen").fill("2026-03-04")
    page.get_by_role("button", name="Simpan dan lihat pratinjau").click()
    expect(page.get_by_role("rowheader", name="Juni Bancin")).to_be_visible()
    page.get_by_role("button", name="Kirim").click()
    innovation = Innovation.objects.get()
    expect(page.get_by_role("heading", name=f"TT-{innovation.code}-01")).to_be_visible()
    page.get_by_role("link", name="Kotak masuk").click()
    expect(page.get_by_text(re.compile("Sedang dibaca fasilitator, jawaban paling lambat"))).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible(new_page, at, cast, lab, width):
    back = at(Stage.DISPLAY, Status.RETURNED)
    road.add_evidence(back, cast.staff)
    whole = road.register(cast.staff, lab, "Angkutan Sungai", entry_stage=Stage.DELIVERY)
    page = new_page(width=width)
    sign_in(page, "staf")
    here = f"/kerja/inovasi/{back.code}/"
    for name, address in {
        "inbox": "/kerja/",
        "innovations": "/kerja/inovasi/",
        "nothing-found": "/kerja/inovasi/?q=zzz",
        "new": "/kerja/inovasi/baru/",
        "deadlines": "/kerja/jadwal/",
        "notices": "/kerja/kabar/",
        "record": here,
        "returned-sheet": f"{here}lembar/",
        "returned-step": f"{here}lembar/{back.open_parts[0]}/",
        "whole-sheet": f"/kerja/inovasi/{whole.code}/lembar/",
        "step": f"/kerja/inovasi/{whole.code}/lembar/problem/",
        "rows": f"/kerja/inovasi/{whole.code}/lembar/measures/",
        "photos": f"{here}foto/",
        "evidence": f"/kerja/inovasi/{whole.code}/bukti/",
        "preview": f"{here}pratinjau/",
        "stop": f"{here}langkah/stop/",
        "receipt": f"/kerja/tanda-terima/{back.records.exclude(receipt=None).last().receipt}/",
    }.items():
        page.goto(address)
        check(page, name)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_about_people_progress_lists_and_paper_are_accessible(new_page, at, cast, lab, width):
    running = at(Stage.DISPLAY, Status.PUBLISHED)
    draft = road.register(cast.staff, lab, "Angkutan Sungai", entry_stage=Stage.DELIVERY)
    Lab.objects.update(is_current=False)
    Lab.objects.create(
        name="Inovik 2027",
        slug="inovik-2027",
        year=2027,
        starts_on=date(2027, 3, 2),
        ends_on=date(2027, 3, 4),
        is_current=True,
    )
    page = new_page(width=width)
    sign_in(page, "staf")
    here, empty = f"/kerja/inovasi/{running.code}/", f"/kerja/inovasi/{draft.code}/"
    for name, address in {
        "running-record": here,
        "team": f"{here}tim/",
        "handover": f"{here}serahkan/",
        "progress": f"{here}kemajuan/",
        "carry": f"{here}teruskan/",
        "pulse": "/kerja/triwulan/",
        "lists": "/kerja/daftar/",
        "word": f"{empty}baca-word/",
        "scan": f"{empty}bukti/pindai/",
    }.items():
        assert page.goto(address).ok, address
        check(page, name)
    steward = new_page(width=width)
    sign_in(steward, "pengelola")
    for name, address in {"desk": "/admin/", "paper": f"{empty}kertas/"}.items():
        assert steward.goto(address).ok, address
        check(steward, name)


def test_a_sheet_refused_by_the_server_is_accessible_and_its_summary_leads_to_the_field(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/lembar/identity/")
    page.get_by_label("Judul").fill("")
    page.locator("#lembar").evaluate("form => form.submit()")  # as without our scripts
    expect(page.get_by_role("alert").first).to_be_visible()
    check(page, "refused-sheet")
    page.get_by_role("link", name="Judul: Isi bagian ini.").click()
    expect(page.get_by_label("Judul")).to_be_focused()
