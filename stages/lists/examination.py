"""What the rows of a list mean for the unit's records: what would be stored, and what stands in the way.

Stores nothing. What a cell may hold is said by the model's fields, what may be changed by `open_columns`.
"""

import copy
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.spreadsheets import plain, written
from innovations.models import Innovation, Lab, Stage, Status
from stages import standing
from stages.lists.columns import (
    CODE,
    EXPORTED,
    NARRATIVE,
    REQUIRED,
    RUNNING,
    cleaned,
    label,
    open_columns,
)
from stages.lists.tables import Fault, Line, Table
from stages.models import ListImport
from stages.sheet_forms import mark
from stages.sheets import display

STEP = 50  # rows between two notes of progress
SHOWN_LENGTH = 160  # characters of one cell

ACROSS = [  # rules over several columns of a row
    constraint
    for constraint in Innovation._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
    and len(constraint.condition.referenced_base_fields & set(NARRATIVE)) > 1
]
# The lookups that those rules use; a rule with another one fails the tests.
COMPARISONS = {"isnull": lambda value, wanted: (value is None) == wanted, "gte": operator.ge}


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

    def counts(self) -> dict[str, int]:
        new, changed = len(self.new), len(self.changed)
        return {"new": new, "changed": changed, "unchanged": len(self.entries) - new - changed}


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
    return written(line.cells.get(CODE)).replace("\0", "").upper()  # no database takes it in a query


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
    if changed and _is_older(line.cells.get(EXPORTED), before):
        found.warnings.append(Fault(line.row, label(CODE), _changed_after_export(before)))
    return Entry(line.row, innovation, before, changed)


def _is_older(exported, innovation: Innovation) -> bool:
    """Whether the record was changed after the export that the row comes from, which tells when it was made of it."""
    if not isinstance(exported, datetime):
        return False  # typed in, or from CSV
    return timezone.localtime(innovation.updated_at).replace(tzinfo=None) > exported + timedelta(seconds=2)


def _changed_after_export(innovation: Innovation) -> str:
    return _(
        "%(code)s diubah pada %(when)s, sesudah daftar ini diunduh. Pastikan isi daftar ini yang dipakai."
    ) % {"code": innovation.code, "when": standing.moment(innovation.updated_at)}


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
        if here and not _holds(constraint.condition, innovation):
            found.faults.append(Fault(line.row, label(here[-1]), str(constraint.violation_error_message)))


def _holds(condition: models.Q, innovation: Innovation) -> bool:
    """What `CheckConstraint.validate` asks the database, without a query for each row."""
    found = (
        _holds(child, innovation) if isinstance(child, models.Q) else _compares(*child, innovation)
        for child in condition.children
    )
    return (any(found) if condition.connector == models.Q.OR else all(found)) != condition.negated


def _compares(lookup: str, value, innovation: Innovation) -> bool:
    name, _separator, how = lookup.partition("__")
    value = getattr(innovation, value.name) if isinstance(value, models.F) else value
    return COMPARISONS[how](getattr(innovation, name), value)


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


def _short(innovation: Innovation, name: str) -> str:
    text = display(innovation, name)
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]} …"
