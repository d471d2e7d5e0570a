"""Passages that stand in another record too, found with one query over a bounded set.

Compared are records of the same unit and published ones, column by column: what another unit has not published is
neither compared nor named. What a record carries on from its predecessor is not copying.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation, Status

PASSAGE = 15  # words in a row that make a copy
PROBE = 8  # words; any passage of PASSAGE words holds one whole probe cut at every eighth word
READ = 500  # words of a text, as many as the longest may have
COMPARED = 300  # records, the newest


@dataclass(frozen=True)
class Copy:
    """`passage` is the copied text as it stands here; `source` names where it also stands, or is empty."""

    passage: str
    source: str

    @property
    def sentence(self) -> str:
        return _(
            "Sebagian tulisan ini sama dengan %(source)s. Ceritakan dengan kata-kata sendiri apa yang terjadi di "
            "unit Anda."
        ) % {"source": self.source or _("catatan lain")}


def copied(innovation: Innovation, texts: dict[str, str], user: User) -> dict[str, Copy]:
    """The first copied passage of each of `texts` (column: text). `user` decides whether its source is named.

    One query, none for short texts; one more when something is found in a record that carries on another.
    """
    texts = {name: text for name, text in texts.items() if len(text.split()) >= PASSAGE}
    if not texts:
        return {}
    others = [one for one in _others(innovation, texts, user) if any(one[f"same_{name}"] for name in texts)]
    carried_on = innovation.predecessor if others else None
    found = {}
    for name, text in texts.items():
        mine = _passages(text)
        known = _passages(getattr(carried_on, name)) if carried_on else {}
        for other in others:
            shared = mine.keys() & _passages(other[f"same_{name}"]).keys() - known.keys()
            if shared:
                is_open = other["is_visible"] or other["status"] == Status.PUBLISHED
                source = f"{other['code']} '{other['title']}'" if is_open else ""
                found[name] = Copy(text[min(mine[one] for one in shared) :], source)
                break
    return found


def _others(innovation: Innovation, texts: dict[str, str], user: User) -> QuerySet:
    """The comparable records; `same_<column>` is their text where it holds a probe of ours, else empty.

    The patterns stand in the SELECT: in the WHERE they would be tried on every record there is.
    """
    same = {
        f"same_{name}": Case(
            When(**{f"{name}__regex": "|".join(_probes(text))}, then=F(name)),
            default=Value(""),
            output_field=TextField(),
        )
        for name, text in texts.items()
    }
    return (
        Innovation.objects.filter(Q(agency=innovation.agency_id) | Q(status=Status.PUBLISHED))
        .exclude(pk__in=[innovation.pk, innovation.predecessor_id or innovation.pk])
        .exclude(predecessor=innovation.pk)
        .annotate(is_visible=Exists(Innovation.objects.visible_to(user).filter(pk=OuterRef("pk"))), **same)
        .order_by("-pk")
        .values("code", "title", "status", "is_visible", *same)[:COMPARED]
    )


def _probes(text: str) -> Iterator[str]:
    """Every eighth eight words of a text, as patterns of PostgreSQL that do not mind where a line ends."""
    words = text.split()[:READ]
    for start in range(0, len(words) - PROBE + 1, PROBE):
        yield r"\s+".join(re.sub(r"([^\w\s])", r"\\\1", word) for word in words[start : start + PROBE])


def _passages(text: str) -> dict[tuple[str, ...], int]:
    """Each run of PASSAGE words, without case and punctuation, and the character it begins at."""
    words = [(one.group().casefold(), one.start()) for one in re.finditer(r"\w+", text)]
    runs = range(len(words) - PASSAGE + 1)
    return {tuple(word for word, _start in words[at : at + PASSAGE]): words[at][1] for at in reversed(runs)}
