"""The columns of a list: what the sheets ask for before Display, the code, and whether it runs already."""

import re
from datetime import date
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.spreadsheets import FAILED_FORMULAS, plain, written
from innovations.models import Innovation, Stage, Status
from stages import workflow
from stages.fields import typed_field
from stages.sheets import SHEETS, sheet_for, stages_of

CODE, RUNNING = "code", "entry_stage"
# Display is a story for the public, and the custodian is a person: neither is kept in lists.
NARRATIVE = tuple(
    name
    for stage in (Stage.DRUM_UP, Stage.DIAGNOSE, Stage.DESIGN, Stage.DELIVERY)
    for part in SHEETS[stage]
    for name in part.columns()
    if name != "custodian"
)
EXPORTED = "updated_at"  # tells, in a list that comes back, which state of the record it was made from
TOLD = ("stage", "status", "due", "created_at", EXPORTED)  # an export tells them; nobody writes them
REQUIRED = ("title", "one_line")  # of a new record
EXAMPLE_CODE = "CONTOH"  # a row with it is passed over

CHOICES_SAID = 8  # choices that one sentence can name


def column(name: str) -> models.Field:
    return Innovation._meta.get_field(name)


@cache
def label(name: str) -> str:
    """The heading of a column, as files carry it: always in Indonesian."""
    with translation.override("id"):
        if name == CODE:
            return _("Kode")
        return _("Sudah berjalan?") if name == RUNNING else capfirst(str(column(name).verbose_name))


@cache
def choices(name: str) -> dict[str, str]:
    """Value -> label of a column in which one of a few is chosen; else empty. Labels as files carry them."""
    with translation.override("id"):
        if name == RUNNING:
            return {Stage.DRUM_UP: _("Belum"), Stage.DELIVERY: _("Ya")}
        return {value: str(text) for value, text in column(name).choices or ()}


@cache
def by_heading() -> dict[str, str]:
    return {plain(label(name)): name for name in (CODE, RUNNING, *NARRATIVE, *TOLD)}


def open_columns(user: User, innovation: Innovation) -> set[str]:
    """The columns that `user` may change by a list now.

    Of a draft: what was not judged in an earlier stage. Of a returned record: what was asked for.
    """
    asked = {name for part in workflow.open_parts(user, innovation) for name in part.columns()}
    if not asked or innovation.status != Status.DRAFT:
        return asked
    earlier = stages_of(innovation)[: stages_of(innovation).index(Stage(innovation.stage))]
    judged = {name for stage in earlier for part in sheet_for(innovation, stage) for name in part.columns()}
    return asked | set(NARRATIVE) - judged


def cleaned(name: str, cell):
    """The value that `cell` means for a column, by the field's own rules. Raises ValidationError."""
    text = written(cell)
    if text in FAILED_FORMULAS:
        raise ValidationError(
            _("Rumus di sel ini gagal (%(found)s). Ketik isinya, atau perbaiki rumusnya.") % {"found": text}
        )
    if known := choices(name):
        return _chosen(known, text)
    field = _field(name)
    if isinstance(cell, date) and isinstance(field, forms.DateField):
        text = cell
    if not isinstance(column(name), models.TextField) and isinstance(text, str):
        text = re.sub(r"[\r\n\t]+", " ", text)  # one line, as in the sheet
    value = field.clean(text)
    try:
        column(name).run_validators(value)
    except ValidationError as error:
        for one in error.error_list:
            one.message = field.error_messages.get(one.code, one.message)
        raise
    return value


@cache
def _field(name: str) -> forms.Field:
    return typed_field(column(name))


def _chosen(known: dict[str, str], text: str) -> str:
    for value, name in known.items():
        if plain(text) in {plain(name), plain(value)}:
            return value
    if len(known) > CHOICES_SAID:
        raise ValidationError(_("Pilih salah satu dari daftar di lembar 'Pilihan'."))
    raise ValidationError(_("Pilih salah satu: %(names)s.") % {"names": ", ".join(known.values())})
