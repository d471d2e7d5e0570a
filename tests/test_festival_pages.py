import re
from datetime import date
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Agency
from festival import coverage, reading
from festival.content import TEXTS
from festival.models import Exhibit, Festival
from festival.reading import Picture
from innovations.models import Innovation, Lab, Stage, Status
from stages.workflow import Refused
from tests import road
from tests.fair import show, titles

SCRIPT = "<script>alert('x')</script>\r\nBaris kedua"


@pytest.fixture
def published(at):
    return at(Stage.DISPLAY, Status.PUBLISHED)


@pytest.fixture
def page(client, published):
    return client.get(published.exhibit.get_absolute_url())


# One exhibit


def test_an_exhibit_shows_how_to_use_it_before_everything_else(page, published):
    text = page.text
    order = [
        "<h1>",
        "Cara memakainya",
        "Untuk siapa",
        "Hubungi",
        'class="exhibit-picture"',
        "Apa yang berubah",
    ]
    order += [
        "Ceritanya",
        "Cara kerjanya",
        "Hasilnya",
        "Perjalanannya",
        "Asal dan penerusnya",
        "Tim dan unitnya",
    ]
    order += ["Kalau ingin menirunya", "Alamat pendek"]
    missing = [word for word in order if word not in text]
    assert missing == []
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert text.count("<h1") == 1


def test_an_exhibit_shows_its_journey_results_and_people(page, published):
    text = page.text
    assert len(re.findall(r'<li class="done">', text)) == 5
    assert "1 Jul 2026" in text  # applied
    assert "Siswa terangkut" in text
    assert "Nurmala Berutu" in text
    assert "Perluasan dari" in text
    assert "Bus sekolah Dinas Perhubungan" in text
    assert f"http://testserver/i/{published.code}/" in text


def test_an_exhibit_introduces_itself_to_those_who_share_it(page, published):
    address = f"http://testserver{published.exhibit.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in page.text
    assert f'<meta property="og:title" content="{published.title}">' in page.text
    assert f'<meta property="og:image" content="{address}kartu.jpg?v=' in page.text


def test_a_photo_comes_in_the_size_that_the_screen_needs(page, published):
    key = published.photos.get().key
    assert (
        f'srcset="/foto/{key}/480.webp 480w, /foto/{key}/960.webp 960w, /foto/{key}/1600.webp 1200w"'
        in page.text
    )
    assert 'width="1200" height="800" alt="Bus di Salak"' in page.text


def test_a_narrow_photo_is_offered_once_in_its_own_width():
    narrow = Picture.of({"key": "0" * 32, "width": 400, "height": 320, "caption": "Bus"})
    assert narrow.srcset == ""
    assert narrow.src == narrow.largest == narrow.at(960) == f"/foto/{UUID(int=0)}/480.webp"
    wide = Picture.of({"key": "0" * 32, "width": 1600, "height": 900, "caption": "Bus"}, widest=960)
    assert [width for width, _path in wide.renditions] == [480, 960]


def test_what_was_not_filled_leaves_no_heading(client, cast, festival):
    exhibit = show(cast.education, festival)
    text = client.get(exhibit.get_absolute_url()).text
    for heading in (
        "Apa yang berubah",
        "Ceritanya",
        "Masalah",
        "Cara kerjanya",
        "Tujuannya",
        "Hasilnya",
        "Foto",
    ):
        assert f">{heading}" not in text
    for heading in (
        "Asal dan penerusnya",
        "Bukti",
        "menirunya",
        "Pelajarannya",
        "terus berjalan",
        "Hubungi",
        "video",
    ):
        assert heading not in text
    assert "None" not in text
    assert re.findall(r"<(h\d|dd|dt|p|section)[^>]*>\s*</\1>", text) == []


def test_whatever_is_public_is_shown(client, cast, festival):
    told = {name: f"teks {name}" for name in TEXTS if name not in {"novelty", "kind", "affair", "headline"}}
    told |= {"launched_on": "2026-06-01", "trial_on": "2026-05-02", "applied_on": "2026-07-03"}
    told |= {"initiator": "council", "sufferers_count": "1250", "replication_weeks": "6"}
    text = client.get(show(cast.education, festival, texts=told).get_absolute_url()).text
    told |= {"launched_on": "1 Jun 2026", "trial_on": "2 Mei 2026", "applied_on": "3 Jul 2026"}
    told |= {"initiator": "Anggota DPRD", "sufferers_count": "(1.250)", "replication_weeks": "6 minggu"}
    assert [shown for shown in told.values() if shown not in text] == []


def test_texts_are_shown_as_text_with_their_line_breaks(client, cast, festival):
    told = dict.fromkeys(["story", "before", "after", "results", "origin", "beneficiaries"], SCRIPT)
    exhibit = show(cast.education, festival, "<b>Bus</b>", texts=told, summary="<i>satu</i>")
    for address in (exhibit.get_absolute_url(), "/", "/inovasi/", "/skpd/dinas-pendidikan/"):
        text = client.get(address).text
        assert "&lt;b&gt;Bus" in text
        assert "<script>alert" not in text
        assert "<b>Bus" not in text
    assert "&lt;/script&gt;<br>Baris kedua" in client.get(exhibit.get_absolute_url()).text


def test_a_copy_names_what_it_copies_and_links_to_the_source(client, cast, festival):
    told = {"origin": "Jemput Bola KTP Kabupaten Dairi", "origin_url": "https://dairi.contoh.go.id/ktp"}
    exhibit = show(cast.education, festival, texts=told, novelty="replication")
    text = client.get(exhibit.get_absolute_url()).text
    assert re.search(r"Direplikasi dari\s+<span>Jemput Bola KTP Kabupaten Dairi</span>", text)
    assert '<a href="https://dairi.contoh.go.id/ktp" rel="nofollow noopener">' in text


@pytest.mark.parametrize("opening", ["Direplikasi dari ", "replikasi dari: ", "Perluasan dari ", ""])
def test_the_words_before_an_origin_are_not_said_twice(opening):
    read = reading.texts({"texts": {"origin": f"{opening}JEBOL, hasil replikasi dari Dairi"}})
    assert read["origin"] == "JEBOL, hasil replikasi dari Dairi"


def test_the_journey_of_one_that_entered_late_says_what_its_gate_covered(client, cast, lab, festival):
    innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
    road.bring_to(innovation, Stage.DISPLAY, Status.PUBLISHED, cast)
    text = client.get(innovation.exhibit.get_absolute_url()).text
    assert text.count("dinilai bersama Delivery") == 3


def test_related_are_up_to_three_of_the_same_affair_or_unit_without_itself(client, cast, festival):
    for n in range(3):
        show(cast.education, festival, f"Sekolah {n}")
    show(cast.clinic, festival, "Jauh", affair="pangan")
    gone = show(cast.education, festival, "Turun", withdrawn_at="2026-09-01T00:00Z")
    exhibit = show(cast.education, festival, "Ini")
    related = client.get(exhibit.get_absolute_url()).context["related"]
    assert [other.title for other in related] == ["Sekolah 2", "Sekolah 1", "Sekolah 0"]
    assert gone not in related


def test_an_exhibit_that_was_taken_down_is_gone_with_a_sentence(client, cast, published):
    road.move(published, "take_down", cast.steward)
    response = client.get(published.exhibit.get_absolute_url())
    assert response.status_code == 410
    assert "tidak lagi ditampilkan" in response.text
    assert published.title not in response.text
    road.move(published, "announce", cast.steward)
    assert client.get(published.exhibit.get_absolute_url()).status_code == 200


def test_an_unknown_exhibit_is_not_found(client, db):
    assert client.get("/inovasi/tidak-ada/").status_code == 404


def test_days_are_those_of_jakarta(client, cast, festival):
    exhibit = show(
        cast.education, festival, published_at="2026-04-30T18:00Z", refreshed_at="2026-04-30T18:00Z"
    )
    assert "1 Mei 2026" in client.get(exhibit.get_absolute_url()).text


# Short addresses, photos, robots


@pytest.mark.parametrize("spelled", [str, str.lower, str.title])
def test_the_address_on_a_poster_leads_to_the_exhibit(client, published, spelled):
    response = client.get(f"/i/{spelled(published.code)}/")
    assert (response.status_code, response.url) == (302, published.exhibit.get_absolute_url())


@pytest.mark.parametrize("code", ["INV-2026-9999", "x", "%00", "..%2f", "INV 2026", "%F0%9F%98%80"])
def test_an_unknown_code_is_not_found(client, db, code):
    assert client.get(f"/i/{code}/").status_code == 404


def test_a_photo_is_sent_as_a_picture_that_caches_may_keep(client, published):
    photo = published.photos.get()
    response = client.get(f"/foto/{photo.key}/480.webp")
    assert response.getvalue()[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize("width", [1, 481, 99999])
def test_a_photo_of_another_width_is_not_found(client, published, width):
    assert client.get(f"/foto/{published.photos.get().key}/{width}.webp").status_code == 404


def test_a_photo_that_storage_has_lost_is_not_found_and_noted(client, published, caplog):
    photo = published.photos.get()
    default_storage.delete(photo.path(480))
    assert client.get(f"/foto/{photo.key}/480.webp").status_code == 404
    assert photo.path(480) in caplog.text


# Front page, units, editions


def test_the_front_page_tells_progress_coverage_and_the_newest_six(client, cast, festival, lab):
    for n in range(8):
        show(cast.education, festival, f"Inovasi {n}")
    response = client.get("/")
    text = response.text
    assert "<strong>8</strong> dari target 100 inovasi sudah tampil" in text
    assert '<progress value="8" max="100"' in text
    assert "1 dari 2 unit sudah tampil" in text
    assert [e.title for e in response.context["newest"]] == [f"Inovasi {n}" for n in (7, 6, 5, 4, 3, 2)]
    assert festival.name in text
    assert text.count('class="step-mark"') == 5


def test_progress_is_that_of_the_current_lab_else_of_the_newest_festival(cast, festival, lab):
    show(cast.education, festival)
    old = Lab.objects.create(
        name="Lama", slug="lama", year=2016, starts_on="2016-04-27", ends_on="2016-04-29", target=2
    )
    earlier = Festival.objects.create(
        lab=old, name="Festival 2016", slug="2016", opens_on="2016-11-01", closes_on="2016-11-02"
    )
    for n in range(3):
        show(cast.education, earlier, f"Lama {n}")
    assert (coverage.progress().lab, coverage.progress().shown) == (lab, 1)
    Lab.objects.update(is_current=False)
    assert (coverage.progress().lab, coverage.progress().shown) == (lab, 1)
    Festival.objects.filter(pk=festival.pk).update(opens_on=date(2010, 1, 1), closes_on=date(2010, 1, 2))
    assert (coverage.progress().lab, coverage.progress().shown, coverage.progress().reached) == (old, 3, 2)


def test_a_site_without_anything_has_a_front_page(client, db):
    text = client.get("/").text
    assert "Belum ada inovasi yang diumumkan" in text
    assert "progress-target" not in text
    assert "Belum ada unit kerja" in client.get("/skpd/").text
    assert "Belum ada festival" in client.get("/festival/").text


def test_example_units_are_marked_while_demo_data_is_shown(client, cast, lab):
    Agency.objects.filter(pk=cast.clinic.pk).update(is_example=True)
    assert '<span class="tag">contoh</span>' not in client.get("/skpd/").text
    Lab.objects.update(is_demo=True)
    assert client.get("/skpd/").text.count('<span class="tag">contoh</span>') == 1
    assert '<span class="tag">contoh</span>' in client.get("/skpd/puskesmas-sibande/").text


def test_a_unit_shows_its_exhibits_page_by_page(client, cast, festival):
    for n in range(25):
        show(cast.education, festival, f"Inovasi {n}")
    show(cast.clinic, festival, "Ambulans")
    assert titles(client.get("/skpd/dinas-pendidikan/"))[0] == "Inovasi 24"
    assert titles(client.get("/skpd/dinas-pendidikan/?page=2")) == ["Inovasi 0"]
    assert titles(client.get("/skpd/puskesmas-sibande/")) == ["Ambulans"]


def test_a_unit_without_exhibits_says_so_and_a_closed_one_stays_while_it_shows_something(
    client, cast, festival
):
    assert "Belum ada inovasi dari unit ini" in client.get("/skpd/puskesmas-sibande/").text
    show(cast.education, festival)
    Agency.objects.update(is_active=False)
    assert client.get("/skpd/dinas-pendidikan/").status_code == 200
    assert client.get("/skpd/puskesmas-sibande/").status_code == 404
    assert client.get("/skpd/tidak-ada/").status_code == 404


def test_an_edition_shows_its_days_place_welcome_and_exhibits(client, cast, festival):
    Festival.objects.update(place="Lapangan Napasengkut", welcome="Njuah-juah!\nSelamat datang.")
    show(cast.education, festival, "Bus")
    response = client.get("/festival/2026/")
    assert titles(response) == ["Bus"]
    for shown in ("1 Nov 2026 sampai 1 Des 2026", "Lapangan Napasengkut", "Njuah-juah!<br>Selamat datang."):
        assert shown in response.text
    assert "Festival Inovasi 2026" in client.get("/festival/").text
    assert client.get("/festival/1999/").status_code == 404


# English, methods, queries

PAGES = ["/", "/inovasi/", "/skpd/", "/skpd/dinas-pendidikan/", "/festival/", "/festival/2026/", "{exhibit}"]


def test_english_pages_say_which_texts_are_indonesian(client, published):
    address = published.exhibit.get_absolute_url()
    english = client.get(f"/en{address}").text
    assert '<html lang="en">' in english
    assert f'<h1 lang="id">{published.title}</h1>' in english
    assert f'href="http://testserver/en{address}"' in english
    assert '<h3 lang="id">' in client.get("/en/inovasi/").text
    assert ' lang="id">' not in client.get(address).text.replace('<html lang="id">', "")
    with translation.override("en"):
        assert client.get("/en/").wsgi_request.LANGUAGE_CODE == "en"


def test_pages_answer_head_and_refuse_what_would_change_something(client, published):
    photo = f"/foto/{published.photos.get().key}/480.webp"
    for address in [*PAGES, "/robots.txt", f"/i/{published.code}/", photo]:
        address = address.format(exhibit=published.exhibit.get_absolute_url())
        response = client.head(address)
        assert response.status_code in {200, 302}, address
        assert (response.getvalue() if response.streaming else response.content) == b"", address
        for method in (client.post, client.put, client.delete):
            assert method(address).status_code == 405, address


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 8),
        ("/skpd/", 5),
        ("/skpd/dinas-pendidikan/", 6),
        ("/festival/", 3),
        ("/festival/2026/", 7),
        ("/inovasi/stan/", 9),
    ],
)
def test_pages_ask_the_same_questions_at_one_and_at_three_rows(client, cast, festival, address, most):
    def more(number):
        for n in range(number):
            agency = Agency.objects.create(
                name=f"Unit {Agency.objects.count()}",
                short_name="Unit",
                slug=f"unit-{Agency.objects.count()}",
                kind="dinas",
                parent=cast.education,
                district=cast.district,
            )
            show(agency, festival)
            show(cast.education, festival, f"Inovasi {n}")

    show(cast.education, festival, slug="stan")
    counts = []
    for number in (1, 2):
        more(number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most, [query["sql"] for query in queries]


# Publication and the steward's desk


def test_an_address_stays_when_a_title_changes_and_is_never_shared(at, cast):
    first = at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah")
    second = at(Stage.DISPLAY, Status.PUBLISHED, title="Bus Sekolah")
    assert first.exhibit.slug == "bus-sekolah"
    assert second.exhibit.slug == f"bus-sekolah-{second.code.lower().removeprefix('inv-')}"
    road.move(first, "take_down", cast.steward)
    Innovation.objects.filter(pk=first.pk).update(title="Bus Baru")
    first.refresh_from_db()
    road.move(first, "announce", cast.steward)
    exhibit = Exhibit.objects.get(innovation=first)
    assert (exhibit.slug, exhibit.title) == ("bus-sekolah", "Bus Baru")


def test_announcing_without_a_festival_is_refused_with_what_to_do(at, cast, festival):
    innovation = at(Stage.DISPLAY, Status.APPROVED)
    festival.delete()
    with pytest.raises(Refused, match="belum punya festival; buat dulu di admin"):
        road.move(innovation, "announce", cast.steward)
    innovation.refresh_from_db()
    assert innovation.status == Status.APPROVED
    assert not Exhibit.objects.exists()


def test_the_steward_opens_a_festival_but_edits_no_exhibit(client, cast, lab):
    client.force_login(cast.steward)
    form = {"lab": lab.pk, "name": "Festival 2026", "slug": "festival-2026", "place": "Salak", "welcome": ""}
    form |= {"opens_on": "2026-11-01", "closes_on": "2026-11-03"}
    form |= {"ballot-TOTAL_FORMS": 0, "ballot-INITIAL_FORMS": 0}
    assert client.post("/admin/festival/festival/add/", form).status_code == 302
    assert Festival.objects.get().slug == "festival-2026"
    assert client.get("/admin/festival/festival/").status_code == 200
    assert client.get("/admin/festival/exhibit/").status_code == 404
    assert client.post(f"/admin/festival/festival/{Festival.objects.get().pk}/delete/").status_code == 403


def test_a_festival_that_closes_before_it_opens_is_refused_with_a_sentence(client, cast, lab):
    client.force_login(cast.steward)
    form = {
        "lab": lab.pk,
        "name": "Festival",
        "slug": "f",
        "opens_on": "2026-11-03",
        "closes_on": "2026-11-01",
    }
    response = client.post("/admin/festival/festival/add/", form)
    assert "Tanggal ditutup tidak boleh sebelum tanggal dibuka." in response.text
    assert not Festival.objects.exists()


@pytest.mark.parametrize("role", ["staff", "facilitator", "executive", "juror"])
def test_others_do_not_open_festivals(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get("/admin/festival/festival/add/").status_code in {302, 403}
