"""The filters of the queue."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stages import assignments, workflow
from stages.overview.stuck import is_stuck

EVERYTHING = "semua"


class TurnFilter(admin.SimpleListFilter):
    """What waits for the reader, unless they ask for everything they may see."""

    title = gettext_lazy("giliran")
    parameter_name = "lihat"
    template = "admin/stages/case/turn.html"

    def lookups(self, request, model_admin):
        return [(EVERYTHING, gettext_lazy("Semua yang dapat saya lihat"))]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        return [default | {"selected": self.value() != EVERYTHING, "display": _("Menunggu saya")}, *others]

    def queryset(self, request, queryset):
        if self.value() == EVERYTHING:
            return queryset
        return queryset.filter(pk__in=workflow.waiting_for(request.user).values("pk"))


class OverdueFilter(admin.SimpleListFilter):
    title = gettext_lazy("batas waktu")
    parameter_name = "lewat"

    def lookups(self, request, model_admin):
        return [("ya", gettext_lazy("Lewat batas waktu"))]

    def queryset(self, request, queryset):
        return queryset.filter(due__lt=timezone.now()) if self.value() == "ya" else queryset


class StuckFilter(admin.SimpleListFilter):
    title = gettext_lazy("macet")
    parameter_name = "macet"

    def lookups(self, request, model_admin):
        return [("ya", gettext_lazy("Macet"))]

    def queryset(self, request, queryset):
        return queryset.filter(is_stuck(timezone.now())) if self.value() == "ya" else queryset


class CareFilter(admin.SimpleListFilter):
    """For the steward: what nobody of its unit answers for."""

    title = gettext_lazy("penanggung jawab")
    parameter_name = "penanggung"

    def lookups(self, request, model_admin):
        return [("tanpa", gettext_lazy("Tanpa penanggung jawab"))]

    def queryset(self, request, queryset):
        return queryset.orphans() if self.value() == "tanpa" else queryset


class ReviewerFilter(admin.SimpleListFilter):
    """For the steward: submissions whose reviewers cannot judge them."""

    title = gettext_lazy("penelaah")
    parameter_name = "penelaah"

    def lookups(self, request, model_admin):
        return [("tanpa", gettext_lazy("Tanpa penelaah bebas"))]

    def queryset(self, request, queryset):
        if self.value() == "tanpa":
            return queryset.filter(pk__in=assignments.needing_reviewer().values("pk"))
        return queryset
