"""The queue: what waits for the reader, and everything they may see."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from stages.admin.badges import badge
from stages.admin.filters import (
    EVERYTHING,
    CareFilter,
    OverdueFilter,
    ReviewerFilter,
    StuckFilter,
    TurnFilter,
)
from stages.timing import age_in_words, due_in_words


class Queue(admin.ModelAdmin):
    list_display = ["code", "title", "agency_name", "stage_name", "status_badge", "waiting", "due_words"]
    list_display_links = ["code", "title"]
    list_select_related = ["agency"]
    list_per_page = 50
    list_max_show_all = 50
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = gettext_lazy("(tidak ada)")
    ordering = ["due", "id"]
    search_fields = ["code", "title", "agency__name", "agency__short_name"]
    search_help_text = gettext_lazy("Cari kode, judul atau unit.")
    show_full_result_count = False

    def get_list_filter(self, request):
        status = ["status"] if request.GET.get(TurnFilter.parameter_name) == EVERYTHING else []
        care = [CareFilter, ReviewerFilter] if request.user.role == Role.STEWARD else []
        return [
            TurnFilter,
            OverdueFilter,
            StuckFilter,
            *care,
            "stage",
            *status,
            "agency__kind",
            "agency__district",
            "lab",
        ]

    def changelist_view(self, request, extra_context=None):
        everything = request.GET.get(TurnFilter.parameter_name) == EVERYTHING
        title = _("Semua yang dapat saya lihat") if everything else _("Menunggu saya")
        wide = {"title": title, "is_nav_sidebar_enabled": False}
        return super().changelist_view(request, wide | (extra_context or {}))

    @admin.display(description=gettext_lazy("unit"), ordering="agency__name")
    def agency_name(self, case):
        return case.agency.name

    @admin.display(description=gettext_lazy("tahap"), ordering="stage")
    def stage_name(self, case):
        return case.get_stage_display()

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_badge(self, case):
        return badge(case.status, case.get_status_display())

    @admin.display(description=gettext_lazy("sejak"), ordering="since")
    def waiting(self, case):
        return age_in_words(case.since)

    @admin.display(description=gettext_lazy("batas"), ordering="due", empty_value="")
    def due_words(self, case):
        if due := due_in_words(case.due):
            return badge(due.tone, due.words)
        return None
