"""After publication: a change waits for the steward, the old version stays, and every version can be looked up."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from festival import revisions, versions
from festival.models import Exhibit, Publication, Revision
from innovations.models import Innovation, Stage, Status
from stages.models import Event
from stages.notices.models import Notice
from stages.workflow import Refused, Stale
from tests import road

MARKER = "Gambirsekar"


@pytest.fixture
def published(at, cast):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    return Innovation.objects.get(pk=record.pk)


def page(record) -> str:
    return f"/kerja/inovasi/{record.code}/halaman-publik/"


def typed(client, record, **changed) -> dict:
    """What the form would send, with `changed` values."""
    form = client.get(page(record)).context["form"]
    data = {"note": form.about["note"].value() or "", form.sheet.form.marks_name: form.sheet.form.marks_value}
    for field in [*form.sheet.form, *form.photos]:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value is not False:
            data[field.html_name] = "" if value is None else value
    return data | changed


def propose(client, cast, record, user=None, **changed) -> Revision:
    client.force_login(user or cast.staff)
    response = client.post(
        page(record), typed(client, record, **changed or {"headline": f"Bus {MARKER} tiap pagi"})
    )
    assert response.status_code == 302, response.context and response.context["mistakes"]
    return Revision.objects.waiting().get(exhibit__innovation=record)


def desk(revision) -> str:
    return f"/admin/festival/revision/{revision.pk}/change/"


def decide(client, cast, revision, **said):
    client.force_login(cast.steward)
    return client.post(desk(revision), {"seen": revision.seen, "reply": ""} | said)


def public_text(client, record) -> str:
    client.logout()
    exhibit = record.exhibit
    addresses = [
        "/",
        "/inovasi/",
        "/skpd/",
        exhibit.get_absolute_url(),
        exhibit.agency.get_absolute_url(),
        exhibit.festival.get_absolute_url(),
    ]
    return "".join(client.get(language + address).text for address in addresses for language in ("", "/en"))


class TestProposing:
    def test_the_form_holds_what_is_public_and_what_is_sent_waits(self, client, cast, published):
        client.force_login(cast.staff)
        assert f'value="{published.headline}"' in client.get(page(published)).text
        revision = propose(
            client, cast, published, headline=f"Bus {MARKER} tiap pagi", note=f"Alasan {MARKER}"
        )
        assert revision.fields == {"headline": f"Bus {MARKER} tiap pagi"}
        assert (revision.proposed_by, revision.against.number) == (cast.staff, 1)
        shown = client.get(page(published)).text
        assert "Menunggu pengelola sejak" in shown
        assert f"Bus {MARKER} tiap pagi" in shown

    def test_nothing_of_it_is_public_before_the_steward_has_looked(self, client, cast, published):
        before = versions.now()
        propose(
            client,
            cast,
            published,
            headline=f"Bus {MARKER} tiap pagi",
            note=MARKER,
            summary_en=f"Bus {MARKER}",
        )
        text = public_text(client, published)
        assert published.headline in text
        assert MARKER not in text
        assert Exhibit.objects.matching(MARKER).count() == 0
        assert versions.now() == before
        assert Innovation.objects.get(pk=published.pk).status == Status.PUBLISHED

    def test_what_lacks_something_is_refused_with_everything_typed(self, client, cast, published):
        client.force_login(cast.staff)
        response = client.post(page(published), typed(client, published, headline="", story="Terlalu pendek"))
        assert "Isi &#x27;Kalimat utama&#x27; paling sedikit 4 kata; sekarang 0." in response.text
        assert "Terlalu pendek" in response.text
        assert not Revision.objects.exists()

    def test_nothing_changed_is_nothing_to_look_at(self, client, cast, published):
        client.force_login(cast.staff)
        response = client.post(page(published), typed(client, published))
        assert "Belum ada yang berbeda" in response.text
        assert not Revision.objects.exists()

    def test_a_colleague_who_sent_one_meanwhile_is_not_overwritten(self, client, cast, published):
        client.force_login(cast.staff)
        mine = typed(client, published, headline="Kalimat saya yang baru sekali")
        propose(client, cast, published, user=cast.colleague, headline="Kalimat rekan yang lebih dulu")
        client.force_login(cast.staff)
        response = client.post(page(published), mine)
        assert "Rekan Anda mengubah bagian ini" in response.text
        assert "Kalimat saya yang baru sekali" in response.text
        assert "Kalimat rekan yang lebih dulu" in response.text
        assert Revision.objects.get().fields == {"headline": "Kalimat rekan yang lebih dulu"}

    def test_an_open_one_is_changed_not_doubled(self, client, cast, published):
        first = propose(client, cast, published)
        again = propose(client, cast, published, user=cast.colleague, goal="4")
        assert (again.pk, again.proposed_by) == (first.pk, cast.colleague)
        assert again.fields == {"headline": f"Bus {MARKER} tiap pagi", "goal": 4}
        assert again.seen != first.seen

    def test_an_open_one_is_withdrawn(self, client, cast, published):
        propose(client, cast, published)
        client.post(page(published) + "tarik/")
        assert Revision.objects.get().outcome == "withdrawn"
        assert (
            "Tidak ada perubahan yang menunggu" in client.post(page(published) + "tarik/", follow=True).text
        )

    def test_photos_stay_with_their_captions_and_at_least_one(self, client, cast, lab, festival):
        record = road.register(cast.staff, lab, "Bus Dua Foto")
        road.add_photo(record, cast.staff, colour=(1, 2, 3))
        road.bring_to(record, Stage.DISPLAY, Status.PUBLISHED, cast)
        client.force_login(cast.staff)
        (key,) = revisions.captions(record.exhibit)
        data = typed(client, record)
        data.pop(f"foto-stays-{key}")
        assert "Biarkan paling sedikit satu foto" in client.post(page(record), data).text
        data = typed(client, record, **{f"foto-caption-{key}": ""})
        assert "Tulis apa yang terlihat" in client.post(page(record), data).text
        revision = propose(client, cast, record, **{f"foto-caption-{key}": f"Bus {MARKER}"})
        assert (revision.fields, revision.photos) == ({}, {key: f"Bus {MARKER}"})

    def test_what_was_taken_down_cannot_be_changed(self, client, cast, published):
        client.force_login(cast.staff)
        data = typed(client, published, headline="Kalimat yang baru sama sekali")
        road.move(published, "take_down", cast.steward)
        shown = client.get(page(published)).text
        assert "sedang tidak tampil untuk umum" in shown
        assert "sheet-form" not in shown
        assert "Kalimat yang baru sama sekali" in client.post(page(published), data).text
        assert not Revision.objects.exists()


class TestDeciding:
    def test_shown_it_is_the_page_the_record_and_the_road(self, client, cast, published):
        revision = propose(
            client, cast, published, headline=f"Bus {MARKER} tiap pagi", goal="4", note="Ejaan."
        )
        looked = decide(client, cast, revision, reply="x" * 501, accept="1")
        assert looked.status_code == 200
        stamp = versions.now()
        assert decide(client, cast, revision, accept="1").status_code == 302
        published.refresh_from_db()
        assert (published.headline, published.goal, published.status) == (
            f"Bus {MARKER} tiap pagi",
            4,
            Status.PUBLISHED,
        )
        exhibit = Exhibit.objects.get()
        assert (exhibit.summary, exhibit.goal) == (f"Bus {MARKER} tiap pagi", 4)
        assert versions.now() != stamp
        assert f"Bus {MARKER} tiap pagi" in client.get(exhibit.get_absolute_url()).text
        event = Event.objects.get(kind="revised")
        assert (event.actor, event.note) == (cast.steward, "Ejaan.")
        last = exhibit.publications.latest("number")
        assert (last.number, last.by, last.revision) == (2, cast.steward, revision)
        assert Notice.objects.filter(kind="revision_shown", user=cast.staff).count() == 1
        client.force_login(cast.staff)
        assert "Perubahan terakhir tayang" in client.get(page(published)).text
        assert "halaman publik diperbarui" in client.get(f"/kerja/inovasi/{published.code}/").text.lower()
        client.force_login(cast.steward)
        assert "Tayangkan" not in client.get(desk(revision)).text

    def test_sent_back_with_words_the_old_page_stays(self, client, cast, published):
        revision = propose(client, cast, published)
        assert "Tulis apa yang perlu diperbaiki" in decide(client, cast, revision, **{"return": "1"}).text
        decide(client, cast, revision, reply="Sebut desanya.", **{"return": "1"})
        revision.refresh_from_db()
        assert (revision.outcome, revision.reply) == ("returned", "Sebut desanya.")
        assert published.headline in client.get(published.exhibit.get_absolute_url()).text
        assert Notice.objects.get(kind="revision_returned").facts["note"] == "Sebut desanya."
        client.force_login(cast.staff)
        assert "Sebut desanya." in client.get(page(published)).text
        client.force_login(cast.steward)
        assert MARKER in client.get(desk(revision)).text

    def test_stewards_are_told_once_and_count_it_on_their_first_page(self, client, cast, published):
        revision = propose(client, cast, published)
        propose(client, cast, published, goal="4")
        notice = Notice.objects.get(kind="revision")
        assert (notice.user, notice.path) == (cast.steward, desk(revision))
        client.force_login(cast.steward)
        assert "Perubahan halaman publik: 1" in client.get("/admin/").text

    def test_what_the_unit_changed_meanwhile_is_not_shown_unread(self, client, cast, published):
        first = propose(client, cast, published)
        propose(client, cast, published, headline="Kalimat sesudah dibaca pengelola")
        answer = decide(client, cast, first, accept="1", reply="Jawaban saya")
        assert answer.status_code == 409
        assert "unit mengubahnya lagi" in answer.text
        assert "Jawaban saya" in answer.text
        assert Exhibit.objects.get().summary == published.headline

    def test_the_second_of_two_stewards_is_told_kindly(self, client, cast, published):
        revision = propose(client, cast, published)
        decide(client, cast, revision, accept="1")
        answer = decide(client, cast, revision, reply="Tidak.", **{"return": "1"})
        assert answer.status_code == 409
        assert "Dewi Pengelola sudah memutuskan" in answer.text
        assert Publication.objects.count() == 2
        with pytest.raises(Stale):
            revisions.withdraw(revision, cast.staff)

    def test_what_was_taken_down_or_shown_anew_is_refused(self, client, cast, published):
        revision = propose(client, cast, published)
        road.move(published, "take_down", cast.steward)
        answer = decide(client, cast, revision, accept="1")
        assert "sudah diturunkan" in answer.text
        assert client.get(published.exhibit.get_absolute_url()).status_code == 410
        road.move(published, "announce", cast.steward)
        assert "sudah tayang dengan isi lain" in decide(client, cast, revision, accept="1").text
        assert Revision.objects.get().is_open

    def test_a_photo_left_out_is_public_no_more_but_stays_in_the_old_version(
        self, client, cast, lab, festival
    ):
        record = road.register(cast.staff, lab, "Bus Dua Foto")
        road.bring_to(record, Stage.DISPLAY, Status.APPROVED, cast)
        gone = road.add_photo(record, cast.staff, colour=(1, 2, 3))
        road.move(record, "announce", cast.steward)
        client.force_login(cast.staff)
        data = typed(client, record)
        data.pop(f"foto-stays-{gone.key.hex}")
        client.post(page(record), data)
        decide(client, cast, Revision.objects.get(), accept="1")
        assert record.photos.count() == 1
        assert default_storage.exists(gone.path(480))
        old = f"/kerja/inovasi/{record.code}/versi/1/"
        for user, status in [
            (cast.staff, 200),
            (cast.executive, 200),
            (cast.outsider, 404),
            (cast.facilitator, 404),
        ]:
            client.force_login(user)
            response = client.get(f"{old}foto/{gone.key}/480.webp")
            assert response.status_code == status
            assert not response.streaming or response.getvalue()
        client.force_login(cast.staff)
        assert f"{old}foto/{gone.key}/480.webp" in client.get(old).text
        new = f"/kerja/inovasi/{record.code}/versi/2/foto/{gone.key}"
        assert client.get(f"{new}/480.webp").status_code == 404
        assert client.get(f"{old}foto/{gone.key}/481.webp").status_code == 404
        default_storage.delete(gone.path(480))
        assert client.get(f"{old}foto/{gone.key}/480.webp").status_code == 404
        client.logout()
        assert client.get(f"/foto/{gone.key}/480.webp").status_code == 404


SCOPE = {  # who: the unit's form, all versions, the steward's desk, may decide
    "staff": (200, 200, 302, False),  # who does not work in the admin is led away
    "colleague": (200, 200, 302, False),
    "outsider": (404, 404, 302, False),
    "facilitator": (404, 404, 403, False),
    "executive": (404, 200, 200, False),
    "steward": (404, 200, 200, True),
    "juror": (404, 404, 302, False),
}


@pytest.mark.parametrize("person", SCOPE)
def test_who_comes_in(client, cast, published, person):
    revision = propose(client, cast, published)
    client.force_login(getattr(cast, person))
    form, looked, at_desk, decides = SCOPE[person]
    assert client.get(page(published)).status_code == form
    assert client.post(page(published), {}).status_code == form
    for address in ("versi/", "versi/1/", "halaman-publik/pratinjau/"):
        response = client.get(f"/kerja/inovasi/{published.code}/{address}")
        assert response.status_code == looked, address
        if looked == 200:
            assert "no-store" in response["Cache-Control"]
            assert "noindex" in response.text
    assert client.get(desk(revision)).status_code == at_desk
    client.post(desk(revision), {"seen": revision.seen, "accept": "1"})
    assert (Revision.objects.get().outcome == "accepted") == decides


def test_the_preview_is_of_what_waits(client, cast, published):
    address = f"/kerja/inovasi/{published.code}/halaman-publik/pratinjau/"
    client.force_login(cast.staff)
    assert client.get(address).status_code == 404
    propose(client, cast, published)
    shown = client.get(address)
    assert MARKER in shown.text
    assert "Pratinjau perubahan" in shown.text
    assert Exhibit.objects.get().summary == published.headline


def test_versions_tell_what_changed_and_look_as_they_did(client, cast, published):
    decide(client, cast, propose(client, cast, published), accept="1")
    client.force_login(cast.executive)
    listed = client.get(f"/kerja/inovasi/{published.code}/versi/").text
    assert "hal berbeda dari versi sebelumnya" in listed
    assert "Versi 1, tampil sejak" in listed
    first = client.get(f"/kerja/inovasi/{published.code}/versi/1/").text
    assert "Tampilan per" in first
    assert MARKER not in first
    assert MARKER in client.get(f"/kerja/inovasi/{published.code}/versi/2/").text
    assert client.get(f"/kerja/inovasi/{published.code}/versi/3/").status_code == 404


@pytest.mark.parametrize("change", [lambda row: row.delete(), lambda row: row.save()])
def test_a_version_is_kept_for_good(published, change):
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        change(Publication.objects.get())


def test_lists_cost_the_same_for_one_and_three(client, cast, at):
    def cost(address, user):
        client.force_login(user)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    record = at(Stage.DISPLAY, Status.PUBLISHED)
    propose(client, cast, record)
    addresses = [
        (f"/kerja/inovasi/{record.code}/versi/", cast.staff),
        ("/admin/festival/revision/", cast.steward),
        ("/admin/festival/publication/", cast.steward),
    ]
    one = [cost(*each) for each in addresses]
    decide(client, cast, Revision.objects.get(), accept="1")
    for title in ("Bus Kedua", "Bus Ketiga"):
        propose(client, cast, at(Stage.DISPLAY, Status.PUBLISHED, title=title))
    decide(client, cast, propose(client, cast, record, headline="Kalimat ketiga yang lain lagi"), accept="1")
    assert [cost(*each) for each in addresses] == one


def test_taken_down_every_address_says_so(client, cast, published):
    exhibit = published.exhibit
    road.move(published, "take_down", cast.steward)
    for address in (exhibit.get_absolute_url(), f"/i/{exhibit.code}/"):
        for prefix in ("", "/en"):
            answer = client.get(prefix + address)
            assert answer.status_code == client.head(prefix + address).status_code == 410
            assert published.title not in answer.text


class TestTwoLanguages:
    def test_the_line_is_in_the_readers_language_where_there_is_one(self, client, published):
        exhibit = published.exhibit
        with translation.override("en"):
            assert (exhibit.one_line, exhibit.one_line_lang) == (exhibit.summary, "id")
            exhibit.summary_en = "A free bus."
            assert (exhibit.one_line, exhibit.one_line_lang) == ("A free bus.", "")
        assert (exhibit.one_line, exhibit.one_line_lang) == (exhibit.summary, "")

    def test_the_other_language_keeps_what_was_asked(self, client, published):
        assert 'href="/en/inovasi/?q=bus"' in client.get("/inovasi/?q=bus").text
        assert 'href="/inovasi/?q=bus"' in client.get("/en/inovasi/?q=bus").text

    def test_a_page_that_answers_a_form_offers_no_other_language(self, client, db):
        assert 'hreflang="en"' not in client.post("/masuk/", {"username": "x", "password": "y"}).text

    def test_public_pages_name_both_languages(self, client, published):
        exhibit = published.exhibit
        for address in (
            "/",
            "/inovasi/",
            "/skpd/",
            "/festival/",
            exhibit.get_absolute_url(),
            exhibit.agency.get_absolute_url(),
            exhibit.festival.get_absolute_url(),
        ):
            text = client.get(address).text
            for language in ("id", "en", "x-default"):
                assert f'rel="alternate" hreflang="{language}"' in text, address


@pytest.mark.django_db(transaction=True)
def test_of_two_stewards_at_once_one_shows_it(client, cast, at):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    revision = propose(client, cast, record)
    answers, together = [], threading.Barrier(2, timeout=20)

    def accept():
        try:
            together.wait()
            revisions.accept(revision, cast.steward, seen=revision.seen)
            answers.append("shown")
        except Refused:
            answers.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=accept) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(answers) == ["shown", "told"]
    assert Publication.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_taken_down_and_shown_at_once_it_is_not_public(client, cast, at):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    revision = propose(client, cast, record)
    answers, together = [], threading.Barrier(2, timeout=20)

    def run(act):
        try:
            together.wait()
            act()
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    acts = [
        lambda: revisions.accept(revision, cast.steward, seen=revision.seen),
        lambda: road.move(Innovation.objects.get(pk=record.pk), "take_down", cast.steward),
    ]
    both = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert len(answers) <= 1, answers
    assert Exhibit.objects.get().withdrawn_at
