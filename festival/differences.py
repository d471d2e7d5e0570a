"""What two versions of a public page tell differently, in the words that readers see."""

from collections.abc import Container, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from festival.content import TEXTS
from festival.models import Publication
from innovations.models import Innovation, Measure
from stages.reading import ReadField, ReadPart, pieces
from stages.sheets import display, field_label

COLUMNS = ("title", *TEXTS, "goal", "summary_en")
MEASURED = ("baseline", "target", "actual", "measured_on")


def between(old: Publication, new: Publication, only: Container[str] | None = None) -> ReadPart:
    """What differs, as one part to read with marks; empty `fields`: nothing. `only`: of these columns and lists."""
    before = dict(_told(old))
    fields = [
        ReadField(label, text, pieces(before[name][1], text))
        for name, (label, text) in _told(new)
        if text != before[name][1] and (only is None or name in only)
    ]
    return ReadPart("page", "", tuple(fields), (), ())


def _told(version: Publication) -> Iterator[tuple[str, tuple[str, str]]]:
    """(column or list, (its label, its text)) for everything that a page tells."""
    record, content = as_record(version), version.content
    for name in COLUMNS:
        yield name, (capfirst(field_label(Innovation, name)), display(record, name))
    team = [f"{member['name']}, {member['duty']}" for member in content["team"]]
    lists = {
        "team": (_("Tim"), team),
        "measures": (_("Ukuran keberhasilan"), [_measure(row) for row in content["measures"]]),
        "photos": (_("Foto"), [photo["caption"] for photo in content["photos"]]),
        "evidence": (_("Bukti"), [proof["title"] for proof in content.get("evidence", ())]),
    }
    for name, (label, lines) in lists.items():
        yield name, (label, "\n".join(lines))


def _measure(row: dict) -> str:
    told = [f"{field_label(Measure, name)} {row[name]}" for name in MEASURED if row[name]]
    return ", ".join([f"{row['indicator']} ({row['unit']})", *told])


def as_record(version: Publication) -> Innovation:
    """The public columns of a version in an innovation that is not stored, for wording them."""
    texts = version.content["texts"] | {
        "title": version.title,
        "goal": version.facts["goal"],
        "summary_en": version.summary_en,
    }
    found = {name: Innovation._meta.get_field(name).to_python(text) for name, text in texts.items()}
    return Innovation(**found)
