"""The first record from zero, on a phone: the empty first screen, a sentence, what resembles it, the sheet."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from innovations.models import Innovation, Stage, Status
from stages import pulse
from stages.models import Pulse
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


def check(page, name):
    shot(page, f"first-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def test_a_new_unit_registers_its_first_record_beside_a_similar_one(new_page, at, cast):
    stopped = at(Stage.DIAGNOSE, Status.DRAFT, title="Rumah Tunggu Kelahiran")
    road.move(stopped, "stop", cast.staff, lesson="Sepakati dulu siapa yang menanggung makan.")
    page = new_page(width=360)
    sign_in(page, "luar")
    page.goto("/kerja/")
    check(page, "empty")
    page.get_by_role("link", name="Mulai sekarang").click()
    page.get_by_label("Judul").press_sequentially("Rumah Tunggu Kelahira")
    expect(page.get_by_text("Sepakati dulu siapa yang menanggung makan.")).to_be_visible()
    expect(page.get_by_text("1 yang mirip ditemukan.")).to_be_attached()
    page.get_by_label("Dalam satu kalimat").fill("Ibu hamil menunggu dekat bidan sebelum hari lahir.")
    check(page, "similar")
    page.get_by_label("Ide baru").check()
    page.get_by_role("button", name="Daftarkan dan lanjut mengisi").click()
    expect(page.get_by_role("alert")).to_contain_text("Belum didaftarkan: ada yang sangat mirip.")
    check(page, "asked")
    page.get_by_role("button", name="Kembangkan").click()
    expect(page.get_by_label("Judul")).to_have_value("Rumah Tunggu Kelahira")
    page.get_by_label("Judul").fill("Rumah Tunggu Kelahiran Sibande")
    page.get_by_label("Replikasi").check()
    expect(page.get_by_role("textbox", name="Asal*")).to_have_value(
        f"Rumah Tunggu Kelahiran, Disdik, {stopped.code}"
    )
    check(page, "developing")
    page.get_by_role("button", name="Daftarkan dan lanjut mengisi").click()
    expect(page).to_have_url(re.compile(r"/kerja/inovasi/INV-\d{4}-\d{4}/lembar/"))
    made = Innovation.objects.get(agency=cast.clinic)
    assert (made.predecessor, made.title) == (stopped, "Rumah Tunggu Kelahiran Sibande")
    page.goto("/kerja/")
    expect(page.get_by_role("region", name="Draf Anda")).to_contain_text("Rumah Tunggu Kelahiran Sibande")
    check(page, "one-draft")


def test_the_similar_ones_are_shown_without_scripts_too(new_page, at, cast):
    at(Stage.DISPLAY, Status.PUBLISHED, title="Rumah Tunggu Kelahiran")
    page = new_page(width=360, scripts=False)
    sign_in(page, "luar")
    page.goto("/kerja/inovasi/baru/")
    page.get_by_label("Judul").fill("Rumah Tunggu")
    page.get_by_role("button", name="Periksa yang mirip").click()
    expect(page.get_by_role("link", name="Rumah Tunggu Kelahiran")).to_be_visible()
    expect(page.get_by_label("Judul")).to_have_value("Rumah Tunggu")


def test_the_enter_key_registers(new_page, cast, lab):
    page = new_page(width=360)
    sign_in(page, "luar")
    page.goto("/kerja/inovasi/baru/")
    page.get_by_label("Dalam satu kalimat").fill("Ibu hamil menunggu dekat bidan.")
    page.get_by_label("Ide baru").check()
    page.get_by_label("Judul").fill("Rumah Tunggu")
    page.get_by_label("Judul").press("Enter")
    expect(page).to_have_url(re.compile("/lembar/"))


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_going_on_is_accessible(new_page, at, cast, width):
    innovation = at(Stage.DISPLAY, Status.PUBLISHED)
    page = new_page(width=width)
    address = reverse("public:pulse", args=[pulse.token(innovation, pulse.quarter_asked())])
    page.goto(address)
    check(page, "pulse-link")
    page.get_by_role("button", name="Masih jalan").click()
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_visible()
    check(page, "pulse-thanks")
    page.goto("/kabar/entah/")
    check(page, "pulse-closed")
    assert Pulse.objects.get().innovation == innovation
    draft = at(Stage.DISPLAY, Status.DRAFT, title="Kelas Sore")
    sign_in(page, "staf")
    for name, place in {
        "inbox": "/kerja/",
        "pulse": "/kerja/triwulan/",
        "progress": f"/kerja/inovasi/{innovation.code}/kemajuan/",
        "record": f"/kerja/inovasi/{draft.code}/",
    }.items():
        page.goto(place)
        check(page, name)
