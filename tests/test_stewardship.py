"""What a steward does to accounts: what happens, to whom it can't, what is recorded, and what the slips say."""

import subprocess

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import second_factor, stewardship
from accounts.models import AccountEvent, Role, User
from accounts.slips import slips_pdf
from accounts.stewardship import DEEDS, MOST_SLIPS
from tests.conftest import phone
from tests.pages import typed

LIST = reverse("admin:accounts_user_changelist")


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def do(client, deed, *users, confirm=True):
    sent = {"action": deed, "_selected_action": [user.pk for user in users]}
    return client.post(LIST, sent | ({"confirm": "1"} if confirm else {}))


def events(user) -> list[tuple]:
    found = AccountEvent.objects.filter(user=user).order_by("id").select_related("actor")
    return [(event.kind, event.before, event.after, event.actor and event.actor.username) for event in found]


def as_text(pdf: bytes, path) -> str:
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


class TestConfirmation:
    @pytest.mark.parametrize("deed", DEEDS)
    def test_comes_first_and_does_nothing(self, steward, cast, deed):
        phone(cast.staff)
        page = do(steward, deed, cast.staff, cast.steward, confirm=False)
        assert str(DEEDS[deed].told) in page.text
        assert "Rosmaida Manik" in page.text
        assert "Ini akun Anda sendiri." in page.text
        staff = User.objects.get(pk=cast.staff.pk)
        assert (staff.is_active, staff.password, staff.password_is_temporary) == (
            True,
            cast.staff.password,
            False,
        )
        assert second_factor.phone_of(cast.staff)
        assert not AccountEvent.objects.exists()

    def test_is_reached_from_the_page_of_an_account(self, steward, cast):
        page = steward.get(reverse("admin:accounts_user_change", args=[cast.staff.pk]))
        sent = typed(page, having="_selected_action") | {"action": "deactivate"}
        assert "Matikan akun: 1" in steward.post(LIST, sent).text
        own = steward.get(reverse("admin:accounts_user_change", args=[cast.steward.pk]))
        assert "Matikan akun" not in own.text

    @pytest.mark.parametrize("who", ["staff", "facilitator", "executive", "juror"])
    @pytest.mark.parametrize("deed", DEEDS)
    def test_and_the_deed_are_closed_to_others(self, client, cast, who, deed):
        client.force_login(getattr(cast, who))
        assert do(client, deed, cast.colleague).status_code in {302, 403}
        assert User.objects.get(pk=cast.colleague.pk).password == cast.colleague.password
        assert User.objects.get(pk=cast.colleague.pk).is_active
        assert not AccountEvent.objects.exists()


class TestSwitchingOffAndOn:
    def test_ends_the_persons_sessions_at_once_and_tells_each_row(self, steward, cast):
        theirs = Client()
        theirs.force_login(cast.staff)
        User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
        page = do(steward, "deactivate", cast.staff, cast.outsider, cast.steward)
        for text in ("Dimatikan.", "Sudah tidak aktif.", "Ini akun Anda sendiri."):
            assert text in page.text
        assert theirs.get("/kerja/").url.startswith("/masuk/")
        assert User.objects.get(pk=cast.steward.pk).is_active
        assert events(cast.staff) == [("deactivated", "", "", "pengelola")]
        assert events(cast.outsider) == events(cast.steward) == []

    def test_gives_the_account_back(self, steward, cast):
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        page = do(steward, "activate", cast.staff, cast.colleague)
        assert "Diaktifkan." in page.text
        assert "Sudah aktif." in page.text
        assert User.objects.get(pk=cast.staff.pk).is_active
        assert events(cast.staff) == [("activated", "", "", "pengelola")]

    def test_leaves_the_last_steward(self, cast):
        other = User.objects.create_user("kedua", name="Kedua", role=Role.STEWARD)
        cast.steward.is_active = False
        cast.steward.save()
        [outcome] = stewardship.carry_out(DEEDS["deactivate"], [other], cast.steward)  # a moment too late
        assert (outcome.is_done, outcome.sentence) == (False, str(stewardship.LAST_STEWARD))
        assert User.objects.get(pk=other.pk).is_active

    def test_in_the_form_leaves_the_last_steward_too(self, cast, rf):
        other = User.objects.create_user("kedua", name="Kedua", role=Role.STEWARD)
        User.objects.filter(pk=cast.steward.pk).update(is_active=False)
        from accounts.forms import UserForm

        with transaction.atomic():
            form = UserForm(
                {"username": "kedua", "name": "Kedua", "role": "JUROR", "is_active": "on"}, instance=other
            )
            assert "pengelola terakhir" in str(form.errors)
            User.objects.filter(pk=cast.steward.pk).update(is_active=True)
            form = UserForm(
                {"username": "kedua", "name": "Kedua", "role": "JUROR", "is_active": "on"}, instance=other
            )
            assert form.is_valid(), form.errors


class TestResettingTheFactor:
    def test_asks_for_a_new_one_at_once(self, steward, cast):
        theirs = Client()
        theirs.force_login(cast.executive)
        assert theirs.get("/akun/").status_code == 200
        page = do(steward, "reset_factor", cast.executive, cast.staff)
        assert "Langkah kedua disetel ulang." in page.text
        assert "Tidak punya langkah kedua." in page.text
        assert theirs.get("/akun/").url.startswith("/akun/dua-langkah/")
        assert events(cast.executive) == [("no_factor", "", "", "pengelola")]

    def test_is_not_for_oneself(self, steward, cast):
        assert "Ini akun Anda sendiri." in do(steward, "reset_factor", cast.steward).text
        assert second_factor.phone_of(cast.steward)


class TestSlips:
    def test_hold_passwords_that_stand_nowhere_else(self, steward, cast, tmp_path, settings):
        settings.BASE_URL = "https://inovik.pakpakbharatkab.go.id"
        User.objects.filter(pk=cast.staff.pk).update(nip="198501012010012001")
        theirs = Client()
        theirs.force_login(cast.staff)
        AccessAttempt.objects.create(username="staf", failures_since_start=5, ip_address="10.0.0.1")
        answer = do(steward, "give_password", cast.staff, cast.executive, cast.steward)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith('attachment; filename="kata-sandi-')
        assert "no-store" in answer["Cache-Control"]
        text = as_text(answer.content, tmp_path / "slip.pdf")
        for words in (
            "Rosmaida Manik",
            "Dinas Pendidikan",
            "atau NIP 198501012010012001",
            "https://inovik.pakpakbharatkab.go.id/masuk/",
            "Ajudan Bupati",
            "Kantor Bupati",
            "Google Authenticator",
        ):
            assert words in text
        assert "Dewi" not in text
        staff = User.objects.get(pk=cast.staff.pk)
        [password] = [word for word in text.split() if check_password(word, staff.password)]
        assert staff.password_is_temporary
        assert theirs.get("/kerja/").url.startswith("/masuk/")  # the session ended
        assert theirs.post("/masuk/", {"username": "staf", "password": password}).status_code == 302
        assert theirs.get("/kerja/").url == "/akun/sandi/"
        assert events(cast.staff) == [("password", "", "", "pengelola")]
        [told] = [str(one) for one in get_messages(answer.wsgi_request)]
        assert told == "2 slip dibuat. Dewi Pengelola: Ini akun Anda sendiri."

    def test_are_not_made_for_whoever_is_switched_off(self, steward, cast):
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        assert "Akun tidak aktif; aktifkan dulu." in do(steward, "give_password", cast.staff).text
        assert User.objects.get(pk=cast.staff.pk).password == cast.staff.password

    def test_are_not_made_for_too_many_at_once(self, steward, cast):
        many = [
            User(username=f"orang{number}", name="Orang", role=Role.JUROR, password="!")
            for number in range(MOST_SLIPS + 1)
        ]
        many = User.objects.bulk_create(many)
        answer = do(steward, "give_password", *many)
        assert answer.url == LIST
        assert not User.objects.exclude(password="!").filter(username__startswith="orang").exists()

    def test_eight_on_a_page_whatever_people_are_called(self, cast, tmp_path):
        name = 'A"#\\ $x$ *b* _c_ @d `e` <f> ᯘᯮᯒᯖ \x01' + "Panjang " * 14
        cast.staff.name = name[:150]
        pdf = slips_pdf([(cast.staff, "kabe-ruta-meyu-47")] * 9)
        text = as_text(pdf, tmp_path / "slip.pdf")
        assert [page.count("kabe-ruta-meyu-47") for page in text.split("\f")] == [8, 1, 0]
        assert """A"#\\ $x$ *b* _c_ @d `e` <f>""" in text

    def test_passwords_are_read_aloud_without_doubt(self):
        made = {stewardship.one_time_password() for _number in range(200)}
        assert len(made) == 200
        assert not set("".join(made)) & set("0O1lIio")
        assert all(len(password) == 17 for password in made)

    def test_accounts_without_a_password_are_one_button_away(self, steward, cast):
        User.objects.filter(pk__in=[cast.staff.pk, cast.juror.pk]).update(password="!unusable")
        User.objects.filter(pk=cast.juror.pk).update(is_active=False)
        page = steward.get(reverse("admin:accounts_user_passwordless"))
        assert [user.username for user in page.context["users"]] == ["staf"]
        confirm = steward.post(LIST, typed(page, having="_selected_action"))
        assert "Buat kata sandi sementara dan cetak slip: 1" in confirm.text
        done = steward.post(LIST, typed(confirm, having="confirm"))
        assert done.content.startswith(b"%PDF")
        assert (
            "Semua akun yang aktif sudah punya"
            in steward.get(reverse("admin:accounts_user_passwordless")).text
        )


class TestRecords:
    def test_of_a_new_account(self, steward, cast):
        data = {"username": "baru", "name": "Baru", "nip": "", "email": "", "role": "STEWARD", "agency": ""}
        password = {"usable_password": "true", "password1": "kertas-merah-55", "password2": "kertas-merah-55"}
        steward.post(reverse("admin:accounts_user_add"), data | password)
        made = User.objects.get(username="baru")
        assert events(made) == [("created", "", "", "pengelola"), ("role", "", "STEWARD", "pengelola")]

    def test_of_a_change_of_role_and_unit(self, steward, cast):
        address = reverse("admin:accounts_user_change", args=[cast.staff.pk])
        data = {"username": "staf", "name": "Rosmaida Manik", "is_active": "on"}
        steward.post(address, data | {"role": "AGENCY", "agency": cast.clinic.pk})
        steward.post(address, data | {"role": "FACILITATOR", "agency": ""})
        steward.post(address, data | {"role": "FACILITATOR", "agency": "", "name": "Rosma"})
        assert events(cast.staff) == [
            ("agency", "Dinas Pendidikan", "UPT Puskesmas Sibande", "pengelola"),
            ("role", "AGENCY", "FACILITATOR", "pengelola"),
            ("agency", "UPT Puskesmas Sibande", "", "pengelola"),
        ]

    def test_of_a_password_typed_for_somebody(self, steward, cast):
        address = reverse("admin:auth_user_password_change", args=[cast.staff.pk])
        steward.post(address, {"password1": "a", "password2": "b", "usable_password": "true"})
        assert events(cast.staff) == []
        new = "kertas-putih-66"
        steward.post(address, {"password1": new, "password2": new, "usable_password": "true"})
        assert events(cast.staff) == [("password", "", "", "pengelola")]
        assert steward.get(address.replace(str(cast.staff.pk), "x")).status_code == 404

    def test_of_the_first_steward_name_nobody(self, db):
        call_command("createsuperuser", username="pertama", name="Pertama", interactive=False, verbosity=0)
        assert events(User.objects.get()) == [("created", "", "", None), ("role", "", "STEWARD", None)]

    @pytest.mark.parametrize(
        "change", ["UPDATE accounts_accountevent SET kind='role'", "DELETE FROM accounts_accountevent"]
    )
    def test_stay_as_they_are(self, cast, change):
        AccountEvent.record(cast.steward, cast.staff)
        with (
            pytest.raises(InternalError, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)

    def test_are_read_by_every_steward_by_the_person_and_by_nobody_else(self, steward, client, cast):
        do(steward, "deactivate", cast.colleague)
        do(steward, "reset_factor", cast.executive) if second_factor.phone_of(cast.executive) else None
        other = User.objects.create_user("kedua", name="Kedua", role=Role.STEWARD)
        address = reverse("admin:accounts_accountevent_changelist")
        client.force_login(other)
        page = client.get(address)
        for text in ("Tomi Solin", "akun dimatikan", "Dewi Pengelola"):
            assert text in page.text
        assert (
            "akun dimatikan"
            in client.get(reverse("admin:accounts_user_change", args=[cast.colleague.pk])).text
        )
        AccountEvent.record(cast.steward, cast.staff, User(role=Role.JUROR, agency=cast.education))
        client.force_login(cast.staff)
        assert "peran diubah: Juri → Staf SKPD" in client.get("/akun/").text
        client.force_login(cast.outsider)
        assert "Perubahan pada akun" not in client.get("/akun/").text
        for who in (cast.facilitator, cast.executive):
            client.force_login(who)
            assert client.get(address).status_code == 403

    def test_are_listed_in_few_queries(self, steward, cast, django_assert_max_num_queries):
        address = reverse("admin:accounts_accountevent_changelist")
        for _time in range(2):
            with django_assert_max_num_queries(10):
                assert steward.get(address).status_code == 200
            for person in (cast.staff, cast.colleague, cast.juror):
                AccountEvent.record(cast.steward, person)
