"""*Unduh berkas lengkap*: all that is kept of a case in one ZIP, whose manifest can be checked by anybody."""

import io
import json
import subprocess
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from innovations.models import Evidence, Stage, Status
from stages import documents
from stages.documents import Kind, of_case
from stages.jobs import dossier, run
from stages.models import Case, Job, Review, Rubric, Score, Verdict
from tests import road
from tests.test_field_history import rewrite
from tests.test_papers import EVIL


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


@pytest.fixture
def case(cast, lab, festival):
    """A published record with a returned round, a file as evidence, and two papers."""
    innovation = road.register(cast.staff, lab)
    road.fill(innovation, cast.staff)
    road.move(innovation, "submit", cast.staff)
    road.move(innovation, "return", cast.facilitator, note="Perjelas tugasnya.")
    rewrite(innovation, cast.colleague, duty=road.text(30) + " dan aman")
    innovation.refresh_from_db()
    road.bring_to(innovation, Stage.DELIVERY, Status.DRAFT, cast)
    letter = Evidence(
        innovation=innovation, added_by=cast.staff, kind="letter", title="../Surat / tugas", year=2026
    )
    letter.file.save("surat.pdf", ContentFile(b"%PDF-1.4 surat"), save=False)
    letter.file_name, letter.sha256 = "surat.pdf", "a" * 64
    letter.save()
    road.bring_to(innovation, Stage.DISPLAY, Status.PUBLISHED, cast)
    for kind in (Kind.CERTIFICATE, Kind.DECISION):
        documents.issue(kind, of_case(kind, innovation), cast.steward)
    return Case.objects.get(pk=innovation.pk)


def made(steward, *cases) -> zipfile.ZipFile:
    """The ZIP, asked for on the queue, made by the worker, downloaded from the page of the job."""
    actor = User.objects.get(username="pengelola")
    job = run.begin("dossier", actor, [(one, one.version) for one in cases])
    call_command("work", once=True)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.results
    response = steward.get(reverse("admin:stages_job_file", args=[job.pk]))
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def text_of(content: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def names(package) -> list[str]:
    return [name.split("/", 1)[1] for name in package.namelist()]


class TestContent:
    def test_has_everything_in_a_fixed_order(self, steward, case):
        found = names(made(steward, case))
        sheets = [name for name in found if name.startswith("lembar/")]
        assert [name.rsplit("-", 3)[0] for name in sheets] == [
            "lembar/01-drum-up",
            "lembar/02-drum-up",
            "lembar/03-diagnose",
            "lembar/04-design",
            "lembar/05-delivery",
            "lembar/06-display",
        ]
        year = case.documents.first().year
        assert found[len(sheets) :] == [
            "perjalanan.pdf",
            "riwayat-isian.pdf",
            "telaah.pdf",
            "keputusan.pdf",
            f"dokumen/BA-{year}-0001.pdf",
            f"dokumen/PI-{year}-0001.pdf",
            "bukti/01-surat-tugas.pdf",
            "foto/01-bus-di-salak.webp",
            "manifest.json",
            "MANIFEST.txt",
        ]
        assert names(made(steward, case)) == found

    def test_the_manifest_holds_for_anybody_who_unpacks_it(self, steward, case, tmp_path):
        made(steward, case).extractall(tmp_path)
        folder = tmp_path / case.code
        check = ["sha256sum", "-c", "--strict", "MANIFEST.txt"]
        told = subprocess.run(check, cwd=folder, capture_output=True, text=True, check=True).stdout
        listed = json.loads((folder / "manifest.json").read_text())
        everything = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
        assert {line.removesuffix(": OK") for line in told.splitlines()} == everything - {
            "manifest.json",
            "MANIFEST.txt",
        }
        assert {one["name"]: one["size"] for one in listed["files"]} == {
            name: (folder / name).stat().st_size for name in everything - {"manifest.json", "MANIFEST.txt"}
        }
        assert (listed["code"], listed["title"], listed["missing"]) == (case.code, case.title, [])
        (folder / "perjalanan.pdf").write_bytes(b"diubah")
        assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1

    def test_every_pdf_opens_and_gives_title_and_what_it_is_about(self, steward, case):
        package = made(steward, case)
        said = {
            "lembar/01": ["Lembar kerja Drum-up", "Rosmaida Manik, Staf SKPD", "Nurmala Berutu"],
            "lembar/02": ["dan aman"],
            "perjalanan": ["Minta perbaikan (Drum-up)", "Perjelas tugasnya.", "Telaah Drum-up selesai"],
            "riwayat-isian": ["Tomi Solin", "dan aman"],
            "telaah": ["Sari Fasilitator"],
            "keputusan": ["Setujui (Design)", "Ajudan Bupati, Kantor Bupati", "Umumkan (Display)"],
            "dokumen/PI": ["PIAGAM"],
            "dokumen/BA": ["BERITA ACARA"],
        }
        read = 0
        for name in names(package):
            if not name.endswith(".pdf") or name.startswith("bukti"):
                continue
            text = text_of(package.read(f"{case.code}/{name}"))
            assert case.title in text, name
            for start, words in said.items():
                if name.startswith(start):
                    assert [one for one in words if one not in text] == [], name
                    read += 1
        assert read == len(said)

    def test_files_are_as_stored(self, steward, case):
        package = made(steward, case)
        assert package.read(f"{case.code}/bukti/01-surat-tugas.pdf") == b"%PDF-1.4 surat"
        assert package.read(f"{case.code}/foto/01-bus-di-salak.webp")[8:12] == b"WEBP"

    def test_links_stand_in_a_list(self, steward, case, cast):
        road.add_evidence(case, cast.staff, link="https://contoh.go.id/berita")
        text = made(steward, case).read(f"{case.code}/bukti/tautan.txt").decode()
        assert text == "02 SK tim: https://contoh.go.id/berita\n"

    def test_a_file_that_storage_lost_is_told_and_stops_nothing(self, steward, case):
        case.evidence.get().discard()
        listed = json.loads(made(steward, case).read(f"{case.code}/manifest.json"))
        assert listed["missing"] == ["bukti/01-surat-tugas.pdf"]
        (result,) = Job.objects.get().results
        assert "Tidak ada lagi di penyimpanan: bukti/01-surat-tugas.pdf." in result["sentence"]

    def test_reviews_come_with_their_scores_and_unfinished_ones_do_not(self, steward, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        submission = innovation.records.get(move="submit")
        rubric = Rubric.objects.filter(stage=Stage.DRUM_UP, is_current=True).first() or Rubric.objects.create(
            stage=Stage.DRUM_UP, edition=1, is_current=True
        )
        criterion = rubric.criteria.first() or rubric.criteria.create(
            key="kebaruan",
            label="Kebaruan",
            question="Apa yang baru?",
            weight=100,
            anchors=["a"] * 5,
            position=1,
        )
        review = Review.objects.create(
            submission=submission,
            reviewer=cast.facilitator,
            internal_note="Rahasia meja",
            verdict=Verdict.READY,
            remarks={"team": "Timnya kuat"},
        )
        Score.objects.create(review=review, criterion=criterion, value=4)
        review.finish()
        Review.objects.create(submission=submission, reviewer=cast.facilitator2, reply="Belum selesai")
        text = text_of(made(steward, innovation).read(f"{innovation.code}/telaah.pdf"))
        for said in ("Rahasia meja", "Siap diteruskan", "Timnya kuat", criterion.label, "4"):
            assert said in text
        assert "Belum selesai" not in text

    def test_words_of_people_are_never_markup(self, steward, cast, lab):
        innovation = road.register(cast.staff, lab, EVIL)
        rewrite(innovation, cast.staff, one_line=EVIL)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff, note=EVIL)
        package = made(steward, innovation)
        assert "#let x = 1 *tebal*" in text_of(package.read(f"{innovation.code}/perjalanan.pdf"))


class TestAsking:
    def test_many_have_a_folder_each(self, steward, at, cast):
        cases = [at(Stage.DRUM_UP, Status.SUBMITTED, title=f"Inovasi {number}") for number in range(3)]
        package = made(steward, *cases)
        folders = list(dict.fromkeys(name.split("/")[0] for name in package.namelist()))
        assert folders == [case.code for case in cases]
        assert all(f"{case.code}/MANIFEST.txt" in package.namelist() for case in cases)

    def test_is_asked_for_on_the_page_of_a_case(self, steward, case):
        page = steward.get(reverse("admin:stages_case_change", args=[case.pk])).text
        address = reverse("admin:stages_case_dossier", args=[case.pk])
        assert f'action="{address}"' in page
        steward.get(address)
        assert not Job.objects.exists()
        response = steward.post(address)
        job = Job.objects.get()
        assert response.url == reverse("admin:stages_job_change", args=[job.pk])
        assert "Menunggu giliran." in steward.get(response.url).text
        call_command("work", once=True)
        assert f"berkas-{case.code}-" in steward.get(response.url).text

    @pytest.mark.parametrize("person", ["facilitator", "executive", "staff"])
    def test_only_the_steward_gets_it(self, client, cast, at, person):
        innovation = at(Stage.DESIGN, Status.ENDORSED)
        job = run.begin("dossier", cast.steward, [(innovation, innovation.version)])
        call_command("work", once=True)
        client.force_login(getattr(cast, person))
        assert client.post(reverse("admin:stages_case_dossier", args=[innovation.pk])).status_code in {
            302,
            403,
            404,
        }
        assert client.get(reverse("admin:stages_job_file", args=[job.pk])).status_code in {302, 403, 404}
        assert Job.objects.count() == 1

    def test_who_is_no_steward_any_more_gets_nothing_made(self, cast, at):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        job = run.begin("dossier", cast.facilitator, [(innovation, innovation.version)])
        call_command("work", once=True)
        job.refresh_from_db()
        assert (job.state, bool(job.file)) == (Job.State.FAILED, False)

    def test_a_worker_that_died_begins_anew_and_leaves_one_whole_file(self, steward, cast, at, monkeypatch):
        cases = [at(Stage.DRUM_UP, Status.SUBMITTED, title=f"Inovasi {number}") for number in range(2)]
        job = run.begin("dossier", cast.steward, [(one, one.version) for one in cases])
        whole = dossier._fill

        def dies_at_the_second(shelf, case, reader):
            if case.title == "Inovasi 1":
                raise SystemExit
            return whole(shelf, case, reader)

        monkeypatch.setattr(dossier, "_fill", dies_at_the_second)
        with pytest.raises(SystemExit):
            run.work.call(str(job.key))
        job.refresh_from_db()
        assert (job.done, bool(job.file)) == (1, False)
        monkeypatch.undo()
        run.work.call(str(job.key))
        job.refresh_from_db()
        assert [row["is_done"] for row in job.results] == [True, True]
        with job.file.open("rb") as stored, zipfile.ZipFile(stored) as package:
            assert package.testzip() is None
