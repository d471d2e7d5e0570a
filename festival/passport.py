"""The visitor's passport: a device collects a stamp at each stand of an edition, without an account."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from festival.models import Exhibit, Festival, Stamp
from festival.stands import check_code


@dataclass(frozen=True)
class Passport:
    """What a device has collected in an edition, of how many stands."""

    festival: Festival | None
    stamps: list[Stamp]
    total: int


def stamp(request, device: UUID, exhibit: Exhibit, code: str) -> None:
    """Stamp the passport of `device` at the stand of `exhibit`; twice is once. Raises stands.NotTaken."""
    check_code(request, exhibit, code)
    Stamp.objects.get_or_create(device=device, exhibit=exhibit)


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
