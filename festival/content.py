"""What of an innovation becomes public, and in which form: the one list of public columns."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from innovations.models import Evidence, Innovation, Photo, Stage

TEXTS = (
    "acronym",
    "one_line",
    "problem",
    "sufferers",
    "sufferers_count",
    "idea",
    "novelty",
    "origin",
    "origin_url",
    "kind",
    "affair",
    "beneficiaries",
    "how_it_works",
    "aims",
    "launched_on",
    "trial_on",
    "applied_on",
    "results",
    "sustainability",
    "lessons",
    "headline",
    "before",
    "after",
    "story",
    "video_url",
    "service_contact",
    "service_hours",
    "service_place",
    "initiator",
    "initiator_name",
    "replication_cost",
    "replication_staff",
    "replication_weeks",
    "replication_steps",
)
NUMBERED = {Evidence.Kind.DECREE, Evidence.Kind.LETTER}
SEARCHED = (
    "acronym",
    "problem",
    "sufferers",
    "idea",
    "origin",
    "beneficiaries",
    "how_it_works",
    "aims",
    "results",
    "before",
    "after",
    "story",
    "service_place",
)


def copy_of(innovation: Innovation) -> dict:
    """The public copy, as plain JSON.

    {"texts": {column: text, only those filled}, "measures": [...], "team": [...], "journey": [...],
    "photos": [picture, ...], "evidence": [proof, ...]}.
    Choices are stored as their codes, dates as ISO 8601, numbers as written in code: whoever shows
    them words them in the reader's language.
    """
    texts = {name: _plain(innovation, name) for name in TEXTS}
    return {
        "texts": {name: text for name, text in texts.items() if text},
        "measures": [
            {
                name: _plain(measure, name)
                for name in ("indicator", "unit", "baseline", "target", "actual", "measured_on")
            }
            for measure in innovation.measures.all()
        ],
        "team": [{"name": member.name, "duty": member.duty} for member in innovation.team.all()],
        "journey": journey(innovation),
        "photos": [picture(photo) for photo in innovation.photos.all()],
        "evidence": [proof(one) for one in innovation.evidence.all() if one.is_public],
    }


def searched_text(innovation: Innovation) -> str:
    """The text that search looks through beside title and summary."""
    named = [innovation.code, innovation.agency.name, innovation.agency.short_name]
    return "\n".join(filter(None, [*named, *(_plain(innovation, name) for name in SEARCHED)]))


def journey(innovation: Innovation) -> list[dict]:
    """When each stage was passed: [{"stage", "on"}], oldest first."""
    passed = {}
    for record in innovation.records.all():  # perhaps fetched for many at once
        if record.move in {"recommend", "approve"}:
            passed[record.from_stage] = timezone.localdate(record.created_at).isoformat()
    return [{"stage": stage, "on": passed[stage]} for stage in Stage if stage in passed]


def picture(photo: Photo) -> dict:
    """What a page needs to show a photo in the right size."""
    return {"key": photo.key.hex, "width": photo.width, "height": photo.height, "caption": photo.caption}


def proof(evidence: Evidence) -> dict:
    """What a page says of a proof that the unit marked public: never the name of the file as it was sent."""
    is_letter = evidence.kind in NUMBERED
    return {
        "key": evidence.key.hex,
        "kind": evidence.kind,
        "title": evidence.title,
        "number": evidence.number if is_letter else "",
        "date": _plain(evidence, "date"),
        "year": evidence.year,
        "link": evidence.link,
        "ending": evidence.ending,
        "size": evidence.size,
    }


def _plain(row, name: str) -> str:
    value = getattr(row, name)
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
    return str(value)
