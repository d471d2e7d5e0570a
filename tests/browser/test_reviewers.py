"""Several reviewers and one case, side by side: each for themselves, then together, and one who must not."""

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages.models import Assignment
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(at):
    return at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam")


def desk(case):
    return f"/admin/stages/case/{case.pk}/change/"


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def test_two_at_once_finish_each_for_themselves_and_the_last_concludes(new_page, cast, case):
    for reviewer in (cast.facilitator, cast.facilitator2):
        Assignment.objects.create(innovation=case, reviewer=reviewer, assigned_by=cast.steward)
    sari, bayu = new_page(width=360), new_page()
    for page, name, value in ((sari, "fasilitator", "4"), (bayu, "fasilitator2", "2")):
        sign_in(page, name)
        page.goto(desk(case))
        page.get_by_role("button", name=value, exact=True).click()
        page.get_by_label("Siap diteruskan").check()
        page.get_by_label("Catatan internal").fill(f"Nilai saya {value}.")
        expect(page.get_by_role("button", name="Rekomendasikan")).to_have_count(0)

    sari.get_by_role("button", name="Selesaikan telaah saya").click()
    expect(sari.get_by_text("Telaah Anda selesai. Masih ditunggu: Bayu Fasilitator.")).to_be_visible()
    sari.goto(desk(case))
    expect(sari.get_by_text("Bayu Fasilitator belum selesai menelaah")).to_be_visible()
    expect(sari.get_by_role("button", name="Rekomendasikan")).to_have_count(0)
    expect(sari.get_by_text("Nilai saya 2.")).to_have_count(0)  # kept by Bayu's browser, not finished
    look(sari, "review-finished-360")
    tab = bayu.context.new_page()  # loaded anew, and the words on the other page stay as they are
    tab.goto(desk(case))
    expect(tab.get_by_text("Telaah mereka tampak setelah telaah Anda sendiri selesai.")).to_be_visible()
    expect(tab.get_by_text("Nilai saya 4.")).to_have_count(0)
    tab.close()

    bayu.get_by_role("button", name="Selesaikan telaah saya").click()
    expect(bayu.get_by_text("Semua sudah menelaah: bandingkan, lalu putuskan.")).to_be_visible()
    read = bayu.get_by_role("region", name="Telaah", exact=True)
    expect(read.get_by_text("Nilai saya 4.")).to_be_visible()
    look(bayu, "review-last-1280")
    sari.goto(desk(case))
    expect(sari.get_by_text("Nilai saya 2.")).to_be_visible()
    bayu.get_by_role("button", name="Rekomendasikan").click()
    expect(bayu.get_by_text("'Rekomendasikan' tercatat")).to_be_visible()
    sari.get_by_role("button", name="Rekomendasikan").click()  # a page gone stale
    expect(sari.get_by_role("alert").get_by_text("Bayu Fasilitator sudah lebih dulu")).to_be_visible()
    expect(sari.get_by_text("Nilai saya 4.").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_who_declares_a_conflict_is_kept_from_the_case(new_page, cast, at, case, width):
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    page.get_by_role("link", name="Posyandu Malam").click()
    page.get_by_text("Saya punya benturan kepentingan", exact=True).click()
    page.get_by_label("Alasan").last.fill("Saya ikut menyusun usulan ini.")
    page.get_by_role("button", name="Serahkan kepada penelaah lain").click()
    expect(page.get_by_text("Benturan kepentingan dengan 'Posyandu Malam' tercatat")).to_be_visible()

    page.goto("/admin/stages/case/")
    expect(page.get_by_role("link", name="Kebun Gambir")).to_be_visible()
    expect(page.get_by_role("link", name="Posyandu Malam")).to_have_count(0)
    page.goto(desk(case))
    expect(page.get_by_text("Ada benturan kepentingan antara Anda dan inovasi atau unit ini")).to_be_visible()
    for name in ("Rekomendasikan", "Simpan telaah", "Selesaikan telaah saya"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_label("Balasan ke SKPD")).to_have_count(0)
    look(page, f"conflict-{width}")

    other = new_page(width=width)
    sign_in(other, "fasilitator2")
    other.get_by_role("link", name="Posyandu Malam").click()
    expect(other.get_by_role("button", name="Rekomendasikan")).to_be_visible()
