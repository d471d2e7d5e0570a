"""What is not public is on no public address, in no count, in no search and in no filter."""

import io
from zipfile import ZipFile

import pytest

from accounts.models import Agency
from festival import coverage, versions
from festival.facets import FILTERS
from festival.gallery import Gallery
from festival.models import Exhibit, Word
from innovations import files
from innovations.models import Innovation, Stage, Status
from tests import road

SECRET = "Rahasiawan"
PRIVATE = [
    "duty",
    "commitment_by",
    "problem_evidence",
    "causes",
    "alternatives",
    "resources",
    "budget_source",
    "legal_basis",
    "risks",
    "obstacles",
    "help_needed",
]
UNPUBLISHED = [
    (Stage.DRUM_UP, Status.DRAFT),
    (Stage.DRUM_UP, Status.SUBMITTED),
    (Stage.DIAGNOSE, Status.RETURNED),
    (Stage.DESIGN, Status.ENDORSED),
    (Stage.DELIVERY, Status.STOPPED),
    (Stage.DISPLAY, Status.DRAFT),
    (Stage.DISPLAY, Status.ENDORSED),
    (Stage.DISPLAY, Status.APPROVED),
]


MACHINES = [
    "/data/",
    "/data/inovasi.json",
    "/data/inovasi.ndjson",
    "/data/inovasi.csv",
    "/data/inovasi.xlsx",
    "/data/kamus.json",
    "/data/kamus.csv",
    "/data/dihapus.json",
    "/data/dcat.jsonld",
    "/feed/",
    "/sitemap.xml",
]
TOMBSTONES = {
    "/data/dihapus.json",
    "/data/inovasi.xlsx",
    "/feed/",
}  # the code of what was taken down, and no more


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def read(client, address) -> str:
    """All that an address gives, as text; a workbook unpacked."""
    response = client.get(address)
    content = response.getvalue() if response.streaming else response.content
    if address.endswith(".xlsx"):
        with ZipFile(io.BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    return content.decode()


@pytest.fixture
def hidden(at, cast):
    """Records of the puskesmas in every state that is not public, the last one taken down after publication."""
    records = [
        at(stage, status, title=f"Gagasan {SECRET} {n}", user=cast.outsider)
        for n, (stage, status) in enumerate(UNPUBLISHED)
    ]
    withdrawn = at(Stage.DISPLAY, Status.PUBLISHED, title=f"Gagasan {SECRET} turun", user=cast.outsider)
    road.move(withdrawn, "take_down", cast.steward)
    for record in records:
        if not record.photos.exists() and record.status == Status.DRAFT:
            road.add_photo(record, cast.outsider)
    return [*records, withdrawn]


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Gagasan Terbuka")


def photo_answers(client, record) -> set[int]:
    """The statuses with which the public addresses of a record's photos answer."""
    answers = set()
    for photo in record.photos.all():
        for width in files.WIDTHS:
            response = client.get(f"/foto/{photo.key}/{width}.webp")
            assert not response.streaming or response.getvalue()
            answers.add(response.status_code)
    return answers


def test_no_public_address_holds_what_is_not_public(client, cast, hidden, published):
    addresses = [
        "/",
        "/inovasi/",
        "/inovasi/?q=gagasan",
        "/inovasi/?q=gagasan&urut=terbaru",
        "/inovasi/?urut=judul",
        "/inovasi/?kecamatan=salak",
        "/inovasi/?skpd=puskesmas-sibande",
        "/inovasi/?jenis=produk&kebaruan=perluasan&urusan=pendidikan&tahun=2026",
        "/skpd/",
        "/skpd/puskesmas-sibande/",
        "/skpd/dinas-pendidikan/",
        "/festival/",
        "/festival/2026/",
        "/festival/2026/layar/",
        "/robots.txt",
        *MACHINES,
        published.exhibit.get_absolute_url(),
        *(f"/i/{record.code}/" for record in hidden),
        hidden[-1].exhibit.get_absolute_url(),
    ]
    for address in addresses:
        for prefix in ("", "/en"):
            page = read(client, prefix + address)
            assert SECRET.casefold() not in page.casefold(), address
            told = hidden[:-1] if address in TOMBSTONES else hidden
            assert not any(record.code in page for record in told), address

    unknown = client.get("/i/INV-2026-9999/").content
    for record in hidden[:-1]:
        response = client.get(f"/i/{record.code}/")
        assert (response.status_code, response.content) == (404, unknown), "as if there were no such record"
    assert client.get(f"/i/{hidden[-1].code}/").status_code == 410
    assert photo_answers(client, published) == {200}
    answers = [photo_answers(client, record) for record in hidden if record.photos.exists()]
    assert len(answers) >= 5
    assert set.union(*answers) == {404}


def test_counts_searches_and_filters_know_only_what_is_public(client, cast, lab, hidden, published):
    assert [e.title for e in Exhibit.objects.public()] == [published.title]
    assert coverage.progress().shown == 1
    assert sum(kind.shown for kind in coverage.read().kinds) == 1
    assert {agency.name: agency.shown for agency in coverage.agencies()} == {
        "Dinas Pendidikan": 1,
        "UPT Puskesmas Sibande": 0,
    }
    gallery = Gallery({}, versions.now())
    offered = {each.name: [option.choice.word for option in gallery.offered(each)] for each in FILTERS}
    assert gallery.total == 1
    assert (offered["skpd"], offered["kecamatan"]) == (["dinas-pendidikan"], [])
    for query in (SECRET, f'"{SECRET} turun"', "gagasan -terbuka", hidden[-1].code):
        assert Gallery({"q": query}, versions.now()).total == 0
    assert not Word.objects.filter(word__in=[SECRET.lower(), "turun"]).exists()
    assert Word.objects.get(word="gagasan").uses == 1


def test_a_photo_that_was_not_announced_with_the_rest_is_not_public(client, cast, published):
    late = road.add_photo(published, cast.staff, colour=(1, 2, 3))
    assert client.get(f"/foto/{late.key}/480.webp").status_code == 404


def test_what_the_reviewers_read_does_not_reach_the_public_page(client, cast, lab, festival):
    innovation = road.register(cast.staff, lab, "Bus Terbuka")
    Innovation.objects.filter(pk=innovation.pk).update(
        **{name: f"{SECRET} " + road.text(60) if name != "commitment_by" else SECRET for name in PRIVATE}
        | {"budget_source": f"{SECRET} APBD"}
    )
    innovation.refresh_from_db()
    road.add_evidence(innovation, cast.staff, title=f"SK {SECRET}", number=SECRET, subject=SECRET)
    innovation.progress.create(reported_on="2026-08-01", text=SECRET)
    innovation.steps.create(activity=SECRET, output=SECRET, person_in_charge=SECRET)
    road.bring_to(innovation, Stage.DISPLAY, Status.PUBLISHED, cast)
    assert innovation.risks.startswith(SECRET)
    for address in [
        innovation.exhibit.get_absolute_url(),
        "/",
        "/skpd/",
        "/skpd/dinas-pendidikan/",
        *MACHINES,
    ]:
        assert SECRET.casefold() not in read(client, address).casefold(), address
    assert Exhibit.objects.matching(SECRET).count() == 0


def test_edits_after_publication_wait_for_the_next_announcement(client, published):
    Innovation.objects.filter(pk=published.pk).update(title=f"Bus {SECRET}", story=SECRET)
    for address in ("/", "/inovasi/", *MACHINES, published.exhibit.get_absolute_url()):
        assert SECRET not in read(client, address)


def test_the_people_and_numbers_of_a_unit_stay_inside(client, cast, published):
    Agency.objects.update(whatsapp="6281234567890", head_name=SECRET, head_title=SECRET)
    pages = ("/skpd/", "/skpd/dinas-pendidikan/", published.exhibit.get_absolute_url())
    for address in (*pages, *MACHINES):
        text = read(client, address)
        assert SECRET not in text
        assert "6281234567890" not in text
