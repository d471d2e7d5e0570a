"""The code that stands on the table of an exhibit at the fair: who types or scans it has been there."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

from festival import limits
from festival.models import Exhibit

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else
LENGTH = 5


class NotTaken(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """What a visitor sent from a stand was not taken: a sentence says why, and what to do.

    `status` is the answer's.
    """

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status


class WrongCode(NotTaken):
    """The code is not this stand's."""


class TooManyCodes(NotTaken):
    """So many wrong codes came from this network in this hour that no more is looked at."""


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


def check_code(request, exhibit: Exhibit, typed: str) -> None:
    """Nothing where the code is the stand's; a wrong one counts against the network. Raises WrongCode, TooManyCodes."""
    if limits.is_used_up(request, "code"):
        raise TooManyCodes(
            _(
                "Dari jaringan ini sudah terlalu banyak kode yang salah. Coba lagi satu jam lagi, atau pakai data "
                "seluler Anda sendiri."
            ),
            429,
        )
    if not is_stand_code(exhibit, typed):
        limits.allowed(request, "code")
        raise WrongCode(
            _("Kode stan ini tidak cocok. Periksa lagi lima huruf dan angka yang tertulis di meja stannya."),
            422,
        )


def _made(exhibit: Exhibit, secret: str) -> str:
    told = hmac.digest(secret.encode(), f"stand {exhibit.code}".encode(), sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in told[:LENGTH])
