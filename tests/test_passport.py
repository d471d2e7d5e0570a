"""The visitor's passport: a stamp for each stand that was visited, without an account, never by looking."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from festival import devices
from festival.models import Exhibit, Festival, Stamp
from festival.stands import stand_code
from tests import fair

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def stand(cast, festival) -> Exhibit:
    return fair.show(cast.education, festival, title="Bus Sekolah")


def carried(exhibit, code=None) -> str:
    """The address in the QR code of the stand."""
    return f"/i/{exhibit.code}/?stan={stand_code(exhibit) if code is None else code}"


def press(client, exhibit, code=None):
    """The button "Cap paspor saya"."""
    data = {"stan": stand_code(exhibit) if code is None else code}
    return client.post(f"/inovasi/{exhibit.slug}/cap/", data, headers=HERE, follow=True)


def test_the_code_on_the_table_leads_to_the_stand_and_looking_stamps_nothing(client, stand):
    response = client.get(carried(stand))
    assert "Anda di stan" in response.text
    assert f'name="stan" value="{stand_code(stand)}"' in response.text
    assert stand.get_absolute_url() in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert not Stamp.objects.exists()
    assert client.get(f"/inovasi/{stand.slug}/cap/").status_code == 405


def test_the_short_address_without_a_stand_leads_on_as_ever(client, stand, cast, festival):
    response = client.get(f"/i/{stand.code.lower()}/")
    assert (response.status_code, response["Location"]) == (302, stand.get_absolute_url())
    assert "max-age=60" in response["Cache-Control"]
    assert client.get("/i/INV-2026-9999/?stan=ABCDE").status_code == 404
    down = fair.show(cast.education, festival, withdrawn_at=stand.published_at.replace(year=2027))
    assert client.get(carried(down)).status_code == 410
    assert press(client, down).status_code == 404


def test_one_button_stamps_the_passport_of_this_device_once(client, stand, cast, festival):
    fair.show(cast.clinic, festival)
    for _ in range(2):
        response = press(client, stand)
        assert response.redirect_chain[-1] == (carried(stand), 302)
        assert "sudah ada di paspor Anda" in response.text
    assert Stamp.objects.get().exhibit == stand
    collected = client.get("/paspor/").text
    assert "1 dari 2 stan sudah Anda kunjungi." in collected
    assert stand.title in collected
    assert "Belum ada cap" in Client().get("/paspor/").text, "another device has its own"
    assert press(Client(), stand).status_code == 200
    assert Stamp.objects.count() == 2


def test_a_code_is_taken_as_people_type_it(client, stand):
    code = stand_code(stand).lower()
    press(client, stand, f" {code[:2]}-{code[2:]} ")
    assert Stamp.objects.count() == 1


@pytest.mark.parametrize("code", ["ABCDE", "", '"><script>'])
def test_a_wrong_code_is_told_and_what_was_typed_stays(client, stand, code):
    response = press(client, stand, code)
    assert response.status_code == 422
    assert "Kode stan ini tidak cocok." in response.text
    assert "<script>" not in response.text
    if code == "ABCDE":
        assert 'value="ABCDE"' in response.text
    assert not Stamp.objects.exists()


def test_the_code_of_another_stand_is_wrong_here(client, stand, cast, festival):
    other = fair.show(cast.clinic, festival)
    assert press(client, stand, stand_code(other)).status_code == 422


def test_who_tries_too_many_wrong_codes_waits_and_the_right_one_waits_too(client, stand, settings):
    settings.ADDRESS_LIMITS = settings.ADDRESS_LIMITS | {"code": 2}
    for _ in range(2):
        assert press(client, stand, "ABCDE").status_code == 422
    response = press(client, stand)
    assert response.status_code == 429
    assert "Coba lagi satu jam lagi" in response.text
    assert f'value="{stand_code(stand)}"' in response.text
    assert not Stamp.objects.exists()


def test_a_form_on_another_site_stamps_nothing(client, stand):
    data = {"stan": stand_code(stand)}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/inovasi/{stand.slug}/cap/", data, headers=headers).status_code == 403
    assert not Stamp.objects.exists()


class TestThePassport:
    def test_without_a_festival_it_is_empty(self, client, db):
        assert "Belum ada cap" in client.get("/paspor/").text

    def test_is_of_the_present_edition_and_of_what_is_public(self, client, stand, festival, cast):
        press(client, stand)
        gone = fair.show(cast.clinic, festival, title="Turun")
        press(client, gone)
        Exhibit.objects.filter(pk=gone.pk).update(withdrawn_at=gone.published_at.replace(year=2027))
        text = client.get("/paspor/").text
        assert "1 dari 1 stan" in text
        assert "Turun" not in text
        Festival.objects.update(opens_on="2200-01-01", closes_on="2200-01-02")
        assert "Belum ada cap" in client.get("/paspor/").text, "it has not opened yet"

    def test_promises_what_the_steward_wrote(self, client, stand):
        Festival.objects.update(reward="Kumpulkan 10 cap, lalu ambil suvenir.")
        assert "ambil suvenir" in client.get("/paspor/").text
        press(client, stand)
        assert "ambil suvenir" in client.get("/paspor/").text

    def test_asks_the_same_questions_for_one_stamp_and_for_three(self, client, stand, cast, festival):
        press(client, stand)
        counts = []
        for more in (0, 2):
            for number in range(more):
                press(client, fair.show(cast.clinic, festival, title=f"Stan {number}"))
            with CaptureQueriesContext(connection) as seen:
                response = client.get("/paspor/")
            assert f"{more + 1} dari {more + 1} stan" in response.text
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_says_nothing_of_who_holds_it(self, client, stand):
        press(client, stand)
        assert [field.name for field in Stamp._meta.get_fields()] == ["id", "device", "exhibit", "at"]
        assert str(Stamp.objects.get().device) in client.cookies[devices.COOKIE].value
        assert str(Stamp.objects.get()).startswith(f"{stand.pk} 20")
