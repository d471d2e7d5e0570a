"""The festival as a visitor with a cheap phone meets it, without and with scripts."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show


@pytest.fixture
def fair(cast, festival):
    told = {
        "story": "Bus berangkat pukul enam. " * 60,
        "before": "Anak berjalan kaki sejauh lima kilometer.",
        "after": "Bus mengantar sampai gerbang sekolah.",
        "service_contact": "0627 123456",
        "origin": "Bus sekolah Dinas Perhubungan",
        "replication_steps": "1. Data siswa\n2. Pilih rute",
    }
    for n in range(25):
        show(
            cast.education,
            festival,
            f"Pelayanan {n}",
            texts=told,
            standing="applied",
            confirmed_on=date(2026, 9, 1) if n % 2 else None,
            helpful=n,
        )
    return show(cast.clinic, festival, "Bus Sekolah Gratis", "melayani anak", texts=told, affair="kesehatan")


@pytest.mark.parametrize("scripts", [False, True])
def test_a_visitor_finds_and_reads_an_innovation_on_a_phone(new_page, fair, scripts):
    page = new_page(width=360, scripts=scripts)
    page.goto("/")
    page.get_by_label("Cari inovasi").fill("pelayanan anak")
    page.get_by_role("button", name="Cari").click()
    page.get_by_text("Saring dan urutkan").click()
    page.get_by_label("Urusan").select_option("Kesehatan (1)")
    page.get_by_role("button", name="Terapkan").click()
    expect(page.get_by_role("heading", name="1 inovasi")).to_be_visible()
    page.get_by_role("link", name="Urusan: Kesehatan").click()
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bus Sekolah Gratis")
    expect(page.get_by_text("0627 123456", exact=True)).to_be_visible()


def test_a_visitor_pages_through_the_gallery_without_scripts(new_page, fair):
    page = new_page(width=360, scripts=False)
    page.goto("/inovasi/")
    page.get_by_role("link", name="Muat lagi").click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("link", name="Kembali ke awal").click()
    expect(page.get_by_role("article")).to_have_count(24)


def test_with_scripts_more_cards_are_appended_and_the_keyboard_goes_on_there(page, fair):
    page.goto("/inovasi/?urut=judul")
    page.get_by_role("link", name="Muat lagi").press("Enter")
    expect(page.get_by_role("article")).to_have_count(26)
    expect(page.get_by_role("article").nth(24).get_by_role("link")).to_be_focused()
    expect(page.get_by_role("link", name="Muat lagi")).to_have_count(0)
    expect(page).to_have_url(re.compile("sesudah=INV-"))
    page.reload()
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_typing_error_is_one_tap_from_its_correction(new_page, fair):
    page = new_page(width=360, scripts=False)
    page.goto("/inovasi/?q=playanan")
    shot(page, "festival-meant-360")
    page.get_by_role("link", name="pelayanan").click()
    expect(page.get_by_role("article")).to_have_count(24)
    expect(page.locator("mark").first).to_have_text("Pelayanan")


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_are_accessible_and_fit_the_screen(new_page, fair, width):
    page = new_page(width=width)
    addresses = {
        "home": "/",
        "gallery": "/inovasi/?q=bus&urusan=kesehatan&jenis=sihir",
        "nothing": "/inovasi/?q=yang",
        "hidden": "/inovasi/?urusan=kesehatan&kecamatan=salak&tahun=1999",
        "list": "/inovasi/?tampilan=daftar&q=pelayanan",
        "map": "/inovasi/?tampilan=peta",
        "random": "/inovasi/?urut=acak",
        "exhibit": fair.get_absolute_url(),
        "agencies": "/skpd/",
        "agency": "/skpd/dinas-pendidikan/",
        "editions": "/festival/",
        "edition": "/festival/2026/",
        "english": "/en/inovasi/",
        "missing": "/tidak-ada/",
    }
    for name, address in addresses.items():
        page.goto(address)
        assert violations(page) == []
        assert not is_wider_than_its_window(page), address
        shot(page, f"festival-{name}-{width}")
