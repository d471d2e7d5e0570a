"""The steward looks at suggestions before the unit does. What a sender left as contact is not shown here."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from festival import suggestions
from festival.models import Suggestion

PASS, REFUSE = "pass", "refuse"


class ModerationForm(forms.ModelForm):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Keputusan"),
        choices=[
            (PASS, gettext_lazy("Teruskan kepada unit")),
            (REFUSE, gettext_lazy("Jangan diteruskan (tulis alasannya)")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Suggestion
        fields = ["reason"]

    def clean(self):
        if self.cleaned_data.get("verdict") == REFUSE and not self.cleaned_data.get("reason"):
            raise ValidationError(
                {"reason": _("Tulis mengapa tidak diteruskan; hanya pengelola yang membacanya.")}
            )


class Overdue(admin.SimpleListFilter):
    title = gettext_lazy("jawaban unit")
    parameter_name = "jawaban"

    def lookups(self, request, model_admin):
        return [("terlambat", _("Lewat batas waktu"))]

    def queryset(self, request, queryset):
        return queryset.overdue() if self.value() == "terlambat" else queryset


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin):
    form = ModerationForm
    list_display = ["exhibit", "text", "state", "sent_at", "late"]
    list_filter = ["state", Overdue]
    list_select_related = ["exhibit"]
    search_fields = ["text", "exhibit__title"]
    fields = ["exhibit", "text", "name", "shows_name", "sent_at", "state", "due", "answer"]
    readonly_fields = fields

    def get_fields(self, request, obj=None):
        if obj and self.has_change_permission(request, obj):
            return ["exhibit", "text", "name", "shows_name", "sent_at", "verdict", "reason"]
        return [*self.fields, "reason", "moderated_by", "moderated_at"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["fields"] = ["reason"] if self.has_change_permission(request, obj) else []
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=gettext_lazy("batas jawaban"), ordering="due")
    def late(self, suggestion):
        if suggestion.state != Suggestion.State.PASSED:
            return ""
        day = timezone.localtime(suggestion.due).strftime("%d-%m-%Y")
        return _("%(day)s (lewat)") % {"day": day} if suggestion.due < timezone.now() else day

    def save_model(self, request, obj, form, change):
        if form.cleaned_data["verdict"] == PASS:
            is_done = suggestions.pass_on(obj, request.user)
        else:
            is_done = suggestions.refuse(obj, form.cleaned_data["reason"], request.user)
        if not is_done:
            self.message_user(request, _("Saran ini sudah diputuskan orang lain."), messages.WARNING)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or obj.state == Suggestion.State.NEW
        )

    def has_delete_permission(self, request, obj=None):
        return False
