"""The gallery: what an address asks for, and the exhibits that answer it.

A state is text, filters, order and view; every state has one address, that its links lead to. A value that nobody
knows is left out and named in `ignored`, so that an old or mistyped link still shows something.
"""

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from festival import cards, facets, paging
from festival.facets import FILTERS, Choice, Filter
from festival.figures import Counts
from festival.kept import Kept
from festival.map import Map, drawn
from festival.models import Exhibit, ExhibitQuerySet
from festival.models.exhibits import LOTS
from festival.paging import BY_DATE, NEWEST, ORDERS, PAGE_SIZE, RANDOM, RELEVANCE
from festival.search import FEW, RANKED, best_first, is_searchable, suggestion, typed

OFTEN = 6  # affairs that are offered where nothing was found

CARDS, LIST, MAP = "kartu", "daftar", "peta"
VIEWS = {CARDS: _("Kartu"), LIST: _("Daftar"), MAP: _("Peta")}
CODE = re.compile(r"[A-Z]{2,5}-\d{4}-\d{1,8}", re.ASCII)
PAGE = re.compile(r"-?\d{1,9}", re.ASCII)
LOT = re.compile(r"\d{1,10}", re.ASCII)

_forms = Kept(200)
_ranked = Kept(200)
_pages = Kept(500)
_meant = Kept(1_000)


@dataclass(frozen=True)
class Chip:
    """Something chosen, the address without it, and how many that would show (None when not known)."""

    label: str
    value: str
    address: str
    without: int | None


@dataclass(frozen=True)
class Page:
    """A page of keys, and the addresses that lead on: "" where there is nothing.

    `known` is how many the page proves that there are; `is_all` says that there are no more.
    """

    keys: list[int]
    known: int = 0
    is_all: bool = False
    later: str = ""
    earlier: str = ""
    first: str = ""


class Gallery:
    """What one address asks of the gallery, a mapping of parameters to text, under a version of the content.

    `text` is what is searched for, `chosen` the filters with what they ask for, `order` a key of ORDERS, `view` one
    of VIEWS, `ignored` what nobody knows, as (label, value).
    """

    ranked = RANKED  # for the page

    def __init__(self, asked: Mapping[str, str], version: str):
        self.asked, self.version = asked, version
        self.text = typed(asked.get("q", ""))
        self.ignored: list[tuple[str, str]] = []
        self.chosen = list(self._read_filters())
        self.order = self._read(_("Urutan"), "urut", ORDERS if self.text else set(ORDERS) - {RELEVANCE})
        self.order = self.order or self.usual_order
        self.view = self._read(_("Tampilan"), "tampilan", VIEWS) or CARDS
        self.path = reverse("festival:gallery")

    @property
    def usual_order(self) -> str:
        return RELEVANCE if self.text else NEWEST

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(key, order.label) for key, order in ORDERS.items() if self.text or key != RELEVANCE]

    @cached_property
    def start(self) -> int:
        """The lot with which a random order begins; where the address names none, the day's and the content's."""
        if LOT.fullmatch(named := self.asked.get("acak", "")) and int(named) < LOTS:
            return int(named)
        return _lot_of(self.version)

    @cached_property
    def state(self) -> dict[str, str]:
        """The address's parameters, without the page and without what was ignored."""
        found = {"q": self.text} if self.text else {}
        found |= {asked.name: choice.word for asked, choice in self.chosen}
        if self.order != self.usual_order:
            found["urut"] = self.order
        if self.order == RANDOM:
            found["acak"] = str(self.start)
        return found | ({"tampilan": self.view} if self.view != CARDS else {})

    @cached_property
    def counts(self) -> Counts:
        wanted = {asked.column: choice.value for asked, choice in self.chosen}
        return facets.counts(self.text, wanted, self.version)

    @property
    def total(self) -> int:
        """How many were counted, or are shown: in a crowd the page may know of more."""
        return max(self.counts.total, self.page.known)

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than `total`."""
        return self.counts.is_capped and not self.page.is_all

    @property
    def form(self) -> str:
        """The search with all filters and their figures, as HTML: kept, since making it is most of the page's work."""
        key = (self.version, get_language(), *(item for item in self.state.items() if item[0] != "acak"))
        return _forms.made(key, lambda: render_to_string("festival/_filters.html", {"gallery": self}))

    def offered(self, asked: Filter) -> list[facets.Option]:
        """What the form offers for one filter."""
        return facets.options(asked, dict(self.chosen).get(asked), self.counts, self.version)

    @property
    def fields(self) -> list[tuple[Filter, str]]:
        """Each filter with its <option> elements."""
        return [(each, facets.markup(self.offered(each), self.counts)) for each in FILTERS]

    @cached_property
    def map(self) -> Map:
        """The kecamatan with how many of this state's exhibits each has, whichever of them is chosen."""
        column = facets.DISTRICT.column
        found = self.counts.by[column]
        whole = self.counts.without.get(column, self.counts.total)
        return drawn(
            found | {None: whole - sum(found.values())},
            lambda slug: self.address(kecamatan=slug, tampilan=""),
            self.version,
        )

    @property
    def views(self) -> list[tuple[str, str, str, bool]]:
        """(key, label, address, whether it is this one) of each view of the same state."""
        return [
            (key, label, self.address(tampilan=key if key != CARDS else ""), key == self.view)
            for key, label in VIEWS.items()
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        without = {} if self.counts.is_capped else self.counts.without
        chips = [
            Chip(asked.label, choice.label, self.without(asked.name), without.get(asked.column))
            for asked, choice in self.chosen
        ]
        if not self.text:
            return chips
        return [Chip(_("Kata"), self.text, self.without("q", "urut"), None), *chips]

    @property
    def is_too_common(self) -> bool:
        """Whether the text holds nothing to search for: only words like "yang", or signs."""
        return bool(self.text) and not is_searchable(self.text)

    @cached_property
    def meant(self) -> str:
        """What was perhaps meant by a text that finds nothing or nearly nothing."""
        if not self.text or self.counts.matches > FEW:
            return ""
        return _meant.made((self.version, self.text), lambda: suggestion(self.text))

    @property
    def meant_address(self) -> str:
        return self.address(q=self.meant)

    @property
    def without_filters(self) -> str:
        return self.without(*(asked.name for asked, _choice in self.chosen))

    @property
    def shuffled(self) -> str:
        """The same in another random order."""
        return self.address(urut=RANDOM, acak=str(_lot_of(str(self.start))))

    @property
    def often(self) -> list[tuple[Choice, int, str]]:
        """The affairs with most exhibits: (choice, how many, address). For who has found nothing."""
        found = facets.counts("", {}, self.version).by[facets.AFFAIR.column]
        known = {each.value: each for each in facets.FIXED[facets.AFFAIR.name].values()}
        most = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:OFTEN]
        return [
            (known[value], number, f"{self.path}?{urlencode({'urusan': known[value].word})}")
            for value, number in most
        ]

    def address(self, **changes: str) -> str:
        """The address of this state with `changes`; an empty one leaves out."""
        kept = {name: value for name, value in (self.state | changes).items() if value}
        return f"{self.path}{'?' if kept else ''}{urlencode(kept)}"

    def without(self, *names: str) -> str:
        """The address of this state without the parameters `names`."""
        return self.address(**dict.fromkeys(names, ""))

    @cached_property
    def page(self) -> Page:
        """The page that the address asks for. Nonsense for a cursor is the first page; see `ignored`."""
        if self.view == MAP or not (self.counts.total or self.counts.is_capped):
            return Page([])
        if self.order == RELEVANCE:
            return self._ranked_page()
        place = self._read_place()
        first = 0 if place or self.order == RANDOM else (self._number(self.counts.total) - 1) * PAGE_SIZE
        key = (*self._question, self.order, self.start if self.order == RANDOM else None, place, first)
        rows = _pages.made(key, lambda: self._rows(place, first))
        shown = rows[:PAGE_SIZE]
        return Page(
            [key for key, _code in shown],
            known=first + len(rows),
            is_all=not place and len(rows) <= PAGE_SIZE,
            later=self.address(sesudah=shown[-1][1]) if len(rows) > PAGE_SIZE else "",
            earlier=self._at(first // PAGE_SIZE) if first else "",
            first=self.address() if place or first else "",
        )

    def _rows(self, place: tuple | None, first: int) -> list[tuple[int, str]]:
        """(key, code) of a page's exhibits after `place` or from the row `first` on, and of the next one."""
        if self.order == RANDOM:
            return paging.from_lot(self._found(), self.start, place, PAGE_SIZE + 1)
        if self.order == NEWEST and not place:
            return self._newest(first, first + PAGE_SIZE + 1)
        order = ORDERS[self.order]
        found = order.sort(order.after(self._found(), place) if place else self._found())
        return list(found.values_list("pk", "code")[first : first + PAGE_SIZE + 1])

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page although more was found: a search orders the newest RANKED only."""
        return self.order == RELEVANCE and not self.page.later and (self.total > RANKED or self.is_capped)

    @property
    def items(self) -> SafeString:
        """The page's exhibits as <li> elements: put together here, since a template takes long for 24 of them."""
        show = cards.rows if self.view == LIST else cards.cards
        shown = show(self.page.keys, self.version, self.text)
        return SafeString("".join(f"<li>{html}</li>" for html in shown))

    def _found(self) -> ExhibitQuerySet:
        found = Exhibit.objects.public().filter(
            **{asked.column: choice.value for asked, choice in self.chosen}
        )
        return found.matching(self.text) if self.text else found

    def _ranked_page(self) -> Page:
        ranked = _ranked.made(self._question, self._rank)
        number = self._number(len(ranked))
        last = number * PAGE_SIZE
        return Page(
            list(ranked[last - PAGE_SIZE : last]),
            known=len(ranked),
            is_all=len(ranked) < RANKED,
            later=self._at(number + 1) if last < len(ranked) else "",
            earlier=self._at(number - 1) if number > 1 else "",
            first=self.address() if number > 1 else "",
        )

    @property
    def _question(self) -> tuple:
        return self.version, self.text, *((asked.column, choice.value) for asked, choice in self.chosen)

    def _rank(self) -> array:
        """The keys of the newest RANKED matches, the best first; of equal rank the newest; one needs no order."""
        keys = [key for key, _code in self._newest(0, RANKED)]
        return array("q", best_first(keys, self.text) if len(keys) > 1 else keys)

    def _newest(self, first: int, last: int) -> list[tuple[int, str]]:
        """(key, code) of the newest, from `first` to before `last`: as counted, or in a crowd asked for."""
        rows = self.counts.rows(first, last)
        if rows is None:
            rows = list(self._found().order_by(*BY_DATE).values_list("pk", "code")[first:last])
        return rows

    def _at(self, number: int) -> str:
        return self.address(page=str(number) if number > 1 else "")

    def _number(self, rows: int) -> int:
        """The page that is asked for: the first for nonsense, the last where there are not so many."""
        pages = max(1, -(-rows // PAGE_SIZE))
        said = self.asked.get("page", "")
        number = int(said) if PAGE.fullmatch(said) else 1
        return number if 1 <= number <= pages else pages

    def _read_place(self) -> tuple | None:
        code = self.asked.get("sesudah", "")
        place = ORDERS[self.order].place(code) if CODE.fullmatch(code) else None
        if code and place is None:
            self.ignored.append((_("Lanjutan"), code))
        return place

    def _read(self, label: str, name: str, known) -> str:
        word = self.asked.get(name, "")
        if word in known:
            return word
        if word and (name, word) != ("urut", RELEVANCE):
            self.ignored.append((label, word))
        return ""

    def _read_filters(self):
        for each in FILTERS:
            word = self.asked.get(each.name, "")
            if word and (choice := facets.read(each, word, self.version)):
                yield each, choice
            elif word:
                self.ignored.append((each.label, word))


def _lot_of(said: str) -> int:
    return int.from_bytes(blake2b(said.encode(), digest_size=4).digest(), "big") % LOTS
