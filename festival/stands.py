"""The code that stands on the table of an exhibit at the fair: who types or scans it has been there."""

import hmac
from hashlib import sha256

from django.conf import settings

from festival.models import Exhibit

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else
LENGTH = 5


def stand_code(exhibit: Exhibit) -> str:
    """Five letters and digits, the same for good; made from the code with the portal's secret, stored nowhere."""
    return _made(exhibit, settings.SECRET_KEY)


def is_stand_code(exhibit: Exhibit, typed: str) -> bool:
    """Whether a visitor typed the exhibit's code; case, blanks and dashes do not matter.

    What was printed under an older secret that is still accepted (INOVIK_OLD_SECRET_KEYS) counts too.
    """
    plain = "".join(typed.split()).replace("-", "").upper().encode()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(plain, _made(exhibit, secret).encode()) for secret in secrets)


def _made(exhibit: Exhibit, secret: str) -> str:
    told = hmac.digest(secret.encode(), f"stand {exhibit.code}".encode(), sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in told[:LENGTH])
