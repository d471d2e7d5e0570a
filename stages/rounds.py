"""The rounds of a stage: each submission, what was answered to it, and which two of them are read side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from stages.models import Point, StageRecord


@dataclass(frozen=True)
class Round:
    """One submission of a stage (`number` from 1) and the steps that followed it, oldest first."""

    number: int
    submission: StageRecord
    answers: tuple[StageRecord, ...]

    @property
    def asked(self) -> StageRecord | None:
        """The return that ended the round, if one did; its points carry the unit's answers."""
        return next((record for record in reversed(self.answers) if record.move == "return"), None)


@dataclass(frozen=True)
class Reading:
    """Which round is read (`shown`), with which earlier one it is `compared`, and the return it answers (`asked`).

    For the newest round `asked` is the return that followed it, once there is one.
    """

    shown: Round
    compared: Round | None
    asked: StageRecord | None

    @property
    def points(self) -> Iterable[Point]:
        return self.asked.points.all() if self.asked else ()


def rounds_of(stage: str, records: Iterable[StageRecord]) -> list[Round]:
    """The rounds of `stage`, oldest first; `records` is the whole road, newest first."""
    steps = [record for record in reversed(list(records)) if record.from_stage == stage]
    starts = [place for place, record in enumerate(steps) if record.move == "submit"]
    return [
        Round(number, steps[start], tuple(takewhile(lambda one: one.move != "submit", steps[start + 1 :])))
        for number, start in enumerate(starts, 1)
    ]


def chosen(rounds: list[Round], query: Mapping[str, str]) -> Reading:
    """The two rounds that `query` names (`ke`, and `dari`, which stands before it), as far as there are such.

    Without a choice, the newest beside the one before it. `rounds` is not empty.
    """
    by_number = {str(one.number): one for one in rounds}
    shown = by_number.get(query.get("ke", ""), rounds[-1])
    before = rounds[shown.number - 2] if shown.number > 1 else None
    compared = by_number.get(query.get("dari", ""), before)
    if compared and compared.number > shown.number:
        shown, compared = compared, shown
    if compared == shown:
        compared = before
    until = len(rounds) if shown == rounds[-1] else shown.number - 1
    asked = next((one.asked for one in reversed(rounds[:until]) if one.asked), None)
    return Reading(shown, compared, asked)
