"""The steward's rubrics, and the ready sentences of facilitators.

An edition of a rubric is only looked at; the form that adds one begins with the sentences of another (`?dari=`).
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.html import format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from stages import rubrics
from stages.fields import plain_spoken
from stages.models import Criterion, Rubric, Snippet
from stages.models.rubrics import HIGHEST, LOWEST

SCALE = range(LOWEST, HIGHEST + 1)
CRITERIA = 5  # empty boxes of a rubric that begins with nothing
COPIED_FROM = "dari"


class CriterionForm(forms.ModelForm):
    """A criterion with a box for what each score looks like."""

    class Meta:
        model = Criterion
        fields = ["label", "weight", "question", "key"]
        widgets = {
            "question": forms.Textarea(attrs={"rows": 2}),
            "key": forms.HiddenInput,
            "label": forms.TextInput,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        for score in SCALE:
            self.fields[f"anchor_{score}"] = plain_spoken(
                forms.CharField(
                    label=_("Nilai %(score)d berarti") % {"score": score},
                    max_length=250,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
            )
        for name in ("label", "weight", "question"):
            plain_spoken(self.fields[name])

    def clean(self):
        cleaned = super().clean()
        cleaned["key"] = slugify(cleaned.get("key") or cleaned.get("label", ""))[:30]
        self.instance.anchors = [cleaned.get(f"anchor_{score}", "") for score in SCALE]
        return cleaned


class CriterionFormSet(BaseInlineFormSet):
    def clean(self):
        """The weights add up to 100, and no two criteria have one name."""
        said = [
            form.cleaned_data for form in self.forms if form.has_changed() and form not in self.deleted_forms
        ]
        if any(self.errors):
            return
        weight = sum(one["weight"] for one in said)
        if weight != rubrics.WHOLE:
            told = _("Bobot semua kriteria harus berjumlah 100; sekarang %(weight)d.")
            raise ValidationError(told % {"weight": weight})
        keys = [one["key"] for one in said]
        if twice := next((one["label"] for one in said if keys.count(one["key"]) > 1), None):
            raise ValidationError(_("Dua kriteria bernama '%(label)s'; bedakan namanya.") % {"label": twice})


class CriterionInline(admin.StackedInline):
    model = Criterion
    form = CriterionForm
    formset = CriterionFormSet
    readonly_fields = ["meanings"]

    def get_fields(self, request, obj=None):
        if obj:
            return ["label", "weight", "question", "meanings"]
        return ["label", "weight", "question", *(f"anchor_{score}" for score in SCALE), "key"]

    def get_formset(self, request, obj=None, **kwargs):
        """Django would look for the boxes of the anchors among the columns."""
        return super().get_formset(request, obj, **kwargs | {"fields": CriterionForm.Meta.fields})

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else len(_copied(request)) or CRITERIA

    @admin.display(description=gettext_lazy("Arti nilai 1-5"))
    def meanings(self, criterion):
        return format_html_join("\n", "<p>{} {}</p>", zip(SCALE, criterion.anchors, strict=False))


@admin.register(Rubric)
class RubricAdmin(admin.ModelAdmin):
    inlines = [CriterionInline]
    list_display = ["stage", "edition", "is_current", "created_at"]
    list_filter = ["stage", "is_current"]
    readonly_fields = ["edition", "is_current", "created_at"]

    def get_fields(self, request, obj=None):
        return ["stage", "note", *(self.readonly_fields if obj else [])]

    def get_changeform_initial_data(self, request):
        copied = Rubric.objects.filter(pk=_copied_pk(request)).first()
        return {"stage": copied.stage, "note": copied.note} if copied else {}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and obj.pk is None:
            kwargs["initial"] = _copied(request)
        return kwargs

    def save_model(self, request, obj, form, change):
        rubrics.put_in_force(obj)

    def save_formset(self, request, form, formset, change):
        for position, one in enumerate(formset.forms):
            one.instance.position = position
        super().save_formset(request, form, formset, change)


@admin.register(Snippet)
class SnippetAdmin(admin.ModelAdmin):
    """A facilitator's own sentences to write and share, the others' shared ones to read; a steward may remove those."""

    list_display = ["name", "text", "owner", "is_shared"]
    list_filter = ["is_shared"]
    list_select_related = ["owner"]
    search_fields = ["name", "text"]
    search_help_text = gettext_lazy("Cari nama atau isi kalimatnya.")

    def get_queryset(self, request):
        return Snippet.objects.readable_by(request.user).order_by(
            *self.get_ordering(request) or ["name", "pk"]
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.owner == request.user)

    def has_delete_permission(self, request, obj=None):
        is_theirs = obj is None or obj.owner == request.user or request.user.role == Role.STEWARD
        return super().has_delete_permission(request, obj) and is_theirs

    def save_model(self, request, obj, form, change):
        obj.owner = obj.owner or request.user
        super().save_model(request, obj, form, change)


def _copied_pk(request) -> int | None:
    asked = request.GET.get(COPIED_FROM, "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def _copied(request) -> list[dict]:
    """What the boxes of a new edition begin with."""
    found = Criterion.objects.filter(rubric=_copied_pk(request))
    return [
        {"label": one.label, "weight": one.weight, "question": one.question, "key": one.key}
        | {f"anchor_{score}": words for score, words in zip(SCALE, one.anchors, strict=False)}
        for one in found
    ]
