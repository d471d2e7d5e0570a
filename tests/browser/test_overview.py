"""The overview for leaders in a browser: on a phone and on a desk, light and dark, on paper."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from innovations.models import Innovation, Stage, Status
from stages import workflow
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region(at):
    """Records at several places; one submission waits past its date."""
    late = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Menunggu lama")
    at(Stage.DESIGN, Status.ENDORSED, title="Menunggu Bupati")
    at(Stage.DISPLAY, Status.PUBLISHED, title="Sudah tampil")
    at(Stage.DRUM_UP, Status.RETURNED, title="Dikembalikan")
    at(Stage.DIAGNOSE, Status.STOPPED, title="Dihentikan")
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=late.pk).update(due=timezone.now() - timedelta(days=3))
    return late


@pytest.mark.parametrize("width", [360, 1280])
def test_a_leader_reads_the_overview_and_follows_a_number(new_page, region, width):
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/")
    page.get_by_role("link", name="Tinjauan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tinjauan")
    expect(page.get_by_text("1 kiriman menunggu jawaban lewat batas waktunya (14 hari).")).to_be_visible()
    expect(page.get_by_role("img", name="Inovasi yang masih berjalan, menurut tahap")).to_be_visible()
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, f"overview-{width}")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.reload()  # colours fade over
        assert violations(page) == []
        shot(page, f"overview-{width}-{scheme}")
    page.emulate_media(media="print", color_scheme="dark")
    shot(page, f"overview-{width}-print")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Lihat kirimannya").click()
    expect(page.get_by_role("link", name="Menunggu lama")).to_be_visible()
    expect(page.get_by_role("link", name="Menunggu Bupati")).to_have_count(0)


def test_the_period_is_a_link_and_the_workbook_a_download(new_page, region):
    page = new_page(scripts=False)
    sign_in(page, "kantorbupati")
    page.goto("/admin/tinjauan/")
    page.get_by_role("list", name="Masa untuk: Berapa cepat dijawab").get_by_role(
        "link", name="30 hari terakhir"
    ).click()
    chosen = page.get_by_role("link", name="30 hari terakhir").first
    expect(chosen).to_have_attribute("aria-current", "page")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh semua tabel (XLSX)").click()
    assert download.value.suggested_filename.startswith("tinjauan-")
