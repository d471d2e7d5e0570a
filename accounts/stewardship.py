"""What a steward does to the accounts of others: each deed is judged, done and recorded in one transaction.

Nobody does a deed to oneself, and the last active steward stays. What was done is an `AccountEvent`, which the other
stewards and the person read: so no account is raised silently.
"""

import copy
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from axes.models import AccessAttempt
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import second_factor
from accounts.models import AccountEvent, Role, User

# A password for paper is read aloud and typed on a phone: syllables, and no character that looks like another one.
CONSONANTS, VOWELS, FIGURES = "bcdfghjkmnprstvwyz", "aeu", "23456789"
MOST_SLIPS = 48  # in one answer: six pages, and not more than half a minute of hashing
SYLLABLES = 6  # with two figures 40 bits; five failures hold an account back for a while
LAST_STEWARD = gettext_lazy("Ini pengelola terakhir yang aktif; tanpa dia tidak ada yang membuka akun.")


@dataclass(frozen=True)
class Deed:
    """One thing that is done to accounts: how it is called, what it does, to whom it cannot be done."""

    name: str
    label: Promise
    told: Promise  # what it will do, before it is confirmed
    done: Promise
    refuses: Callable[[User], str]
    act: Callable[[User, User], str | None]  # (account, steward) -> a password, where it makes one
    makes_slips: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one account: a sentence, whether the deed was done, and the password that it made."""

    user: User
    sentence: str
    is_done: bool
    password: str | None = None


def _switch(user: User, actor: User, is_active: bool) -> None:
    before = copy.copy(user)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    AccountEvent.record(actor, user, before)


def _give_password(user: User, actor: User) -> str:
    """A new password, which ends the person's sessions; whoever was held back for failures may try at once."""
    password = one_time_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    AccessAttempt.objects.filter(username=user.username).delete()
    note_password(user, actor)
    return password


def _is_needed(user: User) -> str:
    """Why this account cannot be switched off."""
    if not user.is_active:
        return _("Sudah tidak aktif.")
    if is_last_steward(user):
        return str(LAST_STEWARD)
    return ""


DEEDS = {
    deed.name: deed
    for deed in [
        Deed(
            "give_password",
            gettext_lazy("Buat kata sandi sementara dan cetak slip"),
            gettext_lazy(
                "Kata sandi lama langsung tidak berlaku dan orangnya keluar dari semua perangkat. Kata sandi baru "
                "hanya ada di PDF yang langsung diunduh; kalau PDF itu hilang, buat lagi."
            ),
            gettext_lazy("Kata sandi sementara dibuat."),
            lambda user: "" if user.is_active else _("Akun tidak aktif; aktifkan dulu."),
            _give_password,
            makes_slips=True,
        ),
        Deed(
            "deactivate",
            gettext_lazy("Matikan akun"),
            gettext_lazy(
                "Orangnya langsung keluar dan tidak dapat masuk lagi. Catatan dan namanya tetap ada."
            ),
            gettext_lazy("Dimatikan."),
            _is_needed,
            partial(_switch, is_active=False),
        ),
        Deed(
            "activate",
            gettext_lazy("Aktifkan akun"),
            gettext_lazy("Orangnya dapat masuk lagi dengan kata sandinya yang lama."),
            gettext_lazy("Diaktifkan."),
            lambda user: _("Sudah aktif.") if user.is_active else "",
            partial(_switch, is_active=True),
        ),
        Deed(
            "reset_factor",
            gettext_lazy("Setel ulang langkah kedua"),
            gettext_lazy(
                "HP dan kode pemulihannya langsung tidak berlaku. Saat masuk berikutnya, orangnya menyiapkan yang "
                "baru; pastikan dulu bahwa benar dia yang meminta."
            ),
            gettext_lazy("Langkah kedua disetel ulang."),
            lambda user: "" if second_factor.phone_of(user) else _("Tidak punya langkah kedua."),
            second_factor.reset,
        ),
    ]
}


def refusal(deed: Deed, user: User, actor: User) -> str:
    """Why `actor` cannot do this to `user`, as a sentence; empty where it can be done."""
    return _("Ini akun Anda sendiri.") if user.pk == actor.pk else deed.refuses(user)


def carry_out(deed: Deed, users: Iterable[User], actor: User) -> list[Outcome]:
    """Do it to each account for which nothing stands in the way; the others are told why. In order of names."""
    with transaction.atomic():
        _lock_stewards()
        chosen = User.objects.select_for_update(no_key=True, of=["self"]).select_related("agency")
        return [
            _outcome(deed, user, actor)
            for user in chosen.filter(pk__in=[user.pk for user in users]).order_by("name", "id")
        ]


def _outcome(deed: Deed, user: User, actor: User) -> Outcome:
    if sentence := refusal(deed, user, actor):
        return Outcome(user, sentence, False)
    return Outcome(user, str(deed.done), True, deed.act(user, actor))


def save(user: User, actor: User) -> None:
    """Store an account as it was changed or made in a form, and record what changed of its rights."""
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True, of=["self"]).select_related("agency")
        before = stored.get(pk=user.pk) if user.pk else None
        user.save()
        AccountEvent.record(actor, user, before)


def note_password(user: User, actor: User) -> None:
    """Record that `actor` set the password of `user`."""
    AccountEvent.objects.create(user=user, actor=actor, kind=AccountEvent.Kind.PASSWORD)


def is_last_steward(user: User) -> bool:
    """Whether nobody else could open accounts. Within a transaction nobody else changes that before its end."""
    others = _lock_stewards() - {user.pk}
    return user.pk is not None and not others and user.role == Role.STEWARD


def _lock_stewards() -> set[int]:
    """The active stewards, until the end of the transaction: of two who switch each other off, one is refused."""
    stewards = User.objects.filter(role=Role.STEWARD, is_active=True).order_by("pk")
    with transaction.atomic():
        return set(stewards.select_for_update(no_key=True).values_list("pk", flat=True))


def one_time_password() -> str:
    """For instance `kabe-ruta-meyu-47`."""
    pick = secrets.choice
    syllables = [pick(CONSONANTS) + pick(VOWELS) for _number in range(SYLLABLES)]
    words = ["".join(syllables[place : place + 2]) for place in range(0, SYLLABLES, 2)]
    return "-".join([*words, pick(FIGURES) + pick(FIGURES)])
