"""An exhibit elsewhere: its picture in chats, its facts for machines, in frames and by oEmbed."""

import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from festival import sharing
from festival.models import Exhibit
from innovations.models import Stage, Status
from tests import road
from tests.fair import show

LONG = "Perluasan Rute Bus Sekolah Gratis bagi Anak di Dusun Terpencil melalui Kerja Sama Tujuh Desa dengan Pemilik"


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED)


@pytest.fixture
def exhibit(cast, festival):
    return show(cast.education, festival)


def drawn(response):
    return Image.open(io.BytesIO(response.getvalue()))


def colours(picture):
    return {picture.getpixel((x, 280)) for x in range(720, 1190, 10)}


def test_the_picture_has_the_size_that_chats_show(client, published):
    response = client.get(f"{published.exhibit.get_absolute_url()}kartu.jpg")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=3600"
    picture = drawn(response)
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert all(red > 150 > 90 > green for red, green, _blue in colours(picture)), (
        "the red photo is on the right"
    )
    assert default_storage.size(sharing.picture_name(published.exhibit)) <= sharing.LARGEST


@pytest.mark.parametrize("title", ["A", LONG, "Penanggulanganbencanaterintegrasikabupaten"])
def test_a_picture_without_a_photo_is_a_cloth(cast, festival, title):
    for _weave in range(6):
        one = Exhibit.objects.select_related("agency").get(pk=show(cast.education, festival, title).pk)
        made = sharing.drawn(one)
        assert len(made) <= sharing.LARGEST
        assert Image.open(io.BytesIO(made)).size == (1200, 630)


def test_a_picture_is_made_once_and_anew_when_it_shows_something_else(client, published):
    exhibit = published.exhibit
    address = f"{exhibit.get_absolute_url()}kartu.jpg"
    first = client.get(address).getvalue()
    name = sharing.picture_name(exhibit)
    written = default_storage.get_modified_time(name)
    assert client.get(address).getvalue() == first
    assert default_storage.get_modified_time(name) == written
    Exhibit.objects.update(title="Judul lain")
    assert client.get(address).getvalue() != first
    assert not default_storage.exists(name), "the older one is removed"


def test_the_address_in_the_page_is_kept_for_good(client, published):
    text = client.get(published.exhibit.get_absolute_url()).text
    address = re.search(r'og:image" content="http://testserver([^"]+)"', text)[1]
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert response.getvalue()
    assert 'name="twitter:card" content="summary_large_image"' in text


def test_announcing_asks_the_worker_for_the_picture(published):
    name = sharing.picture_name(published.exhibit)
    assert not default_storage.exists(name)
    sharing.make.func(published.code)
    assert default_storage.exists(name)
    sharing.make.func("INV-2099-0000")  # gone meanwhile: nothing to do


def test_a_photo_that_storage_has_lost_leaves_the_cloth(published, caplog):
    default_storage.delete(published.photos.get().path(960))
    exhibit = Exhibit.objects.select_related("agency").get()
    assert Image.open(io.BytesIO(sharing.drawn(exhibit))).size == (1200, 630)
    assert "cannot be read" in caplog.text


def test_machines_read_the_facts_and_nothing_ends_the_script(client, cast, festival):
    evil = "</script><script>alert(1)</script> & <!--"
    told = {"beneficiaries": evil, "service_place": "Salak", "service_contact": "WA 0812 3456 7890"}
    exhibit = show(cast.clinic, festival, evil, texts=told)
    text = client.get(exhibit.get_absolute_url()).text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert found["name"] == found["audience"]["audienceType"] == evil
    assert found["@type"] == "GovernmentService"
    assert found["provider"]["name"] == cast.clinic.name
    assert found["areaServed"] == "Salak"
    assert found["availableChannel"]["servicePhone"]["telephone"] == "+6281234567890"
    assert "<script>alert" not in text


def test_the_embedded_card_is_light_and_may_be_framed_by_anyone(client, exhibit):
    response = client.get(f"{exhibit.get_absolute_url()}sematan/")
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert len(response.content) < 10_000
    assert (
        f'href="http://testserver{exhibit.get_absolute_url()}" target="_blank" rel="noopener"'
        in response.text
    )
    page = client.get(exhibit.get_absolute_url())
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "&lt;iframe src=" in page.text


def oembed(client, exhibit, **more):
    asked = {"url": f"http://testserver{exhibit.get_absolute_url()}"} | more
    return client.get("/oembed/", asked)


def test_oembed_tells_how_to_show_an_exhibit_in_json_and_xml(client, exhibit):
    told = oembed(client, exhibit).json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", exhibit.title)
    assert (told["width"], told["height"]) == (480, 420)
    assert f'<iframe src="http://testserver{exhibit.get_absolute_url()}sematan/"' in told["html"]
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)
    response = oembed(client, exhibit, format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert {node.tag: node.text for node in ElementTree.fromstring(response.content)} == {  # noqa: S314  (ours)
        name: str(value) for name, value in told.items()
    }


def test_oembed_keeps_to_the_room_there_is(client, exhibit):
    told = oembed(client, exhibit, maxwidth=300, maxheight=200).json()
    assert (told["width"], told["height"]) == (300, 200)
    assert 'width="300" height="200"' in told["html"]
    assert "thumbnail_url" not in told


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"url": "http://testserver/i/X/", "maxwidth": "lebar"}, 400),
        ({"url": "http://testserver/i/X/", "maxheight": "0"}, 400),
        ({"url": "http://testserver/i/X/", "format": "yaml"}, 501),
        ({"url": "http://testserver/i/X/"}, 404),
        ({"url": "http://lain.go.id/i/X/"}, 404),
    ],
)
def test_oembed_refuses_as_its_specification_says(client, db, asked, status):
    assert client.get("/oembed/", asked).status_code == status


def test_the_page_names_its_oembed_addresses(client, exhibit):
    text = client.get(exhibit.get_absolute_url()).text
    found = re.findall(r'type="(?:application/json|text/xml)\+oembed" href="([^"]+)"', text)
    for address in found:
        assert client.get(address.replace("&amp;", "&").removeprefix("http://testserver")).status_code == 200
    assert len(found) == 2


def test_what_was_taken_down_is_gone_everywhere(client, cast, published):
    exhibit = published.exhibit
    here = exhibit.get_absolute_url()
    addresses = [
        f"{here}kartu.jpg",
        f"{here}sematan/",
        f"{here}cetak/",
        f"/oembed/?url=http://testserver{here}",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert not response.streaming or response.getvalue()
    road.move(published, "take_down", cast.steward)
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, published.title in response.text) == (410, False), address
    assert client.get("/inovasi/tidak-ada/kartu.jpg").status_code == 404
    assert client.get("/inovasi/tidak-ada/sematan/").status_code == 404
    assert client.get("/inovasi/tidak-ada/cetak/").status_code == 404
