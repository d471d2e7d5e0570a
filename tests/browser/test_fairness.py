"""Dividing the work and comparing the judgements, as the steward and the facilitators do it."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages import assigning, calibration
from stages.models import Assignment, Conflict, Verdict
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.rubric import score


@pytest.fixture
def cases(at, cast):
    first = at(Stage.DRUM_UP, Status.SUBMITTED)
    second = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu Malam", user=cast.outsider)
    return first, second


def is_well(page, name):
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    shot(page, name)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_divides_units_by_a_proposal_and_by_hand(new_page, cast, cases, lab, width):
    Conflict.objects.create(user=cast.facilitator, agency=cast.education, reason="Kakak kepala dinas.")
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/")
    page.get_by_role("link", name="Meja penelaah").click()
    expect(page.get_by_text("2 unit belum di meja siapa pun.")).to_be_visible()
    is_well(page, f"meja-{width}")
    page.get_by_role("link", name="Usulkan pembagian").click()
    page.get_by_role("button", name="Hitung usulan").click()
    expect(page.get_by_role("heading", name="Usulan", exact=True)).to_be_visible()
    is_well(page, f"usulan-{width}")
    page.get_by_role("button", name="Simpan pembagian ini").click()
    expect(page.get_by_text("2 unit ditambahkan.")).to_be_visible()
    page.get_by_role("link", name="Atur unit Sari Fasilitator").click()
    expect(page.get_by_text("menyatakan benturan kepentingan dengan unit ini")).to_be_visible()
    expect(page.get_by_label("Dinas Pendidikan")).to_be_disabled()
    clinic = page.get_by_label("UPT Puskesmas Sibande")
    expect(clinic).to_be_checked()
    is_well(page, f"meja-seorang-{width}")
    clinic.uncheck()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("1 unit dilepas.")).to_be_visible()
    expect(clinic).not_to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steward_assigns_on_the_page_of_a_case(new_page, cast, cases, width):
    first, _second = cases
    Conflict.objects.create(user=cast.facilitator2, innovation=first, reason="Adik saya.")
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto(f"/admin/stages/case/{first.pk}/change/")
    expect(page.get_by_text("Bayu Fasilitator menyatakan benturan kepentingan")).to_be_visible()
    page.get_by_label("Tambah penelaah").select_option("Sari Fasilitator")
    page.get_by_role("button", name="Tugaskan").click()
    expect(page.get_by_text("Sari Fasilitator ditugaskan.")).to_be_visible()
    is_well(page, f"penelaah-{width}")
    page.get_by_text("Akhiri tugas Sari Fasilitator").click()
    page.get_by_role("button", name="Akhiri tugas").click()
    expect(page.get_by_text("Tulis alasannya").first).to_be_visible()
    is_well(page, f"penelaah-ditolak-{width}")
    page.get_by_label("Alasan").fill("Sedang cuti")
    page.get_by_role("button", name="Akhiri tugas").click()
    expect(page.get_by_text("Tugas Sari Fasilitator berakhir.")).to_be_visible()
    expect(page.get_by_text("Sari Fasilitator: Sedang cuti")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_judgements_beside_each_other_and_the_calibration(new_page, cast, cases, width):
    first, _second = cases
    calibration.mark(first, cast.steward)
    score(first, cast.facilitator, kebaruan=5, manfaat=4)
    score(first, cast.facilitator2, kebaruan=2, manfaat=4, verdict=Verdict.IMPROVE)
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    page.goto(f"/admin/stages/case/{first.pk}/change/")
    section = page.get_by_role("region", name="Penilaian berdampingan")
    expect(section).to_contain_text("Kebaruan: Bayu Fasilitator memberi 2, Sari Fasilitator 5.")
    is_well(page, f"perbandingan-{width}")
    page.goto("/admin/kalibrasi/")
    expect(page.get_by_text("Menilai 1,5 lebih tinggi dari rata-rata rekan")).to_be_visible()
    expect(page.get_by_text("Bayu Fasilitator")).to_have_count(0)
    is_well(page, f"kalibrasi-sendiri-{width}")
    steward = new_page(width=width)
    sign_in(steward, "pengelola")
    steward.goto("/admin/kalibrasi/")
    expect(steward.get_by_role("img", name="Menilai 1,5 lebih rendah")).to_be_visible()
    is_well(steward, f"kalibrasi-{width}")


def test_a_facilitator_with_a_conflict_lets_go_and_the_colleague_goes_on(new_page, cast, cases):
    first, _second = cases
    assigning.assign(first, cast.facilitator, cast.steward)
    assigning.assign(first, cast.facilitator2, cast.steward)
    page = new_page(width=360)
    sign_in(page, "fasilitator")
    page.goto(f"/admin/stages/case/{first.pk}/change/")
    page.get_by_text("Saya punya benturan kepentingan").click()
    page.get_by_label("Alasan").last.fill("Kepala unitnya kakak saya.")
    page.get_by_role("button", name="Serahkan kepada penelaah lain").click()
    expect(page.get_by_text("tercatat; penelaah lain yang memutuskan")).to_be_visible()
    page.goto("/admin/stages/case/")
    expect(page.get_by_role("link", name="Posyandu Malam")).to_be_visible()
    expect(page.get_by_role("link", name=first.title)).to_have_count(0)
    assert Assignment.objects.get(ended_at=None).reviewer == cast.facilitator2
    page.goto(f"/admin/stages/case/{first.pk}/change/")
    expect(page.get_by_text("Ada benturan kepentingan antara Anda")).to_be_visible()
    expect(page.get_by_role("button", name="Rekomendasikan")).to_have_count(0)
