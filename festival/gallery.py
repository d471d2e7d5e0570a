"""The gallery: what an address asks for, and the exhibits that answer it.

Addresses hold words that people can read (`jenis=metode`); the tables below are their one place. A value that
nobody knows is left out and named in `ignored`, so that an old or mistyped link still shows something.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, District
from festival.models import Exhibit, ExhibitQuerySet
from festival.search import WebQuery, is_searchable, typed
from innovations.affairs import Affair
from innovations.models import Innovation

PAGE_SIZE = 24
COUNTED = 10_000  # beyond, a list says "10.000+": an exact count would cost more than it tells
RANKED = 2_000  # newest matches that a search puts in order; ranking all of a common word takes seconds

NEWEST, TITLE, RELEVANCE = "terbaru", "judul", "relevansi"
ORDERS = {RELEVANCE: _("Paling sesuai"), NEWEST: _("Terbaru"), TITLE: _("Judul A-Z")}

BY_DATE = ("-published_at", "-id")
BY_TITLE = (Lower("title"), "id")

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
WORD = re.compile(r"[-a-z0-9]{1,150}", re.ASCII)
YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """One value of a filter: `word` in the address, `value` in the column."""

    word: str
    value: object
    label: str


@dataclass(frozen=True)
class Filter:
    """One filter of the gallery. `choices` are what the form offers, `chosen` what the address asks for."""

    name: str
    label: str
    everything: str
    column: str
    choices: list[Choice]
    chosen: Choice | None


class Gallery:
    """What one address asks of the gallery, a mapping of parameters to text.

    `text` is what is searched for, `filters` all filters with their choices, `order` a key of ORDERS, `ignored`
    the parameters that nobody knows, as (label, value). Asks the database for the choices: three queries.
    """

    def __init__(self, asked: Mapping[str, str]):
        self.text = typed(asked.get("q", ""))
        self.ignored: list[tuple[str, str]] = []
        self.filters = list(self._read_filters(asked))
        self.order = self._read_order(asked)

    @cached_property
    def chosen(self) -> list[Filter]:
        return [each for each in self.filters if each.chosen]

    @cached_property
    def state(self) -> dict[str, str]:
        """The address's parameters, without the page and without what was ignored."""
        found = {"q": self.text} if self.text else {}
        found |= {each.name: each.chosen.word for each in self.chosen}
        return found | ({"urut": self.order} if self.order != self.usual_order else {})

    @property
    def usual_order(self) -> str:
        return RELEVANCE if self.text else NEWEST

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(key, label) for key, label in ORDERS.items() if self.text or key != RELEVANCE]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """(label, value, address without it) of the search and of every chosen filter."""
        chips = [(each.label, each.chosen.label, self.without(each.name)) for each in self.chosen]
        return [(_("Kata"), self.text, self.without("q", "urut")), *chips] if self.text else chips

    @property
    def is_too_common(self) -> bool:
        """Whether the text holds nothing to search for: only words like "yang", or signs."""
        return bool(self.text) and not is_searchable(self.text)

    @property
    def without_filters(self) -> str:
        return self.without(*(each.name for each in self.chosen))

    def without(self, *names: str) -> str:
        """The address of this state without the parameters `names`."""
        kept = {name: value for name, value in self.state.items() if name not in names}
        return f"{reverse('festival:gallery')}{'?' if kept else ''}{urlencode(kept)}"

    def page(self, number: str) -> Page:
        """The page `number`; the first for nonsense, the last where there are not so many."""
        found = Exhibit.objects.public().filter(**{each.column: each.chosen.value for each in self.chosen})
        if self.text:
            found = found.matching(self.text)
        if self.order == TITLE:
            return CardPaginator(found, BY_TITLE).get_page(number)
        if self.order == NEWEST:
            return CardPaginator(found).get_page(number)
        rank = SearchRank(F("search"), WebQuery(self.text), cover_density=True)
        return CardPaginator(found, (rank.desc(), *BY_DATE), newest=RANKED).get_page(number)

    def _read_order(self, asked) -> str:
        order = asked.get("urut", "")
        if order in dict(self.orders):
            return order
        if order not in {"", *ORDERS}:
            self.ignored.append((_("Urutan"), order))
        return self.usual_order

    def _read_filters(self, asked):
        public = Exhibit.objects.public()
        seen = public.order_by().values_list("affair", "year").distinct()
        affairs, years = {affair for affair, _year in seen}, {year for _affair, year in seen}
        units = _with_exhibits(Agency.objects, "agency", asked.get("skpd", ""))
        districts = _with_exhibits(District.objects, "district", asked.get("kecamatan", ""))
        yield self._filter(asked, "skpd", _("Unit kerja"), _("Semua unit"), "agency", units)
        yield self._filter(asked, "kecamatan", _("Kecamatan"), _("Semua kecamatan"), "district", districts)
        kinds = [Choice(word, kind.value, kind.label) for word, kind in KINDS.items()]
        yield self._filter(asked, "jenis", _("Jenis"), _("Semua jenis"), "kind", kinds)
        novelties = [Choice(word, novelty.value, novelty.label) for word, novelty in NOVELTIES.items()]
        yield self._filter(asked, "kebaruan", _("Kebaruan"), _("Semua"), "novelty", novelties)
        urusan = [
            Choice(each.value, each.value, each.label)
            for each in Affair
            if each in affairs or each == asked.get("urusan")
        ]
        yield self._filter(asked, "urusan", _("Urusan"), _("Semua urusan"), "affair", urusan)
        year = asked.get("tahun", "")
        years |= {int(year)} if YEAR.fullmatch(year) else set()
        tahun = [Choice(str(each), each, str(each)) for each in sorted(years, reverse=True)]
        yield self._filter(asked, "tahun", _("Tahun"), _("Semua tahun"), "year", tahun)

    def _filter(self, asked, name, label, everything, column, choices) -> Filter:
        word = asked.get(name, "")
        chosen = next((each for each in choices if each.word == word), None)
        if word and not chosen:
            self.ignored.append((label, word))
        return Filter(name, label, everything, column, choices, chosen)


class CardPaginator(Paginator):
    """Pages of cards over public exhibits, PAGE_SIZE each.

    `order` sorts them; with `newest`, only so many of the newest are sorted and paged. `total` is how many there
    are, counted no further than COUNTED. A page's keys are found first and the wide rows fetched for them alone:
    that keeps late pages cheap.
    """

    def __init__(self, exhibits: ExhibitQuerySet, order: tuple = BY_DATE, newest: int = COUNTED):
        super().__init__(exhibits, PAGE_SIZE)
        self.order, self.newest = order, newest

    @cached_property
    def found(self) -> int:
        return self.object_list.order_by()[: COUNTED + 1].count()

    @property
    def total(self) -> int:
        return min(self.found, COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.found > COUNTED

    @property
    def is_cut(self) -> bool:
        """Whether there are more than the pages lead to."""
        return self.found > self.count

    @cached_property
    def count(self) -> int:
        return min(self.found, self.newest)

    def page(self, number) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        paged = self.object_list
        if self.found > self.newest:
            paged = Exhibit.objects.filter(pk__in=paged.order_by(*BY_DATE).values("pk")[: self.newest])
        keys = paged.order_by(*self.order).values("pk")[first : min(first + self.per_page, self.count)]
        cards = Exhibit.objects.public().filter(pk__in=keys).cards().order_by(*self.order)
        return self._get_page(cards if self.count else cards.none(), number, self)


def _with_exhibits(rows: QuerySet, column: str, word: str) -> list[Choice]:
    """The units or districts that show something, and the one that the address names."""
    shown = Exists(Exhibit.objects.public().filter(**{column: OuterRef("pk")}))
    return [
        Choice(slug, key, name)
        for slug, key, name in rows.filter(shown | Q(slug=word) if WORD.fullmatch(word) else shown)
        .order_by("name")
        .values_list("slug", "pk", "name")
    ]
