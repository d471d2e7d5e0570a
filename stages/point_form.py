"""The form of an answer to what a reviewer asked of a part."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages import points
from stages.fields import LongText, plain_spoken
from stages.models import Point
from stages.sheet_forms import Mistake, mark


class PointForm(forms.Form):
    """The unit's answer to what a reviewer asked of a part; the button pressed marks it, or takes the mark away."""

    prefix = "butir"
    answer = plain_spoken(
        LongText(
            label=gettext_lazy("Apa yang Anda perbaiki (boleh kosong)"),
            help_text=gettext_lazy("Dibaca penelaah di samping bagian ini, sesudah lembarnya Anda kirim."),
            required=False,
            max_length=Point._meta.get_field("answer").max_length,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)

    def __init__(self, point: Point, data=None):
        self.point = point
        super().__init__(data, initial={"answer": point.answer, "shown": mark(point.answer)})

    def mistakes(self) -> Iterator[Mistake]:
        for name in self.errors:
            for sentence in self.errors[name]:
                yield Mistake(self[name].label, sentence, self[name].id_for_label)

    def keep(self, innovation: Innovation, user: User) -> None:
        """Store it, with the innovation's row locked. Raises workflow.Refused."""
        pressed = {"1": True, "0": False}.get(self.data.get(self.add_prefix("answered")))
        words, shown = self.cleaned_data["answer"], self.cleaned_data["shown"]
        points.answer(innovation, self.point.pk, user, words, shown=shown, is_answered=pressed)
