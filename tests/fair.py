"""Exhibits as if announced, without the road of 5D: for tests of what the public finds."""

import html
import itertools
import re
from datetime import UTC, datetime, timedelta

from festival.models import Exhibit
from innovations.models import Innovation

numbers = itertools.count(1)
HEADING = re.compile(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", re.DOTALL)
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def show(agency, festival, title="Bus Sekolah Gratis", body="", texts=(), **columns) -> Exhibit:
    """A public exhibit of `agency`; each call is published a day later than the one before."""
    number = next(numbers)
    code = f"INV-2099-{number:04}"
    innovation = Innovation.objects.create(code=code, lab=festival.lab, agency=agency, title=title)
    published_at = FIRST_DAY + timedelta(days=number)
    return Exhibit.objects.create(
        **{
            "innovation": innovation,
            "festival": festival,
            "code": code,
            "slug": f"stan-{number}",
            "title": title,
            "summary": "Satu kalimat.",
            "body": body,
            "content": {"texts": dict(texts), "measures": [], "team": [], "journey": [], "photos": []},
            "agency": agency,
            "district": agency.district,
            "kind": Innovation.Kind.METHOD,
            "novelty": Innovation.Novelty.NEW,
            "affair": "pendidikan",
            "year": 2026,
            "published_at": published_at,
            "refreshed_at": published_at,
        }
        | columns
    )


def titles(response) -> list[str]:
    """The titles on the cards of a page, in order."""
    return [html.unescape(re.sub(r"</?mark>", "", title)) for title in HEADING.findall(response.text)]
