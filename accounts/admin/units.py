"""Kecamatan and units."""

from django.contrib import admin

from accounts.forms import AgencyForm
from accounts.models import Agency, District


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
    change_list_template = "admin/accounts/change_list.html"
    list_display = ["name", "short_name", "kind", "district", "is_active"]
    list_filter = ["kind", "district", "is_active"]
    list_select_related = ["district"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["name"]}
