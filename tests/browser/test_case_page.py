"""The page of a case as reviewers use it: read, compare, look at what is attached, and move on."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from innovations import files
from innovations.models import Evidence, Stage, Status
from stages.models import Point
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000056 00000 n \n0000000109 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n174\n%%EOF\n"
)


def attach(innovation, user, name, content):
    upload = SimpleUploadedFile(name, content)
    proof = Evidence(innovation=innovation, added_by=user, kind="report", title=name, year=2026)
    proof.keep(files.check_document(upload), upload)
    proof.save()
    return proof


def case(innovation):
    return f"/admin/stages/case/{innovation.pk}/change/"


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.fixture
def returned_once(cast, at):
    """Display, sent a second time after a request for improvement, with everything attached."""
    innovation = at(Stage.DISPLAY, Status.SUBMITTED, title="Bus Sekolah Gratis")
    road.add_photo(innovation, cast.staff, colour=(20, 90, 200))
    road.add_evidence(innovation, cast.staff, title="Berita di situs kabupaten")
    attach(innovation, cast.staff, "laporan.pdf", PDF)
    attach(innovation, cast.staff, "pindaian.jpg", road.upload().read())
    road.move(
        innovation, "return", cast.facilitator, note="Dua hal saja.", parts={"story": "Sebutkan angkanya."}
    )
    innovation.story = innovation.story.replace("desa", "dusun", 2) + " Sekarang 120 anak naik bus."
    innovation.save()
    asked = Point.objects.filter(record__innovation=innovation)
    asked.update(answer="Angkanya kami tambahkan.", answered_by=cast.staff, answered_at=timezone.now())
    road.move(innovation, "submit", cast.staff)
    return innovation


@pytest.fixture
def three(at):
    return [
        at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in ("Posyandu", "Gambir", "Perpustakaan")
    ]


@pytest.fixture
def facilitator(new_page, cast):
    page = new_page()
    sign_in(page, "fasilitator")
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_looks(new_page, cast, at, returned_once, width, colours):
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu Keliling")
    page = new_page(width=width)
    page.emulate_media(color_scheme=colours)
    sign_in(page, "fasilitator")
    page.goto(case(returned_once))
    look(page, f"kasus-{width}-{colours}")
    page.locator("details:not(.proof-here)").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    look(page, f"kasus-terbuka-{width}-{colours}")


def test_the_review_stays_beside_the_sheet_with_a_scroll_of_its_own(facilitator, returned_once):
    facilitator.goto(case(returned_once))
    review = facilitator.get_by_role("complementary", name="Telaah Anda")
    facilitator.get_by_role("heading", name="Bukti", exact=True).scroll_into_view_if_needed()
    expect(review.get_by_role("heading", name="Telaah Anda")).to_be_in_viewport()
    assert review.evaluate("aside => getComputedStyle(aside).overflowY") == "auto"
    assert review.bounding_box()["y"] >= 0


def test_on_a_phone_a_bar_leads_to_the_sheet_the_review_and_the_next_case(new_page, cast, three):
    page = new_page(width=360)
    sign_in(page, "fasilitator")
    page.goto(case(three[0]))
    bar = page.get_by_role("navigation", name="Di halaman ini")
    bar.get_by_role("link", name="Telaah").click()
    expect(page.get_by_role("heading", name="Telaah Anda")).to_be_in_viewport()
    expect(bar).to_be_in_viewport()
    bar.get_by_role("link", name="Lembar").click()
    expect(page.get_by_role("heading", name="Lembar kerja Drum-up")).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".timeline > li").last
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= bar.bounding_box()["y"]
    bar.get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("heading", name="Gambir")).to_be_visible()


def test_photos_grow_in_place(facilitator, returned_once):
    facilitator.goto(case(returned_once))
    photos = facilitator.get_by_role("region", name="Foto", exact=True).get_by_role("link")
    photos.first.click()
    dialog = facilitator.get_by_role("dialog", name="Bus di Salak")
    expect(dialog.get_by_text("Tidak ada orang yang dikenali")).to_be_visible()
    expect(dialog.get_by_text("1 / 3")).to_be_visible()
    large = dialog.get_by_role("img")
    expect(large).to_have_js_property("complete", True)
    look(facilitator, "foto-besar")
    facilitator.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("2 / 3")).to_be_visible()
    facilitator.keyboard.press("ArrowLeft")
    facilitator.keyboard.press("ArrowLeft")
    scan = facilitator.get_by_role("dialog", name="pindaian.jpg")
    expect(scan.get_by_text("3 / 3")).to_be_visible()
    expect(scan.get_by_text("dikenali")).to_be_hidden()
    facilitator.keyboard.press("j")  # the page's keys sleep meanwhile
    facilitator.keyboard.press("Escape")
    expect(scan).to_be_hidden()
    expect(photos.first).to_be_focused()


def test_a_pdf_is_read_in_place_and_not_fetched_before(facilitator, returned_once):
    fetched = []
    facilitator.on(
        "request", lambda asked: fetched.append(asked.url) if asked.url.endswith("/lihat/") else None
    )
    facilitator.goto(case(returned_once))
    pdf = returned_once.evidence.get(title="laporan.pdf")
    address = f"/kerja/berkas/{pdf.pk}/lihat/"
    expect(facilitator.get_by_text("Lihat di sini")).to_be_visible()
    assert not [url for url in fetched if url.endswith(address)]
    facilitator.get_by_text("Lihat di sini").click()
    frame = facilitator.locator('iframe[title="laporan.pdf"]')
    expect(frame).to_be_visible()
    expect(frame).to_have_attribute("src", address)


def test_without_scripts_everything_is_a_link(new_page, cast, returned_once):
    page = new_page(scripts=False)
    sign_in(page, "fasilitator")
    page.goto(case(returned_once))
    expect(page.get_by_text("Tombol cepat", exact=True)).to_be_hidden()
    expect(page.get_by_text("Lihat di sini")).to_be_hidden()
    expect(page.get_by_role("link", name="Buka (tab baru)")).to_be_visible()
    expect(page.get_by_role("button", name="Foto berikutnya")).to_be_hidden()
    part = page.locator("#bagian-story")
    expect(part.locator("ins").first).to_be_visible()
    part.get_by_text("Teks utuh").click()
    expect(part.locator("ins").first).to_be_hidden()
    expect(part.get_by_text("Sekarang 120 anak naik bus.")).to_be_visible()
    part.get_by_text("Perubahan", exact=True).click()
    expect(part.locator("ins").first).to_be_visible()
    page.get_by_text("Bandingkan kiriman lain").click()
    page.get_by_label("Baca", exact=True).select_option(index=0)
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_text("Ini bukan kiriman terbaru.")).to_be_visible()
    photo = page.get_by_role("region", name="Foto", exact=True).get_by_role("link").first
    expect(photo).to_have_attribute("href", re.compile(r"/1600\.webp$"))


def test_keys_go_through_the_list_and_never_disturb_typing(facilitator, three):
    facilitator.goto(case(three[0]))
    expect(facilitator.get_by_text("Tombol cepat", exact=True)).to_be_visible()
    facilitator.keyboard.press("j")
    expect(facilitator.get_by_role("heading", name="Gambir")).to_be_visible()
    facilitator.keyboard.press("n")
    expect(facilitator.get_by_role("heading", name="Perpustakaan")).to_be_visible()
    facilitator.keyboard.press("k")
    expect(facilitator.get_by_role("heading", name="Gambir")).to_be_visible()
    facilitator.keyboard.press("p")
    expect(facilitator.get_by_role("heading", name="Posyandu")).to_be_visible()
    facilitator.keyboard.press("Control+j")
    facilitator.keyboard.press("?")
    expect(facilitator.get_by_text("kasus berikutnya")).to_be_visible()
    look(facilitator, "tombol-cepat")
    facilitator.keyboard.press("c")
    note = facilitator.get_by_label("Balasan ke SKPD")
    expect(note).to_be_focused()
    facilitator.keyboard.type("jnkpc?")
    expect(note).to_have_value("jnkpc?")
    expect(facilitator.get_by_role("heading", name="Posyandu")).to_be_visible()


def test_keys_can_be_switched_off_for_good(facilitator, three):
    facilitator.goto(case(three[0]))
    facilitator.get_by_text("Tombol cepat", exact=True).click()
    facilitator.get_by_label("Pakai tombol cepat").uncheck()
    facilitator.reload()
    facilitator.get_by_text("Tombol cepat", exact=True).click()
    expect(facilitator.get_by_label("Pakai tombol cepat")).not_to_be_checked()
    facilitator.get_by_role("heading", name="Posyandu").click()
    facilitator.keyboard.press("j")
    facilitator.get_by_label("Pakai tombol cepat").check()
    expect(facilitator.get_by_role("heading", name="Posyandu")).to_be_visible()
    facilitator.keyboard.press("j")
    expect(facilitator.get_by_role("heading", name="Gambir")).to_be_visible()


def test_printed_it_is_the_case_and_nothing_else(facilitator, returned_once):
    facilitator.goto(case(returned_once))
    facilitator.emulate_media(media="print")
    for away in ("Antrean", "Di halaman ini"):
        expect(facilitator.get_by_role("navigation", name=away)).to_be_hidden()
    expect(facilitator.get_by_role("button", name="Rekomendasikan")).to_be_hidden()
    expect(facilitator.locator("#bagian-headline dd").first).to_be_visible()  # folded on the screen
    expect(facilitator.locator("#bagian-story ins").first).to_be_visible()
    assert not is_wider_than_its_window(facilitator)
    shot(facilitator, "kasus-cetak")


def test_a_facilitator_reads_scores_and_moves_on_in_four_interactions(facilitator, three):
    facilitator.goto("/admin/stages/case/")
    facilitator.get_by_role("link", name="Posyandu").click()  # 1: the case, read by scrolling
    facilitator.get_by_role("button", name="4", exact=True).click()  # 2: every criterion
    facilitator.get_by_label("Siap diteruskan").check()  # 3: the recommendation
    facilitator.get_by_role("button", name="Rekomendasikan").click()  # 4: and on
    expect(facilitator.get_by_text("'Rekomendasikan' tercatat. Berikutnya: Gambir.")).to_be_visible()
    expect(facilitator.get_by_role("heading", name="Gambir")).to_be_visible()
    expect(facilitator.get_by_text("1 dari 2")).to_be_visible()


def test_a_review_is_kept_and_the_next_case_opened(facilitator, three):
    facilitator.goto(case(three[0]))
    facilitator.get_by_label("Balasan ke SKPD").fill("Nanti saya lanjutkan.")
    facilitator.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(facilitator.get_by_text("Telaah tersimpan")).to_be_visible()
    expect(facilitator.get_by_role("heading", name="Gambir")).to_be_visible()
    facilitator.get_by_role("link", name="Sebelumnya").click()
    expect(facilitator.get_by_label("Balasan ke SKPD")).to_have_value("Nanti saya lanjutkan.")
    facilitator.wait_for_load_state("networkidle")  # it keeps by itself, too
