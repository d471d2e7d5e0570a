"""A visitor at the fair: scans the table card, presses once, and sees the woven stamps; without and with scripts."""

import pytest
from playwright.sync_api import expect

from festival.stands import stand_code
from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show


@pytest.mark.parametrize("scripts", [False, True])
def test_a_visitor_collects_stamps_on_a_phone(new_page, cast, festival, scripts):
    festival.reward = "Kumpulkan 3 cap, lalu ambil suvenir di meja panitia."
    festival.save()
    stands = [show(cast.education, festival, f"Bus Sekolah {number}") for number in range(4)]
    page = new_page(width=360, scripts=scripts)
    for exhibit in stands[:3]:
        page.goto(f"/i/{exhibit.code}/?stan={stand_code(exhibit)}")
        expect(page.get_by_role("heading", level=1)).to_have_text(exhibit.title)
        if exhibit == stands[0]:
            assert not (scripts and violations(page))  # axe needs them
            assert not is_wider_than_its_window(page)
            shot(page, f"stan-{scripts}")
        page.get_by_role("button", name="Cap paspor saya").click()
        page.get_by_role("link", name="Lihat paspor saya").click()
        expect(page.get_by_role("link", name=exhibit.title)).to_be_visible()
    expect(page.get_by_text("3 dari 4 stan sudah Anda kunjungi.")).to_be_visible()
    assert not (scripts and violations(page))
    assert not is_wider_than_its_window(page)
    shot(page, f"paspor-{scripts}")


def test_a_mistyped_code_can_be_mended(new_page, cast, festival):
    exhibit = show(cast.education, festival)
    page = new_page(width=1280)
    page.goto(f"/i/{exhibit.code}/?stan=ABCDE")
    page.get_by_role("button", name="Cap paspor saya").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    assert not violations(page)
    shot(page, "stan-salah")
    page.get_by_label("Kode stan").fill(stand_code(exhibit).lower())
    page.get_by_role("button", name="Cap paspor saya").click()
    page.get_by_role("link", name="Lihat paspor saya").click()
    expect(page.get_by_text("1 dari 1 stan")).to_be_visible()
    shot(page, "paspor-lebar")
