"""From the jury's ranking to the public: finalising, the Bupati's prize, the announcement."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from festival import ranking
from festival.models import Award, Category, Exhibit, Festival, Result, TieBreak
from stages import conflicts
from stages.workflow import Refused

LONGEST_CITATION = Award._meta.get_field("citation").max_length


def finalise(category: Category, user: User, at: datetime | None = None) -> Result:
    """Keep the ranking, as of `at` (now), and make the awards of its first places.

    Raises Refused while anything is missing.
    """
    _only(user, Role.STEWARD)
    with transaction.atomic():
        locked = _locked(category)
        found = ranking.of(locked)
        if hindrances := found.hindrances:
            raise Refused(" ".join(hindrances))
        kept = {"ranking": ranking.snapshot(found), "made_at": at or timezone.now()}
        result = Result.objects.create(category=locked, made_by=user, **kept)
        Award.objects.bulk_create(
            Award(
                festival_id=locked.festival_id,
                category=locked,
                exhibit=row.exhibit,
                place=row.place,
                decided_by=user,
            )
            for row in found.rows
            if row.place <= locked.places
        )
    return result


def prefer(category: Category, exhibit_id: int, reason: str, user: User) -> TieBreak:
    """The Bupati's office puts an exhibit before those that no rule tells from it. Raises Refused."""
    _only(user, Role.EXECUTIVE)
    if not reason.strip():
        raise Refused(_("Tulis alasannya; alasan itu dicetak di Berita Acara."))
    with transaction.atomic():
        locked = _locked(category)
        if not locked.is_closed:
            raise Refused(_("Penilaian belum ditutup; nilai masih dapat berubah."))
        tied = [row.exhibit for group in ranking.of(locked).undecided for row in group]
        chosen = next((one for one in tied if one.pk == exhibit_id), None)
        if chosen is None:
            raise Refused(_("Pilih salah satu inovasi yang nilainya sama."))
        _free(user, chosen)
        return TieBreak.objects.create(
            category=locked, exhibit=chosen, reason=reason.strip(), decided_by=user
        )


def give_prize(festival: Festival, exhibit_id: int, reason: str, user: User) -> Award:
    """The Bupati's prize of the edition goes to that exhibit; chosen anew until it is announced. Raises Refused."""
    _only(user, Role.EXECUTIVE)
    exhibit = festival.exhibits.public().select_related("innovation").filter(pk=exhibit_id).first()
    if exhibit is None:
        raise Refused(_("Pilih satu inovasi dari daftar."))
    _free(user, exhibit)
    if not reason.strip():
        raise Refused(_("Tulis alasannya; warga membacanya di samping nama pemenang."))
    if len(reason.strip()) > LONGEST_CITATION:
        told = _("Alasan paling panjang %(most)d huruf; sekarang %(now)d.")
        raise Refused(told % {"most": LONGEST_CITATION, "now": len(reason.strip())})
    with transaction.atomic():
        Festival.objects.select_for_update(of=("self",)).get(pk=festival.pk)
        prizes = Award.objects.filter(festival=festival, category=None)
        if prizes.filter(announced_at__isnull=False).exists():
            raise Refused(_("Penghargaan Bupati edisi ini sudah diumumkan."))
        chosen = {"exhibit": exhibit, "citation": reason.strip(), "decided_by": user}
        chosen["decided_at"] = timezone.now()
        prize, _is_new = Award.objects.update_or_create(chosen, festival=festival, category=None)
    return prize


def to_announce(festival: Festival) -> list[Award]:
    """What an announcement would make public now: not yet announced, and of an exhibit that is public."""
    waiting = Award.objects.filter(festival=festival, announced_at=None, exhibit__withdrawn_at=None)
    return list(waiting.in_order())


def announce(festival: Festival, previewed: set[int], citations: dict[int, str], user: User) -> int:
    """Make the awards public that the steward saw, with their citations; in one transaction with the exhibits'
    honours. How many. Raises Refused when there are none, or others than `previewed` (keys).
    """
    _only(user, Role.STEWARD)
    with transaction.atomic():
        Festival.objects.select_for_update(of=("self",)).get(pk=festival.pk)
        awards = to_announce(festival)
        if not awards:
            raise Refused(_("Belum ada yang dapat diumumkan; tetapkan dulu hasil sebuah kategori."))
        if {award.pk for award in awards} != previewed:
            raise Refused(_("Daftarnya berubah sejak halaman ini dibuka. Periksa lagi, lalu umumkan."))
        now = timezone.now()
        for award in awards:
            award.announced_at = now
            if award.category_id:  # the words of the prize are the Bupati's office's own
                award.citation = citations.get(award.pk, "").strip()[:LONGEST_CITATION]
        Award.objects.bulk_update(awards, ["announced_at", "citation"])
        write_honours({award.exhibit_id for award in awards})
    return len(awards)


def write_honours(exhibit_ids: set[int]) -> None:
    """Put the announced awards of these exhibits into their rows, so that lists and pages need no join."""
    told: dict[int, list[dict]] = {pk: [] for pk in exhibit_ids}
    announced = Award.objects.filter(exhibit__in=exhibit_ids, announced_at__isnull=False)
    for award in announced.in_order():
        told[award.exhibit_id].append(honour(award))
    exhibits = [Exhibit(pk=pk, honours=honours) for pk, honours in told.items()]
    Exhibit.objects.bulk_update(exhibits, ["honours"])


def honour(award: Award) -> dict:
    """What `Exhibit.honours` holds of an award; `place` is None for the Bupati's prize."""
    return {
        "festival": award.festival.name,
        "slug": award.festival.slug,
        "category": award.category.name if award.category else "",
        "place": award.place if award.category else None,
        "citation": award.citation,
    }


def winners(festival: Festival) -> list[Award]:
    """The public winners of an edition, the Bupati's prize first. One query."""
    return list(Award.objects.shown().filter(festival=festival).in_order())


def _locked(category: Category) -> Category:
    """The category, held until the end of the transaction. Raises Refused once its result stands."""
    locked = Category.objects.select_for_update().get(pk=category.pk)
    if Result.objects.filter(category=locked).exists():
        raise Refused(_("Hasil kategori ini sudah ditetapkan dan tidak berubah lagi."))
    return locked


def _only(user: User, role: str) -> None:
    if user.role != role:
        raise Refused(_("Ini bukan bagian peran Anda."))


def _free(user: User, exhibit: Exhibit) -> None:
    why = conflicts.between([user], [exhibit.innovation])
    if why:
        raise Refused(next(iter(why.values())))
