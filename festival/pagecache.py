"""The page cache in front of the public views.

A page for everybody (`festival.pages.public_page`) is kept as it was sent, under the version of the content, its
address with the parameters that some page knows, sorted, and the state of the static files. Its ETag is made of the
same things, so whether a reader has the present page is known without making it: a 304 costs one query.

Who has a session goes past: their pages greet them by name.
"""

import re
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, HttpResponseNotModified, QueryDict

from festival import versions
from festival.kept import Kept

# Where public pages live; all else is none of this middleware's business.
PUBLIC = re.compile(r"/(en/)?($|inovasi/|i/|skpd/|festival/|data/|feed/|sitemap|oembed/|peta/)", re.ASCII)
# All parameters that any public page knows. What else an address carries (utm_source, fbclid) is not read.
PARAMETERS = frozenset(
    {
        "q",
        "skpd",
        "kecamatan",
        "jenis",
        "kebaruan",
        "urusan",
        "tahun",
        "tpb",
        "urut",
        "acak",
        "sesudah",
        "page",
        "p",
        "tampilan",
        "url",
        "format",
        "maxwidth",
        "maxheight",
        "v",
        "stan",
    }
)
FOR_EVERYBODY = "public, max-age=60, stale-while-revalidate=600"
VARY = "Accept-Encoding, Cookie"
LARGEST = 512 * 1024  # bytes of a page that is kept

pages = Kept(settings.PAGE_CACHE_BYTES, size=lambda page: len(page[1]) + 2_000)


class PageCache:
    """Answers from what is kept, or keeps what the views answer."""

    def __init__(self, get_response):
        self.get_response = get_response
        # Pages name their style sheets by content: another release of the files is another page.
        named = sorted(getattr(staticfiles_storage, "hashed_files", {}).items())
        self.statics = blake2b(repr(named).encode(), digest_size=12).hexdigest()

    def __call__(self, request):
        if (
            request.method not in {"GET", "HEAD"}
            or not PUBLIC.match(request.path_info)
            or ("HTTP_COOKIE" in request.META and settings.SESSION_COOKIE_NAME in request.COOKIES)
        ):
            return self.get_response(request)
        known = known_parameters(request.META.get("QUERY_STRING", ""))
        version = versions.of(request)
        key = (request.scheme, request.META.get("HTTP_HOST"), request.path_info, known)
        etag = f'W/"{self._digest(version, key)}"'
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and etag in asked:  # drawn for this page: no part of another's
            response = HttpResponseNotModified()
            response["ETag"], response["Cache-Control"], response["Vary"] = etag, FOR_EVERYBODY, VARY
            return response
        where = (version, key, "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if page := pages.get(where):
            headers, content = page
            response = HttpResponse(content if request.method == "GET" else b"")
            response.headers._store.update(headers)
            return response
        read_only(request, known)
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            # Its length is said already; the server would drop the body with a line in the log.
            response.content = b""
        if getattr(response, "is_for_everybody", False):
            response["ETag"], response["Vary"] = etag, VARY
            if request.method == "GET" and is_kept(response):
                pages.put(where, (dict(response.headers._store), response.content))
        return response

    def _digest(self, version: str, key: tuple) -> str:
        told = f"{version} {self.statics} {key}".encode()
        return blake2b(told, digest_size=12).hexdigest()


def is_kept(response) -> bool:
    """Whether a page is worth its room: whole, found, and not too large."""
    return response.status_code == 200 and not response.streaming and len(response.content) <= LARGEST


@lru_cache(4_096)
def known_parameters(query: str) -> tuple[tuple[str, str], ...]:
    """The parameters of an address that some page knows, sorted; of one that is said twice, the last."""
    asked = QueryDict(query).items() if query else ()
    return tuple(sorted((name, value) for name, value in asked if name in PARAMETERS and value))


def read_only(request, known: tuple[tuple[str, str], ...]) -> None:
    """Let the page see no other parameters: it is kept for all who ask with others."""
    if request.META.get("QUERY_STRING"):
        asked = QueryDict(mutable=True)
        asked.update(dict(known))
        request.META["QUERY_STRING"], request.GET = asked.urlencode(), asked
