"""A unit changes its public page, the steward shows it: on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations


@pytest.mark.parametrize("width", [360, 1280])
def test_a_change_goes_from_the_unit_over_the_steward_to_everybody(new_page, at, width):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    page = new_page(width=width)

    def looked_at(name):
        assert violations(page) == []
        assert not is_wider_than_its_window(page), name
        shot(page, f"revision-{name}-{width}")

    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{record.code}/")
    page.get_by_role("link", name="Halaman publik: lihat dan ubah").click()
    page.get_by_label("Kalimat utama").fill("Bus tanpa ongkos setiap pagi")
    page.get_by_label("Ringkasan dalam bahasa Inggris").fill("A free bus to school, every morning.")
    looked_at("form")
    page.get_by_role("button", name="Kirim kepada pengelola").click()
    expect(page.get_by_text("Menunggu pengelola sejak")).to_be_visible()
    looked_at("waiting")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("button", name="Keluar")).to_have_count(0)

    sign_in(page, "pengelola")
    page.goto("/admin/festival/revision/")
    looked_at("list")
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    looked_at("desk")
    page.get_by_role("link", name="Lihat halaman sesudah perubahan").click()
    expect(page.get_by_text("Bus tanpa ongkos setiap pagi").first).to_be_visible()
    looked_at("preview")
    page.go_back()
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.get_by_text("sudah tayang dengan isi yang baru")).to_be_visible()
    page.goto(f"/kerja/inovasi/{record.code}/versi/")
    page.get_by_text("hal berbeda dari versi sebelumnya").click()
    looked_at("versions")
    page.get_by_role("link", name="Versi 1, tampil sejak").click()
    looked_at("version")
