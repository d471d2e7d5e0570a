"""More time for several cases: drafts by their unit's date, returned work by its own."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from innovations.models import Stage, Status
from stages import workflow
from stages.models import Event, Extension, Job, Notice
from tests.conftest import WIB

QUEUE = reverse("admin:stages_case_changelist") + "?lihat=semua"


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def extend(client, *cases, due="2031-05-20", reason="Jaringan putus dua pekan."):
    data = {
        "action": "job_extend",
        "confirmed": "1",
        "key": uuid.uuid4(),
        "seen": [f"{case.pk}:{case.version}" for case in cases],
        "_selected_action": [case.pk for case in cases],
        "bulk-due": due,
        "bulk-reason": reason,
    }
    response = client.post(QUEUE, data)
    call_command("work", once=True)
    return response


def results():
    return [(row["title"], row["is_done"]) for row in Job.objects.latest("pk").results]


def test_each_case_gets_its_date_and_its_unit_is_told(steward, at, cast):
    draft = at(Stage.DIAGNOSE, Status.DRAFT, title="Draf")
    returned = at(Stage.DRUM_UP, Status.RETURNED, title="Kembali")
    submitted = at(Stage.DRUM_UP, Status.SUBMITTED, title="Dikirim")
    extend(steward, draft, returned, submitted)
    assert results() == [("Draf", True), ("Kembali", True), ("Dikirim", False)]
    until = datetime(2031, 5, 20, 16, tzinfo=WIB)
    before = submitted.due
    for case in (draft, returned, submitted):
        case.refresh_from_db()
    assert (draft.due, returned.due, submitted.due) == (until, until, before)
    assert Extension.objects.get().agency == cast.education
    event = Event.objects.get(kind=Event.Kind.EXTENDED)
    assert (event.innovation, event.actor, event.note) == (
        returned,
        cast.steward,
        "Jaringan putus dua pekan.",
    )
    told = Notice.objects.filter(kind__in=["more_time", "extended"]).values_list("kind", "user__username")
    assert set(told) == {("more_time", "staf"), ("extended", "staf"), ("extended", "rekan")}


def test_an_earlier_date_changes_nothing_and_says_why(steward, at):
    returned = at(Stage.DRUM_UP, Status.RETURNED)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    extend(steward, returned, due=tomorrow)
    assert results() == [(returned.title, False)]
    before = returned.due
    returned.refresh_from_db()
    assert returned.due == before
    assert "Batas waktunya sudah" in Job.objects.get().results[0]["sentence"]


@pytest.mark.parametrize("lacks", [{"due": ""}, {"reason": " "}, {"due": "besok"}])
def test_without_a_date_or_a_reason_it_is_not_begun(steward, at, lacks):
    response = extend(steward, at(Stage.DRUM_UP, Status.RETURNED), **lacks)
    assert response.status_code == 200
    assert not Job.objects.exists()


def test_time_is_given_only_for_what_the_unit_improves(at, cast):
    draft = at(Stage.DRUM_UP, Status.DRAFT)
    with pytest.raises(workflow.Refused, match="sedang diperbaiki"):
        workflow.give_time(draft, timezone.now(), cast.steward, version=draft.version, reason="x")
