"""A review on the desk: scored, written, kept while it is written, without network, and in two tabs."""

import re

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages.models import Review, Snippet
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.reviewing import CRITERIA, judge, score

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"^Tersimpan pukul \d\d\.\d\d WIB$")


@pytest.fixture
def case(at):
    return at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam")


def desk(case):
    return f"/admin/stages/case/{case.pk}/change/"


def state(page):
    return page.locator("[data-save-state]")


def is_saved(page):
    expect(state(page)).to_have_text(SAVED)


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_four_interactions_score_and_move_on(new_page, cast, at, case, width):
    second = at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    look(page, f"review-{width}")
    page.get_by_role("button", name="4", exact=True).click()
    expect(page.locator("[data-total]")).to_have_text("4,00")
    expect(page.get_by_text("Sebab utama digali dan ide menjawabnya.").first).to_be_visible()
    page.get_by_label("Siap diteruskan").check()
    look(page, f"review-scored-{width}")
    page.emulate_media(color_scheme="dark")
    look(page, f"review-dark-{width}")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_role("heading", name=second.title, level=1)).to_be_visible()
    assert {
        score.value for score in Review.objects.get(submission__innovation=case, verdict="ready").scores.all()
    } == {4}


def test_a_page_made_before_the_last_save_was_taken_does_not_stay(new_page, cast, case):
    """Left and opened again while a save is under way: the server may answer with what it had before."""
    page = new_page()
    sign_in(page, "fasilitator")
    made_before = page.goto(desk(case))
    body, headers = made_before.text(), made_before.headers
    page.get_by_label("Catatan internal").fill("Biayanya diragukan.")
    is_saved(page)
    page.route(f"**{desk(case)}", lambda route: route.fulfill(body=body, headers=headers), times=1)
    page.goto(desk(case))
    expect(page.get_by_label("Catatan internal")).to_have_value("Biayanya diragukan.")


def test_what_is_typed_is_stored_and_stays_after_a_reload(new_page, cast, case):
    page = new_page()
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    assert Review.objects.filter(finished_at=None).count() == 0
    reply = page.get_by_label("Balasan ke SKPD")
    reply.press_sequentially("Sudah jelas.")
    page.get_by_label("Masalah", exact=True).fill("Angkanya bagus.")
    page.get_by_role("checkbox", name="minta perbaikan bagian Sebab").check()
    score(page, "Manfaat", "5")
    is_saved(page)
    page.reload()
    expect(reply).to_have_value("Sudah jelas.")
    expect(page.get_by_label("Masalah", exact=True)).to_have_value("Angkanya bagus.")
    expect(page.get_by_role("checkbox", name="minta perbaikan bagian Sebab")).to_be_checked()
    expect(page.locator("[data-total]")).to_have_text("5,00")
    expect(state(page)).to_contain_text("Tersimpan")


def test_leaving_in_the_middle_of_a_word_loses_nothing(new_page, cast, case):
    page = new_page()
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    page.get_by_label("Catatan internal").press_sequentially("Tanyakan angg")
    page.goto("/admin/")
    page.goto(desk(case))
    expect(page.get_by_label("Catatan internal")).to_have_value("Tanyakan angg")
    page.get_by_label("Catatan internal").press("Control+End")
    page.get_by_label("Catatan internal").press_sequentially("aran")
    is_saved(page)
    page.reload()
    expect(page.get_by_label("Catatan internal")).to_have_value("Tanyakan anggaran")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.endsWith('/jots'))") == []


def test_without_network_words_stay_and_are_stored_when_it_is_back(new_page, cast, case):
    page = new_page(width=360)
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    page.context.set_offline(True)
    reply = page.get_by_label("Balasan ke SKPD")
    reply.fill("Ditulis di kapal.")
    page.get_by_role("button", name="4", exact=True).click()
    page.get_by_label("Siap diteruskan").check()
    page.get_by_role("button", name="Rekomendasikan").click()  # the page stays
    expect(state(page)).to_have_text("Belum tersimpan: tidak ada jaringan; tulisan tetap di perangkat ini.")
    look(page, "review-offline-360")
    page.context.set_offline(False)
    is_saved(page)

    page.context.set_offline(True)
    reply.fill("Ditulis di kapal, belum sempat terkirim.")
    page.get_by_role("button", name="Simpan telaah").click()
    expect(state(page)).to_contain_text("tidak ada jaringan")
    page.route("**/telaah/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/admin/")
    page.goto(desk(case))
    expect(reply).to_have_value("Ditulis di kapal, belum sempat terkirim.")
    page.unroute("**/telaah/")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()
    case.refresh_from_db()
    assert case.records.last().note == "Ditulis di kapal, belum sempat terkirim."


@pytest.mark.parametrize("choice", ["Simpan yang di halaman ini", "Pakai yang tersimpan"])
def test_two_tabs_do_not_write_over_each_other(new_page, cast, case, choice):
    first = new_page()
    sign_in(first, "fasilitator")
    first.goto(desk(case))
    second = first.context.new_page()
    second.goto(desk(case))
    second.get_by_label("Balasan ke SKPD").fill("Dari tab kedua.")
    is_saved(second)
    first.get_by_label("Balasan ke SKPD").fill("Dari tab pertama.")
    alert = first.get_by_role("alert").filter(has_text="tab atau perangkat lain")
    expect(alert).to_contain_text("Dari tab kedua.")
    look(first, "review-two-tabs-1280")
    first.get_by_role("button", name="Simpan telaah").click()  # not before a choice is made
    expect(alert).to_be_visible()
    assert Review.objects.get(finished_at=None).reply == "Dari tab kedua."
    alert.get_by_role("button", name=choice).click()
    if choice.startswith("Simpan"):
        is_saved(first)
        expect(alert).to_be_hidden()
        first.reload()
    kept = "Dari tab pertama." if choice.startswith("Simpan") else "Dari tab kedua."
    expect(first.get_by_label("Balasan ke SKPD")).to_have_value(kept)


def test_words_for_a_record_that_moved_on_can_be_copied(new_page, cast, case):
    page, other = new_page(), new_page()
    sign_in(page, "fasilitator")
    sign_in(other, "fasilitator2")
    page.goto(desk(case))
    other.goto(desk(case))
    judge(other)
    other.get_by_role("button", name="Rekomendasikan").click()
    expect(other.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()
    page.get_by_label("Balasan ke SKPD").fill("Terlambat sedikit.")
    expect(state(page)).to_contain_text("sudah lebih dulu memilih")
    page.goto(desk(case))
    expect(page.get_by_text("Terlambat sedikit.")).to_be_visible()
    look(page, "review-left-1280")
    page.get_by_role("button", name="Buang").click()
    page.goto(desk(case))
    expect(page.get_by_text("Terlambat sedikit.")).to_have_count(0)


def test_a_session_that_ended_is_told_and_the_words_come_back(new_page, cast, case):
    page = new_page()
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Balasan ke SKPD").fill("Sesi berakhir.")
    expect(state(page)).to_contain_text("Anda perlu masuk lagi")
    page.context.add_cookies(cookies)
    page.goto(desk(case))
    expect(page.get_by_label("Balasan ke SKPD")).to_have_value("Sesi berakhir.")
    is_saved(page)


def test_signing_out_asks_about_what_is_unsent_and_clears_the_device(new_page, cast, case):
    page = new_page()
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    page.route("**/telaah/", lambda route: route.abort())
    page.get_by_label("Catatan internal").fill("Rahasia.")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Keluar").click()
    assert "tulisan itu hilang" in asked.value.message
    expect(page.get_by_label("Catatan internal")).to_have_value("Rahasia.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_ready_sentence_goes_where_one_writes(new_page, cast, case):
    Snippet.objects.create(owner=cast.facilitator, name="Salam", text="Terima kasih sudah mengirim.")
    page = new_page(width=360)
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    page.get_by_label("Balasan ke SKPD").fill("Halo.")
    page.get_by_text("Kalimat siap pakai", exact=True).click()
    look(page, "review-snippets-360")
    page.get_by_role("button", name="Sisipkan Salam").click()
    expect(page.get_by_label("Balasan ke SKPD")).to_have_value("Halo. Terima kasih sudah mengirim.")
    page.get_by_label("Sebab", exact=True).focus()
    expect(page.get_by_text("Disisipkan ke: Sebab")).to_be_visible()
    page.get_by_role("button", name="Sisipkan Gali sebabnya").click()
    expect(page.get_by_label("Sebab", exact=True)).to_have_value(re.compile("Yang tertulis masih gejala"))
    is_saved(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_everything_is_there(new_page, cast, case, width):
    page = new_page(width=width, scripts=False)
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    expect(page.get_by_role("button", name="Sisipkan")).to_have_count(0)
    expect(page.get_by_text("Isi yang belum dinilai dengan")).to_be_hidden()
    page.get_by_text("Kalimat siap pakai", exact=True).click()
    expect(page.get_by_text("Mohon tambahkan angkanya")).to_be_visible()
    for label in CRITERIA[:-1]:
        score(page, label, "4")
    page.get_by_label("Balasan ke SKPD").fill("Bagus.")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_role("alert")).to_contain_text("untuk: Keberlanjutan.")
    expect(page.get_by_role("alert")).to_contain_text("Pilih rekomendasi Anda.")
    expect(page.get_by_label("Balasan ke SKPD")).to_have_value("Bagus.")
    expect(page.locator("[data-total]")).to_have_text("4,00")
    score(page, "Keberlanjutan", "Belum")
    page.get_by_label("Siap diteruskan").check()
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()


def test_the_keyboard_reaches_every_score(new_page, cast, case):
    page = new_page()
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    page.get_by_role("group", name=re.compile("^Kebaruan")).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-total]")).to_have_text("3,00")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("group", name=re.compile("^Efektivitas")).get_by_role("radio").first
    ).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_rubrics_and_sentences(new_page, cast, case, width):
    steward, facilitator = new_page(width=width), new_page(width=width)
    sign_in(steward, "pengelola")
    steward.goto("/admin/stages/rubric/")
    look(steward, f"rubrics-{width}")
    steward.get_by_role("link", name="Diagnose").first.click()
    expect(steward.get_by_role("link", name="Buat edisi baru dari ini")).to_be_visible()
    look(steward, f"rubric-{width}")
    steward.get_by_role("link", name="Buat edisi baru dari ini").click()
    steward.get_by_label("Bobot").first.fill("30")
    steward.get_by_role("button", name="Simpan", exact=True).click()
    expect(steward.get_by_text("sekarang 105.")).to_be_visible()
    look(steward, f"rubric-refused-{width}")
    steward.get_by_label("Bobot").nth(1).fill("20")
    steward.get_by_role("button", name="Simpan", exact=True).click()
    expect(steward.get_by_text("berhasil ditambahkan", exact=False)).to_be_visible()
    sign_in(facilitator, "fasilitator")
    facilitator.goto("/admin/stages/snippet/")
    look(facilitator, f"snippets-{width}")
    facilitator.goto("/admin/stages/snippet/add/")
    look(facilitator, f"snippet-{width}")
