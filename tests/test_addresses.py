"""Every address: private by default, the open ones listed; nothing changes by GET."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What anybody may open. Everything else asks to sign in.
OPEN = {
    "healthz",
    "public:pulse",
    "workspace:autosave",  # answers strangers by itself: a page in the middle of a sentence is not led away
    "accounts:signin",
    "public:receipt",  # for whoever holds the paper: behind a seal
    "public:document",  # the same, behind a token
    "festival:home",
    "festival:gallery",
    "festival:exhibit",
    "festival:used",
    "festival:helped",
    "festival:thanks",
    "festival:vote",
    "festival:ballot",
    "festival:my_vote",
    "festival:ballot_report",
    "festival:answers",
    "festival:suggest",
    "festival:suggestion_sent",
    "festival:short",
    "festival:printed",
    "festival:share_picture",
    "festival:embed",
    "festival:oembed",
    "festival:proof",
    "festival:stamp",
    "festival:passport",
    "festival:directory",
    "festival:agencies",
    "festival:agency",
    "festival:editions",
    "festival:edition",
    "festival:kiosk",
    "festival:kiosk_worker",
    "festival:winners",
    "festival:photo",
    "festival:robots",
    "festival:data",
    "festival:data_pages",
    "festival:data_file",
    "festival:data_dictionary",
    "festival:data_dictionary_table",
    "festival:data_deleted",
    "festival:data_description",
    "festival:feed",
    "festival:sitemap",
    "festival:sitemap_section",
    "workspace:worker",
    "workspace:no_network",
}
# Django's own doors, which are open by design and lead to ours.
DJANGO = {"admin:login", "admin:jsi18n", None}


def patterns(resolver=None, namespace="", route=""):
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace or ""]))
            yield from patterns(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield (
                (f"{namespace}:{entry.name}" if namespace and entry.name else entry.name),
                here,
                entry.callback,
            )


def test_the_open_addresses_are_exactly_those_listed():
    found = {name for name, _, view in patterns() if not getattr(view, "login_required", True)}
    assert found - DJANGO == OPEN - {"accounts:signin"} | {"accounts:signin"}


def test_every_other_address_asks_a_stranger_to_sign_in(client, db):
    sample = {
        "code": "INV-2026-0001",
        "name": "submit",
        "pk": 1,
        "receipt": "TT-INV-2026-0001-01",
        "width": 480,
    }
    sample |= {"key": "6f1c1e0a-0000-4000-8000-000000000000", "object_id": 1, "slug": "x"}
    asked = 0
    for name, route, view in patterns():
        if name in OPEN | DJANGO or not getattr(view, "login_required", True):
            continue
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(sample.get(match[1], 1)), route)
        address = re.sub(r"[\^$]|\\Z|\(\?P<\w+>.*\)", "", address)
        for response in (client.get(address), client.post(address)):
            if response.status_code == 405:
                continue
            assert response.status_code in {301, 302}, address
            assert response.url.startswith(("/masuk/?next=", "/admin/login/?next=", "/akun/", "/admin/")), (
                address
            )
            asked += 1
    assert asked > 30


@pytest.mark.parametrize(
    "address", ["/", "/inovasi/", "/skpd/", "/festival/", "/robots.txt", "/masuk/", "/healthz"]
)
def test_open_addresses_answer_strangers(client, lab, festival, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/", "/inovasi/", "/inovasi/?q=bus", "/skpd/", "/festival/", "/festival/2026/", "/festival/2026/layar/"],
)
def test_a_stranger_gets_no_cookie_and_pages_that_caches_may_keep(client, lab, festival, address):
    response = client.get(address)
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.text
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"


def test_the_page_of_somebody_signed_in_is_kept_by_no_cache(client, cast, lab, festival):
    client.force_login(cast.staff)
    for address in ["/kerja/", "/akun/", "/", "/inovasi/"]:
        response = client.get(address)
        assert "no-store" in response["Cache-Control"], address
        assert "private" in response["Cache-Control"], address
        assert "public" not in response["Cache-Control"], address


def test_every_page_carries_the_policy_that_keeps_scripts_out(client, lab, festival):
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert client.get("/")["X-Frame-Options"] == "DENY"


def test_healthz_tells_whether_the_database_answers(client, db, monkeypatch):
    assert client.get("/healthz").text == "ok\n"


def test_english_pages_stand_under_en(client, lab, festival):
    assert 'lang="en"' in client.get("/en/").text
    assert 'lang="id"' in client.get("/", headers={"accept-language": "en"}).text


def test_an_unknown_address_gets_our_page(client, lab):
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert reverse("festival:gallery") in response.text


def test_pages_are_sent_compressed(client, lab, festival):
    response = client.get("/inovasi/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 8_000


def test_each_page_leads_to_itself_in_the_other_language(client, lab, festival):
    assert 'href="/en/inovasi/" hreflang="en"' in client.get("/inovasi/").text
    assert 'href="/inovasi/" hreflang="id"' in client.get("/en/inovasi/").text
