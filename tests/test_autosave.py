"""What a page sends by itself while somebody types: stored once, merged, refused in a sentence."""

import json
import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations.models import Innovation, Stage, Status
from stages.sheet_forms import mark
from tests import road


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def keep(client, innovation, part, message, *, stage=None):
    return client.post(
        reverse("workspace:autosave", args=[innovation.code]),
        json.dumps({"stage": stage or innovation.stage, "part": part} | message),
        content_type="application/json",
    )


def typed(value, shown="") -> dict:
    return {"mark": mark(shown), "value": value}


class TestFields:
    def test_are_stored_and_the_answer_carries_their_new_mark(self, staff, innovation):
        answer = keep(staff, innovation, "duty", {"values": {"duty": typed(" Mengantar siswa. ")}}).json()
        innovation.refresh_from_db()
        assert innovation.duty == "Mengantar siswa."
        assert answer["marks"] == {"duty": mark("Mengantar siswa.")}
        assert answer["saved"].endswith("WIB")
        assert isinstance(answer["at"], int)

    def test_the_same_message_again_changes_nothing_and_is_answered_as_saved(self, staff, innovation):
        message = {"values": {"duty": typed("Mengantar siswa.")}}
        first = keep(staff, innovation, "duty", message).json()
        again = keep(staff, innovation, "duty", message).json()
        assert again["marks"] == first["marks"]
        assert again["conflicts"] == {}

    def test_a_wrong_one_is_told_and_the_others_are_stored(self, staff, innovation):
        values = {"commitment_by": typed("Pak Binsar"), "commitment_on": typed("31-02-2026")}
        answer = keep(staff, innovation, "commitment", {"values": values}).json()
        innovation.refresh_from_db()
        assert (innovation.commitment_by, innovation.commitment_on) == ("Pak Binsar", None)
        assert list(answer["errors"]) == ["commitment_on"]
        assert "Tulis tanggal yang ada di kalender" in answer["errors"]["commitment_on"]

    def test_dates_that_contradict_each_other_are_never_stored_together(self, staff, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY, applied_on=date(2026, 4, 1))
        values = {"trial_on": typed("2026-05-01"), "applied_on": typed("2026-04-15", date(2026, 4, 1))}
        answer = keep(staff, innovation, "dates", {"values": values}).json()
        innovation.refresh_from_db()
        assert (innovation.trial_on, innovation.applied_on) == (None, date(2026, 4, 1))
        assert set(answer["errors"]) == {"trial_on", "applied_on"}

    def test_what_a_colleague_changed_meanwhile_is_shown_and_kept(self, staff, innovation):
        Innovation.objects.filter(pk=innovation.pk).update(duty="Tulisan rekan")
        answer = keep(staff, innovation, "duty", {"values": {"duty": typed("Tulisan saya")}}).json()
        innovation.refresh_from_db()
        assert innovation.duty == "Tulisan rekan"
        assert answer["saved"] is None
        conflict = answer["conflicts"]["duty"]
        assert conflict["theirs"] == conflict["value"] == "Tulisan rekan"
        chosen = {"values": {"duty": {"mark": conflict["mark"], "value": "Tulisan kami"}}}
        assert keep(staff, innovation, "duty", chosen).json()["saved"]
        innovation.refresh_from_db()
        assert innovation.duty == "Tulisan kami"

    def test_a_choice_in_conflict_comes_by_label_and_by_value(self, staff, innovation):
        Innovation.objects.filter(pk=innovation.pk).update(initiator="council")
        answer = keep(staff, innovation, "initiator", {"values": {"initiator": typed("agency")}}).json()
        assert answer["conflicts"]["initiator"] | {"mark": ""} == {
            "mark": "",
            "theirs": "Anggota DPRD",
            "value": "council",
        }

    def test_a_number_is_answered_as_it_is_written(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        shown = innovation.sufferers_count
        values = {"sufferers_count": typed("1500000", shown)}
        answer = keep(staff, innovation, "problem", {"values": values}).json()
        assert answer["marks"] == {"sufferers_count": mark(1_500_000)}


class TestLongTexts:
    @pytest.fixture
    def written(self, innovation):
        innovation.duty = "Mengantar 🚌 siswa.\nSetiap pagi."
        innovation.save()
        return innovation

    def splice(self, text, start, end, inserted):
        return {"values": {"duty": {"mark": mark(text), "of": len(text), "splice": [start, end, inserted]}}}

    def test_may_come_as_a_splice_counted_in_characters(self, staff, written):
        answer = keep(staff, written, "duty", self.splice(written.duty, 10, 11, "dengan bus")).json()
        written.refresh_from_db()
        assert written.duty == "Mengantar dengan bus siswa.\nSetiap pagi."
        assert answer["marks"] == {"duty": mark(written.duty)}

    def test_are_asked_for_whole_when_another_text_stands_there(self, staff, written):
        shown = written.duty
        Innovation.objects.filter(pk=written.pk).update(duty="Tulisan rekan")
        answer = keep(staff, written, "duty", self.splice(shown, 0, 1, "x")).json()
        written.refresh_from_db()
        assert (answer["whole"], answer["saved"]) == (["duty"], None)
        assert written.duty == "Tulisan rekan"

    def test_of_choices_and_dates_are_asked_for_whole(self, staff, innovation):
        message = {"values": {"commitment_on": {"mark": mark(None), "of": 0, "splice": [0, 0, "2026"]}}}
        assert keep(staff, innovation, "commitment", message).json()["whole"] == ["commitment_on"]


class TestRows:
    def add(self, client, innovation, key, **values):
        values = {name: typed(text) for name, text in values.items()}
        return keep(client, innovation, "team", {"row": str(key), "new": True, "values": values})

    def test_are_added_once_however_often_they_are_sent(self, staff, innovation):
        key = uuid.uuid4()
        for _ in range(3):
            answer = self.add(staff, innovation, key, name="Nurmala", duty="Jadwal").json()
        assert answer["marks"]["name"] == mark("Nurmala")
        assert [(row.key, row.name) for row in innovation.team.all()] == [(key, "Nurmala")]

    def test_that_lack_what_they_need_are_not_stored(self, staff, innovation):
        answer = self.add(staff, innovation, uuid.uuid4(), name="Nurmala").json()
        assert answer["errors"] == {"duty": "Isi 'Tugas', atau kosongkan seluruh baris ini."}
        assert not innovation.team.exists()

    def test_come_after_those_that_are_there_and_are_put_in_order(self, staff, innovation):
        first = innovation.team.create(name="Nurmala", duty="Jadwal")
        keys = [uuid.uuid4(), uuid.uuid4()]
        for key, name in zip(keys, ("Sabam", "Lina"), strict=True):
            self.add(staff, innovation, key, name=name, duty="Sopir")
        assert [row.name for row in innovation.team.all()] == ["Nurmala", "Sabam", "Lina"]
        order = {"order": [str(keys[1]), str(first.key), str(keys[0])]}
        assert keep(staff, innovation, "team", order).json()["saved"]
        assert [row.name for row in innovation.team.all()] == ["Lina", "Nurmala", "Sabam"]

    def test_are_changed_field_by_field(self, staff, innovation):
        row = innovation.team.create(name="Nurmala", duty="Jadwal")
        message = {"row": str(row.key), "values": {"duty": typed("Rute", "Jadwal")}}
        assert keep(staff, innovation, "team", message).json()["marks"] == {"duty": mark("Rute")}
        row.refresh_from_db()
        assert (row.name, row.duty) == ("Nurmala", "Rute")

    def test_are_removed_once(self, staff, innovation):
        row = innovation.team.create(name="Nurmala", duty="Jadwal")
        for _ in range(2):
            assert keep(staff, innovation, "team", {"row": str(row.key), "remove": True}).json()["saved"]
        assert not innovation.team.exists()

    def test_that_a_colleague_removed_are_told_as_gone_and_may_be_added_again(self, staff, innovation):
        message = {"row": str(uuid.uuid4()), "values": {"duty": typed("Rute", "Jadwal")}}
        answer = keep(staff, innovation, "team", message).json()
        assert (answer["gone"], answer["saved"]) == ("Baris ini sudah dihapus rekan Anda.", None)

    def test_of_another_record_stay_as_they_are(self, staff, innovation, cast, lab):
        theirs = road.register(cast.outsider, lab).team.create(name="Juni", duty="Bidan")
        changed = {"row": str(theirs.key), "values": {"duty": typed("Diambil", "Bidan")}}
        assert keep(staff, innovation, "team", changed).json()["gone"]
        keep(staff, innovation, "team", {"row": str(theirs.key), "remove": True})
        keep(staff, innovation, "team", {"order": [str(theirs.key)]})
        assert self.add(staff, innovation, theirs.key, name="A", duty="B").status_code == 400
        theirs.refresh_from_db()
        assert (theirs.duty, theirs.position, innovation.team.count()) == ("Bidan", 0, 0)

    def test_never_become_more_than_the_sheet_takes(self, staff, innovation):
        innovation.team.bulk_create(
            innovation.team.model(innovation=innovation, name="A", duty="B") for _ in range(100)
        )
        response = self.add(staff, innovation, uuid.uuid4(), name="A", duty="B")
        assert (response.status_code, innovation.team.count()) == (409, 100)
        assert "Paling banyak 100 baris" in response.json()["closed"]


class TestRefusals:
    MESSAGE = {"values": {"duty": typed("Selundupan")}}

    def test_a_stranger_is_asked_to_sign_in(self, db, innovation):
        response = keep(Client(), innovation, "duty", self.MESSAGE)
        assert (response.status_code, response.json()) == (401, {"sign_in": True})

    @pytest.mark.parametrize("who", ["outsider", "facilitator", "executive", "juror"])
    def test_others_get_404(self, client, innovation, cast, who):
        client.force_login(getattr(cast, who))
        for message in (self.MESSAGE, {"row": str(uuid.uuid4()), "remove": True}):
            part = "team" if "row" in message else "duty"
            assert keep(client, innovation, part, message).status_code == 404
        innovation.refresh_from_db()
        assert innovation.duty == ""

    def test_a_page_without_its_token_is_refused(self, cast, innovation):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.staff)
        assert keep(client, innovation, "duty", self.MESSAGE).status_code == 403

    def test_a_part_that_closed_meanwhile_says_who_closed_it(self, staff, innovation, cast):
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.colleague)
        row = innovation.team.first()
        for part, message in (
            ("duty", self.MESSAGE),
            ("team", {"row": str(row.key), "remove": True}),
            ("team", {"row": str(uuid.uuid4()), "remove": True}),
        ):
            response = keep(staff, innovation, part, message)
            assert response.status_code == 409
            assert "Tomi Solin memilih 'Kirim'" in response.json()["closed"]
        assert innovation.team.count() == 1

    def test_a_returned_record_takes_only_what_was_asked_for(self, staff, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["duty"])
        assert keep(staff, innovation, "identity", {"values": {"title": typed("X")}}).status_code == 409
        shown = innovation.duty
        assert keep(staff, innovation, "duty", {"values": {"duty": typed("Baru", shown)}}).status_code == 200

    def test_a_page_of_the_stage_before_is_closed(self, staff, at):
        innovation = at(Stage.DIAGNOSE, Status.DRAFT)
        assert keep(staff, innovation, "duty", self.MESSAGE, stage="drum_up").status_code == 409

    @pytest.mark.parametrize(
        "message",
        [
            {},
            {"values": {}},
            {"values": []},
            {"values": {"duty": "x"}},
            {"values": {"duty": {"value": "x"}}},
            {"values": {"duty": {"mark": "x", "value": 1}}},
            {"values": {"duty": {"mark": "x", "of": 1, "splice": [3, 1, ""]}}},
            {"values": {"duty": {"mark": "x", "of": 1, "splice": ["0", 1, ""]}}},
            {"values": {"title": typed("bagian lain")}},
            {"values": {"status": typed("published")}},
            {"row": "x", "remove": True},
            {"row": 5, "remove": True},
            {"order": []},
            {"stage": 5},
            {"part": None},
        ],
    )
    def test_what_no_page_of_ours_sends_changes_nothing(self, staff, innovation, message):
        before = Innovation.objects.filter(pk=innovation.pk).values().get()
        assert keep(staff, innovation, "duty", message).status_code == 400
        assert Innovation.objects.filter(pk=innovation.pk).values().get() == before

    @pytest.mark.parametrize("row", ["x", "", "\0"])
    @pytest.mark.parametrize("more", [{"remove": True}, {"new": True, "values": {"name": typed("A")}}])
    def test_a_key_that_is_none_changes_nothing(self, staff, innovation, row, more):
        assert keep(staff, innovation, "team", {"row": row} | more).status_code == 400
        assert keep(staff, innovation, "team", {"order": [row]}).status_code == 400

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"{", b"\xff", b"5", b'{"stage": "' + b"x" * 300_000 + b'"}']
    )
    def test_what_is_no_message_is_told_so(self, staff, innovation, body):
        address = reverse("workspace:autosave", args=[innovation.code])
        response = staff.post(address, body, content_type="application/json")
        assert response.status_code == 400
        assert "Muat ulang halaman" in response.json()["error"]

    def test_reading_the_address_changes_nothing(self, staff, innovation):
        assert staff.get(reverse("workspace:autosave", args=[innovation.code])).status_code == 405


def test_what_was_stored_while_a_page_was_made_is_newer_than_the_page(staff, innovation):
    """Else the device would forget its text, and the page that was read before it would show an empty field."""
    answers = []

    def store_after_the_first_read(execute, sql, *rest):
        result = execute(sql, *rest)
        if "innovations_innovation" in sql and not answers:
            answers.append({})  # once
            answers.append(keep(staff, innovation, "duty", {"values": {"duty": typed("Baru.")}}).json())
        return result

    with connection.execute_wrapper(store_after_the_first_read):
        page = staff.get(reverse("workspace:step", args=[innovation.code, "duty"])).text
    innovation.refresh_from_db()
    assert innovation.duty == "Baru."
    assert "Baru." not in page
    assert answers[-1]["at"] > int(re.search(r'data-at="(\d+)"', page)[1])


@pytest.mark.parametrize("what", ["field", "row", "new row", "removal", "order"])
def test_four_queries_are_enough(staff, innovation, what):
    row = innovation.team.create(name="Nurmala", duty="Jadwal")
    new = {name: typed("A") for name in ("name", "duty")}
    part, message = {
        "field": ("duty", {"values": {"duty": typed("Mengantar siswa.")}}),
        "row": ("team", {"row": str(row.key), "values": {"duty": typed("Rute", "Jadwal")}}),
        "new row": ("team", {"row": str(uuid.uuid4()), "new": True, "values": new}),
        "removal": ("team", {"row": str(row.key), "remove": True}),
        "order": ("team", {"order": [str(row.key)]}),
    }[what]
    with CaptureQueriesContext(connection) as seen:
        assert keep(staff, innovation, part, message).json()["saved"]
    queries = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(queries) <= (6 if what == "new row" else 4), queries
