"""Writes the copy: page after page from the views, with every file that they show, then all at once into place."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from festival import map as sketch
from festival.bake import index, names
from festival.bake.asking import Stranger, static_file
from festival.bake.links import rewritten
from festival.models import Exhibit, Festival

MARK = "salinan.json"  # stands in every copy, and in no other folder
IN_CSS = re.compile(rb"""url\(\s*["']?([^"')]+)["']?\s*\)""")
WINNERS = {"festival:awards", "festival:winners"}


class FolderTakenError(Exception):
    """The folder holds something that would be lost."""


class TornError(Exception):
    """A page of the edition went while the copy was made."""


@dataclass(frozen=True)
class Report:
    """What a copy holds."""

    pages: int
    files: int  # pages among them
    bytes: int


def write(festival: Festival, folder: Path) -> Report:
    """Write the edition to `folder`, in place of an earlier copy; until all is there, nothing of it changes.

    Raises, with a sentence, FolderTakenError when the folder holds anything else, and TornError when a page goes
    while the copy is made.
    """
    folder = folder.absolute()
    if folder.exists() and not is_replaceable(folder):
        raise FolderTakenError(
            _(
                "Folder %(folder)s berisi berkas lain. Pilih folder kosong, folder baru, atau salinan yang lama."
            )
            % {"folder": folder}
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".salinan-", dir=folder.parent))
    try:
        with translation.override("id"):
            report = _Copy(festival, made / "baru").write()
        if folder.exists():
            folder.rename(made / "lama")
        (made / "baru").rename(folder)
    finally:
        shutil.rmtree(made)
    return report


def is_replaceable(folder: Path) -> bool:
    """Whether nothing but an earlier copy would be lost."""
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


class _Copy:
    """One copy in the making. Pages are asked for once each, files when the first page shows them."""

    def __init__(self, festival: Festival, folder: Path):
        self.festival, self.folder = festival, folder
        self.stranger = Stranger()
        public = Exhibit.objects.public().filter(festival=festival)
        self.exhibits = list(
            public.select_related("agency", "district")
            .defer("body", "content", "search")
            .order_by("-published_at", "-id")
        )
        self.by_slug = {exhibit.slug: exhibit for exhibit in self.exhibits}
        self.units = {exhibit.agency.slug: exhibit.agency for exhibit in self.exhibits}
        self.waiting: dict[str, str] = {}  # file -> address, in the order in which they were found
        self.there: dict[str, bool] = {}  # file -> whether it could be had
        self.size = 0

    def write(self) -> Report:
        for address in self._first():
            self.local(address)
        done = 0
        while done < len(self.waiting):
            file, address = list(self.waiting.items())[done]
            self._page(file, address, self._asked(address))
            done += 1
        self._gallery()
        self._put(names.README, _readme(self.festival, len(self.exhibits)).replace("\n", "\r\n").encode())
        told = {"festival": self.festival.slug, "dari": settings.BASE_URL, "inovasi": len(self.exhibits)}
        self._put(MARK, (json.dumps(told, indent=1) + "\n").encode())
        return Report(done + 1, sum(self.there.values()), self.size)

    def _first(self) -> Iterator[str]:
        yield self.festival.get_absolute_url()
        yield from (exhibit.get_absolute_url() for exhibit in self.exhibits)
        yield reverse("festival:agencies")
        yield from (unit.get_absolute_url() for _slug, unit in sorted(self.units.items()))

    def local(self, address: str) -> str:
        """The file of a page that the copy has, which is then made; empty for any other address (without host)."""
        parts = urlsplit(address)
        match = names.view_of(address)
        if match is None:
            return ""
        slug = match.kwargs.get("slug", "")
        is_ours, is_whole = slug == self.festival.slug, not parts.query
        match match.view_name:
            case "festival:gallery":
                return names.GALLERY
            case "festival:home" if is_whole:
                return names.FRONT
            case "festival:edition" if is_ours and names.is_numbered(parts.query):
                file = names.numbered(names.FRONT, parts.query)
            case "festival:exhibit" if slug in self.by_slug and is_whole:
                file = self.file_of(self.by_slug[slug])
            case "festival:agencies" if is_whole:
                file = names.UNITS
            case "festival:agency" if slug in self.units and names.is_numbered(parts.query):
                file = names.numbered(f"unit/{names.plain(slug)}.html", parts.query)
            case view if view in WINNERS and is_ours and is_whole:
                file = "pemenang.html"
            case _:
                return ""
        self.waiting.setdefault(file, parts._replace(fragment="").geturl())
        return file

    def file_of(self, exhibit: Exhibit) -> str:
        return f"inovasi/{names.plain(exhibit.code.lower())}.html"

    def shown(self, address: str) -> str:
        """The file of something that pages show (address without host), which is then there; else empty."""
        path = urlsplit(address).path
        match = names.view_of(path)
        if path.startswith(settings.STATIC_URL):
            file = names.asset(path)
            self._have(file, lambda: self._style(path, static_file(path)))
        elif match and match.view_name == "festival:photo":
            path, file = names.picture(match)
            self._have(file, lambda: self._picture(path))
        else:
            file = names.other_picture(address)
            self._have(file, lambda: self._picture(address))
        return file if self.there[file] else ""

    def _asked(self, address: str) -> str:
        status, _kind, content = self.stranger.get(address)
        if status != 200:
            raise TornError(
                _(
                    "Halaman %(address)s tidak terbaca (%(status)s); mungkin berubah selagi disalin. Ulangi salinannya."
                )
                % {"address": address, "status": status}
            )
        return content.decode()

    def _picture(self, address: str) -> bytes | None:
        status, kind, content = self.stranger.get(address)
        return content if status == 200 and kind.startswith("image/") else None

    def _style(self, path: str, content: bytes | None) -> bytes | None:
        """A static file; what a style sheet names comes along, in the same places to one another."""
        if content and path.endswith(".css"):
            for name in IN_CSS.findall(content):
                if not name.startswith((b"data:", b"#")):
                    self.shown(urljoin(path, name.decode()))
        return content

    def _have(self, file: str, content) -> None:
        if file not in self.there:
            self.there[file] = False  # also while it is fetched: style sheets may name each other
            if (found := content()) is not None:
                self._put(file, found)

    def _put(self, file: str, content: bytes) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.there[file] = True
        self.size += len(content)

    def _page(self, file: str, address: str, html: str, scripts: str = "") -> None:
        here = f"{settings.BASE_URL}{address}"
        sheet = names.relative(self.shown(static("css/festival/copy.css")), file)
        notice = render_to_string("festival/copy_notice.html", {"festival": self.festival, "sheet": sheet})
        html = rewritten(html, here, _Places(self, file), notice.strip())
        self._put(file, html.replace("</body>", f"{scripts}</body>").encode())

    def _gallery(self) -> None:
        """All cards on one page, the map, and the search; made here since the portal has a page for 24 of them."""
        address = reverse("festival:gallery")
        counts = Counter(exhibit.district_id for exhibit in self.exhibits)
        drawn = sketch.drawn(counts, lambda slug: f"{address}?kecamatan={slug}")
        request = self.stranger.request(address)
        context = {"festival": self.festival, "exhibits": self.exhibits, "map": drawn}
        self._put(names.INDEX, index.script(self.exhibits, self.file_of))
        program = self.shown(static("js/festival/copy.js"))
        scripts = "".join(
            format_html('<script src="{}"></script>', names.relative(each, names.GALLERY))
            for each in (names.INDEX, program)
        )
        html = render_to_string("festival/copy_gallery.html", context, request)
        self._page(names.GALLERY, address, html, scripts)


class _Places:
    """Where things are, seen from one page (festival.bake.links.Places)."""

    def __init__(self, copy: _Copy, page: str):
        self.copy, self.seen_from = copy, page

    def page(self, address: str) -> tuple[str, bool]:
        inner = _inner(address)
        if inner is None:
            return address, True
        parts = urlsplit(inner)
        if file := self.copy.local(inner):
            query = f"?{parts.query}" if parts.query and file == names.GALLERY else ""
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return f"{names.relative(file, self.seen_from)}{query}{fragment}", False
        match = names.view_of(inner)
        if match and match.view_name == "festival:photo" and (file := self.copy.shown(inner)):
            return names.relative(file, self.seen_from), False
        return address, True

    def file(self, address: str) -> str:
        inner = _inner(address)
        file = self.copy.shown(inner) if inner is not None else ""
        return names.relative(file, self.seen_from) if file else ""


def _inner(address: str) -> str | None:
    """An address of this portal without its host; None for another site's."""
    here, home = urlsplit(address), urlsplit(settings.BASE_URL)
    if (here.scheme, here.netloc) != (home.scheme, home.netloc):
        return None
    return here._replace(scheme="", netloc="").geturl()


def _readme(festival: Festival, number: int) -> str:
    return render_to_string(
        "festival/copy_readme.txt",
        {"festival": festival, "number": number, "home": settings.BASE_URL},
    )
