"""Telling people in the portal: who at which move, the page, reminders, WhatsApp."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Stage, Status
from stages import workflow
from stages.conflicts import free_to_judge
from stages.models import Conflict, Event, Notice, StageRecord
from stages.moves import MOVES
from stages.notices import reminders, words
from stages.notices.what import TOLD, tell, tell_of
from tests import road

PAGE = reverse("workspace:notices")
S = Status


def told() -> set[tuple[str, str, bool]]:
    """(who, kind, whether it asks for action) of every notice; none stands twice."""
    notices = Notice.objects.select_related("user", "innovation")
    found = {(one.user.username, one.kind, one.is_pending) for one in notices}
    assert len(found) == len(notices)
    return found


def forget():
    Notice.objects.all().delete()


def person(username, role=Role.AGENCY, agency=None, **fields) -> User:
    return User.objects.create(username=username, name=username.title(), role=role, agency=agency, **fields)


def put(innovation, **values):
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(**values)
    innovation.refresh_from_db()


FACILITATORS = {("fasilitator", "waiting", True), ("fasilitator2", "waiting", True)}

# stage, status -> move, by whom, what is told besides what FACILITATORS says of a submission.
# The colleague makes the unit's moves on the record of the custodian ("staf").
EXPECTED = [
    (Stage.DRUM_UP, S.DRAFT, "submit", "colleague", {("staf", "receipt"), ("rekan", "receipt")}),
    (Stage.DRUM_UP, S.SUBMITTED, "recall", "colleague", set()),
    (Stage.DRUM_UP, S.SUBMITTED, "recommend", "facilitator", {("staf", "recommended")}),
    (
        Stage.DESIGN,
        S.SUBMITTED,
        "recommend",
        "facilitator",
        {("staf", "endorsed"), ("kantorbupati", "decide")},
    ),
    (Stage.DRUM_UP, S.SUBMITTED, "return", "facilitator", {("staf", "returned")}),
    (Stage.DESIGN, S.ENDORSED, "return", "executive", {("staf", "returned")}),
    (Stage.DESIGN, S.ENDORSED, "approve", "executive", {("staf", "approved")}),
    (
        Stage.DISPLAY,
        S.ENDORSED,
        "approve",
        "executive",
        {("staf", "approved_last"), ("pengelola", "announce")},
    ),
    (Stage.DESIGN, S.ENDORSED, "postpone", "executive", {("staf", "postponed")}),
    (Stage.DESIGN, S.ENDORSED, "decline", "executive", {("staf", "declined")}),
    (Stage.DISPLAY, S.APPROVED, "announce", "steward", {("staf", "announced")}),
    (Stage.DISPLAY, S.PUBLISHED, "take_down", "steward", {("staf", "taken_down")}),
    (Stage.DESIGN, S.SUBMITTED, "stop", "facilitator", {("staf", "stopped")}),
    (Stage.DESIGN, S.DRAFT, "stop", "colleague", {("staf", "stopped")}),
    (Stage.DRUM_UP, S.DRAFT, "withdraw", "colleague", {("staf", "stopped")}),
    (Stage.DESIGN, S.STOPPED, "reopen", "steward", {("staf", "reopened")}),
]
ASKING = {"waiting", "returned", "decide", "announce"}


class TestWhoIsToldWhat:
    @pytest.mark.parametrize(("stage", "status", "move", "actor", "expected"), EXPECTED)
    def test_at_each_move(self, at, cast, stage, status, move, actor, expected):
        innovation = at(stage, status)
        if move == "submit":
            road.fill(innovation, cast.staff)
        forget()
        road.move(innovation, move, getattr(cast, actor))
        asked = {(who, kind, kind in ASKING) for who, kind in expected}
        assert told() == asked | (FACILITATORS if move == "submit" else set())

    def test_every_move_is_in_the_table_above(self):
        assert {row[2] for row in EXPECTED} == {move.name for move in MOVES}
        assert {name for name, _ in TOLD} == {move.name for move in MOVES} - {"recall"}

    def test_nobody_hears_of_their_own_deed_but_for_the_receipt(self, innovation, cast):
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert told() == {("staf", "receipt", False)} | FACILITATORS
        forget()
        road.move(innovation, "stop", cast.staff)
        assert told() == set()

    def test_a_steward_who_sends_a_units_paper_has_the_receipt_too(self, innovation, cast):
        Event.objects.create(innovation=innovation, kind=Event.Kind.PAPER, actor=cast.steward)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.steward)
        assert told() == {("staf", "receipt", False), ("pengelola", "receipt", False)} | FACILITATORS

    def test_whoever_sent_the_sheet_hears_the_answer_beside_the_custodian(self, innovation, cast):
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.colleague)
        forget()
        road.move(innovation, "recommend", cast.facilitator)
        assert told() == {("staf", "recommended", False), ("rekan", "recommended", False)}

    def test_a_return_reaches_all_of_the_unit_who_worked_on_the_record(self, innovation, cast):
        third = person("ketiga", agency=cast.education)
        person("keempat", agency=cast.education)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", third)
        road.move(innovation, "recall", cast.colleague)
        road.move(innovation, "submit", cast.staff)
        forget()
        road.move(innovation, "return", cast.facilitator)
        assert told() == {(name, "returned", True) for name in ["staf", "rekan", "ketiga"]}

    @pytest.mark.parametrize("away", ["inactive", "moved", "none"])
    def test_without_its_custodian_the_units_staff_is_told(self, at, cast, away):
        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        gone = User.objects.filter(pk=cast.staff.pk)
        if away == "inactive":
            gone.update(is_active=False)
        elif away == "moved":
            gone.update(agency=cast.clinic)
        else:
            Innovation.objects.filter(pk=innovation.pk).update(custodian=None)
        person("ketiga", agency=cast.education)
        person("pensiun", agency=cast.education, is_active=False)
        forget()
        road.move(innovation, "return", cast.facilitator)
        names = {"rekan", "ketiga"} | ({"staf"} if away == "none" else set())
        assert told() == {(name, "returned", True) for name in names}

    def test_a_facilitator_with_a_conflict_is_not_asked(self, innovation, cast):
        Conflict.objects.create(user=cast.facilitator, agency=cast.education, reason="Kakak")
        User.objects.filter(pk=cast.facilitator2.pk).update(is_active=False)
        third = person("ketiga", Role.FACILITATOR)
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert told() == {("staf", "receipt", False), (third.username, "waiting", True)}

    def test_who_recommended_is_not_asked_to_decide(self, at, cast):
        innovation = at(Stage.DESIGN, S.SUBMITTED)
        road.move(innovation, "recommend", cast.facilitator)
        forget()
        User.objects.filter(pk=cast.facilitator.pk).update(role=Role.EXECUTIVE)
        free = User.objects.filter(free_to_judge(innovation), role=Role.EXECUTIVE)
        assert set(free) == {cast.executive}

    def test_free_to_judge_is_the_rule_of_the_workflow(self, at, cast):
        innovation = at(Stage.DESIGN, S.SUBMITTED)
        Conflict.objects.create(user=cast.facilitator, innovation=innovation, reason="Kakak")
        innovation.team.create(name="Bayu", duty="Guru", user=cast.facilitator2)
        User.objects.filter(pk=cast.colleague.pk).update(role=Role.FACILITATOR, agency=None)
        User.objects.filter(pk=cast.staff.pk).update(role=Role.FACILITATOR, agency=None)  # the custodian
        everybody = User.objects.filter(role=Role.FACILITATOR)
        expected = {user for user in everybody if not workflow.has_conflict(user, innovation)}
        assert set(everybody.filter(free_to_judge(innovation))) == expected == {cast.colleague}

    def test_a_move_undone_tells_nothing(self, at, cast):
        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        forget()
        with transaction.atomic():
            road.move(innovation, "return", cast.facilitator)
            assert Notice.objects.count() == 1
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    def test_a_history_that_is_brought_in_is_told_to_nobody(self, at, cast):
        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        forget()
        road.move(innovation, "recall", cast.staff)
        road.move(innovation, "submit", cast.staff, at=timezone.now() - timedelta(days=90))
        assert told() == set()

    def test_several_sheets_are_one_notice_until_it_is_read(self, at, cast, lab):
        at(Stage.DRUM_UP, S.SUBMITTED)
        at(Stage.DRUM_UP, S.SUBMITTED, title="Angkutan Sungai")
        mine = Notice.objects.filter(user=cast.facilitator)
        assert mine.count() == 1
        mine.update(read_at=timezone.now())
        at(Stage.DRUM_UP, S.SUBMITTED, title="Pasar Malam")
        assert mine.count() == 2

    def test_it_costs_two_queries_however_many_are_told(self, at, cast):
        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        record = StageRecord.objects.select_related("innovation", "actor").get()
        for more in (0, 3):
            for number in range(more):
                person(f"pelatih{number}", Role.FACILITATOR)
            forget()
            with CaptureQueriesContext(connection) as seen:
                tell_of(record)
            assert len(seen) == 2
            assert Notice.objects.count() == 3 + more
        assert innovation.status == S.SUBMITTED

    def test_others_can_tell_something_once(self, innovation, cast):
        User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        cast.colleague.refresh_from_db()
        for _ in range(2):
            tell(
                [cast.staff, cast.colleague],
                "declined",
                innovation,
                key="declined:7",
                note="Belum siap.",
                path="/kerja/",
            )
        notice = Notice.objects.get()
        assert (notice.user, words.path(notice)) == (cast.staff, "/kerja/")
        assert words.sentence(notice) == 'Jawaban Kantor Bupati: "Belum siap."'
        with pytest.raises(KeyError):
            tell([cast.staff], "tidak-dikenal", innovation, key="x")

    def test_what_was_asked_is_no_longer_when_the_record_moved_on(self, at, cast):
        innovation = at(Stage.DRUM_UP, S.RETURNED)
        notice = Notice.objects.get(kind="returned")
        assert notice.is_pending
        road.move(innovation, "submit", cast.staff)
        assert not Notice.objects.get(pk=notice.pk).is_pending


class TestThePage:
    def test_shows_what_who_and_by_when_newest_first(self, client, at, cast):
        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, note="Fotonya gelap.")
        client.force_login(cast.staff)
        text = client.get(PAGE).text
        assert text.index("Perlu diperbaiki") < text.index("Sudah terkirim")
        assert "Sari Fasilitator meminta perbaikan lembar Drum-up: &quot;Fotonya gelap.&quot;" in text
        assert f"Batas waktu: {words.standing.moment(innovation.due)}." in text
        assert text.count("Belum dibaca") == 2
        assert "Perlu tindakan" in text
        assert "Kabar (2)" in text

    def test_looking_marks_nothing_and_a_click_marks_one(self, client, at, cast):
        at(Stage.DRUM_UP, S.RETURNED)
        client.force_login(cast.staff)
        client.get(PAGE)
        assert "Kabar (2)" in client.get(PAGE).text
        one = Notice.objects.of(cast.staff).first()
        address = reverse("workspace:read_notice", args=[one.pk])
        assert client.get(address).status_code == 405
        assert client.post(address).url == PAGE
        assert "Kabar (1)" in client.get(PAGE).text
        at_first = Notice.objects.get(pk=one.pk).read_at
        client.post(address)
        assert Notice.objects.get(pk=one.pk).read_at == at_first

    def test_all_are_marked_at_once_but_nobody_elses(self, client, at, cast):
        at(Stage.DRUM_UP, S.RETURNED)
        client.force_login(cast.staff)
        address = reverse("workspace:read_notices")
        assert client.get(address).status_code == 405
        text = client.post(address, follow=True).text
        assert "Semua kabar ditandai sudah dibaca." in text
        assert "Belum dibaca" not in text
        assert "Kabar (" not in text
        assert Notice.objects.unread().filter(user=cast.facilitator).count() == 1

    def test_an_outsiders_notices_are_not_there(self, client, at, cast):
        at(Stage.DRUM_UP, S.RETURNED)
        client.force_login(cast.outsider)
        text = client.get(PAGE).text
        assert "Belum ada kabar" in text
        assert "Bus Sekolah" not in text
        theirs = Notice.objects.of(cast.staff).first()
        assert client.post(reverse("workspace:read_notice", args=[theirs.pk])).status_code == 404
        client.post(reverse("workspace:read_notices"))
        assert Notice.objects.of(cast.staff).unread().count() == 2

    def test_who_left_the_unit_reads_no_more_of_its_records(self, client, at, cast):
        at(Stage.DRUM_UP, S.RETURNED)
        User.objects.filter(pk=cast.staff.pk).update(agency=cast.clinic)
        client.force_login(cast.staff)
        text = client.get(PAGE).text
        assert "Bus Sekolah" not in text
        assert "Kabar (" not in text

    @pytest.mark.parametrize("who", ["facilitator", "executive", "steward", "juror"])
    def test_is_there_for_everybody_who_signs_in(self, client, at, cast, who):
        at(Stage.DISPLAY, S.APPROVED)
        client.force_login(getattr(cast, who))
        expected = {
            "facilitator": "Ada lembar yang menunggu telaah Anda",
            "executive": "Menunggu keputusan Anda",
            "steward": "Siap diumumkan",
            "juror": "Belum ada kabar",
        }
        assert expected[who] in client.get(PAGE).text

    def test_each_kind_of_notice_can_be_read_and_leads_somewhere(self, client, innovation, cast):
        facts = {"stage": "drum_up", "to_stage": "diagnose", "who": "Sari", "note": "Baik", "receipt": "TT-1"}
        facts |= {"quarter": "2026-10", "reason": "Banjir"}
        for kind in words.KINDS:
            Notice.objects.create(
                user=cast.staff, innovation=innovation, kind=kind, key=kind, facts=facts, due=timezone.now()
            )
        client.force_login(cast.staff)
        text = client.get(PAGE).text
        assert "%(" not in text
        for notice in Notice.objects.all():
            assert words.path(notice) in {innovation.get_absolute_url(), "/admin/stages/case/"}

    def test_is_in_the_readers_language_though_told_from_another(self, client, at, cast):
        from django.utils import translation

        innovation = at(Stage.DRUM_UP, S.SUBMITTED)
        with translation.override("en"):
            road.move(innovation, "return", cast.facilitator)
        client.force_login(cast.staff)
        assert "Perlu diperbaiki" in client.get(PAGE).text

    def test_is_paginated_at_the_same_few_queries(self, client, innovation, cast):
        client.force_login(cast.staff)
        counts = []
        for more in (1, 2, 22):
            for number in range(more):
                tell([cast.staff], "declined", innovation, key=f"{more}:{number}", note="Belum.")
            client.get(PAGE)
            with CaptureQueriesContext(connection) as seen:
                text = client.get(PAGE).text
            counts.append(len(seen))
        assert len(set(counts)) == 1
        assert counts[0] <= 6
        assert "Halaman 1 dari 2" in text

    def test_the_number_in_the_header_costs_one_query_and_strangers_none(self, client, at, cast, lab):
        at(Stage.DRUM_UP, S.RETURNED)
        client.get("/inovasi/")
        with CaptureQueriesContext(connection) as seen:
            response = client.get("/inovasi/")
        assert not any("stages_notice" in query["sql"] for query in seen)
        assert not response.cookies
        client.force_login(cast.facilitator)
        for address in ["/admin/", "/admin/stages/case/", "/inovasi/"]:
            with CaptureQueriesContext(connection) as seen:
                text = client.get(address).text
            assert sum("stages_notice" in query["sql"] for query in seen) == 1
            assert "Kabar (1)" in text


def days(number) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def draft(innovation):
    """A draft begun 60 days before its due date."""
    put(innovation, since=timezone.now(), due=timezone.now() + days(60))
    Notice.objects.all().delete()
    return innovation


class TestReminders:
    def test_before_each_threshold_and_the_day_after(self, draft):
        due = draft.due
        expected = [(20, None), (14, ("due_soon", False)), (10, None), (7, ("due_soon", False))]
        expected += [(3, ("due_soon", True)), (2, None), (1, ("due_soon", True)), (0, None)]
        expected += [(-1, ("due_passed", True)), (-2, None), (-20, None)]
        for before, kind in expected:
            for second in (0, 60):  # it is called every minute
                reminders.remind(due - days(before) + timedelta(seconds=second))
            found = {(one.kind, one.is_pending) for one in Notice.objects.filter(read_at=None)}
            assert found == ({kind} if kind else set()), before
            assert Notice.objects.filter(read_at=None).count() == len(found)
            Notice.objects.update(read_at=timezone.now())

    def test_after_weeks_without_a_worker_only_the_nearest_is_told(self, draft):
        assert reminders.remind(draft.due - days(2)) == 1
        assert reminders.remind(draft.due - days(2)) == 0
        assert Notice.objects.count() == 1

    def test_what_is_long_forgotten_is_not_dug_up(self, draft):
        assert reminders.remind(draft.due + days(31)) == 0

    def test_a_threshold_that_had_passed_when_the_record_came_is_not_told(self, draft):
        put(draft, due=draft.since + days(5))
        assert reminders.remind(draft.since + timedelta(minutes=1)) == 0
        assert reminders.remind(draft.since + days(2)) == 1

    def test_what_began_late_is_not_reminded_at_once(self, draft):
        put(draft, due=draft.since - days(5))
        assert reminders.remind(draft.since) == 0

    def test_a_new_date_is_reminded_anew(self, draft):
        reminders.remind(draft.due - days(3))
        put(draft, due=draft.due + days(30))
        assert reminders.remind(draft.due - days(3)) == 1

    def test_goes_to_the_custodian_and_who_sent_it_or_else_to_the_unit(self, at, cast):
        innovation = at(Stage.DRUM_UP, S.RETURNED)
        third = person("ketiga", agency=cast.education)
        put(innovation, since=timezone.now() - days(9), due=timezone.now() + days(2))
        forget()
        reminders.remind()
        assert told() == {("staf", "due_soon", True)}
        forget()
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        reminders.remind()
        assert told() == {("rekan", "due_soon", True), (third.username, "due_soon", True)}

    @pytest.mark.parametrize(
        ("stage", "status", "expected"),
        [
            (Stage.DRUM_UP, S.SUBMITTED, {"fasilitator"}),
            (Stage.DESIGN, S.ENDORSED, {"kantorbupati"}),
        ],
    )
    def test_reviewers_are_reminded_of_their_answer_unless_it_is_not_theirs(
        self, at, cast, stage, status, expected
    ):
        Conflict.objects.create(user=cast.facilitator2, agency=cast.education, reason="Kakak")
        due = at(stage, status).due
        forget()
        soon = {(name, "answer_soon", True) for name in expected}
        passed = {(name, "answer_passed", True) for name in expected}
        steps = [(due - days(4), set()), (due - days(3), soon), (due, soon), (due + days(1), soon | passed)]
        for now, so_far in steps:
            reminders.remind(now)
            assert told() == so_far
            assert reminders.remind(now) == 0

    @pytest.mark.parametrize("status", [S.APPROVED, S.PUBLISHED, S.STOPPED])
    def test_what_waits_for_nobodys_date_is_left_alone(self, at, status):
        at(Stage.DISPLAY, status)
        assert reminders.remind(timezone.now() + days(20)) == 0

    def test_takes_the_same_few_queries_for_many(self, cast, lab, draft):
        counts = []
        for more in (0, 2):
            for number in range(more):
                put(road.register(cast.staff, lab, f"Ide {number}"), due=draft.due, since=draft.since)
            forget()
            with CaptureQueriesContext(connection) as seen:
                assert reminders.remind(draft.due - days(3)) == 1 + more
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 9
        with CaptureQueriesContext(connection) as seen:
            reminders.remind(draft.due - days(3))
        assert len([query for query in seen if "SAVEPOINT" not in query["sql"]]) == 3


class TestWhatsApp:
    def test_the_text_arrives_as_it_was_written(self):
        text = 'Bus & Kapal: 50% lebih cepat?\n#1 "siap" + https://inovik.example/kerja/?a=b'
        link = urlsplit(words.whatsapp_link(text, "6281234567890"))
        assert (link.netloc, link.path) == ("wa.me", "/6281234567890")
        assert parse_qs(link.query, strict_parsing=True) == {"text": [text]}
        assert words.whatsapp_link("a b") == "https://wa.me/?text=a%20b"

    @pytest.mark.parametrize("number", ["", "6281234567890"])
    def test_the_record_offers_it_to_the_unit_and_its_case_to_reviewers(
        self, client, at, cast, number, settings
    ):
        Agency.objects.filter(pk=cast.education.pk).update(whatsapp=number)
        innovation = at(Stage.DRUM_UP, S.SUBMITTED, title="Bus & Kapal")
        road.move(innovation, "return", cast.facilitator)
        innovation = Innovation.objects.with_people().get(pk=innovation.pk)
        link = words.about_record(innovation)
        assert urlsplit(link).path == f"/{number}"
        text = parse_qs(urlsplit(link).query)["text"][0]
        assert text.splitlines()[0] == f"Bus & Kapal ({innovation.code})"
        assert words.standing.moment(innovation.due) in text
        assert text.splitlines()[-1] == f"{settings.BASE_URL}/kerja/inovasi/{innovation.code}/"
        case = reverse("admin:stages_case_change", args=[innovation.pk])
        for who, address in [(cast.staff, innovation.get_absolute_url()), (cast.facilitator, case)]:
            client.force_login(who)
            assert f'href="{link}" rel="noopener noreferrer"' in client.get(address).text
        client.force_login(cast.staff)
        assert (
            f'href="https://wa.me/{number}?text=Perlu%20diperbaiki%0ABus%20%26%20Kapal'
            in client.get(PAGE).text
        )
