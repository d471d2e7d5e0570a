"""One innovation as a visitor reads, prints and shares it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from festival.models import Exhibit
from innovations.models import Photo, Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show

TOLD = {
    "service_contact": "WA 0812 3456 7890, kantor 0627 123456",
    "service_hours": "Senin sampai Sabtu, 05.30-14.00",
    "service_place": "Terminal Salak",
    "video_url": "https://contoh.go.id/video",
}


@pytest.fixture
def exhibit(cast, at, festival):
    record = at(Stage.DISPLAY, Status.DRAFT)
    for colour in ((20, 90, 60), (30, 60, 120), (200, 160, 40)):
        road.add_photo(record, cast.staff, colour=colour)
    road.add_evidence(
        record, cast.staff, title="Panduan sopir", link="https://contoh.go.id/p", is_public=True
    )
    road.bring_to(record, Stage.DISPLAY, Status.PUBLISHED, cast)
    assert Photo.objects.count() == 3
    exhibit = Exhibit.objects.get()
    exhibit.content["texts"] |= TOLD
    exhibit.content["measures"][0] |= {"baseline": "25"}
    exhibit.goal, exhibit.confirmed_on, exhibit.summary_en = (
        4,
        "2026-09-03",
        "A free bus takes children to school.",
    )
    exhibit.save()
    for n in range(2):
        show(cast.clinic, festival, f"Salinan {n}", origin_code=exhibit.code, novelty="replication")
        show(cast.education, festival, f"Dekat {n}")
    return exhibit


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_light_and_fits_the_screen(new_page, exhibit, width):
    page = new_page(width=width)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    here = exhibit.get_absolute_url()
    page.goto(here, wait_until="networkidle")
    assert asked[8:] == []
    for name, address in {
        "": here,
        "-english": f"/en{here}",
        "-print": f"{here}cetak/",
        "-embed": f"{here}sematan/",
    }.items():
        page.goto(address)
        assert violations(page) == [], address
        shot(page, f"exhibit{name}-{width}")
        assert not is_wider_than_its_window(page), address


def test_a_bare_exhibit_has_no_empty_place(new_page, cast, festival):
    page = new_page(width=360)
    page.goto(show(cast.education, festival).get_absolute_url())
    assert violations(page) == []
    shot(page, "exhibit-bare-360")


def test_photos_open_large_in_place_and_by_keys(page, exhibit):
    page.goto(exhibit.get_absolute_url())
    page.get_by_role("link", name="Bus di Salak").nth(1).click()
    viewer = page.get_by_role("dialog")
    expect(viewer).to_be_visible()
    first = viewer.get_by_role("img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("img")).not_to_have_attribute("src", first)
    viewer.get_by_role("button", name="Sebelumnya").click()
    expect(viewer.get_by_role("img")).to_have_attribute("src", first)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(viewer).not_to_be_visible()


def test_without_scripts_photos_and_sharing_are_links(new_page, exhibit):
    page = new_page(width=360, scripts=False)
    page.goto(exhibit.get_absolute_url())
    expect(page.get_by_role("button", name="Salin alamat")).to_be_hidden()
    assert (
        page.get_by_role("link", name="WhatsApp", exact=True)
        .get_attribute("href")
        .startswith("https://wa.me/?text=")
    )
    assert page.get_by_role("link", name="Bus di Salak").nth(1).get_attribute("href").endswith("/1600.webp")


def test_the_address_is_copied(new_page, exhibit):
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(exhibit.get_absolute_url())
    page.get_by_role("button", name="Salin alamat").click()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/i/{exhibit.code}/")


def test_paper_carries_the_page_and_its_code(page, exhibit, tmp_path):
    page.goto(f"{exhibit.get_absolute_url()}cetak/")
    paper = Path(os.environ.get("INOVIK_SHOTS", tmp_path)) / "exhibit.pdf"
    paper.parent.mkdir(exist_ok=True)
    assert page.pdf(path=paper, format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.locator(".paper-code svg")).to_be_visible()
    expect(page.get_by_role("link", name="WhatsApp", exact=True)).to_be_hidden()
