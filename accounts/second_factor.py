"""The second factor: who needs one, and whether this request has it.

Whoever decides, or opens accounts, shows after the password a code of an app on the phone (TOTP, RFC 6238), or one of
ten recovery codes. That counts for the session in which it was shown, and only as long as that phone stands: a factor
that was reset or moved ends it everywhere at once.
"""

import math
from base64 import b32encode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.oath import TOTP, hotp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AccountEvent, RecoveryCodes, Role, User

ROLES = frozenset({Role.EXECUTIVE, Role.STEWARD})
SHOWN = "second_factor"  # in the session: the phone for which a code was shown
DIGITS = 6
TOLD_FROM = 5  # seconds: a shorter wait is over before it is read
DEMO_KEY = "496e6f76696b20636f6e746f683a2064656d6f21"  # of demo accounts alone; the page tells their code


def is_required(user) -> bool:
    return user.is_authenticated and user.role in ROLES


def is_shown(request) -> bool:
    """Whether a code was shown in this session, for a phone that still stands. One query."""
    pk = request.session.get(SHOWN)
    return pk is not None and _phones(request.user).filter(pk=pk).exists()


def is_missing(request) -> bool:
    """Whether this person must show a code before anything else. No query for roles that need none."""
    return is_required(request.user) and not is_shown(request)


def phone_of(user) -> TOTPDevice | None:
    """The phone that this person signs in with."""
    return _phones(user).first()


def new_phone_of(user) -> TOTPDevice | None:
    """The phone that this person is setting up and has not yet shown a code of."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("id").first()


def codes_of(user) -> RecoveryCodes | None:
    return RecoveryCodes.objects.filter(user=user).first()


def _phones(user):
    return TOTPDevice.objects.filter(user=user, confirmed=True)


def key_in_groups(phone: TOTPDevice) -> str:
    """The key as an app takes it by hand, in groups of four."""
    key = b32encode(phone.bin_key).decode().rstrip("=")
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def give_demo_phone(user) -> None:
    """For demo data alone: everybody knows the key."""
    TOTPDevice.objects.create(user=user, name="", key=DEMO_KEY)


def demo_code(phone: TOTPDevice | None) -> str:
    """The code that a demo account's phone would show and that is not used up; empty for every other phone."""
    if phone is None or phone.key != DEMO_KEY:
        return ""
    clock = TOTP(phone.bin_key, phone.step, phone.t0, phone.digits, phone.drift)
    code = f"{hotp(phone.bin_key, max(clock.t(), phone.last_t + 1), phone.digits):0{DIGITS}}"
    return f"{code[:3]} {code[3:]}"


def begin(user) -> TOTPDevice:
    """Begin to set up a phone; the one begun before goes on, so that a reloaded page shows the same key."""
    with transaction.atomic():
        _lock(user)
        return new_phone_of(user) or TOTPDevice.objects.create(user=user, name="", confirmed=False)


def give_up(user) -> None:
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


def confirm(request, typed: str) -> list[str]:
    """Take the new phone into use by a code of it: in this session at once, instead of an earlier phone.

    Returns recovery codes where the person has none yet. Raises ValidationError.
    """
    user = request.user
    with transaction.atomic():
        _lock(user)
        phone = new_phone_of(user)
        refusal = _refusal(phone, _plain(typed))
        if not refusal:
            _phones(user).delete()
            phone.confirmed = True
            phone.save(update_fields=["confirmed"])
            AccountEvent.objects.create(user=user, actor=user, kind=AccountEvent.Kind.FACTOR)
            codes = [] if codes_of(user) else renew_codes(user)
    if refusal:
        raise ValidationError(refusal)  # outside: a failure has to be counted
    _note_shown(request, phone)
    return codes


def show(request, typed: str) -> None:
    """Show a code of the phone or a recovery code, which is used up. Raises ValidationError with what to do."""
    code = _plain(typed)
    with transaction.atomic():
        _lock(request.user)
        phone, paper = phone_of(request.user), codes_of(request.user)
        is_of_phone = len(code) == DIGITS and code.isdecimal()
        refusal = _refusal(phone if is_of_phone else paper, code)
        if not refusal:
            phone.throttle_reset()  # a thief's guesses no longer hold back whoever has the paper
    if refusal:
        raise ValidationError(refusal)
    _note_shown(request, phone)


def renew_codes(user) -> list[str]:
    """New recovery codes, as they are written on paper; earlier ones open nothing any more."""
    with transaction.atomic():
        _lock(user)
        AccountEvent.objects.create(user=user, actor=user, kind=AccountEvent.Kind.CODES)
        return (codes_of(user) or RecoveryCodes.objects.create(user=user)).renew()


def note_kept(user) -> None:
    """The person says that the recovery codes are kept."""
    RecoveryCodes.objects.filter(user=user).update(confirmed=True)


def reset(user, actor=None) -> None:
    """Forget phone and codes: every session of the person needs a code at once, and the next sign-in sets up a new one.

    `actor`: the steward who does it; None on the command line.
    """
    with transaction.atomic():
        _lock(user)
        TOTPDevice.objects.filter(user=user).delete()
        RecoveryCodes.objects.filter(user=user).delete()
        AccountEvent.objects.create(user=user, actor=actor, kind=AccountEvent.Kind.FACTOR_RESET)


def _note_shown(request, phone: TOTPDevice) -> None:
    """The session gets a new key: whoever knew it from before the code is not let in with it."""
    request.session.cycle_key()
    request.session[SHOWN] = phone.pk


def _lock(user) -> None:
    """One change of a person's factor after the other: of two pages, or a page and a reset."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _plain(typed: str) -> str:
    return "".join(char for char in typed.lower() if char.isalnum())


def _refusal(device: TOTPDevice | RecoveryCodes | None, code: str) -> str:
    """Why `code` is not taken, with what to do; empty where it was."""
    wrong = _(
        "Kode tidak cocok. Ketik 6 angka yang sekarang tampil di aplikasi, atau satu kode pemulihan utuh."
    )
    if device is None:
        return wrong
    if seconds := _seconds_left(device):
        return _("Terlalu sering salah. %(wait)s") % {"wait": _wait(seconds)}
    if device.verify_token(code):
        return ""
    if isinstance(device, TOTPDevice) and _is_used_up(device, code):
        wrong = _("Kode ini sudah dipakai. Tunggu sampai aplikasi menampilkan kode berikutnya, lalu ketik.")
    seconds = _seconds_left(device)
    return f"{wrong} {_wait(seconds)}" if seconds >= TOLD_FROM else wrong


def _is_used_up(phone: TOTPDevice, code: str) -> bool:
    is_number = phone.last_t >= 0 and code.isdecimal()
    return is_number and int(code) == hotp(phone.bin_key, phone.last_t, phone.digits)


def _seconds_left(device: TOTPDevice | RecoveryCodes) -> int:
    """How long until a code is looked at again; each failure doubles it."""
    is_allowed, why = device.verify_is_allowed()
    return 0 if is_allowed else math.ceil((why["locked_until"] - timezone.now()).total_seconds())


def _wait(seconds: int) -> str:
    if seconds < 120:
        return ngettext(
            "Coba lagi dalam %(seconds)d detik.", "Coba lagi dalam %(seconds)d detik.", seconds
        ) % {"seconds": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("Coba lagi dalam %(minutes)d menit.", "Coba lagi dalam %(minutes)d menit.", minutes) % {
        "minutes": minutes
    }
