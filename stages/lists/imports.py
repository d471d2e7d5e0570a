"""An import: its rows examined against the unit's records, then stored all or nothing.

Both are tasks of the queue and bear being run twice: reading writes nothing but the import itself, and storing
changes its state in the transaction that stores.
"""

import copy
import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from innovations.models import Innovation, Lab, Stage, Status
from stages import standing, workflow
from stages.lists.columns import (
    CODE,
    NARRATIVE,
    REQUIRED,
    RUNNING,
    cleaned,
    label,
    open_columns,
    plain,
    written,
)
from stages.lists.tables import Fault, Line, Table, read_table
from stages.models import Event, ListImport
from stages.sheet_forms import mark
from stages.sheets import display

logger = logging.getLogger(__name__)
State = ListImport.State

STEP = 50  # rows between two notes of progress
FAULTS_KEPT = 300
SHOWN_NEW, SHOWN_CHANGED = 5, 20  # rows shown before they are stored
SHOWN_LENGTH = 160  # characters of one cell
KEPT = timedelta(days=30)  # a list that nobody confirmed is forgotten after this

ACROSS = [  # rules over several columns of a row
    constraint
    for constraint in Innovation._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
    and len(constraint.condition.referenced_base_fields & set(NARRATIVE)) > 1
]


@dataclass
class Entry:
    """A row as it would be stored: the record with its new values, and which columns they are."""

    row: int
    innovation: Innovation
    before: Innovation | None
    changed: list[str]

    def texts(self) -> list[list[str]]:
        """[heading, what stood there, what will stand there] of each changed column."""
        return [
            [label(name), _short(self.before, name) if self.before else "", _short(self.innovation, name)]
            for name in self.changed
        ]


@dataclass
class Examined:
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.before]

    @property
    def changed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.before and entry.changed]


@task()
def read(key: str, language: str) -> None:
    """The dry run: examine the rows, and note what was found on the import."""
    with translation.override(language):
        try:
            _read(ListImport.objects.select_related("agency", "user").get(key=key))
        except Exception:
            logger.exception("The list %s could not be read.", key)
            ListImport.objects.filter(key=key, state=State.READING).update(state=State.FAILED)


@task()
def store(key: str, language: str) -> None:
    """Store what was confirmed, in one transaction; or note what stands in the way, and store nothing."""
    with translation.override(language):
        try:
            _store(key)
        except Exception:
            logger.exception("The list %s could not be stored.", key)
            ListImport.objects.filter(key=key, state=State.WRITING).update(state=State.FAILED)


def begin(agency, user, *, file_name: str, content: bytes, sha256: str) -> ListImport:
    """The unit's import of this file: the one it has stored or not confirmed yet, or a new one, about to be read."""
    same = ListImport.objects.filter(agency=agency, sha256=sha256).exclude(state=State.FAILED)
    if listing := same.first():
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


def confirm(listing: ListImport, user) -> bool:
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
        counts={
            "new": len(found.new),
            "changed": len(found.changed),
            "unchanged": len(found.entries) - len(found.new) - len(found.changed),
        },
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
        _keep(listing, found)
        listing.codes = [entry.innovation.code for entry in (*found.new, *found.changed)]
        listing.state, listing.content, listing.finished_at = State.DONE, None, timezone.now()
        listing.save(update_fields=["codes", "state", "content", "finished_at"])


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
                due[stage] = workflow.first_due(lab.pk, stage)
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


def examine(
    listing: ListImport, table: Table, *, is_final=False, tell: Callable[[int], object] = lambda done: None
) -> Examined:
    """What the rows of `table` mean for the unit's records, without storing anything.

    `is_final`: they will be stored in the present transaction. Then the records are locked, and a cell that was
    changed since the import was read is a fault. `tell` hears how many rows are done.
    """
    found = Examined(faults=list(table.faults), warnings=list(table.warnings))
    records = Innovation.objects.visible_to(listing.user).filter(agency=listing.agency)
    codes = {_code(line) for line in table.lines} - {""}
    mine = records.filter(code__in=codes).order_by("pk")
    by_code = {one.code: one for one in (mine.select_for_update() if is_final else mine)}
    titles = {plain(title): code for title, code in records.values_list("title", "code")}
    if len(codes) < len(table.lines) and not Lab.objects.current():
        found.faults.append(
            Fault(
                table.lines[0].row,
                label(CODE),
                _("Belum ada laboratorium yang sedang berjalan, jadi inovasi baru belum dapat didaftarkan."),
            )
        )
    seen: dict[str, int] = {}
    for number, line in enumerate(table.lines, 1):
        if code := _code(line):
            entry = _known(listing, line, by_code, seen, found, is_final)
            seen.setdefault(code, line.row)
        else:
            entry = _new(line, found)
            _warn_of_twins(entry, titles, seen, found)
        if entry:
            found.entries.append(entry)
        if number % STEP == 0:
            tell(number)
    return found


def _code(line: Line) -> str:
    return written(line.cells.get(CODE)).upper()


def _new(line: Line, found: Examined) -> Entry:
    innovation, changed = Innovation(), []
    for name, value in _values(line, NARRATIVE, found):
        setattr(innovation, name, value)
        changed.append(name)
    for name in REQUIRED:
        if name not in line.cells:
            found.faults.append(Fault(line.row, label(name), _("Isi kolom ini untuk inovasi baru.")))
    innovation.entry_stage = dict(_values(line, [RUNNING], found)).get(RUNNING, Stage.DRUM_UP)
    _check_across(line, innovation, changed, found)
    return Entry(line.row, innovation, None, changed)


def _known(listing, line, by_code, seen, found, is_final) -> Entry | None:
    code = _code(line)
    if code in seen:
        sentence = _("Kode ini sudah ada di baris %(row)d. Hapus salah satu barisnya.") % {"row": seen[code]}
        found.faults.append(Fault(line.row, label(CODE), sentence))
        return None
    if code not in by_code:
        sentence = _("Kode ini bukan milik unit Anda. Perbaiki kodenya; untuk inovasi baru, kosongkan.")
        found.faults.append(Fault(line.row, label(CODE), sentence))
        return None
    before = by_code[code]
    innovation, changed = copy.copy(before), []
    open_now = None
    for name, value in _values(line, NARRATIVE, found):
        theirs = mark(getattr(before, name))
        if mark(value) == theirs:
            continue
        if is_final:
            read_mark = listing.marks.get(code, {}).get(name)
            if read_mark is None:
                continue  # the same when it was read: what a colleague wrote since stays
            if read_mark != theirs:
                found.faults.append(Fault(line.row, label(name), _changed_since(before)))
                continue
        open_now = open_columns(listing.user, before) if open_now is None else open_now
        if name not in open_now:
            found.faults.append(Fault(line.row, label(name), _closed(before)))
            continue
        setattr(innovation, name, value)
        changed.append(name)
    for _name, stage in _values(line, [RUNNING], found):
        if stage != before.entry_stage:
            sentence = _("Ini tidak dapat diubah lagi sesudah terdaftar. Kosongkan selnya.")
            found.faults.append(Fault(line.row, label(RUNNING), sentence))
    _check_across(line, innovation, changed, found)
    return Entry(line.row, innovation, before, changed)


def _values(line: Line, names, found: Examined) -> Iterator[tuple[str, object]]:
    """The filled cells by column, cleaned; what can't be used becomes a fault."""
    for name in names:
        if name in line.cells:
            try:
                yield name, cleaned(name, line.cells[name])
            except ValidationError as error:
                found.faults.append(Fault(line.row, label(name), " ".join(error.messages)))


def _check_across(line: Line, innovation: Innovation, changed: list[str], found: Examined) -> None:
    for constraint in ACROSS:
        names = constraint.condition.referenced_base_fields
        here = [name for name in changed if name in names]
        if not here or any(getattr(innovation, name) is None for name in names):
            continue  # one query each: only where it can fail
        try:
            constraint.validate(Innovation, innovation)
        except ValidationError as error:
            found.faults.append(Fault(line.row, label(here[-1]), " ".join(error.messages)))


def _warn_of_twins(entry: Entry, titles: dict[str, str], seen: dict[str, int], found: Examined) -> None:
    title = plain(entry.innovation.title)
    if not title:
        return
    if code := titles.get(title):
        sentence = _("Judul ini sama dengan %(code)s. Kalau inovasinya sama, isi kodenya.") % {"code": code}
        found.warnings.append(Fault(entry.row, label("title"), sentence))
    if row := seen.get(title):
        sentence = _("Judul ini sama dengan baris %(row)d.") % {"row": row}
        found.warnings.append(Fault(entry.row, label("title"), sentence))
    seen.setdefault(title, entry.row)


def _changed_since(innovation: Innovation) -> str:
    return _(
        "Rekan Anda mengubah bagian ini pada %(when)s, sesudah daftar ini dibaca. Baca daftarnya sekali lagi."
    ) % {"when": standing.moment(innovation.updated_at)}


def _closed(innovation: Innovation) -> str:
    if innovation.status in {Status.DRAFT, Status.RETURNED}:
        return _("Bagian ini sedang tidak terbuka untuk diubah. Kosongkan selnya.")
    return _("Inovasi ini sedang tidak dapat diubah (%(status)s). Kosongkan selnya.") % {
        "status": innovation.get_status_display()
    }


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


def _short(innovation: Innovation, name: str) -> str:
    text = display(innovation, name)
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]} …"
