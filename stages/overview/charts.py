"""Lying bars, drawn by the server. Positions are shares of the width in per cent, so that a bar grows with the page
and its words keep their size."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW, BAR, LABEL = 46, 16, 15  # pixels: from bar to bar, a bar's height, the baseline of its label

# How a piece is drawn (static/css/admin.css), from nothing to done; all four differ in black and white too.
NOTHING, BEGUN, SENT, DONE, LATE = "nothing", "begun", "sent", "done", "late"


@dataclass(frozen=True)
class Piece:
    look: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    label: str
    told: str  # the value in words, at the other end of the label
    pieces: tuple[Piece, ...]
    top: int

    @property
    def baseline(self) -> int:
        return self.top + LABEL

    @property
    def y(self) -> int:
        return self.top + LABEL + 7


@dataclass(frozen=True)
class Chart:
    """`legend`: (look, words) of the pieces, where they need to be told apart."""

    key: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...] = ()
    thickness: int = BAR

    @property
    def height(self) -> int:
        return len(self.bars) * ROW


def chart(
    key: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, str, Sequence[tuple[str, float]]]],
    legend: Sequence[tuple[str, str]] = (),
) -> Chart | None:
    """Bars of `rows` (label, value in words, [(look, length)]), the longest as wide as the page; None without any."""
    longest = max((sum(length for _look, length in pieces) for _label, _told, pieces in rows), default=0)
    if not longest:
        return None
    bars = tuple(
        Bar(str(label), told, _pieces(pieces, longest), place * ROW)
        for place, (label, told, pieces) in enumerate(rows)
    )
    return Chart(key, title, description, bars, tuple(legend))


def _pieces(pieces: Sequence[tuple[str, float]], longest: float) -> tuple[Piece, ...]:
    found, begins = [], 0.0
    for look, length in pieces:
        if length:
            found.append(Piece(look, f"{begins / longest:.3%}", f"{length / longest:.3%}"))
        begins += length
    return tuple(found)
