"""The queue of the review desk as its readers use it: on a phone and on a wide screen, by role and label."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages import reviews
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.desk import due_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(at, cast):
    """Three that wait for a facilitator, the oldest due first."""
    late = due_in(at(Stage.DIAGNOSE, Status.SUBMITTED, title="Bus Sekolah Gratis untuk Anak Pagindar"), -3)
    near = due_in(at(Stage.DRUM_UP, Status.SUBMITTED, title="Posko Stunting", user=cast.outsider), 1)
    calm = due_in(at(Stage.DESIGN, Status.SUBMITTED, title="Jemput Bola KTP"), 9)
    reviews.keep(late, cast.facilitator2, version=late.version, reply="", internal_note="Bagus.")
    return [late, near, calm]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_queue_reads_well(new_page, waiting, width, theme):
    page = new_page(width=width)
    page.emulate_media(color_scheme=theme)
    sign_in(page, "fasilitator")
    expect(page.get_by_role("heading", name="Menunggu saya", level=1)).to_be_visible()
    expect(page.get_by_text("3 menunggu Anda; 1 sudah lewat batas")).to_be_visible()
    first = page.get_by_role("row").filter(has=page.get_by_role("link", name="Bus Sekolah")).first
    expect(first).to_contain_text("lewat 3 hari")
    expect(first).to_contain_text("Bayu Fasilitator (membaca)")
    assert not is_wider_than_its_window(page)
    shot(page, f"queue-{width}-{theme}")
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_filters_fold_on_a_phone_and_a_filter_is_kept_by_name(new_page, waiting, scripts):
    page = new_page(width=360, scripts=scripts)
    sign_in(page, "fasilitator")
    late = page.get_by_role("link", name="Lewat batas waktu 1")
    expect(late).to_be_hidden()
    page.get_by_text("Saringan", exact=True).click()
    late.click()
    expect(page.get_by_text("1 kasus cocok; 1 sudah lewat batas")).to_be_visible()
    expect(page.get_by_role("link", name="Posko Stunting")).to_have_count(0)
    page.get_by_text("Simpan saringan ini").click()
    page.get_by_label("Nama saringan").fill("Yang terlambat")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Saringan 'Yang terlambat' tersimpan")).to_be_visible()
    assert not is_wider_than_its_window(page)
    shot(page, f"queue-narrowed-{'with' if scripts else 'without'}-scripts")
    page.get_by_role("link", name="Lepaskan semua").click()
    expect(page.get_by_role("link", name="Posko Stunting")).to_be_visible()
    page.get_by_role("link", name="Yang terlambat", exact=True).click()
    expect(page.get_by_text("1 kasus cocok")).to_be_visible()
    assert violations(page) == [] if scripts else True
    page.get_by_role("button", name="Hapus saringan Yang terlambat").click()
    expect(page.get_by_role("link", name="Yang terlambat", exact=True)).to_have_count(0)


def test_by_keyboard_to_the_first_case(page, waiting):
    sign_in(page, "fasilitator")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("bus sekolah")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 kasus cocok")).to_be_visible()
    page.get_by_role("link", name="Bus Sekolah Gratis").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bus Sekolah", level=1)).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_several_are_chosen_and_the_bar_says_how_many(new_page, waiting, width):
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    boxes = page.locator("input.action-select")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.get_by_text("2 dari 3 terpilih")).to_be_visible()
    shot(page, f"queue-chosen-{width}")
    page.get_by_label("Aksi:").select_option(label="Unduh daftar Excel")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Unduh daftar Excel", level=1)).to_be_visible()
    expect(page.get_by_text("Posko Stunting")).to_be_visible()
    expect(page.get_by_text("Jemput Bola KTP")).to_have_count(0)
