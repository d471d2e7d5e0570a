"""Reads a taken-along copy as a browser would: what each page and style sheet names, and where that leads."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAMES = {"href", "src", "poster", "action", "xlink:href"}


class Page(HTMLParser):
    """`named`: (tag, attribute, address) of everything that a page names; `ids`: what can be pointed at."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.named, self.ids, self.tags = path, [], set(), []
        self.feed(path.read_text())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.add(value)
            if name in NAMES:
                self.named.append((tag, name, value))
            if name == "srcset":
                self.named += [(tag, name, one.split()[0]) for one in value.split(",")]

    handle_startendtag = handle_starttag


def pages(copy: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(copy.rglob("*.html"))}


def crawled(copy: Path, home: str) -> tuple[list[str], set[str]]:
    """(what leads nowhere, the addresses outside of the copy) of all pages and style sheets."""
    found, broken, outside = pages(copy), [], set()
    for path, page in found.items():
        for tag, name, address in page.named:
            parts = urlsplit(address)
            if parts.scheme in {"http", "https"}:
                outside.add(address)
                if tag not in {"a", "link"}:
                    broken.append(f"{path}: {tag} {name} asks another host: {address}")
            elif not parts.scheme and (target := _target(path, parts.path)):
                if not target.is_file() or not target.is_relative_to(copy):
                    broken.append(f"{path}: {tag} {name}={address}")
                elif parts.fragment and parts.fragment not in found[target].ids:
                    broken.append(f"{path}: no #{parts.fragment} in {target}")
    for path in copy.rglob("*.css"):
        for address in re.findall(r"""url\(\s*["']?([^"')]+)""", path.read_text()):
            if not address.startswith("data:") and not (path.parent / unquote(address)).is_file():
                broken.append(f"{path}: {address}")
    return broken, {address for address in outside if not address.startswith(home)}


def _target(page: Path, path: str) -> Path:
    return (page.parent / unquote(path)).resolve() if path else page
