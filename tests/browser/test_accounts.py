"""Accounts in the admin, in a browser: a list from Excel, slips, deeds, and what was recorded."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import AccountEvent, User
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.conftest import phone
from tests.test_roster import WHOLE, book

pytestmark = pytest.mark.django_db(transaction=True)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def look():
    def looked_at(page, name):
        page.wait_for_load_state()
        shot(page, f"accounts-{name}-{page.viewport_size['width']}")
        assert violations(page) == []
        assert not is_wider_than_its_window(page)

    return looked_at


def choose(page, content: bytes):
    page.get_by_label("Berkas daftar").set_input_files(
        {"name": "daftar.xlsx", "mimeType": XLSX, "buffer": content}
    )
    page.get_by_role("button", name="Baca daftar").click()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_makes_accounts_from_a_list_and_prints_their_slips(new_page, cast, lab, look, width):
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/accounts/user/")
    page.get_by_role("link", name="Unit dan akun dari Excel").click()
    look(page, "list")
    choose(page, book(units=[["X", None, "Kantor"]], accounts=[["Ana", "12", None, "Camat"]]))
    expect(page.get_by_text("Lembar Unit, baris 2, kolom 'Jenis unit'")).to_be_visible()
    look(page, "faults")
    choose(page, book(**WHOLE))
    expect(page.get_by_role("button", name="Buat 2 unit dan 4 akun")).to_be_visible()
    look(page, "read")
    page.get_by_role("button", name="Buat 2 unit dan 4 akun").click()
    expect(page.get_by_text("4 akun dibuat.")).to_be_visible()
    look(page, "passwordless")
    page.get_by_role("button", name="Buat kata sandi dan slip").click()
    expect(page.get_by_role("heading", name="Buat kata sandi sementara")).to_be_visible()
    look(page, "confirm")
    with page.expect_download() as download:
        page.get_by_role("button", name="Buat kata sandi sementara").click()
    assert re.fullmatch(r"kata-sandi-[\d-]+\.pdf", download.value.suggested_filename)
    page.get_by_role("link", name="Kembali ke daftar akun").click()
    expect(page.get_by_text("4 slip dibuat.")).to_be_visible()


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, True), (1280, False)])
def test_the_steward_resets_and_switches_off(new_page, cast, lab, look, width, scripts):
    phone(cast.executive)
    AccountEvent.record(cast.steward, cast.executive)
    page = new_page(width=width, scripts=scripts)
    sign_in(page, "pengelola")
    page.goto(f"/admin/accounts/user/{User.objects.get(username='kantorbupati').pk}/change/")
    expect(page.get_by_role("heading", name="Tindakan")).to_be_visible()
    if scripts:
        look(page, "person")
    page.get_by_role("button", name="Setel ulang langkah kedua").click()
    page.get_by_role("button", name="Setel ulang langkah kedua: 1").click()
    expect(page.get_by_text("Langkah kedua disetel ulang.")).to_be_visible()
    if scripts:
        look(page, "outcomes")
    page.goto("/admin/accounts/user/")
    page.get_by_role("row", name="Rina Juri").get_by_role("checkbox").check()
    page.get_by_role("row", name="Dewi Pengelola").get_by_role("checkbox").check()
    page.get_by_role("combobox", name="Aksi").select_option(label="Matikan akun")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    expect(page.get_by_text("Ini akun Anda sendiri.")).to_be_visible()
    page.get_by_role("button", name="Matikan akun: 1").click()
    expect(page.get_by_text("Dimatikan.")).to_be_visible()
    page.goto("/admin/accounts/accountevent/")
    expect(page.get_by_text("akun dimatikan").first).to_be_visible()
    if scripts:
        look(page, "events")
