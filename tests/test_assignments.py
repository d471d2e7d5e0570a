"""Whose case it is, and when several who read it may let it go on."""

import pytest

from innovations.models import Stage, Status
from stages import assignments, reviews, workflow
from stages.models import Assignment, DeskUnit
from tests import road


@pytest.fixture
def case(at):
    return at(Stage.DRUM_UP, Status.SUBMITTED)


@pytest.fixture
def assign(cast):
    def to(innovation, *people):
        for reviewer in people:
            Assignment.objects.create(innovation=innovation, reviewer=reviewer, assigned_by=cast.steward)

    return to


def names(user, innovation):
    return {move.name for move in workflow.moves_for(user, innovation)}


def test_what_is_assigned_to_nobody_waits_for_every_facilitator(cast, case):
    for person in (cast.facilitator, cast.facilitator2):
        assert list(workflow.waiting_for(person)) == [case]
        assert "recommend" in names(person, case)


def test_what_is_assigned_by_name_waits_for_that_one_alone(cast, case, assign):
    assign(case, cast.facilitator)
    assert list(workflow.waiting_for(cast.facilitator)) == [case]
    assert list(workflow.waiting_for(cast.facilitator2)) == []
    assert names(cast.facilitator2, case) == set()
    with pytest.raises(workflow.Refused):
        road.move(case, "return", cast.facilitator2)


def test_a_desk_takes_all_cases_of_its_units_in_that_lab(at, cast, case, lab):
    other = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu Malam", user=cast.outsider)
    DeskUnit.objects.create(
        lab=lab, reviewer=cast.facilitator, agency=cast.education, assigned_by=cast.steward
    )
    assert set(workflow.waiting_for(cast.facilitator)) == {case, other}
    assert list(workflow.waiting_for(cast.facilitator2)) == [other]


def test_a_name_on_the_case_comes_before_the_desk(cast, case, lab, assign):
    DeskUnit.objects.create(
        lab=lab, reviewer=cast.facilitator, agency=cast.education, assigned_by=cast.steward
    )
    assign(case, cast.facilitator2)
    assert list(workflow.waiting_for(cast.facilitator)) == []
    assert list(workflow.waiting_for(cast.facilitator2)) == [case]
    assert list(assignments.reviewers_of(case)) == [cast.facilitator2]


def test_a_reviewer_who_is_switched_off_holds_nothing(cast, case, assign):
    assign(case, cast.facilitator)
    cast.facilitator.is_active = False
    cast.facilitator.save()
    assert list(workflow.waiting_for(cast.facilitator2)) == [case]


def test_nobody_recommends_before_all_who_are_assigned_have_finished(cast, case, assign):
    assign(case, cast.facilitator, cast.facilitator2)
    with pytest.raises(workflow.Refused, match="Bayu Fasilitator belum selesai menelaah"):
        road.move(case, "recommend", cast.facilitator)
    assert list(workflow.waiting_for(cast.facilitator)) == []  # it waits for the other
    assert list(workflow.waiting_for(cast.facilitator2)) == [case]
    workflow.review_of(cast.facilitator2, case).finish()
    assert list(workflow.waiting_for(cast.facilitator)) == [case]
    road.move(case, "recommend", cast.facilitator)
    assert case.stage == Stage.DIAGNOSE


def test_anothers_review_is_read_once_ones_own_is_finished(cast, case, assign):
    assign(case, cast.facilitator, cast.facilitator2)
    theirs = workflow.review_of(cast.facilitator2, case)
    theirs.internal_note = "Biayanya meragukan."
    theirs.finish()
    own = workflow.review_of(cast.facilitator, case)
    own.save()
    assert list(reviews.readable_by(cast.facilitator, case)) == [own]
    own.finish()
    assert set(reviews.readable_by(cast.facilitator, case)) == {own, theirs}
