"""The steward's papers: all that were issued, those about a lab, and revoking.

What may be issued of what is decided in `stages/documents.py`.
"""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stages import documents, workflow
from stages.admin.badges import badge
from stages.document_forms import LabDocumentForm, RevokeForm
from stages.models import Document
from stages.papers.deeds import document_pdf


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    list_display = ["number", "kind", "about", "lab", "issued_at", "standing"]
    list_filter = ["kind", "lab", "year"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["lab", "agency", "innovation"]
    list_per_page = 50
    search_fields = ["number", "innovation__code", "innovation__title", "agency__name"]
    search_help_text = gettext_lazy("Cari nomor, kode, judul atau unit.")
    show_full_result_count = False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_document_{name}")

        return [
            address("<int:pk>/pdf/", self.pdf_view, "pdf"),
            address("<int:pk>/cabut/", self.revoke_view, "revoke"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("tentang"))
    def about(self, document):
        return document.facts["title"]

    @admin.display(description=gettext_lazy("keadaan"))
    def standing(self, document):
        return badge("calm", _("Sah")) if document.is_valid else badge("late", _("Dicabut"))

    def changelist_view(self, request, extra_context=None):
        wide = {"title": _("Dokumen"), "is_nav_sidebar_enabled": False}
        return super().changelist_view(request, wide | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        """Issues a paper about a lab; those about a case are issued from its page."""
        if not self.has_add_permission(request):
            return redirect("admin:stages_document_changelist")
        form = LabDocumentForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and (document := form.issue(request.user)):
            return issued(self, request, document)
        return self._page(request, "issue", title=_("Terbitkan dokumen laboratorium"), form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        document = self.get_object(request, object_id)
        if document is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._document_page(request, document, RevokeForm())

    def history_view(self, request, object_id, extra_context=None):
        """What can happen to a document stands on its page."""
        return redirect("admin:stages_document_change", object_id)

    def pdf_view(self, request, pk: int):
        document = self._visible(request, pk)
        return HttpResponse(
            document_pdf(document),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{document.number}.pdf"'},
        )

    def revoke_view(self, request, pk: int):
        document = self._visible(request, pk)
        if request.method != "POST":
            return redirect("admin:stages_document_change", pk)
        form = RevokeForm(request.POST)
        if not form.is_valid():
            return self._document_page(request, document, form)
        try:
            documents.revoke(document, request.user, form.cleaned_data["reason"])
        except workflow.Refused as refusal:
            form.add_error("reason", str(refusal))
            return self._document_page(request, document, form)
        told = _("%(number)s dicabut; halaman publiknya mengatakan tidak berlaku lagi.")
        self.message_user(request, told % {"number": document.number}, messages.SUCCESS)
        return redirect("admin:stages_document_change", pk)

    def get_queryset(self, request):
        return Document.objects.visible_to(request.user)

    def _visible(self, request, pk: int) -> Document:
        return get_object_or_404(self.get_queryset(request).for_reading(), pk=pk)

    def _document_page(self, request, document: Document, form: RevokeForm):
        shown = {
            "title": f"{document.get_kind_display()} {document.number}",
            "document": document,
            "form": form,
        }
        return self._page(request, "document", **shown)

    def _page(self, request, template: str, **shown):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **shown}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/stages/document/{template}.html", context)


def issued(model_admin: admin.ModelAdmin, request, document: Document):
    """Tells that the document is there, and shows it."""
    told = _("%(number)s terbit. Unduh PDF-nya, cetak, lalu mintakan tanda tangannya.")
    model_admin.message_user(request, told % {"number": document.number}, messages.SUCCESS)
    return redirect("admin:stages_document_change", document.pk)
