"""Announcing: what exactly would become public of a record, and publishing just that.

The copy itself is made by the function that the settings name, for `stages` knows no festival. Its digest travels with
the page that showed it: what is published is what was shown, or nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Evidence, Innovation, Measure, Photo, Stage
from stages import sheets, workflow
from stages.models import StageRecord

MEASURED = ("baseline", "target", "actual", "measured_on")


@dataclass(frozen=True)
class PublicCopy:
    """What the public would read of `innovation`, ready for reading. `digest` changes with any of it."""

    innovation: Innovation
    texts: list[tuple[str, str]]
    team: list[dict]
    measures: list[tuple[Measure, list[tuple[str, str]]]]
    photos: list[Photo]
    evidence: list[Evidence]
    journey: list[tuple[str, date]]
    digest: str


def public_copies(keys: Iterable[int]) -> list[PublicCopy]:
    """A copy of each innovation. Six queries for all of them."""
    passed = StageRecord.objects.filter(move__in=["recommend", "approve"]).defer("snapshot")
    found = Innovation.objects.filter(pk__in=keys).select_related("agency").order_by("pk")
    return [
        _copy(one)
        for one in found.prefetch_related(
            "measures", "team", "photos", "evidence", Prefetch("records", passed)
        )
    ]


def public_copy(innovation: Innovation) -> PublicCopy:
    """The same for one at hand. Its photos are fetched so that a page can show them elsewhere too."""
    prefetch_related_objects([innovation], "photos", "measures", "evidence")
    return _copy(innovation)


def announce(seen: Mapping[int, tuple[int, str]], actor: User, note: str = "") -> list[StageRecord]:
    """Publish all that was seen, or none. `seen`: by key, the version and the digest that the page showed.

    Raises workflow.Refused (Stale where somebody was faster or the copy has changed) that names what stands in the way.
    """
    with transaction.atomic():
        # Who writes to a record locks it first: from here on nothing of what is compared can change.
        locked = list(Innovation.objects.filter(pk__in=seen).order_by("pk").select_for_update())
        same = [one.pk for one in locked if one.version == seen[one.pk][0]]
        changed = [
            copy.innovation for copy in public_copies(same) if copy.digest != seen[copy.innovation.pk][1]
        ]
        if changed:
            names = ", ".join(f"{one.code} {one.title}" for one in changed)
            raise workflow.Stale(
                _("Isinya berubah sejak Anda melihatnya: %(names)s. Periksa lagi, lalu umumkan.")
                % {"names": names}
            )
        pairs = [(innovation, seen[innovation.pk][0]) for innovation in locked]
        return workflow.perform_all(pairs, "announce", actor, note=note)


def _copy(innovation: Innovation) -> PublicCopy:
    content = import_string(settings.WORKFLOW_PUBLIC_COPY)(innovation)
    photos = list(innovation.photos.all())
    shown = {proof["key"] for proof in content["evidence"]}
    told = [innovation.title, innovation.agency.name, content, [photo.consent for photo in photos]]
    return PublicCopy(
        innovation,
        texts=[
            (sheets.field_label(innovation, name).capitalize(), sheets.display(innovation, name))
            for name in content["texts"]
        ],
        team=content["team"],
        measures=[(measure, _values(measure)) for measure in innovation.measures.all()],
        photos=photos,
        evidence=[proof for proof in innovation.evidence.all() if proof.key.hex in shown],
        journey=[(Stage(step["stage"]).label, date.fromisoformat(step["on"])) for step in content["journey"]],
        digest=sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32],
    )


def _values(measure: Measure) -> list[tuple[str, str]]:
    """What was measured, in words; only what is filled."""
    found = (
        (str(measure._meta.get_field(name).verbose_name), sheets.display(measure, name)) for name in MEASURED
    )
    return [(label, text) for label, text in found if text]
