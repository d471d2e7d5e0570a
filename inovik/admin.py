"""The Django admin as this house opens it: one sign-in, nothing shown that its own pages would not show."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from festival.models import Revision
from innovations.models import Innovation
from inovik import desk
from stages import assignments, deskpages, forecast, pulse, workflow
from stages.notices import mail

SHOWN = 20  # records in one list of the first page


class Desk(AdminSite):
    """Django's own site, but signing in happens at `/masuk/`."""

    site_title = site_header = "Inovik"
    index_title = _("Meja kerja")
    enable_nav_sidebar = False  # the lists need the width; the first page leads everywhere

    def get_urls(self):
        return [
            path(
                "r/<int:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *(path(page.route, self.admin_view(page.open), name=page.name) for page in deskpages.PAGES),
            *super().get_urls(),
        ]

    def admin_view(self, view, cacheable=False):
        """A NUL in the address is nobody's search, and PostgreSQL cannot compare with it: 400."""

        @wraps(view)
        def checked(request, *args, **kwargs):
            if "%00" in request.META["QUERY_STRING"]:
                raise BadRequest
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)

    @login_not_required
    def login(self, request, extra_context=None):
        """Leads a stranger to sign in. Who is signed in and yet comes here may not enter: 403, not a circle."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        back = request.GET.get(REDIRECT_FIELD_NAME) or resolve_url("admin:index")
        return redirect(f"{resolve_url('accounts:signin')}?{urlencode({REDIRECT_FIELD_NAME: back})}")

    def index(self, request, extra_context=None):
        shown = {
            "waiting_count": workflow.waiting_for(request.user).count(),
            "pages": deskpages.linked(request.user),
            "groups": desk.groups(self.get_app_list(request)),
        }
        if request.user.role == Role.STEWARD:
            shown |= {
                "orphan_count": Innovation.objects.orphans().count(),
                "needing_count": assignments.needing_reviewer().count(),
                "revision_count": Revision.objects.waiting().count(),
                "silent": list(pulse.silent()[:SHOWN]),
                "ended": list(pulse.ended()[:SHOWN]),
                "mail_trouble": mail.trouble(),
                "forecasts": forecast.coming(),
            }
        return super().index(request, shown | (extra_context or {}))

    def view_on_site(self, request, content_type_id: int, object_id: str):
        """Django's short cut to a row's own page, for rows that this person can open in the admin."""
        content_type = ContentType.objects.filter(pk=content_type_id).first()
        model_admin = self._registry.get(content_type and content_type.model_class())
        if model_admin is None or not model_admin.has_view_permission(request):
            raise Http404
        if model_admin.get_object(request, object_id) is None:
            raise Http404
        return shortcut(request, content_type_id, object_id)
