"""The page of a case as reviewers use it: read, compare, look at what is attached, and move on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from innovations import files
from innovations.models import Evidence, Stage, Status
from stages.models import Point
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000056 00000 n \n0000000109 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n174\n%%EOF\n"
)


def attach(innovation, user, name, content):
    upload = SimpleUploadedFile(name, content)
    proof = Evidence(innovation=innovation, added_by=user, kind="report", title=name, year=2026)
    proof.keep(files.check_document(upload), upload)
    proof.save()
    return proof


def case(innovation):
    return f"/admin/stages/case/{innovation.pk}/change/"


def look(page, name):
    shot(page, name)
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.fixture
def returned_once(cast, at):
    """Display, sent a second time after a request for improvement, with everything attached."""
    innovation = at(Stage.DISPLAY, Status.SUBMITTED, title="Bus Sekolah Gratis")
    road.add_photo(innovation, cast.staff, colour=(20, 90, 200))
    road.add_evidence(innovation, cast.staff, title="Berita di situs kabupaten")
    attach(innovation, cast.staff, "laporan.pdf", PDF)
    attach(innovation, cast.staff, "pindaian.jpg", road.upload().read())
    road.move(innovation, "return", cast.facilitator, note="Dua hal saja.", parts={"story": "Sebutkan angkanya."})
    innovation.story = innovation.story.replace("desa", "dusun", 2) + " Sekarang 120 anak naik bus."
    innovation.save()
    asked = Point.objects.filter(record__innovation=innovation)
    asked.update(answer="Angkanya kami tambahkan.", answered_by=cast.staff, answered_at=timezone.now())
    road.move(innovation, "submit", cast.staff)
    return innovation


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_looks(new_page, cast, at, returned_once, width, colours):
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu Keliling")
    page = new_page(width=width)
    page.emulate_media(color_scheme=colours)
    sign_in(page, "fasilitator")
    page.goto(case(returned_once))
    look(page, f"kasus-{width}-{colours}")
