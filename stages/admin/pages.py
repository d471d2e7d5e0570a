"""A page of the admin that belongs to no model."""

from django.contrib import admin
from django.template.response import TemplateResponse

from innovations.models import Lab


def shown(request, template: str, title: str, *, status: int = 200, **context) -> TemplateResponse:
    request.current_app = admin.site.name
    frame = {**admin.site.each_context(request), "title": title, "is_nav_sidebar_enabled": False}
    return TemplateResponse(request, f"admin/stages/{template}.html", frame | context, status=status)


def lab_of(request) -> Lab | None:
    """The lab that the address names, else the one under way, else the newest."""
    asked = request.GET.get("lab", "")
    found = Lab.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    return found or Lab.objects.current() or Lab.objects.first()
