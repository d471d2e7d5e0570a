"""The workspace's pages as a person sees them: fields, the line that says what is saved, what the device keeps."""

import re

from playwright.sync_api import expect

NO_NETWORK = "Tidak ada jaringan. Tulisan Anda tersimpan di perangkat ini"


def field(page, label, row=""):
    """The control with this label: in the row of that name, or the first one."""
    within = page.get_by_role("group", name=row, exact=True) if row else page.locator("#lembar")
    return within.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).first


def open_step(page, record, key):
    page.goto(f"/kerja/inovasi/{record.code}/lembar/{key}/")


def state(page):
    return page.locator("[data-save-state]")


def is_saved(page):
    expect(state(page)).to_have_text(re.compile(r"^Tersimpan \d\d[.:]\d\d WIB$"))


def comes_true(page, question, arg=None):
    """Ask the page's device until the (asynchronous) answer is yes."""
    assert page.evaluate(
        f"""async (arg) => {{
            for (let tries = 0; tries < 200; tries++) {{
                if (await ({question})(arg)) return true;
                await new Promise((resolve) => setTimeout(resolve, 50));
            }}
            return false;
        }}""",
        arg,
    )


def pages_are_kept(page, *addresses):
    """Wait until the service worker has these pages."""
    comes_true(
        page,
        """async (addresses) => {
            const name = (await caches.keys()).find((name) => name.startsWith("inovik-pages-"));
            const cache = name && (await caches.open(name));
            return cache && (await Promise.all(addresses.map((one) => cache.match(one)))).every(Boolean);
        }""",
        addresses,
    )


def all_is_sent(page):
    page.evaluate("inovik.autosave && inovik.autosave.keep()")
    comes_true(page, "() => inovik.store.all('texts').then((all) => !all.some(inovik.send.isWaiting))")


def steps(record, *keys):
    return [f"/kerja/inovasi/{record.code}/lembar/{key}/" for key in keys]
