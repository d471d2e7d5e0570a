"""Suggestions: sent by strangers, looked at by the steward, answered by the unit, and only then public."""

from datetime import timedelta

import pytest
from django.core import signing
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from festival import forms, suggestions, versions
from festival.models import Suggestion
from stages.notices import words
from stages.notices.models import Notice
from stages.todo import todos
from tests.fair import show
from tests.visitors import tap, visitor

SECRET = "0812-3456-RAHASIA"
TEXT = "Tambah rute ke Pagindar pada hari pasar."
State = Suggestion.State


@pytest.fixture
def bus(cast, festival):
    return show(cast.education, festival, "Bus Sekolah Gratis")


@pytest.fixture
def new(bus):
    return Suggestion.objects.create(exhibit=bus, text=TEXT, name="Rosda", contact=SECRET)


@pytest.fixture
def passed(new, cast):
    suggestions.pass_on(new, cast.steward)
    new.refresh_from_db()
    return new


def seal(seconds=10) -> str:
    """The mark of a form that was opened so long ago."""
    return signing.dumps(int(timezone.now().timestamp()) - seconds, salt=forms.SALT)


def send(exhibit, device=None, **data):
    data = {"text": TEXT, "seal": seal()} | data
    return tap(device or visitor(), f"/inovasi/{exhibit.slug}/saran/kirim/", **data)


class TestSending:
    def test_a_stranger_sends_one_and_reads_what_follows(self, bus):
        response = send(bus, name="Rosda", contact=SECRET, shows_name="on")
        assert response.redirect_chain == [(f"/inovasi/{bus.slug}/saran/terkirim/", 303)]
        assert "14 hari" in response.text
        one = Suggestion.objects.get()
        assert (one.text, one.name, one.contact, one.shows_name) == (TEXT, "Rosda", SECRET, True)
        assert (one.state, one.exhibit) == (State.NEW, bus)

    def test_the_form_bears_its_hour_and_is_kept_by_nobody(self, client, bus):
        response = client.get(f"/inovasi/{bus.slug}/saran/kirim/")
        assert response["Cache-Control"] == "private, no-store"
        assert not response.cookies
        assert forms.seconds_since(response.context["seal"]) < 60

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"text": "Pendek"}, "paling sedikit 10 karakter"),
            ({"text": "x" * 1_001}, "paling banyak 1000 karakter; sekarang 1001"),
            ({"text": ""}, "Isi bagian ini."),
            ({"text": "Ada \0 di sini, ya"}, "karakter yang tidak terlihat"),
            ({"contact": "y" * 121}, "paling banyak 120 karakter"),
            ({"name": "z" * 81}, "paling banyak 80 karakter"),
            ({"seal": ""}, "sudah lama dibuka"),
            ({"seal": "x:y:z"}, "sudah lama dibuka"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, bus, wrong, told):
        response = send(bus, **{"name": "Rosda Manik", "contact": "di pasar"} | wrong)
        assert response.status_code == 422
        assert told in response.text
        for field in ("name", "contact"):
            assert (
                wrong.get(field) or {"name": "Rosda Manik", "contact": "di pasar"}[field]
            ) in response.text
        assert not Suggestion.objects.exists()

    def test_a_form_that_was_open_too_long_is_sent_by_a_second_press(self, bus):
        first = send(bus, seal=seal(2 * 24 * 60 * 60))
        assert first.status_code == 422
        assert TEXT in first.text
        assert forms.seconds_since(first.context["seal"]) is not None

    def test_what_comes_faster_than_a_person_types_waits_for_a_second_press(self, bus):
        mark = seal(0)
        response = send(bus, seal=mark)
        assert response.status_code == 422
        assert "Terlalu cepat" in response.text
        assert response.context["seal"] == mark
        assert not Suggestion.objects.exists()

    def test_a_program_that_fills_everything_is_thanked_and_forgotten(self, bus):
        response = send(bus, website="https://iklan.example")
        assert "terkirim" in response.text
        assert not Suggestion.objects.exists()

    def test_a_double_press_sends_one(self, bus):
        device = visitor()
        for _number in range(2):
            assert send(bus, device).status_code == 200
        assert Suggestion.objects.count() == 1

    def test_a_network_has_so_many_an_hour_and_keeps_what_was_typed(self, settings, bus):
        settings.ADDRESS_LIMITS = settings.ADDRESS_LIMITS | {"suggestion": 1}
        send(bus)
        response = send(bus, text="Saran yang kedua dari jaringan ini")
        assert response.status_code == 429
        assert "Saran yang kedua dari jaringan ini" in response.text
        assert Suggestion.objects.count() == 1

    def test_nothing_from_elsewhere_and_nothing_to_what_is_not_public(self, client, bus):
        address = f"/inovasi/{bus.slug}/saran/kirim/"
        assert client.post(address, {"text": TEXT, "seal": seal()}).status_code == 403
        assert client.put(address).status_code == 405
        type(bus).objects.update(withdrawn_at=timezone.now())
        assert send(bus).status_code == 404
        assert client.get(f"/inovasi/{bus.slug}/saran/").status_code == 404


class TestModeration:
    @pytest.fixture
    def steward(self, client, cast):
        client.force_login(cast.steward)
        return client

    def address(self, one) -> str:
        return f"/admin/festival/suggestion/{one.pk}/change/"

    def test_whose_innovation_it_is_is_told_once_what_was_suggested_and_by_when(self, new, cast):
        assert suggestions.pass_on(new, cast.steward)
        assert not suggestions.pass_on(new, cast.steward)
        new.refresh_from_db()
        notices = Notice.objects.all()
        assert {one.user for one in notices} == set(User.objects.filter(agency=cast.education))
        assert len(notices) == len({one.user for one in notices})
        notice = notices[0]
        assert (notice.due, notice.path) == (new.due, f"/kerja/saran/{new.pk}/")
        assert TEXT in words.sentence(notice)
        assert SECRET not in words.letter([notice])

    def test_of_what_is_not_passed_on_nobody_is_told(self, new, cast):
        assert suggestions.refuse(new, "Iklan", cast.steward)
        assert not Notice.objects.exists()

    def test_the_steward_passes_it_on_and_the_unit_has_14_days(self, steward, new, cast):
        assert TEXT in steward.get(self.address(new)).text
        assert steward.post(self.address(new), {"verdict": "pass"}).status_code == 302
        new.refresh_from_db()
        assert (new.state, new.moderated_by) == (State.PASSED, cast.steward)
        assert new.due - new.moderated_at == timedelta(days=14)
        assert "verdict" not in steward.get(self.address(new)).text

    def test_a_refusal_needs_a_reason_and_takes_the_contact_away(self, steward, new):
        assert "Tulis mengapa" in steward.post(self.address(new), {"verdict": "refuse"}).text
        steward.post(self.address(new), {"verdict": "refuse", "reason": "Menyebut nama warga lain"})
        new.refresh_from_db()
        assert (new.state, new.reason, new.contact) == (State.REFUSED, "Menyebut nama warga lain", "")
        assert "Menyebut nama warga lain" in steward.get(self.address(new)).text

    def test_of_two_stewards_the_second_is_told(self, new, cast):
        assert suggestions.pass_on(new, cast.steward)
        assert not suggestions.refuse(new, "Terlambat", cast.steward)
        new.refresh_from_db()
        assert new.state == State.PASSED

    def test_the_second_page_says_so_too(self, steward, new, cast, monkeypatch):
        decided = suggestions.pass_on
        # Somebody else is faster, between the look and the writing.
        monkeypatch.setattr(suggestions, "pass_on", lambda one, by: decided(one, by) and decided(one, by))
        response = steward.post(self.address(new), {"verdict": "pass"}, follow=True)
        assert "sudah diputuskan orang lain" in response.text

    def test_the_contact_is_not_the_stewards(self, steward, new, passed):
        for address in ("/admin/festival/suggestion/", self.address(passed)):
            assert SECRET not in steward.get(address).text

    def test_what_is_overdue_is_seen_and_found(self, steward, passed):
        day = "(lewat)"
        assert day not in steward.get("/admin/festival/suggestion/").text
        assert "0 saran" in steward.get("/admin/festival/suggestion/?jawaban=terlambat").text
        Suggestion.objects.update(due=timezone.now() - timedelta(days=1))
        assert day in steward.get("/admin/festival/suggestion/").text
        assert "1 saran" in steward.get("/admin/festival/suggestion/?jawaban=terlambat").text


class TestAnswering:
    def test_it_waits_on_the_units_first_screen(self, client, cast, passed):
        (todo,) = [one for one in todos(cast.staff) if "saran" in one.sentence]
        assert (todo.due, todo.words, todo.url) == (passed.due, TEXT, f"/kerja/saran/{passed.pk}/")
        assert not any("saran" in one.sentence for one in todos(cast.outsider))
        client.force_login(cast.staff)
        assert TEXT in client.get("/kerja/").text

    def test_the_unit_answers_and_everybody_reads_it(self, client, cast, passed, bus):
        client.force_login(cast.staff)
        address = f"/kerja/saran/{passed.pk}/"
        assert TEXT in client.get("/kerja/saran/").text
        assert SECRET in client.get(address).text
        before = versions.now()
        response = client.post(address, {"answer": "Mulai Senin ada rute ke Pagindar."}, follow=True)
        assert response.redirect_chain == [("/kerja/saran/", 302)]
        assert versions.now() != before
        passed.refresh_from_db()
        assert (passed.state, passed.contact, passed.answered_by) == (State.ANSWERED, "", cast.staff)
        client.logout()
        text = client.get(f"/inovasi/{bus.slug}/saran/").text
        assert TEXT in text
        assert "Mulai Senin ada rute ke Pagindar." in text
        assert "Rosda" not in text
        client.force_login(cast.staff)
        assert "Mulai Senin" in client.get(address).text
        assert TEXT in client.get("/kerja/saran/").text

    def test_a_name_is_shown_to_who_allowed_it(self, client, cast, passed, bus):
        Suggestion.objects.update(shows_name=True)
        suggestions.answer(passed, "Terima kasih, kami kerjakan.", cast.staff)
        assert "Rosda" in client.get(f"/inovasi/{bus.slug}/saran/").text

    def test_an_answer_that_is_too_short_stays_to_be_mended(self, client, cast, passed):
        client.force_login(cast.staff)
        response = client.post(f"/kerja/saran/{passed.pk}/", {"answer": "Ya saja"})
        assert "paling sedikit 10 karakter" in response.text
        assert "Ya saja" in response.text

    def test_of_two_colleagues_the_second_keeps_the_words(self, client, cast, passed):
        suggestions.answer(passed, "Jawaban pertama dari rekan.", cast.colleague)
        client.force_login(cast.staff)
        response = client.post(f"/kerja/saran/{passed.pk}/", {"answer": "Jawaban kedua dari saya."})
        assert response.status_code == 409
        assert "Jawaban pertama dari rekan." in response.text
        assert "Jawaban kedua dari saya." in response.text
        passed.refresh_from_db()
        assert passed.answer == "Jawaban pertama dari rekan."

    @pytest.mark.parametrize("who", ["outsider", "steward", "facilitator", "juror"])
    def test_nobody_else_reads_or_answers(self, client, cast, passed, who):
        client.force_login(getattr(cast, who))
        for response in (
            client.get("/kerja/saran/", follow=True),
            client.get(f"/kerja/saran/{passed.pk}/", follow=True),
            client.post(f"/kerja/saran/{passed.pk}/", {"answer": "Jawaban orang lain"}, follow=True),
        ):
            assert SECRET not in response.text
            assert TEXT not in response.text
        passed.refresh_from_db()
        assert passed.state == State.PASSED

    def test_what_was_not_passed_on_is_not_the_units(self, client, cast, new):
        client.force_login(cast.staff)
        assert TEXT not in client.get("/kerja/saran/").text
        assert client.get(f"/kerja/saran/{new.pk}/").status_code == 404


class TestSecrecy:
    def test_only_what_was_answered_is_public_and_never_the_contact(self, client, cast, bus):
        told = {}
        for number, state in enumerate(State):
            one = Suggestion.objects.create(
                exhibit=bus, text=f"Saran nomor {number} {state}", name=f"Nama{number}", contact=SECRET
            )
            told[state] = one
        suggestions.pass_on(told[State.PASSED], cast.steward)
        suggestions.refuse(told[State.REFUSED], "ALASAN-TERTUTUP", cast.steward)
        suggestions.pass_on(told[State.ANSWERED], cast.steward)
        suggestions.answer(told[State.ANSWERED], "Sudah kami kerjakan.", cast.staff)
        pages = [bus.get_absolute_url(), "/", "/inovasi/", "/skpd/dinas-pendidikan/"]
        pages += [f"/inovasi/{bus.slug}/saran/{rest}" for rest in ("", "kirim/", "terkirim/")]
        for address in pages:
            text = client.get(address).text
            for secret in (
                SECRET,
                "ALASAN-TERTUTUP",
                "Nama",
                "nomor 0 new",
                "nomor 1 passed",
                "nomor 2 refused",
            ):
                if secret != "Nama" or not address.endswith("kirim/"):
                    assert secret not in text, (address, secret)
        assert "nomor 3 answered" in client.get(f"/inovasi/{bus.slug}/saran/").text

    def test_contacts_go_after_90_days(self, new, passed):
        assert suggestions.forget_contacts() == 0
        Suggestion.objects.update(sent_at=timezone.now() - timedelta(days=91))
        assert suggestions.forget_contacts() == 1
        passed.refresh_from_db()
        assert passed.contact == ""

    def test_what_is_not_public_does_not_make_the_pages_anew(self, bus, cast):
        before = versions.now()
        one = Suggestion.objects.create(exhibit=bus, text=TEXT)
        suggestions.pass_on(one, cast.steward)
        assert versions.now() == before


def test_the_partial_shows_what_it_is_given(django_assert_num_queries, passed, cast, bus):
    suggestions.answer(passed, "Sudah kami kerjakan.", cast.staff)
    with django_assert_num_queries(1):
        given = {"exhibit": bus, "suggestions": list(bus.suggestions.public()[:2])}
        text = render_to_string("festival/_suggest.html", given)
    assert "Sudah kami kerjakan." in text
    assert f"/inovasi/{bus.slug}/saran/" in text
    assert str(passed) == bus.title
    empty = render_to_string("festival/_suggest.html", {"exhibit": bus, "suggestions": []})
    assert "Beri saran kepada unit" in empty
