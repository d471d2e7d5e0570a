"""The jury with a phone, and those who set up, decide and announce."""

import pytest
from playwright.sync_api import expect

from festival import jury
from festival.models import Scorecard
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.fair import show
from tests.test_jury import close, make


@pytest.fixture
def category(cast, festival):
    for title in ("Antar Obat", "Bus Sekolah Gratis", "Cetak KTP"):
        show(cast.education, festival, title)
    return make(festival, [cast.juror], name="Pelayanan Terbaik")


def scored(category, juror, marks=((5, 4), (5, 4), (2, 3))):
    for exhibit, values in zip(category.competitors(), marks, strict=True):
        jury.save(category, exhibit, juror, dict(zip(category.criteria.all(), values, strict=True)), "")
    close(category)


@pytest.mark.parametrize("scripts", [False, True])
def test_a_juror_scores_on_a_phone(new_page, cast, category, scripts):
    page = new_page(width=360, scripts=scripts)
    sign_in(page, "juri")
    page.get_by_role("link", name="Lanjutkan menilai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Antar Obat")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.get_by_text("Pilih nilai 1 sampai 5 untuk 'Manfaat'.")).to_be_visible()
    page.get_by_role("group", name="Manfaat").get_by_label("Jelas.", exact=False).first.check()
    page.get_by_role("group", name="Kebaruan").get_by_label("Cukup.").check()
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bus Sekolah Gratis")
    expect(page.get_by_text("1 dari 3 dinilai")).to_be_visible()
    page.get_by_text("Saya punya benturan kepentingan").click()
    page.get_by_label("Alasannya").fill("Adik saya sopirnya.")
    page.get_by_role("button", name="Nyatakan benturan kepentingan").click()
    expect(page.get_by_text("1 dari 2 dinilai")).to_be_visible()
    assert Scorecard.objects.count() == 1


def test_a_juror_scores_with_the_keyboard_alone(page, cast, category):
    sign_in(page, "juri")
    exhibit = category.competitors()[0]
    page.goto(f"{category.get_absolute_url()}{exhibit.slug}/")
    page.get_by_role("group", name="Manfaat").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Dari papan ketik.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nilai 'Antar Obat' tersimpan.")).to_be_visible()
    card = Scorecard.objects.get()
    assert card.remark == "Dari papan ketik."
    assert list(card.marks.order_by("criterion").values_list("value", flat=True)) == [2, 1]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit_the_screen(new_page, cast, category, festival, width):
    found = []

    def look(page, name, address):
        page.goto(address)
        shot(page, f"jury-{name}-{width}")
        found.extend(violations(page))
        assert not is_wider_than_its_window(page), address

    juror = new_page(width=width)
    sign_in(juror, "juri")
    look(juror, "inbox", "/juri/")
    look(juror, "category", category.get_absolute_url())
    look(juror, "score", f"{category.get_absolute_url()}{category.competitors()[0].slug}/")
    scored(category, cast.juror)
    look(juror, "closed", f"{category.get_absolute_url()}{category.competitors()[0].slug}/")
    office = new_page(width=width)
    sign_in(office, "kantorbupati")
    look(office, "tie", f"/admin/festival/category/{category.pk}/peringkat/")
    office.get_by_label("Bus Sekolah Gratis").check()
    office.get_by_label("Alasannya").fill("Menjangkau desa terjauh.")
    office.get_by_role("button", name="Catat keputusan").click()
    expect(office.get_by_text("Keputusan dicatat.")).to_be_visible()
    look(office, "prize", f"/admin/festival/category/penghargaan-bupati/{festival.pk}/")
    office.get_by_label("Inovasi", exact=True).select_option(index=1)
    office.get_by_label("Alasannya").fill("Warga tidak lagi antre.")
    office.get_by_role("button", name="Simpan pilihan").click()
    expect(office.get_by_text("Pilihan disimpan.")).to_be_visible()
    steward = new_page(width=width)
    sign_in(steward, "pengelola")
    look(steward, "list", "/admin/festival/category/")
    look(steward, "add", "/admin/festival/category/add/")
    look(steward, "ranking", f"/admin/festival/category/{category.pk}/peringkat/")
    steward.get_by_role("button", name="Tetapkan hasil").click()
    expect(steward.get_by_text("Hasil ditetapkan.")).to_be_visible()
    look(steward, "final", f"/admin/festival/category/{category.pk}/peringkat/")
    look(steward, "announce", f"/admin/festival/category/pengumuman/{festival.pk}/")
    steward.get_by_label("Alasan penghargaan").first.fill("Sederhana, murah, dan tekun.")
    steward.get_by_role("button", name="Umumkan sekarang").click()
    expect(steward.get_by_text("4 penghargaan diumumkan.")).to_be_visible()
    public = new_page(width=width, scripts=True)
    look(public, "winners", f"/festival/{festival.slug}/pemenang/")
    assert found == []
