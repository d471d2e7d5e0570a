"""Works the queue of tasks, and calls once a minute what the settings list in PERIODIC_TASKS.

A task may run twice: when its worker is killed, another one begins it anew. So each task and each periodic
function is written to do no harm the second time.
"""

import logging
import os
import secrets
import signal
import time
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

PAUSE = 1  # second between two looks at the queue
PAUSE_AFTER_TROUBLE = 3
EVERY = 60  # seconds between two rounds of the periodic functions
ATTEMPTS = 5  # a task that took so many workers down with it is not begun again
KEPT = timedelta(days=14)  # what is finished is forgotten after this

# Advisory locks of the database, held as long as the connection lasts: (class, object).
WORKERS = 4_710_001  # the object is the worker's number: who holds it is alive
PERIODIC = 4_710_002  # one worker at a time calls the periodic functions; another takes over when it ends


class Command(BaseCommand):
    help = "Works the queue of tasks and what is due every minute, until SIGTERM or SIGINT."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="work what waits now, then end")
        parser.add_argument("--parent", type=int, metavar="PID", help="end when this parent process ends")

    def handle(self, *, once=False, parent=None, **options):
        self.is_running, self.parent = True, parent
        if once:
            try:
                return self._session(once=True)
            finally:
                _let_go()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        while self._goes_on():
            try:
                self._session()
            except (
                Exception
            ):  # whatever it was, mail and lists still wait: the database restarts, for instance
                logger.exception("The worker begins anew in %d seconds.", PAUSE_AFTER_TROUBLE)
                connection.close()
                time.sleep(PAUSE_AFTER_TROUBLE)

    def _session(self, *, once=False):
        """Work as long as one connection lasts; a lost one makes a new worker, with a new number, of this process."""
        number = str(secrets.randbelow(2**31))
        _try_lock(WORKERS, int(number))
        worker = Worker(
            worker_id=number,
            queue_names=["*"],
            excluded_queue_names=[],
            interval=PAUSE,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
        )
        last_round = None
        while self._goes_on():
            if last_round is None or time.monotonic() - last_round >= EVERY:
                last_round = time.monotonic()
                look_after()
            if task := claim(number):
                worker.run_task(task)
            elif once:
                return
            else:
                time.sleep(PAUSE)

    def _goes_on(self) -> bool:
        return self.is_running and (self.parent is None or os.getppid() == self.parent)

    def _end(self, *_signal):
        """Finish the task at hand, then end; a second signal ends at once."""
        if not self.is_running:
            os._exit(1)
        self.is_running = False


def claim(number: str) -> DBTaskResult | None:
    """The next task, marked as this worker's. (Worker.run would drop the connection that holds our locks.)"""
    with transaction.atomic():
        task = DBTaskResult.objects.ready().filter(backend_name="default").get_locked()
        if task:
            task.claim(number)
    return task


def look_after() -> None:
    """Begin anew what dead workers left, forget what is old, call the periodic functions."""
    _take_over()
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    if _try_lock(PERIODIC, 0):
        for name in settings.PERIODIC_TASKS:
            try:
                import_string(name)()
            except Exception:  # the others are due all the same
                logger.exception("%s failed; it is called again in %d seconds.", name, EVERY)


def _take_over() -> None:
    """Put tasks back into the queue whose worker is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = database
            WHERE locktype = 'advisory' AND classid = %s AND datname = current_database()
            """,
            [WORKERS],
        )
        living = {str(number) for (number,) in cursor.fetchall()}
    for task in DBTaskResult.objects.running():
        if task.worker_ids[-1] in living:
            continue
        logger.warning("Task %s was left unfinished by its worker.", task.task_path)
        DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids).update(
            **{"status": TaskResultStatus.READY}
            if len(task.worker_ids) < ATTEMPTS
            else {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
        )


def _try_lock(kind: int, number: int) -> bool:
    """Take an advisory lock until the connection ends; False when another connection has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number])
        return cursor.fetchone()[0]


def _let_go() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
