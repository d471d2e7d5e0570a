"""The sheet on paper and in Word: written, filled, saved again by other programs, read back, looked at, stored."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from innovations.models import ActionStep, Innovation, Measure, Stage, Status, TeamMember
from stages.models import Event
from stages.papers import numbering, typeset, written
from stages.papers.answers import read_answers
from stages.papers.document import Paragraph, read_words
from tests import road
from tests.pages import typed

EVIL = '#let x = 1 *tebal* <kode> "kutip" $rumus$ \\ @rujuk `a` = Judul'


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def downloaded(client, innovation):
    return Document(io.BytesIO(client.get(page("form_docx", innovation.code)).content))


def as_file(document, name="formulir.docx") -> SimpleUploadedFile:
    target = io.BytesIO()
    document.save(target)
    return SimpleUploadedFile(name, target.getvalue())


def heading(document, number):
    return next(
        paragraph
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading") and re.split(r"[ .](?=\D)", paragraph.text)[0] == number
    )


def answer(document, number, *lines):
    """Write under the question's heading, where the form has its empty paragraph."""
    element = heading(document, number)._p.getnext()
    paragraphs = {paragraph._p: paragraph for paragraph in document.paragraphs}
    while paragraphs[element].style.name != "Jawaban":
        element = element.getnext()
    first = paragraphs[element]
    first.text = lines[0]
    for line in reversed(lines[1:]):
        new = OxmlElement("w:p")
        first._p.addnext(new)
        document.paragraphs  # noqa: B018  (python-docx finds it by its element)
        next(one for one in document.paragraphs if one._p is new).text = line


def upload(client, innovation, document):
    return client.post(page("read_word", innovation.code), {"document": as_file(document)})


def states(response) -> dict[str, str]:
    return {line.key: line.state for line in response.context["proposal"].lines}


def save(client, innovation, response, *keys):
    """Send the page as it stands, with ticks at `keys` (none given: as the page has them)."""
    proposal = response.context["proposal"]
    ticked = keys or [line.key for line in proposal.eager if line.can_be_taken and not line.sentences]
    return client.post(
        page("read_word", innovation.code),
        {"read": typed(response, having="read")["read"], "take": list(ticked)},
    )


class TestNumbering:
    def test_is_one_for_word_and_pdf(self, staff, at):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        paper = numbering.paper_of(innovation)
        numbers = [
            (one.number, one.label)
            for topic in paper.topics
            for one in (*topic.questions, *filter(None, [topic.table]))
        ]
        assert ("1.1", "Cara kerja") in numbers
        assert ("4.1", "Langkah aksi") in numbers
        heads = [
            one.text for one in downloaded(staff, innovation).paragraphs if one.style.name == "Heading 2"
        ]
        assert heads == [f"{number} {label}" for number, label in numbers]
        printed = typeset.form_data(paper, "https://contoh.go.id/")
        assert [one["number"] for topic in printed["topics"] for one in topic["questions"]] == [
            number for number, label in numbers if label not in {"Langkah aksi", "Ukuran keberhasilan"}
        ]

    @pytest.mark.parametrize("language", ["/kerja/", "/en/kerja/"])
    def test_papers_are_indonesian_whoever_reads(self, staff, at, language):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        address = page("form_docx", innovation.code).replace("/kerja/", language)
        text = "\n".join(one.text for one in Document(io.BytesIO(staff.get(address).content)).paragraphs)
        assert "1.2 Siapa yang terdampak" in text
        assert "Apa yang dialami warga, di mana, sejak kapan." in text
        assert "30" in text.split("1.1 Masalah")[1].split("1.2")[0]  # the least number of words


class TestWord:
    def test_has_its_mark_on_top_in_the_header_and_in_the_properties(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document, mark = downloaded(staff, innovation), f"{innovation.code}/diagnose"
        assert mark in document.tables[0].cell(0, 0).text
        assert mark in document.sections[0].header.paragraphs[0].text
        assert document.core_properties.identifier == mark
        assert any(part.partname.endswith(".png") for part in document.part.package.iter_parts())

    @pytest.mark.parametrize("stage", list(Stage))
    def test_an_untouched_document_of_every_stage_proposes_nothing(self, staff, at, cast, stage):
        innovation = at(stage, Status.DRAFT)
        road.fill(innovation, cast.staff)
        response = upload(staff, innovation, downloaded(staff, innovation))
        assert response.status_code == 200
        assert set(states(response).values()) <= {"same"}, states(response)
        proposal = response.context["proposal"]
        assert (proposal.closed, proposal.answers.strangers, proposal.answers.twice) == ([], [], [])
        assert "Tidak ada yang baru di dokumen ini" in response.text

    def test_the_condensed_sheet_reads_back_too(self, staff, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        road.fill(innovation, cast.staff)
        response = upload(staff, innovation, downloaded(staff, innovation))
        assert set(states(response).values()) == {"same"}

    def test_a_filled_document_is_looked_at_first_and_then_stored(self, staff, at, cast):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Anak berjalan kaki.", "", "- dua jam", "- tanpa jalan aspal")
        answer(document, "1.2", "Anak sekolah di 12 desa")
        answer(document, "1.3", "1.500")
        answer(document, "4.3", "Kamis, 5 Maret 2026")
        answer(document, "5.1", "peningkatan  KUALITAS")
        answer(document, "6.2", "Kesehatan")
        response = upload(staff, innovation, document)
        innovation.refresh_from_db()
        assert (innovation.problem, innovation.events.count()) == ("", 0)  # nothing is stored yet
        assert {key for key, state in states(response).items() if state == "new"} == {
            "problem",
            "sufferers",
            "sufferers_count",
            "idea_on",
            "novelty",
            "affair",
        }
        assert save(staff, innovation, response).url == page("sheet", innovation.code)
        innovation.refresh_from_db()
        assert innovation.problem == "Anak berjalan kaki.\n\n- dua jam\n- tanpa jalan aspal"
        assert (innovation.sufferers, innovation.sufferers_count) == ("Anak sekolah di 12 desa", 1500)
        assert innovation.idea_on == date(2026, 3, 5)
        assert (innovation.novelty, innovation.affair) == ("improvement", "kesehatan")
        event = Event.objects.get()
        assert (event.kind, event.actor) == (Event.Kind.DOCUMENT, cast.staff)
        assert "1.1 Masalah; 1.2 Siapa yang terdampak; 1.3 Berapa banyak" in event.note
        assert set(states(upload(staff, innovation, downloaded(staff, innovation))).values()) == {"same"}

    def test_only_what_is_ticked_is_stored(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.2", "Anak sekolah")
        answer(document, "2.1", "Catatan sekolah")
        save(staff, innovation, upload(staff, innovation, document), "sufferers")
        innovation.refresh_from_db()
        assert (innovation.sufferers, innovation.problem_evidence) == ("Anak sekolah", "")
        assert Event.objects.get().note == "1.2 Siapa yang terdampak"

    def test_without_a_tick_nothing_is_stored(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.2", "Anak sekolah")
        response = save(staff, innovation, upload(staff, innovation, document), "entah")
        assert "Tidak ada yang dicentang" in staff.get(response.url).text
        assert Innovation.objects.get().sufferers == ""
        assert not Event.objects.exists()

    def test_an_answer_emptied_in_the_document_stays_as_stored(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        Innovation.objects.update(problem="Anak berjalan kaki.")
        innovation.refresh_from_db()
        document = downloaded(staff, innovation)
        answer(document, "1.1", "")
        answer(document, "1.2", "Anak sekolah")
        response = upload(staff, innovation, document)
        assert states(response)["problem"] == "empty"
        save(staff, innovation, response)
        innovation.refresh_from_db()
        assert (innovation.problem, innovation.sufferers) == ("Anak berjalan kaki.", "Anak sekolah")

    @pytest.mark.parametrize(
        ("number", "text", "sentence"),
        [
            ("4.3", "31 Februari 2026", "Tulis tanggal yang ada di kalender"),
            ("4.3", "minggu lalu", "Tulis tanggal yang ada di kalender"),
            ("1.3", "banyak sekali", "Tulis bilangan bulat"),
            ("5.1", "Lumayan baru", "Pilih salah satu dari daftar."),
            ("1.2", "x" * 251, "Ringkas menjadi paling banyak 250 karakter"),
        ],
    )
    def test_what_cannot_be_understood_is_told_and_the_rest_is_stored(
        self, staff, at, number, text, sentence
    ):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, number, text)
        answer(document, "2.1", "Catatan sekolah")
        response = upload(staff, innovation, document)
        wrong = [line for line in response.context["proposal"].lines if line.state == "wrong"]
        assert [line.label.split()[0] for line in wrong] == [number]
        assert sentence in wrong[0].sentences[0]
        assert text in response.text
        assert save(staff, innovation, response).status_code == 302
        innovation.refresh_from_db()
        assert innovation.problem_evidence == "Catatan sekolah"

    def test_a_colleagues_newer_text_is_shown_before_it_is_written_over(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Dari dokumen.")
        response = upload(staff, innovation, document)
        Innovation.objects.update(problem="Dari rekan.")
        again = save(staff, innovation, response)
        assert "Rekan Anda mengubah ini sesudah dokumen dibaca" in again.text
        assert "Dari rekan." in again.text
        assert "checked" not in again.text
        assert Innovation.objects.get().problem == "Dari rekan."
        save(staff, innovation, again, "problem")
        assert Innovation.objects.get().problem == "Dari dokumen."

    def test_a_colleagues_text_elsewhere_stays(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Dari dokumen.")
        response = upload(staff, innovation, document)
        Innovation.objects.update(causes="Dari rekan.")
        save(staff, innovation, response)
        innovation.refresh_from_db()
        assert (innovation.problem, innovation.causes) == ("Dari dokumen.", "Dari rekan.")

    def test_needs_few_queries(self, staff, at, cast):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        counts = []
        for rows in (1, 2):
            for _ in range(rows):
                innovation.steps.create(activity=f"Langkah {innovation.steps.count()}")
            document = downloaded(staff, innovation)
            with CaptureQueriesContext(connection) as seen:
                upload(staff, innovation, document)
            counts.append(len(seen))
        assert counts[0] == counts[1]
        assert counts[0] <= 12


class TestRows:
    def test_new_rows_are_added_and_stored_ones_updated(self, staff, at):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        innovation.steps.create(activity="Mendata siswa", output="Daftar")
        innovation.steps.create(activity="Membeli bus")
        document = downloaded(staff, innovation)
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Kegiatan")
        first, third = grid.rows[1].cells, grid.rows[3].cells
        first[3].text, first[4].text, first[7].text = "1 April 2026", "30/04/2026", "sudah"
        third[0].text, third[5].text = "Melatih sopir", "Rp 1.500.000"
        response = upload(staff, innovation, document)
        assert {key: state for key, state in states(response).items() if "steps" in key} == {
            "steps-0": "changed",
            "steps-1": "same",
            "steps-2": "new",
        }
        save(staff, innovation, response)
        rows = list(
            ActionStep.objects.values_list("activity", "output", "starts_on", "ends_on", "budget", "is_done")
        )
        assert rows == [
            ("Mendata siswa", "Daftar", date(2026, 4, 1), date(2026, 4, 30), None, True),
            ("Membeli bus", "", None, None, None, False),
            ("Melatih sopir", "", None, None, 1_500_000, False),
        ]
        assert Event.objects.get().note == "4.1 Langkah aksi 1; 4.1 Langkah aksi 3"

    def test_a_row_without_its_tick_is_not_added(self, staff, innovation):
        document = downloaded(staff, innovation)
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Nama")
        for row, name in zip(grid.rows[1:5], ["Ani", "Beni", "Cia", "Doni"], strict=True):
            row.cells[0].text, row.cells[1].text = name, "Anggota"
        response = upload(staff, innovation, document)
        save(staff, innovation, response, "team-0", "team-3")
        assert list(TeamMember.objects.values_list("name", flat=True)) == ["Ani", "Doni"]

    def test_a_row_that_the_document_lacks_stays(self, staff, at):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        document = downloaded(staff, innovation)
        innovation.measures.create(indicator="Siswa", unit="orang")
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Ukuran")
        grid.rows[1].cells[0].text, grid.rows[1].cells[1].text = "Desa", "desa"
        response = upload(staff, innovation, document)
        assert states(response)["measures-0"] == "absent"
        save(staff, innovation, response)
        assert set(Measure.objects.values_list("indicator", flat=True)) == {"Siswa", "Desa"}

    def test_an_incomplete_row_is_told(self, staff, at):
        innovation = at(Stage.DESIGN, Status.DRAFT)
        document = downloaded(staff, innovation)
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Ukuran")
        grid.rows[1].cells[0].text, grid.rows[1].cells[2].text = "Desa", "sedikit"
        response = upload(staff, innovation, document)
        line = next(line for line in response.context["proposal"].lines if line.key == "measures-0")
        assert line.state == "wrong"
        assert any("Isi 'Satuan'" in sentence for sentence in line.sentences)
        assert any("Tulis angka saja" in sentence for sentence in line.sentences)

    def test_the_same_row_read_twice_is_stored_once(self, staff, innovation):
        document = downloaded(staff, innovation)
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Nama")
        grid.rows[1].cells[0].text, grid.rows[1].cells[1].text = "Ani", "Anggota"
        response = upload(staff, innovation, document)
        for _ in range(2):
            save(staff, innovation, response)
        assert TeamMember.objects.count() == 1


def structure(document, change):
    """The document with its body's XML changed as another program would save it."""
    change(document)
    return document


def split_runs(document):
    """Word: every answer in many runs, with marks of the spelling checker between them."""
    for paragraph in document.paragraphs:
        if len(paragraph.text) > 4 and len(paragraph.runs) == 1:
            text = paragraph.runs[0].text
            paragraph.runs[0].text = text[:2]
            paragraph._p.append(OxmlElement("w:proofErr"))
            paragraph.add_run(text[2:])


def lose_styles(document):
    """A converter that keeps only direct formatting."""
    for paragraph in document.paragraphs:
        paragraph.style = document.styles["Normal"]


def number_by_list(document):
    """Numbers taken out of the headings, as when they become an automatic list."""
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            paragraph.text = re.sub(r"^[\d.]+ ", "", paragraph.text)


def renumber(document):
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Heading 2":
            paragraph.text = re.sub(r"^(\d+)\.", lambda found: f"{int(found[1]) + 1}.", paragraph.text)


def shout(document):
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            paragraph.text = "  " + paragraph.text.upper().replace(" ", "   ") + " :"


def wrap_in_controls(document):
    """LibreOffice and Google Docs: blocks inside content controls."""
    for paragraph in document.paragraphs:
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        paragraph._p.addprevious(control)
        control.append(content)
        content.append(paragraph._p)


def outline_only(document):
    """WPS: headings by outline level in paragraphs of a style of its own."""
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(int(paragraph.style.name[-1]) - 1))
            paragraph.style = document.styles["Normal"]
            paragraph._p.get_or_add_pPr().append(level)


def join_heading_and_answer(document):
    """A line break where a new paragraph was meant."""
    found = document.paragraphs
    for place, paragraph in enumerate(found):
        if paragraph.text == "Anak berjalan kaki.":
            found[place - 2].add_run("\n" + paragraph.text)
            paragraph._p.getparent().remove(paragraph._p)


def spread(document):
    """Empty paragraphs everywhere."""
    for paragraph in list(document.paragraphs):
        paragraph.insert_paragraph_before("")


def add_contents(document):
    """A table of contents on top, which repeats every heading."""
    style = document.styles.add_style("toc 2", 1)
    texts = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    for text in texts:
        document.paragraphs[0].insert_paragraph_before(f"{text}\t3", style)


def track_changes(document):
    """An insertion that was not accepted yet, and a deletion."""
    for paragraph in document.paragraphs:
        if paragraph.text == "Anak berjalan kaki.":
            inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
            paragraph._p.append(inserted)
            inserted.append(paragraph.runs[0]._r)
            paragraph._p.append(deleted)
            gone = OxmlElement("w:r")
            gone.append(OxmlElement("w:delText"))
            gone[0].text = "Kata lama."
            deleted.append(gone)


class TestResaved:
    @pytest.mark.parametrize(
        "change",
        [
            split_runs,
            lose_styles,
            number_by_list,
            renumber,
            shout,
            wrap_in_controls,
            outline_only,
            join_heading_and_answer,
            spread,
            add_contents,
            track_changes,
        ],
    )
    def test_is_read_the_same(self, staff, at, change):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Anak berjalan kaki.")
        answer(document, "3.1", "Tidak ada bus.", "Tidak ada sopir.")
        answer(document, "6.1", "Produk")
        change(document)
        response = upload(staff, innovation, document)
        proposal = response.context["proposal"]
        read = {line.key: line.cells[0].read.replace("\n\n", "\n") for line in proposal.lines}
        assert {key: text for key, text in read.items() if text} == {
            "problem": "Anak berjalan kaki.",
            "causes": "Tidak ada bus.\nTidak ada sopir.",
            "kind": "Produk",
        }
        assert proposal.answers.strangers == []

    def test_lists_are_read_with_their_marks(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "3.1", "Karena:", "tidak ada bus", "tidak ada sopir", "jauh")
        for text, style in [
            ("tidak ada bus", "List Number"),
            ("tidak ada sopir", "List Number"),
            ("jauh", "List Bullet"),
        ]:
            next(one for one in document.paragraphs if one.text == text).style = document.styles[style]
        lines = {line.key: line for line in upload(staff, innovation, document).context["proposal"].lines}
        assert lines["causes"].cells[0].read == "Karena:\n1. tidak ada bus\n2. tidak ada sopir\n- jauh"

    def test_a_table_cut_in_two_with_its_columns_in_another_order(self, staff, innovation):
        document = downloaded(staff, innovation)
        grid = next(table for table in document.tables if table.cell(0, 0).text == "Nama")
        for row in grid.rows[1:]:
            grid._tbl.remove(row._tr)
        for name in ("Ani", "Beni"):
            other = document.add_table(rows=2, cols=3)
            for cell, text in zip(other.rows[0].cells, ["No.", " TUGAS ", "nama"], strict=True):
                cell.text = text
            for cell, text in zip(other.rows[1].cells, ["1", "Anggota", name], strict=True):
                cell.text = text
            grid._tbl.getparent().insert(grid._tbl.getparent().index(grid._tbl) + 1, other._tbl)
        save(staff, innovation, upload(staff, innovation, document))
        assert set(TeamMember.objects.values_list("name", "duty")) == {
            ("Ani", "Anggota"),
            ("Beni", "Anggota"),
        }


class TestFaults:
    def test_a_heading_that_is_not_ours_is_told_with_what_stands_under_it(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Anak berjalan kaki.")
        answer(document, "1.2", "Anak sekolah")
        heading(document, "1.2").text = "1.2 Catatan rapat"
        response = upload(staff, innovation, document)
        assert states(response)["problem"] == "new"
        assert states(response)["sufferers"] == "absent"
        (stranger,) = response.context["proposal"].answers.strangers
        assert (stranger.heading, stranger.text) == ("1.2 Catatan rapat", "Anak sekolah")
        assert "Yang tidak dikenali" in response.text

    def test_a_label_typed_a_little_wrong_is_known_by_its_number(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.2", "Anak sekolah")
        heading(document, "1.2").text = "1.2. Siapa yg terdampak?"
        assert states(upload(staff, innovation, document))["sufferers"] == "new"

    def test_a_question_that_stands_twice_is_told(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.2", "Anak sekolah")
        document.add_heading("1.2 Siapa yang terdampak", 2)
        document.add_paragraph("dan orang tuanya")
        response = upload(staff, innovation, document)
        assert "Judul ini ada dua kali di dokumen" in response.text
        line = next(line for line in response.context["proposal"].lines if line.key == "sufferers")
        assert line.cells[0].read == "Anak sekolah\ndan orang tuanya"

    def test_an_answer_typed_behind_our_hint_is_read_without_it(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        hint = next(one for one in document.paragraphs if "misalnya 5 Maret 2026" in one.text)
        hint.add_run(" 7 April 2026")
        save(staff, innovation, upload(staff, innovation, document))
        assert Innovation.objects.get().idea_on == date(2026, 4, 7)

    def test_text_without_a_question_is_told(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        heading(document, "1.1").insert_paragraph_before("Lihat lampiran.")
        (stranger,) = upload(staff, innovation, document).context["proposal"].answers.strangers
        assert (stranger.heading, stranger.text) == ("1. Masalah", "Lihat lampiran.")

    @pytest.mark.parametrize("stage", [Stage.DRUM_UP, Stage.DESIGN])
    def test_a_document_of_another_stage_is_not_mixed_in(self, staff, at, stage):
        document = downloaded(staff, at(stage, Status.DRAFT))
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        response = upload(staff, innovation, document)
        assert response.context["proposal"] is None
        assert f"padahal lembar ini {innovation.code}/diagnose" in response.text
        assert f"/{stage}, padahal" in response.text

    def test_a_document_without_a_mark_is_not_read(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = Document()
        document.add_heading("1.1 Masalah", 2)
        document.add_paragraph("Anak berjalan kaki.")
        response = upload(staff, innovation, document)
        assert f"tidak memuat kode {innovation.code}/diagnose" in response.text

    def test_the_mark_is_found_in_the_properties_when_the_page_has_lost_it(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        document.tables[0]._tbl.getparent().remove(document.tables[0]._tbl)
        document.sections[0].header.paragraphs[0].text = ""
        answer(document, "1.2", "Anak sekolah")
        assert states(upload(staff, innovation, document))["sufferers"] == "new"

    def test_only_the_parts_that_are_open_are_stored(self, staff, at, cast):
        innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["causes"])
        document = downloaded(staff, innovation)
        answer(document, "1.1", "Masalah lain.")
        answer(document, "3.1", "Sebab lain.")
        response = upload(staff, innovation, document)
        assert response.context["proposal"].closed == ["1.1 Masalah"]
        assert set(states(response)) == {"causes"}
        save(staff, innovation, response, "causes", "problem")
        before = innovation.problem
        innovation.refresh_from_db()
        assert (innovation.problem, innovation.causes) == (before, "Sebab lain.")

    def test_a_sheet_that_closed_meanwhile_is_not_written(self, staff, at, cast):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, innovation)
        answer(document, "1.2", "Dari dokumen")
        response = upload(staff, innovation, document)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        closed = save(staff, innovation, response)
        assert closed.status_code == 409
        assert "Belum tersimpan: Sedang dibaca fasilitator" in closed.text
        assert Innovation.objects.get().sufferers != "Dari dokumen"

    def test_a_closed_sheet_takes_no_document(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
        response = upload(staff, innovation, downloaded(staff, innovation))
        assert response.context["proposal"] is None
        assert "Sedang dibaca fasilitator" in response.text

    @pytest.mark.parametrize("payload", ["", "x", "a:b:c"])
    def test_a_page_that_is_not_ours_is_refused(self, staff, at, payload):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        response = staff.post(
            page("read_word", innovation.code), {"read": payload, "take": ["problem"]}, follow=True
        )
        assert "Unggah lagi dokumennya." in response.text

    def test_the_page_of_another_record_is_refused(self, staff, at):
        one, other = at(Stage.DIAGNOSE, Status.DRAFT), at(Stage.DIAGNOSE, Status.DRAFT)
        document = downloaded(staff, one)
        answer(document, "1.2", "Anak sekolah")
        save(staff, other, upload(staff, one, document))
        assert set(Innovation.objects.values_list("sufferers", flat=True)) == {""}


def packed(**members) -> SimpleUploadedFile:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return SimpleUploadedFile("formulir.docx", target.getvalue())


CONTENTS = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


class TestBadFiles:
    def send(self, staff, innovation, upload):
        response = staff.post(page("read_word", innovation.code), {"document": upload})
        assert response.status_code == 200
        assert response.context["proposal"] is None
        return response.text

    def test_macros(self, staff, innovation):
        upload = packed(
            **{"[Content_Types].xml": CONTENTS, "word__document.xml": b"<a/>", "word__vbaProject.bin": b"x"}
        )
        assert "memuat makro" in self.send(staff, innovation, upload)

    def test_a_text_too_long_for_a_sheet(self, staff, innovation):
        upload = packed(
            **{"[Content_Types].xml": CONTENTS, "word__document.xml": b"<a>" + b" " * 9_000_000 + b"</a>"}
        )
        assert "terlalu panjang" in self.send(staff, innovation, upload)

    def test_many_long_parts(self, staff, innovation):
        edges = {f"word__header{number}.xml": b"<a>" + b" " * 900_000 + b"</a>" for number in range(10)}
        upload = packed(**{"[Content_Types].xml": CONTENTS, "word__document.xml": b"<a/>"} | edges)
        assert "terlalu panjang" in self.send(staff, innovation, upload)

    def test_names_of_parts_in_capitals(self, staff, innovation):
        upload = packed(**{"[Content_Types].xml": CONTENTS, "Word__Document.XML": b"<a/>"})
        assert "tidak memuat kode" in self.send(staff, innovation, upload)

    @pytest.mark.parametrize(
        "place",
        ["<tbl><tr><tc><tcPr><gridSpan {}/></tcPr></tc></tr></tbl>", "<p><pPr><outlineLvl {}/></pPr></p>"],
    )
    def test_numbers_without_end(self, staff, innovation, place):
        document = f"<a>{place.format('val=' + repr('9' * 5000))}</a>".encode()
        upload = packed(**{"[Content_Types].xml": CONTENTS, "word__document.xml": document})
        assert "tidak memuat kode" in self.send(staff, innovation, upload)

    def test_broken_xml(self, staff, innovation):
        upload = packed(**{"[Content_Types].xml": CONTENTS, "word__document.xml": b"<a><b></a>"})
        assert "tidak terbaca" in self.send(staff, innovation, upload)

    def test_nesting_as_deep_as_the_parser_lets_through(self, staff, innovation):
        deep = b"<a>" + b"<sdt>" * 250 + b"<p/>" + b"</sdt>" * 250 + b"</a>"
        upload = packed(**{"[Content_Types].xml": CONTENTS, "word__document.xml": deep})
        assert "tidak memuat kode" in self.send(staff, innovation, upload)

    def test_entities_do_not_unfold(self, staff, innovation):
        bomb = b'<!DOCTYPE a [<!ENTITY x "%s">]><a>%s</a>' % (b"y" * 1000, b"&x;" * 100)
        upload = packed(**{"[Content_Types].xml": CONTENTS, "word__document.xml": bomb})
        assert "tidak memuat kode" in self.send(staff, innovation, upload)

    @pytest.mark.parametrize("content", [b"", b"bukan dokumen", b"%PDF-1.7 startxref 5 %%EOF"])
    def test_what_is_no_document(self, staff, innovation, content):
        text = self.send(staff, innovation, SimpleUploadedFile("formulir.docx", content))
        assert "error-summary" in text

    def test_a_picture(self, staff, innovation):
        assert "Ini bukan dokumen Word." in self.send(staff, innovation, road.upload())

    def test_no_file(self, staff, innovation):
        assert "Pilih berkasnya dulu." in staff.post(page("read_word", innovation.code), {}).text


class TestPdf:
    def test_carries_the_code_and_what_is_filled(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        response = staff.get(page("form_pdf", innovation.code))
        assert response["Content-Type"] == "application/pdf"
        assert f'filename="{innovation.code.lower()}-diagnose.pdf"' in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
        assert response.content.startswith(b"%PDF-")

    def test_text_is_never_markup(self, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        Innovation.objects.update(title=EVIL, problem=EVIL + "\n#panic()\n", sufferers=']#eval("1")')
        innovation.refresh_from_db()
        data = typeset.form_data(numbering.paper_of(innovation), "https://contoh.go.id/")
        assert printed("form.typ", data, "<mark>") == [f"{innovation.code}/diagnose"]
        assert printed("form.typ", data, "<title>") == [EVIL]
        answers = printed("form.typ", data, "<answer>")
        assert answers[0] == EVIL + "\n#panic()\n"
        assert ']#eval("1")' in answers
        assert typeset.form_pdf(numbering.paper_of(innovation), "https://contoh.go.id/").startswith(b"%PDF-")

    @pytest.mark.parametrize("stage", list(Stage))
    def test_of_every_stage_is_typeset(self, staff, at, cast, stage):
        innovation = at(stage, Status.DRAFT)
        assert staff.get(page("form_pdf", innovation.code)).content.startswith(b"%PDF-")
        road.fill(innovation, cast.staff)
        assert staff.get(page("form_pdf", innovation.code)).content.startswith(b"%PDF-")


def printed(template: str, data: dict, label: str) -> list[str]:
    """The texts of the elements that a template has under a label, as typst sets them."""
    found = typst.query(
        typeset.HERE / template,
        label,
        root=typeset.HERE,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    return ["".join(texts(one)) for one in json.loads(found)]


def texts(element):
    if isinstance(element, dict):
        if element.get("func") == "linebreak":
            yield "\n"
        for name, value in element.items():
            if name == "text":
                yield value
            elif name in {"body", "child", "children"}:
                yield from texts(value)
    elif isinstance(element, list):
        for one in element:
            yield from texts(one)


class TestAccess:
    @pytest.mark.parametrize("name", ["form_docx", "form_pdf", "read_word"])
    def test_outsiders_and_reviewers_find_nothing(self, client, cast, at, name):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        for person in (cast.outsider, cast.facilitator, cast.executive, cast.juror):
            client.force_login(person)
            assert client.get(page(name, innovation.code)).status_code == 404

    def test_reading_and_downloading_change_nothing(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        before = Innovation.objects.values().get()
        for name in ("form_docx", "form_pdf", "read_word"):
            assert staff.get(page(name, innovation.code)).status_code == 200
        assert Innovation.objects.values().get() == before
        assert not Event.objects.exists()

    def test_the_record_leads_there(self, staff, at):
        text = staff.get(page("innovation", at(Stage.DIAGNOSE, Status.DRAFT).code)).text
        for said in ("Formulir Word", "Formulir PDF untuk dicetak", "Isi dari dokumen Word"):
            assert said in text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5 Maret 2026", date(2026, 3, 5)),
        ("Kamis, 5 Maret 2026", date(2026, 3, 5)),
        ("05/03/2026", date(2026, 3, 5)),
        ("5-3-2026", date(2026, 3, 5)),
        ("5.3.2026", date(2026, 3, 5)),
        (" 17 Agt. 2026 ", date(2026, 8, 17)),
        ("1 Nopember 2026", date(2026, 11, 1)),
        ("12 Desember 2026", date(2026, 12, 12)),
        ("31 Februari 2026", None),
        ("05/03/26", None),
        ("Maret 2026", None),
        ("5 Entah 2026", None),
    ],
)
def test_dates_are_read_as_indonesians_write_them(text, day):
    assert written.written_date(text) == day


def test_reading_needs_no_database(at, staff):
    """What is read depends on the document and the paper alone."""
    innovation = at(Stage.DIAGNOSE, Status.DRAFT)
    document = downloaded(staff, innovation)
    answer(document, "1.2", "Anak sekolah")
    paper, words = numbering.paper_of(innovation), read_words(as_file(document))
    assert any(isinstance(block, Paragraph) and block.level == 2 for block in words.blocks)
    with CaptureQueriesContext(connection) as seen:
        answers = read_answers(words, paper)
    assert (answers.texts["sufferers"], len(seen)) == ("Anak sekolah", 0)
