"""One marker in everything private: on no public address, in no file that the public may take along."""

import io
import re
import uuid
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import Agency
from festival import bake, content, products
from festival.models import Ballot, Network, Product, Revision, Scorecard, Suggestion, Vote
from festival.stands import stand_code
from innovations import files
from innovations.models import Evidence, Innovation, Photo, Stage, Status
from stages.models import Event, Handover, Review, StageRecord
from tests import paper, road
from tests.test_festival_secrecy import MACHINES, PRIVATE
from tests.test_jury import make
from tests.visitors import open_ballot

SECRET = "rahasiawan"  # in small letters: what is read is compared so
COLUMNS_BESIDE_THE_TEXTS = {"title", "code", "stage", "status", "entry_stage", "goal", "summary_en"}
VOTES = 8_347


def private_columns() -> list[str]:
    """Every column of an innovation that holds free text and is not in the list of public ones."""
    return [
        field.name
        for field in Innovation._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.name not in {*content.TEXTS, *COLUMNS_BESIDE_THE_TEXTS}
    ]


@pytest.fixture
def record(at, cast, festival):
    """A published innovation with the marker in all that is not public: of itself, of its reviewers, of visitors."""
    record = at(Stage.DISPLAY, Status.APPROVED, title="Bus Terbuka")
    Innovation.objects.filter(pk=record.pk).update(**dict.fromkeys(private_columns(), SECRET))
    record.refresh_from_db()
    road.add_evidence(
        record, cast.staff, title=SECRET, number=SECRET, subject=SECRET, link=f"https://a.id/{SECRET}"
    )
    shown = road.add_evidence(record, cast.staff, title="Bukti terbuka", subject=SECRET, is_public=True)
    Evidence.objects.filter(pk=shown.pk).update(file_name=f"{SECRET}.pdf")
    record.progress.create(reported_on="2026-08-01", text=SECRET)
    record.steps.create(activity=SECRET, output=SECRET, person_in_charge=SECRET, source=SECRET)
    road.move(record, "announce", cast.steward, note=SECRET, lesson=SECRET)
    by_reviewers(record, cast)
    by_visitors(record.exhibit)
    by_jurors(record.exhibit, cast, festival)
    Revision.objects.create(
        exhibit=record.exhibit,
        against=record.exhibit.publications.get(),
        fields={"headline": SECRET},
        photos={record.photos.first().key.hex: SECRET},
        note=SECRET,
        proposed_by=cast.staff,
    )
    Agency.objects.update(head_name=SECRET, head_title=SECRET, whatsapp="6281234567890")
    Innovation.objects.filter(pk=record.pk).update(
        story=SECRET, title=f"Bus {SECRET}"
    )  # after the announcement
    Photo.objects.filter(pk=road.add_photo(record, cast.staff, colour=(1, 2, 3)).pk).update(caption=SECRET)
    return record


def by_reviewers(record, cast) -> None:
    StageRecord.objects.create(
        innovation=record,
        actor=cast.facilitator,
        role=cast.facilitator.role,
        move="recommend",
        from_stage=Stage.DESIGN,
        from_status=Status.SUBMITTED,
        to_stage=Stage.DELIVERY,
        to_status=Status.DRAFT,
        note=SECRET,
        lesson=SECRET,
        snapshot={"text": SECRET},
    )
    Event.objects.create(innovation=record, actor=cast.steward, kind=Event.Kind.values[0], note=SECRET)
    Review.objects.update(
        reply=SECRET, internal_note=SECRET, asked={"title": SECRET}, remarks={"title": SECRET}
    )
    Handover.objects.create(innovation=record, giver=cast.staff, receiver=cast.colleague, note=SECRET)


def by_visitors(exhibit) -> None:
    """Suggestions in every state, and a ballot that is open."""
    now = timezone.now()
    state = Suggestion.State
    told = {"exhibit": exhibit, "name": SECRET, "text": SECRET}
    Suggestion.objects.bulk_create(
        [
            Suggestion(**told, contact=SECRET, shows_name=True),
            Suggestion(**told, contact=SECRET, state=state.PASSED, due=now, shows_name=True),
            Suggestion(**told, state=state.REFUSED, reason=SECRET, shows_name=True),
            Suggestion(
                **told | {"text": "Tambah rute ke Kerajaan."},
                state=state.ANSWERED,
                answer="Mulai bulan depan.",
                answered_at=now,
            ),
        ]
    )
    ballot = open_ballot(exhibit.festival)
    network = Network.objects.create(day=timezone.localdate(), digest=SECRET.encode())
    Vote.objects.bulk_create(
        Vote(ballot=ballot, exhibit=exhibit, device=uuid.uuid4(), network=network, cast_at=ballot.opens_at)
        for _vote in range(VOTES)
    )


def by_jurors(exhibit, cast, festival) -> None:
    category = make(festival, [cast.juror], name=f"Kategori {SECRET}", description=SECRET)
    Scorecard.objects.create(seat=category.seats.get(), exhibit=exhibit, remark=SECRET)


@pytest.fixture
def hidden(at, cast, record) -> list[Innovation]:
    """A draft, and one that was taken down."""
    draft = at(Stage.DISPLAY, Status.DRAFT, title=f"Gagasan {SECRET}", user=cast.outsider)
    gone = at(Stage.DISPLAY, Status.PUBLISHED, title=f"Turun {SECRET}", user=cast.outsider)
    road.move(gone, "take_down", cast.steward)
    return [draft, gone]


def addresses(record, hidden) -> list[str]:
    exhibit, own = record.exhibit, record.exhibit.get_absolute_url()
    gone = hidden[-1].exhibit
    here = "http://testserver"
    return [
        "/",
        "/inovasi/",
        *(f"/inovasi/?tampilan={view}" for view in ("daftar", "peta")),
        *(f"/inovasi/?q={query}" for query in ("bus", "gagasan", "turun")),
        *(f"/inovasi/?urut={order}" for order in ("terbaru", "judul", "membantu", "acak")),
        f"/inovasi/?sesudah={gone.code}",
        own,
        *(f"{own}{page}/" for page in ("cetak", "sematan", "saran", "terima-kasih", "suara")),
        f"{own}saran/kirim/",
        f"{own}saran/terkirim/",
        f"/i/{exhibit.code}/?stan=XXXXX",
        *(f"/oembed/?format={form}&url={here}{own}" for form in ("json", "xml")),
        f"/oembed/?url={here}{gone.get_absolute_url()}",
        "/paspor/",
        "/skpd/",
        *(each.get_absolute_url() for each in Agency.objects.all()),
        "/festival/",
        *(f"/festival/2026/{page}/".replace("//", "/") for page in ("", "layar", "suara", "suara/saya")),
        "/festival/2026/suara/laporan/",
        "/festival/2026/layar/sw.js",
        "/festival/2026/pemenang/",
        *MACHINES,
        "/sitemap-inovasi.xml",
        "/robots.txt",
        # What is not there, and what was
        "/tidak-ada/",
        *(f"/i/{each.code}/" for each in hidden),
        *(
            f"{gone.get_absolute_url()}{page}"
            for page in ("", "cetak/", "sematan/", "saran/", "suara/", "kartu.jpg")
        ),
        f"/kerja/inovasi/{record.code}/versi/",
        f"/kerja/inovasi/{record.code}/halaman-publik/",
        f"/juri/{exhibit.festival.categories.get().pk}/",
        "/admin/festival/vote/",
    ]


def read(content: bytes, name: str) -> str:
    """What a file says, in small letters; workbooks and archives unpacked."""
    if content[:2] == b"PK":
        with ZipFile(io.BytesIO(content)) as packed:
            return " ".join(read(packed.read(inner), inner) + inner.lower() for inner in packed.namelist())
    if content[:4] == b"%PDF":
        return " ".join([*paper.texts(content), str(paper.about(content))]).lower()
    return content.decode("utf-8", "replace").lower()


def check(said: str, where: str, record) -> None:
    assert SECRET not in said, where
    assert "6281234567890" not in said, where
    assert stand_code(record.exhibit).lower() not in re.findall(r"\w+", said), where
    assert not re.search(r"\b8[.,]?347\b", said), f"{where} tells votes before the end"
    assert SECRET.encode().hex() not in said, where


def test_the_marker_stands_where_it_should_and_on_no_public_address(client, record, hidden):
    assert sorted(private_columns()) == sorted(PRIVATE)
    record.refresh_from_db()
    assert all(getattr(record, name) == SECRET for name in private_columns())
    assert Review.objects.filter(internal_note=SECRET).exists()
    assert Ballot.objects.get().votes.count() == VOTES
    for address in addresses(record, hidden):
        for prefix in ("", "/en"):
            response = client.get(prefix + address)
            assert response.status_code in {200, 302, 404, 410}, address
            raw = response.getvalue() if response.streaming else response.content
            check(read(raw, address), prefix + address, record)
            check(str(response.headers).lower(), prefix + address, record)
    refused = client.post(
        f"{record.exhibit.get_absolute_url()}suara/", headers={"sec-fetch-site": "cross-site"}
    )
    bad = client.get("/oembed/", headers={"host": "testserver"})
    assert (refused.status_code, bad.status_code) == (403, 400)
    for response in (refused, bad):
        check(read(response.content, ""), "an error", record)
    for photo in Photo.objects.filter(innovation__in=hidden) | Photo.objects.filter(caption=SECRET):
        assert {client.get(f"/foto/{photo.key}/{width}.webp").status_code for width in files.WIDTHS} == {404}
    for proof in Evidence.objects.filter(is_public=False):
        assert client.get(f"/bukti-publik/{proof.key}/").status_code == 404


def test_nor_in_a_file_to_take_along(client, record, hidden, festival, cast, tmp_path):
    bake.write(festival, tmp_path / "salinan")
    for path in (tmp_path / "salinan").rglob("*"):
        check(path.name.lower(), str(path), record)
        if path.is_file():
            check(read(path.read_bytes(), path.name), path.name, record)
    for kind, name in (("book", "direktori.pdf"), ("copy", "salinan.zip")):
        product = products.request(festival, kind, cast.steward)
        products.work.call(str(product.key))
        product.refresh_from_db()
        products.release(product)
        response = client.get(f"/festival/2026/{name}")
        assert response.status_code == 200, (name, product.state)
        check(read(response.getvalue(), name), name, record)


def test_a_released_file_goes_when_one_of_its_exhibits_is_taken_down(client, at, cast, festival, monkeypatch):
    stays, goes = (
        at(Stage.DISPLAY, Status.PUBLISHED),
        at(Stage.DISPLAY, Status.PUBLISHED, title=f"Bus {SECRET}"),
    )

    def asked() -> int:
        product = products.request(festival, "book", cast.steward)
        products.work.call(str(product.key))
        product.refresh_from_db()
        products.release(product)
        return client.get("/festival/2026/direktori.pdf")

    with_both = asked()
    assert SECRET in read(with_both.getvalue(), "")
    road.move(goes, "take_down", cast.steward)
    assert client.get("/festival/2026/direktori.pdf").status_code == 404
    assert "direktori.pdf" not in client.get("/festival/2026/").text
    client.force_login(cast.steward)
    assert "sudah diturunkan" in client.get(f"/admin/festival/festival/{festival.pk}/berkas/").text
    client.logout()
    after = asked()
    assert after.status_code == 200
    said = read(after.getvalue(), "")
    assert stays.title.lower() in said
    assert SECRET not in said
    late = Product.objects.filter(released_at=None).first()
    products.release(late)
    assert client.get("/festival/2026/direktori.pdf").status_code == 404, "the older one, released again"
    assert timezone.now() - late.requested_at < timedelta(hours=1)
