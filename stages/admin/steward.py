"""The steward's small pages: conflicts of interest."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from innovations.models import Innovation
from stages import assigning, reviews
from stages.models import Conflict


class ConflictOfForm(forms.ModelForm):
    innovation = forms.ModelChoiceField(
        Innovation.objects.all(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Kode inovasi"),
        help_text=gettext_lazy("Misalnya INV-2026-0001. Isi ini atau unit kerja, salah satu saja."),
        widget=forms.TextInput,
        error_messages={"invalid_choice": gettext_lazy("Tidak ada inovasi dengan kode itu.")},
    )

    class Meta:
        model = Conflict
        fields = ["user", "agency", "innovation", "reason"]


@admin.register(Conflict)
class ConflictAdmin(admin.ModelAdmin):
    form = ConflictOfForm
    list_display = ["user", "agency", "innovation", "reason", "created_at"]
    list_select_related = ["user", "agency", "innovation"]
    search_fields = ["user__name", "agency__name", "innovation__code", "innovation__title"]
    search_help_text = gettext_lazy("Cari nama, unit, kode atau judul.")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(role__in=reviews.REVIEWERS, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Its reviewer lets go of what it is with, in the same transaction."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            ended = assigning.step_aside(obj, by=request.user)
        if ended:
            told = ngettext(
                "%(count)d tugas %(who)s berakhir. Lihat apakah masih ada penelaahnya.",
                "%(count)d tugas %(who)s berakhir. Lihat apakah masih ada penelaahnya.",
                ended,
            )
            self.message_user(request, told % {"count": ended, "who": obj.user.name})
