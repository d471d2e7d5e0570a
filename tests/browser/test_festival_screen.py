"""The screen of a fair, and the copy that is taken along, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from festival import bake
from festival.models import Exhibit
from innovations.models import Stage, Status
from tests.browser.conftest import is_wider_than_its_window, shot, violations
from tests.fair import show

SCREEN = "/festival/2026/layar/"
TITLE = "Layanan Jemput Bola Administrasi Kependudukan untuk Desa Terpencil"


@pytest.fixture
def fair(at, cast, festival):
    """Three exhibits, the oldest with a photo."""
    cast.district.latitude, cast.district.longitude = "2.45428", "98.28793"
    cast.district.save()
    shown = at(Stage.DISPLAY, Status.PUBLISHED).exhibit
    Exhibit.objects.update(summary="Bus mengantar anak dari desa ke sekolah, setiap pagi, tanpa ongkos.")
    show(cast.clinic, festival, "Pos Kafé Lansia", summary="Lansia bertemu dan diperiksa.")
    show(cast.education, festival, TITLE)
    return shown


def slide(page, number):
    return page.locator("#layar > section").nth(number)


def test_without_scripts_the_slides_stand_one_below_the_other(new_page, fair):
    page = new_page(scripts=False)
    page.goto(SCREEN)
    for number in range(4):
        expect(slide(page, number)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert not is_wider_than_its_window(page)


def test_the_screen_turns_by_itself_by_keys_and_by_buttons(new_page, fair):
    page = new_page()
    page.clock.install()
    page.goto(SCREEN)
    expect(slide(page, 0)).to_be_visible()
    expect(slide(page, 1)).to_be_hidden()
    page.clock.run_for(12_500)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Pos Kafé Lansia")).to_be_visible()
    page.get_by_role("button", name="Jeda").click()
    page.clock.run_for(60_000)
    expect(page.get_by_role("heading", name="Pos Kafé Lansia")).to_be_visible()
    page.get_by_role("button", name="Sebelumnya").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Putar").click()
    page.clock.run_for(12_500)
    expect(page.get_by_role("heading", name="Pos Kafé Lansia")).to_be_visible()


def press_until(page, text):
    """Turn the slides until the page says `text`: what was fetched is put in place at a turn."""
    for _ in range(50):
        page.keyboard.press("ArrowRight")
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{text.pattern} is not said")


def test_what_is_announced_while_the_screen_runs_appears_by_itself(new_page, fair, cast, festival):
    page = new_page()
    page.clock.install()
    page.goto(SCREEN)
    expect(page.get_by_text("1 / 4")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    show(cast.clinic, festival, "Baru Saja")
    with page.expect_response(re.compile("/layar/$")):
        page.clock.run_for(5 * 60_000 + 1_000)
    page.get_by_role("button", name="Jeda").click()
    press_until(page, re.compile("/ 5"))


def test_what_is_announced_while_the_screen_loads_appears_too(new_page, fair, cast, festival):
    page, announced = new_page(), []

    def announce_first(route):
        if route.request.resource_type == "fetch" and not announced:  # the first look of the page's script
            announced.append(show(cast.clinic, festival, "Baru Saja"))
        route.continue_()

    page.route("**/layar/", announce_first)
    page.goto(SCREEN)
    page.get_by_role("button", name="Jeda").click()
    press_until(page, re.compile("/ 5"))


def test_the_screen_goes_on_without_network(new_page, fair):
    page = new_page()
    page.goto(SCREEN)
    page.evaluate("""async () => {  // not wait_for_function: it takes a promise for an answer
        const isKept = async () => {
            for (const name of await caches.keys()) {
                const kept = (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname);
                if (name.startsWith("layar-") && kept.includes(location.pathname) && kept.length > 7) {
                    return navigator.serviceWorker.controller?.state === "activated";
                }
            }
        };
        for (let asked = 0; !await isKept(); asked++) {
            if (asked > 200) throw new Error("nothing is kept");
            await new Promise((resolve) => { setTimeout(resolve, 100); });
        }
    }""")
    page.reload()  # from here on the worker answers, as on any later day of the fair
    expect(page.get_by_text("1 / 4")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Tanpa jaringan: isi dari simpanan.")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Bus Sekolah Gratis")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('section:not([hidden]) .slide-picture').naturalWidth > 0"
    )
    page.context.set_offline(False)
    expect(page.get_by_text("Tanpa jaringan: isi dari simpanan.")).to_be_hidden()


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (360, 740)], ids=lambda value: str(value)
)
def test_the_screen_fits_televisions_and_phones_and_is_accessible(new_page, fair, width, height):
    page = new_page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(SCREEN)
    page.get_by_role("button", name="Jeda").click()
    for number in range(4):
        assert violations(page) == []
        assert not is_wider_than_its_window(page)
        if width > 1000:
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), number
        shot(page, f"screen-{width}-{number}")
        page.keyboard.press("ArrowRight")


def test_who_wants_no_motion_turns_the_slides_by_hand(new_page, fair):
    page = new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(SCREEN)
    expect(page.get_by_role("button", name="Putar")).to_be_visible()


@pytest.fixture
def stick(fair, festival, tmp_path):
    """The address of a copy on a stick."""
    bake.write(festival, tmp_path / "salinan")
    return (tmp_path / "salinan").as_uri()


@pytest.fixture
def reader(chromium):
    """reader(width=, scripts=): a page in a browser without network; what it asks beyond files fails the test."""
    contexts, asked = [], []

    def open_page(width=1280, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda one: None if one.url.startswith(("file:", "data:")) else asked.append(one.url)
        )
        page.on("requestfailed", lambda one: asked.append(one.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_copy_is_read_from_a_stick(reader, stick, scripts):
    page = reader(width=360, scripts=scripts)
    page.goto(f"{stick}/index.html")
    page.get_by_role("link", name="Bus Sekolah Gratis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bus Sekolah Gratis")
    if scripts:
        page.wait_for_function("document.querySelector('main img').naturalWidth > 0")
    page.get_by_role("link", name="Dinas Pendidikan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dinas Pendidikan")
    page.get_by_role("link", name="Inovasi", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("searchbox")).to_be_visible(visible=scripts)


def test_search_of_a_copy_finds_by_typing_and_by_address(reader, stick):
    page = reader()
    page.goto(f"{stick}/inovasi/index.html?q=KAFE")
    expect(page.get_by_role("heading", name="1 inovasi")).to_be_visible()
    expect(page.get_by_role("link", name="Pos Kafé Lansia")).to_be_visible()
    page.get_by_label("Cari inovasi").fill("jemput dési")
    expect(page.get_by_text("Tidak ada inovasi yang cocok")).to_be_visible()
    page.get_by_label("Cari inovasi").fill("jemput desa")
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Kecamatan Salak").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Lihat semua inovasi").click()
    expect(page.get_by_role("article")).to_have_count(3)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_copy_is_accessible_and_fits_the_screen(reader, stick, width, fair):
    page = reader(width=width)
    for name in (
        "index",
        "inovasi/index",
        f"inovasi/{fair.code.lower()}",
        "unit/dinas-pendidikan",
        "unit/index",
    ):
        page.goto(f"{stick}/{name}.html")
        assert violations(page) == []
        assert not is_wider_than_its_window(page), name
        shot(page, f"copy-{name.replace('/', '-')}-{width}")
