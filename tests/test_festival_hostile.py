"""Nonsense and malice at every public address: an answer each time, and never a stumble."""

import json
from xml.etree.ElementTree import fromstring as xml

import pytest
from django.utils import timezone

from accounts.models import Agency
from festival import pagecache
from festival.models import Ballot, Exhibit, Suggestion
from innovations.models import Stage, Status
from tests import road
from tests.fair import show
from tests.visitors import FROM_HERE, open_ballot, visitor, vote

NONSENSE = [
    "x" * 5_000,
    "9" * 5_000,
    "99999999999",
    "-1",
    "²",
    "a\x00b",
    "\ud800",
    "<script>alert(1)</script>",
    "%s%(x)s{0}",
    '"tak ditutup (& | !',
    "INV-2026-" + "9" * 400,
    "http://[",
]
HOSTILE = '</script><img src=x onerror="alert(1)"> & \x0b#panic() \\ \u202e=HYPERLINK("http://x")'


@pytest.fixture
def exhibit(at):
    return at(Stage.DISPLAY, Status.PUBLISHED).exhibit


@pytest.fixture
def addresses(exhibit, cast) -> list[str]:
    open_ballot(exhibit.festival)
    own = exhibit.get_absolute_url()
    return [
        "/",
        "/inovasi/",
        own,
        *(f"{own}{page}/" for page in ("cetak", "sematan", "saran", "terima-kasih", "suara")),
        f"{own}saran/kirim/",
        f"{own}saran/terkirim/",
        f"{own}kartu.jpg",
        f"/i/{exhibit.code}/",
        "/oembed/",
        "/paspor/",
        "/skpd/",
        exhibit.agency.get_absolute_url(),
        "/festival/",
        *(f"/festival/2026/{page}" for page in ("", "layar/", "layar/sw.js", "suara/", "suara/saya/")),
        "/festival/2026/suara/laporan/",
        "/festival/2026/pemenang/",
        "/festival/2026/salinan.zip",
        "/data/",
        "/data/inovasi.json",
        "/data/inovasi.csv",
        "/data/kamus.json",
        "/data/dihapus.json",
        "/data/dcat.jsonld",
        "/feed/",
        "/sitemap.xml",
        "/sitemap-inovasi.xml",
        "/robots.txt",
    ]


def asked(client, address, told=()) -> tuple[int, str]:
    """The status, and what stands on the page."""
    response = client.get(address, dict(told))
    return response.status_code, str(response.getvalue()) if response.streaming else response.text


def test_nonsense_in_an_address_is_answered(client, addresses, exhibit):
    for value in NONSENSE:
        ask_all(client, addresses, exhibit, value.encode("utf-8", "surrogatepass"))


def ask_all(client, addresses, exhibit, value: bytes) -> None:
    for address in addresses:
        status, text = asked(client, address, dict.fromkeys(pagecache.PARAMETERS, value))
        assert status in {200, 302, 400, 404, 501}, address
        assert "<script>alert(1)" not in text, address
    for name in sorted(pagecache.PARAMETERS):
        assert asked(client, "/inovasi/", {"q": "bus", name: value})[0] == 200, name
    for state in ({"urut": "acak", "acak": value}, {"urut": "acak", "sesudah": value}, {"page": value}):
        assert asked(client, "/inovasi/", state)[0] == 200, state
    own = f"http://testserver{exhibit.get_absolute_url()}"
    for told in ({"url": value}, {"url": own, "maxwidth": value}, {"url": own, "format": value}):
        assert asked(client, "/oembed/", told)[0] in {200, 400, 404, 501}, told


@pytest.mark.parametrize(
    "path",
    [
        "/inovasi/%00/",
        "/inovasi/" + "x" * 3_000 + "/",
        "/i/" + "9" * 3_000 + "/",
        "/i/%F0%9F%98%80/",
        "/skpd/-_-/",
        "/festival/%2e%2e/layar/",
        "/foto/6f1c1e0a-0000-4000-8000-000000000000/" + "9" * 300 + ".webp",
        "/bukti-publik/6f1c1e0a-0000-4000-8000-000000000000/",
        "/data/inovasi.exe",
        "/sitemap-rahasia.xml",
        "/festival/2026/" + "x" * 3_000,
    ],
)
def test_an_address_that_nobody_gave_is_not_there(client, exhibit, path):
    for prefix in ("", "/en"):
        assert client.get(prefix + path).status_code == 404


def test_nonsense_in_a_form_changes_nothing_and_is_told(exhibit):
    open_ballot(exhibit.festival)
    for value in [*NONSENSE, "ya"]:
        send_all(visitor(), exhibit, value.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert not Suggestion.objects.exists()
    assert not exhibit.votes.exists()


def send_all(device, exhibit, value: str) -> None:
    own = exhibit.get_absolute_url()
    names = ["jawaban", "stan", "seal", "text", "name", "contact", "shows_name", "website"]
    told = dict.fromkeys(names, value)
    for page in ("sudah-pakai", "membantu", "suara", "cap", "saran/kirim"):
        response = device.post(f"{own}{page}/", told, follow=True)
        assert response.status_code in {200, 400, 409, 422, 429}, page
        assert "<script>alert(1)" not in response.text
        assert device.post(f"{own}{page}/", {}, follow=True).status_code in {200, 422, 429}, page
        sent = device.post(f"{own}{page}/", b"\xff\x00{", content_type="application/json", follow=True)
        assert sent.status_code in {200, 422, 429}, page
        broken = device.post(
            f"{own}{page}/", b"x", content_type="multipart/form-data; boundary=b", follow=True
        )
        assert broken.status_code in {200, 400, 422, 429}, page
        assert device.post(f"/inovasi/tidak-ada/{page}/", told, follow=True).status_code == 404


@pytest.mark.parametrize("page", ["sudah-pakai", "membantu", "suara", "cap", "saran/kirim"])
def test_what_was_taken_down_takes_nothing_more(at, cast, page):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    open_ballot(record.exhibit.festival)
    road.move(record, "take_down", cast.steward)
    sent = {"jawaban": "ya", "stan": "ABCDE", "text": "Saran yang cukup panjang.", "seal": "x"}
    response = visitor().post(f"{record.exhibit.get_absolute_url()}{page}/", sent, follow=True)
    assert response.status_code in {404, 410}
    assert not record.exhibit.votes.exists()
    assert not record.exhibit.suggestions.exists()


def test_hostile_words_stay_words_for_machines_too(client, cast, festival):
    Agency.objects.filter(pk=cast.education.pk).update(name=f"Dinas {HOSTILE}"[:90])
    exhibit = show(cast.education, festival, HOSTILE, summary=HOSTILE, texts={"beneficiaries": HOSTILE})
    page = client.get(exhibit.get_absolute_url()).text
    assert "<img src=x" not in page
    facts = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(facts)["name"] == HOSTILE
    for address in (
        "/",
        "/inovasi/",
        "/inovasi/?q=hyperlink",
        "/festival/2026/",
        "/festival/2026/layar/",
        "/skpd/",
    ):
        assert "<img src=x" not in client.get(address).text, address
    feed = xml(client.get("/feed/").content)  # noqa: S314  (ours)
    assert any(HOSTILE.replace("\x0b", "") == one.text for one in feed.iter() if one.tag.endswith("title"))
    asked = {"url": f"http://testserver{exhibit.get_absolute_url()}", "format": "xml"}
    told = xml(client.get("/oembed/", asked).content)  # noqa: S314  (ours)
    assert told.findtext("title") == HOSTILE.replace("\x0b", "")
    assert "<img" not in told.findtext("html")


def test_what_a_device_is_told_is_no_page_for_everybody(exhibit):
    """After a vote, the pages that `PageCache` may keep say nothing of it; those that say it are nobody else's."""
    open_ballot(exhibit.festival)
    device = visitor()
    assert vote(device, exhibit).status_code == 200
    own = exhibit.get_absolute_url()
    for address in (
        f"{own}terima-kasih/",
        "/festival/2026/suara/saya/",
        "/paspor/",
        f"/i/{exhibit.code}/?stan=ABCDE",
    ):
        for asking in (device.get, device.head):
            response = asking(address)
            assert response["Cache-Control"] == "private, no-store", address
            assert not response.has_header("ETag")
    before = visitor().get(f"{own}suara/").content
    assert device.get(f"{own}suara/").content == before
    refused = device.post(f"{own}suara/", {"stan": "SALAH"})
    assert (refused.status_code, refused["Cache-Control"]) == (422, "private, no-store")
    assert visitor().get(f"{own}suara/").content == before


def test_a_head_and_a_cookie_that_is_not_ours_change_nothing_for_the_next(client, exhibit):
    own = exhibit.get_absolute_url()
    pagecache.pages.clear()
    client.head(own)
    whole = client.get(own)
    assert "Keluar" not in whole.text
    assert len(whole.content) > 1_000
    assert client.head(own).content == b""
    assert client.get(own).content == whole.content
    client.cookies["messages"] = "palsu"
    client.cookies["django_language"] = "en"
    assert client.get(own, headers={"Accept-Language": "en"}).content == whole.content
    client.cookies["sessionid"] = "palsu"
    assert client.get(own, headers={"If-None-Match": whole["ETag"]}).status_code == 200
    assert Exhibit.objects.count() == 1


def test_the_cookie_comes_with_an_answer_to_our_own_form_alone(exhibit):
    own = f"{exhibit.get_absolute_url()}sudah-pakai/"
    device = visitor()
    refused = device.post(own, headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, len(refused.cookies)) == (403, 0)
    given = device.post(own + "?lagi=&next=//evil.example", headers=FROM_HERE)
    assert given.status_code == 400 or given.url == f"{own}?lagi=1"
    assert Ballot.objects.filter(closes_at__lt=timezone.now()).count() == 0
