"""What is kept of a case, to read and to print: who changed which text, and the whole road."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from accounts.models import Role
from stages.field_history import FieldHistory
from stages.models import Case
from stages.road import whole_road

SITTINGS = 20  # on one page of the field history


class Archive(admin.ModelAdmin):
    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_case_{name}")

        return [
            address("<int:pk>/riwayat/", self.field_history_view, "field_history"),
            address("<int:pk>/perjalanan/", self.road_view, "road"),
            *super().get_urls(),
        ]

    def field_history_view(self, request, pk: int):
        """Who changed what, from what to what, newest first."""
        if request.user.role != Role.STEWARD:
            raise Http404
        case = self._case(request, pk)
        history = FieldHistory(case)
        only = request.GET.get("isian", "")
        sittings = Paginator(history.sittings(only), SITTINGS).get_page(request.GET.get("page"))
        shown = {"page_obj": sittings, "choices": history.choices, "only": only}
        return self._page(request, "field_history", case, _("Riwayat isian"), **shown)

    def road_view(self, request, pk: int):
        """Everything that happened to the case, for whoever may read it."""
        case = self._case(request, pk)
        return self._page(request, "road", case, _("Catatan perjalanan"), road=whole_road(case, request.user))

    def _case(self, request, pk: int) -> Case:
        return get_object_or_404(self.get_queryset(request).with_people(), pk=pk)

    def _page(self, request, template: str, case: Case, title: str, **shown):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "is_nav_sidebar_enabled": False,
            "case": case,
            "title": title,
            **shown,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/stages/case/{template}.html", context)
