"""A conflict of interest closes every door to a case, takes back what was assigned, and leaves no case stuck."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from innovations.models import Stage, Status, TeamMember
from stages import assigning, assignments, conflicts, reviews, workflow
from stages.models import Assignment, Conflict, DeskUnit, Notice, Review, StageRecord
from stages.notices import reminders
from stages.notices.what import tell_of
from tests import road


@pytest.fixture
def case(at):
    return at(Stage.DRUM_UP, Status.SUBMITTED)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def page(case, name="change"):
    return reverse(f"admin:stages_case_{name}", args=[case.pk])


def declared(user, case):
    Conflict.objects.create(user=user, innovation=case, reason="Adik saya.")


def declared_for_the_unit(user, case):
    Conflict.objects.create(user=user, agency=case.agency, reason="Adik saya.")


def once_staff(user, case):
    step(user, case, "stop", Role.AGENCY)


def once_sent(user, case):
    step(user, case, "submit", Role.STEWARD)


def custodian(user, case):
    type(case).objects.filter(pk=case.pk).update(custodian=user)


def on_the_team(user, case):
    TeamMember.objects.create(innovation=case, user=user, name=user.name, duty="Penasihat")


def step(user, case, move, role):
    StageRecord.objects.create(
        innovation=case,
        move=move,
        actor=user,
        role=role,
        from_stage=case.stage,
        from_status=Status.DRAFT,
        to_stage=case.stage,
        to_status=Status.STOPPED,
        created_at=timezone.now() - timedelta(days=900),
    )


WAYS = {
    declared: "menyatakan benturan kepentingan dengan inovasi ini",
    declared_for_the_unit: "menyatakan benturan kepentingan dengan unit ini",
    once_staff: "pernah bekerja untuk unit ini",
    once_sent: "pernah mengirim lembar inovasi ini",
    custodian: "penanggung jawab inovasi ini",
    on_the_team: "anggota tim inovasi ini",
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
class TestEveryWayToHaveOne:
    def test_is_found_from_all_sides(self, way, cast, case, at):
        other = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        way(cast.facilitator, case)
        people = [cast.facilitator, cast.facilitator2]
        assert list(type(case).objects.filter(conflicts.conflicting(cast.facilitator))) == [case]
        assert set(User.objects.filter(conflicts.free_to_judge(case), role=Role.FACILITATOR)) == {
            cast.facilitator2
        }
        found = conflicts.between(people, [case, other])
        assert found == {(cast.facilitator.pk, case.pk): f"Sari Fasilitator {WAYS[way]}."}
        of_unit = conflicts.with_units(people, [case.agency, other.agency])
        is_of_unit = way in {declared_for_the_unit, once_staff}
        assert set(of_unit) == ({(cast.facilitator.pk, case.agency_id)} if is_of_unit else set())

    def test_found_later_it_leaves_no_case_waiting_for_who_cannot_take_it(self, way, cast, case):
        assigning.assign(case, cast.facilitator, cast.steward)
        assigning.assign(case, cast.facilitator2, cast.steward)
        workflow.review_of(cast.facilitator2, case).finish()
        assert list(workflow.waiting_for(cast.facilitator2)) == []
        way(cast.facilitator, case)
        assert list(workflow.waiting_for(cast.facilitator)) == []
        assert list(workflow.waiting_for(cast.facilitator2)) == [case]
        assert list(assignments.reviewers_of(case)) == [cast.facilitator2]
        road.move(case, "recommend", cast.facilitator2)
        assert case.stage == Stage.DIAGNOSE

    def test_closes_every_door(self, way, client, cast, case):
        other = workflow.review_of(cast.facilitator2, case)
        other.internal_note = "Biayanya meragukan."
        other.finish()
        way(cast.facilitator, case)
        client.force_login(cast.facilitator)
        queue = reverse("admin:stages_case_changelist")
        assert case.title not in client.get(queue).text
        shown = client.get(page(case))
        assert "Ada benturan kepentingan" in words(shown)
        assert "Biayanya meragukan." not in shown.text
        sent = {"review-reply": "Bagus.", "version": case.version, "review-version": case.version}
        assert "tersimpan" not in words(client.post(page(case, "review"), sent, follow=True))
        for move in ("recommend", "return", "stop"):
            client.post(reverse("admin:stages_case_move", args=[case.pk, move]), sent)
        with pytest.raises(workflow.Refused):
            road.move(case, "return", cast.facilitator)
        with pytest.raises(workflow.Refused):
            reviews.keep(case, cast.facilitator, version=case.version, reply="Bagus.", internal_note="")
        with pytest.raises(workflow.Refused):
            assigning.assign(case, cast.facilitator, cast.steward)
        case.refresh_from_db()
        assert case.status == Status.SUBMITTED
        assert not Review.objects.filter(reviewer=cast.facilitator).exists()
        assert list(reviews.readable_by(cast.facilitator, case)) == []

    def test_nobody_tells_them_of_it(self, way, cast, case):
        for assigned in (cast.facilitator, cast.facilitator2):
            Assignment.objects.create(innovation=case, reviewer=assigned, assigned_by=cast.steward)
        way(cast.facilitator, case)
        Notice.objects.all().delete()
        tell_of(case.records.filter(move="submit").last())
        reminders.remind(case.due - timedelta(days=1))
        told = set(Notice.objects.filter(innovation=case).values_list("user__username", "kind"))
        assert ("fasilitator2", "waiting") in told
        assert ("fasilitator2", "answer_soon") in told
        assert "fasilitator" not in {name for name, _kind in told}


class TestDeclaring:
    def test_on_the_page_ends_the_own_task_and_says_so_on_the_road(self, client, cast, case):
        assigning.assign(case, cast.facilitator, cast.steward)
        client.force_login(cast.facilitator)
        client.post(page(case, "conflict"), {"conflict-reason": "Kepala unitnya kakak saya."})
        assert Assignment.objects.get().ended_at
        last = case.events.last()
        assert (last.kind, last.actor, last.note) == (
            "released",
            cast.facilitator,
            "Sari Fasilitator: benturan kepentingan",
        )
        assert list(workflow.waiting_for(cast.facilitator2)) == [case]

    def test_by_the_steward_for_a_unit_ends_the_desk_and_the_names(self, client, cast, case, lab, at):
        other = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        assigning.put_at_desk(lab, cast.facilitator, [cast.education, cast.clinic], cast.steward)
        for one in (case, other):
            assigning.assign(one, cast.facilitator, cast.steward)
        client.force_login(cast.steward)
        sent = {
            "user": cast.facilitator.pk,
            "agency": cast.education.pk,
            "innovation": "",
            "reason": "Kakak.",
        }
        told = client.post(reverse("admin:stages_conflict_add"), sent, follow=True)
        assert "2 tugas Sari Fasilitator berakhir." in words(told)
        live = DeskUnit.objects.filter(ended_at=None)
        assert [row.agency for row in live] == [cast.clinic]
        assert [row.innovation for row in Assignment.objects.filter(ended_at=None)] == [other]

    def test_nothing_is_recorded_when_it_is_refused(self, cast, case):
        assigning.assign(case, cast.facilitator, cast.steward)
        with pytest.raises(workflow.Refused):
            reviews.declare_conflict(case, cast.facilitator, " ")
        assert Assignment.objects.get().ended_at is None


class TestWhatNeedsAReviewer:
    def needing(self):
        return list(assignments.needing_reviewer())

    def test_not_what_is_open_to_all_or_has_somebody(self, cast, case, lab):
        assert self.needing() == []
        made = assigning.assign(case, cast.facilitator, cast.steward)
        assert self.needing() == []
        assigning.end(made, cast.steward, "Sedang cuti")
        assert self.needing() == []

    @pytest.mark.parametrize("by_desk", [True, False])
    def test_what_its_reviewer_had_to_let_go(self, cast, case, lab, by_desk):
        if by_desk:
            assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        else:
            assigning.assign(case, cast.facilitator, cast.steward)
        conflict = Conflict.objects.create(user=cast.facilitator, agency=cast.education, reason="Kakak.")
        assert self.needing() == [case]
        assigning.step_aside(conflict, by=cast.facilitator)
        assert self.needing() == [case]
        assert list(workflow.waiting_for(cast.facilitator2)) == [case]  # meanwhile
        assigning.assign(case, cast.facilitator2, cast.steward)
        assert self.needing() == []

    def test_what_waits_for_somebody_switched_off_or_in_another_role(self, cast, case, lab):
        assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        for change in ({"is_active": False}, {"is_active": True, "role": Role.EXECUTIVE}):
            User.objects.filter(pk=cast.facilitator.pk).update(**change)
            assert self.needing() == [case]
            assert list(workflow.waiting_for(cast.facilitator2)) == [case]

    def test_what_nobody_is_free_to_judge(self, cast, case):
        for person in (cast.facilitator, cast.facilitator2):
            declared(person, case)
        assert self.needing() == [case]

    def test_the_steward_sees_them(self, client, cast, case, at):
        at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        declared(cast.facilitator, case)
        declared(cast.facilitator2, case)
        client.force_login(cast.steward)
        assert "Tanpa penelaah bebas: 1" in words(client.get(reverse("admin:index")))
        listed = client.get(reverse("admin:stages_case_changelist") + "?lihat=semua&penelaah=tanpa").text
        assert case.title in listed
        assert "Posyandu" not in listed
        assert "1 kiriman tanpa penelaah bebas" in words(client.get(reverse("admin:desks")))


def test_as_many_queries_to_find_many_conflicts(cast, at):
    cases = [at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in "ABC"]
    for case in cases:
        declared(cast.facilitator, case)
    for few in (cases[:1], cases):
        with CaptureQueriesContext(connection) as seen:
            assert len(conflicts.between([cast.facilitator, cast.facilitator2], few)) == len(few)
        assert len(seen) == 1
