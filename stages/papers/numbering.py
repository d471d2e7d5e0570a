"""One numbering for all: part i of the stage's sheet, question i.j, the rows of a part as its last question.

Papers are always in Indonesian, whichever language the person reads who downloads them: they pass through many
hands, and are read back by their headings.
"""

import re
from dataclasses import dataclass

from django import forms
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from innovations.models import Innovation, Stage
from stages.sheet_forms import ATTACHED, sheet_form
from stages.sheets import Part, Rows, display, fetch_rows, field_label, sheet_for

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # not allowed in XML (1.0, section 2.2)


@dataclass(frozen=True)
class Question:
    """A column: `value` as it stands, "" when empty; `choices` the labels to choose from; `is_long` a text."""

    number: str
    name: str
    label: str
    hint: str
    value: str
    choices: tuple[str, ...]
    is_long: bool


@dataclass(frozen=True)
class Table:
    """The rows of a part: the names and labels of its columns, and the rows as they stand."""

    number: str
    relation: str
    label: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def label_of(self, name: str) -> str:
        return self.labels[self.names.index(name)]


@dataclass(frozen=True)
class Topic:
    """A part. `attached`: what of photos or evidence is there already, None where the part has no such rows."""

    number: str
    key: str
    label: str
    why: str
    questions: tuple[Question, ...]
    table: Table | None
    attached: tuple[str, ...] | None


@dataclass(frozen=True)
class Paper:
    """A sheet ready to be written on paper. `mark` identifies record and stage: INV-2026-0001/diagnose."""

    mark: str
    code: str
    title: str
    stage: str
    unit: str
    lab: str
    topics: tuple[Topic, ...]


def mark_of(innovation: Innovation) -> str:
    return f"{innovation.code}/{innovation.stage}"


def paper_of(innovation: Innovation) -> Paper:
    """The present sheet of `innovation` with its numbers and what is filled already."""
    with translation.override("id"):
        parts = sheet_for(innovation)
        fetch_rows(innovation)
        columns = [name for part in parts for name in part.columns()]
        fields = sheet_form(innovation, parts, columns).base_fields
        return Paper(
            mark_of(innovation),
            innovation.code,
            printable(innovation.title),
            str(Stage(innovation.stage).label),
            printable(innovation.agency.name),
            printable(innovation.lab.name),
            tuple(_topic(innovation, fields, number, part) for number, part in enumerate(parts, 1)),
        )


def printable(text: str) -> str:
    """`text` as a document can hold it: line ends as `\\n`, without characters that nobody sees."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(value):
    """Everything printable in `value`, which goes into a template: lists and dicts of texts."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    return value


def _topic(innovation: Innovation, fields: dict[str, forms.Field], number: int, part: Part) -> Topic:
    questions = tuple(
        _question(innovation, fields[name], f"{number}.{place}", name)
        for place, name in enumerate(part.columns(), 1)
    )
    table, attached = None, None
    if part.rows and part.rows.relation in ATTACHED:
        attached = tuple(printable(str(row)) for row in getattr(innovation, part.rows.relation).all())
    elif part.rows:
        table = _table(innovation, f"{number}.{len(questions) + 1}", part.rows)
    return Topic(str(number), part.key, str(part.label), str(part.why), questions, table, attached)


def _question(innovation: Innovation, field: forms.Field, number: str, name: str) -> Question:
    hint = str(field.help_text)
    if isinstance(field, forms.DateField):
        hint = f"{hint} {_('Tulis tanggalnya, misalnya 5 Maret 2026.')}".strip()
    return Question(
        number,
        name,
        capfirst(str(field.label)),
        hint,
        printable(display(innovation, name)),
        tuple(label for _value, label in choices_of(field)),
        isinstance(field.widget, forms.Textarea),
    )


def _table(innovation: Innovation, number: str, rows: Rows) -> Table:
    relation = getattr(innovation, rows.relation)
    return Table(
        number,
        rows.relation,
        capfirst(str(relation.model._meta.verbose_name_plural)),
        rows.fields,
        tuple(capfirst(field_label(relation.model, name)) for name in rows.fields),
        tuple(tuple(printable(display(row, name)) for name in rows.fields) for row in relation.all()),
    )


def choices_of(field: forms.Field) -> list[tuple[str, str]]:
    """The values and labels that a field offers, without the empty one."""
    return [(str(value), str(label)) for value, label in getattr(field, "choices", ()) if str(value)]
