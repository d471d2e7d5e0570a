"""The Bupati's office between two meetings: on a phone and at a desk."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from innovations.models import ActionStep, Innovation, Stage, Status
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases(at):
    first = at(Stage.DESIGN, Status.ENDORSED, title="Bus Sekolah Gratis Asa Kasea")
    second = at(Stage.DISPLAY, Status.ENDORSED, title="Posyandu Malam untuk Ibu yang Berladang")
    for case in (first, second):
        ActionStep.objects.filter(innovation=case).update(budget=150_000_000, source="APBD 2026")
        Innovation.objects.filter(pk=case.pk).update(
            problem="Anak di tiga desa berjalan kaki empat kilometer ke sekolah; setiap musim hujan sepertiganya "
            "tidak masuk. Orang tua di ladang sejak pukul enam dan tidak ada angkutan umum.",
            risks="Jalan ke Kecupak longsor pada musim hujan; satu sopir sakit berarti bus tidak jalan.",
            sufferers_count=120,
            beneficiaries="Siswa SD dan SMP",
        )
    return first, second


@pytest.mark.parametrize("width", [360, 1280])
def test_list_and_brief_in_the_dark(new_page, cases, width):
    page = new_page(width=width)
    page.emulate_media(color_scheme="dark")
    sign_in(page, "kantorbupati")
    expect(page.get_by_role("heading", level=1, name="Menunggu keputusan")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name=cases[0].title).click()
    page.get_by_text("Tolak", exact=True).click()
    expect(page.get_by_role("button", name="Ya, Tolak")).to_be_visible()
    shot(page, f"decision-dark-{width}")
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_one_decision_then_the_next_then_none(new_page, cases, width):
    first, second = cases
    page = new_page(width=width)
    sign_in(page, "kantorbupati")
    expect(page.get_by_role("heading", level=1, name="Menunggu keputusan")).to_be_visible()
    shot(page, f"decisions-{width}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("link", name=first.title).click()
    expect(page.get_by_text("Rp 150.000.000 (APBD 2026)")).to_be_visible()
    shot(page, f"decision-{width}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_text("Setujui", exact=True).click()
    page.get_by_label("Catatan (boleh kosong)").first.fill("Jalankan mulai Januari.")
    page.get_by_role("button", name="Ya, Setujui").click()
    expect(page.get_by_role("heading", level=1, name=second.title)).to_be_visible()
    page.get_by_text("Tunda", exact=True).click()
    page.get_by_role("group").filter(has_text="Diputuskan sebelum").get_by_label("Alasan").fill(
        "Menunggu APBD-P."
    )
    page.get_by_label("Diputuskan sebelum").fill("2030-01-15")
    shot(page, f"decision-open-{width}")
    page.get_by_role("button", name="Ya, Tunda").click()
    expect(page.get_by_text("'Tunda' tercatat")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_several_with_one_confirmation(new_page, cases, width):
    page = new_page(width=width)
    sign_in(page, "kantorbupati")
    for case in cases:
        page.get_by_label(f"Pilih {case.title}").check()
    page.get_by_role("button", name="Setujui", exact=True).click()
    page.get_by_label("Catatan (boleh kosong)").fill("Bagus.")
    page.get_by_role("button", name="Lihat apa yang akan terjadi").click()
    expect(page.get_by_text("Akan dikerjakan untuk 2 kasus.")).to_be_visible()
    shot(page, f"bulk-{width}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Setujui yang dipilih: 2 kasus").click()
    expect(page.get_by_text("Menunggu giliran.")).to_be_visible()
    shot(page, f"job-waiting-{width}")
    assert violations(page) == []
    call_command("work", once=True)
    expect(page.get_by_text("Selesai: 2.")).to_be_visible()  # the page looks by itself
    shot(page, f"job-done-{width}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def test_a_decision_made_meanwhile_by_another_is_told_and_the_words_stay(new_page, cases, cast):
    first, _second = cases
    page = new_page(width=360)
    sign_in(page, "kantorbupati")
    page.get_by_role("link", name=first.title).click()
    page.get_by_text("Tolak", exact=True).click()
    page.get_by_role("group").filter(has_text="Ya, Tolak").get_by_label("Alasan").fill(
        "Belum saatnya tahun ini."
    )
    road.move(first, "approve", cast.executive)
    page.get_by_role("button", name="Ya, Tolak").click()
    expect(page.get_by_role("alert")).to_contain_text("sudah lebih dulu memilih 'Setujui'")
    expect(page.get_by_text("Belum saatnya tahun ini.")).to_be_visible()
