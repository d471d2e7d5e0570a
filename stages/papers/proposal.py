"""What was read from a document beside what is stored, question by question, and the saving of what is ticked.

Saving goes through the same forms as the sheet: a document is a page that was filled in elsewhere. Between
reading and saving, all that is known travels with the page (`packed`), signed; nothing is stored on the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages.models import Event
from stages.papers.answers import Answers
from stages.papers.numbering import Paper, Question, Table, Topic, printable
from stages.papers.sent import as_query, put_back, refusals, sent_form, sent_sheet, untouched
from stages.papers.written import typed
from stages.sheet_forms import KeptForm, RowFormSet, Sheet
from stages.sheets import Part, display

SALT = "stages.papers.proposal"
MOST = 300_000  # characters of all answers; twenty printed pages have 60,000

SAME, NEW, CHANGED, WRONG, EMPTY, ABSENT = "same", "new", "changed", "wrong", "empty", "absent"
STATE_LABELS = {
    SAME: gettext_lazy("sama"),
    NEW: gettext_lazy("baru"),
    CHANGED: gettext_lazy("berubah"),
    WRONG: gettext_lazy("belum dapat disimpan"),
    EMPTY: gettext_lazy("kosong di dokumen"),
    ABSENT: gettext_lazy("tidak ada di dokumen"),
}


@dataclass(frozen=True)
class Cell:
    label: str
    stored: str
    read: str

    @property
    def is_changed(self) -> bool:
        return self.read != "" and self.read != self.stored


@dataclass
class Line:
    """A question, or a row of a table: what is stored, what was read, and whether that can be saved.

    `names`: of the form's fields that are typed over. `sentences`: why it cannot be saved, or what to look at.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    state: str
    names: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def can_be_taken(self) -> bool:
        return self.state in {NEW, CHANGED}


class Proposal:
    """The answers of a document laid beside the open `parts` of a record. Raises ValidationError when too long.

    `refused`: by key of a line, what stood in the way when it was saved.
    """

    def __init__(
        self,
        innovation: Innovation,
        parts: tuple[Part, ...],
        paper: Paper,
        answers: Answers,
        refused: dict[str, tuple[str, ...]] | None = None,
    ):
        self.innovation, self.parts, self.answers = innovation, parts, answers
        if len(str((answers.texts, answers.rows))) > MOST:
            raise ValidationError(_("Dokumen ini terlalu panjang untuk sebuah lembar kerja."))
        sheet, keys = Sheet(innovation, parts), {part.key for part in parts}
        self.shown = sent_sheet(sheet)  # as a browser would send the untouched page
        self.typed = dict(self.shown)  # the same with the document's answers typed over
        with translation.override("id"):  # the labels of choices, as they stand on paper
            self.lines = [
                line for topic in paper.topics if topic.key in keys for line in self._lines(sheet, topic)
            ]
            self.closed = [
                label for topic in paper.topics if topic.key not in keys for label in self._differing(topic)
            ]
        self._judge()
        for line in self.lines:
            line.sentences += (refused or {}).get(line.key, ())

    @property
    def eager(self) -> list[Line]:
        """Lines to look at: new, changed, or not understood."""
        return [line for line in self.lines if line.state in {NEW, CHANGED, WRONG}]

    @property
    def calm(self) -> list[Line]:
        """Lines about which nothing is to be decided."""
        return [line for line in self.lines if line.state not in {NEW, CHANGED, WRONG}]

    @property
    def can_save(self) -> bool:
        return any(line.can_be_taken for line in self.lines)

    def packed(self) -> str:
        """Everything that saving needs, signed."""
        typed_over = dict(self.typed)
        for line in self.lines:
            if not line.can_be_taken:
                put_back(typed_over, {name: self.shown.get(name) for name in line.names})
        content = {
            "code": self.innovation.code,
            "shown": shown_parts(self.innovation, self.parts),
            "typed": typed_over,
            "lines": {
                line.key: {"label": line.label, "stored": {name: self.shown.get(name) for name in line.names}}
                for line in self.lines
                if line.can_be_taken
            },
            "texts": self.answers.texts,
            "rows": self.answers.rows,
        }
        return signing.dumps(content, salt=SALT, compress=True)

    # Questions

    def _lines(self, sheet: Sheet, topic: Topic) -> Iterator[Line]:
        for question in topic.questions:
            yield self._question_line(sheet, question)
        if topic.table:
            yield from self._row_lines(sheet.rows[topic.table.relation], topic.table)

    def _question_line(self, sheet: Sheet, question: Question) -> Line:
        read = self.answers.texts.get(question.name)
        cells = (Cell(question.label, question.value, read or ""),)
        label = f"{question.number} {question.label}"
        if read is None:
            return Line(question.name, label, cells, ABSENT)
        if _alike(read, question.value):
            return Line(question.name, label, cells, SAME)
        if not read:
            return Line(question.name, label, cells, EMPTY)
        self._type(sheet.form, question.name, read)
        return Line(question.name, label, cells, CHANGED if question.value else NEW, (question.name,))

    def _type(self, form: forms.Form, field: str, text: str, name: str = "") -> str:
        """Type `text` into the form's field; the name that the page has for it."""
        name = name or form.add_prefix(field)
        self.typed[name] = typed(form.fields[field], text)
        if not self.typed[name]:  # a browser does not send a box without its tick
            del self.typed[name]
        return name

    # Rows

    def _row_lines(self, formset: RowFormSet, table: Table) -> Iterator[Line]:
        """Each row of the document: an update of the stored row it is most like, or a new one.

        Stored rows that the document lacks stay: a colleague may have added them since it was downloaded.
        """
        texts = {
            place: {name: printable(display(form.instance, name)) for name in table.names}
            for place, form in enumerate(formset.initial_forms)
        }
        following = len(texts)
        for row in self.answers.rows.get(table.relation, []):
            place = _likest(row, texts, table.names[0])
            if place is None:
                yield self._new_row(formset, table, following, row)
                following += 1
            else:
                yield self._stored_row(formset.forms[place], table, place, row, texts.pop(place))
        for place, left in texts.items():
            yield Line(*_row_head(table, place), _row_cells(table, left, {}), ABSENT)
        total = f"{table.relation}-TOTAL_FORMS"
        self.typed[total] = self.shown[total] = str(max(int(self.shown[total]), following))

    def _stored_row(self, form: KeptForm, table: Table, place: int, row: dict, stored: dict) -> Line:
        names = [
            self._type(form, name, text)
            for name, text in row.items()
            if text and not _alike(text, stored[name])
        ]
        return Line(
            *_row_head(table, place), _row_cells(table, stored, row), CHANGED if names else SAME, tuple(names)
        )

    def _new_row(self, formset: RowFormSet, table: Table, place: int, row: dict) -> Line:
        form, prefix = formset.empty_form, formset.add_prefix(place)
        for name, text in sent_form(form).items():
            name = name.replace(form.prefix, prefix, 1)
            self.shown[name] = self.typed[name] = text
        names = [self._type(form, name, text, f"{prefix}-{name}") for name, text in row.items() if text]
        return Line(*_row_head(table, place), _row_cells(table, {}, row), NEW, tuple(names))

    # Judging

    def _judge(self) -> None:
        """Let the sheet's forms say what they would refuse, and what says the same in other words (1500, 1.500)."""
        if not self.can_save:
            return
        sheet = Sheet(self.innovation, self.parts, as_query(self.typed))
        sheet.is_valid()
        refused, same = refusals(sheet), untouched(sheet)
        for line in self.lines:
            if line.can_be_taken and (sentences := _of_line(refused, line)):
                line.state, line.sentences = WRONG, sentences
            elif line.state == CHANGED and line.key in same:
                line.state = SAME

    def _differing(self, topic: Topic) -> Iterator[str]:
        """Questions of a part that is closed now, whose answer in the document is another than the stored one."""
        for question in topic.questions:
            read = self.answers.texts.get(question.name)
            if read and not _alike(read, question.value):
                yield f"{question.number} {question.label}"
        if topic.table:
            stored = [dict(zip(topic.table.names, row, strict=True)) for row in topic.table.rows]
            rows = self.answers.rows.get(topic.table.relation, [])
            if any(not any(_all_alike(row, one) for one in stored) for row in rows):
                yield f"{topic.table.number} {topic.table.label}"


def unpacked(packed: str, innovation: Innovation) -> dict | None:
    """What a page carried; None when it was not ours, or of another record."""
    try:
        content = signing.loads(packed, salt=SALT)
    except signing.BadSignature:
        return None
    return content if content["code"] == innovation.code else None


def answers_of(content: dict) -> Answers:
    """The answers that an unpacked page had, to be laid beside what is stored by now."""
    return Answers(content["texts"], content["rows"])


@dataclass(frozen=True)
class Outcome:
    """Labels of what was stored; or, when nothing was, what stood in the way by key of a line."""

    labels: tuple[str, ...] = ()
    refused: dict[str, tuple[str, ...]] | None = None


def save(
    innovation: Innovation, parts: tuple[Part, ...], content: dict, taken: list[str], user: User
) -> Outcome:
    """Store the lines `taken` of an unpacked page, all or nothing, and record the event.

    Call it in a transaction that holds the innovation's lock, with the parts that the page showed.
    """
    data = dict(content["typed"])
    for key, line in content["lines"].items():
        if key not in taken:
            put_back(data, line["stored"])
    sheet = Sheet(innovation, parts, as_query(data))
    if not sheet.is_valid():
        return Outcome(refused=refusals(sheet))
    sheet.save()
    labels = tuple(line["label"] for key, line in content["lines"].items() if key in taken)
    if labels:
        Event.objects.create(
            innovation=innovation, kind=Event.Kind.DOCUMENT, actor=user, note="; ".join(labels)
        )
    return Outcome(labels)


def shown_parts(innovation: Innovation, parts: tuple[Part, ...]) -> str:
    """Stage and parts of a page, by which a stale one is known: "diagnose:problem,causes"."""
    return f"{innovation.stage}:{','.join(part.key for part in parts)}"


def _of_line(refused: dict[str, tuple[str, ...]], line: Line) -> tuple[str, ...]:
    rows, _dash, _place = line.key.partition("-")
    return refused.get(line.key, ()) or (refused.get(rows, ()) if line.state == NEW else ())


def _row_head(table: Table, place: int) -> tuple[str, str]:
    return f"{table.relation}-{place}", f"{table.number} {table.label} {place + 1}"


def _row_cells(table: Table, stored: dict[str, str], read: dict[str, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(label, stored.get(name, ""), read.get(name, ""))
        for name, label in zip(table.names, table.labels, strict=True)
    )


def _likest(row: dict[str, str], stored: dict[int, dict[str, str]], first: str) -> int | None:
    """Which stored row a row of the document is: by its first column, or by at least half of what it says."""
    best, found = 0.0, None
    for place, texts in stored.items():
        said = [name for name, text in row.items() if text]
        same = sum(_alike(row[name], texts[name]) for name in said) / len(said)
        is_first_same = first in said and _alike(row[first], texts[first])
        if (is_first_same or same >= 0.5) and same + is_first_same > best:
            best, found = same + is_first_same, place
    return found


def _all_alike(row: dict[str, str], stored: dict[str, str]) -> bool:
    return all(_alike(text, stored[name]) for name, text in row.items() if text)


def _alike(one: str, other: str) -> bool:
    """Whether two texts say the same, word for word and line for line."""
    return _words(one) == _words(other)


def _words(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n") if line.strip()]
