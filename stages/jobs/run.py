"""Begins a job and does it in the worker.

A change to each case and its result are stored in one transaction, so a worker that begins anew goes on where the
killed one stopped. A file is made anew from the beginning.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from innovations.models import Innovation
from stages import workflow
from stages.jobs.bulk import Bulk
from stages.jobs.kinds import KINDS
from stages.models import Case, Job

logger = logging.getLogger(__name__)
State = Job.State

MOST = 500  # cases in one job
FILE_KEPT = timedelta(days=14)


@task()
def work(key: str) -> None:
    """Do the job, or go on with it."""
    job = Job.objects.select_related("actor").get(key=key)
    if not job.is_under_way:
        return
    with translation.override(job.language):
        try:
            _do(job)
        except (
            Exception
        ):  # whatever it was, the person must not wait for ever: they are told, and may try again
            logger.exception("The job %s stopped.", key)
            Job.objects.filter(pk=job.pk).update(state=State.FAILED, finished_at=timezone.now())


def begin(
    kind: str,
    actor: User,
    seen: Iterable[tuple[Innovation, int]],
    options: QueryDict | Mapping | None = None,
    *,
    key: uuid.UUID | None = None,
) -> Job | None:
    """Queue the job `kind` on what was `seen`: cases, each with its version on the page. Sent twice, it is one job.

    `options` are the kind's form as it was sent; `key` is the page's own, so that a double click is known again.
    None when somebody else's job has that key.
    """
    key = key or uuid.uuid4()
    plain = dict(options.lists()) if isinstance(options, QueryDict) else dict(options or {})
    try:
        with transaction.atomic():
            job = Job.objects.create(
                key=key,
                kind=kind,
                actor=actor,
                language=translation.get_language() or "id",
                chosen=[[case.pk, version] for case, version in seen],
                options=plain,
            )
            work.enqueue(str(key))
    except IntegrityError:  # the second click
        return Job.objects.filter(key=key, actor=actor).first()
    return job


def begin_again(job: Job) -> None:
    """Queue a job that stopped once more."""
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, state=State.FAILED).update(state=State.WAITING, finished_at=None):
            work.enqueue(str(job.key))


def row(case: Innovation, is_done: bool, sentence: str = "") -> dict:
    """A result, as `Job.results` has it."""
    return {
        "pk": case.pk,
        "code": case.code,
        "title": case.title,
        "is_done": is_done,
        "sentence": str(sentence),
    }


def options_of(job: Job, form_class):
    """The form of the job's options, bound to what was sent."""
    data = QueryDict(mutable=True)
    for name, values in job.options.items():
        data.setlist(name, values if isinstance(values, list) else [values])
    return form_class(job.actor, data)


def forget_old() -> None:
    """Drop the files of old jobs (periodic); what was done to which case stays."""
    old = Job.objects.filter(finished_at__lt=timezone.now() - FILE_KEPT).exclude(file="").exclude(file=None)
    for job in old:
        job.file.delete(save=False)
        Job.objects.filter(pk=job.pk).update(file="", file_name="")


def tell_lost() -> None:
    """Say of a job that no worker takes up any more that it stopped, so that it can be begun again (periodic)."""
    # The jobs first: one that is queued meanwhile, or done, is not among them or no longer under way.
    under_way = Job.objects.filter(state__in=[State.WAITING, State.RUNNING])
    if keys := lost(work, under_way.values_list("key", flat=True)):
        under_way.filter(key__in=keys).update(state=State.FAILED, finished_at=timezone.now())


def lost(task: Task, keys: Iterable[uuid.UUID]) -> set[str]:
    """Of `keys`, which `task` was given as its first argument, those that no worker will take up any more."""
    if found := {str(key) for key in keys}:
        queued = DBTaskResult.objects.filter(
            task_path=task.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
        )
        found -= {given["args"][0] for given in queued.values_list("args_kwargs", flat=True)}
    return found


def _do(job: Job) -> None:
    kind = KINDS[job.kind]
    _write(job, state=State.RUNNING)
    if job.actor.role not in kind.roles or not job.actor.is_active:  # since then
        raise PermissionError(f"{job.actor} may no longer begin {job.kind}")
    if isinstance(kind.does, type) and issubclass(kind.does, Bulk):
        _change(job, kind.does())
    else:
        _make(job, kind.does)


def _change(job: Job, bulk: Bulk) -> None:
    form = options_of(job, bulk.options_form)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    done = {one["pk"] for one in job.results}
    cases = _cases(job)
    for pk, version in job.chosen:
        if pk in done:
            continue
        with transaction.atomic():
            if pk in cases:
                result = _change_one(job.actor, bulk, cases[pk], version, form.cleaned_data)
            else:  # since the page was shown
                told = _("Tidak lagi terbuka bagi Anda.")
                result = {"pk": pk, "code": "", "title": "", "is_done": False, "sentence": told}
            job.results.append(result)
            _write(job, results=job.results, done=len(job.results))
    _write(job, state=State.DONE, finished_at=timezone.now())


def _change_one(actor: User, bulk: Bulk, case: Case, version: int, options: dict) -> dict:
    try:
        with transaction.atomic():
            (line,) = bulk.look(actor, [case], options)
            if not line.is_open:
                return row(case, False, line.sentence)
            return row(case, True, bulk.act(actor, case, version, options))
    except workflow.Refused as refusal:
        return row(case, False, str(refusal))


def _make(job: Job, make) -> None:
    results, cases = [], _cases(job)
    with TemporaryDirectory() as folder:
        maker = make(job, [cases[pk] for pk, _version in job.chosen if pk in cases], Path(folder))
        while True:
            try:
                results.append(next(maker))
            except StopIteration as end:
                path = end.value
                break
            _write(job, results=results, done=len(results))
        if path:
            with path.open("rb") as made:
                job.file.save(f"{job.key}{path.suffix}", File(made), save=False)
            job.file_name = path.name
    _write(job, file=job.file, file_name=job.file_name, state=State.DONE, finished_at=timezone.now())


def _cases(job: Job) -> dict[int, Case]:
    chosen = [pk for pk, _version in job.chosen]
    return Case.objects.visible_to(job.actor).select_related("agency__district", "lab").in_bulk(chosen)


def _write(job: Job, **values) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def summary(job: Job) -> str:
    """How far it is, in words."""
    if job.state == State.WAITING:
        return _("Menunggu giliran.")
    if job.state == State.RUNNING:
        return _("Sedang dikerjakan: %(done)d dari %(total)d.") % {"done": job.done, "total": job.total}
    if job.state == State.FAILED:
        told = _("Terhenti setelah %(done)d dari %(total)d. Coba lagi; yang sudah selesai tidak diulang.")
        return told % {"done": job.done, "total": job.total}
    left = len(job.undone)
    if not left:
        return _("Selesai: %(total)d.") % {"total": job.done}
    return _("Selesai: %(done)d berhasil, %(left)d tidak.") % {"done": job.done - left, "left": left}
