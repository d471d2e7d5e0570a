"""Evidence reaches the public only where the unit opened it, as a copy made at the announcement."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from festival.models import Exhibit
from innovations.models import Evidence, Stage, Status
from tests import road

SECRET = "rahasiawan"
FORM = {"kind": "guide", "title": "Panduan sopir", "year": "2026"}


@pytest.fixture
def told(at, cast):
    """A published record with a public file, a public letter by link, and what the unit kept to itself."""
    record = at(Stage.DISPLAY, Status.DRAFT)
    opened = road.add_evidence(
        record, cast.staff, kind="guide", title="Panduan sopir", link="", is_public=True, number=SECRET,
        subject=SECRET, file_name=f"{SECRET}.pdf", content_type="application/pdf", size=2048,
        file=ContentFile(b"%PDF-1.7 isi", name="isi.pdf"),
    )  # fmt: skip
    road.add_evidence(
        record, cast.staff, title="SK bus", number="188/7/2026", date="2026-04-01",
        link="https://contoh.go.id/sk-bus", is_public=True,
    )  # fmt: skip
    closed = road.add_evidence(
        record, cast.staff, title=f"Surat {SECRET}", link="", file_name="x.pdf",
        content_type="application/pdf", file=ContentFile(b"%PDF-1.7 tutup", name="tutup.pdf"),
    )  # fmt: skip
    road.bring_to(record, Stage.DISPLAY, Status.PUBLISHED, cast)
    return record, opened, closed


def address(proof):
    return f"/bukti-publik/{proof.key}/"


def test_the_page_lists_what_was_opened_and_nothing_else(client, told):
    record, opened, _closed = told
    text = client.get(record.exhibit.get_absolute_url()).text
    assert f'<a href="{address(opened)}">Panduan sopir</a>' in text
    assert "PDF, 2,0" in text
    assert '<a href="https://contoh.go.id/sk-bus" rel="nofollow noopener">SK bus</a>' in text
    assert "188/7/2026" in text
    assert SECRET not in text
    assert SECRET not in str(record.exhibit.content)


def test_a_download_is_named_by_its_title(client, told):
    _record, opened, _closed = told
    response = client.get(address(opened))
    assert response.getvalue() == b"%PDF-1.7 isi"
    assert response["Content-Disposition"] == 'attachment; filename="panduan-sopir.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_what_is_closed_is_not_there_for_strangers(client, told):
    record, _opened, closed = told
    unknown = client.get("/bukti-publik/6f1c1e0a-0000-4000-8000-000000000000/")
    assert (client.get(address(closed)).status_code, unknown.status_code) == (404, 404)
    link = record.evidence.get(title="SK bus")
    assert client.get(address(link)).status_code == 404
    Evidence.objects.filter(pk=closed.pk).update(is_public=True)
    assert client.get(address(closed)).status_code == 404, "opened after the announcement: not yet announced"


def test_what_was_never_announced_is_not_there(client, at, cast):
    record = at(Stage.DISPLAY, Status.APPROVED)
    proof = road.add_evidence(
        record, cast.staff, link="", is_public=True, file=ContentFile(b"%PDF-1.7", name="isi.pdf")
    )
    assert client.get(address(proof)).status_code == 404


def test_with_the_exhibit_its_evidence_is_gone(client, cast, told):
    record, opened, closed = told
    road.move(record, "take_down", cast.steward)
    response = client.get(address(opened))
    assert response.status_code == 410
    assert "Panduan" not in response.text
    assert client.get(address(closed)).status_code == 404


def test_a_file_that_storage_has_lost_is_not_found_and_noted(client, told, caplog):
    _record, opened, _closed = told
    default_storage.delete(opened.file.name)
    assert client.get(address(opened)).status_code == 404
    assert opened.file.name in caplog.text


def test_the_steward_sees_which_evidence_would_be_public(client, cast, at):
    record = at(Stage.DISPLAY, Status.APPROVED)
    client.force_login(cast.steward)
    look = {"action": "announce", "_selected_action": [record.pk]}
    assert "Tanpa bukti yang dibuka untuk publik" in client.post("/admin/stages/case/", look).text
    road.add_evidence(
        record, cast.staff, title="Panduan terbuka", link="https://contoh.go.id/b", is_public=True
    )
    road.add_evidence(record, cast.staff, title="Surat tertutup", link="https://contoh.go.id/c")
    text = client.post("/admin/stages/case/", look).text
    assert "Bukti yang dapat diunduh publik" in text
    assert "Panduan terbuka" in text
    assert "Surat tertutup" not in text


def test_a_unit_opens_evidence_while_it_adds_it(client, cast, at):
    record = at(Stage.DELIVERY, Status.DRAFT)
    client.force_login(cast.staff)
    page = f"/kerja/inovasi/{record.code}/bukti/"
    client.post(page, FORM | {"link": "https://contoh.go.id/1", "is_public": "on"})
    client.post(page, FORM | {"link": "https://contoh.go.id/2"})
    assert [proof.is_public for proof in record.evidence.order_by("link")] == [True, False]
    assert client.get(page).text.count('<span class="tag">boleh dilihat publik</span>') == 1


def test_a_unit_opens_and_closes_what_is_there(client, cast, at):
    record = at(Stage.DELIVERY, Status.DRAFT)
    proof = road.add_evidence(record, cast.staff)
    client.force_login(cast.staff)
    door = f"/kerja/inovasi/{record.code}/bukti/{proof.pk}/publik/"
    for sent, is_public, told in (("1", True, "akan tampil"), ("0", False, "tidak akan tampil")):
        text = client.post(door, {"is_public": sent}, follow=True).text
        proof.refresh_from_db()
        assert (proof.is_public, told in text) == (is_public, True)
    assert client.get(door).status_code == 405


def test_others_and_closed_records_open_nothing(client, cast, at):
    record = at(Stage.DELIVERY, Status.DRAFT)
    proof = road.add_evidence(record, cast.staff)
    door = f"/kerja/inovasi/{record.code}/bukti/{proof.pk}/publik/"
    client.force_login(cast.outsider)
    assert client.post(door, {"is_public": "1"}).status_code == 404
    road.bring_to(record, Stage.DELIVERY, Status.SUBMITTED, cast)
    client.force_login(cast.staff)
    assert "sedang tidak dapat diubah" in client.post(door, {"is_public": "1"}, follow=True).text
    proof.refresh_from_db()
    assert not proof.is_public


def test_exhibits_of_before_have_no_evidence(client, told):
    record, *_rest = told
    exhibit = Exhibit.objects.get(innovation=record)
    del exhibit.content["evidence"]
    exhibit.save()
    assert "Bukti yang dibuka" not in client.get(exhibit.get_absolute_url()).text
