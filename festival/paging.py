"""In which orders exhibits are listed, and how a list goes on: from the last card shown, not by counting pages.

A page that begins after a card costs the same wherever it is, and what is announced meanwhile shifts nothing. The old
addresses with `page=` go on answering.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Expression, F, Func, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from festival.facets import COUNTED
from festival.models import Exhibit, ExhibitQuerySet
from festival.models.exhibits import HELPFULNESS

PAGE_SIZE = 24
BY_DATE = ("-published_at", "-id")


@dataclass(frozen=True)
class Order:
    """One way to sort, by `columns` that an index holds, all of them downwards or all upwards."""

    label: str | Promise
    columns: tuple[Expression, ...]
    is_down: bool = False

    def sort(self, rows: QuerySet) -> QuerySet:
        return rows.order_by(*(each.desc() if self.is_down else each.asc() for each in self.columns))

    def place(self, code: str) -> tuple | None:
        """Where the exhibit `code` stands in this order, also when it was taken down meanwhile; None for none."""
        return Exhibit.objects.filter(code=code).values_list(*self.columns).first()

    def after(self, rows: QuerySet, place: tuple) -> QuerySet:
        here = Func(*self.columns, function="ROW")
        there = Func(*map(Value, place), function="ROW")
        comes_later = Func(
            here,
            there,
            template="(%(expressions)s)",
            arg_joiner=" < " if self.is_down else " > ",
            output_field=BooleanField(),
        )
        return rows.filter(comes_later)


NEWEST, TITLE, RELEVANCE, HELPFUL, RANDOM = "terbaru", "judul", "relevansi", "membantu", "acak"
RANKED_FIRST = Order(_("Paling sesuai"), ())  # by rank, which no index holds
ORDERS = {
    RELEVANCE: RANKED_FIRST,
    NEWEST: Order(_("Terbaru"), (F("published_at"), F("id")), is_down=True),
    HELPFUL: Order(_("Paling membantu"), (HELPFULNESS, F("published_at"), F("id")), is_down=True),
    TITLE: Order(_("Judul A-Z"), (Lower("title"), F("id"))),
    RANDOM: Order(_("Acak"), (F("lot"), F("id"))),
}


def from_lot(rows: QuerySet, start: int, place: tuple | None, most: int) -> list[tuple[int, str]]:
    """(key, code) of at most `most` rows in the order of their lots from `start` on, and round again.

    `place` is where to go on, as `ORDERS[RANDOM].place` says it. One query.
    """
    order = ORDERS[RANDOM]
    first, second = rows.filter(lot__gte=start), rows.filter(lot__lt=start)
    if place and place[0] >= start:
        first = order.after(first, place)
    elif place:
        first, second = first.none(), order.after(second, place)
    rounds = [
        order.sort(part).values_list(Value(turn), "lot", "id", "code")[:most]
        for turn, part in enumerate((first, second))
        if not part.query.is_empty()
    ]
    found = rounds[0] if len(rounds) == 1 else rounds[0].union(rounds[1], all=True)
    return [(key, code) for _turn, _lot, key, code in sorted(found)[:most]]


class CardPaginator(Paginator):
    """Pages of cards over public exhibits, newest first, PAGE_SIZE each; counts no more than COUNTED."""

    def __init__(self, found: ExhibitQuerySet):
        super().__init__(found, PAGE_SIZE)

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

    @cached_property
    def count(self) -> int:
        return self.total

    def page(self, number) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.object_list.order_by(*BY_DATE).values("pk")[
            first : min(first + self.per_page, self.count)
        ]
        cards = Exhibit.objects.public().filter(pk__in=keys).cards()
        return self._get_page(cards if self.count else cards.none(), number, self)
