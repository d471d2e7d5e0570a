"""Photos and evidence of a unit: added with a sentence for whatever is refused, removed, and handed out."""

import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, connections, transaction
from django.test import Client
from django.urls import reverse

from innovations import files
from innovations.models import Evidence, Photo, Stage, Status
from stages.attachment_forms import EvidenceForm, PhotoForm
from tests import road
from tests.pages import typed

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


def document(name="SK Tim 2026.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def stored() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def add_photo(client, innovation, upload, **changes):
    fields = {"caption": "Bus di Salak", "consent": Photo.Consent.NO_PEOPLE, "file": upload}
    return client.post(page("photos", innovation.code), fields | changes)


def add_evidence(client, innovation, **changes):
    fields = {"kind": "decree", "title": "SK tim", "year": "2026"}
    return client.post(page("evidence", innovation.code), fields | changes)


class TestPhotos:
    def test_limits_are_said_before_choosing(self, staff, innovation):
        text = staff.get(page("photos", innovation.code)).content.decode()
        assert str(files.photo_limits()) in text
        assert "Paling banyak 12 foto" in text

    def test_one_after_another(self, staff, innovation, cast):
        for colour in ((1, 2, 3), (200, 1, 1)):
            response = add_photo(staff, innovation, road.upload(colour=colour))
            assert response.url == page("photos", innovation.code)
        first = innovation.photos.first()
        assert (first.caption, first.consent, first.added_by) == ("Bus di Salak", "no_people", cast.staff)
        assert innovation.photos.count() == 2
        assert first.get_absolute_url() in staff.get(page("photos", innovation.code)).content.decode()

    @pytest.mark.parametrize("width", files.WIDTHS)
    def test_are_shown_as_webp_to_those_who_may_see_the_record(self, staff, innovation, cast, width):
        photo = road.add_photo(innovation, cast.staff)
        response = staff.get(page("photo", photo.key, width))
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"].startswith("private")
        assert response.getvalue()[8:12] == b"WEBP"

    def test_another_width_or_a_lost_file_is_not_found(self, staff, innovation, cast):
        photo = road.add_photo(innovation, cast.staff)
        assert staff.get(page("photo", photo.key, 481)).status_code == 404
        photo.discard()
        assert staff.get(page("photo", photo.key, 480)).status_code == 404

    @pytest.mark.parametrize(
        ("upload", "sentence"),
        [
            (SimpleUploadedFile("foto.jpg", SVG), "Gambar SVG dapat memuat program"),
            (SimpleUploadedFile("foto.jpg", b""), "Berkas ini kosong."),
            (SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0 rusak"), "Gambar ini rusak"),
            (SimpleUploadedFile("foto.jpg", PDF), "Ini berkas PDF; unggah di bagian Bukti."),
            (road.upload(size=(40, 40)), "Gambar ini hanya 40 x 40 piksel"),
            ("", "Pilih berkasnya dulu."),
        ],
    )
    def test_an_evil_or_broken_file_gets_a_sentence_and_changes_nothing(
        self, staff, innovation, upload, sentence
    ):
        response = add_photo(staff, innovation, upload, caption="Keterangan saya")
        text = response.content.decode()
        assert sentence in text
        again = typed(response, having="caption")
        assert (again["caption"], again["consent"]) == ("Keterangan saya", "no_people")
        assert (innovation.photos.count(), stored()) == (0, set())

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"caption": " "}, "Tulis apa yang terlihat di foto ini."),
            ({"caption": "x" * 201}, "Ringkas menjadi paling banyak 200 karakter"),
            ({"caption": "a\0b"}, "Hapus karakter yang tidak terlihat"),
            ({"consent": ""}, "tanpa persetujuan, pakai foto lain"),
            ({"consent": "entah"}, "tanpa persetujuan, pakai foto lain"),
        ],
    )
    def test_without_caption_or_consent_none_is_kept(self, staff, innovation, changes, sentence):
        response = add_photo(staff, innovation, road.upload(), **changes)
        assert sentence in response.content.decode()
        assert (innovation.photos.count(), stored()) == (0, set())

    def test_the_same_photo_twice_gets_a_sentence(self, staff, innovation):
        add_photo(staff, innovation, road.upload())
        before = stored()
        response = add_photo(staff, innovation, road.upload("lain.jpg"))
        assert "Foto yang sama sudah ada; pilih foto lain." in response.content.decode()
        assert (innovation.photos.count(), stored()) == (1, before)

    def test_one_too_many_gets_a_sentence(self, staff, innovation, cast):
        Photo.objects.bulk_create(
            Photo(innovation=innovation, added_by=cast.staff, width=1, height=1, sha256=str(number))
            for number in range(PhotoForm.most)
        )
        response = add_photo(staff, innovation, road.upload(colour=(9, 9, 9)))
        assert "Sudah ada 12 foto, itu paling banyak." in response.content.decode()

    def test_files_of_a_photo_that_could_not_be_stored_are_removed(self, staff, innovation, cast):
        form = PhotoForm({"caption": "Bus", "consent": "no_people"}, {"file": road.upload()})
        assert form.is_valid()
        form.instance.caption = "x" * 300  # the database refuses it after the files were written
        with pytest.raises(DataError), transaction.atomic():
            form.store(innovation, cast.staff)
        assert stored() == set()

    def test_removal_asks_first_then_removes_row_and_files(
        self, staff, innovation, cast, django_capture_on_commit_callbacks
    ):
        photo = road.add_photo(innovation, cast.staff)
        address = page("remove_photo", innovation.code, photo.key)
        assert "Ya, hapus" in staff.get(address).content.decode()
        assert innovation.photos.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert staff.post(address).url == page("photos", innovation.code)
            assert stored()  # until the row is gone for certain
        assert (innovation.photos.count(), stored()) == (0, set())

    def test_a_second_click_on_removal_lands_on_the_list(self, staff, innovation, cast):
        address = page("remove_photo", innovation.code, road.add_photo(innovation, cast.staff).key)
        assert [staff.post(address).status_code for _ in range(2)] == [302, 302]
        assert staff.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_photo_sent_twice_at_once_is_kept_once(innovation, cast):
    answers, start = [], threading.Barrier(2)

    def send():
        client = Client()
        client.force_login(cast.staff)
        start.wait()
        answers.append(add_photo(client, innovation, road.upload()).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert len(stored()) == len(files.WIDTHS) * innovation.photos.count() == len(files.WIDTHS)


class TestEvidence:
    def test_limits_are_said_before_choosing(self, staff, innovation):
        text = staff.get(page("evidence", innovation.code)).content.decode()
        assert str(files.document_limits()) in text

    def test_a_file_is_kept_and_handed_out_as_an_attachment(self, staff, innovation, cast):
        response = add_evidence(staff, innovation, upload=document(), number="12/SK/2026", date="2026-03-04")
        assert response.url == page("evidence", innovation.code)
        proof = innovation.evidence.get()
        assert (proof.file_name, proof.content_type, proof.size, proof.added_by) == (
            "SK Tim 2026.pdf",
            "application/pdf",
            len(PDF),
            cast.staff,
        )
        response = staff.get(page("evidence_file", proof.pk))
        assert response.getvalue() == PDF
        assert response["Content-Disposition"] == 'attachment; filename="SK Tim 2026.pdf"'
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"

    def test_a_name_cannot_break_out_of_its_header(self, staff, innovation):
        add_evidence(staff, innovation, upload=document('a"; filename="x.exe\r\nSet-Cookie: a=b.pdf'))
        header = staff.get(page("evidence_file", innovation.evidence.get().pk))
        header.getvalue()
        assert "\n" not in header["Content-Disposition"]
        assert header["Content-Disposition"].startswith("attachment; filename")

    def test_a_link_is_kept(self, staff, innovation):
        add_evidence(staff, innovation, link="contoh.go.id/sk")
        proof = innovation.evidence.get()
        assert proof.link == "https://contoh.go.id/sk"
        assert staff.get(page("evidence_file", proof.pk)).status_code == 404
        assert (
            'href="https://contoh.go.id/sk"' in staff.get(page("evidence", innovation.code)).content.decode()
        )

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({}, "Unggah satu berkas atau tulis satu tautan"),
            ({"upload": PDF, "link": "https://contoh.go.id"}, "Unggah satu berkas atau tulis satu tautan"),
            ({"upload": SVG}, "Gambar SVG dapat memuat program"),
            ({"upload": PDF[:30]}, "Berkas PDF ini terpotong atau rusak."),
            ({"upload": b""}, "Berkas ini kosong."),
            ({"upload": b"MZ program"}, "Berkas ini adalah program"),
            ({"link": "javascript:alert(1)"}, "Tulis alamat lengkap yang diawali https://"),
            ({"link": "https://contoh.go.id", "title": ""}, "Tulis nama buktinya"),
            ({"link": "https://contoh.go.id", "title": "a\0b"}, "Hapus karakter yang tidak terlihat"),
            ({"link": "https://contoh.go.id", "year": "1800"}, "Isi angka 1990 atau lebih."),
            ({"link": "https://contoh.go.id", "year": "tahun ini"}, "Tulis bilangan bulat"),
            ({"link": "https://contoh.go.id", "date": "31-02-2026"}, "Tulis tanggal yang ada di kalender"),
            ({"link": "https://contoh.go.id", "kind": "entah"}, "Pilih salah satu dari daftar."),
        ],
    )
    def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(self, staff, innovation, changes, sentence):
        if "upload" in changes:
            changes = changes | {"upload": document(content=changes["upload"])}
        response = add_evidence(staff, innovation, subject="Penetapan tim", **changes)
        assert sentence in response.content.decode()
        assert typed(response, having="title")["subject"] == "Penetapan tim"
        assert (innovation.evidence.count(), stored()) == (0, set())

    def test_the_same_file_or_link_twice_gets_a_sentence(self, staff, innovation):
        add_evidence(staff, innovation, upload=document())
        add_evidence(staff, innovation, link="https://contoh.go.id")
        before = stored()
        again = add_evidence(staff, innovation, upload=document("lain.pdf"))
        assert "Berkas yang sama sudah ada di daftar bukti." in again.content.decode()
        again = add_evidence(staff, innovation, link="https://contoh.go.id")
        assert "Tautan yang sama sudah ada di daftar bukti." in again.content.decode()
        assert (innovation.evidence.count(), stored()) == (2, before)

    def test_one_too_many_gets_a_sentence(self, staff, innovation, cast):
        for number in range(EvidenceForm.most):
            road.add_evidence(innovation, cast.staff, link=f"https://contoh.go.id/{number}")
        response = add_evidence(staff, innovation, link="https://contoh.go.id/lagi")
        assert "Sudah ada 40 bukti, itu paling banyak." in response.content.decode()

    def test_removal_removes_row_and_file(self, staff, innovation, django_capture_on_commit_callbacks):
        add_evidence(staff, innovation, upload=document())
        with django_capture_on_commit_callbacks(execute=True):
            staff.post(page("remove_evidence", innovation.code, innovation.evidence.get().pk))
        assert (innovation.evidence.count(), stored()) == (0, set())

    def test_a_proof_of_another_record_is_not_removed_here(self, staff, innovation, cast, lab):
        other = road.add_evidence(road.register(cast.outsider, lab), cast.outsider)
        staff.post(page("remove_evidence", innovation.code, other.pk))
        assert Evidence.objects.filter(pk=other.pk).exists()


class TestWhenOpen:
    """`workflow.may_attach`, through the pages."""

    @pytest.mark.parametrize("stage", list(Stage))
    def test_any_draft_takes_both(self, staff, at, stage):
        innovation = at(stage, Status.DRAFT)
        photos, evidence = innovation.photos.count(), innovation.evidence.count()
        add_photo(staff, innovation, road.upload(colour=(5, 5, 5)))
        add_evidence(staff, innovation, upload=document())
        assert (innovation.photos.count(), innovation.evidence.count()) == (photos + 1, evidence + 1)

    @pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ENDORSED, Status.APPROVED, Status.PUBLISHED])
    def test_what_others_read_stays_as_it_is(self, staff, at, status):
        innovation = at(Stage.DISPLAY, status)
        before = innovation.photos.get()
        files_before = stored()
        assert (
            "sedang tidak dapat diubah"
            in add_photo(staff, innovation, road.upload(colour=(5, 5, 5))).content.decode()
        )
        assert (
            "sedang tidak dapat diubah" in add_evidence(staff, innovation, upload=document()).content.decode()
        )
        refused = staff.post(page("remove_photo", innovation.code, before.key))
        assert "sedang tidak dapat diubah" in refused.content.decode()
        assert "Unggah foto" not in staff.get(page("photos", innovation.code)).content.decode()
        assert innovation.photos.get() == before
        assert stored() == files_before

    def test_a_returned_record_takes_photos_only_when_they_were_asked_for(self, staff, at, cast):
        innovation = at(Stage.DISPLAY, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["story"])
        response = add_photo(staff, innovation, road.upload(colour=(5, 5, 5)))
        assert "Bagian ini tidak termasuk yang diminta diperbaiki." in response.content.decode()
        assert innovation.photos.count() == 1
        road.move(innovation, "submit", cast.staff)
        road.move(innovation, "return", cast.facilitator, parts=["photos"])
        add_photo(staff, innovation, road.upload(colour=(5, 5, 5)))
        assert innovation.photos.count() == 2

    def test_a_stage_that_judges_no_evidence_takes_it_whenever_the_unit_works(self, staff, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["commitment"])
        add_evidence(staff, innovation, upload=document(), kind="commitment")
        assert innovation.evidence.get().kind == "commitment"
