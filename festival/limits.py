"""How much may come from one network address in an hour: one rule for votes, taps, suggestions and wrong stand codes.

The limits are generous (`settings.ADDRESS_LIMITS`), for a whole school may stand behind one address. An address is
kept only as a digest with a key that changes daily, and even that no longer than KEPT.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.network import address_of
from festival.models import Attempt, Network

KEPT = timedelta(days=3)
COUNT = """
INSERT INTO festival_attempt (network_id, what, since, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (network_id, what, since) DO UPDATE SET count = festival_attempt.count + 1
RETURNING count
"""


def allowed(request, what: str) -> bool:
    """Count one more of `what` (a key of `settings.ADDRESS_LIMITS`); whether it is within the limit of this hour."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [network(request).pk, what, _this_hour()])
        return cursor.fetchone()[0] <= settings.ADDRESS_LIMITS[what]


def is_used_up(request, what: str) -> bool:
    """Whether the limit of this hour is reached; counts nothing."""
    counted = Attempt.objects.filter(network=network(request), what=what, since=_this_hour())
    return counted.filter(count__gte=settings.ADDRESS_LIMITS[what]).exists()


def network(request) -> Network:
    """The row of the address that asks, for today; made when there is none."""
    if not hasattr(request, "network"):
        today = timezone.localdate()
        request.network, _new = Network.objects.get_or_create(day=today, digest=_digest(request, today))
    return request.network


def forget_old() -> None:
    """Drop what was counted, and which addresses they were (periodic). Votes keep the number of their network."""
    long_ago = timezone.localdate() - KEPT
    Attempt.objects.filter(since__lt=timezone.now() - KEPT).delete()
    old = Network.objects.filter(day__lt=long_ago)
    old.filter(votes=None).delete()
    old.filter(digest__isnull=False).update(digest=None)


def _digest(request, day) -> bytes:
    key = hmac.digest(settings.SECRET_KEY.encode(), f"network {day}".encode(), sha256)
    return hmac.digest(key, _address(request).encode(), sha256)[:16]


def _address(request) -> str:
    """What belongs to one connection: an address of IPv4, or the /64 that one house has of IPv6."""
    try:
        found = ip_address(address_of(request))
    except ValueError:
        return ""
    return str(found if found.version == 4 else ip_network(f"{found}/64", strict=False))


def _this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)
