"""How the jury's marks become places, and why two with the same figure stand as they do.

The figure of an exhibit is the plain mean, over its jurors, of their weighted marks (1 to 5). A juror with a conflict
does not count. Equal figures are told apart by, in this order: the criterion with the greatest weight; how many
jurors put it first; the Bupati's office, by hand and with a reason. Figures are compared as fractions, not as rounded.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from festival.models import Category, Exhibit, JuryCriterion, Mark, Seat
from stages import conflicts

WHOLE = 100  # percent: what the weights of a category add up to


@dataclass
class Row:
    """An exhibit's standing. `place` is None as long as nobody has scored it; `why` explains a tie in words."""

    exhibit: Exhibit
    figure: Fraction | None = None
    by_criterion: list[Fraction] = field(default_factory=list)
    firsts: int = 0
    scored: int = 0
    expected: int = 0
    by_hand: tuple[int, str] | None = None  # which of the decisions, and its reason
    place: int | None = None
    why: str = ""
    is_tied: bool = False  # with a neighbour, by every rule

    @property
    def is_complete(self) -> bool:
        """Whether all free jurors have scored it, and there is one."""
        return 0 < self.expected == self.scored


@dataclass
class Ranking:
    category: Category
    criteria: list[JuryCriterion]
    seats: list[Seat]
    rows: list[Row]

    @property
    def lines(self) -> list[dict]:
        """The rows as they are shown, kept and printed."""
        return [
            {
                "code": row.exhibit.code,
                "title": row.exhibit.title,
                "agency": row.exhibit.agency.name,
                "place": row.place,
                "figure": decimals(row.figure),
                "means": [decimals(one) for one in row.by_criterion],
                "firsts": row.firsts,
                "scored": row.scored,
                "expected": row.expected,
                "why": row.why,
            }
            for row in self.rows
        ]

    @property
    def incomplete(self) -> list[Row]:
        return [row for row in self.rows if not row.is_complete]

    @property
    def undecided(self) -> list[list[Row]]:
        """Groups that no rule tells apart and that reach into the places to be awarded."""
        tied = [row for row in self.rows if row.is_tied and row.place <= self.category.places]
        return [list(group) for _place, group in groupby(tied, key=lambda row: row.place)]

    @property
    def hindrances(self) -> list[str]:
        """Why it cannot be finalised yet; sentences that say what to do."""
        found = []
        if not self.category.is_closed:
            found.append(_("Penilaian belum ditutup; tetapkan sesudah waktunya habis."))
        if not self.seats:
            found.append(_("Belum ada juri; tunjuk paling sedikit satu."))
        if not self.rows:
            found.append(_("Belum ada inovasi yang bersaing di kategori ini."))
        found += [
            (
                _("%(title)s: baru %(scored)d dari %(expected)d juri yang menilai.")
                if row.expected
                else _("%(title)s: semua juri punya benturan kepentingan; tunjuk juri lain.")
            )
            % {"title": row.exhibit.title, "scored": row.scored, "expected": row.expected}
            for row in self.incomplete
        ]
        for group in self.undecided:
            names = ", ".join(row.exhibit.title for row in group)
            found.append(
                _("Nilainya sama menurut semua aturan: %(names)s. Mintalah keputusan Kantor Bupati.")
                % {"names": names}
            )
        return found


def decimals(figure: Fraction | None) -> str:
    """To two places, as people write it here; a dash where there is no figure."""
    if figure is None:
        return "-"
    return number_format(Decimal(figure.numerator) / figure.denominator, 2)


def of(category: Category) -> Ranking:
    """The ranking as the marks say now. A handful of queries, whatever the number of exhibits."""
    criteria = list(category.criteria.all())
    seats = list(category.seats.select_related("juror"))
    rows = {exhibit.pk: Row(exhibit) for exhibit in category.competitors().select_related("innovation")}
    blocked = conflicts.between(
        [seat.juror for seat in seats], [row.exhibit.innovation for row in rows.values()]
    )
    given = _given(seats)
    breaks = {one.exhibit_id: (n, one.reason) for n, one in enumerate(category.tie_breaks.all())}
    best: dict[int, Fraction] = {}
    totals: dict[int, dict[int, Fraction]] = defaultdict(dict)  # by exhibit and seat
    sheets: dict[int, list[dict[int, int]]] = defaultdict(list)
    for row in rows.values():
        for seat in seats:
            if (seat.juror_id, row.exhibit.innovation_id) in blocked:
                continue
            marks = given.get((seat.pk, row.exhibit.pk))
            row.expected += seat.juror.is_active or marks is not None
            if marks is not None:
                total = sum(
                    (Fraction(one.weight * marks.get(one.pk, 0), WHOLE) for one in criteria), Fraction()
                )
                totals[row.exhibit.pk][seat.pk] = total
                sheets[row.exhibit.pk].append(marks)
                best[seat.pk] = max(total, best.get(seat.pk, total))
    for pk, row in rows.items():
        own = totals[pk]
        row.scored, row.by_hand = len(own), breaks.get(pk)
        row.firsts = sum(total == best[seat] for seat, total in own.items())
        if own:
            row.figure = sum(own.values(), Fraction()) / len(own)
            row.by_criterion = [
                Fraction(sum(marks.get(one.pk, 0) for marks in sheets[pk]), len(own)) for one in criteria
            ]
    return Ranking(category, criteria, seats, _placed(rows.values(), criteria))


def _given(seats: Iterable[Seat]) -> dict[tuple[int, int], dict[int, int]]:
    """Marks by (seat, exhibit) and criterion."""
    found: dict[tuple[int, int], dict[int, int]] = {}
    told = Mark.objects.filter(card__seat__in=seats).values_list(
        "card__seat_id", "card__exhibit_id", "criterion_id", "value"
    )
    for seat, exhibit, criterion, value in told:
        found.setdefault((seat, exhibit), {})[criterion] = value
    return found


def _placed(rows: Iterable[Row], criteria: list[JuryCriterion]) -> list[Row]:
    """The rows in order, with places and explanations; those without a figure at the end, without a place."""
    heaviest = max(range(len(criteria)), key=lambda n: (criteria[n].weight, -n), default=None)
    scored = [row for row in rows if row.figure is not None]
    scored.sort(key=lambda row: (*_rank(row, heaviest), row.exhibit.title))
    for n, row in enumerate(scored):
        before = scored[n - 1] if n else None
        row.place = n + 1
        if before and _rank(before, heaviest) == _rank(row, heaviest):
            row.place, row.is_tied, before.is_tied = before.place, True, True
    for _figure, group in groupby(scored, key=lambda row: row.figure):
        same = list(group)
        for one in same if len(same) > 1 else []:
            one.why = _explained(one, same, heaviest, criteria)
    return [*scored, *(row for row in rows if row.figure is None)]


def _rank(row: Row, heaviest: int) -> tuple:
    by_hand = row.by_hand[0] if row.by_hand else float("inf")
    return (-row.figure, -row.by_criterion[heaviest], -row.firsts, by_hand)


def _explained(row: Row, same: list[Row], heaviest: int, criteria: list[JuryCriterion]) -> str:
    """Why `row` stands where it does among those with the same figure."""
    others = ", ".join(one.exhibit.title for one in same if one is not row)
    told = [_("Nilai akhirnya sama dengan %(others)s.") % {"others": others}]
    if len({one.by_criterion[heaviest] for one in same}) > 1:
        told.append(
            _("Diurutkan menurut kriteria berbobot terbesar, %(criterion)s: %(mean)s.")
            % {"criterion": criteria[heaviest].label, "mean": decimals(row.by_criterion[heaviest])}
        )
        same = [one for one in same if one.by_criterion[heaviest] == row.by_criterion[heaviest]]
    if len({one.firsts for one in same}) > 1:
        told.append(
            _("Lalu menurut banyaknya juri yang menempatkannya di urutan pertama: %(firsts)d.")
            % {"firsts": row.firsts}
        )
        same = [one for one in same if one.firsts == row.firsts]
    if row.by_hand and len(same) > 1:
        told.append(_("Didahulukan oleh Kantor Bupati: %(reason)s") % {"reason": row.by_hand[1]})
    elif row.is_tied:
        told.append(_("Belum dapat dibedakan menurut aturan mana pun."))
    return " ".join(told)


def snapshot(ranking: Ranking) -> dict:
    """What is kept of a finalised ranking, shown and printed: words and figures."""
    return {
        "criteria": [{"label": one.label, "weight": one.weight} for one in ranking.criteria],
        "jurors": [seat.juror.name for seat in ranking.seats],
        "rows": ranking.lines,
    }
