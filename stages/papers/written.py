"""What people write in a document, as a form field takes it. What is not understood goes on as it was written:
the field refuses it with its own sentence.
"""

import re
import unicodedata
from datetime import date

from django import forms

from stages.papers.numbering import choices_of

YES = frozenset({"sudah", "ya", "selesai", "v", "x", "✓", "✔", "☑", "☒", "1"})
MONTHS = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "ags": 8,
    "agt": 8,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}
IN_WORDS = re.compile(r"(?:[a-z']+,?\s+)?(\d{1,2})\s*[- ]?\s*([a-z]{3,9})\.?\s*[- ]?\s*(\d{4})")
IN_FIGURES = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")


def typed(field: forms.Field, text: str) -> str:
    """What would have to be typed into `field` to say `text`."""
    if isinstance(field, forms.BooleanField):
        return "on" if plain(text) in YES else ""
    if hasattr(field, "choices"):
        named = [value for value, label in choices_of(field) if plain(label) == plain(text)]
        return named[0] if len(named) == 1 else text
    if isinstance(field, forms.DateField):
        found = written_date(text)
        return found.isoformat() if found else text
    return text


def written_date(text: str) -> date | None:
    """A day as Indonesians write it ("Kamis, 5 Maret 2026", 05/03/2026); None when it is none of the calendar."""
    text = text.strip().lower()
    if in_words := IN_WORDS.fullmatch(text):
        month = MONTHS.get(in_words[2][:3], 0)
        parts = (int(in_words[3]), month, int(in_words[1]))
    elif in_figures := IN_FIGURES.fullmatch(text):
        parts = (int(in_figures[3]), int(in_figures[2]), int(in_figures[1]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def plain(text: str) -> str:
    """For comparing labels: without case, marks at the ends, and differences of spaces, quotes and dashes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[‘’`´]", "'", re.sub(r"[“”]", '"', re.sub(r"[–—‐‑]", "-", text)))
    return " ".join(text.split()).strip(" .:;*_-")
