"""A day at the desk, whole: the facilitator, the Bupati's office and the steward, on a phone and on a wide screen."""

import base64
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import expect

from innovations.models import Stage, Status
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in
from tests.browser.reviewing import CRITERIA, score
from tests.conftest import PASSWORD
from tests.desk import due_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("width", [360, 1280])]


def fits(page, name):
    shot(page, f"journey-{name}-{page.viewport_size['width']}")
    assert not is_wider_than_its_window(page)


def test_a_facilitator_answers_what_is_late_and_lands_on_the_next(new_page, at, cast, width):
    due_in(at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam"), -3)
    due_in(at(Stage.DIAGNOSE, Status.SUBMITTED, title="Jemput Bola KTP"), -2)
    due_in(at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir", user=cast.outsider), 9)
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    expect(page.get_by_text("3 menunggu Anda; 2 sudah lewat batas")).to_be_visible()
    if width == 360:
        page.get_by_text("Saringan", exact=True).click()
    page.get_by_role("link", name="Lewat batas waktu 2").click()
    expect(page.get_by_text("2 kasus cocok")).to_be_visible()
    expect(page.get_by_role("link", name="Kebun Gambir")).to_have_count(0)
    fits(page, "queue")

    page.get_by_role("link", name="Posyandu Malam").click()
    expect(page.get_by_text("1 dari 2")).to_be_visible()  # of the filtered list
    for label, value in zip(CRITERIA, "54354", strict=True):
        score(page, label, value)
    page.get_by_label("Siap diteruskan").check()
    page.get_by_label("Balasan ke SKPD").fill("Sudah jelas, lanjutkan.")
    page.get_by_label("Catatan internal").fill("Contoh yang baik bagi puskesmas lain.")
    fits(page, "case")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_text("'Rekomendasikan' tercatat. Berikutnya: Jemput Bola KTP.")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Jemput Bola KTP")).to_be_visible()
    expect(page.get_by_text("1 dari 1")).to_be_visible()


def typed_into_an_app(key: str, *, later: int = 0) -> str:
    """What an app shows for the key that the page shows, or `later` codes after that."""
    plain = key.replace(" ", "")
    return f"{totp(base64.b32decode(plain + '=' * (-len(plain) % 8)), drift=later):06}"


def give_name_and_password(page):
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna atau NIP").fill("kantorbupati")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def sign_out(page):
    page.goto("/akun/")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("link", name="Masuk", exact=True).first).to_be_attached()


def test_the_bupatis_office_takes_a_phone_into_use_and_decides(new_page, at, cast, width):
    first = at(Stage.DESIGN, Status.ENDORSED, title="Bus Sekolah Gratis")
    at(Stage.DISPLAY, Status.ENDORSED, title="Posyandu Malam")
    page = new_page(width=width)
    give_name_and_password(page)
    page.get_by_role("button", name="Aplikasinya sudah ada, lanjutkan").click()
    key = page.locator(".factor-key").inner_text()
    page.goto(f"/admin/keputusan/{first.pk}/")  # not before a code was shown
    expect(page.get_by_role("heading", name="Siapkan langkah kedua")).to_be_visible()
    expect(page.locator(".factor-key")).to_have_text(key)
    page.get_by_label("Kode 6 angka").fill(typed_into_an_app(key))
    page.get_by_role("button", name="Pasang").click()
    codes = page.locator(".recovery-codes li")
    expect(codes).to_have_count(10)
    paper = codes.nth(3).inner_text()
    page.get_by_role("button", name="Sudah saya simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bus Sekolah Gratis")  # where it was to go

    sign_out(page)
    give_name_and_password(page)
    page.get_by_label("Kode 6 angka").fill(typed_into_an_app(key, later=1))
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", level=1, name="Menunggu keputusan")).to_be_visible()
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    page.get_by_text("Setujui", exact=True).click()
    page.get_by_role("button", name="Ya, Setujui").click()
    expect(page.get_by_text("'Setujui' tercatat")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Posyandu Malam")).to_be_visible()

    sign_out(page)
    give_name_and_password(page)
    page.get_by_text("HP tidak ada?").click()
    page.get_by_label("Kode pemulihan").fill(paper)
    fits(page, "recovery")
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_text("tersisa 9")).to_be_visible()
    page.get_by_role("link", name="Posyandu Malam").click()
    page.get_by_text("Minta perbaikan", exact=True).first.click()
    expect(page.get_by_role("button", name="Ya, Minta perbaikan")).to_be_visible()
    fits(page, "decision")


def choose(page, titles, action):
    """Tick those cases of the list and choose what to do with them."""
    for title in titles:
        page.get_by_role("row").filter(has=page.get_by_role("link", name=title)).get_by_role(
            "checkbox"
        ).check()
    page.get_by_label("Aksi:").select_option(label=action)
    page.get_by_role("button", name="Lanjut").click()


def test_the_steward_reminds_extends_and_announces(new_page, at, cast, width):
    at(Stage.DIAGNOSE, Status.SUBMITTED, title="Jemput Bola KTP")
    at(Stage.DIAGNOSE, Status.RETURNED, title="Antar Obat")
    at(Stage.DISPLAY, Status.APPROVED, title="Bus Sekolah Gratis")
    page, visitor = new_page(width=width), new_page(width=width)
    sign_in(page, "pengelola")

    page.goto("/admin/stages/case/?lihat=semua")
    choose(page, ["Jemput Bola KTP", "Bus Sekolah Gratis"], "Ingatkan yang ditunggu")
    page.get_by_label("Pesan").fill("Mohon dibaca pekan ini.")
    page.get_by_role("button", name="Lihat apa yang akan terjadi").click()
    expect(page.get_by_role("row", name="Jemput Bola KTP")).to_contain_text("Sari Fasilitator")
    fits(page, "remind")
    page.get_by_role("button", name="Ingatkan yang ditunggu: ").click()
    expect(page.get_by_text("Menunggu giliran.")).to_be_visible()
    call_command("work", once=True)
    done = page.get_by_role("row", name="Jemput Bola KTP")
    expect(done).to_contain_text(
        "Diingatkan: Bayu Fasilitator, Sari Fasilitator."
    )  # the page looks by itself
    fits(page, "reminded")

    page.goto("/admin/stages/case/?lihat=semua")
    choose(page, ["Antar Obat", "Jemput Bola KTP"], "Beri waktu lebih")
    page.get_by_label("Alasan").fill("Jaringan di kecamatan putus.")
    later = timezone.localdate() + timedelta(days=60)
    page.get_by_label("Batas waktu baru").fill(later.isoformat())
    page.get_by_role("button", name="Lihat apa yang akan terjadi").click()
    expect(page.get_by_role("row", name="Jemput Bola KTP")).to_contain_text("Dilewati")
    page.get_by_role("button", name="Beri waktu lebih: 1 kasus").click()
    expect(page.get_by_text("Menunggu giliran.")).to_be_visible()
    call_command("work", once=True)
    expect(page.get_by_role("row", name="Antar Obat")).to_contain_text("Batas waktunya sekarang")
    expect(page.get_by_role("row", name="Jemput Bola KTP")).to_contain_text("Tidak jadi")
    fits(page, "extended")

    visitor.goto("/inovasi/bus-sekolah-gratis/")
    expect(visitor.get_by_role("heading", name="Bus Sekolah Gratis")).to_have_count(0)
    page.goto("/admin/stages/case/")
    choose(page, ["Bus Sekolah Gratis"], "Umumkan yang dipilih")
    expect(page.get_by_text("Inilah persis yang akan dibaca publik.")).to_be_visible()
    expect(page.get_by_role("figure").get_by_role("img", name="Bus di Salak")).to_be_visible()
    fits(page, "announce")
    page.get_by_role("button", name="Umumkan 1 inovasi").click()
    expect(page.get_by_text("1 inovasi diumumkan.")).to_be_visible()
    visitor.goto("/inovasi/bus-sekolah-gratis/")
    expect(visitor.get_by_role("heading", level=1, name="Bus Sekolah Gratis")).to_be_visible()
    expect(visitor.get_by_role("img", name="Bus di Salak").first).to_be_visible()
    fits(visitor, "public")
