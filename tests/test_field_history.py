"""Who changed which text, from what to what: kept by the database, bounded, and read by the steward."""

import json
import re
import uuid
from datetime import timedelta

import pghistory
import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from innovations.models import CHANGES, Innovation, InnovationChange, MeasureChange, Stage, Status
from stages import assigning, documents, workflow
from stages.documents import Kind, of_case
from stages.field_history import FieldHistory
from stages.sheet_forms import mark
from stages.sheets import CONDENSED, SHEETS
from tests import road


def as_person(user, url="/kerja/"):
    return pghistory.context(user=user.pk, url=url)


def rewrite(innovation, user, **texts):
    with as_person(user):
        Innovation.objects.filter(pk=innovation.pk).update(**texts)


def later(**passed):
    """Let time pass for what is kept so far; our triggers forbid to everybody else what is done here."""
    with workflow.writing_state():
        Innovation.objects.update(since=F("since") - timedelta(**passed))
    with connection.cursor() as cursor:
        for model in CHANGES:
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = pgh_created_at - %s",  # noqa: S608
                [timedelta(**passed)],
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def kept(innovation) -> list[str]:
    return list(innovation.changes.values_list("problem", flat=True))


def shown(innovation, only="") -> list[list[tuple[str, str, str]]]:
    """By sitting: (author, label, text with [+added+] and [-removed-])."""
    words = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
    return [
        [
            (
                str(sitting.author),
                field.label,
                "".join(
                    words[piece.change].format(piece.text.strip()) + " " for piece in field.pieces
                ).strip(),
            )
            for change in sitting.changes
            for field in change.fields
        ]
        for sitting in FieldHistory(Innovation.objects.get(pk=innovation.pk)).sittings(only)
    ]


class TestKeeping:
    def test_every_column_that_a_sheet_asks_for_is_kept(self):
        tracked = {field.name for field in InnovationChange._meta.fields}
        asked = {name for parts in (*SHEETS.values(), CONDENSED) for part in parts for name in part.columns()}
        assert asked <= tracked
        relations = {part.rows.relation for parts in SHEETS.values() for part in parts if part.rows}
        kept_models = {model.pgh_tracked_model for model in CHANGES}
        assert {Innovation._meta.get_field(name).related_model for name in relations} <= kept_models

    def test_a_change_keeps_what_stood_before_who_and_where(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="Jauh dari sekolah.")
        (change,) = innovation.changes.all()
        assert change.problem == ""
        assert change.pgh_context == {"user": cast.staff.pk, "url": "/kerja/"}

    def test_registering_costs_nothing(self, innovation):
        assert innovation.changes.count() == 0

    def test_moves_and_unchanged_texts_leave_nothing(self, innovation, cast):
        innovation.save()
        road.fill(innovation, cast.staff)
        before = innovation.changes.count()
        road.move(innovation, "submit", cast.staff)
        road.move(innovation, "recommend", cast.facilitator)
        assert innovation.changes.count() == before

    def test_a_command_without_a_name_is_kept_change_by_change(self, innovation):
        for text in ("satu", "dua"):
            Innovation.objects.update(problem=text)
        assert kept(innovation) == ["", "satu"]
        assert innovation.changes.first().pgh_context is None

    def test_rows_are_kept_when_added_changed_and_removed(self, innovation, cast):
        with as_person(cast.staff):
            row = innovation.measures.create(indicator="Siswa", unit="orang")
        with as_person(cast.colleague):
            innovation.measures.update(unit="anak")
            innovation.measures.put_in_order([row.key])  # moves a row, says nothing new
            row.delete()
        entries = MeasureChange.objects.filter(innovation=innovation)
        assert list(entries.values_list("pgh_label", "unit")) == [
            ("insert", "orang"),
            ("update", "orang"),
            ("delete", "anak"),
        ]

    def test_entries_are_neither_changed_nor_deleted(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="Jauh.")
        entry = innovation.changes.get()
        for act in (entry.delete, lambda: innovation.changes.update(problem="Dekat.")):
            with pytest.raises(InternalError, match="append_only"), transaction.atomic():
                act()
        assert kept(innovation) == [""]


class TestBoundedGrowth:
    def test_a_person_who_goes_on_typing_adds_one_entry(self, innovation, cast):
        for length in range(1, 40):
            rewrite(innovation, cast.staff, problem="a" * length)
        assert kept(innovation) == [""]

    def test_after_ten_minutes_the_state_is_kept_again(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="satu")
        later(minutes=9)
        rewrite(innovation, cast.staff, problem="dua")
        assert kept(innovation) == [""]
        later(minutes=2)
        rewrite(innovation, cast.staff, problem="tiga")
        assert kept(innovation) == ["", "dua"]

    def test_what_somebody_else_wrote_is_never_passed_over(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="milik staf")
        rewrite(innovation, cast.colleague, problem="milik rekan")
        rewrite(innovation, cast.staff, problem="milik staf lagi")
        assert kept(innovation) == ["", "milik staf", "milik rekan"]

    def test_what_was_submitted_is_never_passed_over(self, innovation, cast):
        road.fill(innovation, cast.staff)
        rewrite(innovation, cast.staff, problem="yang dikirim")
        count = innovation.changes.count()
        road.move(innovation, "submit", cast.staff)
        road.move(innovation, "recall", cast.staff)
        rewrite(innovation, cast.staff, problem="sesudah ditarik")
        assert kept(innovation)[count:] == ["yang dikirim"]

    def test_so_are_the_rows_of_what_was_submitted(self, innovation, cast):
        road.fill(innovation, cast.staff)
        with as_person(cast.staff):
            innovation.team.update(duty="dikirim")
            road.move(innovation, "submit", cast.staff)
            road.move(innovation, "recall", cast.staff)
            innovation.team.update(duty="sesudahnya")
        entries = innovation.team.get().changes.filter(pgh_label="update")
        assert [entry.duty for entry in entries][-1] == "dikirim"


class TestNames:
    def autosave(self, client, innovation, text):
        body = {"stage": "diagnose", "part": "problem"}
        body["values"] = {"problem": {"mark": mark(innovation.problem), "value": text}}
        return client.post(
            reverse("workspace:autosave", args=[innovation.code]),
            json.dumps(body),
            content_type="application/json",
        )

    def test_a_page_that_sends_itself_bears_the_name_and_costs_no_query_more(self, client, cast, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        client.force_login(cast.colleague)
        with CaptureQueriesContext(connection) as seen:
            assert self.autosave(client, innovation, "Anak berjalan kaki.").status_code == 200
        change = innovation.changes.last()
        assert change.pgh_context == {
            "user": cast.colleague.pk,
            "url": f"/kerja/inovasi/{innovation.code}/simpan/",
        }
        assert not any("innovationchange" in one["sql"] for one in seen)
        assert sum('UPDATE "innovations_innovation"' in one["sql"] for one in seen) == 1

    def test_a_stranger_s_post_opens_no_session_and_a_reader_s_get_sets_no_name(
        self, client, cast, innovation
    ):
        with CaptureQueriesContext(connection) as seen:
            client.post("/kabar/x/", {"answer": "running"})
        assert not any("django_session" in one["sql"] for one in seen)
        client.force_login(cast.staff)
        with CaptureQueriesContext(connection) as seen:
            client.get("/kerja/")
        assert not any("pghistory" in one["sql"] for one in seen)

    @pytest.mark.django_db(transaction=True)
    def test_a_name_does_not_outlive_its_request(self, client, cast, innovation):
        client.force_login(cast.staff)
        row = {"part": "team", "stage": Stage.DRUM_UP, "row": str(uuid.uuid4()), "new": True}
        row["values"] = {
            name: {"mark": mark(None), "value": text}
            for name, text in (("name", "Nurmala"), ("duty", "Supir"))
        }
        address = reverse("workspace:autosave", args=[innovation.code])
        answer = client.post(address, json.dumps(row), content_type="application/json").json()
        assert answer["saved"], answer
        Innovation.objects.update(problem="dari perintah")
        assert innovation.team.get(name="Nurmala").changes.get().pgh_context["user"] == cast.staff.pk
        assert innovation.changes.get().pgh_context is None


class TestReading:
    def test_a_change_is_read_word_by_word(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="Anak berjalan kaki")
        rewrite(innovation, cast.colleague, problem="Anak berjalan jauh", sufferers_count=12_000)
        assert shown(innovation) == [
            [
                ("Tomi Solin", "Masalah", "Anak berjalan [-kaki-] [+jauh+]"),
                ("Tomi Solin", "Berapa banyak", "[+12.000+]"),
            ],
            [("Rosmaida Manik", "Masalah", "[+Anak berjalan kaki+]")],
        ]

    def test_sittings_part_at_another_person_and_at_a_long_pause(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="satu")
        later(minutes=40)
        rewrite(innovation, cast.staff, problem="satu dua")
        later(minutes=15)
        rewrite(innovation, cast.staff, problem="satu dua tiga")
        rewrite(innovation, cast.colleague, causes="sebab")
        assert [[row[2] for row in sitting] for sitting in shown(innovation)] == [
            ["[+sebab+]"],
            ["satu dua [+tiga+]", "satu [+dua+]"],
            ["[+satu+]"],
        ]

    def test_rows_are_told_as_added_changed_and_removed(self, innovation, cast):
        with as_person(cast.staff):
            innovation.measures.create(indicator="Siswa", unit="orang", target=90)
        with as_person(cast.colleague):
            innovation.measures.update(target=100)
        with as_person(cast.staff):
            innovation.measures.get().delete()
        removed, changed, added = FieldHistory(innovation).sittings()
        assert removed.changes[0].what == "Baris dihapus: Siswa"
        assert changed.changes[0].what == "Baris diubah"
        assert added.changes[0].what == "Baris baru: Siswa"
        assert [field.name for field in added.changes[0].fields] == ["indicator", "unit", "target"]
        assert [row[1:] for row in shown(innovation)[1]] == [("Target", "[-90-] [+100+]")]

    def test_what_was_taken_back_at_once_is_not_told(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="salah ketik")
        rewrite(innovation, cast.staff, problem="")
        assert shown(innovation) == []

    def test_one_column_or_one_kind_of_rows_can_be_looked_for(self, innovation, cast):
        rewrite(innovation, cast.staff, problem="satu", causes="sebab")
        with as_person(cast.colleague):
            innovation.team.create(name="Nurmala", duty="Supir")
        assert len(shown(innovation)) == 2
        assert {row[0] for sitting in shown(innovation, "problem") for row in sitting} == {"Rosmaida Manik"}
        assert {row[0] for sitting in shown(innovation, "team") for row in sitting} == {"Tomi Solin"}
        assert shown(innovation, "aims") == []


class TestPages:
    def test_the_steward_reads_and_others_do_not(self, client, cast, at):
        innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
        rewrite(innovation, cast.staff, headline="Anak berjalan kaki")
        address = reverse("admin:stages_case_field_history", args=[innovation.pk])
        client.force_login(cast.steward)
        text = client.get(address).text
        assert "Rosmaida Manik" in text
        assert re.search(r"<ins><span[^>]*>\[ditambahkan: </span>Anak berjalan kaki<", text)
        for person in (cast.facilitator, cast.executive, cast.staff, cast.juror):
            client.force_login(person)
            assert client.get(address).status_code in {302, 403, 404}

    def test_narrows_to_a_column_and_turns_pages(self, client, cast, innovation):
        for number in range(25):
            for person in (cast.staff, cast.colleague):
                rewrite(innovation, person, problem=f"kata{number}{person.pk}")
        client.force_login(cast.steward)
        address = reverse("admin:stages_case_field_history", args=[innovation.pk])
        first = client.get(address, {"isian": "problem"})
        assert len(first.context["page_obj"].object_list) == 20
        assert "isian=problem&amp;page=2" in first.text
        assert "Belum ada perubahan" in client.get(address, {"isian": "causes"}).text

    def test_costs_the_same_at_one_change_and_at_many(self, client, cast, at):
        innovation = at(Stage.DISPLAY, Status.DRAFT)
        client.force_login(cast.steward)
        address = reverse("admin:stages_case_field_history", args=[innovation.pk])
        costs = []
        for rounds in (1, 3):
            for number in range(rounds):
                for person in (cast.staff, cast.colleague):
                    rewrite(innovation, person, problem=f"{rounds} {number} {person.pk}", custodian=person)
                    with as_person(person):
                        innovation.team.create(name=f"Orang {rounds}{number}{person.pk}", duty="Petugas")
                        innovation.measures.update(unit=f"{rounds} {number} {person.pk}")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            costs.append(len(seen))
        assert costs[0] == costs[1] <= 20

    def test_the_road_tells_moves_reviews_and_assignments(self, client, cast, at):
        innovation = at(Stage.DIAGNOSE, Status.RETURNED)
        assigning.assign(innovation, cast.facilitator, cast.steward)
        client.force_login(cast.steward)
        text = client.get(reverse("admin:stages_case_road", args=[innovation.pk])).text
        for told in (
            "Minta perbaikan",
            "Sari Fasilitator, Fasilitator LAN",
            "Telaah Drum-up selesai",
            "Ditugaskan kepada penelaah",
        ):
            assert told in text
        client.force_login(cast.facilitator)
        assert client.get(reverse("admin:stages_case_road", args=[innovation.pk])).status_code == 200

    def test_the_road_tells_papers_to_the_steward_alone(self, client, cast, at):
        case = at(Stage.DIAGNOSE, Status.SUBMITTED)
        paper = documents.issue(Kind.DECISION, of_case(Kind.DECISION, case), cast.steward)
        documents.revoke(paper, cast.steward, "Nama keliru")
        address = reverse("admin:stages_case_road", args=[case.pk])
        client.force_login(cast.steward)
        with CaptureQueriesContext(connection) as seen:
            text = client.get(address).text
        assert f"{paper.number} diterbitkan" in text
        assert f"{paper.number} dicabut" in text
        assert "Nama keliru" in text
        assert len(seen) <= 20
        client.force_login(cast.facilitator)
        assert paper.number not in client.get(address).text

    def test_the_road_of_what_one_may_not_see_is_not_found(self, client, cast, innovation):
        assert cast.facilitator.role == Role.FACILITATOR
        client.force_login(cast.facilitator)  # nothing was submitted yet
        assert client.get(reverse("admin:stages_case_road", args=[innovation.pk])).status_code == 404
