"""The visitor's passport: a device collects a stamp at each stand of an edition, without an account."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from festival import limits
from festival.models import Exhibit, Festival, Stamp
from festival.stands import is_stand_code


class NotStamped(Exception):  # noqa: N818
    """A stamp that was not given; says in a sentence why, and what to do. `status` is the answer's."""

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Passport:
    """What a device has collected in an edition, of how many stands."""

    festival: Festival | None
    stamps: list[Stamp]
    total: int


def stamp(request, device: UUID, exhibit: Exhibit, code: str) -> None:
    """Stamp the passport of `device` at the stand of `exhibit`; twice is once. Raises NotStamped."""
    if not may_try(request):
        raise NotStamped(
            _(
                "Dari jaringan ini sudah terlalu banyak kode yang salah. Coba lagi satu jam lagi, atau pakai data "
                "seluler Anda sendiri."
            ),
            429,
        )
    if not is_stand_code(exhibit, code):
        limits.allowed(request, "code")
        raise NotStamped(
            _("Kode stan ini tidak cocok. Periksa lagi lima huruf dan angka yang tertulis di meja stannya."),
            422,
        )
    Stamp.objects.get_or_create(device=device, exhibit=exhibit)


def may_try(request) -> bool:
    """Whether this hour's wrong codes from where the request comes leave another try."""
    return not limits.is_used_up(request, "code")


def passport_of(device: UUID | None) -> Passport:
    """The passport of the present edition: the newest that has opened. Three queries at most."""
    opened = Festival.objects.filter(opens_on__lte=timezone.localdate()).newest_first().first()
    if opened is None:
        return Passport(None, [], 0)
    public = Exhibit.objects.public().filter(festival=opened)
    stamps = Stamp.objects.filter(device=device, exhibit__in=public) if device else Stamp.objects.none()
    return Passport(opened, list(stamps.select_related("exhibit__agency")), public.count())


def is_stamped(device: UUID | None, exhibit: Exhibit) -> bool:
    """Whether the passport of `device` has this stand."""
    return device is not None and Stamp.objects.filter(device=device, exhibit=exhibit).exists()
