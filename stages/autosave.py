"""Keeping what somebody types, while they type it: one part's fields, or one of its rows, a message.

Everything valid in a message is stored, the rest is answered with its sentence and stays in the browser. The
rules are those of the form that is sent by hand (`KeptForm`): a text that a colleague changed meanwhile is
never overwritten unknowingly. A message that comes twice, because its answer was lost, changes nothing more.

A message is JSON; `stage` and `part` say where, and one of these what:

    {"values": {column: {"mark": m, "value": text} or {"mark": m, "of": n, "splice": [start, end, text]}}}
    {"row": key, "new": true, "values": ...}    {"row": key, "remove": true}    {"order": [key, ...]}

`mark` is the mark of the text that the page showed. A splice replaces the code points start to end of that
text, which was `n` long; where another text stands by now, the answer asks for the whole.
"""

import copy
import json
import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation
from stages import standing, workflow
from stages.sheet_forms import ATTACHED, ROWS_MAX, KeptForm, is_ordered, mark, row_form, sheet_form
from stages.sheets import CONDENSED, SHEETS, Part, display

MOST_BYTES = 250_000  # of one message; the longest text takes 80,000
RELATIONS = {
    part.key: part.rows.relation
    for parts in (*SHEETS.values(), CONDENSED)
    for part in parts
    if part.rows and part.rows.relation not in ATTACHED
}
ORDERED = {
    part
    for part, relation in RELATIONS.items()
    if is_ordered(Innovation._meta.get_field(relation).related_model)
}


class Malformed(Exception):  # noqa: N818
    """A message that no page of ours sends; its text says what to do."""


class Closed(Exception):  # noqa: N818
    """The part is no longer open to this person; its text says why."""


def keep(user: User, workable: QuerySet[Innovation], code: str, body: bytes) -> dict:
    """Store the message `body` about the record `code` of `workable`; the answer, ready for JSON.

    The answer: saved ("10:42 WIB", or None when nothing was stored), marks (of the columns stored), values
    (as stored, where that is not what was sent), errors (column: sentence), conflicts (column: a colleague's
    text), whole (columns to send whole), gone (the row was removed by a colleague).

    Raises Malformed, Closed, or Innovation.DoesNotExist.
    """
    message = _read(body)
    with transaction.atomic():
        if "row" in message and not message.get("new"):
            return _keep_stored_row(user, workable, code, message)
        innovation = workable.select_for_update(of=["self"]).get(code=code)
        part = _open_part(user, innovation, message)
        if "order" in message:
            getattr(innovation, part.rows.relation).all().put_in_order(_keys(message["order"]))
            return _answer(saved=True)
        if "row" in message:
            return _keep_new_row(innovation, part, message)
        return _keep_columns(innovation, part, message)


def _keep_columns(innovation: Innovation, part: Part, message: dict) -> dict:
    def form_of(columns):
        return sheet_form(innovation, (part,), columns)

    return _store(copy.copy(innovation), part.columns(), _values(message), form_of, also=("updated_at",))


def _keep_stored_row(user: User, workable: QuerySet[Innovation], code: str, message: dict) -> dict:
    """One query finds the row, locks it and its innovation, and knows whether they are the user's."""
    model = Innovation._meta.get_field(RELATIONS[message["part"]]).related_model
    (key,) = _keys([message["row"]])
    row = (
        model.objects.filter(key=key, innovation__in=workable.filter(code=code))
        .select_related("innovation")
        .select_for_update(of=["innovation", "self"])  # in this order, as everybody does: no deadlock
        .first()
    )
    if row is None:
        _open_part(user, workable.get(code=code), message)
        return _answer(saved=True) if message.get("remove") else _answer(gone=True)
    part = _open_part(user, row.innovation, message)
    if message.get("remove"):
        if getattr(row, "user_id", None):
            raise Closed(_("Anggota ini punya akun; keluarkan lewat halaman tim."))
        row.delete()
        return _answer(saved=True)
    return _store(row, part.rows.fields, _values(message), lambda columns: row_form(model, columns))


def _keep_new_row(innovation: Innovation, part: Part, message: dict) -> dict:
    rows = getattr(innovation, part.rows.relation)
    model = rows.model
    (key,) = _keys([message["row"]])
    stored = list(rows.all())
    row = next((one for one in stored if one.key == key), None)
    if row is None:
        if len(stored) >= ROWS_MAX:
            raise Closed(_("Paling banyak %(num)d baris; hapus yang tidak perlu.") % {"num": ROWS_MAX})
        if model.objects.filter(key=key).exists():
            raise Malformed(_("Muat ulang halaman, lalu tambah barisnya lagi."))
        row = model(innovation=innovation, key=key)
        if is_ordered(model):
            row.position = max((one.position for one in stored), default=0) + 1
    values = _values(message)
    if row.pk is None:  # whatever is required must be there, or nothing can be stored
        values = {name: values.get(name, {"mark": mark(None), "value": ""}) for name in part.rows.fields}
    return _store(row, part.rows.fields, values, lambda columns: row_form(model, columns))


def _store(
    row: Model, columns, values: dict, form_of: Callable[[list[str]], type[KeptForm]], also=()
) -> dict:
    """Store the valid ones of `values` in `row`'s `columns`; the answer."""
    if not set(values) <= set(columns):
        raise Malformed(_("Muat ulang halaman ini, lalu isi lagi."))
    answer = _answer()
    texts = {}
    for name, sent in values.items():
        text = _text(row, name, sent)
        if text is None:
            answer["whole"].append(name)
        else:
            texts[name] = text
    names = [name for name in columns if name in texts]
    while names:
        data = texts | {"marks": ".".join(values[name]["mark"] for name in names)}
        form = form_of(names)(data, instance=copy.copy(row))
        if form.is_valid():
            break
        # What stands with a refused text in one constraint is judged again without it, against what is stored.
        for name in [name for name in names if name in form.errors]:
            names.remove(name)
            if name in form.conflicts:
                answer["conflicts"][name] = {
                    "mark": form.marks[form.columns.index(name)],
                    "theirs": display(row, name),
                    "value": _as_sent(form, name),
                }
            else:
                answer["errors"][name] = " ".join(form.errors[name])
    if not names or (row.pk is None and (answer["errors"] or answer["whole"])):
        return answer
    kept = form.instance
    if row.pk is None:
        kept.save(force_insert=True)
    else:
        kept.save(update_fields=[*names, *also])
    answer["saved"] = standing.hour_now()
    answer["marks"] = {name: mark(getattr(kept, name)) for name in names}
    answer["values"] = {
        name: _as_sent(form, name, stored=True)
        for name in names
        if mark(texts[name]) != answer["marks"][name]
    }
    return answer


def _answer(*, saved: bool = False, gone: bool = False) -> dict:
    return {
        "saved": standing.hour_now() if saved else None,
        "marks": {},
        "values": {},
        "errors": {},
        "conflicts": {},
        "whole": [],
        "gone": _("Baris ini sudah dihapus rekan Anda.") if gone else "",
    }


def _as_sent(form: KeptForm, name: str, *, stored: bool = False) -> str:
    """What the page's field would show for the value now stored, or to be stored."""
    value = form.fields[name].prepare_value(
        form.instance.serializable_value(name) if stored else form.initial.get(name)
    )
    return "" if value is None else str(value)


def _text(row: Model, name: str, sent: dict) -> str | None:
    """The text as it shall be, or None where a splice does not fit what is stored."""
    if "splice" not in sent:
        return sent["value"]
    stored = getattr(row, name)
    if not isinstance(stored, str) or mark(stored) != sent["mark"] or len(stored) != sent["of"]:
        return None
    start, end, inserted = sent["splice"]
    return stored[:start] + inserted + stored[end:]


def _open_part(user: User, innovation: Innovation, message: dict) -> Part:
    """The part that the message is about. Raises Closed."""
    part = next((part for part in workflow.open_parts(user, innovation) if part.key == message["part"]), None)
    if part is None or message["stage"] != innovation.stage:
        raise Closed(standing.overtaken(innovation))
    return part


# What comes in is anybody's bytes: it is looked at once, here.


def _read(body: bytes) -> dict:
    message = None
    if len(body) <= MOST_BYTES:
        try:
            message = json.loads(body)
            json.dumps(message, ensure_ascii=False).encode()  # half a character can't be stored
        except (ValueError, RecursionError):
            message = None
    if not (
        isinstance(message, dict)
        and isinstance(message.get("stage"), str)
        and isinstance(message.get("part"), str)
        and isinstance(message.get("row", ""), str)
        and ("row" not in message or message["part"] in RELATIONS)
        and ("order" not in message or message["part"] in ORDERED)
    ):
        raise Malformed(_("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi."))
    return message


def _values(message: dict) -> dict[str, dict]:
    values = message.get("values")
    if not (isinstance(values, dict) and values and all(map(_is_value, values.values()))):
        raise Malformed(_("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi."))
    return values


def _is_value(sent) -> bool:
    match sent:
        case {"mark": str(), "value": str()}:
            return True
        case {"mark": str(), "of": int(), "splice": [int(start), int(end), str()]}:
            return 0 <= start <= end
    return False


def _keys(sent) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(key) for key in sent]
    except (AttributeError, TypeError, ValueError) as error:
        raise Malformed(_("Muat ulang halaman ini, lalu isi lagi.")) from error
