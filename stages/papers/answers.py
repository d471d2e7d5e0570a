"""Which words of a document answer which question: found by the headings, number and label.

Tolerant where a document went through other programs and hands: other numbers, lost styles, more paragraphs,
tables cut in two. Never guessing where that could put words under a wrong question: a heading that is not known
is told, with what stands under it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils import translation

from stages.papers.document import Grid, Paragraph, Words
from stages.papers.numbering import Paper, Question, Table, Topic
from stages.papers.word import attach_hint, hints
from stages.papers.written import plain

NUMBERED = re.compile(r"\s*(\d{1,2}(?:\s*\.\s*\d{1,2})*)\s*[.)]?\s*(\D.*)", re.DOTALL)
ALIKE = 0.75  # how much of a label must be there when its number is right
LONGEST_HEADING = 80  # characters
OWN_HEADINGS = 3  # from this level on a heading is part of somebody's answer
ORDINAL = frozenset({"", "no", "nomor", "#"})  # heads of a column that only counts rows


@dataclass(frozen=True)
class Stranger:
    """A heading that is not of this sheet, or a place without a question, and the words under it."""

    heading: str
    text: str


@dataclass
class Answers:
    """What was read: texts by column, rows by relation (each {column: text}), and what found no place.

    A column or relation that the document does not have is missing here; one left empty is "" or [].
    """

    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    strangers: list[Stranger] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)  # labels of questions that stand there twice


@dataclass(frozen=True)
class _Place:
    """A heading of the sheet and what stands under it."""

    number: str
    label: str
    target: Question | Table | Topic

    @property
    def level(self) -> int:
        return 1 if isinstance(self.target, Topic) else 2


def read_answers(words: Words, paper: Paper) -> Answers:
    """The answers of a document to the questions of `paper`."""
    with translation.override("id"):
        return _Reader(paper).read(words.blocks)


class _Reader:
    def __init__(self, paper: Paper):
        self.places = list(_places(paper))
        self.hints = sorted({" ".join(hint.split()) for hint in _hints(paper)}, key=len, reverse=True)
        self.here = -1  # the index of the last heading that was found
        self.target: Question | Table | Topic | str | None = None  # a str: a heading that is not known
        self.lines: list[str] = []
        self.answers = Answers()

    def read(self, blocks: Iterable[Paragraph | Grid]) -> Answers:
        for block in blocks:
            if isinstance(block, Grid):
                self._take_table(block)
            else:
                self._take_paragraph(block)
        self._close()
        return self.answers

    def _take_paragraph(self, paragraph: Paragraph) -> None:
        first, _newline, rest = paragraph.text.partition("\n")
        found, said = self._heading(first, paragraph.level)
        if found is None:
            self.lines += (paragraph.item + paragraph.text).split("\n")
            return
        self._close()
        self.target = found
        if isinstance(found, _Place):
            self.here, self.target = self.places.index(found), found.target
        self.lines = [*filter(None, [said]), *rest.split("\n")]

    def _heading(self, line: str, level: int) -> tuple["_Place | str | None", str]:
        """The place that a line heads (a str: no place of this sheet; None: no heading), and what follows on it."""
        numbered = NUMBERED.fullmatch(line)
        number = re.sub(r"\s", "", numbered[1]) if numbered else ""
        label, colon, said = (numbered[2] if numbered else line).partition(":")
        here = [place for place in self.places if place.number == number]
        for text, rest in ((label + colon + said, ""), (label, said.strip())):
            if any(plain(text) == plain(place.label) for place in here):
                return here[0], rest
            same = [place for place in self.places if plain(text) == plain(place.label)]
            if same and (level or "." in number):
                return self._likeliest(same, level, number), rest
        is_short = len(line) <= LONGEST_HEADING
        if here and (level or "." in number) and is_short and _alike(label, here[0].label) >= ALIKE:
            return here[0], said.strip()
        if line.strip() and 0 < level < OWN_HEADINGS and self.here >= 0:
            return line.strip(), ""
        # Without its style and with another label: a known number of a later question may still be a heading.
        if here and "." in number and is_short and self.places.index(here[0]) > self.here:
            return line.strip(), ""
        return None, ""

    def _likeliest(self, same: list[_Place], level: int, number: str) -> _Place:
        """Which of the places with one label is meant: of the level that it looks like, the next on the way."""
        level = number.count(".") + 1 if number else min(level, 2)
        fitting = [place for place in same if place.level == level] or same
        return next((place for place in fitting if self.places.index(place) > self.here), fitting[0])

    def _take_table(self, grid: Grid) -> None:
        table, head = self._table_of(grid)
        if table:
            self._take_rows(table, grid, head)
        elif self.target is not None:  # an answer that somebody wrote into a table
            self.lines += [" | ".join(filter(None, row)) for row in grid.rows]

    def _table_of(self, grid: Grid) -> tuple[Table | None, int]:
        """The table of the sheet that this is, and the number of its head's row. The one due here wins a tie."""
        best, found = 1, (None, 0)
        tables = [place.target for place in self.places if isinstance(place.target, Table)]
        for table in sorted(tables, key=lambda one: one is not self.target):
            labels = {plain(label) for label in table.labels}
            for number, row in enumerate(grid.rows[:3]):
                known = len(labels & {plain(cell) for cell in row})
                if known > best or (known == len(labels) and known >= best and found[0] is None):
                    best, found = known, (table, number)
        return found

    def _take_rows(self, table: Table, grid: Grid, head: int) -> None:
        names = {plain(label): name for label, name in zip(table.labels, table.names, strict=True)}
        heads = [plain(cell) for cell in grid.rows[head]]
        rows = self.answers.rows.setdefault(table.relation, [])
        strange: dict[str, list[str]] = {}
        for row in grid.rows[head + 1 :]:
            cells = dict.fromkeys(table.names, "")
            for column, text in zip(heads, row, strict=False):
                if column in names:
                    cells[names[column]] = text.strip()
                elif text and column not in ORDINAL:
                    strange.setdefault(column, []).append(text)
            if any(cells.values()):
                rows.append(
                    {name: text for name, text in cells.items() if plain(table.label_of(name)) in heads}
                )
        self.answers.strangers += [
            Stranger(f"{table.number} {table.label}: {column}", "\n".join(texts))
            for column, texts in strange.items()
        ]

    def _without_hint(self, line: str) -> str | None:
        """The line without a sentence of ours that stands in front of it; None when nothing else was there."""
        words = " ".join(line.split())
        hint = next((hint for hint in self.hints if words.startswith(hint)), None)
        return line if hint is None else words[len(hint) :].strip() or None

    def _close(self) -> None:
        """Store what was collected under the present heading."""
        lines = [self._without_hint(line) for line in self.lines]
        text = "\n".join(line for line in lines if line is not None).strip()
        target, self.lines = self.target, []
        match target:
            case Question():
                text = text if target.is_long else " ".join(text.split())
                if target.name in self.answers.texts:
                    self.answers.twice.append(f"{target.number} {target.label}")
                    text = "\n".join(filter(None, [self.answers.texts[target.name], text]))
                self.answers.texts[target.name] = text
            case Table():
                self.answers.rows.setdefault(target.relation, [])
                if text:
                    self.answers.strangers.append(Stranger(f"{target.number} {target.label}", text))
            case Topic() if text:
                self.answers.strangers.append(Stranger(f"{target.number}. {target.label}", text))
            case str():
                self.answers.strangers.append(Stranger(target, text))


def _places(paper: Paper) -> Iterator[_Place]:
    for topic in paper.topics:
        yield _Place(topic.number, topic.label, topic)
        for question in topic.questions:
            yield _Place(question.number, question.label, question)
        if topic.table:
            yield _Place(topic.table.number, topic.table.label, topic.table)


def _hints(paper: Paper) -> Iterator[str]:
    """Every line of ours that stands between headings."""
    yield attach_hint()
    for topic in paper.topics:
        yield topic.why
        for question in topic.questions:
            yield from hints(question)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, plain(one), plain(other)).ratio()
