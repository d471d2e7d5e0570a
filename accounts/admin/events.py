"""What was changed of accounts' rights, for all stewards to read."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountEvent


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):
    list_display = ["change", "user", "by", "created_at"]
    list_display_links = None
    list_filter = ["kind", "created_at"]
    list_select_related = ["user", "actor"]
    search_fields = ["user__name", "user__username", "actor__name"]
    search_help_text = _("Cari nama pemilik akun atau yang mengubahnya.")
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("oleh"), empty_value=_("baris perintah"))
    def by(self, event):
        return event.actor

    @admin.display(description=_("perubahan"), ordering="kind")
    def change(self, event):
        return event.sentence

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))
