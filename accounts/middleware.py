"""Who needs a sign-in, and four promises about those who have one.

What they change bears their name, their pages are kept by no cache, a password from paper is changed, and who decides
shows a second factor.
"""

from urllib.parse import urlencode

import pghistory
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import redirect, resolve_url

from accounts import second_factor


def asks_for_json(request) -> bool:
    """Whether a script asks, which keeps its page open, and not a person who follows a link or a form."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


class NamedChanges:
    """Says to the field history who changes something, and on which page.

    Without a session's cookie the session is not looked at: pages for everybody stay without one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            request.method in {"GET", "HEAD", "OPTIONS", "TRACE"}
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not request.user.is_authenticated
        ):
            return self.get_response(request)
        with pghistory.context(user=request.user.pk, url=request.path):
            return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Django's own, but looks at the view first: a page for everybody must not open the session to learn who asks."""

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True):
            return None
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request, view):
        """A script is told in its own language; people are led to the page that asks."""
        if asks_for_json(request):
            return JsonResponse({"sign_in": True}, status=401)
        return super().handle_no_permission(request, view)


class PrivatePages:
    """Marks every page that was made with a look at the session as private, whatever its view said."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.accessed and "private" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response


class TemporaryPassword:
    """Leads whoever has a password that was handed out on paper to the page that changes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True):
            return None
        if not (request.user.is_authenticated and request.user.password_is_temporary):
            return None
        if request.resolver_match.view_name in {"accounts:password", "accounts:signout"}:
            return None
        return redirect("accounts:password")


class SecondFactor:
    """Leads whoever needs a second factor to the page that asks for it, before anything else is opened or done."""

    OPEN = {"accounts:second_factor", "accounts:set_up", "accounts:signout"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True):
            return None
        here = request.resolver_match.view_name
        if here in self.OPEN or not second_factor.is_missing(request):
            return None
        if here == "accounts:password" and request.user.password_is_temporary:
            return None
        if asks_for_json(request):
            return JsonResponse({"sign_in": True, "second_factor": True}, status=401)
        asked = resolve_url("accounts:second_factor")
        if request.method not in {"GET", "HEAD"}:
            return redirect(asked)
        return redirect(f"{asked}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
