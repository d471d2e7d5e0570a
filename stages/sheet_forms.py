"""The sheet as one form: the columns of its open parts, and a formset for each part's rows.

Nothing typed is lost, and nobody's words are overwritten unknowingly: every field comes with a mark of the
text it was shown with (`KeptForm`), and a row that is sent twice is stored once (`RowFormSet`).
"""

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages.fields import typed_field, with_help
from stages.sheets import FILLED, OPTIONAL, Part, Rows, display, words_asked

ATTACHED = ("photos", "evidence")  # rows with pages of their own
ROWS_MAX = 100  # rows of one kind in one sheet
SHORT = 200  # characters; a column up to this length says its limit beside the field


def mark(value) -> str:
    """A short digest of a column's value: equal for what a reader takes as equal."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, Decimal):
        value = f"{value.normalize():f}"
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


class KeptForm(forms.ModelForm):
    """A form over some columns of one row, which a colleague may have changed since it was shown.

    A field that only the colleague changed keeps the colleague's text. One that both changed is refused once,
    with the other text beside it (`conflicts`); saving again then overwrites knowingly.
    """

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = list(self.fields)
        self.marks = [mark(self.initial.get(name)) for name in self.columns]
        self.conflicts: set[str] = set()
        posted = self.data.get(self.marks_name, "").split(".") if self.is_bound else []
        if len(posted) == len(self.columns):
            self.marks = posted

    @property
    def marks_name(self) -> str:
        return self.add_prefix("marks")

    @property
    def marks_value(self) -> str:
        return ".".join(self.marks)

    @property
    def is_gone(self) -> bool:
        """Whether this is a stored row that a colleague has deleted meanwhile."""
        return self.is_bound and self.instance.pk is None and bool(self.data.get(self.add_prefix("id")))

    @property
    def is_untouched(self) -> bool:
        """Whether what was sent is what was shown. Ask after validation."""
        return [mark(self.cleaned_data.get(name)) for name in self.columns] == self.marks

    def shown(self) -> Iterator[tuple[forms.BoundField, str, str]]:
        """The fields in order, each with its mark and the colleague's text where both changed it."""
        for name, shown in zip(self.columns, self.marks, strict=True):
            yield self[name], shown, display(self.instance, name) if name in self.conflicts else ""

    def clean(self):
        super().clean()
        for number, name in enumerate(self.columns):
            if name not in self.cleaned_data or self.is_gone:
                continue
            shown, mine = self.marks[number], mark(self.cleaned_data[name])
            theirs = mark(self.initial.get(name))
            if theirs in {shown, mine}:
                continue
            if mine == shown:
                self.cleaned_data[name] = getattr(self.instance, name)
                continue
            self.marks[number] = theirs
            self.conflicts.add(name)
            self.add_error(
                name,
                _(
                    "Rekan Anda mengubah bagian ini sesudah halaman ini Anda buka. Tulisannya ada di bawah kotak; "
                    "gabungkan yang perlu, lalu simpan lagi."
                ),
            )
        return self.cleaned_data

    def validate_unique(self):
        """Check also the constraints that Django skips because they name columns outside this form.

        What a constraint says is shown at the last field of this form that it names.
        """
        super().validate_unique()
        has_failed_inside = self.errors.pop(NON_FIELD_ERRORS, None) is not None
        for constraint in self.instance._meta.constraints:
            if not isinstance(constraint, CheckConstraint):
                continue
            touched = constraint.condition.referenced_base_fields
            here = [name for name in self.columns if name in touched]
            is_checked = touched <= set(self.columns) and not has_failed_inside
            if not here or is_checked or touched & set(self.errors):
                continue
            try:
                constraint.validate(type(self.instance), self.instance)
            except ValidationError as error:
                self.add_error(here[-1], error)


@dataclass(frozen=True)
class Mistake:
    """A line of the error summary: what, where on the page."""

    label: str
    sentence: str
    target: str


class KeyField(forms.UUIDField):
    """The key of a row. A row in which nothing else was typed is an empty row."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class RowFormSet(forms.BaseInlineFormSet):
    """The rows of a part. A new row has its key from the page, so that sending it twice stores it once."""

    default_error_messages = {
        "missing_management_form": gettext_lazy(
            "Baris-baris ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi."
        ),
        "too_many_forms": gettext_lazy("Paling banyak %(num)d baris; hapus yang tidak perlu."),
    }

    def _construct_form(self, i, **kwargs):
        if self.is_bound and i >= self.initial_form_count() and (row := self._stored(i)):
            kwargs["instance"] = row
        return super()._construct_form(i, **kwargs)

    def _stored(self, number: int) -> Model | None:
        """The row that another request has stored meanwhile under the key of this new one."""
        key = self.data.get(f"{self.add_prefix(number)}-key")
        return next((row for row in self.get_queryset() if str(row.key) == key), None)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["key"] = KeyField(
            required=False,
            initial=form.instance.key,
            error_messages={"invalid": self.default_error_messages["missing_management_form"]},
        )
        form.fields["id"].error_messages["invalid_choice"] = gettext_lazy(
            "Baris ini sudah dihapus rekan Anda. Centang 'Hapus baris ini', atau salin isinya ke baris baru."
        )
        if getattr(form.instance, "user_id", None):
            form.fields.pop("DELETE", None)  # an account in the team: taken out on the team's own page
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = gettext_lazy("Hapus baris ini")

    def _should_delete_form(self, form):
        return super()._should_delete_form(form) or (form.is_gone and form.is_untouched)

    def save_new(self, form, commit=True):
        rows = self.model.objects
        if form.instance.pk is None:
            key = form.cleaned_data["key"]
            if key and not rows.filter(key=key).exists():
                form.instance.key = key
            if is_ordered(self.model):
                form.instance.position = rows.filter(innovation=self.instance).next_position()
        return super().save_new(form, commit)

    @property
    def is_ordered(self) -> bool:
        return is_ordered(self.model)

    def shift(self, key: str, by: int) -> None:
        """Move the stored row `key` by one place up (-1) or down (1); at the edge it stays."""
        rows = self.model.objects.filter(innovation=self.instance)
        keys = list(rows.values_list("key", flat=True))
        here = next((place for place, one in enumerate(keys) if str(one) == key), None)
        if here is not None and 0 <= here + by < len(keys):
            keys.insert(here + by, keys.pop(here))
            rows.put_in_order(keys)

    @property
    def row_name(self) -> str:
        return capfirst(self.model._meta.verbose_name)

    def mistakes(self, label: str, place: str) -> Iterator[Mistake]:
        """What is wrong in the rows of the part `label`, which stands at `place` on the page."""
        for sentence in self.non_form_errors():
            yield Mistake(label, sentence, place)
        for number, form in enumerate(self.forms, 1):
            if self._should_delete_form(form):
                continue
            for field in form:
                for sentence in field.errors:
                    where = place if field.is_hidden else field.id_for_label
                    row = f"{self.row_name} {number}"
                    what = row if field.is_hidden else f"{row}, {field.label}"
                    yield Mistake(what, sentence, where)


@dataclass(frozen=True)
class Section:
    """One part on the page: its fields, its rows, or the number of its attachments."""

    part: Part
    fields: list[tuple[forms.BoundField, str, str]]
    rows: RowFormSet | None
    attached: int | None


def is_ordered(model: type[Model]) -> bool:
    """Whether people choose the order of these rows; progress reports follow their dates."""
    return any(field.name == "position" for field in model._meta.fields)


class Sheet:
    """The form over `parts` of the innovation's sheet, as it stands or as it was sent (`data`).

    `add` names a relation that gets one more empty row. Neither validation nor `save` changes `innovation`.
    """

    def __init__(
        self, innovation: Innovation, parts: tuple[Part, ...], data: QueryDict | None = None, add: str = ""
    ):
        self.innovation, self.parts = innovation, parts
        if data is not None and add:
            data = _with_one_more(data, add)
        columns = [name for part in parts for name in part.columns()]
        self.form = sheet_form(innovation, parts, columns)(data, instance=copy.copy(innovation))
        self.rows = {
            part.rows.relation: _row_formset(innovation, part.rows, data)
            for part in parts
            if part.rows and part.rows.relation not in ATTACHED
        }

    def sections(self) -> Iterator[Section]:
        shown = {one[0].name: one for one in self.form.shown()}
        for part in self.parts:
            relation = part.rows.relation if part.rows else None
            yield Section(
                part,
                [shown[name] for name in part.columns()],
                self.rows.get(relation),
                getattr(self.innovation, relation).count() if relation in ATTACHED else None,
            )

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def save(self) -> None:
        """Store columns and rows. Call it in a transaction that holds the innovation's lock."""
        self.form.instance.save(update_fields=[*self.form.columns, "updated_at"])
        for rows in self.rows.values():
            rows.save()

    def mistakes(self) -> Iterator[Mistake]:
        """What is wrong with what was sent, in the order of the page."""
        for part in self.parts if self.form.is_bound else ():
            for name in part.columns():
                for sentence in self.form[name].errors:
                    yield Mistake(self.form[name].label, sentence, self.form[name].id_for_label)
            if rows := self.rows.get(part.rows.relation if part.rows else None):
                yield from rows.mistakes(str(part.label), rows.prefix)


def _with_one_more(data: QueryDict, relation: str) -> QueryDict:
    data, key = data.copy(), f"{relation}-TOTAL_FORMS"
    if data.get(key, "").isdecimal():
        data[key] = min(int(data[key]) + 1, ROWS_MAX)
    return data


def sheet_form(innovation: Innovation, parts: tuple[Part, ...], columns: list[str]) -> type[KeptForm]:
    """The form class over `columns` of these parts."""
    part_of = {name: part for part in parts for name in part.columns()}

    def field_of(column, **options):
        if column.name == "custodian":
            options["queryset"] = User.objects.filter(agency=innovation.agency_id, is_active=True)
            options["empty_label"] = gettext_lazy("Pilih ...")
            if innovation.submitted_at and innovation.custodian_id:
                return _settled_custodian(innovation, column, options)
        field = typed_field(column, **options)
        _say_limits(field, column, part_of[column.name])
        return field

    return forms.modelform_factory(Innovation, form=KeptForm, fields=columns, formfield_callback=field_of)


def _settled_custodian(innovation: Innovation, column, options: dict) -> forms.Field:
    """From the first submission on, the custodian changes by handing over alone."""
    field = typed_field(column, **options | {"queryset": User.objects.filter(pk=innovation.custodian_id)})
    field.disabled = True
    link = format_html(
        '<a href="{}">{}</a>',
        reverse("workspace:handover", args=[innovation.code]),
        _("Serahkan kepada rekan"),
    )
    with_help(field, format_html("{} {}.", _("Sesudah kiriman pertama diganti lewat:"), link))
    return field


def row_form(model: type[Model], columns: list[str]) -> type[KeptForm]:
    """The form class over `columns` of one repeating row."""
    return forms.modelform_factory(model, form=KeptForm, fields=columns, formfield_callback=_row_field)


def _say_limits(field: forms.Field, column, part: Part) -> None:
    """Tell beside the field what the sheet and the column ask of it; the page counts the words."""
    least, most = part.fields[column.name], (part.most or {}).get(column.name)
    if least == OPTIONAL:
        with_help(field, _("Boleh kosong."))
    if sentence := words_asked(part, column.name):
        with_help(field, sentence)
        field.widget.attrs |= {
            "data-words-label": _("{n} kata"),
            "data-words-few": _("{n} kata, kurang {k} lagi"),
            "data-words-many": _("{n} kata, lebih {k}"),
        }
        field.widget.attrs |= {"data-min-words": least} if least > FILLED else {}
        field.widget.attrs |= {"data-max-words": most} if most else {}
    if least != OPTIONAL and column.max_length and column.max_length <= SHORT and not column.choices:
        with_help(field, _("Paling banyak %(most)d karakter.") % {"most": column.max_length})


def _row_formset(innovation: Innovation, rows: Rows, data: QueryDict | None) -> RowFormSet:
    relation = getattr(innovation, rows.relation)
    formset = forms.inlineformset_factory(
        Innovation,
        relation.model,
        form=KeptForm,
        formset=RowFormSet,
        fields=rows.fields,
        extra=1 if relation.all() else 2,
        max_num=ROWS_MAX,
        absolute_max=ROWS_MAX + 1,
        validate_max=True,
        can_delete_extra=False,
        formfield_callback=_row_field,
    )
    return formset(data, instance=innovation, prefix=rows.relation)


def _row_field(column, **options) -> forms.Field:
    field = typed_field(column, **options)
    if field.required:
        field.error_messages["required"] = _("Isi '%(label)s', atau kosongkan seluruh baris ini.") % {
            "label": field.label
        }
    return field
