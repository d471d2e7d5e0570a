"""What visitors of the demo festival leave behind: taps, votes, suggestions; always the same, and only once."""

import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from festival import suggestions
from festival.models import Ballot, Exhibit, Festival, Network, Reaction, Suggestion, Vote

MOST_TAPS, VOTERS, NETWORKS = 29, 140, 6
SUGGESTIONS = (  # text, name, what became of it
    (
        "Contoh: mohon dibuka juga pada hari pasar, banyak warga baru turun hari itu.",
        "Contoh warga Salak",
        "answered",
    ),
    (
        "Contoh: petunjuknya dipasang juga di kantor desa supaya yang tidak punya telepon tahu.",
        "",
        "answered",
    ),
    (
        "Contoh: apakah bisa dipakai dari Pagindar yang sinyalnya sering hilang?",
        "Contoh warga Pagindar",
        "passed",
    ),
    ("Contoh: antreannya masih lama pada hari Senin.", "", "new"),
    ("Contoh: petugas bernama X tidak ramah kepada ibu saya.", "", "refused"),
)
ANSWER = "Contoh jawaban: terima kasih, usul ini sudah kami bahas dan mulai dijalankan bulan depan."


def come(now: datetime, steward: User) -> None:
    """Fill what is empty; `steward` looks at the suggestions."""
    if Reaction.objects.exists():
        return
    exhibits = list(Exhibit.objects.public().select_related("festival").order_by("code"))
    _tap(exhibits)
    for festival in Festival.objects.order_by("id"):
        _vote(festival, [one for one in exhibits if one.festival_id == festival.pk], now)
    _suggest(exhibits, now, steward)


def _device(number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"contoh-{number}")


def _tap(exhibits: list[Exhibit]) -> None:
    taps = []
    for place, exhibit in enumerate(exhibits):
        exhibit.uses = exhibit.helpful = exhibit.unhelpful = 0
        for number in range(place * 7 % MOST_TAPS):
            helpful = (True, True, None, True, False)[(place + number) % 5]
            taps.append(Reaction(exhibit=exhibit, device=_device(number), used=True, helpful=helpful))
            exhibit.uses += 1
            exhibit.helpful += helpful is True
            exhibit.unhelpful += helpful is False
    Reaction.objects.bulk_create(taps)
    Exhibit.objects.bulk_update(exhibits, ["uses", "helpful", "unhelpful"])


def _vote(festival: Festival, exhibits: list[Exhibit], now: datetime) -> None:
    """The ballot of the festival's days; votes where it is over: more for the first exhibits, from few networks."""
    opens = timezone.make_aware(datetime.combine(festival.opens_on, time(8)))
    closes = timezone.make_aware(datetime.combine(festival.closes_on, time(16)))
    ballot = Ballot.objects.create(festival=festival, opens_at=opens, closes_at=closes)
    if closes > now or not exhibits:
        return
    networks = [Network.objects.create(day=festival.opens_on) for _number in range(NETWORKS)]
    between = (closes - opens) / VOTERS
    Vote.objects.bulk_create(
        Vote(
            ballot=ballot,
            exhibit=exhibits[number * number % len(exhibits)],
            device=_device(number),
            network=networks[number % NETWORKS],
            cast_at=opens + between * number,
        )
        for number in range(VOTERS)
    )


def _suggest(exhibits: list[Exhibit], now: datetime, steward: User) -> None:
    for number, exhibit in enumerate(exhibits[:10]):
        text, name, state = SUGGESTIONS[number % len(SUGGESTIONS)]
        sent_at = now - timedelta(days=20 - number)
        one = Suggestion.objects.create(
            exhibit=exhibit, text=text, name=name, shows_name=bool(name), sent_at=sent_at
        )
        if state == "refused":
            suggestions.refuse(one, "Contoh: menyebut orang.", steward)
        elif state != "new":
            suggestions.pass_on(one, steward)
        staff = User.objects.filter(agency=exhibit.agency_id).order_by("id").first()
        if state == "answered" and staff:
            suggestions.answer(one, ANSWER, staff)
