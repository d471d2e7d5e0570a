"""What visitors and units type on the festival's pages."""

import time

from django import forms
from django.core import signing
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from festival.models import Suggestion
from stages.fields import LongText, plain_spoken

FASTEST, SLOWEST = 3, 24 * 60 * 60  # seconds between opening the form and sending it
SALT = "festival.suggestion"


def sealed_now() -> str:
    """The mark of this moment, for a form that is shown now."""
    return signing.dumps(int(time.time()), salt=SALT)


def seconds_since(seal: str) -> float | None:
    """How long ago a form with this mark was shown; None for a mark that is not ours or too old."""
    try:
        age = time.time() - signing.loads(seal, salt=SALT)
    except signing.BadSignature:
        return None
    return age if age <= SLOWEST else None


class SuggestionForm(forms.ModelForm):
    """A suggestion, with a field that only programs fill, and the seal of when the form was opened."""

    use_required_attribute = False
    website = forms.CharField(
        label=_("Biarkan kosong"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    text = plain_spoken(
        LongText(
            label=_("Saran Anda"),
            help_text=_("10 sampai 1.000 karakter. Jangan tulis nama atau nomor orang lain."),
            max_length=1_000,
            widget=forms.Textarea(attrs={"rows": 6}),
            validators=[
                MinLengthValidator(10, _("Tulis sedikit lebih panjang: paling sedikit 10 karakter."))
            ],
        )
    )

    class Meta:
        model = Suggestion
        fields = ["text", "name", "shows_name", "contact"]
        labels = {
            "name": _("Nama Anda (boleh kosong)"),
            "shows_name": _("Nama saya boleh ditampilkan bersama saran ini"),
            "contact": _("Kontak Anda (boleh kosong)"),
        }
        help_texts = {
            "contact": _(
                "Nomor atau e-mail; hanya dibaca unit ini. Dihapus begitu saran dijawab, paling lama sesudah 90 hari."
            )
        }
        error_messages = {
            name: {
                "max_length": _(
                    "Ringkas menjadi paling banyak %(limit_value)d karakter; sekarang %(show_value)d."
                ),
                "null_characters_not_allowed": _("Hapus karakter yang tidak terlihat dari tulisan ini."),
            }
            for name in ("name", "contact")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("text", "name", "contact"):
            self.fields[name].widget.attrs["class"] = "form-control"
        for name, kind in (("name", "name"), ("contact", "on")):
            widget = self.fields[name].widget
            widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, without a word
            widget.attrs["autocomplete"] = kind

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("website"))


class AnswerForm(forms.Form):
    """The unit's public answer."""

    use_required_attribute = False
    answer = plain_spoken(
        LongText(
            label=_("Jawaban unit"),
            help_text=_("Dibaca siapa saja di halaman inovasi ini. 10 sampai 2.000 karakter."),
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 6}),
            validators=[
                MinLengthValidator(10, _("Tulis sedikit lebih panjang: paling sedikit 10 karakter."))
            ],
        )
    )
