"""The form with which a unit proposes a change: the Display sheet's own fields, the photos, and why."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from festival import revisions
from festival.models import Exhibit, Revision
from festival.models.revisions import NOTE
from innovations.models import Photo
from stages.fields import LongText, plain_spoken
from stages.sheet_forms import Mistake, Section, Sheet
from stages.sheets import missing

CAPTION = Photo._meta.get_field("caption").max_length


class PhotosForm(forms.Form):
    """Which of the public photos stay, and with which caption."""

    def __init__(self, shown: dict[str, str], proposed: dict[str, str], data=None):
        """`shown` and `proposed`: {key (hex): caption} of what is public, and of what the open revision keeps."""
        super().__init__(data, prefix="foto")
        self.keys = list(shown)
        for number, (key, caption) in enumerate(shown.items(), 1):
            self.fields[f"stays-{key}"] = forms.BooleanField(
                label=_("Tetap tampilkan foto %(number)d") % {"number": number},
                required=False,
                initial=key in proposed,
            )
            self.fields[f"caption-{key}"] = plain_spoken(
                forms.CharField(
                    label=_("Keterangan foto %(number)d") % {"number": number},
                    max_length=CAPTION,
                    required=False,
                    initial=proposed.get(key, caption),
                )
            )

    def each(self) -> Iterator[tuple[UUID, forms.BoundField, forms.BoundField]]:
        """(key, whether it stays, its caption) of each photo."""
        for key in self.keys:
            yield UUID(key), self[f"stays-{key}"], self[f"caption-{key}"]

    def clean(self):
        staying = [key for key in self.keys if self.cleaned_data.get(f"stays-{key}")]
        if self.keys and not staying:
            self.add_error(f"stays-{self.keys[0]}", _("Biarkan paling sedikit satu foto tetap tampil."))
        for key in staying:
            if not self.cleaned_data.get(f"caption-{key}", "-"):
                self.add_error(f"caption-{key}", _("Tulis apa yang terlihat di foto ini."))
        return self.cleaned_data

    @property
    def chosen(self) -> dict[str, str]:
        """{key: caption} of those that stay. Ask after validation."""
        said = self.cleaned_data
        return {key: said[f"caption-{key}"] for key in self.keys if said[f"stays-{key}"]}


class NoteForm(forms.Form):
    note = plain_spoken(
        LongText(
            label=gettext_lazy("Mengapa diubah (boleh kosong)"),
            help_text=gettext_lazy("Dibaca pengelola dan tercatat di perjalanan inovasi."),
            required=False,
            max_length=NOTE,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )


class RevisionForm:
    """All of it at once, as it is public or proposed now, or as it was sent (`data`)."""

    def __init__(self, exhibit: Exhibit, waiting: Revision | None, data: QueryDict | None = None):
        self.exhibit = exhibit
        shown = revisions.captions(exhibit)
        self.sheet = Sheet(revisions.as_proposed(exhibit, waiting), revisions.PARTS, data)
        self.photos = PhotosForm(shown, waiting.photos if waiting else shown, data)
        self.about = NoteForm(data, initial={"note": waiting.note if waiting else ""})

    def sections(self) -> Iterator[Section]:
        return self.sheet.sections()

    def is_valid(self) -> bool:
        return all([self.sheet.is_valid(), self.photos.is_valid(), self.about.is_valid()]) and not any(
            self._lacks()
        )

    def mistakes(self) -> Iterator[Mistake]:
        """What is wrong with what was sent, in the order of the page."""
        yield from self.sheet.mistakes()
        if self.sheet.is_valid():
            yield from self._lacks()
        for form in (self.photos, self.about):
            for name, sentences in form.errors.items():
                for sentence in sentences:
                    yield Mistake(form[name].label, sentence, form[name].id_for_label)

    def propose(self, user) -> Revision:
        """Raises Refused. Call it after validation, as `revisions.propose` wants it."""
        return revisions.propose(
            self.exhibit,
            user,
            values={name: self.sheet.form.cleaned_data[name] for name in revisions.COLUMNS},
            photos=self.photos.chosen,
            note=self.about.cleaned_data["note"],
        )

    def _lacks(self) -> Iterator[Mistake]:
        """What the sheet asks for holds for what is public too."""
        form = self.sheet.form
        for part in revisions.PARTS:
            for one in missing(form.instance, part):
                yield Mistake(str(part.label), one.sentence, form[part.columns()[0]].id_for_label)
