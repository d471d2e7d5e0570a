"""What is kept of a case as PDF, for its file: sheets as they were sent, the road, texts, reviews, decisions.

Always Indonesian, like the snapshots that they are made of.
"""

from collections.abc import Iterable

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from innovations.models import Innovation
from stages.field_history import Sitting
from stages.models import Event, Review, StageRecord
from stages.moves import LABELS
from stages.papers.numbering import plain
from stages.papers.typeset import compiled
from stages.reading import read
from stages.road import Happening
from stages.sheets import sheet_for


def sheet_pdf(record: StageRecord) -> bytes:
    """The sheet as the submission `record` sent it."""
    with translation.override("id"):
        case = record.innovation
        sections = []
        for part in read(case, stage=record.from_stage, frozen=record.snapshot):
            entries = [_text(field.label, field.text or _("Belum diisi")) for field in part.fields]
            if part.rows:
                rows = [list(row.cells) for row in part.rows]
                entries.append({"kind": "table", "labels": list(part.headings), "rows": rows})
            elif part.headings:
                entries.append(_text("", _("Belum ada isian.")))
            sections.append(_section(part.label, entries))
        sent = [(_("Dikirim"), _moment(record.created_at)), (_("Oleh"), _who(record))]
        receipt = [(_("Tanda terima"), record.receipt)] if record.receipt else []
        heading = _("Lembar kerja %(stage)s") % {"stage": record.get_from_stage_display()}
        return _pdf(case, heading, sections, [*sent, *receipt])


def road_pdf(case: Innovation, road: Iterable[StageRecord | Event | Happening]) -> bytes:
    """The whole road (`stages.road.whole_road`), oldest first."""
    with translation.override("id"):
        return _pdf(case, _("Catatan perjalanan"), [_step(one) for one in reversed(list(road))])


def decisions_pdf(case: Innovation, records: Iterable[StageRecord]) -> bytes:
    """The steps that decided or announced, oldest first."""
    with translation.override("id"):
        return _pdf(case, _("Keputusan"), [_step(record) for record in records])


def history_pdf(case: Innovation, sittings: Iterable[Sitting]) -> bytes:
    """Who changed which text, newest first; what went is struck, what came is underlined."""
    with translation.override("id"):
        sections = []
        for sitting in sittings:
            entries = []
            for change in sitting.changes:
                place = f"{date_format(localtime(change.at), 'H.i')} · {change.part}"
                entries.append(_text(place, change.what))
                entries += [
                    {
                        "kind": "pieces",
                        "label": field.label,
                        "pieces": [{"change": one.change, "text": one.text} for one in field.pieces],
                    }
                    for field in change.fields
                ]
            author = str(sitting.author or _("Tidak diketahui"))
            sections.append(_section(author, entries, _moment(sitting.began)))
        return _pdf(case, _("Riwayat isian"), sections)


def reviews_pdf(case: Innovation, reviews: Iterable[Review]) -> bytes:
    """Finished reviews with their scores (prefetched with their criteria), and what was said of each part."""
    with translation.override("id"):
        return _pdf(case, _("Telaah"), [_review(case, one) for one in reviews])


def _review(case: Innovation, review: Review) -> dict:
    stage = review.submission.from_stage
    entries = [
        _text(label, text)
        for label, text in (
            (_("Rekomendasi"), review.get_verdict_display()),
            (_("Balasan ke SKPD"), review.reply),
            (_("Catatan internal"), review.internal_note),
        )
        if text
    ]
    labels = {part.key: str(part.label) for part in sheet_for(case, stage)}
    said = [(labels.get(key, key), words) for key, words in (review.remarks | review.asked).items() if words]
    if said:
        entries.append({"kind": "table", "labels": [_("Bagian"), _("Catatan")], "rows": said})
    scores = [
        (str(score.criterion.label), _("belum dapat dinilai") if score.value is None else str(score.value))
        for score in review.scores.all()
    ]
    if scores:
        entries.append({"kind": "table", "labels": [_("Kriteria"), _("Nilai (1-5)")], "rows": scores})
    heading = f"{review.submission.get_from_stage_display()}: {review.reviewer.name}"
    return _section(heading, entries, _moment(review.finished_at))


def _step(one: StageRecord | Event | Happening) -> dict:
    hint = f"{_moment(one.created_at)} · {_who(one)}"
    if not isinstance(one, StageRecord):
        return _section(capfirst(one.get_kind_display()), [_text("", one.note)] if one.note else [], hint)
    entries = [
        _text(label, text)
        for label, text in (
            (_("Catatan"), one.note),
            (_("Pelajaran"), one.lesson),
            (_("Tanda terima"), one.receipt),
            (_("Batas waktu"), _moment(one.due) if one.due else ""),
        )
        if text
    ]
    points = {point.part: point for point in one.points.all()} if one.parts else {}
    asked = [
        [str(part.label), *_words(points.get(part.key))]
        for part in sheet_for(one.innovation, one.from_stage)
        if part.key in one.parts
    ]
    if asked:
        labels = [_("Bagian yang diminta diperbaiki"), _("Yang diminta"), _("Jawaban unit")]
        entries.append({"kind": "table", "labels": labels, "rows": asked})
    return _section(f"{LABELS[one.move]} ({one.get_from_stage_display()})", entries, hint)


def _words(point) -> tuple[str, str]:
    return (point.words, point.answer if point.is_sent else "") if point else ("", "")


def _who(one) -> str:
    if one.actor is None:
        return _("lewat tautan")
    return f"{one.actor.name}, {one.get_role_display()}" if isinstance(one, StageRecord) else one.actor.name


def _text(label: str, text: str) -> dict:
    return {"kind": "text", "label": str(label), "text": str(text)}


def _section(heading: str, entries: list, hint: str = "") -> dict:
    return {"heading": str(heading), "hint": hint, "entries": entries}


def _moment(at) -> str:
    return _("%(when)s WIB") % {"when": date_format(localtime(at), "j F Y, H.i")}


def _pdf(case: Innovation, heading: str, sections: list[dict], more: Iterable[tuple[str, str]] = ()) -> bytes:
    facts = [
        (_("Inovasi"), case.title),
        (_("Kode"), case.code),
        (_("Unit kerja"), case.agency.name),
        (_("Laboratorium"), case.lab.name),
        *more,
    ]
    data = {
        "heading": heading,
        "code": case.code,
        "facts": facts,
        "sections": sections,
        "nothing": _("Belum ada."),
        "made": _("dicetak %(on)s") % {"on": date_format(localtime(), "j F Y")},
    }
    return compiled("kept.typ", plain(data))
