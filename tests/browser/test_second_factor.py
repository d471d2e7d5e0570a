"""The second factor in a browser: set up on a phone, used the next time, moved to another phone."""

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from accounts import second_factor
from accounts.models import RecoveryCodes
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.conftest import PASSWORD, code_of

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, name):
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, name)


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_the_bupatis_office_sets_up_a_phone(new_page, cast, lab, width, scripts):
    page = new_page(width=width, scripts=scripts)
    look_at = (
        (lambda name: look(page, f"{name}-{width}"))
        if scripts
        else (lambda name: shot(page, f"{name}-{width}"))
    )
    page.goto("/admin/stages/case/")
    page.get_by_label("Nama pengguna atau NIP").fill("kantorbupati")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Siapkan langkah kedua")).to_be_visible()
    look_at("factor-intro")
    page.get_by_role("button", name="Aplikasinya sudah ada, lanjutkan").click()
    expect(page.get_by_role("img", name="Kode QR")).to_be_visible()
    look_at("factor-qr")
    device = TOTPDevice.objects.get(user=cast.executive)
    page.get_by_label("Kode 6 angka").fill(code_of(device))
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_role("listitem").filter(has_text="-")).to_have_count(10)
    code = page.get_by_role("listitem").filter(has_text="-").first.inner_text().strip()
    look_at("factor-codes")
    page.get_by_role("button", name="Sudah saya simpan").click()
    expect(page.get_by_role("heading", name="Menunggu saya")).to_be_visible()
    page.goto("/akun/")
    look_at("factor-account")

    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna atau NIP").fill("kantorbupati")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_text("HP tidak ada?").click()
    page.get_by_label("Kode pemulihan").fill("keliru-sekali")
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_text("Kode tidak cocok.")).to_be_visible()
    look_at("factor-asked")
    RecoveryCodes.objects.update(throttling_failure_count=0)  # a person takes longer than the second it holds
    page.get_by_label("Kode pemulihan").fill(code)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_text("tersisa 9")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_moves_to_another_phone(new_page, cast, lab, width):
    page = new_page(width=width)
    second_factor.renew_codes(cast.steward)
    sign_in(page, "pengelola")
    page.goto("/akun/")
    TOTPDevice.objects.update(last_t=-1)
    page.get_by_label("Kode 6 angka").fill(code_of(second_factor.phone_of(cast.steward)))
    page.get_by_role("button", name="Pindah ke HP baru").click()
    expect(page.get_by_role("heading", name="Pindah ke HP baru")).to_be_visible()
    look(page, f"factor-move-{width}")
    page.get_by_label("Kode 6 angka").fill(code_of(second_factor.new_phone_of(cast.steward)))
    page.get_by_role("button", name="Pakai HP ini").click()
    expect(page.get_by_text("HP baru sudah dipakai.")).to_be_visible()
