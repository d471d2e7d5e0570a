"""Nothing typed is lost: without network, with the session ended, or beside a colleague in the same field."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.device import (
    NO_NETWORK,
    all_is_sent,
    comes_true,
    field,
    is_saved,
    open_step,
    pages_are_kept,
    state,
    steps,
)
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_is_saved_without_a_button(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    field(page, "Masalah").press_sequentially("Anak berjalan jauh.")
    is_saved(page)
    field(page, "Berapa banyak").fill("1500")
    field(page, "Siapa yang terdampak").fill("Murid SD")
    field(page, "Siapa yang terdampak").blur()
    expect(field(page, "Berapa banyak")).to_have_value("1500")
    all_is_sent(page)
    record.refresh_from_db()
    assert record.problem == "Anak berjalan jauh."
    assert record.sufferers == "Murid SD"
    assert record.sufferers_count == 1500
    assert not is_wider_than_its_window(page)
    shot(page, "offline-saved-360")


def test_saved_is_said_only_while_nothing_newer_was_typed(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    field(page, "Masalah").fill("Satu.")
    is_saved(page)
    page.evaluate(
        """() => { const line = document.querySelector("[data-save-state]");
                   window.said = [];
                   new MutationObserver(() => said.push(line.textContent)).observe(line, { childList: true }); }"""
    )
    held = []
    page.route("**/simpan/", lambda route: held.append(route), times=1)
    field(page, "Masalah").fill("Dua.")
    expect(state(page)).to_have_text("Menyimpan ...")
    field(page, "Masalah").fill("Tiga.")
    held.pop().continue_()
    is_saved(page)
    first, *_between, last = page.evaluate("said")
    assert first == ""
    assert last.startswith("Tersimpan")
    assert [words for words in page.evaluate("said") if "Tersimpan" in words] == [last]
    record.refresh_from_db()
    assert record.problem == "Tiga."


def test_a_long_text_travels_as_its_change(new_page, record):
    record.problem = long = ("Kalimat ini panjang 🚌 sekali. " * 60).strip()
    record.save(update_fields=["problem"])
    page = new_page()
    sign_in(page, "staf")
    open_step(page, record, "problem")
    sent = []
    page.on("request", lambda asked: sent.append(asked.post_data) if asked.method == "POST" else None)
    page.evaluate(
        """() => { const area = document.querySelector("[name=problem]");
                   area.focus(); area.setRangeText("🚌 baru ", 31, 31, "end"); }"""
    )
    field(page, "Masalah").press_sequentially("!")
    is_saved(page)
    record.refresh_from_db()
    expected = field(page, "Masalah").input_value().strip()
    assert record.problem == expected
    assert expected != long
    assert len(sent) == 1
    assert len(sent[0]) < 300


def test_a_sheet_is_filled_with_the_network_cut_and_arrives_once(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, "/kerja/", *steps(record, "problem", "problem_evidence", "classification"))
    field(page, "Masalah").press_sequentially("Sebelum putus")
    page.context.set_offline(True)
    field(page, "Masalah").press_sequentially(" dan sesudahnya.")
    expect(state(page)).to_contain_text(NO_NETWORK)
    shot(page, "offline-cut-360")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url("**/problem_evidence/")
    field(page, "Bukti masalah").fill("Catatan absensi tiga bulan.")
    open_step(page, record, "classification")
    field(page, "Jenis inovasi").select_option(label="Metode")
    field(page, "Penerima manfaat").fill("Murid dan orang tua")

    page.goto("/kerja/")
    expect(page.get_by_text("4 isian menunggu jaringan.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"salinan \d+ \w+,? (pukul )?\d\d[.:]\d\d WIB"))).to_be_visible()
    shot(page, "offline-inbox-360")
    open_step(page, record, "problem")
    expect(field(page, "Masalah")).to_have_value("Sebelum putus dan sesudahnya.")
    expect(page.get_by_text("Dipulihkan dari perangkat ini").first).to_be_visible()
    assert violations(page) == []
    assert not is_wider_than_its_window(page)

    page.context.set_offline(False)
    is_saved(page)
    expect(page.get_by_text("menunggu jaringan")).to_be_hidden()
    record.refresh_from_db()
    assert record.problem == "Sebelum putus dan sesudahnya."
    assert record.problem_evidence == "Catatan absensi tiga bulan."
    assert (record.kind, record.beneficiaries) == ("method", "Murid dan orang tua")
    open_step(page, record, "problem_evidence")
    expect(field(page, "Bukti masalah")).to_have_value("Catatan absensi tiga bulan.")
    expect(page.get_by_text("Dipulihkan")).to_be_hidden()


def test_a_page_never_opened_says_so_plainly_without_network(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto("/kerja/")
    pages_are_kept(page, "/kerja/")
    page.context.set_offline(True)
    page.goto("/kerja/jadwal/?x=1")
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Rosmaida")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, "offline-unknown-360")


def test_rows_are_added_moved_and_removed_with_the_network_cut(new_page, at):
    record = at(Stage.DESIGN, Status.DRAFT)
    first = record.steps.create(activity="Mendata siswa", position=1)
    last = record.steps.create(activity="Membeli bus", position=2)
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "steps")
    pages_are_kept(page, *steps(record, "steps", "risks"))
    page.context.set_offline(True)
    page.get_by_role("button", name="Tambah baris").click()
    key = page.locator("#lembar [data-row]").last.get_attribute("data-row")
    new = page.locator(f"[data-row='{key}']")
    expect(new.get_by_label("Kegiatan")).to_be_focused()
    new.get_by_label("Kegiatan").fill("Melatih sopir")
    number = new.locator("[data-number]").text_content()
    while number != "1":
        new.get_by_role("button", name="Naik").click()
        expect(new.locator("[data-number]")).not_to_have_text(number)
        number = new.locator("[data-number]").text_content()
    expect(new.get_by_role("button", name="Turun")).to_be_focused()
    page.locator(f"[data-row='{last.key}']").get_by_role("button", name="Hapus baris").click()
    expect(page.get_by_role("button", name="Urungkan")).to_be_focused()
    assert violations(page) == []
    shot(page, "offline-rows-360")

    open_step(page, record, "risks")
    open_step(page, record, "steps")
    rows = page.locator("#lembar [data-row]")
    expect(rows.first.get_by_label("Kegiatan")).to_have_value("Melatih sopir")
    expect(page.locator(f"[data-row='{last.key}']")).to_have_count(0)
    page.context.set_offline(False)
    is_saved(page)
    expect(page.locator("[data-bar]")).to_be_hidden()
    all_is_sent(page)
    stored = list(record.steps.order_by("position"))
    assert [row.activity for row in stored] == ["Melatih sopir", "Mendata siswa"]
    assert stored[1].key == first.key


def test_a_row_taken_away_comes_back_when_asked(new_page, at):
    record = at(Stage.DESIGN, Status.DRAFT)
    record.steps.create(activity="Mendata siswa", output="Daftar", position=1)
    page = new_page()
    sign_in(page, "staf")
    open_step(page, record, "steps")
    page.locator("[data-row]").first.get_by_role("button", name="Hapus baris").click()
    is_saved(page)
    assert not record.steps.exists()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator("[data-row]").first.get_by_label("Kegiatan")).to_be_focused()
    all_is_sent(page)
    row = record.steps.get()
    assert (row.activity, row.output) == ("Mendata siswa", "Daftar")


def test_a_refused_field_says_why_beside_it_and_the_rest_is_saved(new_page, at):
    record = at(Stage.DELIVERY, Status.DRAFT)
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "obstacles")
    open_step(page, record, "progress")
    row = page.locator("#lembar [data-row]").last
    row.get_by_label("Kemajuan").fill("Bus kedua berjalan.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    expect(row.get_by_label("Tanggal")).to_be_focused()
    row.get_by_label("Kemajuan").focus()
    page.get_by_role("button", name="Tambah baris").focus()
    expect(row.get_by_label("Tanggal")).to_have_attribute("aria-invalid", "true")
    expect(state(page)).to_have_text("1 isian perlu diperbaiki")
    assert violations(page) == []
    shot(page, "offline-refused-360")
    row.get_by_label("Tanggal").fill("2026-08-09")
    is_saved(page)
    assert record.progress.filter(text="Bus kedua berjalan.").count() == 1


def test_a_session_that_ended_is_renewed_in_place(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    Session.objects.all().delete()
    field(page, "Masalah").press_sequentially("Ditulis tanpa sesi.")
    dialog = page.get_by_role("dialog", name="Masuk lagi")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    shot(page, "offline-session-360")
    dialog.get_by_label("Kata sandi").fill("salah-sama-sekali")
    dialog.get_by_role("button", name="Masuk dan simpan").click()
    expect(dialog.get_by_role("alert")).to_contain_text("tidak cocok")
    dialog.get_by_label("Kata sandi").fill(PASSWORD)
    dialog.get_by_role("button", name="Masuk dan simpan").click()
    is_saved(page)
    expect(dialog).to_be_hidden()
    record.refresh_from_db()
    assert record.problem == "Ditulis tanpa sesi."
    page.get_by_role("button", name="Keluar").click()  # the page's own forms work on
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()


def test_what_one_person_typed_is_never_sent_in_the_name_of_another(new_page, record, cast):
    page = new_page()
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(
        page, *steps(record, "problem", "classification"), f"/kerja/inovasi/{record.code}/pratinjau/"
    )
    other = page.context.new_page()
    Session.objects.all().delete()
    sign_in(other, "rekan")
    comes_true(
        other,
        "async (user) => !(await caches.keys()).some((name) => name.endsWith(user))",
        f"-{cast.staff.pk}",
    )
    field(page, "Masalah").press_sequentially("Tulisan staf.")
    expect(page.get_by_role("dialog", name="Masuk lagi")).to_be_visible()
    record.refresh_from_db()
    assert "Tulisan staf." not in record.problem
    other.goto("/kerja/")
    expect(other.get_by_text("1 isian milik pengguna lain")).to_be_visible()
    open_step(other, record, "problem")
    expect(field(other, "Masalah")).not_to_have_value(re.compile("Tulisan staf"))
    page.get_by_role("button", name="Nanti saja").click()
    page.close()
    other.get_by_role("button", name="Keluar").click()
    expect(other.get_by_role("link", name="Masuk", exact=True)).to_be_visible()
    sign_in(other, "staf")
    open_step(other, record, "problem")
    expect(field(other, "Masalah")).to_have_value("Tulisan staf.")
    expect(other.get_by_text("Dipulihkan")).to_be_hidden()
    record.refresh_from_db()
    assert record.problem == "Tulisan staf."


def test_two_people_in_one_field_choose_and_in_two_fields_do_not_notice(new_page, record):
    mine, theirs = new_page(width=360), new_page()
    sign_in(mine, "staf")
    sign_in(theirs, "rekan")
    for page in (mine, theirs):
        open_step(page, record, "problem")
    field(theirs, "Masalah").fill("Tulisan rekan.")
    field(theirs, "Masalah").blur()
    is_saved(theirs)
    field(mine, "Siapa yang terdampak").fill("Murid")
    field(mine, "Siapa yang terdampak").blur()
    is_saved(mine)
    record.refresh_from_db()
    assert (record.problem, record.sufferers) == ("Tulisan rekan.", "Murid")

    field(mine, "Masalah").fill("Tulisan saya.")
    field(mine, "Masalah").blur()
    expect(mine.get_by_role("button", name="Pakai tulisan rekan")).to_be_visible()
    expect(mine.get_by_text("Tulisan rekan.")).to_be_visible()
    expect(state(mine)).to_have_text("1 isian perlu diperbaiki")
    assert violations(mine) == []
    assert not is_wider_than_its_window(mine)
    shot(mine, "offline-conflict-360")
    record.refresh_from_db()
    assert record.problem == "Tulisan rekan."
    mine.get_by_role("button", name="Pakai tulisan rekan").click()
    expect(field(mine, "Masalah")).to_have_value("Tulisan rekan.")
    expect(mine.get_by_role("button", name="Pakai tulisan rekan")).to_be_hidden()

    field(theirs, "Masalah").fill("Rekan lagi.")
    field(theirs, "Masalah").blur()
    is_saved(theirs)
    field(mine, "Masalah").fill("Saya lagi.")
    field(mine, "Masalah").blur()
    mine.get_by_role("button", name="Pakai tulisan saya").click()
    is_saved(mine)
    record.refresh_from_db()
    assert record.problem == "Saya lagi."

    field(theirs, "Masalah").fill("Rekan ketiga.")
    field(theirs, "Masalah").blur()
    expect(theirs.get_by_role("button", name="Simpan yang ada di kotak")).to_be_visible()
    field(theirs, "Masalah").fill("Gabungan kami.")
    theirs.get_by_role("button", name="Simpan yang ada di kotak").click()
    is_saved(theirs)
    record.refresh_from_db()
    assert record.problem == "Gabungan kami."


def test_signing_out_asks_about_what_is_unsent_and_leaves_nothing(new_page, record):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, *steps(record, "problem"))
    page.context.set_offline(True)
    field(page, "Masalah").fill("Rahasia staf.")
    page.get_by_role("button", name="Keluar").click()
    dialog = page.get_by_role("dialog", name="Keluar sekarang?")
    expect(dialog).to_contain_text("1 isian belum terkirim")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, "offline-leaving-360")
    dialog.get_by_role("button", name="Kirim dulu, lalu keluar").click()
    expect(dialog).to_contain_text("1 isian masih belum terkirim")
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan")
    dialog.get_by_role("button", name="Kirim dulu, lalu keluar").click()
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()
    record.refresh_from_db()
    assert record.problem == "Rahasia staf."
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0

    sign_in(page, "luar")
    pages_are_kept(page, "/kerja/")
    page.context.set_offline(True)
    page.goto(f"/kerja/inovasi/{record.code}/lembar/problem/", wait_until="commit")
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()


def test_a_part_that_closed_meanwhile_leaves_the_text_to_be_copied(new_page, record, cast):
    page = new_page(width=360)
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, *steps(record, "problem"))
    road.bring_to(record, Stage.DIAGNOSE, Status.SUBMITTED, cast)
    field(page, "Masalah").fill("Terlambat.")
    field(page, "Masalah").blur()
    expect(state(page)).to_have_text("1 isian perlu diperbaiki")
    page.goto("/kerja/")
    page.get_by_role("button", name="Lihat tulisan yang tidak dapat disimpan").click()
    dialog = page.get_by_role("dialog", name="Tulisan yang tidak dapat disimpan")
    expect(dialog.get_by_label("Masalah")).to_have_value("Terlambat.")
    assert violations(page) == []
    shot(page, "offline-stuck-360")
    dialog.get_by_role("button", name="Buang").click()
    expect(dialog).to_be_hidden()
    record.refresh_from_db()
    assert record.problem != "Terlambat."
