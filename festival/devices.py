"""Telling one device from another, without an account: a drawn number in a signed cookie.

It is given with the answer to something that the visitor sent, never with a page. It says nothing about who they are.
"""

import uuid
from functools import wraps

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render

COOKIE = "inovik_perangkat"
KEPT = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer
SALT = "festival.devices"
AGAIN = "lagi"  # in the address of what is sent a second time


def known(request) -> uuid.UUID | None:
    """The device that asks, or None when it has sent nothing yet or its cookie is not ours."""
    found = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    try:
        return uuid.UUID(found) if found else None
    except ValueError:
        return None


def known_or_new(request) -> uuid.UUID:
    """The device that asks; a new number for one that is not known. `remember` it with the answer."""
    return known(request) or uuid.uuid4()


def remember(response, device: uuid.UUID) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(device),
        salt=SALT,
        max_age=KEPT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def with_device(view):
    """For a `public_post`: calls `view(request, device, ...)`.

    A browser that is not known yet gets its cookie first and sends the same again by itself (307). So a double tap is
    one device, for browsers follow only the last of two; and one that keeps no cookies is told, and counts nothing.
    """

    @wraps(view)
    def sent(request, *args, **kwargs):
        if device := known(request):
            return view(request, device, *args, **kwargs)
        if AGAIN in request.GET:
            return render(request, "festival/no_cookies.html", status=400)
        response = HttpResponseRedirect(f"{request.path}?{AGAIN}=1", preserve_request=True)
        remember(response, uuid.uuid4())
        return response

    return sent
