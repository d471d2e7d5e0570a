"""A sheet made ready for reading: labels beside texts, and what changed since an earlier submission."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.utils.text import capfirst

from innovations.models import Innovation
from stages.models import Point
from stages.sheets import Part, field_label, sheet_for, snapshot

SAME, ADDED, REMOVED = "same", "added", "removed"
PATIENCE = 20_000  # pairs of equal words looked at; beyond it frequent words are passed over


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed (same), came (added) or went (removed)."""

    change: str
    text: str


@dataclass(frozen=True)
class ReadField:
    label: str
    text: str
    pieces: tuple[Piece, ...] = ()  # filled when the text differs from the earlier submission

    @property
    def is_changed(self) -> bool:
        return bool(self.pieces)


@dataclass(frozen=True)
class ReadRow:
    change: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReadPart:
    """One part: its fields in order, its rows as a table (`headings`, `rows`) where it has any.

    `point` is what the last return asked of it.
    """

    key: str
    label: str
    fields: tuple[ReadField, ...]
    headings: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    point: Point | None = None

    @property
    def is_changed(self) -> bool:
        return any(field.is_changed for field in self.fields) or any(row.change != SAME for row in self.rows)

    @property
    def is_to_read(self) -> bool:
        """Whether it has something new for a reader of the earlier submission."""
        return self.is_changed or self.point is not None

    @property
    def table(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows, each (change, [(heading, text), ...])."""
        return [(row.change, list(zip(self.headings, row.cells, strict=True))) for row in self.rows]


def read(
    innovation: Innovation,
    *,
    stage: str | None = None,
    frozen=None,
    earlier=None,
    points: Iterable[Point] = (),
) -> list[ReadPart]:
    """The parts of a stage's sheet (default: the present one).

    `frozen` is the snapshot to read (default: as it stands now), `earlier` an older snapshot to compare with,
    `points` what a return asked.
    """
    frozen = snapshot(innovation, stage) if frozen is None else frozen
    asked = {point.part: point for point in points}
    return [
        replace(
            read_part(innovation, part, frozen.get(part.key, {}), (earlier or {}).get(part.key)),
            point=asked.get(part.key),
        )
        for part in sheet_for(innovation, stage)
    ]


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The word-by-word difference of two texts, in reading order; what went stands before what came."""
    before, after = (
        re.findall(r"\s*\S+|\s+$", text) for text in (old, new)
    )  # a word with the space before it
    olds, news = ([one.strip() for one in words] for words in (before, after))
    there, here = Counter(olds), Counter(news)
    is_long = sum(count * here[word] for word, count in there.items()) > PATIENCE
    matched = SequenceMatcher(None, olds, news, autojunk=is_long)
    found = []
    for change, i1, i2, j1, j2 in matched.get_opcodes():
        if change == "equal":
            found.append(Piece(SAME, "".join(after[j1:j2])))
            continue
        found += [
            Piece(change, text)
            for change, text in ((REMOVED, "".join(before[i1:i2])), (ADDED, "".join(after[j1:j2])))
            if text
        ]
    return tuple(found)


def read_part(innovation: Innovation, part: Part, content: dict, earlier: dict | None = None) -> ReadPart:
    """One part from its place in a snapshot (`content`), compared with its place in an `earlier` one."""
    old_fields = earlier["fields"] if earlier else {}
    fields = []
    for name in part.columns():
        text = content.get("fields", {}).get(name, "")
        old = old_fields.get(name, text)
        fields.append(
            ReadField(capfirst(field_label(innovation, name)), text, pieces(old, text) if old != text else ())
        )
    if not part.rows:
        return ReadPart(part.key, str(part.label), tuple(fields), (), ())
    model = getattr(innovation, part.rows.relation).model
    shown = [name for name in part.rows.fields if name not in {"sha256", "file_name"}]
    rows = content.get("rows", [])
    return ReadPart(
        part.key,
        str(part.label),
        tuple(fields),
        tuple(capfirst(field_label(model, name)) for name in shown),
        tuple(_read_rows(rows, rows if earlier is None else earlier["rows"], shown)),
    )


def _read_rows(rows: list[dict], old: list[dict], shown: list[str]) -> Iterable[ReadRow]:
    for row in old:
        if row not in rows:
            yield ReadRow(REMOVED, tuple(row.get(name, "") for name in shown))
    for row in rows:
        yield ReadRow(SAME if row in old else ADDED, tuple(row.get(name, "") for name in shown))
