"""The code that stands on the table of an exhibit at the fair: who types or scans it has been there."""

import hmac
from hashlib import sha256

from django.conf import settings

from festival.models import Exhibit

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else
LENGTH = 5


def stand_code(exhibit: Exhibit) -> str:
    """Five letters and digits, the same for good; made from the code with the portal's secret, stored nowhere."""
    told = hmac.digest(settings.SECRET_KEY.encode(), f"stand {exhibit.code}".encode(), sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in told[:LENGTH])


def is_stand_code(exhibit: Exhibit, typed: str) -> bool:
    """Whether a visitor typed the exhibit's code; case, blanks and dashes do not matter."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return hmac.compare_digest(plain.encode(), stand_code(exhibit).encode())
