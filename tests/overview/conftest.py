"""Records set down where a figure needs them, and the page as each leader reads it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from innovations.models import Innovation, Stage, Status
from stages import workflow
from stages.models import StageRecord
from tests import road
from tests.overview.reading import PAGE, tables


@pytest.fixture
def put(cast, lab):
    """put(stage, status, **state): a record set down there without walking the road, by default fresh and not due."""

    def set_down(stage, status, *, user=None, title="Bus", lab=lab, days=0, **state):
        innovation = road.register(user or cast.staff, lab, title)
        now = timezone.now()
        state = {
            "stage": stage,
            "status": status,
            "since": now - timedelta(days=days),
            "due": None,
            "submitted_at": None if status == Status.DRAFT else now - timedelta(days=days),
            "endorsed_at": now if status in {Status.ENDORSED, Status.APPROVED, Status.PUBLISHED} else None,
        } | state
        with transaction.atomic(), workflow.writing_state():
            Innovation.objects.filter(pk=innovation.pk).update(**state)
        innovation.refresh_from_db()
        return innovation

    return set_down


@pytest.fixture
def step(cast):
    """step(innovation, move, actor, days_ago, ...): a row of its road."""

    def append(innovation, move, actor, days_ago, source, target, **more):
        stage = more.pop("stage", innovation.stage)
        return StageRecord.objects.create(
            **{
                "innovation": innovation,
                "move": move,
                "actor": actor,
                "role": actor.role,
                "from_stage": stage,
                "to_stage": stage,
                "from_status": source,
                "to_status": target,
                "created_at": timezone.now() - timedelta(days=days_ago),
            }
            | more
        )

    return append


@pytest.fixture
def look(client, cast):
    """look(person, **query): the tables that this person reads, with the whole page as `text`."""

    def open_page(person, **query):
        client.force_login(person)
        response = client.get(PAGE, query)
        assert response.status_code == 200
        return tables(response.text) | {"text": response.text}

    return open_page


@pytest.fixture
def answered(cast, put, step):
    """Ten answers of one facilitator, after 1 to 10 days, and one of another after 30."""
    for days in range(1, 11):
        case = put(Stage.DRUM_UP, Status.RETURNED, title=f"Dijawab {days}")
        step(case, "submit", cast.staff, days, "draft", "submitted")
        step(case, "return", cast.facilitator, 0, "submitted", "returned")
    case = put(Stage.DIAGNOSE, Status.DRAFT)
    step(case, "submit", cast.staff, 90, "draft", "submitted")
    step(case, "recall", cast.staff, 80, "submitted", "draft")
    step(case, "submit", cast.staff, 40, "draft", "submitted")
    step(case, "recommend", cast.facilitator2, 10, "submitted", "draft", to_stage=Stage.DIAGNOSE)
    step(case, "stop", cast.executive, 1, "draft", "stopped")
    return case
