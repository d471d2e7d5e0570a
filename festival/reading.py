"""The public copy of an exhibit made ready for a page: codes in words, dates as dates, photos with addresses.

Reads only what `festival.content.copy_of` has written; asks the database nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from innovations import files
from innovations.models import Innovation, Stage

# The page says these words before the origin; many units write them too.
SAID_ALREADY = re.compile(
    r"^(di)?(replikasi|perluasan|peningkatan( kualitas)?) dari:?\s+(?=\S)", re.IGNORECASE
)
Served = Callable[[dict, int], str]  # the address of a rendition: of (a `content.picture`, width in px)
DATES = {"launched_on", "trial_on", "applied_on"}


@dataclass(frozen=True)
class Picture:
    """A photo for an <img>. `renditions` are (width in px, address), narrow first; none is wider than the photo."""

    renditions: tuple[tuple[int, str], ...]
    width: int
    height: int
    alt: str

    @classmethod
    def of(cls, photo: dict, widest: int = max(files.WIDTHS), served: "Served | None" = None) -> "Picture":
        """From `festival.content.picture`, with the renditions made for at most `widest` px.

        `served` says where each is served (default: `address`, for everybody).
        """
        served = served or address
        found = {}
        for width in files.WIDTHS:
            if width <= widest:
                found.setdefault(min(width, photo["width"]), served(photo, width))
        return cls(tuple(found.items()), photo["width"], photo["height"], photo["caption"])

    @property
    def src(self) -> str:
        return self.renditions[0][1]

    @property
    def largest(self) -> str:
        return self.renditions[-1][1]

    @property
    def srcset(self) -> str:
        """Empty where there is one rendition only."""
        if len(self.renditions) == 1:
            return ""
        return ", ".join(f"{path} {width}w" for width, path in self.renditions)

    def at(self, width: int) -> str:
        """The address of the narrowest rendition that is at least `width` px wide, else of the widest."""
        return next((path for known, path in self.renditions if known >= width), self.largest)


@dataclass(frozen=True)
class PassedStage:
    """A stage of the 5D for includes/stepper.html: `label`, `state`, and `on`, the day it was passed, if known."""

    label: str
    state: str
    on: date | None


@dataclass(frozen=True)
class ReadMeasure:
    """One measured result; numbers as Decimal, or None where the unit wrote none."""

    indicator: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    measured_on: date | None


def address(photo: dict, width: int) -> str:
    """Where the rendition `width` of `festival.content.picture` is served."""
    return reverse("festival:photo", args=[UUID(photo["key"]), width])


def texts(content: dict) -> dict:
    """{column: text or date}, only what was filled; the initiator in words."""
    found = {
        name: date.fromisoformat(text) if name in DATES else text for name, text in content["texts"].items()
    }
    if "origin" in found:
        found["origin"] = SAID_ALREADY.sub("", found["origin"])
    if "initiator" in found:
        found["initiator"] = Innovation.Initiator(found["initiator"]).label
    return found


def measures(content: dict) -> list[ReadMeasure]:
    return [
        ReadMeasure(
            row["indicator"],
            row["unit"],
            *(Decimal(row[name]) if row[name] else None for name in ("baseline", "target", "actual")),
            date.fromisoformat(row["measured_on"]) if row["measured_on"] else None,
        )
        for row in content["measures"]
    ]


def pictures(content: dict, served: Served | None = None) -> list[Picture]:
    return [Picture.of(photo, served=served) for photo in content["photos"]]


def journey(content: dict) -> list[PassedStage]:
    """The five stages in order. One that entered late has no days for the stages that its entry covered."""
    passed = {step["stage"]: date.fromisoformat(step["on"]) for step in content["journey"]}
    return [PassedStage(stage.label, "done", passed.get(stage)) for stage in Stage]
