"""Nothing typed is lost when the server is killed or ill, its answer is lost, or the browser is closed."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.device import (
    NO_NETWORK,
    all_is_sent,
    comes_true,
    field,
    is_saved,
    open_step,
    pages_are_kept,
    state,
    steps,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_server_is_killed_and_comes_back(browser, portal, record):
    page = browser().pages[0]
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, *steps(record, "problem", "causes"))
    field(page, "Masalah").press_sequentially("Satu.")
    is_saved(page)
    portal.kill()
    field(page, "Masalah").press_sequentially(" Dua.")
    expect(state(page)).to_contain_text(NO_NETWORK)
    open_step(page, record, "causes")
    field(page, "Sebab (5 kali mengapa)").fill("Tidak ada bus.")
    open_step(page, record, "problem")
    expect(field(page, "Masalah")).to_have_value("Satu. Dua.")
    portal.start()
    is_saved(page)
    all_is_sent(page)
    record.refresh_from_db()
    assert (record.problem, record.causes) == ("Satu. Dua.", "Tidak ada bus.")


def test_the_browser_is_closed_with_unsent_texts(browser, portal, record):
    first = browser()
    page = first.pages[0]
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, *steps(record, "problem", "causes"))
    portal.kill()
    field(page, "Masalah").fill("Ditulis sebelum komputer dimatikan.")
    open_step(page, record, "causes")
    field(page, "Sebab (5 kali mengapa)").fill("Listrik padam.")
    comes_true(
        page,
        "() => inovik.store.all('texts').then((all) => all.some(({ value }) => value === 'Listrik padam.'))",
    )
    first.close()
    record.refresh_from_db()
    assert "komputer" not in record.problem
    portal.start()
    page = browser().pages[0]
    page.goto("/kerja/")
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    all_is_sent(page)
    record.refresh_from_db()
    assert record.problem == "Ditulis sebelum komputer dimatikan."
    assert record.causes == "Listrik padam."


def test_the_browser_sends_what_waits_when_the_page_is_closed(browser, portal, record):
    context = browser()
    page = context.pages[0]
    sign_in(page, "staf")
    open_step(page, record, "problem")
    pages_are_kept(page, *steps(record, "problem"))
    portal.kill()
    field(page, "Masalah").fill("Halaman sudah ditutup.")
    expect(state(page)).to_contain_text(NO_NETWORK)
    other = context.new_page()
    found = []
    session = context.new_cdp_session(other)
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    page.close()
    portal.start()
    other.goto("/inovasi/")
    (registration,) = {one["registrationId"] for one in found if one["scopeURL"].endswith("/kerja/")}
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": portal.address, "registrationId": registration, "tag": "send", "lastChance": False},
    )
    worker = context.service_workers[0]
    worker.evaluate(
        """async () => {
            for (let tries = 0; tries < 200; tries++) {
                if (!(await inovik.store.all("texts")).some(inovik.send.isWaiting)) return;
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
        }"""
    )
    record.refresh_from_db()
    assert record.problem == "Halaman sudah ditutup."


def test_an_answer_that_got_lost_is_no_colleague(new_page, record):
    page = new_page()
    sign_in(page, "staf")
    open_step(page, record, "problem")
    ill = []

    def lose(route):
        """The server stores it, and the answer dies on the way."""
        route.fetch()
        ill.append(route.request.post_data_json)
        route.abort()

    page.context.route("**/simpan/", lose)
    field(page, "Masalah").press_sequentially("Satu.")
    expect(state(page)).to_contain_text(NO_NETWORK)
    record.refresh_from_db()
    assert record.problem == "Satu."
    field(page, "Masalah").press_sequentially(" Dua.")
    page.context.unroute("**/simpan/")
    is_saved(page)
    expect(page.get_by_role("button", name="Pakai tulisan saya")).to_be_hidden()
    record.refresh_from_db()
    assert record.problem == "Satu. Dua."
    assert {said["values"]["problem"]["value"] for said in ill} == {"Satu."}


@pytest.mark.parametrize("status", [500, 502, 200])
def test_a_server_that_is_ill_has_acknowledged_nothing(new_page, record, status):
    page = new_page()
    sign_in(page, "staf")
    open_step(page, record, "problem")
    page.context.route(
        "**/simpan/", lambda route: route.fulfill(status=status, body="<html>", content_type="text/html")
    )
    field(page, "Masalah").fill("Tetap ada.")
    expect(state(page)).to_contain_text("Portal sedang tidak menjawab")
    page.context.unroute("**/simpan/")
    is_saved(page)
    record.refresh_from_db()
    assert record.problem == "Tetap ada."
