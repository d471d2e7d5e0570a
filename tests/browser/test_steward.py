"""The steward's desk in a browser: more time for a unit, letters to all, the outbox, and announcing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Agency
from innovations.models import Innovation, Stage, Status
from stages.models import Letter, Mail, StageWindow
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


def check(page, name):
    shot(page, f"steward-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.fixture
def season(cast, lab, at):
    """Drum-up ends in ten days: one draft stands still, one unit has nothing, two cases wait to be announced."""
    window = StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)
    window.opens_at, window.due_at = timezone.now() - timedelta(days=20), timezone.now() + timedelta(days=10)
    window.save()
    cast.staff.email = "rosmaida.manik@dinaspendidikan.example.go.id"
    cast.staff.save()
    Agency.objects.filter(pk=cast.education.pk).update(whatsapp="6281234567890")
    road.register(cast.staff, lab, "Perluasan bus sekolah gratis bagi anak desa di kecamatan yang jauh")
    for title in ("Bus Sekolah Gratis", "Antar Obat sampai ke rumah pasien"):
        at(Stage.DISPLAY, Status.APPROVED, title=title)
    return window


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_forecast_to_more_time_and_letters(new_page, season, width):
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/")
    check(page, "index")
    page.get_by_role("link", name="Batas waktu Drum-up: 1 dari 2 unit akan terlambat").click()
    expect(page.get_by_text("Belum mendaftarkan inovasi.")).to_be_visible()
    check(page, "forecast")

    page.get_by_role("link", name="Perpanjang untuk unit tertentu").click()
    page.get_by_label("Cari unit").fill("disdik")
    page.get_by_role("button", name="Saring").click()
    expect(page.get_by_label("UPT Puskesmas Sibande")).to_have_count(0)
    page.get_by_label("Dinas Pendidikan").check()
    later = timezone.localtime(season.due_at) + timedelta(days=7)
    page.get_by_label("Sampai").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.get_by_label("Alasan").fill("Jaringan di kecamatan putus dua minggu")
    check(page, "extend")
    page.get_by_role("button", name="Lihat apa yang akan terjadi").click()
    expect(page.get_by_role("row", name="Dinas Pendidikan")).to_contain_text("Perluasan bus sekolah gratis")
    check(page, "extend-preview")
    page.get_by_role("button", name="Perpanjang 1 unit").click()
    expect(page.get_by_role("row", name="Dinas Pendidikan")).to_contain_text("Berhasil")
    page.get_by_role("link", name="Kembali ke jadwal").click()
    expect(page.get_by_role("row", name="Dinas Pendidikan")).to_contain_text("Berlaku")
    check(page, "window")

    page.get_by_role("link", name="Surati unit tentang kekurangannya").click()
    page.get_by_label("Pesan Anda (boleh kosong)").fill("Jumat kami datang ke kantor camat.")
    page.get_by_role("button", name="Lihat surat dengan pesan ini").click()
    expect(page.get_by_text("Jumat kami datang ke kantor camat.")).to_have_count(
        3
    )  # the box and both letters
    one = page.get_by_role("listitem").filter(has_text="Dinas Pendidikan")
    one.get_by_text("Baca surat untuk Dinas Pendidikan").click()
    expect(one.get_by_text("Jumat kami datang ke kantor camat.")).to_be_visible()
    check(page, "letters")
    page.get_by_role("button", name="Tulis surat yang dicentang").click()
    expect(page.get_by_text("2 surat ditulis; 1 e-mail ditahan")).to_be_visible()
    row = page.get_by_role("row", name="Dinas Pendidikan")
    link = row.get_by_role("link", name="Buka WhatsApp").get_attribute("href")
    assert link.startswith("https://wa.me/6281234567890?text=Yth.")
    check(page, "letters-written")
    row.get_by_role("button", name="Sudah dikirim").click()
    expect(page.get_by_role("row", name="Dinas Pendidikan")).to_contain_text("Dikirim Dewi Pengelola")

    page.get_by_role("row", name="Dinas Pendidikan").get_by_role("link", name="1 e-mail").click()
    page.get_by_role("link", name="PERLU TINDAKAN: yang masih kurang").click()
    expect(page.get_by_text("Jumat kami datang ke kantor camat.")).to_be_visible()
    check(page, "mail")
    page.get_by_role("button", name="Batalkan").click()
    page.get_by_label("Alasan").fill("Sudah disampaikan lewat telepon")
    check(page, "mail-cancel")
    page.get_by_role("button", name="Batalkan e-mail").click()
    expect(page.get_by_text("1 e-mail dibatalkan.")).to_be_visible()
    check(page, "outbox")
    assert Mail.objects.get(letter__isnull=False).state == Mail.State.CANCELLED
    assert Letter.objects.get(agency__short_name="Disdik").whatsapp_by.username == "pengelola"


@pytest.mark.parametrize("width", [360, 1280])
def test_two_are_announced_after_all_that_becomes_public_was_shown(new_page, season, width):
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/stages/case/")
    for row in page.locator("#result_list tbody tr").all():
        row.get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("announce")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Umumkan kepada publik")).to_be_visible()
    expect(page.get_by_role("heading", name="Bus Sekolah Gratis")).to_be_visible()
    expect(page.get_by_text("Tidak ada orang yang dikenali")).to_have_count(2)
    check(page, "announce")
    Innovation.objects.get(title="Bus Sekolah Gratis").photos.update(caption="Sopir dan siswa")
    page.get_by_role("button", name="Umumkan 2 inovasi").click()
    expect(page.get_by_text("Tidak ada yang diumumkan. Isinya berubah")).to_be_visible()
    expect(page.get_by_text("Sopir dan siswa")).to_be_visible()
    check(page, "announce-changed")
    page.get_by_role("button", name="Umumkan 2 inovasi").click()
    expect(page.get_by_text("2 inovasi diumumkan.")).to_be_visible()
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    expect(page.get_by_role("heading", name="Bus Sekolah Gratis", level=1)).to_be_visible()
