"""Files in pieces: begun, interrupted, continued, judged once; a scan of several pages; words changed later."""

import hashlib
import io
import json
import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image, PdfParser

from innovations import files
from innovations.models import Photo, Stage, Status, Upload, UploadPiece
from innovations.models.upload import PIECE_MOST_BYTES, UNFINISHED_KEPT
from stages import uploads
from stages.attachment_forms import PhotoForm
from tests import road

JSON = {"Accept": "application/json"}
WORDS = {"caption": "Bus di Salak", "consent": "no_people"}
LETTER = {"kind": "letter", "title": "Surat dukungan camat", "year": "2026"}


def noise(seed=1, size=(640, 480)) -> bytes:
    """A photo of many bytes, for more than one piece."""
    picture = Image.effect_noise(size, 40 + seed).convert("RGB")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92)
    return target.getvalue()


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


def stored() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def begin(client, innovation, content, **changes):
    asked = {
        "key": str(uuid.uuid4()),
        "kind": "photo",
        "name": "bus.jpg",
        "size": len(content),
        "said": WORDS,
    } | changes
    response = client.post(
        page("begin_upload", innovation.code), json.dumps(asked), "application/json", headers=JSON
    )
    return asked["key"], response


def piece(client, key, content, offset, length=100_000):
    return client.post(
        page("send_piece", key) + f"?offset={offset}",
        content[offset : offset + length],
        "application/octet-stream",
        headers=JSON,
    )


def send(client, innovation, content, **changes):
    """The whole of it, as the browser does; the last answer."""
    key, response = begin(client, innovation, content, **changes)
    while response.status_code == 200 and "offset" in response.json():
        response = piece(client, key, content, response.json()["offset"])
    return response


class TestPieces:
    def test_a_photo_arrives_piece_by_piece_and_leaves_none_behind(self, staff, innovation, cast):
        content = noise()
        assert len(content) > 100_000
        key, response = begin(staff, innovation, content)
        assert response.json() == {"offset": 0, "piece": 131_072}
        assert piece(staff, key, content, 0).json()["offset"] == 100_000
        answer = piece(staff, key, content, 100_000, len(content)).json()
        photo = innovation.photos.get()
        assert answer == {"done": True, "key": str(photo.key)}
        assert (photo.caption, photo.consent, photo.added_by) == ("Bus di Salak", "no_people", cast.staff)
        assert photo.sha256 == hashlib.sha256(content).hexdigest()
        assert photo.source_sha256 == ""
        assert not UploadPiece.objects.exists()

    def test_an_interrupted_one_goes_on_from_where_the_line_broke(self, staff, innovation):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        piece(staff, key, content, 0)
        _key, again = begin(staff, innovation, content, key=key)  # the browser was opened again
        assert again.json()["offset"] == 100_000
        assert piece(staff, key, content, 100_000, len(content)).json()["done"]
        assert innovation.photos.count() == 1

    def test_a_piece_sent_twice_or_from_elsewhere_is_answered_with_the_offset(self, staff, innovation):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        for offset in (0, 0, 50_000, 150_000):
            assert piece(staff, key, content, offset).json()["offset"] == 100_000
        assert UploadPiece.objects.count() == 1

    def test_whoever_lost_the_last_answer_gets_the_same_one(self, staff, innovation):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        piece(staff, key, content, 0)
        first = piece(staff, key, content, 100_000, len(content)).json()
        assert piece(staff, key, content, 100_000, len(content)).json() == first
        assert begin(staff, innovation, content, key=key)[1].json() == first
        assert innovation.photos.count() == 1

    def test_a_server_that_died_before_judging_judges_when_asked_again(self, staff, innovation, cast):
        content = noise()
        upload = Upload.objects.create(
            key=uuid.uuid4(),
            innovation=innovation,
            user=cast.staff,
            kind="photo",
            name="b",
            size=len(content),
        )
        Upload.objects.update(said=WORDS)
        upload.take(content)
        assert begin(staff, innovation, content, key=str(upload.key))[1].json()["done"]
        assert innovation.photos.count() == 1

    @pytest.mark.parametrize("offset", ["", "-1", "satu", "1e3", "9" * 12])
    def test_an_offset_that_is_none_is_refused(self, staff, innovation, offset):
        key, _begun = begin(staff, innovation, noise())
        assert piece(staff, key, b"", 0).status_code == 400
        response = staff.post(
            page("send_piece", key), b"x", "application/octet-stream", query_params={"offset": offset}
        )
        assert "tidak utuh" in response.json()["error"]

    def test_more_than_was_announced_or_than_fits_is_refused(self, staff, innovation):
        key, _begun = begin(staff, innovation, noise(), size=1000)
        assert piece(staff, key, b"x" * 1001, 0).status_code == 400
        assert piece(staff, key, b"x" * (PIECE_MOST_BYTES + 1), 0, PIECE_MOST_BYTES + 1).status_code == 413
        assert not UploadPiece.objects.exists()


class TestWhoMay:
    def test_a_stranger_is_asked_to_sign_in_without_a_page(self, innovation):
        key, response = begin(Client(), innovation, noise())
        assert (response.status_code, response.json()) == (401, {"sign_in": True})
        assert piece(Client(), key, b"x", 0).status_code == 401

    def test_an_outsider_and_a_colleague_find_nothing(self, staff, innovation, cast):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        outsider, colleague = Client(), Client()
        outsider.force_login(cast.outsider)
        colleague.force_login(cast.colleague)
        assert begin(outsider, innovation, content)[1].status_code == 404
        for stranger in (outsider, colleague):
            assert piece(stranger, key, content, 0).status_code == 404
        _key, taken = begin(colleague, innovation, content, key=key)
        assert "tidak dapat dilanjutkan dari akun ini" in taken.json()["errors"]["file"]
        assert Upload.objects.get().received == 0

    def test_the_queue_of_somebody_else_is_not_sent(self, staff, innovation, cast):
        headers = JSON | {"X-Inovik-User": str(cast.colleague.pk)}
        response = staff.post(page("begin_upload", innovation.code), {}, "application/json", headers=headers)
        assert (response.status_code, response.json()) == (401, {"sign_in": True})
        assert not Upload.objects.exists()

    def test_somebody_who_left_the_unit_finishes_nothing(self, staff, innovation, cast):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        cast.staff.agency = cast.clinic
        cast.staff.save()
        assert piece(staff, key, content, 0, len(content)).status_code == 404
        assert not innovation.photos.exists()


class TestClosed:
    def test_is_told_before_a_byte_is_sent(self, staff, at):
        _key, response = begin(staff, at(Stage.DISPLAY, Status.SUBMITTED), noise())
        assert response.status_code == 409
        assert "sedang tidak dapat diubah" in response.json()["closed"]

    def test_in_between_stores_nothing_and_loses_nothing(self, staff, innovation, cast):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        piece(staff, key, content, 0)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        response = piece(staff, key, content, 100_000, len(content))
        assert response.status_code == 409
        assert "Sedang dibaca fasilitator" in response.json()["closed"]
        assert (innovation.photos.count(), stored()) == (0, set())
        assert begin(staff, innovation, content, key=key)[1].status_code == 409
        road.move(innovation, "recall", cast.staff)
        assert begin(staff, innovation, content, key=key)[1].json()["done"]
        assert innovation.photos.count() == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"said": WORDS | {"caption": " "}}, "caption", "Tulis apa yang terlihat di foto ini."),
            ({"said": WORDS | {"caption": "a\0b"}}, "caption", "Hapus karakter yang tidak terlihat"),
            ({"said": {"caption": "Bus"}}, "consent", "tanpa persetujuan, pakai foto lain"),
            ({"size": files.PHOTO_MAX_BYTES + 1}, "file", "Berkas ini lebih besar dari 15 MB."),
            (
                {"kind": "scan", "said": LETTER, "pages": [2] * 21, "size": 42},
                "file",
                "Paling banyak 20 halaman dalam satu pindaian.",
            ),
        ],
    )
    def test_what_can_be_known_is_told_before_a_byte_is_sent(
        self, staff, innovation, changes, field, sentence
    ):
        _key, response = begin(staff, innovation, noise(), **changes)
        assert list(response.json()["errors"]) == [field]
        assert sentence in response.json()["errors"][field]
        assert not Upload.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"key": "bukan-uuid"},
            {"key": 5},
            {"kind": "video"},
            {"size": 0},
            {"size": "12"},
            {"size": True},
            {"said": ["caption"]},
            {"said": {"caption": 5}},
            {"said": {"caption": "\ud800"}},
            {"source_sha256": "zz"},
            {"kind": "scan", "pages": [1, 2], "size": 4},
            {"kind": "scan", "pages": []},
            {"pages": [1]},
        ],
    )
    def test_what_our_script_never_sends_is_refused(self, staff, innovation, changes):
        _key, response = begin(staff, innovation, b"abc", **changes)
        assert response.status_code == 400
        assert "tidak utuh" in response.json()["error"]

    def test_so_is_what_is_no_json_or_too_long(self, staff, innovation):
        address = page("begin_upload", innovation.code)
        assert staff.post(address, b"{", "application/json").status_code == 400
        assert staff.post(address, b"[1]", "application/json").status_code == 400
        assert staff.post(address, b" " * 70_000, "application/json").status_code == 413
        assert staff.get(address).status_code == 405

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Gambar SVG dapat memuat program"),
            (b"\xff\xd8\xff\xe0 rusak", "Gambar ini rusak"),
        ],
    )
    def test_a_bad_file_is_refused_with_its_sentence_and_again_so(self, staff, innovation, content, sentence):
        key = str(uuid.uuid4())
        for _time in range(2):
            answer = send(staff, innovation, content, key=key).json()
            assert sentence in answer["errors"]["file"]
        assert (innovation.photos.count(), UploadPiece.objects.count(), stored()) == (0, 0, set())

    def test_one_too_many_is_refused_before_and_at_the_end(self, staff, innovation, cast):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        Photo.objects.bulk_create(
            Photo(innovation=innovation, added_by=cast.staff, width=1, height=1, sha256=str(number))
            for number in range(PhotoForm.most)
        )
        _other, response = begin(staff, innovation, content)
        assert "Sudah ada 12 foto" in response.json()["errors"]["file"]
        assert "Sudah ada 12 foto" in piece(staff, key, content, 0, len(content)).json()["errors"]["file"]
        assert stored() == set()

    def test_a_unit_has_only_so_much_on_its_way(self, staff, innovation, cast, lab):
        other = road.register(cast.colleague, lab, "Lain")
        Upload.objects.bulk_create(
            Upload(key=uuid.uuid4(), innovation=other, user=cast.colleague, kind="photo", name="x", size=5)
            for _number in range(uploads.OPEN_MOST)
        )
        _key, response = begin(staff, innovation, noise())
        assert "masih mengirim banyak berkas" in response.json()["errors"]["file"]
        Upload.objects.exclude(pk=Upload.objects.first().pk).delete()
        Upload.objects.update(size=uploads.OPEN_MOST_BYTES)
        _key, response = begin(staff, innovation, noise())
        assert "masih mengirim banyak berkas" in response.json()["errors"]["file"]

    def test_what_nobody_asks_for_again_is_removed_when_another_begins(self, staff, innovation):
        content = noise()
        old, _begun = begin(staff, innovation, content)
        piece(staff, old, content, 0)
        begin(staff, innovation, content)
        assert Upload.objects.count() == 2
        Upload.objects.filter(key=old).update(
            created_at=timezone.now() - UNFINISHED_KEPT - timedelta(hours=1)
        )
        begin(staff, innovation, content)
        assert not Upload.objects.filter(key=old).exists()
        assert not UploadPiece.objects.exists()
        assert Upload.objects.count() == 2


class TestTwins:
    def test_a_photo_that_was_shrunk_is_recognised_by_its_original(self, staff, innovation):
        original, shrunk = noise(), noise(size=(320, 320))
        source = hashlib.sha256(original).hexdigest()
        assert send(staff, innovation, shrunk, source_sha256=source).json()["done"]
        assert innovation.photos.get().source_sha256 == source
        _key, response = begin(staff, innovation, noise(2), source_sha256=source)
        assert response.json() == {"twin": "Foto yang sama sudah ada; pilih foto lain."}
        whole = road.SimpleUploadedFile("bus.jpg", original)  # by the plain form, not shrunk
        response = staff.post(page("photos", innovation.code), WORDS | {"file": whole})
        assert "Foto yang sama sudah ada" in response.text
        assert innovation.photos.count() == 1

    def test_a_photo_that_came_in_meanwhile_is_a_twin_at_the_end(self, staff, innovation):
        content = noise()
        key, _begun = begin(staff, innovation, content)
        staff.post(
            page("photos", innovation.code), WORDS | {"file": road.SimpleUploadedFile("a.jpg", content)}
        )
        before = stored()
        answer = piece(staff, key, content, 0, len(content)).json()
        assert answer == {"twin": "Foto yang sama sudah ada; pilih foto lain."}
        assert (innovation.photos.count(), stored()) == (1, before)

    def test_evidence_too(self, staff, innovation):
        pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
        answer = send(staff, innovation, pdf, kind="evidence", name="../SK Tim.pdf", said=LETTER).json()
        proof = innovation.evidence.get()
        assert answer == {"done": True, "key": str(proof.key)}
        assert (proof.file_name, proof.title, proof.size) == ("SK Tim.pdf", LETTER["title"], len(pdf))
        again = send(staff, innovation, pdf, kind="evidence", said=LETTER).json()
        assert again == {"twin": "Berkas yang sama sudah ada di daftar bukti."}


class TestScan:
    PAGES = (noise(1), noise(2, (480, 640)), noise(3))

    def pdf_of(self, client, innovation):
        proof = innovation.evidence.get()
        assert (proof.file_name, proof.content_type) == ("Surat dukungan camat.pdf", "application/pdf")
        content = client.get(page("evidence_file", proof.pk)).getvalue()
        assert len(content) == proof.size
        return PdfParser.PdfParser(buf=content)

    def test_three_pages_by_the_plain_form_become_one_pdf(self, staff, innovation):
        pages = [road.SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(self.PAGES)]
        response = staff.post(page("scan", innovation.code), LETTER | {"pages": pages})
        assert response.url == page("evidence", innovation.code)
        pdf = self.pdf_of(staff, innovation)
        assert len(pdf.pages) == 3
        boxes = [[round(side) for side in pdf.read_indirect(one)[b"MediaBox"]] for one in pdf.pages]
        assert boxes == [[0, 0, 842, 595], [0, 0, 595, 842], [0, 0, 842, 595]]  # A4 in points

    def test_and_in_pieces(self, staff, innovation):
        pages = {"kind": "scan", "said": LETTER, "pages": [len(one) for one in self.PAGES]}
        assert send(staff, innovation, b"".join(self.PAGES), **pages).json()["done"]
        assert len(self.pdf_of(staff, innovation).pages) == 3
        digests = "".join(hashlib.sha256(one).hexdigest() for one in self.PAGES)
        source = hashlib.sha256(digests.encode()).hexdigest()
        _key, twin = begin(staff, innovation, b"".join(self.PAGES), source_sha256=source, **pages)
        assert twin.json() == {"twin": "Berkas yang sama sudah ada di daftar bukti."}

    @pytest.mark.parametrize(
        ("pages", "sentence"),
        [
            ([], "Pilih berkasnya dulu."),
            ([PAGES[0], b"\xff\xd8\xff\xe0 rusak"], "Halaman 2: Gambar ini rusak"),
            ([b"%PDF-1.4"], "Halaman 1: Ini sudah PDF"),
            ([b"MZ program"], "Halaman 1: Berkas ini adalah program"),
            ([PAGES[0]] * 21, "Paling banyak 20 halaman dalam satu pindaian."),
        ],
    )
    def test_a_bad_page_is_named_and_what_was_typed_stays(self, staff, innovation, pages, sentence):
        pages = [road.SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(pages)]
        response = staff.post(page("scan", innovation.code), LETTER | {"pages": pages})
        assert sentence in response.text
        assert 'value="Surat dukungan camat"' in response.text
        assert (innovation.evidence.count(), stored()) == (0, set())

    def test_too_many_bytes_for_one_pdf_are_to_be_sent_as_two(self, staff, innovation, monkeypatch):
        monkeypatch.setattr("innovations.files.scans.DOCUMENT_MAX_BYTES", files.MEGABYTE // 4)
        pages = [road.SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(self.PAGES)]
        response = staff.post(page("scan", innovation.code), LETTER | {"pages": pages})
        assert "Bagi menjadi dua pindaian." in response.text
        assert innovation.evidence.count() == 0

    def test_a_bad_page_in_pieces_is_named(self, staff, innovation):
        bad = b"\xff\xd8\xff\xe0 rusak"
        content = self.PAGES[0] + bad
        pages = [len(self.PAGES[0]), len(bad)]
        answer = send(staff, innovation, content, kind="scan", said=LETTER, pages=pages).json()
        assert "Halaman 2: Gambar ini rusak" in answer["errors"]["file"]


class TestWords:
    def test_of_a_photo_are_changed_and_nothing_else(self, staff, innovation, cast):
        first = road.add_photo(innovation, cast.staff)
        road.add_photo(innovation, cast.staff, colour=(1, 2, 3))
        before = Photo.objects.values().get(pk=first.pk)
        address = page("edit_photo", innovation.code, first.key)
        assert 'value="Bus di Salak"' in staff.get(address).text
        response = staff.post(address, {"caption": "Bus di Kerajaan", "consent": "given"})
        assert response.url == page("photos", innovation.code)
        after = Photo.objects.values().get(pk=first.pk)
        assert after == before | {"caption": "Bus di Kerajaan", "consent": "given"}
        assert innovation.photos.first() == first

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [({"caption": " "}, "Tulis apa yang terlihat"), ({"consent": "entah"}, "tanpa persetujuan")],
    )
    def test_are_refused_in_a_sentence(self, staff, innovation, cast, changes, sentence):
        photo = road.add_photo(innovation, cast.staff)
        response = staff.post(page("edit_photo", innovation.code, photo.key), WORDS | changes)
        assert sentence in response.text
        photo.refresh_from_db()
        assert photo.caption == "Bus di Salak"

    def test_stay_while_others_read(self, staff, at, cast):
        innovation = at(Stage.DISPLAY, Status.SUBMITTED)
        photo = innovation.photos.get()
        address = page("edit_photo", innovation.code, photo.key)
        assert "Foto sedang tidak dapat diubah." in staff.get(address).text
        response = staff.post(address, WORDS | {"caption": "Lain"})
        assert "sedang tidak dapat diubah" in response.text
        photo.refresh_from_db()
        assert photo.caption == "Bus di Salak"

    def test_that_changed_since_the_submission_are_not_shown_to_who_judges(self, client, at, cast):
        innovation = at(Stage.DISPLAY, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["photos"])
        client.force_login(cast.staff)
        client.post(
            page("edit_photo", innovation.code, innovation.photos.get().key), WORDS | {"caption": "Kata baru"}
        )
        client.force_login(cast.facilitator)
        case = client.get(reverse("admin:stages_case_change", args=[innovation.pk])).text
        assert "Bus di Salak" in case
        assert "Kata baru" not in case

    def test_of_another_record_are_not_found(self, staff, innovation, cast, lab):
        other = road.add_photo(road.register(cast.outsider, lab), cast.outsider)
        assert staff.get(page("edit_photo", innovation.code, other.key)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_last_piece_sent_twice_at_once_stores_one_photo_and_answers_both_alike(innovation, cast):
    content, start, answers = noise(), threading.Barrier(2), []
    upload = Upload.objects.create(
        key=uuid.uuid4(),
        innovation=innovation,
        user=cast.staff,
        kind="photo",
        name="bus",
        size=len(content),
        said=WORDS,
    )

    def finish():
        client = Client()
        client.force_login(cast.staff)
        start.wait(timeout=10)
        answers.append(piece(client, upload.key, content, 0, len(content)).json())
        connections.close_all()

    threads = [threading.Thread(target=finish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"done": True, "key": str(innovation.photos.get().key)}] * 2
    assert len(stored()) == len(files.WIDTHS)


def queries(client, ask):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = ask(client)
    assert response.status_code == 200
    return len(captured)


def test_pages_cost_the_same_with_one_photo_as_with_three(staff, innovation, cast):
    counts = []
    for colours in ([(1, 1, 1)], [(2, 2, 2), (3, 3, 3)]):
        for colour in colours:
            road.add_photo(innovation, cast.staff, colour=colour)
            road.add_evidence(innovation, cast.staff, link=f"https://contoh.go.id/{colour[0]}")
        addresses = [page(name, innovation.code) for name in ("photos", "evidence", "scan")]
        addresses.append(page("edit_photo", innovation.code, innovation.photos.first().key))
        counts.append([queries(staff, lambda client, a=address: client.get(a)) for address in addresses])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_a_piece_costs_few_queries(staff, innovation):
    content = noise()
    key, _begun = begin(staff, innovation, content)
    assert queries(staff, lambda client: piece(client, key, content, 0)) <= 8
