"""A review on the desk: scored, written, kept while it is written, without network, and in two tabs."""

import re

import pytest
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages.models import Review
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"^Tersimpan pukul \d\d\.\d\d WIB$")


@pytest.fixture
def case(at):
    return at(Stage.DIAGNOSE, Status.SUBMITTED, title="Posyandu Malam")


def desk(case):
    return f"/admin/stages/case/{case.pk}/change/"


def state(page):
    return page.locator("[data-save-state]")


def is_saved(page):
    expect(state(page)).to_have_text(SAVED)


def score(page, label, value):
    """Choose a score as people do, by its visible button."""
    page.get_by_role("group", name=re.compile(rf"^{label}")).get_by_text(value, exact=True).click()


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_four_interactions_score_and_move_on(new_page, cast, at, case, width):
    second = at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    page.goto(desk(case))
    look(page, f"review-{width}")
    page.get_by_role("button", name="4", exact=True).click()
    expect(page.locator("[data-total]")).to_have_text("4,00")
    expect(page.get_by_text("Sebab utama digali dan ide menjawabnya.").first).to_be_visible()
    page.get_by_label("Siap diteruskan").check()
    look(page, f"review-scored-{width}")
    page.get_by_role("button", name="Rekomendasikan").click()
    expect(page.get_by_role("heading", name=second.title, level=1)).to_be_visible()
    assert {
        score.value for score in Review.objects.get(submission__innovation=case, verdict="ready").scores.all()
    } == {4}
