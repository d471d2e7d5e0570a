"""The second factor: who is asked, what opens, what is refused, and what ends it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import AccountEvent, RecoveryCodes, User
from innovations.models import Lab
from tests.conftest import PASSWORD, code_of, phone

ASKED, SET_UP, CHANGE = "/akun/dua-langkah/", "/akun/dua-langkah/siapkan/", "/akun/dua-langkah/ubah/"
WRONG = "000000"


@pytest.fixture
def office(client, cast):
    """Somebody of the Bupati's office who has given the password, and has a phone."""
    client.by_password(cast.executive)
    cast.executive.phone = phone(cast.executive)
    return client


def is_let_in(client) -> bool:
    return client.get("/admin/stages/case/").status_code == 200


def wrong_code(device) -> str:
    """Six digits that this phone shows neither now nor around now."""
    shown = {totp(device.bin_key, drift=drift) for drift in (-1, 0, 1)}
    return f"{next(number for number in range(4) if number not in shown):06}"


class TestWhoIsAsked:
    @pytest.mark.parametrize("who", ["executive", "steward"])
    @pytest.mark.parametrize(
        "address", ["/admin/", "/admin/stages/case/?q=bus", "/akun/", "/akun/sandi/", "/kerja/kabar/"]
    )
    def test_who_decides_and_who_opens_accounts_before_every_page(self, client, cast, who, address):
        client.by_password(getattr(cast, who))
        assert client.get(address, follow=True).redirect_chain[0] == (
            f"{ASKED}?next={address.replace('/', '%2F').replace('?', '%3F').replace('=', '%3D')}",
            302,
        )

    @pytest.mark.parametrize("who", ["staff", "facilitator", "juror"])
    def test_nobody_else_and_at_no_cost(self, client, cast, who):
        client.by_password(getattr(cast, who))
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/akun/").status_code == 200
        assert not [query for query in seen if "otp_" in query["sql"]]
        for address in (ASKED, SET_UP):
            assert client.get(address).url == "/akun/"
        assert client.post(CHANGE, {"code": "1"}).url == "/akun/"

    def test_one_query_more_and_none_on_open_pages(self, client, cast, lab, festival):
        client.force_login(cast.steward)
        for address, queries in [("/akun/ringkasan/", 1), ("/", 0), ("/inovasi/", 0)]:
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            assert len([query for query in seen if "otp_" in query["sql"]]) == queries, address

    def test_a_password_from_paper_is_changed_first(self, client, cast):
        User.objects.filter(pk=cast.executive.pk).update(password_is_temporary=True)
        client.by_password(cast.executive)
        assert client.get("/admin/").url == "/akun/sandi/"
        assert client.get(ASKED).url == "/akun/sandi/"
        new = "kopi-sidikalang-77"
        sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client.get(client.post("/akun/sandi/", sent).url).url.startswith(ASKED)
        assert client.get("/akun/sandi/").url.startswith(ASKED)  # now it waits for the code too

    def test_a_script_is_told_in_json(self, client, cast):
        client.by_password(cast.steward)
        answer = client.get("/admin/", headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()) == (401, {"sign_in": True, "second_factor": True})

    def test_what_answers_strangers_by_itself_answers_nobody_without_it(self, client, cast, innovation):
        client.by_password(cast.steward)
        address = reverse("workspace:autosave", args=[innovation.code])
        assert client.post(address, b"{}", content_type="application/json").status_code == 401
        client.force_login(cast.steward)
        assert client.post(address, b"{}", content_type="application/json").status_code == 400

    def test_what_is_posted_without_it_changes_nothing(self, client, cast):
        client.by_password(cast.steward)
        address = reverse("admin:accounts_user_change", args=[cast.staff.pk])
        assert client.post(address, {"name": "Lain"}).url == ASKED
        assert User.objects.get(pk=cast.staff.pk).name == "Rosmaida Manik"

    def test_one_can_always_sign_out(self, client, cast):
        client.by_password(cast.steward)
        assert client.post("/keluar/").url == "/"


class TestACode:
    def test_opens_the_way_to_where_one_was_going(self, office, cast):
        assert not is_let_in(office)
        page = office.get(f"{ASKED}?next=/admin/stages/case/%3Fq%3Dbus")
        assert 'value="/admin/stages/case/?q=bus"' in page.text
        sent = {"code": code_of(cast.executive.phone), "next": "/admin/stages/case/?q=bus"}
        assert office.post(ASKED, sent).url == "/admin/stages/case/?q=bus"
        assert is_let_in(office)
        assert office.get(ASKED).url == "/akun/mulai/"

    @pytest.mark.parametrize("to", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", ""])
    def test_leads_to_no_other_site(self, office, cast, to):
        sent = {"code": code_of(cast.executive.phone), "next": to}
        assert office.post(ASKED, sent).url == "/akun/mulai/"

    def test_may_be_typed_with_a_gap(self, office, cast):
        code = code_of(cast.executive.phone)
        office.post(ASKED, {"code": f" {code[:3]} {code[3:]} "})
        assert is_let_in(office)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Ketik kodenya dulu."),
            ("wrong", "Kode tidak cocok."),
            ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "Kode tidak cocok."),
            ("1" * 500, "20 karakter"),
        ],
    )
    def test_that_is_wrong_gets_a_sentence(self, office, cast, typed, sentence):
        typed = wrong_code(cast.executive.phone) if typed == "wrong" else typed
        page = office.post(ASKED, {"code": typed, "next": "/admin/"})
        assert sentence in page.text
        assert 'value="/admin/"' in page.text
        assert not is_let_in(office)

    def test_is_taken_once(self, office, client, cast):
        code = code_of(cast.executive.phone)
        office.post(ASKED, {"code": code})
        office.post("/keluar/")
        office.by_password(cast.executive)
        assert "Kode ini sudah dipakai." in office.post(ASKED, {"code": code}).text
        assert not is_let_in(office)

    def test_of_another_person_opens_nothing(self, office, cast):
        office.post(ASKED, {"code": code_of(phone(cast.steward))})
        assert not is_let_in(office)

    def test_after_many_failures_is_not_looked_at_for_a_while_and_says_how_long(self, office, cast):
        TOTPDevice.objects.filter(user=cast.executive).update(
            throttling_failure_count=6, throttling_failure_timestamp=timezone.now() + timedelta(seconds=60)
        )
        page = office.post(ASKED, {"code": code_of(cast.executive.phone)})
        assert "Terlalu sering salah. Coba lagi dalam 92 detik." in page.text
        assert not is_let_in(office)
        TOTPDevice.objects.filter(user=cast.executive).update(throttling_failure_count=12)
        assert "dalam 36 menit." in office.post(ASKED, {"code": WRONG}).text
        TOTPDevice.objects.filter(user=cast.executive).update(
            throttling_failure_timestamp=timezone.now() - timedelta(hours=1)
        )
        office.post(ASKED, {"code": code_of(cast.executive.phone)})
        assert is_let_in(office)

    def test_failures_are_counted(self, office, cast):
        TOTPDevice.objects.filter(user=cast.executive).update(
            throttling_failure_count=5, throttling_failure_timestamp=timezone.now() - timedelta(seconds=40)
        )
        page = office.post(ASKED, {"code": wrong_code(cast.executive.phone)})
        assert "Kode tidak cocok." in page.text
        assert "Coba lagi dalam 32 detik." in page.text


class TestSettingUp:
    def test_the_first_phone(self, client, cast):
        client.by_password(cast.steward)
        assert client.get(f"{ASKED}?next=/admin/").url == f"{SET_UP}?next=%2Fadmin%2F"
        assert "Google Authenticator" in client.get(f"{SET_UP}?next=/admin/").text
        assert not TOTPDevice.objects.exists()  # looking begins nothing
        assert client.post(SET_UP, {"next": "/admin/"}).url == f"{SET_UP}?next=%2Fadmin%2F"
        device = TOTPDevice.objects.get(user=cast.steward, confirmed=False)
        page = client.get(f"{SET_UP}?next=/admin/")
        assert second_factor.key_in_groups(device) in page.text
        assert "<svg" in page.text
        assert "style=" not in page.text
        assert client.get(SET_UP).text.count(second_factor.key_in_groups(device)) == 1  # reloaded: the same
        assert "Kode tidak cocok." in client.post(SET_UP, {"code": wrong_code(device)}).text
        assert not is_let_in(client)
        TOTPDevice.objects.update(throttling_failure_count=0)
        shown = client.post(SET_UP, {"code": code_of(device), "next": "/admin/"})
        codes = shown.context["recovery_codes"]
        assert all(code in shown.text for code in codes)
        assert (len(codes), len(set(codes))) == (10, 10)
        assert is_let_in(client)
        assert "belum menyatakan menyimpannya" in client.get("/akun/").text
        assert client.post("/akun/dua-langkah/tersimpan/", {"next": "/admin/"}).url == "/admin/"
        assert "Kode pemulihan yang belum terpakai: 10." in client.get("/akun/").text
        assert client.get(SET_UP).url == "/akun/"
        kinds = AccountEvent.objects.filter(user=cast.steward, actor=cast.steward).values_list(
            "kind", flat=True
        )
        assert set(kinds) == {"factor", "codes"}

    def test_is_closed_to_whoever_has_the_password_alone(self, office, cast):
        TOTPDevice.objects.create(user=cast.executive, confirmed=False)  # a move that was begun
        assert office.get(SET_UP).url.startswith(ASKED)
        begun = second_factor.new_phone_of(cast.executive)
        assert office.post(SET_UP, {"code": code_of(begun)}).url.startswith(ASKED)
        assert second_factor.phone_of(cast.executive) == cast.executive.phone
        assert office.post(CHANGE, {"code": code_of(cast.executive.phone), "move": "1"}).url == ASKED

    def test_the_key_goes_into_the_app_with_the_portal_and_the_name(self, cast):
        assert phone(cast.steward).config_url.startswith("otpauth://totp/Inovik%3Apengelola?secret=")


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, cast, office):
        return second_factor.renew_codes(cast.executive)

    def test_open_once_each_however_they_are_typed(self, office, cast, codes):
        page = office.post(ASKED, {"recovery": f" {codes[0].upper().replace('-', ' ')} "}, follow=True)
        assert "Kode pemulihan itu sudah terpakai; tersisa 9." in page.text
        assert is_let_in(office)
        office.by_password(cast.executive)
        assert is_let_in(office)  # the same session
        office.post("/keluar/")
        office.by_password(cast.executive)
        assert "Kode tidak cocok." in office.post(ASKED, {"recovery": codes[0]}).text
        assert not is_let_in(office)

    def test_are_not_stored(self, codes):
        stored = set(StaticToken.objects.values_list("token", flat=True))
        assert len(stored) == 10
        assert not stored & {code.replace("-", "") for code in codes} | stored & set(codes)

    def test_outlive_a_change_of_secrets(self, office, codes, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        code = second_factor.codes_of(User.objects.get(username="kantorbupati"))
        assert code.verify_token(codes[3].replace("-", ""))
        settings.SECRET_KEY_FALLBACKS = []
        assert not code.verify_token(codes[4].replace("-", ""))

    def test_let_in_whoever_is_held_back_by_guesses_at_the_phones_code(self, office, cast, codes):
        TOTPDevice.objects.update(throttling_failure_count=20, throttling_failure_timestamp=timezone.now())
        office.post(ASKED, {"recovery": codes[1]})
        assert is_let_in(office)
        assert not TOTPDevice.objects.get(user=cast.executive).throttling_failure_count

    def test_of_another_person_open_nothing(self, office, cast, codes):
        theirs = second_factor.renew_codes(cast.steward)
        office.post(ASKED, {"recovery": theirs[0]})
        assert not is_let_in(office)

    def test_guesses_are_held_back_too(self, office, cast, codes):
        RecoveryCodes.objects.update(throttling_failure_count=9, throttling_failure_timestamp=timezone.now())
        assert "Terlalu sering salah." in office.post(ASKED, {"recovery": codes[0]}).text

    def test_whoever_has_none_is_told_so(self, office, cast):
        assert "Kode tidak cocok." in office.post(ASKED, {"recovery": "abcde-23456"}).text
        office.post(ASKED, {"code": code_of(cast.executive.phone)})
        assert "Anda tidak punya kode pemulihan." in office.get("/akun/").text


class TestChanging:
    @pytest.fixture
    def signed_in(self, client, cast):
        client.force_login(cast.executive)
        cast.executive.phone = phone(cast.executive)
        return client

    def test_new_recovery_codes_take_a_code_and_end_the_old_ones(self, signed_in, cast):
        old = second_factor.renew_codes(cast.executive)
        refused = signed_in.post(CHANGE, {"code": wrong_code(cast.executive.phone), "codes": "1"})
        assert "Kode tidak cocok." in refused.text
        assert "Peran" in refused.text  # the account page itself
        device = phone(cast.executive)
        new = signed_in.post(CHANGE, {"code": code_of(device), "codes": "1"}).context["recovery_codes"]
        paper = second_factor.codes_of(cast.executive)
        assert not paper.verify_token(old[0].replace("-", ""))
        paper = second_factor.codes_of(cast.executive)
        paper.throttle_reset()
        assert paper.verify_token(new[0].replace("-", ""))

    def test_moving_to_another_phone(self, signed_in, client, cast):
        elsewhere = type(client)()
        elsewhere.force_login(cast.executive)
        second_factor.renew_codes(cast.executive)
        old = phone(cast.executive)
        assert signed_in.post(CHANGE, {"code": code_of(old), "move": "1"}).url == SET_UP
        new = second_factor.new_phone_of(cast.executive)
        assert new.key != old.key
        page = signed_in.get(SET_UP)
        assert "Pindah ke HP baru" in page.text
        assert second_factor.key_in_groups(new) in page.text
        assert is_let_in(elsewhere)
        assert signed_in.post(SET_UP, {"code": code_of(new)}).url == "/akun/"
        assert list(TOTPDevice.objects.filter(user=cast.executive)) == [new]
        assert is_let_in(signed_in)
        assert not is_let_in(elsewhere)  # it had shown the old phone's code
        assert second_factor.codes_of(cast.executive).token_set.count() == 10

    def test_a_move_can_be_given_up(self, signed_in, cast):
        signed_in.post(CHANGE, {"code": code_of(cast.executive.phone), "move": "1"})
        assert signed_in.post(SET_UP, {"give_up": "1"}).url == "/akun/"
        assert second_factor.new_phone_of(cast.executive) is None
        assert signed_in.get(SET_UP).url == "/akun/"
        assert is_let_in(signed_in)

    def test_a_reset_makes_every_session_unverified_at_once(self, signed_in, cast):
        second_factor.renew_codes(cast.executive)
        assert is_let_in(signed_in)
        second_factor.reset(cast.executive, cast.steward)
        assert signed_in.get("/admin/stages/case/").url.startswith(ASKED)
        assert not RecoveryCodes.objects.filter(user=cast.executive).exists()
        event = AccountEvent.objects.filter(user=cast.executive).first()
        assert (event.kind, event.actor) == ("no_factor", cast.steward)


class TestCommand:
    def test_resets_the_factor_of_a_steward_who_is_locked_out(self, cast, capsys):
        phone(cast.steward)
        call_command("reset_second_factor", "pengelola")
        assert "Langkah kedua Dewi Pengelola (pengelola) disetel ulang" in capsys.readouterr().out
        assert not TOTPDevice.objects.exists()
        assert AccountEvent.objects.get(user=cast.steward).actor is None
        call_command("reset_second_factor", "pengelola")
        assert "tidak ada yang diubah" in capsys.readouterr().out

    def test_names_an_account_that_is_not_there(self, db):
        with pytest.raises(CommandError, match="Tidak ada akun 'siapa'"):
            call_command("reset_second_factor", "siapa")


class TestDemo:
    @pytest.fixture
    def asked(self, client, cast):
        second_factor.give_demo_phone(cast.executive)
        client.by_password(cast.executive)
        return client

    def test_tells_a_demo_accounts_code_which_works_also_twice_in_a_row(self, asked, cast, lab):
        Lab.objects.update(is_demo=True)
        for _time in range(2):
            asked.by_password(cast.executive)
            page = asked.get(ASKED)
            assert page.context["demo_code"] in page.text
            asked.post(ASKED, {"code": page.context["demo_code"]})
            assert is_let_in(asked)
            asked.post("/keluar/")

    def test_tells_nothing_without_demo_data_or_of_another_phone(self, asked, cast, lab):
        assert "Data contoh" not in asked.get(ASKED).text
        Lab.objects.update(is_demo=True)
        TOTPDevice.objects.filter(user=cast.executive).update(key="00" * 20)
        assert "Data contoh: kode" not in asked.get(ASKED).text
