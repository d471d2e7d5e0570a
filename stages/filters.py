"""What narrows the queue: whose turn it is, a table of filters, a search, and how many cases each choice would show.

Everything is said in the address of the list, so a narrowed queue is a link that can be kept and passed on: each
reader finds their own cases behind it. What an address says that makes no sense is as if it were not said.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Agency, District, Role, User
from innovations.models import Innovation, Lab, Stage, Status
from innovations.similar import CONFIG
from stages import workflow
from stages.assignments import given_to, needing_reviewer
from stages.models import StageRecord
from stages.overview.stuck import is_stuck

TURN, EVERYTHING = "lihat", "semua"
SEARCH = "q"
SEVERAL = "status__in"  # no filter of the page: links from elsewhere ask for several at once
LONGEST, MOST_WORDS = 200, 8  # of a search: characters, and words that are looked for
LONGEST_ID = 18  # digits

Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One filter. `name` is its parameter in the address, `choices` gives its values with their labels.

    `holds(user)` is an expression for the value that a case has, `asks(user, value)` the cases that have it.
    """

    name: str
    title: str | Promise
    choices: Callable[[], Choices]
    holds: Callable[[User], Combinable]
    asks: Callable[[User, str], Q]
    accepts: Callable[[str], bool]
    roles: frozenset[str] = frozenset(Role)

    def chosen(self, query: QueryDict) -> str:
        """The value that the address asks for; empty when it asks for none that there could be."""
        value = query.get(self.name, "")
        return value if self.accepts(value) else ""


def _column(path: str, title: str | Promise, choices: Callable[[], Choices], accepts) -> Filter:
    name = f"{path}__exact"
    return Filter(name, title, choices, lambda user: F(path), lambda user, value: Q(**{name: value}), accepts)


def _flag(
    name: str, title, value: str, label, condition: Callable[[User], Q], roles=frozenset(Role)
) -> Filter:
    return Filter(
        name,
        title,
        choices=lambda: [(value, label)],
        holds=lambda user: Case(When(condition(user), then=Value(value)), default=Value("")),
        asks=lambda user, _value: condition(user),
        accepts=lambda asked: asked == value,
        roles=roles,
    )


def is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= LONGEST_ID


def _returned(user: User) -> Q:
    """Returned at least once in the present stage."""
    return Q(Exists(returns_of(OuterRef("pk"), OuterRef("stage"))))


def returns_of(innovation, stage) -> QuerySet[StageRecord]:
    """The requests for improvement in that stage."""
    return StageRecord.objects.filter(innovation=innovation, move="return", from_stage=stage)


FILTERS: tuple[Filter, ...] = (
    _flag(
        "lewat",
        gettext_lazy("batas waktu"),
        "ya",
        gettext_lazy("Lewat batas waktu"),
        lambda user: Q(due__lt=timezone.now()),
    ),
    _flag("macet", gettext_lazy("macet"), "ya", gettext_lazy("Macet"), lambda user: is_stuck(timezone.now())),
    _flag(
        "dikembalikan",
        gettext_lazy("perbaikan"),
        "ya",
        gettext_lazy("Pernah dikembalikan di tahap ini"),
        _returned,
    ),
    _flag(
        "untuk",
        gettext_lazy("penugasan"),
        "saya",
        gettext_lazy("Ditugaskan kepada saya"),
        given_to,
        roles=frozenset({Role.FACILITATOR}),
    ),
    _flag(
        "penanggung",
        gettext_lazy("penanggung jawab"),
        "tanpa",
        gettext_lazy("Tanpa penanggung jawab"),
        lambda user: Q(pk__in=Innovation.objects.orphans().values("pk")),
        roles=frozenset({Role.STEWARD}),
    ),
    _flag(
        "penelaah",
        gettext_lazy("penelaah"),
        "tanpa",
        gettext_lazy("Tanpa penelaah bebas"),
        lambda user: Q(pk__in=needing_reviewer().values("pk")),
        roles=frozenset({Role.STEWARD}),
    ),
    _column("stage", gettext_lazy("tahap"), lambda: Stage.choices, lambda value: value in Stage.values),
    _column("status", gettext_lazy("status"), lambda: Status.choices, lambda value: value in Status.values),
    _column(
        "agency__kind",
        gettext_lazy("jenis unit"),
        lambda: Agency.Kind.choices,
        lambda value: value in Agency.Kind.values,
    ),
    _column(
        "agency__district__id",
        gettext_lazy("kecamatan"),
        lambda: District.objects.values_list("pk", "name"),
        is_id,
    ),
    _column("lab__id", gettext_lazy("laboratorium"), lambda: Lab.objects.values_list("pk", "name"), is_id),
)
NAMES = frozenset({TURN, SEARCH, SEVERAL, *(one.name for one in FILTERS)})


def open_to(user: User, query: QueryDict) -> list[Filter]:
    """The filters for `user` on this page. What waits for somebody has one status."""
    shown = [one for one in FILTERS if user.role in one.roles]
    return shown if is_everything(query) else [one for one in shown if one.name != "status__exact"]


def is_everything(query: QueryDict) -> bool:
    """Whether the address asks for all that the reader may see, and not just for what waits for them."""
    return query.get(TURN) == EVERYTHING


def is_narrowed(user: User, query: QueryDict) -> bool:
    """Whether the address shows less than the whole list."""
    return bool(
        query.get(SEARCH) or query.get(SEVERAL) or any(one.chosen(query) for one in open_to(user, query))
    )


def narrowed(user: User, query: QueryDict) -> QuerySet[Innovation]:
    """The cases that the address shows to `user`, in no order."""
    cases = _found(user, query)
    for one in open_to(user, query):
        if value := one.chosen(query):
            cases = cases.filter(one.asks(user, value))
    return cases


def searched(cases: QuerySet[Innovation], text: str) -> QuerySet[Innovation]:
    """Those in which every word of `text` stands: in the code, the title, the unit's name, or as a word of the problem.

    What a unit is writing now is not found by its words: who judges does not read it before it is sent.
    """
    for word in text.replace("\0", " ")[:LONGEST].replace('"', " ").split()[:MOST_WORDS]:
        units = Agency.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
        cases = cases.filter(
            Q(code__icontains=word)
            | Q(title__icontains=word)
            | Q(agency__in=units.order_by().values("pk"))
            | Q(pk__in=_with_word(word).values("pk"))
        )
    return cases


def _with_word(word: str) -> QuerySet[Innovation]:
    vector = SearchVector("title", "one_line", "problem", config=CONFIG)  # of the index innovation_words
    written = Innovation.objects.order_by().exclude(status__in=[Status.DRAFT, Status.RETURNED])
    return written.annotate(words=vector).filter(words=SearchQuery(word, config=CONFIG))


# What the list shows of a case. The narrative stays in the database.
SHOWN = (
    "code",
    "title",
    "stage",
    "status",
    "since",
    "due",
    "submitted_at",
    "agency__name",
    "agency__kind",
)


def with_returns(cases: QuerySet[Innovation]) -> QuerySet[Innovation]:
    """Each with `returns`: how often it was returned in its present stage; None for never."""
    returns = returns_of(OuterRef("pk"), OuterRef("stage")).order_by().values("innovation")
    return cases.annotate(returns=Subquery(returns.annotate(times=Count("pk")).values("times")))


def _found(user: User, query: QueryDict) -> QuerySet[Innovation]:
    mine = Innovation.objects.visible_to(user) if is_everything(query) else workflow.waiting_for(user)
    cases = mine.order_by()
    if several := query.get(SEVERAL):
        cases = cases.filter(status__in=[one for one in several.split(",") if one in Status.values])
    return searched(cases, query.get(SEARCH, ""))


@dataclass
class Tally:
    """Of the cases shown: how many, how many past their date, since when the oldest waits; and what choices offer.

    `offers[name][value]`: how many the list would show with that choice, the other filters staying as they are.
    """

    total: int = 0
    late: int = 0
    oldest: datetime | None = None
    offers: dict[str, Counter] = field(default_factory=dict)


def tally(user: User, query: QueryDict) -> Tally:
    """All counts of the page in one query: the cases that were found are grouped by what the filters ask of them."""
    filters = open_to(user, query)
    wanted = [one.chosen(query) for one in filters]
    held = {f"held_{number}": one.holds(user) for number, one in enumerate(filters)}
    groups = _found(user, query).values(**held).annotate(cases=Count("pk"), oldest=Min("since"))
    result = Tally(offers={one.name: Counter() for one in filters})
    for group in groups:
        values = [str(group[name]) for name in held]
        misses = [n for n, value in enumerate(wanted) if value and value != values[n]]
        if not misses:
            result.total += group["cases"]
            result.late += group["cases"] if values[0] else 0
            result.oldest = min(filter(None, [result.oldest, group["oldest"]]))
        for n, one in enumerate(filters):
            if misses in ([], [n]):
                result.offers[one.name][values[n]] += group["cases"]
    return result
