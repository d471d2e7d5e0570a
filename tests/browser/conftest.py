"""Browser tests: a real Chromium against the live server, used as people do, by role and label."""

import functools
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from accounts import second_factor
from accounts.models import User
from innovations.models import Stage, Status
from tests.conftest import PASSWORD, code_of, phone

PROGRAMS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 30_000  # milliseconds: a machine that does other things too is slow, not wrong
FADED = """Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => {})))"""
AXE = {
    "preload": False,  # of style sheets, by inline styles that our policy forbids
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
}


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright():
    """Playwright's sync API keeps an event loop in this thread, at which Django's ORM would take fright."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def playwright():
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def program():
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert found, "Chromium is missing; on Debian: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def chromium(playwright, program):
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def _at_rest(live_server):
    """Waits at the end until no request is under way: an autosave among them would lock what is emptied then."""
    under_way, change = [], threading.Condition()

    def begin(sender, **about):
        with change:
            under_way.append(sender)

    def end(sender, **about):
        with change:
            if under_way:
                under_way.pop()
            change.notify_all()

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    with change:
        is_at_rest = change.wait_for(lambda: not under_way, timeout=PATIENCE / 1000)
    request_started.disconnect(begin)
    request_finished.disconnect(end)
    assert is_at_rest


@pytest.fixture
def new_page(chromium, live_server, _at_rest):
    """new_page(width=, scripts=): a page of its own visitor. Fails the test on an error or a blocked resource."""
    contexts, complaints = [], []

    def open_page(width=1280, scripts=True):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="id-ID",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        # The last two are the browser's own PDF viewer.
        ours = (live_server.url, "data:", "chrome-extension:", "chrome:")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{page.url} {said.text[:60]}") if "Content Security" in said.text else None
            ),
        )
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if not asked.url.startswith(ours) else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def kept_browser(playwright, program, tmp_path):
    """kept_browser(address, width=): one person's browser, opened again with what it kept when it was closed."""
    opened = []

    def open_browser(address, width=1280):
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=program,
            args=FLAGS,
            base_url=address,
            viewport={"width": width, "height": 800},
            locale="id-ID",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def portal(transactional_db):
    """The portal in a process of its own: address, kill(), start()."""

    class Portal:
        process = None

        def __init__(self):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
            self.address = f"http://127.0.0.1:{self.port}"

        def start(self):
            name = connection.settings_dict["NAME"]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.killable", name, str(self.port)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _attempt in range(200):
                try:
                    urllib.request.urlopen(f"{self.address}/healthz").close()  # noqa: S310
                except OSError:
                    time.sleep(0.05)
                else:
                    return
            raise AssertionError("The portal does not come up.")

        def kill(self):
            self.process.kill()
            self.process.wait()

    portal = Portal()
    portal.start()
    yield portal
    portal.kill()


@pytest.fixture
def browser(kept_browser, portal):
    """browser(width=): the browser of somebody who works on a portal that may be killed."""
    return functools.partial(kept_browser, portal.address)


@pytest.fixture
def record(at):
    return at(Stage.DIAGNOSE, Status.DRAFT)


def sign_in(page, name, password=PASSWORD):
    user = User.objects.get(username=name)
    device = phone(user) if second_factor.is_required(user) else None
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna atau NIP").fill(name)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()
    if device:
        page.get_by_label("Kode 6 angka").fill(code_of(device))
        page.get_by_role("button", name="Lanjutkan").click()
        expect(page).not_to_have_url(re.compile("/dua-langkah/"))
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()


def violations(page) -> list[str]:
    """What axe finds wrong with the page, a line each; once it is there and its colours have faded over."""
    page.wait_for_load_state()  # a click waits for the first byte of the next page only
    page.evaluate(FADED)
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def is_wider_than_its_window(page) -> bool:
    page.wait_for_load_state()  # without its style sheets a page is as wide as its pictures
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


SHOTS = Path(os.environ["INOVIK_SHOTS"]) if os.environ.get("INOVIK_SHOTS") else None


def shot(page, name) -> None:
    """A picture for people to look at, where INOVIK_SHOTS names a folder."""
    if SHOTS:
        page.wait_for_load_state()
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
