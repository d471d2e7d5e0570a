"""Sheets: what they ask for, say is missing, freeze and compare."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import TextField
from django.utils import translation

from innovations.models import Innovation, Stage, Status
from stages import reading, sheets
from tests import road


@pytest.mark.parametrize("parts", [*sheets.SHEETS.values(), sheets.CONDENSED])
def test_every_column_and_row_of_a_sheet_exists_and_no_part_stands_twice(parts):
    keys = [part.key for part in parts]
    assert len(keys) == len(set(keys))
    columns = {field.name for field in Innovation._meta.get_fields()}
    for part in parts:
        assert set(part.columns()) <= columns
        if part.rows:
            model = Innovation._meta.get_field(part.rows.relation).related_model
            fields = {field.name for field in model._meta.get_fields()}
            assert set(part.rows.fields) <= fields
            assert set(part.rows.filled) <= set(part.rows.fields)


def test_an_empty_sheet_names_each_thing_and_what_to_do(innovation):
    innovation.title = ""
    innovation.custodian = None
    sentences = [lack.sentence for lack in sheets.missing(innovation)]
    assert sentences == [
        "Isi 'Judul'.",
        "Isi 'Satu kalimat' paling sedikit 5 kata; sekarang 0.",
        "Isi 'Tugas unit yang diperbaiki' paling sedikit 8 kata; sekarang 0.",
        "Isi 'Inisiator'.",
        "Isi 'Nama inisiator'.",
        "Isi 'Penanggung jawab'.",
        "Tambahkan paling sedikit 1 baris 'anggota tim'.",
        "Isi 'Kepala unit yang berkomitmen'.",
        "Isi 'Tanggal komitmen'.",
    ]


def test_a_sheet_says_it_in_english_too(innovation):
    with translation.override("en"):
        assert "Fill in" in sheets.missing(innovation)[0].sentence


@pytest.mark.parametrize(("words", "lacks"), [(29, True), (30, False)])
def test_words_are_counted_to_the_minimum(innovation, words, lacks):
    innovation.problem, innovation.sufferers = road.text(words), "Siswa"
    assert bool(sheets.missing(innovation, sheets.PROBLEM)) is lacks


def test_a_text_that_is_too_long_is_to_be_shortened(innovation):
    innovation.problem, innovation.sufferers = road.text(301), "Siswa"
    assert [lack.sentence for lack in sheets.missing(innovation, sheets.PROBLEM)] == [
        "Ringkas 'Masalah' menjadi paling banyak 300 kata; sekarang 301."
    ]
    innovation.problem = road.text(300)
    assert sheets.missing(innovation, sheets.PROBLEM) == []


def test_an_optional_text_may_be_empty_but_not_endless(innovation):
    innovation.help_needed = road.text(101)
    assert [lack.sentence for lack in sheets.missing(innovation, sheets.OBSTACLES)] == [
        "Ringkas 'Bantuan yang diperlukan' menjadi paling banyak 100 kata; sekarang 101."
    ]
    innovation.help_needed = ""
    assert sheets.missing(innovation, sheets.OBSTACLES) == []


@pytest.mark.parametrize("parts", [*sheets.SHEETS.values(), sheets.CONDENSED])
def test_every_long_text_of_a_sheet_has_a_greatest_number_of_words_above_its_least(parts):
    for part in parts:
        long_texts = {
            name for name in part.columns() if isinstance(Innovation._meta.get_field(name), TextField)
        }
        assert long_texts <= set(part.most or {})
        assert all(part.most[name] > part.fields[name] for name in long_texts)


@pytest.mark.parametrize(
    ("part", "name", "sentence"),
    [
        (sheets.PROBLEM, "problem", "30-300 kata."),
        (sheets.OBSTACLES, "lessons", "Paling banyak 200 kata."),
        (sheets.IDENTITY, "one_line", "Paling sedikit 5 kata."),
        (sheets.PROBLEM, "sufferers", ""),
    ],
)
def test_a_part_says_how_many_words_it_asks_for(part, name, sentence):
    assert sheets.words_asked(part, name) == sentence


@pytest.mark.parametrize(
    ("novelty", "origin", "lacks"),
    [
        ("new", "", False),
        ("extension", "", True),
        ("replication", "", True),
        ("replication", "JEBOL, Humbang", False),
    ],
)
def test_what_extends_or_replicates_names_its_origin(innovation, novelty, origin, lacks):
    innovation.novelty, innovation.origin = novelty, origin
    assert bool(sheets.missing(innovation, sheets.NOVELTY)) is lacks


def test_a_row_names_its_empty_cells(innovation):
    innovation.measures.create(indicator="Siswa", unit="orang", baseline=Decimal(0))
    assert [lack.sentence for lack in sheets.missing(innovation, sheets.MEASURES_PLANNED)] == [
        "Isi 'Target' pada ukuran keberhasilan 'Siswa'."
    ]


def test_display_words_values_for_readers(innovation):
    innovation.kind = "method"
    innovation.commitment_on = date(2026, 3, 4)
    innovation.sufferers_count = 12500
    step = innovation.steps.create(activity="Mendata", budget=1_500_000, is_done=True)
    measure = innovation.measures.create(indicator="Siswa", unit="%", target=Decimal("12.50"))
    measure.refresh_from_db()
    shown = [
        sheets.display(innovation, "kind"),
        sheets.display(innovation, "commitment_on"),
        sheets.display(innovation, "sufferers_count"),
        sheets.display(innovation, "launched_on"),
        sheets.display(step, "budget"),
        sheets.display(step, "is_done"),
        sheets.display(measure, "target"),
    ]
    assert shown == ["Metode", "4 Maret 2026", "12.500", "", "1.500.000", "sudah", "12,5"]


def test_a_snapshot_is_indonesian_whoever_moves_the_record(innovation, cast):
    road.fill(innovation, cast.staff)
    with translation.override("en"):
        frozen = sheets.snapshot(innovation)
    assert frozen["initiator"]["fields"]["initiator"] == "Perangkat daerah"
    assert frozen["commitment"]["fields"]["commitment_on"] == "4 Maret 2026"


def test_reading_compares_word_by_word_and_row_by_row(at, cast):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    earlier = innovation.records.last().snapshot
    innovation.aims = innovation.aims.replace("anak", "siswa", 1)
    innovation.steps.all().update(output="Peta siswa")
    parts = {part.key: part for part in reading.read(innovation, earlier=earlier)}
    assert [part.key for part in parts.values() if part.is_changed] == ["aims", "steps"]
    changes = [(piece.change, piece.text) for piece in parts["aims"].fields[0].pieces]
    assert changes[:2] == [("removed", "anak"), ("added", "siswa")]
    assert [(row.change, row.cells[1]) for row in parts["steps"].rows] == [
        ("removed", "Daftar siswa"),
        ("added", "Peta siswa"),
    ]
    assert parts["risks"].fields[0].label == "Risiko"


def test_reading_without_an_earlier_submission_marks_nothing(at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    assert not any(
        part.is_changed for part in reading.read(innovation, frozen=innovation.records.last().snapshot)
    )


def test_pieces_show_what_came_into_an_empty_text():
    assert reading.pieces("", "bus baru") == (reading.Piece("added", "bus baru"),)
