"""The looks at the queue that a person keeps under a name, so that they are at hand on every device."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from stages import filters, queue
from stages.models import SavedFilter


class SavedFilterForm(forms.ModelForm):
    """Keeps the look at the queue that `query` shows. A name that is there already gets the new look."""

    class Meta:
        model = SavedFilter
        fields = ["name"]
        labels = {"name": gettext_lazy("Nama saringan")}
        error_messages = {"name": {"required": gettext_lazy("Beri nama, misalnya 'Puskesmas lewat batas'.")}}

    def __init__(self, user: User, query: QueryDict, data=None):
        super().__init__(data)
        self.user, self.query = user, kept_part(query)

    def clean(self):
        own = SavedFilter.objects.filter(user=self.user)
        if not self.query:
            raise ValidationError(_("Pilih saringan dulu, lalu simpan."))
        if len(self.query) > SavedFilter._meta.get_field("query").max_length:
            raise ValidationError(_("Saringan ini terlalu panjang; pendekkan kata yang dicari."))
        others = own.exclude(name=self.cleaned_data.get("name"))
        if others.count() >= SavedFilter.MOST:
            told = _("Sudah ada %(most)d saringan tersimpan; hapus satu yang tidak terpakai lagi.")
            raise ValidationError(told % {"most": SavedFilter.MOST})
        return self.cleaned_data

    def save(self) -> SavedFilter:
        saved, _created = SavedFilter.objects.update_or_create(
            user=self.user, name=self.cleaned_data["name"], defaults={"query": self.query}
        )
        return saved


def kept_part(query: QueryDict) -> str:
    """What of the list's address is worth keeping: not the page, nor what was skipped on a round."""
    kept = QueryDict(mutable=True)
    for name in sorted({*filters.NAMES, queue.SORT}):
        if value := query.get(name):
            kept[name] = value
    return kept.urlencode()
