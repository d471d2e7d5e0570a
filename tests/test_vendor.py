"""Vendored front-end files are what VENDOR.txt says, and no page makes a browser ask another host."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDORED = sorted((ROOT / "static/vendor").glob("*/VENDOR.txt"))
SHIPPED = sorted(
    path
    for folder in ("static", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".css", ".js", ".svg", ".html", ".txt", ".xml"}
)
# What a browser fetches by itself. A link that a person follows (an <a href>) may lead elsewhere.
FETCHES = re.compile(
    r"""<(?:link|script|img|source|iframe|video|audio|use|image|embed|object)\b[^>]*?"""
    r"""\b(?:src|srcset|href|data|poster)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//"""
    r"""|@import\b"""
    r"""|\b(?:fetch|import|importScripts|open)\(\s*["'`](?:https?:)?//""",
    re.IGNORECASE,
)


def test_there_is_a_vendored_bootstrap():
    assert [path.parent.name for path in VENDORED if path.parent.name.startswith("bootstrap-")] == [
        "bootstrap-5.3.9"
    ]


@pytest.mark.parametrize("listing", VENDORED, ids=lambda path: path.parent.name)
def test_every_vendored_file_has_the_digest_written_beside_it(listing):
    written = dict(
        reversed(line.split()) for line in re.findall(r"(?m)^[0-9a-f]{64}  \S+$", listing.read_text())
    )
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in listing.parent.iterdir()
        if path != listing
    }
    assert written == present


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_file_asks_no_other_host_and_names_no_source_map(path):
    text = path.read_text(encoding="utf-8")
    assert FETCHES.findall(text) == []
    # VENDOR.txt may say the word; a comment that a browser or WhiteNoise would follow may not be there.
    assert re.findall(r"[#@]\s*sourceMappingURL\s*=", text) == []


def test_the_page_for_a_failing_server_names_only_files_that_exist():
    # It stands alone, so nothing else would notice when Bootstrap's folder takes a new version's name.
    named = re.findall(r'href="/(static/[^"]+)"', (ROOT / "templates/500.html").read_text())
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="stylesheet" href="https://cdn.example/x.css">',
        "<script defer src='//cdn.example/x.js'></script>",
        "body { background: url(https://cdn.example/x.png) }",
        '@import "x.css";',
    ],
)
def test_a_request_to_another_host_would_be_found(markup):
    assert FETCHES.search(markup)


def test_a_link_that_a_person_follows_is_allowed():
    assert FETCHES.search('<a href="https://example.org/">sumber</a>') is None
