"""What strangers send is taken from our own pages alone; a device is known by its signed cookie."""

import pytest
from django.http import HttpResponse

from festival import devices
from festival.pages import personal_page, public_post
from festival.stands import ALPHABET, is_stand_code, stand_code
from innovations.models import Stage, Status


@public_post
def receive(request):
    return HttpResponse("diterima")


@personal_page
def mine(request):
    return HttpResponse("milik saya")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://jahat.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "http://testserver/inovasi/bus/"}, 200),
        ({"Referer": "http://jahat.example/?testserver"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Referer": "http://testserver]/"}, 403),
        ({}, 403),
    ],
)
def test_only_a_form_on_our_own_page_is_taken(rf, db, headers, status):
    response = receive(rf.post("/apa/", headers=headers))
    assert response.status_code == status
    if status == 403:
        assert "tidak dicatat" in response.text
    else:
        assert response["Cache-Control"] == "private, no-store"


def test_what_changes_something_is_posted_and_what_is_personal_is_kept_by_nobody(rf):
    assert receive(rf.get("/apa/")).status_code == 405
    assert mine(rf.post("/apa/")).status_code == 405
    assert mine(rf.get("/apa/"))["Cache-Control"] == "private, no-store"


def test_a_device_is_known_by_the_cookie_that_it_was_given(rf):
    asked = rf.get("/")
    assert devices.known(asked) is None
    device = devices.known_or_new(asked)
    response = HttpResponse()
    devices.remember(response, device)
    given = response.cookies[devices.COOKIE]
    assert (given["httponly"], given["samesite"]) == (True, "Lax")
    asked.COOKIES[devices.COOKIE] = given.value
    assert devices.known(asked) == devices.known_or_new(asked) == device


@pytest.mark.parametrize("value", ["6f1c1e0a-0000-4000-8000-000000000000", "x:y:z", ""])
def test_a_cookie_that_is_not_ours_is_nobody(rf, value):
    asked = rf.get("/")
    asked.COOKIES[devices.COOKIE] = value
    assert devices.known(asked) is None


def test_a_signed_cookie_that_holds_no_number_is_nobody(rf):
    asked, response = rf.get("/"), HttpResponse()
    devices.remember(response, "bukan nomor")
    asked.COOKIES[devices.COOKIE] = response.cookies[devices.COOKIE].value
    assert devices.known(asked) is None


def test_each_stand_has_its_own_code_that_is_easily_typed(at, settings):
    first = at(Stage.DISPLAY, Status.PUBLISHED, title="Satu").exhibit
    second = at(Stage.DISPLAY, Status.PUBLISHED, title="Dua").exhibit
    code = stand_code(first)
    assert len(code) == 5
    assert set(code) <= set(ALPHABET)
    assert code != stand_code(second)
    assert is_stand_code(first, f" {code[:2].lower()}-{code[2:]} ")
    assert not is_stand_code(first, stand_code(second))
    assert not is_stand_code(first, "")
    assert not is_stand_code(first, "kodé!")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert stand_code(first) != code
    assert is_stand_code(first, code)  # as printed last year
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_stand_code(first, code)
