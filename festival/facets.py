"""The filters of the gallery: their words in addresses, their choices, and how many exhibits each choice would show.

Addresses hold words that people can read (`jenis=metode`); the tables below are their one place. A figure beside a
choice counts what the text and the *other* filters leave, so that it says what choosing it would show. All figures of
a state come from one query over at most `COUNTED` + 1 matches, the newest, and are kept under the version.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.db.models import CharField, Value
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, District
from festival.kept import Kept
from festival.search import typed
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


@dataclass(frozen=True)
class Filter:
    """One filter: its `name` in the address, what it is called, and the column that it looks at."""

    name: str
    label: str | Promise
    everything: str | Promise
    column: str


@dataclass(frozen=True)
class Option:
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

_places = Kept(4)
_counts = Kept(1_000)


@dataclass
class Counts:
    """How many exhibits a state shows, and would show.

    `matches` is how many hold the text, at most COUNTED + 1; the figures are of those. `total` passes all filters,
    `without[column]` all but that one; `by[column]` says how many each value would show.
    """

    matches: int = 0
    total: int = 0
    without: dict[str, int] = field(default_factory=dict)
    by: dict[str, dict] = field(default_factory=dict)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.matches > COUNTED


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
        return Choice(word, int(word), word) if YEAR.fullmatch(word) else None
    return choices(asked, version).get(word)


def counts(text: str, chosen: Mapping[str, object], version: str) -> Counts:
    """The figures of a state: what is searched for, and by column what the filters want."""
    key = (version, text, tuple(sorted(chosen.items())))
    return _counts.made(key, lambda: _count(text, chosen))


def options(asked: Filter, chosen: Choice | None, counted: Counts, version: str) -> list[Option]:
    """What the form offers for one filter: choices that show something, and the chosen one in any case."""
    found = counted.by[asked.column]
    return [
        Option(each, found.get(each.value) if counted.is_capped else found.get(each.value, 0), each == chosen)
        for each in _offered(asked, chosen, found, version)
        if each == chosen or counted.is_capped or each.value in found
    ]


def markup(offered: list[Option], counted: Counts) -> SafeString:
    """The <option> elements: there are some 150 on a page, which a template would take long for."""
    more = "+" if counted.is_capped else ""
    return SafeString(
        "".join(
            f'<option value="{escape(each.choice.word)}"{" selected" if each.is_chosen else ""}>'
            f"{escape(each.choice.label)}{'' if each.count is None else f' ({intcomma(each.count)}{more})'}</option>"
            for each in offered
        )
    )


def _offered(asked: Filter, chosen: Choice | None, found: dict, version: str) -> Iterator[Choice]:
    if asked is not YEAR_APPLIED:
        yield from choices(asked, version).values()
        return
    years = set(found) | ({chosen.value} if chosen else set())
    for year in sorted(years, reverse=True):
        yield Choice(str(year), year, str(year))


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


def _count(text: str, chosen: Mapping[str, object]) -> Counts:
    """One query: the newest matches, grouped by each filter's column, counted under what the others want.

    What fails two filters or more counts nowhere but in `matches`: it is left out before the grouping, which is dear.
    """
    columns = ", ".join(COLUMNS)
    params: list = []
    figures = [_figure(chosen, None, params)] + [_figure(chosen, column, params) for column in chosen]
    matches, near = "count(*)", ""
    if len(chosen) > 1:
        failed = " + ".join(f"({column} IS DISTINCT FROM %s)::int" for column in chosen)
        matches, near = "(SELECT count(*) FROM found)", f"WHERE {failed} <= 1"
        params += chosen.values()
    if text:
        found, kept = "SELECT * FROM festival_matches(inovik_tsquery(%s), %s)", ""
        asked = [typed(text), COUNTED + 1]
    else:
        found = (
            f"SELECT {columns} FROM festival_exhibit WHERE withdrawn_at IS NULL"  # noqa: S608 (our own names)
            " ORDER BY published_at DESC, id DESC LIMIT %s"
        )
        kept = "NOT MATERIALIZED"  # one index, whole in memory: to read it twice takes less than to copy it
        asked = [COUNTED + 1]
    sets = ", ".join(f"({column})" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS {kept} ({found})"  # noqa: S608 (our own names)
            f" SELECT grouping({columns}), {columns}, {matches}, {', '.join(figures)}"
            f" FROM found {near} GROUP BY GROUPING SETS ((), {sets})",
            asked + params,
        )
        rows = cursor.fetchall()
    counted = Counts(by={column: {} for column in COLUMNS})
    grouped = {(1 << len(COLUMNS)) - 1 - (1 << place): column for place, column in enumerate(COLUMNS[::-1])}
    for grouping, *values in rows:
        matches, total, *without = values[len(COLUMNS) :]
        if (column := grouped.get(grouping)) is None:
            counted.matches, counted.total = matches, total
            counted.without = dict(zip(chosen, without, strict=True))
            continue
        number = without[list(chosen).index(column)] if column in chosen else total
        value = values[COLUMNS.index(column)]
        if number and value is not None:
            counted.by[column][value] = number
    return counted


def _figure(chosen: Mapping[str, object], but: str | None, params: list) -> str:
    """The SQL that counts what all filters want, but one. Appends to `params`."""
    wanted = {column: value for column, value in chosen.items() if column != but}
    if not wanted:
        return "count(*)"
    params.extend(wanted.values())
    return f"count(*) FILTER (WHERE {' AND '.join(f'{column} = %s' for column in wanted)})"
