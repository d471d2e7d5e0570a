"""Files shown where they are named: PDFs and pictures, judged by their bytes, to those who may see the case."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from innovations import files
from innovations.models import Evidence, Stage, Status
from tests import road

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def attach(innovation, user, name="laporan.pdf", content=PDF):
    upload = SimpleUploadedFile(name, content)
    proof = Evidence(innovation=innovation, added_by=user, kind="report", title="Laporan", year=2026)
    proof.keep(files.check_document(upload), upload)
    proof.save()
    return proof


def shown(proof):
    return reverse("workspace:evidence_shown", args=[proof.pk])


@pytest.fixture
def delivered(at):
    return at(Stage.DELIVERY, Status.SUBMITTED)


@pytest.mark.parametrize("who", ["staff", "facilitator", "steward"])
def test_a_pdf_is_shown_to_who_may_see_the_record(client, cast, delivered, who):
    proof = attach(delivered, cast.staff)
    client.force_login(getattr(cast, who))
    response = client.get(shown(proof))
    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="laporan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "private" in response["Cache-Control"]


def test_it_may_load_nothing_and_nobody_else_frames_it(client, cast, delivered):
    client.force_login(cast.facilitator)
    response = client.get(shown(attach(delivered, cast.staff)))
    response.close()
    assert sorted(part.strip() for part in response["Content-Security-Policy"].split(";")) == [
        "default-src 'none'",
        "frame-ancestors 'self'",
        "object-src 'self'",
        "style-src 'unsafe-inline'",
    ]


@pytest.mark.parametrize("who", ["outsider", "executive", "juror", None])
def test_outsiders_learn_nothing_of_it(client, cast, at, who):
    """The Bupati's office sees a record from its first recommendation on."""
    proof = attach(at(Stage.DRUM_UP, Status.SUBMITTED), cast.staff)
    if who:
        client.force_login(getattr(cast, who))
        assert client.get(shown(proof)).status_code == 404
    else:
        assert client.get(shown(proof)).url.startswith(reverse("accounts:signin"))


def test_a_file_that_is_not_what_its_row_says_is_not_shown(client, cast, delivered):
    proof = attach(delivered, cast.staff)
    name = proof.file.storage.save("bukti/x.pdf", ContentFile(b"<html><script>alert(1)</script>%PDF-1.4"))
    Evidence.objects.filter(pk=proof.pk).update(file=name)
    client.force_login(cast.facilitator)
    assert client.get(shown(proof)).status_code == 404


def test_neither_are_links_other_documents_and_lost_files(client, cast, delivered):
    link = road.add_evidence(delivered, cast.staff)
    word = attach(delivered, cast.staff)
    Evidence.objects.filter(pk=word.pk).update(content_type="application/msword")
    lost = attach(delivered, cast.staff, content=PDF + b"\n")
    lost.file.storage.delete(lost.file.name)
    client.force_login(cast.facilitator)
    assert [client.get(shown(proof)).status_code for proof in (link, word, lost)] == [404, 404, 404]
    assert client.post(shown(lost)).status_code == 405


def test_a_photographed_paper_is_shown_as_a_picture(client, cast, delivered):
    proof = attach(delivered, cast.staff, "surat.png", road.upload(kind="PNG").read())
    client.force_login(cast.facilitator)
    response = client.get(shown(proof))
    assert b"".join(response).startswith(b"\xff\xd8\xff")
    assert response["Content-Type"] == "image/jpeg"


def test_the_page_of_a_case_offers_each_in_its_way(client, cast, delivered):
    pdf = attach(delivered, cast.staff)
    picture = attach(delivered, cast.staff, "surat.jpg", road.upload().read())
    Evidence.objects.create(
        innovation=delivered,
        added_by=cast.staff,
        kind="report",
        title="Lembar hitung",
        file="bukti/a.xlsx",
        file_name="hitung.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        size=20_480,
        year=2026,
    )
    client.force_login(cast.facilitator)
    response = client.get(reverse("admin:stages_case_change", args=[delivered.pk]))
    html = response.text
    assert f'data-shown="{shown(pdf)}"' in html
    assert f'<img src="{shown(picture)}" alt="Laporan" loading="lazy">' in html
    assert "XLSX, 20,0\xa0KB" in html
    assert html.count("data-shown=") == 1
    assert (
        'href="https://contoh.go.id/sk" target="_blank" rel="noopener noreferrer">Buka di contoh.go.id'
        in html
    )
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "frame-src" not in client.get("/admin/stages/case/")["Content-Security-Policy"]
