"""The steward's forms for one window: more time for chosen units, and letters to them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from stages import extensions, workflow
from stages.fields import LongText, plain_spoken
from stages.forms import RELOAD
from stages.models import Extension, StageWindow


class Moment(forms.DateTimeField):
    """A day and an hour in one labelled box; Django's pair of boxes gives neither of them a label."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**kwargs | {"widget": widget, "help_text": _("Waktu WIB.")})
        self.error_messages |= {
            "required": _("Isi tanggal dan jamnya."),
            "invalid": _("Pilih tanggal dan jam, misalnya 20-12-2026 16.00."),
        }


class UnitsField(forms.ModelMultipleChoiceField):
    """Units to tick. The page draws the boxes itself, beside what it tells of each."""

    def __init__(self):
        super().__init__(Agency.objects.filter(is_active=True), label=_("Unit"))
        self.error_messages |= {
            "required": _("Centang paling sedikit satu unit."),
            **dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), RELOAD),
        }


class ExtendForm(forms.Form):
    """Which units, until when, and why. What is refused says `extensions.check`."""

    units = UnitsField()
    until = Moment(label=_("Sampai"))
    reason = plain_spoken(
        forms.CharField(
            label=_("Alasan"),
            help_text=_("Dibaca unit, dan tetap tercatat."),
            max_length=Extension._meta.get_field("reason").max_length,
        )
    )
    reason.error_messages["required"] = _("Tulis alasannya; unit membaca apa yang Anda tulis.")

    def __init__(self, window: StageWindow, data=None, **kwargs):
        self.window = window
        super().__init__(data, **kwargs)

    def clean_until(self):
        until = self.cleaned_data["until"]
        try:
            extensions.check(self.window, until)
        except workflow.Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return until


class LettersForm(forms.Form):
    """To which units to write, and what stands in every letter beside their own list."""

    units = UnitsField()
    message = plain_spoken(
        LongText(
            label=_("Pesan Anda (boleh kosong)"),
            help_text=_("Masuk ke setiap surat, di atas daftar kekurangan unit."),
            required=False,
            max_length=1_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )
