"""The screen of a fair: which exhibits it shows, and what its service worker is told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from festival.models import Exhibit
from festival.views import kiosk
from tests.fair import show

SCREEN = "/festival/2026/layar/"


def slides(client, address=SCREEN):
    return re.findall(r'<h2 id="stan-[^>]*>([^<]+)</h2>', client.get(address).text)


def test_the_screen_shows_each_public_exhibit_of_the_edition_and_nothing_else(client, cast, festival):
    shown = show(cast.education, festival, "Bus Sekolah Gratis")
    show(cast.education, festival, "Turun", withdrawn_at=shown.published_at)
    assert slides(client) == ["Bus Sekolah Gratis"]
    page = client.get(SCREEN).text
    assert "Disdik" in page
    assert "Satu kalimat." in page
    assert f"<title>http://127.0.0.1:8000/i/{shown.code}/</title>" in page
    assert 'max="100" value="1"' in page
    assert client.get("/festival/2025/layar/").status_code == 404


def test_english_screens_lead_to_the_same_short_address(client, cast, festival):
    shown = show(cast.education, festival)
    page = client.get(f"/en{SCREEN}").text
    assert 'lang="en"' in page
    assert f"8000/i/{shown.code}/" in page


def test_before_the_first_announcement_the_screen_says_what_will_come(client, festival):
    page = client.get(SCREEN).text
    assert "setelah diumumkan" in page
    assert slides(client) == []


def test_a_large_edition_shows_the_newest_and_some_of_the_rest(client, cast, festival, monkeypatch):
    monkeypatch.setattr(kiosk, "NEWEST", 2)
    monkeypatch.setattr(kiosk, "BY_LOT", 3)
    for number in range(8):
        show(cast.education, festival, f"Stan {number}")
    found = slides(client)
    assert found[:2] == ["Stan 7", "Stan 6"]
    assert len(found) == len(set(found)) == 5


def test_another_day_shows_others_of_the_rest(cast, festival, monkeypatch):
    monkeypatch.setattr(kiosk, "NEWEST", 0)
    monkeypatch.setattr(kiosk, "BY_LOT", 1)
    for number in range(4):
        show(cast.education, festival, f"Stan {number}", lot=number * 2**29)
    days = [kiosk.timezone.localdate().replace(day=day) for day in range(1, 20)]
    first = []
    for day in days:
        monkeypatch.setattr(kiosk.timezone, "localdate", lambda day=day: day)
        first += kiosk.on_screen(Exhibit.objects.public())
    assert len(set(first)) == 4


def test_a_slide_without_photo_has_our_weave(client, cast, festival):
    shown = show(cast.education, festival)
    assert f"img/{shown.weave_class}.svg" in client.get(SCREEN).text


@pytest.mark.parametrize("number", [1, 3])
def test_a_screen_costs_the_same_few_queries_however_many_exhibits(client, cast, festival, number):
    for _ in range(number):
        show(cast.education, festival)
    with CaptureQueriesContext(connection) as asked:
        client.get(SCREEN)
    assert len(asked) == 6


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_worker_rules_over_the_screen_alone(client, festival, prefix):
    response = client.get(f"{prefix}{SCREEN}sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response
    assert f'"page": "{prefix}{SCREEN}"' in response.text
    assert "js/festival/kiosk-worker.js" in response.text
    assert not response.cookies


def test_a_change_of_its_program_makes_a_new_version_of_the_worker(client, festival, monkeypatch):
    before = client.get(f"{SCREEN}sw.js").text
    monkeypatch.setattr(kiosk, "static", lambda path: f"/static/{path}.0123456789ab")
    versions = [
        re.search(r'"version": "(\w+)"', text)[1] for text in (before, client.get(f"{SCREEN}sw.js").text)
    ]
    assert versions[0] != versions[1]


@pytest.mark.parametrize(
    ("title", "summary", "length"),
    [
        ("Bus", "Satu kalimat.", ""),
        ("B" * 41, "", "is-long"),
        ("B" * 61, "", "is-longest"),
        ("Bus", "k" * 141, "is-longest"),
    ],
)
def test_long_words_stand_smaller(client, cast, festival, title, summary, length):
    show(cast.education, festival, title, summary=summary)
    assert f'class="slide {length}" aria-labelledby="stan' in client.get(SCREEN).text
