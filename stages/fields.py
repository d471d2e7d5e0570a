"""Form fields for what people type in the workspace: they take what people write, and refuse in plain words.

None has a `maxlength` in the page: a browser would cut a pasted text without a word.
"""

import re

from django import forms
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "required": _("Isi bagian ini."),
    "null_characters_not_allowed": _(
        "Hapus karakter yang tidak terlihat dari tulisan ini (biasanya ikut tersalin dari dokumen lain), "
        "lalu simpan lagi."
    ),
    "max_length": _("Ringkas menjadi paling banyak %(limit_value)d karakter; sekarang %(show_value)d."),
    "min_value": _("Isi angka %(limit_value)s atau lebih."),
    "max_value": _("Isi angka paling banyak %(limit_value)s."),
    "max_digits": _("Angka ini terlalu panjang; periksa lagi, atau pakai satuan yang lebih besar."),
    "max_whole_digits": _("Angka ini terlalu panjang; periksa lagi, atau pakai satuan yang lebih besar."),
    "max_decimal_places": _("Tulis paling banyak %(max)s angka di belakang koma."),
    "invalid_choice": _("Pilih salah satu dari daftar."),
}
NOT_A_DATE = _("Tulis tanggal yang ada di kalender, misalnya 31-12-2026.")
NOT_A_NUMBER = _("Tulis angka saja, misalnya 1.500 atau 12,5.")
NOT_WHOLE = _("Tulis bilangan bulat tanpa koma, misalnya 1.500.")
NOT_AN_ADDRESS = _("Tulis alamat lengkap yang diawali https://, misalnya https://contoh.go.id.")

DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")


class LongText(forms.CharField):
    """A text of several lines. Line ends are kept as `\\n`, so that they count as one character."""

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def _plain_number(value):
    """A number as Indonesians write it (1.500.000, Rp 12,5) in the notation of code."""
    if not isinstance(value, str):
        return value
    value = re.sub(r"\s|^\s*rp\.?", "", value, flags=re.IGNORECASE)
    if "," in value or THOUSANDS.fullmatch(value):
        value = value.replace(".", "").replace(",", ".")
    return value


def _written(number: str) -> str:
    """A number of code (-1234567.5) as Indonesians write it (-1.234.567,5); four digits may be a year."""
    whole, _point, rest = number.partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}".replace(",", ".")
    return f"{whole},{rest}" if rest else whole


class WholeNumber(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value):
        return super().to_python(_plain_number(value))

    def prepare_value(self, value):
        return _written(str(value)) if isinstance(value, int) else value


class Number(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python(_plain_number(value))

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return _written(f"{value.normalize():f}")


def typed_field(column: models.Field, **options) -> forms.Field | None:
    """The form field of a model's column (a `formfield_callback`)."""
    match column:
        case models.Field(choices=[*_some]):
            options["choices"] = column.get_choices(blank_choice=[("", _("Pilih ..."))])
        case models.TextField():
            options |= {"form_class": LongText, "widget": forms.Textarea(attrs={"rows": 6})}
        case models.DateField():
            options |= {
                "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                "input_formats": DATE_FORMATS,
            }
        case models.IntegerField():
            options |= {"form_class": WholeNumber, "widget": WholeNumber.widget}
        case models.DecimalField():
            options |= {"form_class": Number, "widget": Number.widget}
    field = column.formfield(**options)
    return plain_spoken(field) if field else None


def plain_spoken(field: forms.Field) -> forms.Field:
    """The same field, refusing in sentences that say what to do."""
    field.error_messages |= SENTENCES
    match field:
        case forms.DateField():
            field.error_messages["invalid"] = NOT_A_DATE
        case WholeNumber():
            field.error_messages["invalid"] = NOT_WHOLE
        case Number():
            field.error_messages["invalid"] = NOT_A_NUMBER
        case forms.URLField():
            field.error_messages["invalid"] = NOT_AN_ADDRESS
    field.widget.attrs.pop("maxlength", None)
    return field


def with_help(field: forms.Field, sentence: str) -> None:
    """Add a sentence to the field's help text."""
    field.help_text = format_lazy("{} {}", field.help_text, sentence) if field.help_text else sentence
