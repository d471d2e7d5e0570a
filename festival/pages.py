"""Views for everybody, and what strangers may send without an account.

A public page is the same for all who read it, so that it can be kept and shared: no session, no cookie, no CSRF
token in it. What strangers send is therefore checked by where the browser says that it comes from.
"""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from festival import versions
from festival.pagecache import FOR_EVERYBODY


def public_page(view):
    """For everybody, by GET and HEAD: kept by `PageCache` and by caches on the way, unless it greets by name.

    What a visitor has done on this device is not for such a page; see `personal_page`.
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def shown(request, *args, **kwargs):
        versions.of(
            request
        )  # before the content is read: a change in between must not be kept as the older one
        response = view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response["Cache-Control"] = FOR_EVERYBODY
            response.is_for_everybody = True
        patch_vary_headers(response, ["Cookie"])  # who has just signed in is not shown the page of before
        return response

    return shown


def personal_page(view):
    """Open to everybody, but about this device or this moment: by GET and HEAD, kept by no cache."""

    @login_not_required
    @require_safe
    @wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return shown


def public_post(view):
    """What a stranger sends from one of our own pages, by POST, without cookie or token.

    A form on another site is refused with a sentence: browsers say where a form stood (Sec-Fetch-Site, Origin, or
    in old ones Referer), and a page cannot make them lie.
    """

    @login_not_required
    @csrf_exempt
    @require_POST
    @wraps(view)
    def received(request, *args, **kwargs):
        if not _is_from_here(request):
            return render(request, "festival/elsewhere.html", status=403)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return received


def page_and_post(page, post):
    """One address: `page` by GET and HEAD, `post` (a `public_post`) by POST."""

    @login_not_required
    @csrf_exempt
    def either(request, *args, **kwargs):
        return (post if request.method == "POST" else page)(request, *args, **kwargs)

    return either


def _is_from_here(request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    told = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(told).netloc == request.get_host()
    except ValueError:  # a bracket that is never closed
        return False
