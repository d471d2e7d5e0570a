"""A public exhibit made ready for paper: texts as they are printed, the photo as a file that typst can read.

Reads the public copy alone, so nothing that is not public reaches the printer.
"""

import logging
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from PIL import Image

from accounts import qr
from festival.models import Exhibit
from innovations import files
from stages.papers.numbering import printable

logger = logging.getLogger(__name__)

JPEG_QUALITY = 80
UNBROKEN = re.compile(r"\S{25}(?=\S)")  # a "word" so long that no line can hold it
ROOT = Path("/")  # typst reads photos and weaves by their absolute paths
WEAVES = 6


def plain(text: object) -> str:
    """Text that every line can hold: what typst cannot print is gone, very long words may be broken."""
    return UNBROKEN.sub(lambda part: part[0] + "\u200b", printable(str(text)))


def address_of(exhibit: Exhibit, stand: str = "") -> str:
    """The short address on paper, which is Indonesian whoever prints it; with the code of the stand, at the stand."""
    with translation.override("id"):
        address = settings.BASE_URL + reverse("festival:short", args=[exhibit.code])
    return f"{address}?stan={stand}" if stand else address


def common(exhibit: Exhibit, folder: Path, width: int) -> dict:
    """What every paper shows of an exhibit; its cover is stored in `folder`, from the rendition of `width` px."""
    address = address_of(exhibit)
    return {
        "code": exhibit.code,
        "title": plain(exhibit.title),
        "line": plain(exhibit.summary),
        "unit": plain(exhibit.agency.name),
        "photo": photo(exhibit, folder, width),
        "weave": exhibit.pk % WEAVES + 1,
        "qr": qr.svg(address, exhibit.code),
        "address": address.split("://")[-1],
    }


def photo(exhibit: Exhibit, folder: Path, width: int) -> str:
    """The path of the cover as JPEG in `folder`; empty when there is none, or it is missing in storage."""
    if not exhibit.cover:
        return ""
    target = folder / f"{exhibit.cover['key']}-{width}.jpg"
    name = f"foto/{exhibit.cover['key']}/{width}.webp"
    try:
        with default_storage.open(name) as stored, Image.open(stored) as picture:
            picture.convert("RGB").save(target, "JPEG", quality=JPEG_QUALITY)
    except FileNotFoundError:
        logger.error("The rendition %s is missing in storage", name)
        return ""
    return str(target.resolve())


def weaves() -> dict[str, str]:
    """The paths of the patterns of our pages: `band`, and "1" to "6", which stand in for a missing photo."""
    found = {str(number): finders.find(f"img/weave-{number}.svg") for number in range(1, WEAVES + 1)}
    return found | {"band": finders.find("img/weave.svg")}


SMALL, LARGE = files.WIDTHS[1], files.WIDTHS[-1]  # px of a photo across half a page, and across a poster
