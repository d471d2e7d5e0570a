from django.contrib import admin

from innovations.models import Lab


@admin.register(Lab)
class LabAdmin(admin.ModelAdmin):
    list_display = ["name", "year", "starts_on", "ends_on", "target", "is_current"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "year", "mou", ("starts_on", "ends_on"), "target", "is_current", "holds_mail"]

    def has_delete_permission(self, request, obj=None):
        return False
