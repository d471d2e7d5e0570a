"""The demo data's content: complete, coherent, honest about what is an example."""

import io
import re
from collections import Counter
from datetime import date
from itertools import islice

import pytest
from PIL import Image

from innovations import demo
from innovations.demo.stories import EXAMPLE_FIGURES

TODAY = date(2026, 11, 24)
UNITS = {unit["key"]: unit for unit in demo.agencies()}
STORIES = demo.stories()
IDEAS = list(demo.ideas())
STAGES = ["drum_up", "diagnose", "design", "delivery", "display"]
# Fewest words that the sheets ask for.
WORDS = {"problem": 30, "causes": 20, "idea": 20, "how_it_works": 40, "results": 30, "story": 60}
MAY_BE_EMPTY = {"acronym", "origin", "origin_url", "video_url", "case", "sufferers_count"}
CHOICES = {
    "initiator": {"regional_head", "council", "agency", "civil_servant", "community"},
    "novelty": {"new", "extension", "improvement", "replication"},
    "kind": {
        "process",
        "method",
        "product",
        "conceptual",
        "technology",
        "structure",
        "partnership",
        "people",
    },
    "affair": set(demo.AFFAIRS),
    "stage": set(STAGES),
    "entry_stage": {"drum_up", "delivery"},
    "lab": {lab["slug"] for lab in demo.LABS},
}
EVIDENCE = {"decree", "letter", "report", "photo_report", "news", "survey", "guide", "other"}


def by_slug(records):
    return pytest.mark.parametrize("record", records, ids=[record["slug"] for record in records])


def test_places_are_the_eight_kecamatan_and_52_desa():
    districts, villages = demo.districts(), demo.villages()
    assert len(districts) == 8
    assert len(villages) == 52
    assert {village["district"] for village in villages} == {district["name"] for district in districts}
    assert not [village["name"] for village in villages if re.search(r"\bI[iv]", village["name"])]


def test_units_are_about_90_and_hang_together():
    units = demo.agencies()
    assert 85 <= len(units) <= 95
    assert len(UNITS) == len(units)
    seen = set()
    for unit in units:
        assert unit["parent"] is None or unit["parent"] in seen
        assert unit["district"] in {district["name"] for district in demo.districts()}
        assert re.fullmatch(r"628120000\d{4}", unit["whatsapp"])
        seen.add(unit["key"])
    assert len({unit["head_name"] for unit in units}) == len(units)
    assert Counter(unit["kind"] for unit in units)["kecamatan"] == 8
    assert UNITS["dinas-pendidikan"]["name"] == "Dinas Pendidikan"
    assert UNITS["puskesmas-sibande"]["name"] == "UPT Puskesmas Sibande"


def test_only_units_named_by_a_source_are_sourced():
    assert {unit["key"] for unit in demo.agencies() if unit["sourced"]} == {
        "sekretariat-daerah",
        "bagian-pembangunan",
        "dinas-pendidikan",
        "dinas-kominfo",
        "bappelitbangda",
        "bpkad",
        "puskesmas-sibande",
        *(unit["key"] for unit in demo.agencies() if unit["kind"] == "kecamatan"),
    }


def test_there_are_forty_stories_and_the_flagship_comes_first():
    assert len(STORIES) == 40
    flagship = STORIES[0]
    assert flagship["title"] == "Bus Sekolah Gratis Asa Kasea"
    assert (flagship["agency"], flagship["entry_stage"]) == ("dinas-pendidikan", "delivery")
    assert flagship["launched_on"].year == 2009


@by_slug(STORIES)
def test_a_story_is_complete(record):
    empty = [
        field for field, value in record.items() if value in ("", [], None) and field not in MAY_BE_EMPTY
    ]
    assert empty == []
    for field, fewest in WORDS.items():
        assert len(record[field].split()) > fewest, field
    assert len(record["photos"]) in (2, 3)
    assert len(record["steps"]) >= 4
    assert len(record["progress"]) >= 2
    for field in ("title", "problem", "story", "results"):
        assert "  " not in record[field], field


@by_slug([*STORIES, *IDEAS])
def test_lengths_choices_and_dates_are_as_the_sheets_need_them(record):
    assert record["agency"] in UNITS
    assert len(record["one_line"]) <= 160
    assert len(record["headline"]) <= 90
    for field, allowed in CHOICES.items():
        assert record[field] == "" or record[field] in allowed, field
    dates = [record[field] for field in ("idea_on", "trial_on", "applied_on") if record[field]]
    assert dates == sorted(dates)
    assert all(day <= TODAY for day in dates)
    assert {row["kind"] for row in record["evidence"]} <= EVIDENCE
    assert {photo["scene"] for photo in record["photos"]} <= set(demo.pictures.SCENES)
    for row in record["progress"]:
        assert record["trial_on"] <= row["reported_on"] <= TODAY
    for row in record["evidence"]:
        assert row["date"] <= TODAY
        assert row["year"] == row["date"].year
    for step in record["steps"]:
        assert record["idea_on"] <= step["starts_on"] <= step["ends_on"]
        if step["is_done"]:
            assert step["ends_on"] <= record["applied_on"]
        else:
            assert step["starts_on"] > record["commitment_on"]


@by_slug(STORIES)
def test_a_story_names_what_it_repeats(record):
    if record["novelty"] == "replication":
        assert record["origin"].startswith("Direplikasi dari ")
        assert record["origin_url"].startswith("http")
    if record["novelty"] in {"extension", "improvement"}:
        assert record["origin"]


@by_slug(STORIES)
def test_figures_without_a_source_are_marked_as_example(record):
    marked = [row["indicator"].endswith("(angka contoh)") for row in record["measures"]]
    if any(marked):
        assert record["results"].endswith(EXAMPLE_FIGURES)
    if not all(marked):
        assert record["slug"] == "bus-sekolah-gratis-asa-kasea"
    assert all(photo["caption"].endswith("(gambar contoh)") for photo in record["photos"])


def test_relaunch_extends_asa_kasea_and_most_units_differ():
    relaunch = next(story for story in STORIES if story["slug"] == "perluasan-rute-bus-sekolah-gratis")
    assert relaunch["novelty"] == "extension"
    assert "Asa Kasea" in relaunch["origin"]
    assert len({story["agency"] for story in STORIES}) >= 30


def test_titles_slugs_and_acronyms_are_unique():
    records = [*STORIES, *IDEAS]
    for field in ("title", "slug"):
        assert not [value for value, count in Counter(r[field] for r in records).items() if count > 1]
    acronyms = [record["acronym"] for record in records if record["acronym"]]
    assert len(set(acronyms)) == len(acronyms)


def test_eighty_ideas_stand_at_every_stage_and_open_status():
    assert len(IDEAS) == 80
    standing = Counter((idea["stage"], idea["status"]) for idea in IDEAS)
    assert {stage for stage, _ in standing} == set(STAGES)
    assert {status for _, status in standing} == {
        "draft",
        "submitted",
        "returned",
        "endorsed",
        "approved",
        "stopped",
    }
    assert {stage for stage, status in standing if status == "endorsed"} == {"design", "display"}
    cases = Counter(idea["case"] for idea in IDEAS)
    assert set(cases) == {"", *demo.notes.CASES}
    for idea in IDEAS:
        assert (idea["status"] == "returned") == (idea["case"] == "returned")
        assert (idea["status"] == "stopped") == (idea["case"] in {"stopped", "declined"})


def test_demo_accounts_units_have_work_at_several_stages():
    for key in ("dinas-pendidikan", "puskesmas-sibande"):
        assert len({idea["stage"] for idea in IDEAS if idea["agency"] == key}) >= 3


@by_slug([idea for idea in IDEAS if idea["status"] != "draft"])
def test_an_idea_past_its_draft_is_filled_up_to_its_stage_and_no_further(record):
    filled = {
        "drum_up": ("title", "one_line", "duty", "commitment_by", "team"),
        "diagnose": (
            "problem",
            "sufferers",
            "problem_evidence",
            "causes",
            "alternatives",
            "idea",
            "beneficiaries",
        ),
        "design": (
            "how_it_works",
            "aims",
            "measures",
            "steps",
            "resources",
            "budget_source",
            "legal_basis",
            "risks",
        ),
        "delivery": (
            "applied_on",
            "progress",
            "evidence",
            "results",
            "obstacles",
            "sustainability",
            "lessons",
        ),
        "display": ("headline", "before", "after", "story", "photos", "service_contact", "replication_steps"),
    }
    reached = STAGES.index(record["stage"])
    for number, stage in enumerate(STAGES):
        for field in filled[stage]:
            assert bool(record[field]) == (number <= reached), field
            if field in WORDS and number <= reached:
                assert len(record[field].split()) > WORDS[field], field


def test_drafts_are_begun_but_not_complete():
    for idea in IDEAS:
        if (idea["stage"], idea["status"]) == ("diagnose", "draft"):
            assert idea["problem"]
            assert not idea["idea"]


def test_more_ideas_have_titles_and_slugs_of_their_own():
    records = [*STORIES, *demo.ideas(3000)]
    assert len(records) == 3040
    for field in ("title", "slug"):
        assert len({record[field] for record in records}) == len(records)
    published = [record for record in records[120:] if record["status"] == "published"]
    assert len(published) == len([number for number in range(80, 3000) if number % 3 == 0])
    assert all(record["story"] and record["headline"] and record["photos"] for record in published)


def test_ideas_are_the_same_each_time():
    assert list(islice(demo.ideas(200), 150, 200)) == list(islice(demo.ideas(200), 150, 200))


def test_every_move_that_needs_a_note_has_one():
    for move in ("return", "recommend", "approve", "postpone", "decline", "stop", "reopen", "announce"):
        for number in range(9):
            assert demo.notes.for_move(move, number)["note"]
    assert demo.notes.for_move("stop", 1)["lesson"]
    for number in range(len(demo.notes.RETURN)):
        assert set(demo.notes.for_move("return", number)["parts"]) <= set(STORIES[0])
    with pytest.raises(KeyError):
        demo.notes.for_move("submit")


@pytest.mark.parametrize("scene", demo.pictures.SCENES)
def test_a_scene_opens_is_light_and_is_the_same_each_time(scene):
    data = demo.pictures.draw(scene, 3)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (1280, 853))
    assert len(data) < 66_000
    assert demo.pictures.draw(scene, 3, (320, 213)) == demo.pictures.draw(scene, 3, (320, 213))
    assert demo.pictures.draw(scene, 3, (320, 213)) != demo.pictures.draw(scene, 4, (320, 213))


def test_an_unknown_scene_is_refused():
    with pytest.raises(KeyError):
        demo.pictures.draw("kota", 1)
