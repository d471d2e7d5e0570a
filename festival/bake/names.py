"""Where a page or a file of the portal stands in the copy: names that FAT32 and Windows take, short ones."""

import posixpath
import re
from hashlib import blake2b
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from innovations import files

WIDTHS = files.WIDTHS[:2]  # px of the pictures taken along; the widest would double the copy
LONGEST = 60
RESERVED = {
    "index",
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
FRONT, GALLERY, UNITS = "index.html", "inovasi/index.html", "unit/index.html"
README, INDEX = "README.txt", "aset/indeks.js"
PAGE = re.compile(r"page=[1-9]\d{0,3}", re.ASCII)


def plain(name: str) -> str:
    """`name`, or something like it that no file system takes for another name or for a device."""
    short = name.lower()
    if short == name and len(name) <= LONGEST and name not in RESERVED:
        return name
    return f"{short[: LONGEST - 9]}-{blake2b(name.encode(), digest_size=4).hexdigest()}"


def numbered(file: str, query: str) -> str:
    """The file of a page of the same list; the first is the list itself."""
    if query in {"", "page=1"}:
        return file
    return f"{file.removesuffix('.html')}.{query.replace('page=', 'hal-')}.html"


def picture(match: ResolverMatch) -> tuple[str, str]:
    """Address and file of a photo, in the widest of WIDTHS that is no wider than asked."""
    key, asked = match.kwargs["key"], match.kwargs["width"]
    width = max((each for each in WIDTHS if each <= asked), default=WIDTHS[0])
    return f"/foto/{key}/{width}.webp", f"foto/{key.hex}-{width}.webp"


def other_picture(address: str) -> str:
    """The file of a picture that is neither a photo nor static."""
    ending = re.search(r"\.(png|jpg|jpeg|webp|svg|gif)$", urlsplit(address).path)
    return f"foto/{blake2b(address.encode(), digest_size=12).hexdigest()}{ending[0] if ending else ''}"


def asset(address: str) -> str:
    """The file of a static address."""
    return "aset/" + address.removeprefix(settings.STATIC_URL)


def view_of(address: str) -> ResolverMatch | None:
    """Which view answers an address without host, or None."""
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None


def is_numbered(query: str) -> bool:
    """Whether a query asks for a page of a list and nothing else."""
    return not query or bool(PAGE.fullmatch(query))


def relative(file: str, seen_from: str) -> str:
    """The link from one file of the copy to another."""
    return quote(posixpath.relpath(file, posixpath.dirname(seen_from) or "."))
