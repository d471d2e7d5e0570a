"""A whole sheet with two photos, filled in on a phone without network, arrives once after the browser was closed."""

import re

import pytest
from playwright.sync_api import expect

from innovations.models import Innovation, Photo, Stage, Status, Upload
from stages.models import StageRecord
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations
from tests.browser.device import (
    NO_NETWORK,
    all_is_sent,
    comes_true,
    field,
    open_step,
    pages_are_kept,
    state,
    steps,
)
from tests.browser.test_uploads import chosen, picture

pytestmark = pytest.mark.django_db(transaction=True)

STORY = f"Pukul enam pagi, Butet menunggu di “Halte Salak”.\n\n{road.text(62)} – Rp 0."
TYPED = {  # steps, in the order of the sheet: label, column, value
    "headline": [("Kalimat utama", "headline", "Dua bus, nol rupiah: 98% anak Salak tiba pukul tujuh")],
    "before_after": [
        ("Sebelum", "before", road.text(12)),
        ("Sesudah", "after", "Bus menjemput di tujuh halte; tidak ada lagi yang berjalan 4 km."),
    ],
    "story": [("Cerita", "story", STORY)],
    "photos": [],
    "video": [("Tautan video", "video_url", "https://contoh.go.id/video/bus?bagian=1")],
    "service": [
        ("Kontak layanan", "service_contact", "0812-3456-7890 (Pak Berutu)"),
        ("Jam layanan", "service_hours", "Senin-Jumat, 06.00-15.00 WIB"),
        ("Tempat layanan", "service_place", "Terminal Salak & Halte Kerajaan"),
    ],
    "replication": [
        ("Kisaran biaya meniru", "replication_cost", "Rp 150-200 juta setahun"),
        ("Orang yang diperlukan", "replication_staff", "2 sopir, 1 pengatur"),
        ("Berapa minggu", "replication_weeks", "8"),
        ("Langkah pertama meniru", "replication_steps", road.text(10)),
    ],
}
COLUMNS = {column: value for part in TYPED.values() for _label, column, value in part}
PHOTOS = {  # file: caption, consent
    "bus.jpg": ("Bus berhenti di Halte Salak", "Tidak ada orang yang dikenali"),
    "halte.jpg": (
        "Pelajar naik di Kerajaan, Maret 2026",
        "Semua yang dikenali setuju (anak: orang tua atau walinya)",
    ),
}


def address(record, part):
    return f"/kerja/inovasi/{record.code}/" + ("foto/" if part == "photos" else f"lembar/{part}/")


def fill_in(page, part):
    for label, _column, value in TYPED[part]:
        field(page, label).fill(value)
    expect(state(page)).to_contain_text(NO_NETWORK)
    page.get_by_role("button", name=re.compile("^Simpan dan (lanjut|lihat pratinjau)$")).click()


def add_photos(page):
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(
        [chosen(name, picture(seed)) for seed, name in enumerate(PHOTOS, 1)]
    )
    for name, (caption, consent) in PHOTOS.items():
        about = page.get_by_role("group", name=f"Tentang {name}")
        about.get_by_label("Keterangan").fill(caption)
        about.get_by_label(consent).check()
    page.get_by_role("button", name="Kirim 2 berkas").click()
    expect(page.get_by_text("Menunggu jaringan; tersimpan di perangkat ini.")).to_have_count(2)


def in_database(record):
    """All that the record has now, to be compared."""
    photos = Photo.objects.filter(innovation=record).order_by("pk").values()
    return (
        Innovation.objects.values().get(pk=record.pk),
        list(photos),
        list(record.events.order_by("pk").values()),
    )


def test_a_sheet_with_photos_is_filled_in_offline_and_arrives_once_after_the_browser_was_closed(
    browser, portal, at
):
    draft = at(Stage.DISPLAY, Status.DRAFT)
    before = in_database(draft)
    page = browser(width=360).pages[0]
    sign_in(page, "staf")
    open_step(page, draft, "headline")
    preview = f"/kerja/inovasi/{draft.code}/pratinjau/"
    pages_are_kept(page, "/kerja/", preview, *(address(draft, part) for part in TYPED))

    page.context.set_offline(
        True
    )  # so the browser knows; the last words of a closing page pass by this, so also:
    portal.kill()
    for part in TYPED:
        page.wait_for_url(f"**{address(draft, part)}")
        if part == "photos":
            add_photos(page)
            shot(page, "journey-photos-360")
            page.get_by_role("link", name="Lanjut: Video").click()
        else:
            fill_in(page, part)
    page.goto(preview)  # as it was before: the page says that it is a copy
    expect(page.get_by_text("Yang Anda lihat adalah salinan")).to_be_visible()

    page.goto("/kerja/")  # where it is said plainly how much waits, and where it lies
    expect(page.get_by_text(f"{len(COLUMNS)} isian menunggu jaringan.")).to_be_visible()
    expect(
        page.get_by_text("2 berkas menunggu jaringan; terkirim sendiri begitu tersambung.")
    ).to_be_visible()
    shot(page, "journey-inbox-360")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    open_step(page, draft, "story")
    expect(field(page, "Cerita")).to_have_value(STORY)
    expect(page.get_by_text("Dipulihkan dari perangkat ini")).to_be_visible()
    expect(page.locator(".word-count")).to_have_text(f"{len(STORY.split())} kata")
    expect(state(page)).to_contain_text(NO_NETWORK)
    shot(page, "journey-story-360")
    assert violations(page) == []
    page.context.close()
    assert in_database(draft) == before

    portal.start()
    page = browser(width=360).pages[0]
    page.goto("/kerja/")
    all_is_sent(page)
    comes_true(page, "() => inovik.store.all('uploads').then((all) => !all.length)")
    expect(page.get_by_text("menunggu jaringan")).to_have_count(0)
    draft.refresh_from_db()
    assert {column: str(getattr(draft, column)) for column in COLUMNS} == COLUMNS
    assert [(photo.caption, photo.get_consent_display()) for photo in draft.photos.all()] == [
        *PHOTOS.values()
    ]
    assert not Upload.objects.open().exists()

    arrived = in_database(draft)
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.reload()
    open_step(page, draft, "story")
    expect(field(page, "Cerita")).to_have_value(STORY)
    expect(page.get_by_text("Dipulihkan")).to_have_count(0)
    page.goto(address(draft, "photos"))
    expect(page.locator("#daftar figcaption")).to_have_count(2)
    expect(page.locator(".upload")).to_have_count(0)
    assert sent == []
    assert in_database(draft) == arrived

    page.goto(preview)
    expect(page.get_by_role("heading", name="Yang masih diperlukan sebelum dikirim")).to_have_count(0)
    expect(page.get_by_text(COLUMNS["headline"])).to_be_visible()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text(f"TT-{draft.code}").first).to_be_visible()
    receipt = StageRecord.objects.get(innovation=draft, from_stage=Stage.DISPLAY).receipt
    expect(page.get_by_role("heading", name=receipt)).to_be_visible()
    shot(page, "journey-receipt-360")


def test_the_english_workspace_works_without_network_too(new_page, at):
    record = at(Stage.DIAGNOSE, Status.DRAFT)
    page = new_page(width=360)
    sign_in(page, "staf")
    here = [f"/en{one}" for one in steps(record, "problem", "problem_evidence")]
    page.goto(here[0])
    pages_are_kept(page, *here)
    comes_true(
        page,
        """() => navigator.serviceWorker.getRegistrations().then((all) =>
            all.some(({ scope, active }) => active && new URL(scope).pathname === "/en/kerja/"))""",
    )
    page.context.set_offline(True)
    field(page, "Problem").fill("Children walk far.")
    expect(state(page)).to_contain_text("No network. What you wrote is saved on this device")
    assert violations(page) == []
    shot(page, "journey-english-360")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**{here[1]}")
    page.goto("/en/kerja/jadwal/?x=1")
    expect(page.get_by_role("heading", name="No network")).to_be_visible()
    page.goto(here[0])
    expect(field(page, "Problem")).to_have_value("Children walk far.")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(re.compile(r"^Saved \d\d[.:]\d\d WIB$"))
    record.refresh_from_db()
    assert record.problem == "Children walk far."
