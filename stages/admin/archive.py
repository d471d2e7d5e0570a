"""What is kept of a case, to read and to print: who changed which text, the whole road, the papers issued."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from accounts.models import Role
from stages import documents, workflow
from stages.admin.documents import issued
from stages.documents import Kind
from stages.field_history import FieldHistory
from stages.forms import RELOAD
from stages.jobs import run
from stages.jobs.kinds import KINDS
from stages.models import Case
from stages.road import whole_road

OF_CASE = (Kind.DECISION, Kind.CERTIFICATE)  # issued from the pages of a case
SITTINGS = 20  # on one page of the field history


class Archive(admin.ModelAdmin):
    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_case_{name}")

        return [
            address("<int:pk>/riwayat/", self.field_history_view, "field_history"),
            address("<int:pk>/perjalanan/", self.road_view, "road"),
            address("<int:pk>/dokumen/", self.documents_view, "documents"),
            address("<int:pk>/berkas/", self.dossier_view, "dossier"),
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

    def documents_view(self, request, pk: int):
        """The papers of the case; POST issues the one of this `kind`, as long as there is no valid one."""
        if request.user.role != Role.STEWARD:
            raise Http404
        case = self._case(request, pk)
        if request.method == "POST":
            return self._issue(request, case, request.POST.get("kind", ""))
        records = list(case.records.as_road())
        offers = [
            (kind, Kind(kind).label, documents.hindrance(kind, documents.of_case(kind, case, records)))
            for kind in OF_CASE
        ]
        papers = case.documents.for_reading()
        return self._page(request, "documents", case, _("Dokumen"), documents=papers, offers=offers)

    def dossier_view(self, request, pk: int):
        """Asks the worker for everything that is kept of the case, in one ZIP."""
        if request.user.role not in KINDS["dossier"].roles:
            raise Http404
        case = self._case(request, pk)
        if request.method != "POST":
            return redirect("admin:stages_case_change", case.pk)
        job = run.begin("dossier", request.user, [(case, case.version)])
        return redirect("admin:stages_job_change", job.pk)

    def _issue(self, request, case: Case, kind: str):
        if kind not in OF_CASE:
            self.message_user(request, RELOAD, messages.ERROR)
            return redirect("admin:stages_case_documents", case.pk)
        try:
            document = documents.issue(kind, documents.of_case(kind, case), request.user)
        except workflow.Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:stages_case_documents", case.pk)
        return issued(self, request, document)

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
