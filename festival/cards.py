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
from festival.search import highlights, marked
from innovations import files
from innovations.models import Innovation

EAGER = 2  # cards whose pictures are on the first screen, and load at once
CARD, ROW = "includes/exhibit_card.html", "includes/exhibit_row.html"

_kept = Kept(8 * 2**20, size=lambda html: len(html) + 500)


def cards(keys: list[int], version: str, text: str = "") -> list[SafeString]:
    """The cards of `keys`, in their order; with `text`, its words are marked. At most one query."""
    return _rendered(CARD, keys, version, text)


def rows(keys: list[int], version: str, text: str = "") -> list[SafeString]:
    """The same without pictures, for a list."""
    return _rendered(ROW, keys, version, text)


def card(exhibit: Exhibit, version: str | None, is_eager: bool = False) -> SafeString:
    """The card of an exhibit that was read already; kept where the page has a version."""
    if version is None:
        return _render(CARD, exhibit, is_eager)
    return _kept.made(_key(CARD, exhibit.pk, version, is_eager), lambda: _render(CARD, exhibit, is_eager))


def _rendered(template: str, keys: list[int], version: str, text: str) -> list[SafeString]:
    wanted = [_key(template, key, version, place < EAGER, text) for place, key in enumerate(keys)]
    found = {key: html for key, kept in zip(keys, wanted, strict=True) if (html := _kept.get(kept))}
    if missing := set(keys) - set(found):
        shown = Exhibit.objects.public().filter(pk__in=missing).cards()
        read = {exhibit.pk: exhibit for exhibit in (shown.annotate(**highlights(text)) if text else shown)}
        for place, key in enumerate(keys):
            if exhibit := read.get(key):
                found[key] = _render(template, exhibit, place < EAGER, bool(text))
                _kept.put(wanted[place], found[key])
    return [found[key] for key in keys if key in found]


def _key(template: str, key: int, version: str, is_eager: bool, text: str = "") -> tuple:
    return version, get_language(), template, key, is_eager, text


def _render(template: str, exhibit: Exhibit, is_eager: bool, is_marked: bool = False) -> SafeString:
    is_english = get_language() == "en"
    shown = {
        "exhibit": exhibit,
        "picture": Picture.of(exhibit.cover, widest=min(files.WIDTHS)) if exhibit.cover else None,
        "title": marked(exhibit.marked_title) if is_marked else exhibit.title,
        "summary": marked(exhibit.marked_summary) if is_marked else exhibit.summary,
        "piece": marked(exhibit.marked_body) if is_marked else "",
        "english": exhibit.summary_en if is_english else "",
        "unit": exhibit.agency.short_name or exhibit.agency.name,
        "year": str(exhibit.year),
        "novelty": _label(Innovation.Novelty, exhibit.novelty, get_language()),
        "standing": _label(Innovation.Standing, exhibit.standing, get_language()),
        "is_eager": is_eager,
        "lang": SafeString(' lang="id"') if is_english else "",
    }
    return SafeString(get_template(template).render(shown).strip())


@lru_cache(100)
def _label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    """What a value is called in the present language: to look it up anew takes a fifth of a card's time."""
    return str(choices(value).label)
