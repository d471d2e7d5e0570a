"""Kecamatan and units."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

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
    search_help_text = gettext_lazy("Cari nama atau kode wilayah.")
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    form = AgencyForm
    change_list_template = "admin/accounts/change_list.html"
    list_display = ["name", "short_name", "kind", "district", "is_active"]
    list_filter = ["kind", "district", "is_active"]
    list_select_related = ["district"]
    search_fields = ["name", "short_name"]
    search_help_text = gettext_lazy("Cari nama unit atau singkatannya.")
    prepopulated_fields = {"slug": ["name"]}
