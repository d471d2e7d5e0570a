"""Pages for everybody: without cookies, kept under the version of the content, right at the next request."""

import psycopg2
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Agency, District
from festival import pagecache, versions
from festival.kept import Kept
from festival.models import Exhibit
from festival.pages import public_page
from innovations.models import Stage, Status
from tests import road
from tests.fair import show

PUBLIC = ["/", "/inovasi/", "/inovasi/?q=bus", "/skpd/", "/festival/", "/en/inovasi/"]


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah Gratis")


def queries_of(client, address, **headers) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        client.get(address, headers=headers)
    return [query["sql"] for query in seen]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_for_everybody_carries_no_cookie_and_may_be_kept(client, published, address):
    response = client.get(address)
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert response["ETag"].startswith('W/"')
    assert response["Vary"] == "Accept-Encoding, Cookie"
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("address", PUBLIC)
def test_the_second_reader_costs_one_question_and_gets_the_same_page(client, published, address):
    first = client.get(address)
    with CaptureQueriesContext(connection) as seen:
        second = client.get(address)
    assert [query["sql"] for query in seen] == [versions.STAMP]
    assert (second.content, dict(second.headers)) == (first.content, dict(first.headers))


def test_who_asks_for_the_head_gets_the_length_and_no_body(rf, db):
    def view(_request):
        return HttpResponse("halaman", headers={"Content-Length": "7"})

    response = pagecache.PageCache(view)(rf.head("/inovasi/"))
    assert (response.content, response["Content-Length"]) == (b"", "7")


@pytest.mark.parametrize("address", PUBLIC)
def test_who_has_the_present_page_is_told_so_without_a_look_at_the_content(client, published, address):
    etag = client.get(address)["ETag"]
    pagecache.pages.clear()
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag
    assert "public" in response["Cache-Control"]
    assert [query["sql"] for query in seen] == [versions.STAMP]


def test_another_page_another_tag(client, published):
    tags = {client.get(address)["ETag"] for address in PUBLIC}
    assert len(tags) == len(PUBLIC)
    etag = client.get("/inovasi/")["ETag"]
    assert client.get("/skpd/", headers={"If-None-Match": etag}).status_code == 200


def test_known_parameters_are_sorted_and_others_are_not_read(client, published):
    plain = client.get("/inovasi/?q=bus&jenis=metode")
    for address in (
        "/inovasi/?jenis=metode&q=bus",
        "/inovasi/?utm_source=wa&q=bus&fbclid=1&jenis=metode&kecamatan=",
    ):
        response = client.get(address)
        assert (response["ETag"], response.content) == (plain["ETag"], plain.content), address
    assert "utm_source" not in client.get("/inovasi/?utm_source=wa&q=tak").text


def test_a_page_with_gzip_and_one_without_are_two(client, published):
    plain = client.get("/inovasi/")
    packed = client.get("/inovasi/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/inovasi/").headers
    assert packed["ETag"] == plain["ETag"]  # a weak tag names the content, whatever its packing


def test_who_is_signed_in_goes_past_it(client, published, cast):
    client.get("/inovasi/")
    client.force_login(cast.staff)
    response = client.get("/inovasi/")
    assert "Keluar" in response.text
    assert response["Cache-Control"] == "private, no-store"
    client.logout()
    client.cookies.clear()
    assert "Keluar" not in client.get("/inovasi/").text


def test_announcing_and_taking_down_show_at_the_next_request(client, at, cast):
    record = at(Stage.DISPLAY, Status.APPROVED, title="Gerobak Baca")
    assert "Gerobak Baca" not in client.get("/inovasi/").text
    road.move(record, "announce", cast.steward)
    assert "Gerobak Baca" in client.get("/inovasi/").text
    address = record.exhibit.get_absolute_url()
    assert client.get(address).status_code == 200
    etag = client.get(address)["ETag"]
    road.move(record, "take_down", cast.steward)
    assert "Gerobak Baca" not in client.get("/inovasi/").text
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 410


def test_a_refreshed_exhibit_shows_at_the_next_request(client, published, cast):
    address = published.exhibit.get_absolute_url()
    client.get(address)
    road.move(published, "take_down", cast.steward)
    published.headline = "Kalimat yang baru sama sekali"
    published.save(update_fields=["headline"])
    road.move(published, "announce", cast.steward)
    assert "Kalimat yang baru sama sekali" in client.get(address).text


@pytest.mark.parametrize(
    "change",
    [
        lambda: Exhibit.objects.update(title="Lain"),
        lambda: Exhibit.objects.update(withdrawn_at=timezone.now()),
        lambda: Exhibit.objects.get().photos.clear(),
        lambda: Agency.objects.filter(slug="dinas-pendidikan").update(name="Dinas Lain"),
        lambda: District.objects.update(name="Lain"),
        lambda: connection.cursor().execute("UPDATE innovations_lab SET target = 7"),
    ],
)
def test_a_change_by_whatever_way_is_a_new_version(published, change):
    before = versions.now()
    change()
    assert versions.now() != before


def test_what_the_public_does_not_see_changes_no_version(published, cast, lab):
    before = versions.now()
    draft = road.register(cast.staff, lab, "Rencana lain")
    draft.problem = "Belum untuk umum"
    draft.save()
    cast.staff.save()
    assert versions.now() == before


def test_a_change_undone_leaves_the_version(published):
    before = versions.now()
    with transaction.atomic():
        Exhibit.objects.update(title="Lain")
        assert versions.now() != before
        transaction.set_rollback(True)
    assert versions.now() == before


def test_a_page_read_during_a_change_is_not_kept_as_the_new_one(cast, festival, rf):
    """The version is asked first: what changes while the page is made makes the page old, never the new one wrong."""
    show(cast.education, festival, "Pertama")
    titles = []

    @public_page
    def slow(request):
        titles.append(Exhibit.objects.get().title)
        if len(titles) == 1:
            Exhibit.objects.update(title="Kedua")  # somebody else, in between
        return HttpResponse(titles[-1])

    cache = pagecache.PageCache(slow)
    pages = [cache(rf.get("/inovasi/")).content for _ in range(3)]
    assert pages == [b"Pertama", b"Kedua", b"Kedua"]
    assert titles == ["Pertama", "Kedua"]


def test_errors_and_redirects_are_not_kept(client, published):
    pagecache.pages.clear()
    client.get("/inovasi/tidak-ada/")
    client.get(f"/i/{published.code}/")
    client.get("/inovasi")
    assert len(pagecache.pages._things) == 0


def test_another_host_and_another_scheme_have_their_own_page(client, published, settings):
    settings.ALLOWED_HOSTS = ["testserver", "festival.example.id"]
    here = client.get("/inovasi/")
    there = client.get("/inovasi/", headers={"Host": "festival.example.id"})
    secure = client.get("/inovasi/", secure=True)
    assert 'href="http://testserver/inovasi/"' in here.text
    assert 'href="http://festival.example.id/inovasi/"' in there.text
    assert 'href="https://testserver/inovasi/"' in secure.text
    assert client.get("/inovasi/", headers={"Host": "evil.example"}).status_code == 400


def test_the_room_is_bounded_and_the_oldest_leaves():
    kept = Kept(10, size=len)
    kept.put("a", "xxxx")
    kept.put("b", "xxxx")
    assert kept.get("a") == "xxxx"
    kept.put("c", "xxxx")  # b was asked for longest ago
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("xxxx", None, "xxxx")
    kept.put("huge", "x" * 11)
    assert kept.get("huge") is None
    kept.put("a", "yy")
    assert kept.made("a", lambda: "never") == "yy"
    assert kept.made("d", lambda: "dd") == "dd"
    assert kept.get("c") == "xxxx"


def test_a_lost_connection_is_opened_again_for_the_version(transactional_db):
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    asked = connection.get_connection_params()
    other = psycopg2.connect(**{name: value for name, value in asked.items() if name != "cursor_factory"})
    other.autocommit = True
    other.cursor().execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    assert isinstance(versions.now(), str)


def test_the_kept_frame_is_only_for_strangers_and_only_for_its_own_page(client, cast, published):
    here = '<a href="/inovasi/" aria-current="page">'
    stranger = client.get("/inovasi/").text
    client.force_login(cast.steward)
    steward = client.get("/inovasi/").text
    client.logout()
    assert "Keluar" in steward
    assert "Masuk untuk pegawai" not in steward
    pagecache.pages.clear()
    assert client.get("/inovasi/").text == stranger
    assert "Keluar" not in stranger
    assert here in stranger
    assert here not in client.get("/skpd/").text
    assert 'href="/en/skpd/"' in client.get("/en/inovasi/").text
    assert 'href="/en/inovasi/?q=bus"' in client.get("/inovasi/?q=bus").text
