"""What no page of ours sends, who must not come in, and what looking must not change: over all addresses."""

import io
import json
import re
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from innovations.models import Innovation, Stage, Status
from stages import handover, pulse, urls
from stages.lists import imports
from stages.models import Notice, Point, StageRecord
from stages.papers import seal
from tests import road

LISTED = b"Judul;Satu kalimat\nBus;Anak sekolah berangkat dengan bus"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def send(client, name, innovation, body: bytes):
    address = reverse(f"workspace:{name}", args=[innovation.code])
    return client.post(address, body, content_type="application/json")


def typed(**value) -> bytes:
    return json.dumps({"stage": "drum_up", "part": "duty", "values": {"duty": value}}).encode()


class TestMessagesNobodySends:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\xff\xfe",
            b"null",
            b"[" * 100_000,
            b'{"stage":' * 20_000,
            typed(mark="", value="\ud800"),
            typed(mark="\ud800", value="a"),
            typed(mark="", of=0, splice=[0, 0, "\udfff"]),
            typed(mark="", of=float("inf"), splice=[0, 0, "a"]),
            typed(mark="", of=0, splice=[0, float("nan"), "a"]),
            typed(mark="", of=0, splice=[-1, 0, "a"]),
            typed(mark="", of=0, splice=[0, 0, "a"]).replace(b'"of": 0', b'"of": ' + b"9" * 5000),
            b'{"stage": "drum_up", "part": "duty", "order": []}',
            b'{"stage": "drum_up", "part": "team", "row": "\\ud800", "values": {}}',
        ],
        ids=range(14),
    )
    def test_are_refused_and_store_nothing(self, staff, innovation, body):
        response = send(staff, "autosave", innovation, body)
        assert response.status_code == 400
        assert response.json()["error"]
        innovation.refresh_from_db()
        assert innovation.duty == ""

    def test_rows_that_follow_their_dates_are_not_put_in_order(self, staff, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        order = {"stage": "delivery", "part": "progress", "order": [str(uuid.uuid4())]}
        assert send(staff, "autosave", innovation, json.dumps(order).encode()).status_code == 400

    @pytest.mark.parametrize(
        "changes",
        [
            {"said": []},
            {"said": {"title": "\ud800"}},
            {"kind": ["evidence"]},
            {"kind": "scan", "pages": 5},
            {"name": 5},
            {"size": 1e400},
            {"size": True},
            {"key": "x"},
        ],
        ids=str,
    )
    def test_begin_no_upload(self, staff, innovation, changes):
        asked = {
            "key": str(uuid.uuid4()),
            "kind": "evidence",
            "name": "a.pdf",
            "size": 5,
            "said": {},
        } | changes
        assert send(staff, "begin_upload", innovation, json.dumps(asked).encode()).status_code == 400
        assert not innovation.uploads.exists()

    def test_nested_without_end_begin_no_upload(self, staff, innovation):
        assert send(staff, "begin_upload", innovation, b"[" * 60_000).status_code == 400


@pytest.fixture
def addresses(cast, at, settings, tmp_path) -> dict[str, str]:
    """Every address of the workspace and behind seals, each of something that is there."""
    settings.MEDIA_ROOT = tmp_path
    innovation = at(Stage.DISPLAY, Status.RETURNED)
    innovation.evidence.create(
        added_by=cast.staff, kind="other", title="Surat", year=2026, link="https://a.go.id"
    )
    listing = imports.begin(cast.education, cast.staff, file_name="a.csv", content=LISTED, sha256="x")
    sent = StageRecord.objects.filter(innovation=innovation).exclude(receipt=None).last().receipt
    values = {"code": innovation.code, "receipt": sent, "width": 480, "name": "stop"}
    own = {
        "step": innovation.open_parts[0],
        "list": listing.key,
        "member": (member := innovation.team.get().key),
        "remove_member": member,
        "send_piece": innovation.uploads.create(
            key=uuid.uuid4(), user=cast.staff, kind="photo", name="a.jpg", size=10
        ).key,
        "evidence_file": (proof := innovation.evidence.first().pk),
        "evidence_shown": proof,
        "remove_evidence": proof,
        "open_evidence": proof,
        "answer_handover": handover.give(innovation, cast.staff, cast.colleague, "").pk,
        "read_notice": Notice.objects.filter(user=cast.staff).first().pk,
        "point": Point.objects.filter(record__innovation=innovation).last().pk,
    }
    photo = innovation.photos.first().key
    found = {}
    for pattern in urls.urlpatterns:
        names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        given = {name: values.get(name) or own.get(pattern.name) or photo for name in names}
        found[pattern.name] = reverse(f"workspace:{pattern.name}", kwargs=given)
    return found | {
        "check_receipt": reverse("public:receipt", args=[sent, seal.seal(sent)]),
        "pulse_link": reverse("public:pulse", args=[pulse.token(innovation, pulse.quarter_asked())]),
        "digest": reverse("accounts:digest"),
    }


@pytest.fixture
def people(cast, addresses) -> dict[str, User]:
    """The cast, and two of another unit in the team of the record: one who looks, one who fills."""

    def member(username, **rights):
        user = User.objects.create(
            username=username, name=username, role="AGENCY", agency=cast.clinic, password="!"
        )
        Innovation.objects.get().team.create(user=user, name=username, duty="Membantu", **rights)
        return user

    everybody = {user.username: user for user in User.objects.all()}
    return everybody | {"looks": member("looks"), "fills": member("fills", can_edit=True)}


def everything() -> dict[str, tuple]:
    """Number of rows and a digest of each table but the sessions'."""
    models = apps.get_models(include_auto_created=True)
    stored = [model._meta for model in models if model._meta.managed and not model._meta.proxy]
    tables = {meta.db_table for meta in stored} - {"django_session"}
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(one::text, ' ' ORDER BY one::text)) FROM \"{table}\" one"  # noqa: S608
            )
            found[table] = cursor.fetchone()
    return found


def answered(response) -> int:
    if response.streaming:
        io.BytesIO(b"".join(response.streaming_content))
    return response.status_code


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_looking_changes_nothing_whoever_looks(addresses, people):
    clients = [Client(), *map(signed_in, people.values())]
    before = everything()
    for client in clients:
        for name, address in addresses.items():
            assert answered(client.get(address)) < 500, name
    assert everything() == before


def test_whoever_is_not_concerned_finds_and_changes_nothing(addresses, people):
    about = {
        name: address
        for name, address in addresses.items()
        if re.search(r"INV-|[0-9a-f]{8}-|\d/", address) and name not in {"check_receipt", "pulse_link"}
    }
    clients = [signed_in(people["luar"]), signed_in(people["juri"])]
    before = everything()
    for client in clients:
        for name, address in about.items():
            for response in (
                client.get(address),
                client.post(address + "?offset=0", {"outcome": "accepted"}),
            ):
                is_elsewhere = response.status_code == 302 and response.url == reverse("accounts:landing")
                assert is_elsewhere or response.status_code in {400, 404, 405}, (name, response.status_code)
    assert everything() == before


DECIDED = (
    *("progress", "carry", "move", "member", "remove_member", "list"),
    *("handover", "answer_handover", "take_over"),
)


def test_what_the_unit_decides_is_for_the_unit_alone(addresses, people):
    sent = {"outcome": "accepted", "note": "x", "lesson": "x", "confirm": "1", "name": "x", "duty": "x"}
    others = ["looks", "fills", "fasilitator", "kantorbupati", "pengelola"]
    clients = {who: signed_in(people[who]) for who in others}
    before = everything()
    for who, client in clients.items():
        for name in DECIDED:
            assert client.get(addresses[name]).status_code in {302, 404, 405}, (who, name)
            assert client.post(addresses[name], sent).status_code in {302, 404}, (who, name)
    assert everything() == before


def test_no_form_of_another_site_is_taken(addresses, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["staf"])
    before = everything()
    assert {
        name for name, address in addresses.items() if client.post(address, {}).status_code != 403
    } == set()
    assert everything() == before


def test_whoever_was_switched_off_is_a_stranger_at_once(addresses, people):
    client = signed_in(people["staf"])
    User.objects.filter(username="staf").update(is_active=False)
    for name in ("inbox", "innovation", "evidence_file", "list_export", "photo"):
        assert client.get(addresses[name]).url.startswith("/masuk/"), name
    answer = client.post(addresses["autosave"], b"{}", content_type="application/json")
    assert answer.status_code == 401
