"""The public copy of an exhibit made ready for a page: codes in words, dates as dates, photos with addresses.

Reads only what `festival.content.copy_of` has written; asks the database nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from innovations import files
from innovations.models import Evidence, Innovation, Stage

# The page says these words before the origin; many units write them too.
SAID_ALREADY = re.compile(
    r"^(di)?(replikasi|perluasan|peningkatan( kualitas)?) dari:?\s+(?=\S)", re.IGNORECASE
)
# A number of the telephone as Indonesians write it: 0627 123456, +62 812-3456-7890, (0627) 123456.
TELEPHONE = re.compile(r"(?<![\w./])\(?(?:\+62|62|0)[\d ().-]{6,18}\d(?![\w./])")
CHATS = re.compile(r"\b(?:wa|whats?app)\b", re.IGNORECASE)
DIGITS = range(10, 15)  # of a number without the leading zero and with 62: a shorter one leads nowhere
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

    @property
    def bars(self) -> list[tuple[Decimal, int]] | None:
        """Baseline and actual, each with its length as a share of the longer one (0 to 100).

        None where one is missing or both are nothing: there is no figure to draw.
        """
        if self.baseline is None or self.actual is None:
            return None
        longest = max(abs(self.baseline), abs(self.actual))
        if not longest:
            return None
        return [(value, round(abs(value) / longest * 100)) for value in (self.baseline, self.actual)]


@dataclass(frozen=True)
class ReadProof:
    """A proof that the public may read: `url` is our download or the link; `ending` and `size` (bytes) of a file."""

    title: str
    kind: str
    number: str
    date: date | None
    year: int
    url: str
    host: str
    ending: str
    size: int


@dataclass(frozen=True)
class Contact:
    """A way to reach the service with one tap."""

    label: str
    href: str


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


def evidence(content: dict) -> list[ReadProof]:
    """What the unit marked public; exhibits announced before that could be said have none."""
    return [
        ReadProof(
            row["title"],
            Evidence.Kind(row["kind"]).label,
            row["number"],
            date.fromisoformat(row["date"]) if row["date"] else None,
            row["year"],
            row["link"] or reverse("festival:proof", args=[UUID(row["key"])]),
            urlsplit(row["link"]).hostname or "" if row["link"] else "",
            row["ending"],
            row["size"],
        )
        for row in content.get("evidence", ())
    ]


def contacts(text: str) -> list[Contact]:
    """What in a contact plainly is a number, to be called, or written to where the text says WhatsApp."""
    return list(_contacts(text))


def _contacts(text: str) -> Iterator[Contact]:
    for found in TELEPHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        national = digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")
        if len(national) + 2 not in DIGITS:
            continue
        written = " ".join(found[0].split())
        yield Contact(_("Telepon %(number)s") % {"number": written}, f"tel:+62{national}")
        if national.startswith("8") and CHATS.search(text):
            yield Contact(_("WhatsApp %(number)s") % {"number": written}, f"https://wa.me/62{national}")
