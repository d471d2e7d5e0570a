"""A worker killed in the middle of a batch: the next one goes on behind the last result."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from innovations.models import Innovation, Stage, Status
from stages.jobs import run
from stages.models import Job, StageRecord
from tests.processes import until, worker

pytestmark = pytest.mark.django_db(transaction=True)


def hold(pk, is_held, may_go):
    """Keep the innovation's row locked, so that a worker waits before it."""
    try:
        with transaction.atomic():
            Innovation.objects.select_for_update().get(pk=pk)
            is_held.set()
            assert may_go.wait(120)
    finally:
        connection.close()


def test_of_a_killed_worker_the_next_one_repeats_nothing_and_leaves_nothing_out(at, cast):
    cases = [at(Stage.DESIGN, Status.ENDORSED, title=f"Kasus {number}") for number in range(4)]
    job = run.begin("approve", cast.executive, [(case, case.version) for case in cases], {"bulk-note": "Ya."})
    is_held, may_go = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold, cases[2].pk, is_held, may_go)
        try:
            assert is_held.wait(60)
            with worker() as first:
                until(lambda: Job.objects.get().done == 2)  # and waits before the third
                first.kill()
                first.wait(30)
        finally:
            may_go.set()
        held.result(timeout=120)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    with worker():
        until(lambda: Job.objects.get().state == Job.State.DONE)
    job.refresh_from_db()
    assert [row["is_done"] for row in job.results] == [True] * 4
    approvals = StageRecord.objects.filter(move="approve").values_list("innovation", flat=True)
    assert sorted(approvals) == [case.pk for case in cases]


def test_a_file_is_made_anew_by_the_next_worker(at, cast):
    case = at(Stage.DRUM_UP, Status.SUBMITTED)
    job = run.begin("list", cast.steward, [(case, case.version)])
    Job.objects.update(state=Job.State.RUNNING, done=1, results=[run.row(case, True)])  # by one that is gone
    with worker():
        until(lambda: Job.objects.get().state == Job.State.DONE)
    job.refresh_from_db()
    assert (job.done, len(job.results)) == (1, 1)
    assert job.file_name.endswith(".xlsx")
    job.file.delete(save=False)
