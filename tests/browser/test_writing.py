"""The example and the advice of a step, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def innovation(at):
    innovation = at(Stage.DIAGNOSE, Status.DRAFT)
    innovation.problem = (
        "Pelayanan di loket belum optimal. Data SIMRS sering terlambat, dan warga menunggu lama."
    )
    innovation.save()
    return innovation


def test_on_a_phone_the_example_is_folded_and_the_field_near(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/lembar/problem/")
    example = page.get_by_text("Pasien Puskesmas Harapan datang sejak pukul lima pagi")
    expect(example).to_be_hidden()
    expect(page.get_by_text("Kepanjangan 'SIMRS' belum ditulis")).to_be_visible()
    shot(page, "saran-360")
    page.get_by_text("Contoh jawaban").click()
    expect(example).to_be_visible()
    assert not is_wider_than_its_window(page)
    assert violations(page) == []
    shot(page, "contoh-360")


def test_on_a_desk_the_example_stands_open_beside_the_field(page, innovation):
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/lembar/problem/")
    example = page.get_by_text("Pasien Puskesmas Harapan datang sejak pukul lima pagi")
    expect(example).to_be_visible()
    field = page.get_by_label("Masalah").bounding_box()
    assert example.bounding_box()["x"] >= field["x"] + field["width"]
    assert violations(page) == []
    shot(page, "contoh-1280")


def test_the_preview_leads_from_an_advice_to_its_field(page, innovation):
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/pratinjau/")
    page.get_by_text("2 saran untuk tulisan ini").click()
    assert violations(page) == []
    shot(page, "saran-pratinjau-1280")
    page.get_by_role("link", name="Masalah").first.click()
    expect(page.get_by_label("Masalah")).to_be_visible()
