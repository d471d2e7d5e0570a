"""The 5D workflow: all moves x stages x statuses x roles as one table, and what each move writes and refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import NotSupportedError, ProgrammingError
from django.utils import timezone

from accounts.models import Role
from festival.models import Exhibit
from innovations.models import Innovation, Stage, Status
from stages import sheets, workflow
from stages.models import Conflict, StageRecord
from tests import road

S, R = Status, Role
EARLY = {Stage.DRUM_UP, Stage.DIAGNOSE, Stage.DELIVERY}
GATES = {Stage.DESIGN, Stage.DISPLAY}

# The design's table, written out a second time by hand: role, status -> {move: (stages, target status)}.
EXPECTED = {
    (R.AGENCY, S.DRAFT): {"submit": (set(Stage), S.SUBMITTED), "stop": (set(Stage), S.STOPPED)},
    (R.AGENCY, S.RETURNED): {"submit": (set(Stage), S.SUBMITTED), "stop": (set(Stage), S.STOPPED)},
    (R.AGENCY, S.SUBMITTED): {"recall": (set(Stage), S.DRAFT), "stop": (set(Stage), S.STOPPED)},
    (R.AGENCY, S.ENDORSED): {"stop": (GATES, S.STOPPED)},
    (R.AGENCY, S.APPROVED): {"stop": ({Stage.DISPLAY}, S.STOPPED)},
    (R.FACILITATOR, S.DRAFT): {"stop": (set(Stage), S.STOPPED)},
    (R.FACILITATOR, S.RETURNED): {"stop": (set(Stage), S.STOPPED)},
    (R.FACILITATOR, S.SUBMITTED): {
        "return": (set(Stage), S.RETURNED),
        "recommend": (set(Stage), {stage: S.ENDORSED if stage in GATES else S.DRAFT for stage in Stage}),
        "stop": (set(Stage), S.STOPPED),
    },
    (R.FACILITATOR, S.ENDORSED): {"stop": (GATES, S.STOPPED)},
    (R.FACILITATOR, S.APPROVED): {"stop": ({Stage.DISPLAY}, S.STOPPED)},
    (R.EXECUTIVE, S.DRAFT): {"stop": (set(Stage), S.STOPPED)},
    (R.EXECUTIVE, S.RETURNED): {"stop": (set(Stage), S.STOPPED)},
    (R.EXECUTIVE, S.SUBMITTED): {"stop": (set(Stage), S.STOPPED)},
    (R.EXECUTIVE, S.ENDORSED): {
        "approve": (GATES, {Stage.DESIGN: S.DRAFT, Stage.DISPLAY: S.APPROVED}),
        "return": (GATES, S.RETURNED),
        "postpone": (GATES, S.ENDORSED),
        "decline": (GATES, S.STOPPED),
        "stop": (GATES, S.STOPPED),
    },
    (R.EXECUTIVE, S.APPROVED): {"stop": ({Stage.DISPLAY}, S.STOPPED)},
    (R.EXECUTIVE, S.PUBLISHED): {"take_down": ({Stage.DISPLAY}, S.APPROVED)},
    (R.EXECUTIVE, S.STOPPED): {"reopen": (set(Stage), S.DRAFT)},
    (R.STEWARD, S.APPROVED): {"announce": ({Stage.DISPLAY}, S.PUBLISHED)},
    (R.STEWARD, S.PUBLISHED): {"take_down": ({Stage.DISPLAY}, S.APPROVED)},
    (R.STEWARD, S.STOPPED): {"reopen": (set(Stage), S.DRAFT)},
}


def put(innovation, stage, status):
    """The state as such, without its road."""
    now = timezone.now()
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(
            stage=stage, status=status, submitted_at=now, endorsed_at=now
        )
    innovation.refresh_from_db()


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("status", Status)
def test_each_role_has_exactly_the_moves_of_the_table(innovation, cast, stage, status):
    if (
        status == S.ENDORSED
        and stage not in GATES
        or status in {S.APPROVED, S.PUBLISHED}
        and stage != Stage.DISPLAY
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            put(innovation, stage, status)  # no such state: the database says so
        return
    put(innovation, stage, status)
    people = [cast.staff, cast.outsider, cast.facilitator, cast.executive, cast.steward, cast.juror]
    for person in people:
        rows = EXPECTED.get((person.role, status), {}) if person != cast.outsider else {}
        expected = {
            (name, target[stage] if isinstance(target, dict) else target)
            for name, (stages, target) in rows.items()
            if stage in stages
        }
        assert {(move.name, move.target) for move in workflow.moves_for(person, innovation)} == expected, (
            person
        )


@pytest.mark.parametrize("stage", Stage)
def test_recommending_leads_to_the_next_stage_or_to_the_bupati(at, cast, stage):
    innovation = at(stage, S.SUBMITTED)
    road.move(innovation, "recommend", cast.facilitator)
    expected = {
        Stage.DRUM_UP: (Stage.DIAGNOSE, S.DRAFT),
        Stage.DIAGNOSE: (Stage.DESIGN, S.DRAFT),
        Stage.DESIGN: (Stage.DESIGN, S.ENDORSED),
        Stage.DELIVERY: (Stage.DISPLAY, S.DRAFT),
        Stage.DISPLAY: (Stage.DISPLAY, S.ENDORSED),
    }[stage]
    assert (innovation.stage, innovation.status) == expected


def test_submitting_writes_state_record_receipt_and_due(innovation, cast):
    road.fill(innovation, cast.staff)
    before = timezone.now()
    record = workflow.perform(innovation, "submit", cast.staff, version=1)
    assert (innovation.status, innovation.version, innovation.open_parts) == (S.SUBMITTED, 2, [])
    assert record.receipt == f"TT-{innovation.code}-01"
    assert (record.actor, record.role) == (cast.staff, R.AGENCY)
    assert (record.from_stage, record.from_status) == (Stage.DRUM_UP, S.DRAFT)
    assert (record.to_stage, record.to_status) == (Stage.DRUM_UP, S.SUBMITTED)
    assert record.snapshot["identity"]["fields"]["title"] == "Bus Sekolah Gratis"
    assert record.snapshot["team"]["rows"] == [{"name": "Nurmala Berutu", "duty": "Pengatur jadwal"}]
    assert innovation.due - innovation.since == workflow.ANSWER_WITHIN
    assert before <= innovation.since == innovation.submitted_at <= timezone.now()


def test_an_incomplete_sheet_is_refused_and_each_part_named(innovation, cast):
    innovation.duty = "Mengurus sekolah"
    innovation.save()
    with pytest.raises(workflow.Incomplete) as refusal:
        workflow.perform(innovation, "submit", cast.staff, version=1)
    assert {lack.part.key for lack in refusal.value.missing} == {
        "identity",
        "duty",
        "initiator",
        "team",
        "commitment",
    }
    assert "Isi 'Tugas unit yang diperbaiki' paling sedikit 8 kata; sekarang 2." in str(refusal.value)
    innovation.refresh_from_db()
    assert (innovation.status, innovation.records.count()) == (S.DRAFT, 0)


def test_returning_opens_just_the_parts_asked_for(at, cast):
    innovation = at(Stage.DIAGNOSE, S.SUBMITTED)
    due = timezone.now() + timedelta(days=5)
    road.move(
        innovation,
        "return",
        cast.facilitator,
        note="Sebutkan angkanya.",
        parts=["problem", "causes"],
        due=due,
    )
    assert (innovation.status, innovation.due) == (S.RETURNED, due)
    assert [part.key for part in workflow.open_parts(cast.staff, innovation)] == ["problem", "causes"]
    assert workflow.open_parts(cast.outsider, innovation) == ()
    assert workflow.open_parts(cast.facilitator, innovation) == ()
    record = innovation.records.last()
    assert (record.note, record.parts, record.due) == ("Sebutkan angkanya.", ["problem", "causes"], due)


def test_submitting_again_closes_the_parts(at, cast):
    innovation = at(Stage.DIAGNOSE, S.RETURNED)
    road.move(innovation, "submit", cast.staff)
    assert innovation.open_parts == []
    assert workflow.open_parts(cast.staff, innovation) == ()
    assert innovation.records.last().receipt.endswith("-03")  # Drum-up, Diagnose, Diagnose again


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"note": " "}, "Tulis alasannya"),
        ({"parts": []}, "Pilih paling sedikit satu bagian"),
        ({"parts": ["story"]}, "Pilih bagian dari lembar kerja tahap ini"),
        ({"due": None}, "Isi batas waktu"),
        ({"due": timezone.now() - timedelta(days=1)}, "Isi batas waktu"),
    ],
)
def test_returning_without_what_it_asks_is_refused(at, cast, asked, sentence):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    with pytest.raises(workflow.Refused, match=sentence):
        road.move(innovation, "return", cast.facilitator, **asked)
    assert innovation.records.last().move == "submit"


def test_recommending_needs_ones_own_finished_review_of_this_submission(at, cast):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    workflow.review_of(cast.facilitator2, innovation).finish()
    workflow.review_of(cast.facilitator, innovation).save()
    with pytest.raises(workflow.Refused, match="Selesaikan dulu telaah Anda"):
        workflow.perform(innovation, "recommend", cast.facilitator, version=innovation.version)
    road.move(innovation, "return", cast.facilitator2)
    road.move(innovation, "submit", cast.staff)
    with pytest.raises(workflow.Refused, match="Selesaikan dulu telaah Anda"):
        workflow.perform(innovation, "recommend", cast.facilitator2, version=innovation.version)


def test_recalling_is_open_until_a_review_has_begun(at, cast):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    road.move(innovation, "recall", cast.colleague)
    assert innovation.status == S.DRAFT
    road.move(innovation, "submit", cast.staff)
    workflow.review_of(cast.facilitator, innovation).save()
    assert "recall" not in {move.name for move in workflow.moves_for(cast.staff, innovation)}
    with pytest.raises(workflow.Refused, match="tidak terbuka"):
        road.move(innovation, "recall", cast.staff)


def test_who_recommended_may_not_approve(at, cast):
    innovation = at(Stage.DESIGN, S.ENDORSED)
    cast.facilitator.role = R.EXECUTIVE  # moved to the Bupati's office
    cast.facilitator.save()
    assert {move.name for move in workflow.moves_for(cast.facilitator, innovation)} == {
        "return",
        "postpone",
        "decline",
        "stop",
    }
    assert innovation not in workflow.waiting_for(cast.facilitator)
    with pytest.raises(workflow.Refused):
        road.move(innovation, "approve", cast.facilitator)
    road.move(innovation, "approve", cast.executive)
    assert innovation.stage == Stage.DELIVERY


@pytest.mark.parametrize("which", ["innovation", "agency"])
def test_a_declared_conflict_closes_the_case(at, cast, which):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    Conflict.objects.create(
        user=cast.facilitator,
        reason="Kakak saya pegawainya",
        **{which: innovation if which == "innovation" else cast.education},
    )
    assert workflow.moves_for(cast.facilitator, innovation) == []
    assert list(workflow.waiting_for(cast.facilitator)) == []
    assert list(workflow.waiting_for(cast.facilitator2)) == [innovation]
    with pytest.raises(workflow.Refused):
        road.move(innovation, "recommend", cast.facilitator)


def test_former_staff_review_nothing_of_their_unit(at, cast):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    other = at(Stage.DRUM_UP, S.SUBMITTED, title="Posyandu Malam", user=cast.outsider)
    cast.staff.role, cast.staff.agency = R.FACILITATOR, None
    cast.staff.save()
    assert workflow.moves_for(cast.staff, innovation) == []
    assert list(workflow.waiting_for(cast.staff)) == [other]


def test_a_team_member_reviews_not_the_own_record(at, cast):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    innovation.team.create(user=cast.facilitator, name="Sari", duty="Pendamping")
    assert workflow.has_conflict(cast.facilitator, innovation)
    assert not workflow.has_conflict(cast.facilitator2, innovation)
    assert workflow.moves_for(cast.facilitator, innovation) == []


def test_a_stale_page_is_told_kindly_who_was_faster(at, cast):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    seen = innovation.version
    road.move(innovation, "recommend", cast.facilitator)
    with pytest.raises(workflow.Stale, match="Sari Fasilitator sudah lebih dulu memilih 'Rekomendasikan'"):
        workflow.perform(innovation, "return", cast.facilitator2, version=seen, note="x")


def test_stopping_keeps_the_lesson_with_the_record_and_the_innovation(at, cast):
    innovation = at(Stage.DIAGNOSE, S.SUBMITTED)
    for asked, sentence in [({"note": ""}, "Tulis alasannya"), ({"lesson": ""}, "Tulis pelajarannya")]:
        with pytest.raises(workflow.Refused, match=sentence):
            road.move(innovation, "stop", cast.staff, **asked)
    road.move(innovation, "stop", cast.staff, note="Anggaran dialihkan", lesson="Mulai dari satu rute")
    assert (innovation.status, innovation.due, innovation.lessons) == (
        S.STOPPED,
        None,
        "Mulai dari satu rute",
    )
    road.move(innovation, "reopen", cast.steward)
    assert (innovation.stage, innovation.status) == (Stage.DIAGNOSE, S.DRAFT)
    assert innovation.due == workflow.first_due(innovation.lab_id, Stage.DIAGNOSE, innovation.agency_id)
    road.move(innovation, "stop", cast.staff, lesson="Libatkan orang tua")
    assert innovation.lessons == "Mulai dari satu rute\n\nLibatkan orang tua"


def test_announcing_opens_the_exhibit_and_taking_down_closes_it(at, cast):
    innovation = at(Stage.DISPLAY, S.APPROVED)
    assert not Exhibit.objects.exists()
    road.move(innovation, "announce", cast.steward)
    assert Exhibit.objects.public().get().title == "Bus Sekolah Gratis"
    road.move(innovation, "take_down", cast.executive, note="Layanan berhenti sementara")
    assert innovation.status == S.APPROVED
    assert not Exhibit.objects.public().exists()
    assert Exhibit.objects.get().withdrawn_at == innovation.since


def test_announcing_again_refreshes_the_same_exhibit_at_the_same_address(at, cast):
    innovation = at(Stage.DISPLAY, S.PUBLISHED)
    first = Exhibit.objects.get()
    road.move(innovation, "take_down", cast.steward)
    innovation.title = "Bus Sekolah Asa Kasea"
    innovation.save()
    road.move(innovation, "announce", cast.steward)
    again = Exhibit.objects.public().get()
    assert (again.pk, again.slug, again.title) == (first.pk, "bus-sekolah-gratis", "Bus Sekolah Asa Kasea")
    assert again.published_at == first.published_at < again.refreshed_at


def test_announcing_without_a_festival_changes_nothing(at, cast, festival):
    innovation = at(Stage.DISPLAY, S.APPROVED)
    festival.delete()
    with pytest.raises(workflow.Refused, match="belum punya festival"):
        road.move(innovation, "announce", cast.steward)
    innovation.refresh_from_db()
    assert (innovation.status, innovation.records.last().move) == (S.APPROVED, "approve")


def test_an_innovation_that_already_runs_enters_at_delivery(cast, lab, festival):
    innovation = road.register(cast.staff, lab, "Asa Kasea", entry_stage=Stage.DELIVERY)
    assert sheets.stages_of(innovation) == [Stage.DELIVERY, Stage.DISPLAY]
    keys = [part.key for part in sheets.sheet_for(innovation)]
    assert {"identity", "problem", "idea", "novelty", "how_it_works", "results", "evidence"} <= set(keys)
    assert innovation.due == workflow.first_due(lab.pk, Stage.DELIVERY, innovation.agency_id)
    road.fill(innovation, cast.staff)
    road.move(innovation, "submit", cast.staff)
    assert innovation.records.last().snapshot["problem"]["fields"]["problem"]
    road.move(innovation, "recommend", cast.facilitator)
    assert (innovation.stage, innovation.status) == (Stage.DISPLAY, S.DRAFT)
    assert [part.key for part in sheets.sheet_for(innovation)][0] == "headline"


def test_whose_turn_it_is(at, cast):
    mine = at(Stage.DRUM_UP, S.DRAFT)
    returned = at(Stage.DRUM_UP, S.RETURNED)
    submitted = at(Stage.DIAGNOSE, S.SUBMITTED)
    endorsed = at(Stage.DESIGN, S.ENDORSED)
    approved = at(Stage.DISPLAY, S.APPROVED)
    published, stopped = at(Stage.DISPLAY, S.PUBLISHED), at(Stage.DRUM_UP, S.STOPPED)
    assert set(workflow.waiting_for(cast.staff)) == {mine, returned}
    assert list(workflow.waiting_for(cast.outsider)) == []
    assert list(workflow.waiting_for(cast.facilitator)) == [submitted]
    assert list(workflow.waiting_for(cast.executive)) == [endorsed]
    assert list(workflow.waiting_for(cast.steward)) == [approved]
    assert list(workflow.waiting_for(cast.juror)) == []
    assert {published, stopped}.isdisjoint(workflow.waiting_for(cast.steward))


def test_who_may_see_which_record(at, cast):
    draft = at(Stage.DRUM_UP, S.DRAFT)
    submitted = at(Stage.DRUM_UP, S.SUBMITTED)
    endorsed = at(Stage.DESIGN, S.ENDORSED)
    seen = {
        person.username: set(Innovation.objects.visible_to(person))
        for person in [
            cast.staff,
            cast.colleague,
            cast.outsider,
            cast.facilitator,
            cast.executive,
            cast.steward,
            cast.juror,
        ]
    }
    everything = {draft, submitted, endorsed}
    assert seen == {
        "staf": everything,
        "rekan": everything,
        "luar": set(),
        "fasilitator": {submitted, endorsed},
        "kantorbupati": {endorsed},
        "pengelola": everything,
        "juri": set(),
    }
    cast.staff.is_active = False
    assert not Innovation.objects.visible_to(cast.staff).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"status": S.PUBLISHED, "stage": Stage.DISPLAY},
        {"version": 9},
        {"open_parts": ["x"]},
        {"code": "INV-2026-9999"},
    ],
)
def test_the_database_refuses_a_state_written_outside_the_workflow(innovation, change):
    with pytest.raises(IntegrityError, match="stages.workflow"), transaction.atomic():
        Innovation.objects.filter(pk=innovation.pk).update(**change)
    innovation.title = "Judul baru"
    innovation.save()  # the narrative is free
    innovation.refresh_from_db()
    assert (innovation.title, innovation.status) == ("Judul baru", S.DRAFT)


def test_the_guard_closes_again_after_a_move(at):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Innovation.objects.filter(pk=innovation.pk).update(status=S.DRAFT)


def test_the_database_refuses_a_new_record_that_is_no_draft(innovation):
    with pytest.raises(IntegrityError, match="draft of its entry stage"), transaction.atomic():
        Innovation.objects.create(
            code="INV-2026-0099",
            lab=innovation.lab,
            agency=innovation.agency,
            title="Jalan pintas",
            status=S.PUBLISHED,
            stage=Stage.DISPLAY,
        )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_stage_record_is_append_only_in_the_database(at, change):
    innovation = at(Stage.DRUM_UP, S.SUBMITTED)
    records = StageRecord.objects.filter(innovation=innovation)
    sql = {
        "update": "UPDATE stages_stagerecord SET note = 'lain'",
        "delete": "DELETE FROM stages_stagerecord",
    }[change]
    with (
        pytest.raises((InternalError, NotSupportedError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert [record.note for record in records] == ["Catatan."]


def test_an_innovation_is_never_deleted(innovation):
    with pytest.raises((InternalError, NotSupportedError, ProgrammingError)), transaction.atomic():
        innovation.delete()
    assert Innovation.objects.filter(code=innovation.code).exists()
