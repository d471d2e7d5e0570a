"""The history of an innovation's texts and rows, made ready for reading: who changed what, from what to what.

Each entry of `innovations.models.history` holds what stood before. What stood after is the next entry about the same
row, or the row itself: so a change is read from two neighbours, and one that was taken back at once is not shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import CHANGES, Innovation
from stages.reading import Piece, pieces
from stages.sheets import Part, display, field_label, sheet_for, stages_of

PAUSE = timedelta(minutes=30)  # a longer one begins another sitting of the same person
UNREAD = {"innovation", "added_by"}  # of a row: say where it belongs, not what it says


@dataclass(frozen=True)
class Changed:
    """One column: its label and the difference, word by word."""

    name: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """What one entry of the history tells about one part. `before` and `after` are rows; None where there is none."""

    at: datetime
    author_pk: int | None
    url: str
    part: str  # label
    relation: str  # "" for the narrative
    before: Model | None
    after: Model | None
    columns: tuple[str, ...]

    @property
    def what(self) -> str:
        """Which row, and whether it came or went; "" for the narrative."""
        if not self.relation:
            return ""
        row = self.after or self.before
        text = next(filter(None, (display(row, name) for name in self.columns)), "")
        if self.before is None:
            return _("Baris baru: %(row)s") % {"row": text}
        if self.after is None:
            return _("Baris dihapus: %(row)s") % {"row": text}
        return _("Baris diubah")

    @cached_property
    def fields(self) -> list[Changed]:
        return [
            Changed(name, _label(self.after or self.before, name), pieces(*self._texts(name)))
            for name in self.columns
        ]

    def _texts(self, name: str) -> tuple[str, str]:
        return tuple("" if row is None else display(row, name) for row in (self.before, self.after))


@dataclass(frozen=True)
class Sitting:
    """What one person changed without a long pause, newest first."""

    author: User | None  # None: a command, or from before names were kept
    changes: list[Change]

    @property
    def began(self) -> datetime:
        return self.changes[-1].at

    @property
    def ended(self) -> datetime:
        """When the last entry was made; the person may have gone on for ten minutes."""
        return self.changes[0].at

    @property
    def pages(self) -> list[str]:
        return sorted({change.url for change in self.changes if change.url})


class FieldHistory:
    """The field history of one innovation: eight queries at most, and one for the names."""

    def __init__(self, innovation: Innovation):
        self.innovation = innovation

    @cached_property
    def parts(self) -> dict[str, Part]:
        """By column or relation, the part of the sheets that asks for it first."""
        found = {}
        for stage in stages_of(self.innovation):
            for part in sheet_for(self.innovation, stage):
                for name in (*part.columns(), *([part.rows.relation] if part.rows else [])):
                    found.setdefault(name, part)
        return found

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be looked for: part labels, each with its columns (or relation) and their labels."""
        found: dict[str, list] = {}
        for name, part in self.parts.items():
            found.setdefault(str(part.label), []).append((name, _label(self.innovation, name)))
        return list(found.items())

    def sittings(self, only: str = "") -> list[Sitting]:
        """All sittings, newest first; `only`: of this column or relation, where a sheet asks for it."""
        changes = self._changes
        if only in self.parts:
            changes = [
                change if change.relation else replace(change, columns=(only,))
                for change in changes
                if only == change.relation or (not change.relation and only in change.columns)
            ]
        authors = User.objects.in_bulk({change.author_pk for change in changes} - {None})
        groups: list[list[Change]] = []
        for change in changes:
            if groups and _goes_on(groups[-1][-1], change):
                groups[-1].append(change)
            else:
                groups.append([change])
        return [Sitting(authors.get(group[0].author_pk), group) for group in groups]

    @cached_property
    def _changes(self) -> list[Change]:
        found = [change for model in CHANGES for change in self._of(model)]
        return sorted(found, key=lambda change: change.at, reverse=True)

    def _of(self, model: type[Model]) -> Iterator[Change]:
        tracked = model.pgh_tracked_model
        if tracked is Innovation:
            entries, relation = model.objects.filter(pgh_obj=self.innovation), ""
        else:
            entries = model.objects.filter(innovation=self.innovation)
            relation = tracked._meta.get_field("innovation").remote_field.related_name
        people = [
            field.name
            for field in model._meta.fields
            if field.related_model is User and field.name not in UNREAD
        ] or [None]  # without a name all relations would be followed, and who was deleted is not there
        by_row: dict[int, list] = {}
        for entry in entries.select_related(*people).order_by("pgh_id"):
            by_row.setdefault(entry.pgh_obj_id, []).append(entry)
        if not by_row:
            return
        present = (
            {row.pk: row for row in getattr(self.innovation, relation).select_related(*people)}
            if relation
            else {self.innovation.pk: self.innovation}
        )
        columns = _columns(model)
        for key, chain in by_row.items():
            for entry, following in pairwise([*chain, present.get(key)]):
                yield from self._told(entry, following, relation, columns)

    def _told(
        self, entry: Model, following: Model | None, relation: str, columns: Iterable[str]
    ) -> Iterator[Change]:
        """A change for each part of the sheet that the entry touches; none where nothing differs."""
        before = None if entry.pgh_label == "insert" else entry
        after = None if entry.pgh_label == "delete" else following
        touched: dict[str, list[str]] = {}
        for name in columns:
            if _value(before, name) != _value(after, name):
                part = self.parts.get(relation or name)
                touched.setdefault(str(part.label) if part else _("Lainnya"), []).append(name)
        context = entry.pgh_context or {}
        for part, names in touched.items():
            yield Change(
                at=entry.pgh_created_at,
                author_pk=context.get("user"),
                url=context.get("url", ""),
                part=part,
                relation=relation,
                before=before,
                after=after,
                columns=tuple(names),
            )


def _columns(model: type[Model]) -> tuple[str, ...]:
    """What of an entry says something to a reader, in the order of the tracked model."""
    tracked = {field.name for field in model.pgh_tracked_model._meta.fields}
    return tuple(
        field.name for field in model._meta.fields if field.name in tracked and field.name not in UNREAD
    )


def _value(row: Model | None, name: str):
    """The stored value; what is empty, not ticked, and what there is not, is the same nothing to a reader."""
    value = None if row is None else row.serializable_value(name)
    return None if value in ("", None) or value is False else value


def _label(row: Model, name: str) -> str:
    if name == "sha256":
        return "SHA-256"
    if name == "file_name":
        return _("Nama berkas")
    field = row._meta.get_field(name)
    return capfirst(
        field.related_model._meta.verbose_name_plural if field.one_to_many else field_label(row, name)
    )


def _goes_on(later: Change, earlier: Change) -> bool:
    return later.author_pk == earlier.author_pk and later.at - earlier.at <= PAUSE
