"""Two facilitators have the same case open: the first answer counts, the second one's words stay readable."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.reviewing import judge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_slower_one_is_told_and_loses_no_word(new_page, cast, at, scripts):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    waiting = at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    there = f"/admin/stages/case/{innovation.pk}/change/"
    sari, bayu = new_page(width=1280, scripts=scripts), new_page(width=360, scripts=scripts)
    for page, name in ((sari, "fasilitator"), (bayu, "fasilitator2")):
        sign_in(page, name)
        page.goto(there)
    bayu.get_by_label("Balasan ke SKPD").fill("Dua hal yang perlu dilengkapi.")
    bayu.get_by_label("Catatan internal").fill("Tanyakan ke Bappeda.")
    judge(bayu, "Perlu perbaikan", "3")
    bayu.get_by_role("checkbox", name="minta perbaikan bagian Masalah", exact=True).check()
    bayu.get_by_label("Masalah", exact=True).fill("Sebutkan jumlah siswa.")
    bayu.get_by_text("Minta perbaikan", exact=True).first.click()
    bayu.get_by_label("Batas waktu perbaikan").fill("2030-01-15")

    judge(sari, "Siap diteruskan", "4")
    sari.get_by_role("button", name="Rekomendasikan").click()
    expect(sari.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()
    expect(sari.get_by_role("heading", name="Kebun Gambir")).to_be_visible()

    bayu.get_by_role("button", name="Minta perbaikan").click()
    told = bayu.get_by_role("alert")
    expect(told.get_by_text("Sari Fasilitator sudah lebih dulu memilih 'Rekomendasikan'")).to_be_visible()
    for words in ("Dua hal yang perlu dilengkapi.", "Tanyakan ke Bappeda.", "Sebutkan jumlah siswa."):
        expect(bayu.get_by_text(words).first).to_be_visible()
    expect(bayu.get_by_text("tidak ada di daftar yang menunggu Anda")).to_be_visible()
    shot(bayu, f"kasus-basi-{scripts}")
    if scripts:
        assert violations(bayu) == []
    assert not is_wider_than_its_window(bayu)
    bayu.get_by_role("navigation", name="Antrean").get_by_role("link", name="Berikutnya").click()
    expect(bayu.get_by_role("heading", name=waiting.title)).to_be_visible()
