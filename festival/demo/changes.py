"""What units of the demo wanted otherwise on their public pages: one change is shown, one waits, one came back."""

from django.db import transaction

from festival import revisions
from festival.demo.people import Cast
from festival.models import Exhibit, Revision

HOURS = "Senin sampai Kamis pukul 08.00-15.00, Jumat sampai pukul 11.00 (contoh)"
CONTACT = "Telepon 0627 000000 pada jam kerja (contoh)"


def propose(cast: Cast) -> None:
    """By the two staff accounts that can sign in; nothing where it was done before."""
    if Revision.objects.exists():
        return
    ours, theirs = (list(_exhibits(cast, username)) for username in ("staf", "staf2"))
    steward = cast.accounts["pengelola"]
    if len(ours) > 1:
        shown = _change(cast, "staf", ours[0], "Jam layanan berubah sejak bulan lalu.", service_hours=HOURS)
        revisions.accept(shown, steward, seen=shown.seen)
        _change(cast, "staf", ours[-1], "Nomor kantor diganti.", service_contact=CONTACT)
    if theirs:
        returned = _change(cast, "staf2", theirs[0], "", service_contact="Hubungi Bu Kader (contoh)")
        reply = "Tulis nomor kantor atau jam buka posko, supaya warga tahu ke mana menghubungi (contoh)."
        revisions.send_back(returned, steward, seen=returned.seen, reply=reply)


def _exhibits(cast: Cast, username: str):
    """The public exhibits of the account's unit, the oldest first."""
    return (
        Exhibit.objects.public().filter(agency=cast.accounts[username].agency).order_by("published_at", "id")
    )


def _change(cast: Cast, username: str, exhibit: Exhibit, note: str, **values: str) -> Revision:
    with transaction.atomic():
        photos = revisions.captions(exhibit)
        return revisions.propose(exhibit, cast.accounts[username], values=values, photos=photos, note=note)
