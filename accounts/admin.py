"""The steward's desk for units and accounts. What a role may open here is in `accounts/permissions.py`."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.forms import AgencyForm, NewUserForm, PaperPasswordForm, UserForm
from accounts.models import Agency, District, User


class KeptAdmin(admin.ModelAdmin):
    """Rows that other rows stand on: deactivated or renamed, never deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(District)
class DistrictAdmin(KeptAdmin):
    list_display = ["name", "code", "latitude", "longitude"]
    search_fields = ["name", "code"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    form = AgencyForm
    list_display = ["name", "short_name", "kind", "district", "is_active"]
    list_filter = ["kind", "district", "is_active"]
    list_select_related = ["district"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    change_password_form = PaperPasswordForm
    list_display = ["name", "username", "nip", "role", "agency", "is_active", "last_login"]
    list_filter = ["role", "is_active", "agency__kind"]
    list_select_related = ["agency"]
    search_fields = ["name", "username", "nip", "agency__name"]
    filter_horizontal = ()
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": ["username", "nip", "password", "password_is_temporary"]}),
        (_("Orang"), {"fields": ["name", "email", "role", "agency", "is_active"]}),
        (_("Waktu"), {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "nip", "name", "email", "role", "agency", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "created_at"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Nobody changes the own role or switches oneself off."""
        own = ["role", "agency", "is_active"] if obj == request.user else []
        return [*super().get_readonly_fields(request, obj), *own]
