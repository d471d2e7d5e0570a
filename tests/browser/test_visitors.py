"""Voting, tapping and suggesting on a phone, without and with scripts."""

import pytest
from playwright.sync_api import expect

from festival.models import Exhibit, Suggestion, Vote
from festival.stands import stand_code
from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show
from tests.visitors import close, open_ballot, visitor, vote


@pytest.fixture
def bus(cast, festival):
    show(cast.clinic, festival, "Antrean Tanpa Antre")
    return show(cast.education, festival, "Bus Sekolah Gratis")


@pytest.mark.parametrize("scripts", [False, True])
def test_a_visitor_votes_with_the_keyboard_and_reads_so(new_page, bus, festival, scripts):
    open_ballot(festival)
    page = new_page(width=360, scripts=scripts)
    page.goto("/festival/2026/suara/")
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    page.get_by_label("Kode stan").fill("AAAAA")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    page.get_by_label("Kode stan").fill(stand_code(bus))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih, suara Anda tercatat")
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit_the_screen(new_page, bus, festival, cast, width):
    ballot = open_ballot(festival)
    for number in range(3):
        vote(visitor(f"10.0.0.{number}"), bus)
    Suggestion.objects.create(
        exhibit=bus,
        text="Tambah rute ke Pagindar.",
        state="answered",
        answer="Mulai Senin sudah ada.",
        answered_at=ballot.opens_at,
    )
    Exhibit.objects.update(uses=3, helpful=2, unhelpful=1)
    page = new_page(width=width)
    first = f"/inovasi/{bus.slug}"
    addresses = {
        "ballot": "/festival/2026/suara/",
        "vote": f"{first}/suara/?stan=AAAAA",
        "mine": "/festival/2026/suara/saya/",
        "thanks": f"{first}/terima-kasih/",
        "answers": f"{first}/saran/",
        "suggest": f"{first}/saran/kirim/",
        "sent": f"{first}/saran/terkirim/",
    }
    over = {"result": "/festival/2026/suara/", "report": "/festival/2026/suara/laporan/"}
    for name, address in (addresses | over).items():
        if name == "result":
            close(ballot)
            page = new_page(width=width)  # somebody whose browser has not kept the page of before
        page.goto(address)
        assert violations(page) == []
        assert not is_wider_than_its_window(page), address
        shot(page, f"visitors-{name}-{width}")
