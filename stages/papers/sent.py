"""A sheet as a browser would send it, and what its forms say to that, without a page in between."""

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from stages.sheet_forms import KeptForm, Sheet, mark


def sent_sheet(sheet: Sheet) -> dict[str, str]:
    """The fields of the untouched page of `sheet`."""
    sent = sent_form(sheet.form)
    for formset in sheet.rows.values():
        sent |= {
            f"{formset.prefix}-TOTAL_FORMS": str(formset.total_form_count()),
            f"{formset.prefix}-INITIAL_FORMS": str(formset.initial_form_count()),
        }
        for form in formset.forms:
            sent |= sent_form(form)
    return sent


def sent_form(form: KeptForm) -> dict[str, str]:
    """The fields of one untouched form with its marks."""
    sent = {form.marks_name: form.marks_value}
    for field in form:
        value = field.value()
        match value:
            case False:
                continue
            case True:
                text = "on"
            case date():
                text = value.isoformat()
            case _:
                text = "" if value is None else str(value)
        sent[field.html_name] = text
    return sent


def put_back(data: dict[str, str], stored: dict[str, str | None]) -> None:
    """Give fields of `data` the texts that they had; None: a field that was not sent."""
    for name, text in stored.items():
        if text is None:
            data.pop(name, None)
        else:
            data[name] = text


def as_query(data: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def refusals(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """By key of a line (a column, or "steps-2"; "steps" for the rows as such): the sentences."""
    found = {name: _sentences(sheet.form, name) for name in sheet.form.errors}
    for relation, formset in sheet.rows.items():
        if formset.non_form_errors():
            found[relation] = tuple(formset.non_form_errors())
        for place, form in enumerate(formset.forms):
            if form.errors:
                found[f"{relation}-{place}"] = tuple(
                    f"{form[name].label}: {sentence}"
                    for name in form.errors
                    for sentence in _sentences(form, name)
                )
    return found


def _sentences(form: KeptForm, name: str) -> tuple[str, ...]:
    if name in form.conflicts:
        return (
            _(
                "Rekan Anda mengubah ini sesudah dokumen dibaca; tulisannya ada di 'Tersimpan sekarang'. Centang hanya "
                "kalau tulisan dari dokumen yang benar."
            ),
        )
    return tuple(form.errors[name])


def untouched(sheet: Sheet) -> set[str]:
    """Keys of lines whose values, once understood, are the stored ones."""
    form = sheet.form
    same = {
        name
        for name, shown in zip(form.columns, form.marks, strict=True)
        if name in form.cleaned_data and mark(form.cleaned_data[name]) == shown
    }
    return same | {
        f"{relation}-{place}"
        for relation, formset in sheet.rows.items()
        for place, row in enumerate(formset.forms)
        if row.instance.pk and not row.errors and row.is_untouched
    }
