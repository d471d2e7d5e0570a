"""What the page of an exhibit tells, in order: only what is filled is there, so no heading stands alone."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from festival.models import Exhibit


@dataclass(frozen=True)
class Section:
    """A heading with long texts under it. `key` is the anchor."""

    key: str
    heading: str
    names: tuple[str, ...]  # columns, in order


@dataclass
class Told:
    """A section that has something to say."""

    key: str
    heading: str
    texts: list[str] = field(default_factory=list)


STORY = (
    Section("cerita", _("Ceritanya"), ("story",)),
    Section("masalah", _("Masalah dan idenya"), ("problem", "idea")),
    Section("cara", _("Cara kerjanya"), ("how_it_works",)),
    Section("tujuan", _("Tujuannya"), ("aims",)),
    Section("hasil", _("Hasilnya"), ("results",)),
)
LESSONS = (
    Section("pelajaran", _("Pelajarannya"), ("lessons",)),
    Section("lanjut", _("Supaya terus berjalan"), ("sustainability",)),
)


def told(sections: tuple[Section, ...], texts: dict) -> list[Told]:
    """Those of `sections` of which `texts` holds anything."""
    found = (
        Told(one.key, one.heading, [texts[name] for name in one.names if name in texts]) for one in sections
    )
    return [one for one in found if one.texts]


def dates(exhibit: Exhibit, texts: dict) -> list[tuple[str, date]]:
    """What happened outside of the lab, oldest first: tried, launched, in use, announced."""
    happened = [
        (_("Uji coba"), texts.get("trial_on")),
        (_("Diluncurkan"), texts.get("launched_on")),
        (_("Diterapkan"), texts.get("applied_on")),
        (_("Diumumkan"), localdate(exhibit.published_at)),
    ]
    return sorted(((what, on) for what, on in happened if on), key=lambda one: one[1])


def kit(texts: dict) -> list[tuple[str, str]]:
    """What another unit needs to copy it, in words."""
    weeks = int(texts.get("replication_weeks", 0))
    needed = [
        (_("Kisaran biaya"), texts.get("replication_cost")),
        (_("Orang yang diperlukan"), texts.get("replication_staff")),
        (_("Waktu persiapan"), ngettext("%(weeks)d minggu", "%(weeks)d minggu", weeks) % {"weeks": weeks}),
        (_("Langkah pertama"), texts.get("replication_steps")),
    ]
    if not weeks:
        del needed[2]
    return [(what, words) for what, words in needed if words]
