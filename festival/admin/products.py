"""The files of an edition, on a page of the Festival's admin: ask for one, take it along, let the public take it."""

from django.contrib import admin, messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from festival import products
from festival.models import Festival, Product


class Products(admin.ModelAdmin):
    """For FestivalAdmin: its addresses `<festival>/berkas/...`."""

    change_form_template = "admin/festival/festival/change_form.html"

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"festival_festival_{name}")

        return [
            address("<int:pk>/berkas/", self.products_view, "products"),
            address("berkas/<uuid:key>/", self.product_view, "product"),
            *super().get_urls(),
        ]

    def products_view(self, request, pk: int):
        """What there is to make of the edition and what was made; by POST `kind`, asks for one."""
        festival = get_object_or_404(Festival, pk=pk)
        self._check(request)
        if request.method == "POST":
            kind = request.POST.get("kind", "")
            if kind not in products.KINDS:
                raise Http404
            products.request(festival, kind, request.user)
            told = _("Sedang dibuat. Halaman ini boleh ditutup; berkasnya tersedia di sini kalau sudah siap.")
            self.message_user(request, told, messages.SUCCESS)
            return redirect("admin:festival_festival_products", pk)
        made = products.latest(festival)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Berkas %(festival)s") % {"festival": festival},
            "festival": festival,
            "rows": [(name, kind, made.get(name)) for name, kind in products.KINDS.items()],
            "open_to_all": set(products.released().filter(festival=festival)),
            "kept": products.KEPT.days,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/festival/festival/products.html", context)

    def product_view(self, request, key):
        """The file; by POST `do` (release, retract), whether the public may take it along."""
        product = get_object_or_404(Product.objects.select_related("festival"), key=key)
        self._check(request)
        if request.method == "POST":
            {"release": products.release, "retract": products.retract}.get(
                request.POST.get("do"), lambda _product: None
            )(product)
            return redirect("admin:festival_festival_products", product.festival_id)
        if product.state != Product.State.DONE or not product.file:
            raise Http404
        return FileResponse(product.file.open("rb"), as_attachment=True, filename=product.file_name)

    def _check(self, request) -> None:
        if not self.has_change_permission(request):
            raise Http404
