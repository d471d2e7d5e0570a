"""Files of an edition: asked for by the steward, made by the worker, taken along by the public when released."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from festival import products
from festival.models import Product

State = Product.State


def write_note(festival, folder: Path) -> Path:
    made = folder / "catatan.txt"
    made.write_text(f"Isi {festival}")
    return made


def stumble(festival, folder: Path) -> Path:
    raise ValueError("no paper")


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(
        products.KINDS, "note", products.Kind("Catatan", "Untuk dicoba.", f"{__name__}.write_note")
    )
    monkeypatch.setitem(products.KINDS, "bad", products.Kind("Gagal", "Selalu gagal.", f"{__name__}.stumble"))


@pytest.fixture
def desk(client, cast, festival):
    client.force_login(cast.steward)
    return f"/admin/festival/festival/{festival.pk}/berkas/"


def made(festival, user, kind="note") -> Product:
    product = products.request(festival, kind, user)
    products.work.call(str(product.key))
    product.refresh_from_db()
    return product


def test_the_steward_asks_the_worker_makes_and_the_steward_takes_it(client, desk, festival):
    assert client.post(desk, {"kind": "note"}).status_code == 302
    assert "Menunggu giliran" in client.get(desk).text
    products.work.call(str(Product.objects.get().key))
    page = client.get(desk).text
    product = Product.objects.get()
    assert (product.state, product.size) == (State.DONE, len(f"Isi {festival}"))
    assert "catatan.txt" in page
    response = client.get(f"/admin/festival/festival/berkas/{product.key}/")
    assert b"".join(response) == f"Isi {festival}".encode()
    assert response["Content-Disposition"] == 'attachment; filename="catatan.txt"'
    assert "no-store" in response["Cache-Control"]


def test_a_second_wish_while_one_is_under_way_is_the_same(client, desk):
    client.post(desk, {"kind": "note"})
    client.post(desk, {"kind": "note"})
    assert Product.objects.count() == DBTaskResult.objects.count() == 1


def test_an_unknown_kind_and_others_than_the_steward_are_refused(client, desk, cast, festival):
    product = made(festival, cast.steward)
    assert client.post(desk, {"kind": "rumah"}).status_code == 404
    for other in (cast.facilitator, cast.executive):
        client.force_login(other)
        assert client.get(desk).status_code == 404
        assert client.get(f"/admin/festival/festival/berkas/{product.key}/").status_code == 404
    assert Product.objects.count() == 1


def test_what_stops_says_so_and_can_be_asked_for_again(client, desk, festival, cast):
    product = made(festival, cast.steward, "bad")
    assert product.state == State.FAILED
    assert "Coba minta lagi" in client.get(desk).text
    assert client.get(f"/admin/festival/festival/berkas/{product.key}/").status_code == 404
    client.post(desk, {"kind": "bad"})
    assert Product.objects.filter(kind="bad").count() == 2


def test_the_worker_leaves_alone_what_is_finished_or_forgotten(festival, cast):
    product = made(festival, cast.steward)
    before = product.file.name
    products.work.call(str(product.key))
    product.refresh_from_db()
    assert product.file.name == before
    product.delete()
    products.work.call(str(product.key))
    assert not Product.objects.exists()


def test_one_of_a_kind_is_released_and_can_be_taken_back(client, desk, festival, cast):
    first, second = made(festival, cast.steward), made(festival, cast.steward)
    for product in (first, second):
        client.post(f"/admin/festival/festival/berkas/{product.key}/", {"do": "release"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.released_at, bool(second.released_at)) == (None, True)
    assert "Tarik dari publik" in client.get(desk).text
    client.post(f"/admin/festival/festival/berkas/{second.key}/", {"do": "retract"})
    client.post(f"/admin/festival/festival/berkas/{second.key}/", {"do": "omong kosong"})
    second.refresh_from_db()
    assert second.released_at is None


def test_old_files_that_nobody_released_are_forgotten(festival, cast):
    old, released, new = (made(festival, cast.steward) for _ in range(3))
    failed = made(festival, cast.steward, "bad")
    products.release(released)
    long_ago = timezone.now() - products.KEPT - timedelta(days=1)
    Product.objects.exclude(pk=new.pk).update(finished_at=long_ago)
    storage, name = old.file.storage, old.file.name
    products.forget_old()
    assert set(Product.objects.all()) == {released, new}
    assert not storage.exists(name)
    assert failed.pk not in Product.objects.values_list("pk", flat=True)


def test_what_no_worker_takes_up_any_more_is_said_to_have_failed(festival, cast):
    lost = products.request(festival, "note", cast.steward)
    products.tell_lost()
    lost.refresh_from_db()
    assert lost.state == State.WAITING
    DBTaskResult.objects.all().delete()
    products.tell_lost()
    lost.refresh_from_db()
    assert lost.state == State.FAILED
    products.tell_lost()  # nothing left to tell


def test_the_page_asks_the_same_questions_however_much_was_made(client, desk, festival, cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 2):
        for _ in range(number):
            made(festival, cast.steward)
        with CaptureQueriesContext(connection) as seen:
            client.get(desk)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_public_takes_along_what_is_released_and_a_lost_file_is_not_there(
    client, festival, cast, monkeypatch
):
    address = f"/festival/{festival.slug}/salinan.zip"
    monkeypatch.setitem(products.KINDS, "copy", products.KINDS["note"])
    product = made(festival, cast.steward, "copy")
    assert client.get(address).status_code == 404
    assert "ZIP" not in client.get(f"/festival/{festival.slug}/").text
    products.release(product)
    assert f'href="{address}"' in client.get(f"/festival/{festival.slug}/").text
    assert b"".join(client.get(address)) == f"Isi {festival}".encode()
    product.file.storage.delete(product.file.name)
    assert client.get(address).status_code == 404
