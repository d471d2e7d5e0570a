"""Word and paper as people go through them: download, fill, upload, check, save; scan a receipt; print."""

import pytest
from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from innovations.models import ActionStep, Innovation, Stage, Status
from stages.papers import seal
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.test_papers import answer

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(page, name) -> None:
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, name)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_document_goes_round(new_page, at, tmp_path, width):
    innovation = at(Stage.DESIGN, Status.DRAFT)
    Innovation.objects.update(aims="Semua anak desa sampai di sekolah sebelum pukul tujuh pagi.")
    page = new_page(width=width)
    sign_in(page, "staf")
    page.goto(reverse("workspace:innovation", args=[innovation.code]))
    page.get_by_role("link", name="Isi dari dokumen Word").click()
    looked_at(page, f"word-upload-{width}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh formulir Word").click()
    filled = tmp_path / "formulir.docx"
    download.value.save_as(filled)

    document = Document(str(filled))
    answer(
        document,
        "1.1",
        "Bus menjemput anak di tiga desa.",
        "- pukul enam di Salak",
        "- pukul tujuh di Sibande",
    )
    answer(document, "2.1", "Anak tidak terlambat lagi.")
    answer(document, "5.2", "APBD")
    grid = next(table for table in document.tables if table.cell(0, 0).text == "Kegiatan")
    for cell, text in zip(
        grid.rows[1].cells,
        ["Membeli bus", "Satu bus", "Kepala seksi", "1 Mei 2026", "30/06/2026"],
        strict=False,
    ):
        cell.text = text
    grid.rows[2].cells[0].text, grid.rows[2].cells[3].text = "Melatih sopir", "minggu depan"
    document.add_heading("8.1 Catatan kami", 2)
    document.add_paragraph("Tanyakan ke dinas.")
    document.save(str(filled))

    page.get_by_label("Dokumen yang sudah diisi").set_input_files(filled)
    page.get_by_role("button", name="Baca dokumen ini").click()
    expect(page.get_by_role("heading", name="Yang terbaca dari dokumen")).to_be_visible()
    expect(page.get_by_text("Tulis tanggal yang ada di kalender")).to_be_visible()
    looked_at(page, f"word-read-{width}")
    page.get_by_label("Simpan dari dokumen: 2.1 Tujuan").uncheck()
    page.get_by_role("button", name="Simpan yang dicentang").click()
    expect(page.get_by_text("Tersimpan dari dokumen: 1.1 Cara kerja")).to_be_visible()
    innovation.refresh_from_db()
    assert innovation.how_it_works.endswith("- pukul tujuh di Sibande")
    assert innovation.aims.startswith("Semua anak desa")
    assert ActionStep.objects.get().activity == "Membeli bus"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_receipt_is_scanned_by_somebody(new_page, at, width):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    receipt = innovation.records.filter(move="submit").last().receipt
    page = new_page(width=width)
    sign_in(page, "staf")
    page.goto(reverse("workspace:receipt", args=[receipt]))
    looked_at(page, f"receipt-{width}")
    stranger = new_page(width=width)
    stranger.goto(reverse("public:receipt", args=[receipt, seal.seal(receipt)]))
    expect(stranger.get_by_role("heading", name="Tanda terima ini sah.")).to_be_visible()
    looked_at(stranger, f"receipt-valid-{width}")
    stranger.goto(reverse("public:receipt", args=[receipt, "salah"]))
    expect(stranger.get_by_role("heading", name="Tanda terima ini tidak dikenal di sini.")).to_be_visible()
    looked_at(stranger, f"receipt-unknown-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_enters_a_paper(new_page, at, width):
    innovation = at(Stage.DIAGNOSE, Status.DRAFT)
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto(reverse("admin:stages_case_change", args=[innovation.pk]))
    page.get_by_role("link", name="Isi dari formulir kertas").click()
    page.get_by_label("Yang menyerahkan").fill("Nurmala Berutu")
    looked_at(page, f"paper-{width}")
    page.get_by_role("button", name="Catat dan isi lembarnya").click()
    expect(page.get_by_text("Anda mengisi atas nama Dinas Pendidikan")).to_be_visible()
    looked_at(page, f"paper-sheet-{width}")


def test_the_preview_prints_black_on_white_without_furniture(new_page, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    page = new_page(width=800)
    sign_in(page, "staf")
    page.goto(reverse("workspace:preview", args=[innovation.code]))
    expect(page.get_by_role("button", name="Cetak")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (page.get_by_role("button", name="Cetak"), page.get_by_role("navigation").first):
        expect(gone).to_be_hidden()
    assert page.locator(".part").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    assert page.locator("body").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    shot(page, "preview-print")
