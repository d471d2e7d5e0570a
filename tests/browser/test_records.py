"""What is kept of a case, as the steward reads it: history, road, papers, one file of everything."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.test_field_history import rewrite


@pytest.fixture
def case(at, cast):
    innovation = at(Stage.DISPLAY, Status.PUBLISHED)
    rewrite(innovation, cast.staff, problem=road.text(40))
    rewrite(innovation, cast.colleague, problem=road.text(36) + " dan tanpa trotoar")
    with_rows = innovation.measures.get()
    rewrite(innovation, cast.staff, causes="Angkutan tidak lewat desa.", sufferers_count=240)
    innovation.measures.filter(pk=with_rows.pk).update(target=150)
    return innovation


def fits(page, name) -> None:
    """Looked at by a machine, and kept for people to look at."""
    shot(page, f"records-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_reads_what_happened_and_issues_a_certificate(new_page, case, width):
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto(f"/admin/stages/case/{case.pk}/change/")
    page.get_by_role("link", name="Catatan perjalanan untuk dicetak").click()
    expect(page.get_by_role("heading", name="Catatan perjalanan")).to_be_visible()
    expect(page.get_by_role("button", name="Cetak")).to_be_visible()
    expect(page.get_by_text("Dewi Pengelola, Pengelola")).to_be_visible()
    fits(page, "road")

    page.get_by_role("link", name="Riwayat isian").click()
    expect(page.get_by_role("heading", name="Rosmaida Manik").first).to_be_visible()
    expect(page.locator("ins", has_text="dan tanpa trotoar")).to_be_visible()
    fits(page, "history")
    page.get_by_label("Isian").select_option(label="Sebab (5 kali mengapa)")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.locator("ins", has_text="Angkutan").first).to_be_visible()
    expect(page.get_by_text("dan tanpa trotoar")).to_have_count(0)

    page.get_by_role("link", name="Kembali ke kasus").click()
    page.get_by_role("link", name="Berita Acara dan piagam").click()
    page.get_by_role("button", name="Terbitkan Piagam inovasi").click()
    expect(page.get_by_text(re.compile(r"PI-20\d\d-0001 terbit"))).to_be_visible()
    fits(page, "document")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    assert re.fullmatch(r"PI-20\d\d-0001\.pdf", download.value.suggested_filename)
    public = page.get_by_role("link", name="Halaman publiknya").get_attribute("href")

    visitor = new_page(width=width)
    visitor.goto(public)
    expect(visitor.get_by_role("heading", name="Dokumen ini sah.")).to_be_visible()
    fits(visitor, "valid")

    page.get_by_label("Alasan").fill("Nama anggota tim keliru")
    page.get_by_role("button", name="Cabut").click()
    expect(page.get_by_text("oleh Dewi Pengelola: Nama anggota tim keliru")).to_be_visible()
    fits(page, "revoked")
    page.goto(f"/admin/stages/case/{case.pk}/dokumen/")
    fits(page, "documents")
    page.goto("/admin/stages/document/")
    fits(page, "list")
    page.goto("/admin/stages/document/add/")
    fits(page, "issue")


def test_everything_kept_of_a_case_is_one_download(page, case):
    sign_in(page, "pengelola")
    page.goto(f"/admin/stages/case/{case.pk}/change/")
    page.get_by_role("button", name="Unduh berkas lengkap").click()
    expect(page.get_by_text("Menunggu giliran.")).to_be_visible()
    call_command("work", once=True)
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Unduh berkas-")).click()
    assert download.value.suggested_filename.startswith(f"berkas-{case.code}-")


def test_the_history_prints_without_the_admin_around_it(page, case):
    sign_in(page, "pengelola")
    page.goto(f"/admin/stages/case/{case.pk}/riwayat/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Riwayat isian")).to_be_visible()
    expect(page.locator("#header")).to_be_hidden()
    expect(page.get_by_label("Isian")).to_be_hidden()
    shot(page, "records-print")
