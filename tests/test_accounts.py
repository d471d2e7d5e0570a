"""Signing in and out, throttling, the password from paper, who lands where, and what roles open."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import permissions, second_factor
from accounts.models import Agency, Role, User
from tests.conftest import PASSWORD, code_of, phone

SIGN_IN, ADDRESS = "/masuk/", "10.0.0.1"


def sign_in(client, name, password=PASSWORD, address=ADDRESS, **data):
    return client.post(SIGN_IN, {"username": name, "password": password, **data}, REMOTE_ADDR=address)


@pytest.mark.parametrize("typed", ["staf", "STAF", " staf ", "198501012010012001", "19850101 201001 2 001"])
def test_people_sign_in_by_username_or_nip(client, cast, typed):
    User.objects.filter(pk=cast.staff.pk).update(nip="198501012010012001")
    response = sign_in(client, typed)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.staff.pk)


def test_a_wrong_password_gets_a_sentence_and_keeps_the_name(client, cast):
    response = sign_in(client, "staf", "salah")
    assert "tidak cocok" in response.text
    assert 'value="staf"' in response.text
    assert "_auth_user_id" not in client.session


def test_a_deactivated_account_does_not_sign_in(client, cast):
    User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    assert "tidak cocok" in sign_in(client, "staf").text


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("staf", "/kerja/"),
        ("fasilitator", "/admin/stages/case/"),
        ("kantorbupati", "/admin/keputusan/"),
        ("pengelola", "/admin/stages/case/"),
        ("juri", "/juri/"),
    ],
)
def test_each_role_lands_where_its_work_waits(client, cast, name, address):
    response = sign_in(client, name)
    assert response.url == "/akun/mulai/"
    user = User.objects.get(username=name)
    if second_factor.is_required(user):
        asked = f"/akun/dua-langkah/?next={response.url}"
        response = client.post(asked, {"code": code_of(phone(user))})
    assert client.get(response.url).url == address


def test_signing_in_leads_back_to_where_one_was_going_but_to_no_other_site(client, cast):
    assert sign_in(client, "staf", next="/kerja/inovasi/").url == "/kerja/inovasi/"
    client.post("/keluar/")
    assert sign_in(client, "staf", next="https://jahat.example/").url == "/akun/mulai/"


def test_the_admin_asks_to_sign_in_at_our_page(client, cast):
    assert client.get("/admin/stages/case/").url == "/masuk/?next=/admin/stages/case/"
    assert client.get("/admin/login/?next=/admin/").url == "/masuk/?next=%2Fadmin%2F"


def test_five_failures_hold_the_account_back_for_this_address_and_say_how_long(client, cast):
    User.objects.filter(pk=cast.staff.pk).update(nip="198501012010012001")
    for attempt in ["staf", "STAF", "198501012010012001", "staf"]:
        assert sign_in(client, attempt, "salah").status_code == 200
    held = sign_in(client, "staf", "salah")
    assert held.status_code == 429
    assert "Coba lagi dalam 15 menit." in held.text
    assert held["Retry-After"] == "900"
    assert sign_in(client, "staf").status_code == 429  # the right password too
    assert sign_in(client, "staf", address="10.0.0.2").status_code == 302  # another office is free
    client.post("/keluar/")
    assert sign_in(client, "luar").status_code == 302  # so is a colleague in the same office


def test_the_waiting_ends(client, cast):
    from axes.models import AccessAttempt

    for _ in range(5):
        sign_in(client, "staf", "salah")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=9))
    assert "Coba lagi dalam 6 menit." in sign_in(client, "staf").text
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "staf").status_code == 302


def test_signing_out_takes_a_post(client, cast):
    client.force_login(cast.staff)
    assert client.get("/keluar/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/keluar/").url == "/"
    assert "_auth_user_id" not in client.session


def test_a_session_survives_a_working_day(client, cast):
    sign_in(client, "staf")
    assert client.session.get_expiry_age() == 12 * 3600


def test_a_password_from_paper_is_changed_before_anything_else(client, cast):
    User.objects.filter(pk=cast.staff.pk).update(password_is_temporary=True)
    sign_in(client, "staf")
    assert client.get("/kerja/").url == "/akun/sandi/"
    assert client.get("/akun/").url == "/akun/sandi/"
    page = client.get("/akun/sandi/")
    assert "dibagikan di atas kertas" in page.text
    refused = client.post(
        "/akun/sandi/", {"old_password": PASSWORD, "new_password1": "123", "new_password2": "123"}
    )
    assert refused.status_code == 200
    new = "kopi-sidikalang-77"
    client.post("/akun/sandi/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(new)
    assert not cast.staff.password_is_temporary
    assert client.get("/akun/").status_code == 200


def test_the_first_account_is_a_steward(db):
    call_command("createsuperuser", username="pertama", name="Pertama", interactive=False, verbosity=0)
    first = User.objects.get()
    assert (first.role, first.is_staff) == (Role.STEWARD, True)
    assert not first.has_perm("stages.delete_case")
    assert not first.has_perm("anything.at_all")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": "19850101"}, "mulai dengan huruf"),
        ({"username": "staf"}, "sudah dipakai"),
        ({"nip": "123"}, "18 angka"),
        ({"role": Role.AGENCY}, "harus punya unit kerja"),
        ({"agency": "clinic"}, "peran lain tidak"),
    ],
)
def test_a_broken_account_is_refused_with_a_sentence(cast, fields, sentence):
    fields = {"agency": cast.clinic} if "agency" in fields else fields
    with pytest.raises(ValidationError, match=sentence):
        User.objects.create_user(**{"username": "baru", "name": "Baru", "role": Role.JUROR} | fields)
    assert not User.objects.filter(name="Baru").exists()


def test_an_empty_nip_is_none_so_that_many_may_lack_one(cast):
    first = User.objects.create_user(username="satu", name="Satu", role=Role.JUROR, nip="")
    second = User.objects.create_user(username="dua", name="Dua", role=Role.JUROR, nip="")
    assert (first.nip, second.nip) == (None, None)


def test_roles_open_exactly_what_the_table_grants(cast):
    every = set().union(*permissions.GRANTS.values())
    for person in [cast.staff, cast.facilitator, cast.executive, cast.steward, cast.juror]:
        assert {perm for perm in every if person.has_perm(perm)} == permissions.GRANTS[person.role]
    assert cast.facilitator.has_module_perms("stages")
    assert not cast.facilitator.has_module_perms("accounts")
    assert cast.steward.has_perms(["accounts.add_user", "stages.view_case"])
    cast.steward.is_active = False
    assert not cast.steward.has_perm("accounts.add_user")
    assert not cast.steward.has_module_perms("accounts")


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def test_the_steward_makes_an_account_whose_password_must_be_changed(steward, cast):
    data = {
        "username": "baru",
        "name": "Lister Berutu",
        "nip": "",
        "email": "",
        "role": "AGENCY",
        "agency": cast.clinic.pk,
        "usable_password": "true",
        "password1": "kertas-merah-55",
        "password2": "kertas-merah-55",
    }
    steward.post(reverse("admin:accounts_user_add"), data)
    made = User.objects.get(username="baru")
    assert (made.agency, made.password_is_temporary, made.nip) == (cast.clinic, True, None)
    refused = steward.post(reverse("admin:accounts_user_add"), data | {"username": "lain", "agency": ""})
    assert "harus punya unit kerja" in refused.text
    assert not User.objects.filter(username="lain").exists()


def test_a_password_set_by_the_steward_must_be_changed_too(steward, cast):
    new = "kertas-putih-66"
    steward.post(
        reverse("admin:auth_user_password_change", args=[cast.staff.pk]),
        {"password1": new, "password2": new, "usable_password": "true"},
    )
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(new)
    assert cast.staff.password_is_temporary


def test_nobody_changes_the_own_role(steward, cast):
    address = reverse("admin:accounts_user_change", args=[cast.steward.pk])
    steward.post(address, {"username": "pengelola", "name": "Dewi", "role": "FACILITATOR", "is_active": ""})
    cast.steward.refresh_from_db()
    assert (cast.steward.role, cast.steward.is_active, cast.steward.name) == (Role.STEWARD, True, "Dewi")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0812-3456-7890", "6281234567890"), ("+62 812 3456 7890", "6281234567890"), ("", "")],
)
def test_a_whatsapp_number_is_taken_as_people_write_it(steward, cast, typed, kept):
    address = reverse("admin:accounts_agency_change", args=[cast.clinic.pk])
    data = {
        "name": "UPT Puskesmas Sibande",
        "short_name": "PKM",
        "slug": "puskesmas-sibande",
        "kind": "puskesmas",
    }
    steward.post(address, data | {"whatsapp": typed, "is_active": "on"})
    assert Agency.objects.get(pk=cast.clinic.pk).whatsapp == kept
    refused = steward.post(address, data | {"whatsapp": "12"})
    assert "Tulis nomor WhatsApp seperti" in refused.text


def test_units_and_accounts_are_never_deleted(steward, cast):
    for name, row in [("agency", cast.clinic), ("user", cast.juror), ("district", cast.district)]:
        assert (
            steward.post(reverse(f"admin:accounts_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code
            == 403
        )
        assert type(row).objects.filter(pk=row.pk).exists()
