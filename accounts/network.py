"""Where a request comes from, behind as many proxies as the settings trust."""

from django.conf import settings


def address_of(request) -> str:
    """The network address of who asks; '' where the server tells none.

    Each trusted proxy adds the address that it heard to X-Forwarded-For, so the visitor's is the last but
    INOVIK_TRUSTED_PROXIES - 1; whatever stands before that, anybody may have written.
    """
    proxies = settings.TRUSTED_PROXIES
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(told) >= proxies and told[-proxies]:
        return told[-proxies]
    return request.META.get("REMOTE_ADDR", "")
