"""What the browser's half of autosave needs of the server: the service worker, signing in by script, signing out."""

import re

import pytest
from django.urls import reverse

from innovations.models import Stage, Status
from tests.conftest import PASSWORD

JSON = {"accept": "application/json"}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_worker_rules_over_the_workspace_alone_and_needs_no_sign_in(client, prefix):
    response = client.get(f"{prefix}/kerja/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response
    assert f'"offline": "{prefix}/kerja/luring/"' in response.text
    assert "js/kerja/worker.js" in response.text
    assert not response.cookies


def test_a_change_of_any_script_makes_a_new_version_of_the_worker(client, settings, monkeypatch):
    def version():
        return re.search(r'"version": "(\w+)"', client.get("/kerja/sw.js").text)[1]

    before = version()
    assert version() == before
    monkeypatch.setattr("stages.views.offline.static", lambda path: f"/static/{path}.0123456789ab")
    assert version() != before


def test_workers_may_come_from_here_only(client):
    assert "worker-src 'self'" in client.get("/kerja/sw.js")["Content-Security-Policy"]


def test_the_page_without_network_names_nobody(client, cast):
    page = client.get("/kerja/luring/")
    assert "Tidak ada jaringan" in page.text
    assert "perangkat" not in re.findall(r'id="(\w+)"', page.text)
    assert not page.cookies


def test_pages_of_a_unit_say_whose_they_are_and_other_pages_do_not(client, cast, lab, festival):
    assert 'id="perangkat"' not in client.get("/").text
    client.force_login(cast.staff)
    for address in ["/kerja/", "/akun/", "/"]:
        # As the service worker reads it.
        assert re.search(r'id="perangkat" data-user="(\d+)"', client.get(address).text)[1] == str(
            cast.staff.pk
        )
    client.force_login(cast.juror)
    assert 'id="perangkat"' not in client.get("/akun/").text


def test_a_copy_fetched_ahead_takes_no_message_from_the_page_that_is_opened(client, innovation, cast):
    client.force_login(cast.staff)
    step = reverse("workspace:step", args=[innovation.code, "identity"])
    page = client.get(step)
    assert 'data-autosave="' in page.text
    sent = {
        "shown": Stage.DRUM_UP,
        "title": "Bus Baru",
        "marks": ".".join(re.findall(r'data-mark="(\w+)"', page.text)),
    }
    assert client.post(step, sent).status_code == 302
    assert "Tersimpan pukul" not in client.get(step, headers={"x-inovik-copy": "1"}).text
    assert "Tersimpan pukul" in client.get(step).text


def test_a_script_signs_in_without_leaving_its_page(client, cast):
    response = client.post("/masuk/", {"username": "staf", "password": PASSWORD}, headers=JSON)
    assert response.status_code == 204
    assert client.session["_auth_user_id"] == str(cast.staff.pk)


def test_a_script_signs_in_over_another_person(client, cast):
    client.force_login(cast.colleague)
    response = client.post("/masuk/", {"username": "staf", "password": PASSWORD}, headers=JSON)
    assert response.status_code == 204
    assert client.session["_auth_user_id"] == str(cast.staff.pk)


def test_a_script_is_told_what_is_wrong_and_when_it_is_held_back(client, cast):
    wrong = {"username": "staf", "password": "salah"}
    for _attempt in range(4):
        response = client.post("/masuk/", wrong, headers=JSON)
        assert response.status_code == 400
        assert "tidak cocok" in response.json()["error"]
    held = client.post("/masuk/", wrong, headers=JSON)
    assert held.status_code == 429
    assert "menit" in held.json()["error"]
    assert int(held["Retry-After"]) > 0
    assert client.post("/masuk/", wrong | {"password": PASSWORD}, headers=JSON).status_code == 429
    assert "_auth_user_id" not in client.session


def test_signing_in_by_script_asks_for_the_token(cast):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/masuk/", {"username": "staf", "password": PASSWORD}, headers=JSON).status_code == 403


def test_signing_out_has_the_browser_forget(client, cast):
    client.force_login(cast.staff)
    response = client.post("/keluar/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"storage"'
    assert "_auth_user_id" not in client.session


def test_signing_out_leaves_another_persons_unsent_texts(client, cast):
    client.force_login(cast.staff)
    response = client.post("/keluar/", {"keep": "1"})
    assert "Clear-Site-Data" not in response
    assert "_auth_user_id" not in client.session


def test_a_page_of_one_person_is_not_saved_in_the_name_of_another(client, at, cast):
    record = at(Stage.DIAGNOSE, Status.DRAFT)
    client.force_login(cast.colleague)
    mark = re.search(
        r'data-column="problem" data-mark="(\w+)"',
        client.get(reverse("workspace:step", args=[record.code, "problem"])).text,
    )[1]
    message = {
        "stage": "diagnose",
        "part": "problem",
        "values": {"problem": {"mark": mark, "value": "Milik staf."}},
    }

    def send(user):
        return client.post(
            reverse("workspace:autosave", args=[record.code]),
            message,
            content_type="application/json",
            headers={"x-inovik-user": str(user.pk)},
        )

    refused = send(cast.staff)
    assert (refused.status_code, refused.json()) == (401, {"sign_in": True})
    record.refresh_from_db()
    assert record.problem != "Milik staf."
    assert send(cast.colleague).status_code == 200
    record.refresh_from_db()
    assert record.problem == "Milik staf."
