"""How long the first screens take on a bad line, measured in Chromium with its throttling: `python -m bench.slow`.

400 kbit/s and 400 ms latency, nothing cached, then once more with what the first visit left in the cache. Usable
is when the page answers to touch: its document, styles and deferred scripts are there (DOMContentLoaded).
"""

import shutil

from playwright.sync_api import sync_playwright

from bench.__main__ import _serve, use_database
from bench.kill import _prepare, _record, _session

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # bytes/s


def main() -> None:
    use_database(DJANGO_ALLOW_ASYNC_UNSAFE="1")
    user, lab = _prepare()
    code = _record(user, lab)
    from tests.browser.conftest import FLAGS, PROGRAMS  # its neighbours import models

    program = next(filter(None, map(shutil.which, PROGRAMS)))
    cookie = {"name": "sessionid", "value": _session(user), "domain": "127.0.0.1", "path": "/"}
    with _serve("inovik.wsgi:application") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        print(f"{'':34}{'first, s':>10}{'KB':>7}{'again, s':>10}{'KB':>7}")
        for name, path, session in (
            ("sign-in", "/masuk/", None),
            ("first screen", "/kerja/", cookie),
            ("new record", "/kerja/inovasi/baru/", cookie),
            ("a step of the sheet", f"/kerja/inovasi/{code}/lembar/duty/", cookie),
            ("photos", f"/kerja/inovasi/{code}/foto/", cookie),
        ):
            context = browser.new_context(viewport={"width": 360, "height": 740})
            if session:
                context.add_cookies([session])
            first, again = (_load(context, f"http://127.0.0.1:{port}{path}") for _ in range(2))
            print(f"{name:34}{first[0]:10.1f}{first[1]:7.0f}{again[0]:10.1f}{again[1]:7.0f}")
            context.close()
        browser.close()


def _load(context, address: str) -> tuple[float, float]:
    """Seconds until the page is usable, and KB of HTML, CSS and JavaScript that came over the line."""
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    kinds, received = {}, []
    line.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    line.on(
        "Network.loadingFinished",
        lambda told: received.append((told["requestId"], told["encodedDataLength"])),
    )
    page.goto(address, wait_until="domcontentloaded")
    seconds = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1000
    page.wait_for_timeout(1500)
    page.close()
    counted = {"Document", "Stylesheet", "Script"}
    return seconds, sum(size for key, size in received if kinds.get(key) in counted) / 1000


if __name__ == "__main__":
    main()
