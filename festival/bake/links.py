"""The links of a page changed for the copy; every other byte of it stays.

Works on HTML, not on our templates: whatever leads somewhere is asked about (`Places`), whoever wrote it. Scripts go:
every page is whole without them, and from a file they could ask nothing.
"""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

FILES = {"stylesheet", "icon", "apple-touch-icon"}  # what <link> may bring along
TELLS = {"canonical", "alternate", "license"}  # where the page lives: absolute
LEADS = {"a", "area"}
SHOWS = {"img", "source", "video", "audio", "image", "use", "input"}
DROPPED = {"script", "iframe", "object", "embed", "template"}


class Places(Protocol):
    """Knows where things are in the copy. Addresses are absolute; an answer is relative to the page, or absolute."""

    def page(self, address: str) -> tuple[str, bool]:
        """The link to a page, and whether it leads out of the copy to the portal."""

    def file(self, address: str) -> str:
        """The link to a picture, style sheet or icon; empty where there is none to be had."""


def rewritten(html: str, here: str, places: Places, notice: str) -> str:
    """`html`, the page at the absolute address `here`, for the copy; `notice` is put at the top of its body."""
    reader = _Reader(html, here, places, notice)
    reader.feed(html)
    reader.close()
    made, at = [], 0
    for start, end, text in reader.changes:
        if start >= at:
            made += [html[at:start], text]
            at = end
    return "".join([*made, html[at:]])


class _Reader(HTMLParser):
    """Collects (start, end, text) for the parts of the page that change, in their order."""

    def __init__(self, html: str, here: str, places: Places, notice: str):
        super().__init__(convert_charrefs=False)
        self.html, self.here, self.places, self.notice = html, here, places, notice
        self.changes: list[tuple[int, int, str]] = []
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.left_out: tuple[str, int, str] | None = None  # tag, start, what stands there instead
        self.depth = 0

    def handle_startendtag(self, tag, attrs):
        self._tag(tag, attrs, "/>")

    def handle_starttag(self, tag, attrs):
        if self.left_out:
            self.depth += tag == self.left_out[0]
        elif tag in DROPPED:
            self._leave_out(tag, "")
        elif tag == "form" and not self._stays(dict(attrs)):
            self._leave_out(tag, self._instead())
        else:
            self._tag(tag, attrs, ">")

    def handle_endtag(self, tag):
        if not self.left_out or tag != self.left_out[0]:
            return
        self.depth -= 1
        if not self.depth:
            _tag, start, text = self.left_out
            self.left_out = None
            self.changes.append((start, self.html.index(">", self._at()) + 1, text))

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _leave_out(self, tag: str, instead: str) -> None:
        self.left_out, self.depth = (tag, self._at(), instead), 1

    def _instead(self) -> str:
        return (
            f'<p class="perlu-internet">{escape(_("Bagian ini perlu internet:"))} '
            f'<a href="{escape(self.here)}">{escape(_("buka halaman ini di situs"))}</a>.</p>'
        )

    def _stays(self, form: dict) -> bool:
        """Whether the copy can answer a form: one that only asks, of a page that is there."""
        if (form.get("method") or "get").lower() != "get":
            return False
        _link, is_outside = self.places.page(urljoin(self.here, form.get("action") or ""))
        return not is_outside

    def _tag(self, tag: str, attrs: list, end: str) -> None:
        if self.left_out:
            return
        start = self._at()
        whole = self.get_starttag_text()
        before = dict(attrs)
        after = self._changed(tag, dict(attrs))
        if after is None:
            self.changes.append((start, start + len(whole), ""))
        elif after != before:
            written = "".join(
                f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in after.items()
            )
            self.changes.append((start, start + len(whole), f"<{tag}{written}{end}"))
        if tag == "body":
            self.changes.append((start + len(whole), start + len(whole), self.notice))

    def _changed(self, tag: str, found: dict) -> dict | None:
        """The attributes as they stand in the copy, or None where the tag goes."""
        for name in [name for name in found if name in {"integrity", "crossorigin", "nonce", "ping"}]:
            del found[name]
        if tag == "link":
            return self._linked(found)
        if tag in LEADS:
            for name in ("href", "xlink:href"):
                if found.get(name) is not None:
                    self._lead(found, name)
        elif tag == "form":
            found["action"] = self.places.page(urljoin(self.here, found.get("action") or ""))[0]
        elif tag in SHOWS:
            for name in ("src", "poster", *(("href", "xlink:href") if tag in {"image", "use"} else ())):
                if found.get(name) and not found[name].startswith(("#", "data:")):
                    found[name] = self._file(found[name])
            if tag == "img" and found.get("src") == "":
                return None
            if found.get("srcset"):
                found["srcset"] = _candidates(found["srcset"], self._file)
                if not found["srcset"]:
                    del found["srcset"]
        return found

    def _file(self, address: str) -> str:
        return self.places.file(urljoin(self.here, address))

    def _linked(self, found: dict) -> dict | None:
        kinds = set((found.get("rel") or "").lower().split())
        if kinds & FILES and not kinds & {"alternate"}:
            return found | {"href": self._file(found.get("href") or "")}
        if kinds & TELLS:
            return found | {"href": urljoin(self.here, found.get("href") or "")}
        return None

    def _lead(self, found: dict, name: str) -> None:
        if found[name].startswith("#") or urlsplit(found[name]).scheme not in {"", "http", "https"}:
            return
        found[name], is_outside = self.places.page(urljoin(self.here, found[name]))
        if is_outside:
            found["class"] = f"{found.get('class') or ''} perlu-internet".strip()


def _candidates(srcset: str, file: Callable[[str], str]) -> str:
    """A srcset for the copy: each file once, under the first width that asked for it."""
    made: dict[str, str] = {}
    for candidate in srcset.split(","):
        address, _blank, size = candidate.strip().partition(" ")
        if link := file(address):
            made.setdefault(link, size)
    return ", ".join(f"{link} {size}".strip() for link, size in made.items())
