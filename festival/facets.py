"""The filters of the gallery: their words in addresses, their choices, and how many exhibits each choice would show.

Addresses hold words that people can read (`jenis=metode`); the tables below are their one place. A figure beside a
choice counts what the text and the *other* filters leave, so that it says what choosing it would show. What is counted
stands on shelves that are kept under the version (`figures`). More than COUNTED exhibits are a crowd: then the newest
COUNTED are counted, or of a text the newest RANKED that hold it, which are those that a search puts in order.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.db.models import CharField, Value
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, District
from festival.figures import Counts, Shelf
from festival.kept import Kept
from festival.models import Exhibit
from festival.search import RANKED, typed
from innovations.affairs import Affair
from innovations.models import Innovation

COUNTED = 10_000  # beyond, a figure says "+": an exact one would cost more than it tells

NOVELTIES = {
    "baru": Innovation.Novelty.NEW,
    "perluasan": Innovation.Novelty.EXTENSION,
    "peningkatan": Innovation.Novelty.IMPROVEMENT,
    "replikasi": Innovation.Novelty.REPLICATION,
}
KINDS = {
    "proses": Innovation.Kind.PROCESS,
    "metode": Innovation.Kind.METHOD,
    "produk": Innovation.Kind.PRODUCT,
    "konseptual": Innovation.Kind.CONCEPTUAL,
    "teknologi": Innovation.Kind.TECHNOLOGY,
    "struktur-organisasi": Innovation.Kind.STRUCTURE,
    "hubungan": Innovation.Kind.PARTNERSHIP,
    "sdm": Innovation.Kind.PEOPLE,
}
AFFAIRS = {affair.value: affair for affair in Affair}
GOALS = {str(goal.value): goal for goal in Innovation.Goal}
YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """One value of a filter: `word` in the address, `value` in the column."""

    word: str
    value: object
    label: str | Promise
    _said: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def said(self, language: str | None) -> tuple[str, str]:
        """Word and label as HTML says them; put into words once for each language."""
        if (found := self._said.get(language)) is None:
            # As str: what escape makes of a lazy label is lazy too.
            found = self._said[language] = escape(self.word), escape(str(self.label))
        return found


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter: its `name` in the address, what it is called, and the column that it looks at."""

    name: str
    label: str | Promise
    everything: str | Promise
    column: str


class Option(NamedTuple):
    """A choice as the form offers it. `count` is None where it is not known: in a crowd, of a rare one."""

    choice: Choice
    count: int | None
    is_chosen: bool


UNIT = Filter("skpd", _("Unit kerja"), _("Semua unit"), "agency_id")
DISTRICT = Filter("kecamatan", _("Kecamatan"), _("Semua kecamatan"), "district_id")
KIND = Filter("jenis", _("Jenis"), _("Semua jenis"), "kind")
NOVELTY = Filter("kebaruan", _("Kebaruan"), _("Semua"), "novelty")
AFFAIR = Filter("urusan", _("Urusan"), _("Semua urusan"), "affair")
YEAR_APPLIED = Filter("tahun", _("Tahun"), _("Semua tahun"), "year")
GOAL = Filter("tpb", _("Tujuan (TPB)"), _("Semua tujuan"), "goal")
FILTERS = (UNIT, DISTRICT, KIND, NOVELTY, AFFAIR, YEAR_APPLIED, GOAL)
COLUMNS = tuple(each.column for each in FILTERS)

TOLD = ("id", "code", *COLUMNS)  # of an exhibit on a shelf; no comma is in any of them

_places = Kept(4)
_shelves = Kept(1)  # of the present version: a few MB
_crowds = Kept(20)
_texts = Kept(300)


def places(version: str) -> dict[str, dict[str, Choice]]:
    """All units and districts as choices, {filter name: {word: choice}}, by name. One query for each version."""
    return _places.made(version, _read_places)


def choices(asked: Filter, version: str) -> dict[str, Choice]:
    """What the filter knows, {word: choice}, in the order of the form; years are not listed, see `read`."""
    if asked.name in (UNIT.name, DISTRICT.name):
        return places(version)[asked.name]
    return FIXED[asked.name]


def read(asked: Filter, word: str, version: str) -> Choice | None:
    """The choice that `word` names in an address; None when nobody knows it."""
    if asked is YEAR_APPLIED:
        return _year(int(word)) if YEAR.fullmatch(word) else None
    return choices(asked, version).get(word)


def counts(text: str, chosen: Mapping[str, object], version: str) -> Counts:
    """The figures of a state: what is searched for, and by column what the filters want."""
    shelf, matching = _found(text, version)
    return shelf.counts(matching, chosen)


def options(asked: Filter, chosen: Choice | None, counted: Counts, version: str) -> list[Option]:
    """What the form offers for one filter: choices that show something, and the chosen one in any case."""
    found, word = counted.by[asked.column], chosen.word if chosen else None
    unknown = None if counted.is_capped else 0
    return [
        Option(each, found.get(each.value, unknown), each.word == word)
        for each in _offered(asked, chosen, found, version)
        if counted.is_capped or each.value in found or each.word == word
    ]


def markup(offered: list[Option], counted: Counts) -> SafeString:
    """The <option> elements: there are some 150 on a page, which a template would take long for."""
    more, language = "+" if counted.is_capped else "", get_language()
    elements = []
    for choice, count, is_chosen in offered:
        word, label = choice.said(language)
        if count is None:
            figure = ""
        elif count < 1_000:  # most are, and intcomma asks the locale each time
            figure = f" ({count}{more})"
        else:
            figure = f" ({intcomma(count)}{more})"
        elements.append(f'<option value="{word}"{" selected" if is_chosen else ""}>{label}{figure}</option>')
    return SafeString("".join(elements))


def _offered(asked: Filter, chosen: Choice | None, found: dict, version: str) -> Iterator[Choice]:
    if asked is not YEAR_APPLIED:
        yield from choices(asked, version).values()
        return
    years = set(found) | ({chosen.value} if chosen else set())
    yield from map(_year, sorted(years, reverse=True))


@lru_cache(200)
def _year(year: int) -> Choice:
    return Choice(str(year), year, str(year))


def _fixed(values: Mapping[str, object]) -> dict[str, Choice]:
    return {word: Choice(word, each.value, each.label) for word, each in values.items()}


def _read_places() -> dict[str, dict[str, Choice]]:
    found = {UNIT.name: {}, DISTRICT.name: {}}
    rows = [
        model.objects.order_by().values_list(Value(asked.name, CharField()), "pk", "slug", "name")
        for model, asked in ((Agency, UNIT), (District, DISTRICT))
    ]
    for name, pk, slug, label in sorted(rows[0].union(rows[1], all=True), key=lambda row: row[3].casefold()):
        found[name][slug] = Choice(slug, pk, label)
    return found


FIXED = {
    KIND.name: _fixed(KINDS),
    NOVELTY.name: _fixed(NOVELTIES),
    AFFAIR.name: _fixed(AFFAIRS),
    GOAL.name: {
        word: Choice(word, each.value, format_lazy("{}. {}", word, each.label))
        for word, each in GOALS.items()
    },
}


def _found(text: str, version: str) -> tuple[Shelf, int]:
    """The shelf on which a text is counted, and what of it holds the text. One query where it is not kept.

    All public exhibits stand on one shelf, as far as they are no crowd; in a crowd each text has one of its own.
    """
    shelf = _shelves.made(version, _read_shelf)
    if text and not shelf.is_cut:
        return shelf, _texts.made((version, text), lambda: _holding(shelf, text))
    if text:
        shelf = _crowds.made((version, text), lambda: _read_crowd(text))
    return shelf, shelf.everything


def _read_shelf() -> Shelf:
    return _shelf(
        f"SELECT {', '.join(TOLD)} FROM festival_exhibit WHERE withdrawn_at IS NULL"  # noqa: S608 (our own names)
        " ORDER BY published_at DESC, id DESC LIMIT %s",
        [],
        COUNTED,
    )


def _read_crowd(text: str) -> Shelf:
    return _shelf("SELECT * FROM festival_matches(inovik_tsquery(%s), %s)", [typed(text)], RANKED)


def _shelf(rows: str, params: list, most: int) -> Shelf:
    """A shelf of the first `most` of `rows`, SQL whose last parameter is how many; they come as one text a column."""
    joined = ", ".join(f"coalesce(string_agg(coalesce({name}::text, ''), ','), '')" for name in TOLD)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {joined} FROM ({rows}) AS found", [*params, most + 1])  # noqa: S608 (our own names)
        told = [text.split(",") if text else [] for text in cursor.fetchone()]
    keys, codes, *values = (texts[:most] for texts in told)
    is_cut = len(told[0]) > most
    return Shelf(keys, codes, dict(zip(COLUMNS, values, strict=True)), _value, is_cut)


def _value(column: str, text: str) -> object:
    return Exhibit._meta.get_field(column).to_python(text)


def _holding(shelf: Shelf, text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT festival_keys(inovik_tsquery(%s))", [typed(text)])
        return shelf.holding(cursor.fetchone()[0].split(","))
