"""A sheet comes back part by part, is answered on a phone, and the answers are read beside the parts."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages.models import Point
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.reviewing import judge

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_return_is_answered_part_by_part(new_page, cast, at, scripts):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam")
    there, desk = f"/kerja/inovasi/{innovation.code}/", f"/admin/stages/case/{innovation.pk}/change/"
    facilitator = new_page(width=390, scripts=scripts)
    sign_in(facilitator, "fasilitator")

    facilitator.goto(desk)
    judge(facilitator, "Perlu perbaikan", "3")
    facilitator.get_by_label("Balasan ke SKPD").fill("Dua hal saja, sisanya sudah baik.")
    facilitator.get_by_role("checkbox", name="minta perbaikan bagian Masalah", exact=True).check()
    facilitator.get_by_label("Masalah", exact=True).fill("Sebutkan jumlah balita.")
    facilitator.get_by_role("checkbox", name="minta perbaikan bagian Sebab", exact=True).check()
    facilitator.get_by_label("Sebab", exact=True).fill("Mengapa ibu tidak datang siang hari?")
    facilitator.get_by_text("Minta perbaikan", exact=True).first.click()
    facilitator.get_by_label("Batas waktu perbaikan").fill("")
    shot(facilitator, f"telaah-390-{scripts}")
    facilitator.get_by_role("button", name="Minta perbaikan").click()
    expect(facilitator.get_by_text("Isi batas waktu dengan").first).to_be_visible()
    expect(facilitator.get_by_label("Masalah", exact=True)).to_have_value("Sebutkan jumlah balita.")
    facilitator.get_by_label("Batas waktu perbaikan").fill("2030-01-15")
    if scripts:
        look(facilitator, "telaah-ditolak-390")
    facilitator.get_by_role("button", name="Minta perbaikan").click()
    expect(facilitator.get_by_text("'Minta perbaikan' tercatat")).to_be_visible()

    staff = new_page(width=360, scripts=scripts)
    sign_in(staff, "staf")
    staff.goto(f"{there}lembar/")
    expect(staff.get_by_text("0 dari 2 butir sudah dijawab.")).to_be_visible()
    if scripts:
        look(staff, "langkah-360")
    staff.get_by_role("link", name="1. Masalah").click()
    expect(staff.get_by_text("Sebutkan jumlah balita.")).to_be_visible()
    expect(staff.get_by_text("15 Jan 2030 pukul 16.00 WIB").first).to_be_visible()
    staff.get_by_text("Tulisan yang dibaca penelaah").click()
    expect(staff.locator("#butir").get_by_text(innovation.problem)).to_be_visible()
    staff.get_by_label("Masalah", exact=False).and_(staff.locator("textarea")).last.fill(
        road.text(30) + " 45 balita di Sibande"
    )
    staff.get_by_label("Apa yang Anda perbaiki").fill("Jumlahnya kami tambahkan di akhir.")
    if scripts:
        look(staff, "butir-360")
    staff.get_by_role("button", name="Tandai sudah dijawab").click()
    expect(staff.get_by_role("button", name="Batalkan tanda")).to_be_visible()
    shot(staff, f"butir-dijawab-360-{scripts}")

    staff.goto(f"{there}pratinjau/")
    expect(staff.get_by_text("1 dari 2 butir sudah dijawab.")).to_be_visible()
    expect(staff.get_by_text("Boleh tetap dikirim")).to_be_visible()
    if scripts:
        look(staff, "pratinjau-butir-360")
    staff.get_by_role("link", name="Sebab", exact=True).click()
    staff.get_by_label("Apa yang Anda perbaiki").fill("Ibu bekerja di ladang sampai sore.")
    staff.get_by_role("button", name="Tandai sudah dijawab").click()
    expect(staff.get_by_role("button", name="Batalkan tanda")).to_be_visible()
    staff.goto(f"{there}pratinjau/")
    expect(staff.get_by_text("2 dari 2 butir sudah dijawab.")).to_be_visible()
    staff.get_by_role("button", name="Kirim").click()
    expect(staff.get_by_text("TT-" + innovation.code).first).to_be_visible()
    assert all(point.is_sent for point in Point.objects.all())

    facilitator.goto(desk)
    asked = facilitator.locator(
        "section.part", has=facilitator.get_by_role("heading", name="Masalah berubah")
    )
    expect(asked.get_by_text("Sebutkan jumlah balita.")).to_be_visible()
    expect(asked.get_by_text("Jumlahnya kami tambahkan di akhir.")).to_be_visible()
    expect(asked.locator("ins", has_text="45 balita di Sibande")).to_be_visible()
    if scripts:
        look(facilitator, "jawaban-390")


def test_a_record_changes_hands_and_its_team_helps(new_page, cast, innovation):
    there = f"/kerja/inovasi/{innovation.code}/"
    staff = new_page(width=360)
    sign_in(staff, "staf")
    staff.goto(there)
    staff.get_by_role("link", name="Tim (0)").click()
    staff.get_by_label("Akun (boleh kosong)").fill("tidakada")
    staff.get_by_label("Tugas").fill("Bidan")
    staff.get_by_role("button", name="Tambah ke tim").click()
    expect(staff.get_by_text("Tidak ada akun dengan NIP").first).to_be_visible()
    look(staff, "tim-ditolak-360")
    staff.get_by_label("Akun (boleh kosong)").fill("luar")
    staff.get_by_label("Boleh mengisi").check()
    staff.get_by_role("button", name="Tambah ke tim").click()
    expect(staff.get_by_text("Juni Bancin sudah masuk dalam tim.")).to_be_visible()
    look(staff, "tim-360")
    staff.get_by_role("link", name="Ubah Juni Bancin").click()
    look(staff, "anggota-360")

    helper = new_page(width=1280)
    sign_in(helper, "luar")
    helper.goto("/kerja/")
    expect(helper.get_by_text("Milik Dinas Pendidikan, Anda dalam timnya").first).to_be_visible()
    look(helper, "kotak-masuk-tim-1280")
    helper.goto(there)
    look(helper, "catatan-tim-1280")

    staff.goto(f"{there}serahkan/")
    staff.get_by_label("Kepada").select_option(label="Tomi Solin")
    staff.get_by_label("Pesan untuk penerima").fill("Berkas di lemari dua; Camat menunggu kabar.")
    look(staff, "serahkan-360")
    staff.get_by_role("button", name="Serahkan").click()
    expect(staff.get_by_text("Sudah diserahkan kepada Tomi Solin.")).to_be_visible()

    colleague = new_page(width=360)
    sign_in(colleague, "rekan")
    colleague.goto("/kerja/")
    expect(colleague.get_by_text("Berkas di lemari dua")).to_be_visible()
    look(colleague, "kotak-masuk-serah-360")
    colleague.goto(there)
    look(colleague, "catatan-serah-360")
    colleague.get_by_role("link", name="Terima atau kembalikan").click()
    look(colleague, "terima-360")
    colleague.get_by_role("button", name="Terima").click()
    expect(colleague.get_by_text("Sekarang Anda penanggung jawabnya.")).to_be_visible()

    steward = new_page(width=1280)
    sign_in(steward, "pengelola")
    steward.goto(f"/admin/accounts/user/{cast.colleague.pk}/change/")
    expect(steward.get_by_text("penanggung jawab 1 inovasi")).to_be_visible()
    look(steward, "akun-1280")
    steward.get_by_label("Aktif").uncheck()
    steward.get_by_role("button", name="Simpan", exact=True).click()
    steward.goto("/admin/")
    steward.get_by_role("link", name="Tanpa penanggung jawab: 1").click()
    expect(steward.get_by_role("link", name=innovation.title)).to_be_visible()
    look(steward, "tanpa-penanggung-1280")

    staff.goto(there)
    expect(staff.get_by_text("Tanpa penanggung jawab.")).to_be_visible()
    look(staff, "yatim-360")
    staff.get_by_role("button", name="Ambil alih").click()
    expect(staff.get_by_text("Sekarang Anda penanggung jawab inovasi ini.")).to_be_visible()
