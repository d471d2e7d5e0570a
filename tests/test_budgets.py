"""What a screen of the workspace may cost: queries to the database, and bytes on a slow line."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from innovations.models import Stage, Status
from stages.models import Point
from stages.sheets import CONDENSED
from tests import road

MOST_QUERIES = 12
MOST_BYTES = 90_000  # HTML, CSS and JavaScript as sent


@pytest.fixture
def unit(client, cast, at, lab):
    """A unit with records everywhere on the road, the first of them returned."""
    back = at(Stage.DISPLAY, Status.RETURNED, title="Kembali")
    whole = road.register(cast.staff, lab, "Sudah berjalan", entry_stage=Stage.DELIVERY)
    road.fill(whole, cast.staff)
    for number in range(3):
        road.register(cast.staff, lab, f"Draf {number}")
        whole.measures.create(indicator=f"Ukuran {number}", unit="orang")
        whole.team.create(name=f"Orang {number}", duty="Petugas")
    assert cast.staff.role == Role.AGENCY
    client.force_login(cast.staff)
    return back, whole


def screens(back, whole) -> list[str]:
    point = Point.objects.get(record__innovation=back)
    here, there = f"/kerja/inovasi/{back.code}/", f"/kerja/inovasi/{whole.code}/"
    return [
        "/kerja/",
        "/kerja/inovasi/",
        "/kerja/inovasi/baru/",
        "/kerja/jadwal/",
        "/kerja/kabar/",
        here,
        there,
        f"{here}lembar/",
        f"{there}lembar/",
        *(f"{there}lembar/{part.key}/" for part in CONDENSED if part.key != "evidence"),
        f"{here}foto/",
        f"{there}bukti/",
        f"{there}bukti/pindai/",
        f"{here}foto/{back.photos.get().key}/",
        f"{here}pratinjau/",
        f"{there}pratinjau/",
        f"{here}langkah/stop/",
        f"{there}langkah/withdraw/",
        f"{here}kemajuan/",
        "/kerja/triwulan/",
        "/kerja/daftar/",
        f"/kerja/tanda-terima/{back.records.exclude(receipt=None).last().receipt}/",
        *(f"{here}{page}/" for page in ("tim", "serahkan", "baca-word", f"butir/{point.pk}")),
        f"{there}tim/{whole.team.first().key}/",
    ]


def weight(page: str) -> int:
    """Bytes of the page and of all styles and scripts that it names, compressed as they are sent."""
    names = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', page))
    assert names
    files = [(settings.BASE_DIR / "static" / name).read_bytes() for name in names]
    return len(gzip.compress(page.encode(), 6)) + sum(len(brotli.compress(content)) for content in files)


def test_every_screen_stays_within_its_queries_and_its_bytes(client, unit):
    costs = {}
    for address in screens(*unit):
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address).text
        costs[address] = (len(seen), weight(page))
    too_dear = {
        address: cost for address, cost in costs.items() if cost[0] > MOST_QUERIES or cost[1] > MOST_BYTES
    }
    assert too_dear == {}
