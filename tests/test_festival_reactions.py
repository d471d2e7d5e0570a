"""The two taps: one word a device, added up later, and nothing by looking."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from festival import reactions, versions
from festival.models import Exhibit, Reaction
from tests.fair import show
from tests.visitors import tap, visitor

FULL = datetime(2026, 11, 1, 8, 5, tzinfo=ZoneInfo("Asia/Jakarta"))  # a minute in which it is added up


@pytest.fixture
def bus(cast, festival):
    return show(cast.education, festival, "Bus Sekolah Gratis")


def said(exhibit) -> list[tuple]:
    return list(Reaction.objects.filter(exhibit=exhibit).values_list("used", "helpful").order_by("id"))


def used(device, exhibit, **data):
    return tap(device, f"/inovasi/{exhibit.slug}/sudah-pakai/", **data)


def helped(device, exhibit, answer):
    return tap(device, f"/inovasi/{exhibit.slug}/membantu/", jawaban=answer)


def test_a_tap_is_stored_and_told_on_a_page_of_the_devices_own(bus):
    device = visitor()
    response = used(device, bus)
    assert response.redirect_chain[-1] == (f"/inovasi/{bus.slug}/terima-kasih/", 303)
    assert "Anda sudah memakainya." in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert said(bus) == [(True, None)]


def test_tapping_twice_says_it_once(bus):
    device = visitor()
    for _number in range(2):
        used(device, bus)
        helped(device, bus, "ya")
    assert said(bus) == [(True, True)]


def test_the_other_answer_takes_the_place_of_the_first_and_both_can_be_taken_back(bus):
    device = visitor()
    used(device, bus, jawaban="ya")
    helped(device, bus, "ya")
    assert "Anda belum merasa terbantu." in helped(device, bus, "belum").text
    assert said(bus) == [(True, False)]
    helped(device, bus, "batal")
    assert "Belum ada jawaban" in used(device, bus, jawaban="batal").text
    assert said(bus) == [(False, None)]


def test_an_answer_that_is_none_says_nothing(bus):
    device = visitor()
    response = helped(device, bus, "mungkin")
    assert response.redirect_chain[-1] == (bus.get_absolute_url(), 302)
    assert said(bus) == []


@pytest.mark.parametrize("address", ["sudah-pakai", "membantu"])
def test_looking_and_forms_of_other_sites_say_nothing(client, bus, address):
    address = f"/inovasi/{bus.slug}/{address}/"
    assert client.get(address).status_code == 405
    assert client.post(address, {"jawaban": "ya"}).status_code == 403
    assert said(bus) == []


def test_the_page_of_one_device_says_nothing_of_another(bus):
    used(visitor(), bus)
    assert "Belum ada jawaban" in visitor().get(f"/inovasi/{bus.slug}/terima-kasih/").text


def test_a_network_has_so_many_an_hour_and_is_told_kindly(settings, bus):
    settings.ADDRESS_LIMITS = settings.ADDRESS_LIMITS | {"reaction": 1}
    used(visitor(), bus)
    response = used(visitor(), bus)
    assert response.status_code == 429
    assert "Coba lagi satu jam lagi" in response.text
    assert len(said(bus)) == 1


def test_the_numbers_are_added_up_every_few_minutes_and_only_where_they_changed(cast, festival, bus):
    other = show(cast.education, festival)
    for answer in ("ya", "ya", "belum"):
        device = visitor()
        used(device, bus)
        helped(device, bus, answer)
    before = versions.now()
    assert reactions.tally(FULL.replace(minute=6)) == 0
    assert versions.now() == before
    assert reactions.tally(FULL) == 1
    assert versions.now() != before
    bus.refresh_from_db()
    other.refresh_from_db()
    assert (bus.uses, bus.helpful, bus.unhelpful) == (3, 2, 1)
    assert (other.uses, other.helpful, other.unhelpful) == (0, 0, 0)
    before = versions.now()
    assert reactions.tally(FULL) == 0
    assert versions.now() == before


def test_what_was_taken_back_leaves_the_numbers(bus):
    device = visitor()
    used(device, bus)
    reactions.tally(FULL)
    used(device, bus, jawaban="batal")
    reactions.tally(FULL)
    bus.refresh_from_db()
    assert bus.uses == 0


def test_the_partial_needs_the_exhibit_alone_and_says_numbers_in_words(django_assert_num_queries, bus):
    Exhibit.objects.update(uses=1_200, helpful=2, unhelpful=1)
    bus.refresh_from_db()
    with django_assert_num_queries(0):
        text = render_to_string("festival/_reactions.html", {"exhibit": bus})
    for words in ("orang mengaku sudah memakainya.", "2 orang merasa terbantu.", "1 orang belum terbantu."):
        assert words in text
    assert text.count("<form") == 2
    assert "csrf" not in text
