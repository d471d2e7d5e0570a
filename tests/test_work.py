"""The worker: tasks are done once, what a dead worker left is begun anew, the periodic functions are called."""

import logging
import signal
import subprocess
import time
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import District
from inovik.localdb.server import find_cluster
from stages.management.commands import work
from tests import chores
from tests.processes import ROOT, until, worker


def noted() -> set[str]:
    return set(District.objects.values_list("name", flat=True))


def left_by(worker, **fields) -> DBTaskResult:
    """A task that a worker had begun."""
    queued = chores.note.enqueue("left")
    DBTaskResult.objects.filter(pk=queued.id).update(
        **{"status": TaskResultStatus.RUNNING, "worker_ids": [worker]} | fields
    )
    return DBTaskResult.objects.get(pk=queued.id)


@pytest.mark.django_db
def test_what_waits_is_done_once():
    chores.note.enqueue("salak")
    call_command("work", once=True)
    assert noted() == {"salak"}
    District.objects.all().delete()
    call_command("work", once=True)
    assert noted() == set()


@pytest.mark.django_db
def test_a_task_that_fails_does_not_stop_the_next(caplog):
    logging.getLogger("django_tasks").addHandler(caplog.handler)
    failing = chores.stumble.enqueue()
    chores.note.enqueue("salak")
    call_command("work", once=True)
    logging.getLogger("django_tasks").removeHandler(caplog.handler)
    assert noted() == {"salak"}
    failed = DBTaskResult.objects.get(pk=failing.id)
    assert (failed.status, failed.exception_class_path) == ("FAILED", "builtins.ValueError")


@pytest.mark.django_db
def test_a_periodic_function_that_fails_is_logged_and_the_others_are_called(settings, caplog):
    settings.PERIODIC_TASKS = ["tests.chores.every_minute_failing", "tests.chores.every_minute"]
    call_command("work", once=True)
    assert noted() == {"periodic"}
    assert [record.getMessage() for record in caplog.records if record.name == work.__name__] == [
        "tests.chores.every_minute_failing failed; it is called again in 60 seconds."
    ]


@contextmanager
def another_connection(database):
    """A connection to the test's database that is not Django's."""
    url = find_cluster(ROOT).url.replace("/inovik?", f"/{database}?")
    with closing(psycopg2.connect(url)) as other:
        other.autocommit = True
        yield other.cursor()


@pytest.mark.django_db
def test_only_one_worker_calls_the_periodic_functions(settings):
    settings.PERIODIC_TASKS = ["tests.chores.every_minute"]
    with another_connection(connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_try_advisory_lock(%s, 0)", [work.PERIODIC])
        call_command("work", once=True)
        assert noted() == set()
    other_ended()
    call_command("work", once=True)
    assert noted() == {"periodic"}


def other_ended():
    """Wait until the server has noticed that the other connection is closed."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE classid IN (%s, %s)", [work.PERIODIC, work.WORKERS]
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


@pytest.mark.django_db
def test_the_task_of_a_dead_worker_is_begun_anew_and_that_of_a_living_one_is_left_alone():
    with another_connection(connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_try_advisory_lock(%s, 7)", [work.WORKERS])
        task = left_by("7")
        call_command("work", once=True)
        assert noted() == set()
    other_ended()
    call_command("work", once=True)
    assert noted() == {"left"}
    task.refresh_from_db()
    assert (task.status, len(task.worker_ids)) == ("SUCCESSFUL", 2)


@pytest.mark.django_db
def test_a_task_that_takes_every_worker_down_is_given_up():
    task = left_by("1", worker_ids=["1", "2", "3", "4", "5"])
    call_command("work", once=True)
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert noted() == set()


@pytest.mark.django_db
def test_finished_tasks_are_forgotten_after_a_fortnight():
    done = left_by("1", status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - timedelta(days=15))
    kept = left_by("1", status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - timedelta(days=13))
    call_command("work", once=True)
    assert list(DBTaskResult.objects.all()) == [kept]
    assert done != kept


@pytest.mark.django_db(transaction=True)
def test_the_worker_survives_a_lost_database_connection_and_ends_when_asked():
    with worker() as process:
        chores.note.enqueue("salak")
        until(lambda: noted() == {"salak"})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = %s AND pid <> pg_backend_pid()",
                [work.WORKERS],
            )
        chores.note.enqueue("kerajaan")
        until(lambda: noted() == {"salak", "kerajaan"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_ends_with_the_process_that_started_it():
    gone = subprocess.Popen(["true"])
    gone.wait()
    with worker("--parent", str(gone.pid)) as process:
        assert process.wait(30) == 0
