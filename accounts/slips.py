"""Slips of paper with one-time passwords. The PDF is the only place where a password stands."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import second_factor, typesetting
from accounts.models import User

TEMPLATE = Path(__file__).parent / "slips.typ"
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")  # of names; a control sign would stop the typesetter


def slips_pdf(given: Iterable[tuple[User, str]]) -> bytes:
    """Eight slips a page with lines to cut: of each account and its password, in Indonesian."""
    with translation.override("id"):
        data = {
            "address": f"{settings.BASE_URL}/masuk/",
            "slips": [_slip(user, password) for user, password in given],
            "words": {
                "title": _("kata sandi sekali pakai"),
                "signs_in": _("Masuk dengan"),
                "password": _("Kata sandi"),
                "address": _("Alamat"),
                "how": _(
                    "Buka alamat itu, tulis kata sandi ini persis dengan garisnya, lalu langsung ganti dengan yang "
                    "hanya Anda ketahui. Sesudah diganti, musnahkan kertas ini. Lupa? Minta yang baru kepada pengelola."
                ),
                "second": _(
                    "Anda juga diminta memasang aplikasi kode di HP (misalnya Google Authenticator); siapkan HP Anda."
                ),
            },
        }
    return typesetting.pdf(TEMPLATE, data)


def _slip(user: User, password: str) -> dict:
    signs_in = [user.username, *([_("atau NIP %(nip)s") % {"nip": user.nip}] if user.nip else [])]
    return {
        "name": UNPRINTABLE.sub("", user.name),
        "unit": UNPRINTABLE.sub("", str(user.agency or user.get_role_display())),
        "signs_in": signs_in,
        "password": password,
        "second": second_factor.is_required(user),
    }
