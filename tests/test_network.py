"""Whose address a request has, behind no proxy and behind one."""

import pytest

from accounts.network import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "203.0.113.7", "10.0.0.9"),  # nobody in front: whoever wrote this header, it was not us
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # the visitor wrote the first
        (2, "203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),  # did not come through both
        (1, "", "10.0.0.9"),
    ],
)
def test_only_what_trusted_proxies_say_counts(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.9")) == address
