"""The forms of moves and reviews: each asks for just what the move's row in `MOVES` asks for."""

from datetime import date, datetime, time
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages import reviews, workflow
from stages.fields import LongText, plain_spoken
from stages.models import Conflict, StageRecord
from stages.sheets import CONDENSED, SHEETS
from stages.timing import improve_by

END_OF_WORK = time(16, 0)  # offices close at 16.00
LONG = 10_000  # characters of a note
WORDS = 2_000  # characters about one part
PART_LABELS = {part.key: part.label for sheet in [CONDENSED, *SHEETS.values()] for part in sheet}
RELOAD = _("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu coba lagi.")
UNREADABLE = ("required", "invalid")


class Parts(NamedTuple):
    """What is said of the parts of a sheet: of those to be improved (ticked), and of others. {key: words}"""

    asked: dict[str, str] = {}
    remarks: dict[str, str] = {}


class PartsWidget(forms.Widget):
    """For each part a box for words and a tick that asks for improvement. Its value is `Parts`.

    What was written for a part that the present sheet no longer has stays to be read and copied.
    """

    use_fieldset = True
    template = "admin/stages/case/parts.html"

    def __init__(self, choices: list[tuple[str, str]]):
        super().__init__()
        self.choices = choices

    def value_from_datadict(self, data, files, name) -> Parts:
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        start = f"{name}-"
        said = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
        return Parts(
            {key: said.get(key, "") for key in ticked},
            {key: words for key, words in said.items() if words.strip() and key not in ticked},
        )

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        value, start = value or Parts(), (attrs or {}).get("id", name)
        words = value.remarks | value.asked
        parts = [
            {
                "key": key,
                "label": label,
                "id": f"{start}_{key}",
                "is_asked": key in value.asked,
                "words": words.get(key, ""),
            }
            for key, label in self.choices
        ]
        here = dict(self.choices)
        gone = [(PART_LABELS.get(key, key), said) for key, said in words.items() if said and key not in here]
        return mark_safe(render_to_string(self.template, {"name": name, "parts": parts, "gone": gone}))  # noqa: S308


class PartsField(forms.Field):
    """What is said of the parts of the present sheet, and which of them are to be improved. Cleans to `Parts`."""

    def __init__(self, innovation: Innovation):
        super().__init__(
            label=_("Catatan per bagian"),
            help_text=_(
                "Dibaca unit bersama jawaban Anda. Hanya bagian yang dicentang dibuka lagi saat Anda meminta "
                "perbaikan; catatan boleh kosong, dan boleh tanpa centang."
            ),
            widget=PartsWidget([(part.key, part.label) for part in workflow.sheet_for(innovation)]),
            required=False,
        )
        self.words = plain_spoken(LongText(required=False, max_length=WORDS))

    def clean(self, value: Parts) -> Parts:
        """Parts of a page gone stale pass: `perform` says so in better words."""
        if not {*value.asked, *value.remarks} <= set(PART_LABELS):
            raise ValidationError(RELOAD)
        errors: list[str] = []
        cleaned = Parts(*(self._cleaned(words, errors) for words in value))
        if errors:
            raise ValidationError(errors)
        return cleaned

    def has_changed(self, initial: Parts | None, data: Parts) -> bool:
        errors: list[str] = []
        return (initial or Parts()) != Parts(*(self._cleaned(words, errors) for words in data)) or bool(
            errors
        )

    def _cleaned(self, said: dict[str, str], errors: list[str]) -> dict[str, str]:
        found = {}
        for key, words in said.items():
            try:
                found[key] = self.words.clean(words)
            except ValidationError as error:
                errors += [f"{PART_LABELS.get(key, key)}: {sentence}" for sentence in error.messages]
        return found


class DueField(forms.DateField):
    """The day by which to improve, as the moment when offices close."""

    def __init__(self, label: str = ""):
        super().__init__(
            label=label or _("Batas waktu perbaikan"),
            help_text=_("Sampai pukul 16.00 WIB."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            required=False,
            error_messages={"invalid": _("Pilih tanggal, misalnya 20/12/2026.")},
        )

    def clean(self, value) -> datetime | None:
        day: date | None = super().clean(value)
        return day and timezone.make_aware(datetime.combine(day, END_OF_WORK))


def text_box(label, rows: int, help_text="") -> forms.CharField:
    """A box that may stay empty here: `workflow.perform` says what is missing, in its own words."""
    return plain_spoken(
        LongText(
            label=label,
            help_text=help_text,
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
    )


def version_field() -> forms.IntegerField:
    """The innovation's version that the page showed."""
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=dict.fromkeys(UNREADABLE, RELOAD))


class MoveForm(forms.Form):
    """Collects a move's note, lesson, parts and due date, and carries it out with `save`.

    Nothing is decided here: `workflow.perform` refuses what is missing, with the sentence to show.
    """

    version = version_field()

    def __init__(self, move: workflow.Move, innovation: Innovation, data=None, **kwargs):
        self.move, self.innovation = move, innovation
        super().__init__(data, initial={"version": innovation.version}, prefix=move.name, **kwargs)
        if workflow.NOTE in move.asks:
            self.fields["note"] = text_box(_("Alasan"), 4, _("Dibaca unit."))
        else:
            self.fields["note"] = text_box(_("Catatan (boleh kosong)"), 3, _("Dibaca unit."))
        if workflow.LESSON in move.asks:
            self.fields["lesson"] = text_box(
                _("Pelajaran"), 3, _("Apa yang sebaiknya diketahui unit lain yang mencoba hal serupa.")
            )
        if workflow.PARTS in move.asks:
            self.fields["parts"] = PartsField(innovation)
        if workflow.DUE in move.asks:
            self.fields["due"] = DueField(_("Diputuskan sebelum")) if move.name == "postpone" else DueField()
        if workflow.PARTS in move.asks:
            self.fields["due"].initial = improve_by(timezone.localdate())

    def save(self, actor) -> StageRecord:
        """Perform the move. Raises workflow.Refused with the sentence to show."""
        said = dict(self.cleaned_data)
        if "parts" in said:
            said["parts"], remarks = said["parts"]
            said["note"] = reviews.with_remarks(said["note"], remarks, self.innovation)
        return workflow.perform(self.innovation, self.move.name, actor, **said)


class ConflictForm(forms.Form):
    """A reviewer's declaration that somebody else should judge this record."""

    reason = plain_spoken(
        LongText(
            label=_("Alasan"),
            help_text=_("Misalnya: kepala unitnya kerabat saya. Dibaca pengelola."),
            required=False,
            max_length=Conflict._meta.get_field("reason").max_length,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="conflict")


class AbstainForm(forms.Form):
    """A reviewer's reason for leaving a case to somebody else, without a conflict of interest."""

    reason = plain_spoken(
        LongText(
            label=_("Alasan"),
            help_text=_("Misalnya: di luar bidang saya. Dibaca pengelola, yang mencari penelaah lain."),
            required=False,
            max_length=250,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="abstain")


class SeenField(forms.MultipleChoiceField):
    """Hidden `<key>:<version>` pairs: which records were on the page, each as it was then. Cleans to a dict."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value) -> bool:
        return True

    def clean(self, value) -> dict[int, int]:
        try:
            return {
                int(key): int(version) for key, version in (one.split(":") for one in super().clean(value))
            }
        except ValueError as error:
            raise forms.ValidationError(RELOAD) from error


class AnnounceForm(forms.Form):
    seen = SeenField(error_messages=dict.fromkeys(UNREADABLE, RELOAD))
