"""Exhibits as cards and as rows of a list: HTML that is kept under the version, the language and the exhibit.

A page asks for keys; only what is not kept yet is read. In a search the found words are marked.
"""

from functools import lru_cache

from django.db.models import TextChoices
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from festival.kept import Kept
from festival.models import Exhibit
from festival.reading import Picture
from festival.search import MARKS, marked, typed
from innovations import files
from innovations.models import Innovation

EAGER = 2  # cards whose pictures are on the first screen, and load at once
LAZY = ' loading="lazy"'
CARD, ROW = "includes/exhibit_card.html", "includes/exhibit_row.html"

# Written out: Django takes longer to put this together than PostgreSQL to answer it.
READ = """
SELECT shown.id, shown.slug, shown.title, shown.summary, shown.summary_en, shown.cover, shown.novelty, shown.standing,
    shown.confirmed_on, shown.helpful, shown.year, agency.name AS unit_name, agency.short_name AS unit_short
FROM festival_exhibit AS shown JOIN accounts_agency AS agency ON agency.id = shown.agency_id
WHERE shown.id = ANY(%s) AND shown.withdrawn_at IS NULL
"""
READ_MARKED = READ.replace("\nFROM", f", {MARKS} FROM inovik_tsquery(%s) AS asked,")

_kept = Kept(6 * 2**20, size=lambda html: len(html) + 500)


def cards(keys: list[int], version: str, text: str = "") -> list[SafeString]:
    """The cards of `keys`, in their order; with `text`, its words are marked. At most one query."""
    shown = _rendered(CARD, keys, version, text)
    return [*map(eager, shown[:EAGER]), *shown[EAGER:]]


def rows(keys: list[int], version: str, text: str = "") -> list[SafeString]:
    """The same without pictures, for a list."""
    return _rendered(ROW, keys, version, text)


def card(exhibit: Exhibit, version: str | None) -> SafeString:
    """The card of an exhibit that was read already; kept where the page has a version."""

    def render() -> SafeString:
        return _render(CARD, exhibit, exhibit.agency.short_name or exhibit.agency.name)

    return render() if version is None else _kept.made((_under(CARD, version), exhibit.pk), render)


def eager(html: SafeString) -> SafeString:
    """The same card with a picture that loads at once. (One is kept for both: what is typed cannot hold LAZY.)"""
    return SafeString(html.replace(LAZY, "", 1))


def _rendered(template: str, keys: list[int], version: str, text: str) -> list[SafeString]:
    under = _under(template, version, text)
    found = {key: html for key in keys if (html := _kept.get((under, key)))}
    if missing := set(keys) - set(found):
        sql, params = (READ_MARKED, [typed(text), list(missing)]) if text else (READ, [list(missing)])
        for exhibit in Exhibit.objects.raw(sql, params):
            found[exhibit.pk] = _render(
                template, exhibit, exhibit.unit_short or exhibit.unit_name, bool(text)
            )
            _kept.put((under, exhibit.pk), found[exhibit.pk])
    return [found[key] for key in keys if key in found]


def _under(template: str, version: str, text: str = "") -> tuple:
    """Under what cards are kept, each with its exhibit's key."""
    return version, get_language(), template, text


def _render(template: str, exhibit: Exhibit, unit: str, is_marked: bool = False) -> SafeString:
    is_english = get_language() == "en"
    shown = {
        "exhibit": exhibit,
        "picture": Picture.of(exhibit.cover, widest=min(files.WIDTHS)) if exhibit.cover else None,
        "title": marked(exhibit.marked_title) if is_marked else exhibit.title,
        "summary": marked(exhibit.marked_summary) if is_marked else exhibit.summary,
        "piece": marked(exhibit.marked_body) if is_marked else "",
        "english": exhibit.summary_en if is_english else "",
        "unit": unit,
        "year": str(exhibit.year),
        "novelty": _label(Innovation.Novelty, exhibit.novelty, get_language()),
        "standing": _label(Innovation.Standing, exhibit.standing, get_language()),
        "lang": SafeString(' lang="id"') if is_english else "",
    }
    return SafeString(get_template(template).render(shown).strip())


@lru_cache(100)
def _label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    """What a value is called in the present language: to look it up anew takes a fifth of a card's time."""
    return str(choices(value).label)
