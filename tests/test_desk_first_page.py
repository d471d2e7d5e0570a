"""The first page of the admin, and what all its lists share: plain names, cards on a phone, words while empty."""

import re

import pytest
from django.urls import reverse

from accounts.models import Role


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_it_leads_where_the_person_may_go(client, cast):
    for user, seen, unseen in [
        (cast.steward, ["Yang menunggu", "Jadwal tahap", "Perubahan akun"], ["Lainnya"]),
        (cast.facilitator, ["Yang menunggu", "Kasus"], ["Jadwal tahap", "Perubahan akun", "Lainnya"]),
    ]:
        client.force_login(user)
        text = words(client.get(reverse("admin:index")))
        assert [name for name in seen if name not in text] == []
        assert [name for name in unseen if name in text] == []


def test_an_empty_portal_shows_friendly_lists(client, django_user_model):
    steward = django_user_model.objects.create(username="dewi", name="Dewi", role=Role.STEWARD)
    client.force_login(steward)
    first = client.get(reverse("admin:index"))
    assert "Yang menunggu" in words(first)
    for address in [link.url for _label, links in first.context["groups"] for link in links]:
        response = client.get(address)
        assert response.status_code == 200, address
        if not response.context["cl"].result_list:
            assert "Belum ada" in words(response) or "Tidak ada yang menunggu Anda" in words(response), (
                address
            )
    assert "Belum ada e-mail" in words(client.get(reverse("admin:stages_mail_changelist")))
    assert "Tidak ada yang cocok" in words(client.get(reverse("admin:stages_mail_changelist") + "?q=x"))


@pytest.mark.usefixtures("lab")
def test_a_cell_names_its_column(client, cast):
    client.force_login(cast.steward)
    response = client.get(reverse("admin:accounts_user_changelist"))
    assert "<h1>Akun</h1>" in response.text
    assert '<td data-label="Nama pengguna" class="field-username">' in response.text
    assert '<td data-empty class="field-last_login' in response.text
    assert '<td class="action-checkbox">' in response.text
