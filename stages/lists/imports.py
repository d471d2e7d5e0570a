"""An import: read and shown first, then stored all or nothing.

Both are tasks of the queue and bear being run twice: reading writes nothing but the import itself, and storing
changes its state in the transaction that stores.
"""

import logging
import uuid
from dataclasses import asdict
from datetime import timedelta

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import Agency, User
from innovations.models import Innovation, Lab, Stage
from stages import workflow
from stages.lists.examination import Entry, Examined, examine
from stages.lists.tables import Fault, read_table
from stages.models import Event, ListImport
from stages.sheet_forms import mark

logger = logging.getLogger(__name__)
State = ListImport.State

FAULTS_KEPT = 300
SHOWN_NEW, SHOWN_CHANGED = 5, 20  # rows shown before they are stored
KEPT = timedelta(days=30)  # a list that nobody confirmed is forgotten after this


@task()
def read(key: str, language: str) -> None:
    """The dry run: examine the rows, and note what was found on the import."""
    with translation.override(language):
        try:
            _read(ListImport.objects.select_related("agency", "user").get(key=key))
        except Exception:  # whatever it was, the unit must not wait for ever: it is told, and may try again
            logger.exception("The list %s could not be read.", key)
            ListImport.objects.filter(key=key, state=State.READING).update(state=State.FAILED)


@task()
def store(key: str, language: str) -> None:
    """Store what was confirmed, in one transaction; or note what stands in the way, and store nothing."""
    with translation.override(language):
        try:
            _store(key)
        except Exception:  # the same; nothing was stored
            logger.exception("The list %s could not be stored.", key)
            ListImport.objects.filter(key=key, state=State.WRITING).update(state=State.FAILED)


def begin(agency: Agency, user: User, *, file_name: str, content: bytes, sha256: str) -> ListImport:
    """The unit's import of this file: the one it has stored or not confirmed yet, or a new one, about to be read."""
    same = ListImport.objects.filter(agency=agency, sha256=sha256).exclude(state=State.FAILED)
    if listing := same.defer("content").first():
        read_again(listing)
        return listing
    with transaction.atomic():
        listing = ListImport.objects.create(
            agency=agency, user=user, file_name=file_name, content=content, sha256=sha256
        )
        read.enqueue(str(listing.key), translation.get_language())
    return listing


def read_again(listing: ListImport) -> None:
    """Put the import into the queue once more, unless it is there already or stored."""
    with transaction.atomic():
        waiting = ListImport.objects.filter(
            pk=listing.pk, state__in=[State.READ, State.FAILED], content__isnull=False
        )
        if waiting.update(state=State.READING, total=None, done=0):
            read.enqueue(str(listing.key), translation.get_language())


def confirm(listing: ListImport, user: User) -> bool:
    """Put what was read into the queue, to be stored on behalf of `user`. Sent twice, it is queued once.

    False when it is not ready, or when the unit has stored the same file already.
    """
    try:
        with transaction.atomic():
            listing = ListImport.objects.select_for_update().get(pk=listing.pk)
            if listing.state in {State.WRITING, State.DONE}:
                return True
            if not listing.is_ready:
                return False
            listing.state, listing.user = State.WRITING, user
            listing.save(update_fields=["state", "user"])
            store.enqueue(str(listing.key), translation.get_language())
    except IntegrityError:  # list_stored_once
        return False
    return True


def forget_old() -> None:
    """Drop the files of lists that nobody confirmed (periodic)."""
    ListImport.objects.filter(
        state__in=[State.READ, State.FAILED], content__isnull=False, created_at__lt=timezone.now() - KEPT
    ).update(content=None, state=State.FAILED)


def _read(listing: ListImport) -> None:
    if listing.state != State.READING:
        return
    table = read_table(bytes(listing.content))
    mine = ListImport.objects.filter(pk=listing.pk, state=State.READING)
    mine.update(total=len(table.lines), done=0)
    found = examine(listing, table, tell=lambda done: mine.update(done=done))
    mine.update(
        state=State.READ,
        done=len(table.lines),
        **_faults(found.faults),
        warnings=[asdict(one) for one in found.warnings[:FAULTS_KEPT]],
        counts=found.counts(),
        shown=[_shown(entry) for entry in (*found.new[:SHOWN_NEW], *found.changed[:SHOWN_CHANGED])],
        marks={
            entry.innovation.code: {name: mark(getattr(entry.before, name)) for name in entry.changed}
            for entry in found.changed
        },
    )


def _store(key: str) -> None:
    content = ListImport.objects.values_list("content", flat=True).get(key=key)
    if content is None:
        return
    table = read_table(bytes(content))
    with transaction.atomic():
        listing = (
            ListImport.objects.select_for_update(of=["self"]).select_related("agency", "user").get(key=key)
        )
        if listing.state != State.WRITING:
            return
        found = examine(listing, table, is_final=True)
        if found.faults:
            ListImport.objects.filter(pk=listing.pk).update(state=State.READ, **_faults(found.faults))
            return
        with pghistory.context(user=listing.user_id, url=listing.get_absolute_url()):
            _keep(listing, found)
        listing.counts = found.counts()
        listing.codes = [entry.innovation.code for entry in (*found.new, *found.changed)]
        listing.state, listing.content, listing.finished_at = State.DONE, None, timezone.now()
        listing.save(update_fields=["counts", "codes", "state", "content", "finished_at"])


def form_key(listing: ListImport, row: int) -> uuid.UUID:
    """The key with which the row registers: the database takes it once."""
    return uuid.uuid5(listing.key, str(row))


def _keep(listing: ListImport, found: Examined) -> None:
    for entry in found.changed:
        entry.innovation.save(update_fields=[*entry.changed, "updated_at"])
    if found.new:  # last: from here on other registrations of the year wait
        lab, due = Lab.objects.current(), {}
        for entry in found.new:
            stage = entry.innovation.entry_stage
            if stage not in due:
                due[stage] = workflow.first_due(lab.pk, stage, listing.agency_id)
            entry.innovation.due = due[stage]
            entry.innovation.form_key = form_key(listing, entry.row)
        Innovation.register_all(
            [entry.innovation for entry in found.new], agency=listing.agency, user=listing.user, lab=lab
        )
    Event.objects.bulk_create(
        Event(
            innovation=entry.innovation,
            kind=Event.Kind.IMPORTED,
            actor=listing.user,
            note=_("%(file)s, baris %(row)d") % {"file": listing.file_name, "row": entry.row},
        )
        for entry in (*found.new, *found.changed)
    )


def _faults(faults: list[Fault]) -> dict:
    in_order = sorted(faults, key=lambda fault: fault.row)
    return {"faults": [asdict(one) for one in in_order[:FAULTS_KEPT]], "fault_count": len(faults)}


def _shown(entry: Entry) -> dict:
    return {
        "row": entry.row,
        "code": entry.innovation.code if entry.before else "",
        "title": entry.innovation.title,
        "begins": "" if entry.before else str(Stage(entry.innovation.entry_stage).label),
        "cells": entry.texts(),
    }
