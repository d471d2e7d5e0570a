"""The pages of the units and of the open data, on a phone and on a desk."""

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import Agency
from festival.models import Festival
from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show


@pytest.fixture
def fair(cast, festival):
    told = dict.fromkeys(["replication_cost", "replication_staff", "replication_steps"], "ada")
    kinds = [
        ("dinas", "Dinas Sosial dan Pemberdayaan Perempuan dan Perlindungan Anak"),
        ("dinas", "Dinas Pertanian"),
    ]
    for number, (kind, name) in enumerate([*kinds, ("dinas", "Dinas Perhubungan"), ("badan", "Bappeda")]):
        unit = Agency.objects.create(
            name=name, short_name=name[:20], slug=f"unit-{number}", kind=kind, parent=cast.education
        )
        if number != 2:
            show(
                unit,
                festival,
                f"Pelayanan {number}",
                texts=told | {"replication_weeks": "3"},
                confirmed_on=date.max if number else None,
                helpful=12,
                unhelpful=number,
            )
    show(cast.education, festival)
    show(cast.clinic, festival, "Ambulans")
    assert Festival.objects.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_units_and_data_are_accessible_and_fit_the_screen(new_page, fair, width):
    page = new_page(width=width)
    addresses = {
        "home": "/",
        "units": "/skpd/",
        "unit": "/skpd/unit-0/",
        "parent": "/skpd/dinas-pendidikan/",
        "data": "/data/",
        "data-english": "/en/data/",
    }
    for name, address in addresses.items():
        page.goto(address)
        assert violations(page) == []
        assert not is_wider_than_its_window(page), address
        shot(page, f"opendata-{name}-{width}")


def test_a_reader_follows_from_the_front_page_to_a_kind_a_unit_and_its_reasons(page, fair):
    page.goto("/")
    page.get_by_role("link", name="Dinas", exact=True).click()
    assert page.url.endswith("/skpd/#jenis-dinas")
    page.get_by_role("link", name="Dinas Pertanian").click()
    expect(page.get_by_role("table", name="Mengapa: rata-rata atas semua inovasinya")).to_be_visible()
    page.get_by_role("link", name="Begini nilainya dihitung").click()
    expect(page.get_by_role("heading", name="Begini nilainya dihitung")).to_be_visible()


def test_a_reader_downloads_the_data(page, fair):
    page.goto("/")
    page.get_by_role("link", name="Data terbuka").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").first.click()
    assert waiting.value.suggested_filename == "inovasi-pakpak-bharat.csv"
