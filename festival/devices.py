"""Telling one device from another, without an account: a drawn number in a signed cookie.

It is given with the answer to something that the visitor sent, never with a page. It says nothing about who they are.
"""

import uuid

from django.conf import settings

COOKIE = "inovik_perangkat"
KEPT = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer
SALT = "festival.devices"


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
