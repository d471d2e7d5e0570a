"""Which exhibit an address of this site leads to."""

import re
from urllib.parse import urlsplit

from django.conf import settings

SHOWN = re.compile(r"/(?:en/)?(?:inovasi/(?P<slug>[-\w]+)|i/(?P<code>[-\w]+))/?", re.ASCII)


def exhibit_at(address: str, host: str = "") -> dict[str, str] | None:
    """How to find the exhibit that `address` (absolute) names: {"slug": ...} or {"code": ...}.

    None for what is no address of an exhibit of this site; `host` is another name that this site answers to.
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that is never closed
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc not in {_own_host(), host}:
        return None
    if not (found := SHOWN.fullmatch(parts.path)):
        return None
    code = found["code"]
    return {"code": code.upper()} if code else {"slug": found["slug"]}


def _own_host() -> str:
    return urlsplit(settings.BASE_URL).netloc
