"""Tables of figures: the page and the workbook show the same cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format, number_format

from stages.overview.charts import Chart

Value = str | int | float | date | None


@dataclass(frozen=True)
class Cell:
    """A value, with the page it leads to.

    `openable`: how many of the `value` cases the reader finds there, when it counts cases.
    """

    value: Value
    url: str = ""
    openable: int | None = None

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float)

    @property
    def leads_to_all(self) -> bool:
        """Whether the link shows everything that the value counts."""
        return bool(self.url and self.value) and self.openable in {None, self.value}

    @property
    def shown(self) -> str:
        return shown(self.value)

    @property
    def openable_shown(self) -> str:
        return shown(self.openable)


@dataclass(frozen=True)
class Table:
    """`rows` hold values or cells, the first names the row. `note`: how it is computed. `left_out`: how many rows
    more the workbook has. `empty`: what is said instead of a table without rows."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value | Cell]]
    note: str = ""
    empty: str = ""
    left_out: int = 0
    chart: Chart | None = None

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The columns of numbers."""
        return frozenset(
            column
            for column, *values in zip(self.columns, *self._cells, strict=True)
            if any(cell.is_number for cell in values)
        )

    @property
    def headings(self) -> list[tuple[str, bool]]:
        """Each column, and whether it holds numbers."""
        return [(column, column in self.numeric) for column in self.columns]

    @property
    def is_narrow(self) -> bool:
        """A name and a few numbers, which are read best close together."""
        return len(self.columns) <= 6 and len(self.numeric) == len(self.columns) - 1

    def lines(self) -> Iterator[list[tuple[str, Cell]]]:
        """Each row as its cells, each with its column's heading."""
        for cells in self._cells:
            yield list(zip(self.columns, cells, strict=True))

    @cached_property
    def _cells(self) -> list[list[Cell]]:
        return [[value if isinstance(value, Cell) else Cell(value) for value in row] for row in self.rows]


def shown(value: Value) -> str:
    """As a reader sees it: thousands by dots, one digit after the comma, a dash for nothing."""
    match value:
        case None | "":
            return "–"
        case float():
            return number_format(value, decimal_pos=1)
        case int():
            return number_format(value, force_grouping=True)
        case date():
            return date_format(value, "j M Y")
    return value


def percent(part: int, whole: int) -> int | None:
    """Of 100, rounded; None of nothing."""
    return round(100 * part / whole) if whole else None
