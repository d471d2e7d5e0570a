"""Which innovations are made, in a fixed order, and what their text still needs so that a sheet takes it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from festival.demo.journey import Journey, plan
from innovations.affairs import Affair
from innovations.demo import agencies, ideas, stories
from stages.sheets import SHEETS, word_count

TOLD_IDEAS = 80
LEAST = {
    name: least for sheet in SHEETS.values() for part in sheet for name, least in (part.fields or {}).items()
}


def told(now: datetime) -> list[Journey]:
    """The 120 with a told history, as of `now`: one story to publish, then two ideas on the road, and so on.

    Any first part of the list is a fair mixture.
    """
    published, curated = stories(), list(ideas(TOLD_IDEAS))
    pairs = [curated[place : place + 2] for place in range(0, len(curated), 2)]
    mixed = chain.from_iterable([story, *pair] for story, pair in zip(published, pairs, strict=True))
    return [
        plan(idea, number, now, case=_case(idea, number)) for number, idea in enumerate(map(completed, mixed))
    ]


def generated(start: int, count: int, now: datetime) -> Iterator[Journey]:
    """`count` more, from the `start`-th generated idea on (0: the first), lazily."""
    first = TOLD_IDEAS + start
    for number, idea in enumerate(islice(ideas(first + count), first, None), start=start):
        yield plan(completed(idea), number, now)


def completed(idea: dict) -> dict:
    """The idea with texts that are shorter than their sheet asks for made longer, from what else it tells."""
    unit = UNIT_NAMES[idea["agency"]]
    more = {
        "duty": lambda text: f"Tugas {unit} Kabupaten Pakpak Bharat: {text[:1].lower()}{text[1:]}",
        "before": lambda text: f"{text} {_first_sentence(idea['problem'])}",
        "after": lambda text: f"{text} {idea['one_line']}",
        "idea": lambda text: f"{text} {idea['one_line']}",
    }
    longer = {
        name: lengthen(idea[name])
        for name, lengthen in more.items()
        if idea[name] and word_count(idea[name]) < LEAST[name]
    }
    if idea["affair"].startswith(Affair.PENUNJANG_LAINNYA):
        longer["affair"] = Affair.PENUNJANG_LAINNYA.value
    return idea | longer


UNIT_NAMES = {unit["key"]: unit["name"] for unit in agencies()}


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _case(idea: dict, number: int) -> str | None:
    """A history that the content does not tell: every tenth plain record was called back once by its unit."""
    return "recalled" if not idea["case"] and number % 10 == 4 else None
