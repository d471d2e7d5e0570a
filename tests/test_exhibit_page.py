"""The page of one innovation: what it tells first, what it leaves out, what it costs."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from festival import reading
from innovations.models import Stage, Status
from tests.fair import show


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0627 123456", ["tel:+62627123456"]),
        ("Dinas Pendidikan, (0627) 123-456", ["tel:+62627123456"]),
        ("WA 0812-3456-7890", ["tel:+6281234567890", "https://wa.me/6281234567890"]),
        ("0812 3456 7890", ["tel:+6281234567890"]),
        ("WhatsApp +62 812 3456 7890", ["tel:+6281234567890", "https://wa.me/6281234567890"]),
        ("datang ke loket 3", []),
        ("kode pos 22272, buka 08.00-15.00", []),
        ("NIP 198001012005011001", []),
        ("https://contoh.go.id/0812345678901", []),
        ("", []),
    ],
)
def test_a_contact_that_plainly_is_a_number_is_one_tap_away(text, found):
    assert [way.href for way in reading.contacts(text)] == found


def test_the_figure_draws_the_first_measure_that_has_both_ends(client, cast, festival):
    def measure(baseline, actual):
        return {
            "indicator": f"Antrean {baseline}-{actual}",
            "unit": "menit",
            "baseline": baseline,
            "target": "",
            "actual": actual,
            "measured_on": "2026-09-01",
        }

    exhibit = show(cast.education, festival)
    bare = client.get(exhibit.get_absolute_url()).text
    exhibit.content["measures"] = [
        measure("", "5"),
        measure("0", "0"),
        measure("80", "20"),
        measure("1", "2"),
    ]
    exhibit.save()
    text = client.get(exhibit.get_absolute_url()).text
    assert 'class="measure"' not in bare
    assert "<figcaption>Antrean 80-20</figcaption>" in text
    assert re.findall(r'height="10"></rect><rect width="(\d+)"', text) == ["100", "25"]


def test_the_page_says_where_it_stands_and_when_it_was_last_known_to_run(client, cast, festival):
    exhibit = show(cast.education, festival, standing="applied", confirmed_on="2026-09-03", goal=4)
    text = client.get(exhibit.get_absolute_url()).text
    assert "Diterapkan</span>" in text
    assert "dikonfirmasi jalan: Sep 2026" in text
    assert "TPB 4: Pendidikan Berkualitas" in text
    assert "dikonfirmasi" not in client.get(show(cast.education, festival).get_absolute_url()).text


def test_english_readers_get_the_summary_and_are_told_of_the_rest(client, cast, festival):
    exhibit = show(cast.education, festival, summary_en="A free school bus.")
    here = exhibit.get_absolute_url()
    english = client.get(f"/en{here}").text
    assert '<p class="lead">A free school bus.</p>' in english
    assert "notice" in english
    assert "A free school bus" not in client.get(here).text


def test_a_video_is_a_link_and_nothing_of_it_is_loaded(client, cast, festival):
    exhibit = show(cast.education, festival, texts={"video_url": "https://youtu.be/abc"})
    response = client.get(exhibit.get_absolute_url())
    assert 'href="https://youtu.be/abc" rel="nofollow noopener noreferrer"' in response.text
    assert re.findall(r'(?:src|data)="https?://[^"]*youtu', response.text) == []
    assert "youtu" not in response["Content-Security-Policy"]


def test_the_page_to_print_carries_the_code_back(client, cast, festival):
    exhibit = show(cast.education, festival)
    here = exhibit.get_absolute_url()
    text = client.get(f"{here}cetak/").text
    assert '<svg viewBox="0 0' in text
    assert 'class="qr"' in text
    assert f'<link rel="canonical" href="http://testserver{here}">' in text
    assert 'content="noindex"' in text
    assert 'class="qr"' not in client.get(here).text


def test_a_page_asks_at_most_five_questions_whatever_there_is(client, at, cast, festival):
    published = at(Stage.DISPLAY, Status.PUBLISHED).exhibit
    counts = []
    for number in (1, 8):
        for n in range(number):
            show(cast.education, festival, f"Lain {n}", goal=published.goal)
            show(cast.education, festival, f"Anak {n}", origin_code=published.code)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(published.get_absolute_url()).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5, [query["sql"] for query in seen]


def test_a_page_is_light(client, at):
    exhibit = at(Stage.DISPLAY, Status.PUBLISHED).exhibit
    text = client.get(exhibit.get_absolute_url()).text
    names = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', text)
    files = [(settings.BASE_DIR / "static" / name).read_bytes() for name in names]
    assert len(gzip.compress(text.encode())) + sum(len(brotli.compress(one)) for one in files) < 30_000
