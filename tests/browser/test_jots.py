"""Words in forms that a button posts are not lost either, and never lie over what somebody wrote meanwhile."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.device import pages_are_kept

pytestmark = pytest.mark.django_db(transaction=True)

RESTORED = "Dipulihkan dari perangkat ini"


@pytest.fixture
def asked(cast, at):
    """A record of which one part is asked for again."""
    record = at(Stage.DIAGNOSE, Status.SUBMITTED)
    road.move(record, "return", cast.facilitator, parts=["problem"])
    return record


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.endsWith('/jots'))")


def test_an_answer_to_a_reviewer_outlives_its_page_and_is_forgotten_once_it_is_sent(new_page, asked):
    step = f"/kerja/inovasi/{asked.code}/lembar/problem/"
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(step)
    answer = page.get_by_label("Apa yang Anda perbaiki")
    answer.fill("Jumlahnya kami tambahkan.")
    page.goto("/kerja/")
    page.goto(step)
    expect(answer).to_have_value("Jumlahnya kami tambahkan.")
    expect(page.get_by_text(RESTORED)).to_be_visible()
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, "jots-answer-360")

    pages_are_kept(page, step)
    page.context.set_offline(True)
    page.get_by_role("button", name="Tandai sudah dijawab").click()
    page.reload()
    expect(answer).to_have_value("Jumlahnya kami tambahkan.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Tandai sudah dijawab").click()
    expect(page.get_by_role("button", name="Batalkan tanda")).to_be_visible()
    expect(answer).to_have_value("Jumlahnya kami tambahkan.")
    expect(page.get_by_text(RESTORED)).to_have_count(0)
    assert kept(page) == []


def test_what_a_colleague_wrote_meanwhile_stays_and_ones_own_words_are_shown(new_page, asked):
    step = f"/kerja/inovasi/{asked.code}/lembar/problem/"
    page, theirs = new_page(width=360), new_page()
    sign_in(page, "staf")
    page.goto(step)
    page.get_by_label("Apa yang Anda perbaiki").fill("Tulisan saya.")
    page.goto("/kerja/")
    sign_in(theirs, "rekan")
    theirs.goto(step)
    theirs.get_by_label("Apa yang Anda perbaiki").fill("Tulisan rekan.")
    theirs.get_by_role("button", name="Tandai sudah dijawab").click()
    expect(theirs.get_by_role("button", name="Batalkan tanda")).to_be_visible()
    page.goto(step)
    expect(page.get_by_label("Apa yang Anda perbaiki")).to_have_value("Tulisan rekan.")
    expect(
        page.get_by_text("Yang Anda tulis di perangkat ini, belum terkirim: Tulisan saya.")
    ).to_be_visible()


def test_a_message_is_kept_until_it_is_sent_and_gone_after_signing_out(new_page, innovation):
    there = f"/kerja/inovasi/{innovation.code}/serahkan/"
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(there)
    page.get_by_label("Pesan untuk penerima").fill("Berkas di lemari dua.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Serahkan").click()
    page.context.set_offline(False)
    page.goto(there)
    expect(page.get_by_label("Pesan untuk penerima")).to_have_value("Berkas di lemari dua.")
    page.get_by_role("button", name="Serahkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Pesan untuk penerima")).to_have_value("Berkas di lemari dua.")
    page.goto("/kerja/")
    page.goto(there)
    expect(page.get_by_label("Pesan untuk penerima")).to_have_value(
        "Berkas di lemari dua."
    )  # refused, and kept
    page.get_by_label("Kepada").select_option(label="Tomi Solin")
    page.get_by_role("button", name="Serahkan").click()
    expect(page.get_by_text("Sudah diserahkan kepada Tomi Solin.")).to_be_visible()
    assert kept(page) == []

    page.goto("/kerja/inovasi/baru/")
    page.get_by_label("Judul", exact=False).first.fill("Rahasia")
    assert kept(page) != []
    page.get_by_role("button", name="Keluar").click()
    dialog = page.get_by_role("dialog", name="Keluar sekarang?")
    expect(dialog).to_contain_text("1 isian belum terkirim. Kalau Anda keluar sekarang, isian itu hilang.")
    expect(dialog.get_by_role("button", name="Kirim dulu, lalu keluar")).to_be_hidden()
    shot(page, "jots-leaving-360")
    dialog.get_by_role("button", name="Tetap keluar").click()
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
