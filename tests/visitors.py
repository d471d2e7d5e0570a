"""What visitors send: with the headers by which a browser says that the page was ours."""

import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from festival.models import Ballot, Network, Vote
from festival.stands import stand_code

FROM_HERE = {"sec-fetch-site": "same-origin"}


def visitor(address="10.0.0.1") -> Client:
    """A device of its own on the network `address`."""
    return Client(headers=FROM_HERE, REMOTE_ADDR=address)


def tap(device, address, **data):
    """The answer to a POST, after the redirects that a browser follows."""
    return device.post(address, data, follow=True)


def vote(device, exhibit, code=None):
    return tap(device, f"/inovasi/{exhibit.slug}/suara/", stan=code or stand_code(exhibit))


def open_ballot(festival, opens=-60, closes=60) -> Ballot:
    """The ballot of `festival`; its hours in minutes from now."""
    now = timezone.now()
    hours = {
        "opens_at": now + timedelta(minutes=opens),
        "closes_at": now + timedelta(minutes=closes),
    }
    return Ballot.objects.create(festival=festival, **hours)


def close(ballot) -> None:
    """The steward's early end: nothing changes any more."""
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now())


def cast_vote(exhibit) -> Vote:
    """A vote for `exhibit` in a ballot that is over."""
    ballot = open_ballot(exhibit.festival)
    network = Network.objects.create(day=timezone.localdate())
    vote = Vote.objects.create(
        ballot=ballot, exhibit=exhibit, device=uuid.uuid4(), network=network, cast_at=ballot.opens_at
    )
    close(ballot)
    return vote
