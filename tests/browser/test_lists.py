"""A list from Excel in a browser: sent, watched, looked at, stored."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from innovations.models import Innovation
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.test_lists import xlsx

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = ["Kode", "Judul", "Satu kalimat", "Masalah", "Tanggal ide"]


def check(page, name):
    shot(page, f"lists-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def choose(page, upload):
    page.get_by_label("Berkas daftar").set_input_files(
        {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}
    )
    page.get_by_role("button", name="Unggah dan periksa").click()


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_a_list_is_sent_watched_and_stored(new_page, innovation, width, scripts):
    page = new_page(width=width, scripts=scripts)
    sign_in(page, "staf")
    page.goto("/kerja/inovasi/")
    page.get_by_role("link", name="Banyak sekaligus lewat Excel").click()
    if scripts:
        check(page, "start")
    choose(
        page,
        xlsx(HEADING, [None, "Antar Obat", "Obat diantar", "Jauh", "31-02-2026"], ["INV-2026-9999", "X"]),
    )
    expect(page.get_by_role("heading", name="Menunggu giliran")).to_be_visible()
    if scripts:
        check(page, "waiting")
    call_command("work", once=True)
    expect(page.get_by_text("Baris 2, kolom 'Tanggal ide': Tulis tanggal")).to_be_visible()
    if scripts:
        check(page, "faults")
    page.get_by_role("link", name="Unggah berkas yang sudah diperbaiki").click()
    rows = [
        [None, f"Antar Obat {n}", "Obat diantar ke rumah", "Pasien tinggal jauh", "28-02-2026"]
        for n in range(6)
    ]
    choose(
        page,
        xlsx(HEADING, *rows, [innovation.code, "Bus Sekolah Gratis Desa"], [None, "Bus Sekolah Gratis", "x"]),
    )
    call_command("work", once=True)
    expect(page.get_by_role("heading", name="Perhatikan")).to_be_visible()
    if scripts:
        check(page, "read")
    page.get_by_role("button", name="Simpan semuanya").click()
    expect(page.get_by_role("heading", name="Sedang disimpan")).to_be_visible()
    call_command("work", once=True)
    expect(page.get_by_text("7 inovasi baru, 1 diperbarui")).to_be_visible()
    if scripts:
        check(page, "done")
    assert Innovation.objects.count() == 8
    page.get_by_role("link", name="Daftar Excel").click()
    if scripts:
        check(page, "recent")
