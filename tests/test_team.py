"""The team: who sees and fills a record of another unit, and that the owning unit decides."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from innovations.models import Innovation, Stage, Status, TeamMember
from stages import workflow
from stages.models import Event
from stages.sheet_forms import mark
from stages.todo import todos
from tests import road
from tests.pages import typed


def place(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def staff(as_, cast):
    return as_(cast.staff)


def join(innovation, user, *, can_edit=False) -> TeamMember:
    return innovation.team.create(name=user.name, duty="Bidan", user=user, can_edit=can_edit)


def add(client, innovation, **typed_in):
    page = place("team", innovation.code)
    fields = typed(client.get(page), having="duty", **{"duty": "Bidan"} | typed_in)
    return client.post(page, fields)


class TestAccess:
    """Role x address: what an outsider, a member who views, one who fills, and one who was removed may open."""

    @pytest.fixture(params=["outsider", "viewer", "editor", "removed", "colleague"])
    def who(self, request, cast, innovation):
        match request.param:
            case "viewer":
                join(innovation, cast.outsider)
            case "editor":
                join(innovation, cast.outsider, can_edit=True)
            case "removed":
                join(innovation, cast.outsider, can_edit=True).delete()
        return request.param

    OPENS = {
        "innovation": {"viewer": 200, "editor": 200, "colleague": 200},
        "sheet": {"viewer": 302, "editor": 200, "colleague": 200},  # who may not fill reads the preview
        "preview": {"viewer": 200, "editor": 200, "colleague": 200},
        "photos": {"viewer": 200, "editor": 200, "colleague": 200},
        "evidence": {"viewer": 200, "editor": 200, "colleague": 200},
        "team": {"viewer": 200, "editor": 200, "colleague": 200},
        "handover": {"colleague": 200},
        "progress": {"colleague": 200},
    }

    @pytest.mark.parametrize("name", OPENS)
    def test_to_read(self, as_, cast, innovation, who, name):
        user = cast.colleague if who == "colleague" else cast.outsider
        response = as_(user).get(place(name, innovation.code))
        assert response.status_code == self.OPENS[name].get(who, 404)

    CHANGES = {
        "step": {"viewer": 409, "editor": 302, "colleague": 302},
        "photos": {"viewer": 200, "editor": 200, "colleague": 200},
        "submit": {"colleague": 200},
        "stop": {"colleague": 302},
        "team": {"colleague": 302},
        "handover": {"colleague": 302},
    }

    @pytest.mark.parametrize("what", CHANGES)
    def test_to_change(self, as_, cast, innovation, who, what):
        user = cast.colleague if who == "colleague" else cast.outsider
        seen, code = innovation.version, innovation.code
        address, sent = {
            "step": (
                place("step", code, "duty"),
                {"shown": "drum_up", "marks": mark(""), "duty": "Tugas baru unit ini"},
            ),
            "photos": (place("photos", code), {"caption": "Bus"}),
            "submit": (place("move", code, "submit"), {"submit-version": seen}),
            "stop": (
                place("move", code, "stop"),
                {"stop-version": seen, "stop-note": "A", "stop-lesson": "B"},
            ),
            "team": (place("team", code), {"form_key": uuid.uuid4(), "name": "Siapa", "duty": "Apa"}),
            "handover": (place("handover", code), {"receiver": cast.staff.pk if user != cast.staff else ""}),
        }[what]
        if what == "handover":
            Innovation.objects.update(custodian=cast.colleague)
        response = as_(user).post(address, sent)
        assert response.status_code == self.CHANGES[what].get(who, 404)
        stored = Innovation.objects.get()
        assert (stored.duty == "Tugas baru unit ini") is (what == "step" and who in {"editor", "colleague"})
        if who != "colleague":
            assert stored.status == Status.DRAFT
            assert not stored.handovers.exists()
            assert not stored.team.filter(name="Siapa").exists()

    def test_of_typing_that_saves_itself(self, as_, cast, innovation, who):
        user = cast.colleague if who == "colleague" else cast.outsider
        message = {
            "stage": "drum_up",
            "part": "duty",
            "values": {"duty": {"mark": mark(""), "value": "Tugas"}},
        }
        response = as_(user).post(place("autosave", innovation.code), message, "application/json")
        expected = {"viewer": 404, "editor": 200, "colleague": 200}
        assert response.status_code == expected.get(who, 404)

    def test_photos_and_files(self, as_, cast, innovation, who):
        photo = road.add_photo(innovation, cast.staff)
        user = cast.colleague if who == "colleague" else cast.outsider
        response = as_(user).get(photo.get_absolute_url())
        response.close()
        assert response.status_code == (404 if who in {"outsider", "removed"} else 200)


class TestMember:
    def test_of_another_unit_sees_only_the_record_of_their_team(self, cast, innovation, lab):
        other = road.register(cast.staff, lab, "Yang lain")
        join(innovation, cast.outsider, can_edit=True)
        assert list(Innovation.objects.visible_to(cast.outsider)) == [innovation]
        assert other in Innovation.objects.visible_to(cast.staff)

    def test_of_many_members_shows_a_record_once(self, cast, innovation):
        for user in (cast.outsider, cast.colleague, cast.staff):
            join(innovation, user)
        assert list(Innovation.objects.visible_to(cast.staff)) == [innovation]

    def test_never_fills_custodian_and_team(self, cast, innovation):
        join(innovation, cast.outsider, can_edit=True)
        open_to = [part.key for part in workflow.open_parts(cast.outsider, innovation)]
        assert open_to == ["identity", "duty", "initiator", "commitment"]
        assert "team" in [part.key for part in workflow.open_parts(cast.staff, innovation)]

    def test_has_none_of_the_units_moves(self, cast, at):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        join(innovation, cast.outsider, can_edit=True)
        assert workflow.moves_for(cast.outsider, innovation) == []
        with pytest.raises(workflow.Refused):
            road.move(innovation, "recall", cast.outsider)

    def test_who_fills_has_it_in_the_lists_with_the_owner_named(self, as_, cast, at):
        innovation = at(Stage.DRUM_UP, Status.RETURNED)
        member = join(innovation, cast.outsider, can_edit=True)
        assert list(workflow.waiting_for(cast.outsider)) == [innovation]
        assert [todo.innovation for todo in todos(cast.outsider)] == [innovation]
        client = as_(cast.outsider)
        for address in (place("inbox"), place("innovations")):
            assert "Milik Dinas Pendidikan, Anda dalam timnya" in client.get(address).text
        assert "Catatan ini milik Dinas Pendidikan" in client.get(innovation.get_absolute_url()).text
        member.delete()
        assert todos(cast.outsider) == []
        assert innovation.title not in client.get(place("innovations")).text

    def test_who_views_has_nothing_to_do(self, as_, cast, innovation):
        join(innovation, cast.outsider)
        assert not workflow.waiting_for(cast.outsider).exists()
        assert todos(cast.outsider) == []
        assert f'href="{place("sheet", innovation.code)}"' not in as_(cast.outsider).get(place("inbox")).text

    def test_of_the_unit_itself_is_not_marked(self, staff, innovation):
        assert "Milik Dinas Pendidikan" not in staff.get(place("innovations")).text

    def test_who_is_switched_off_sees_nothing(self, cast, innovation):
        join(innovation, cast.outsider, can_edit=True)
        cast.outsider.is_active = False
        cast.outsider.save()
        assert not Innovation.objects.visible_to(cast.outsider).exists()
        assert workflow.open_parts(cast.outsider, innovation) == ()

    def test_never_reviews_what_their_team_makes(self, cast, at):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        join(innovation, cast.outsider)
        User.objects.filter(pk=cast.outsider.pk).update(role=Role.FACILITATOR, agency=None)
        moved = User.objects.get(pk=cast.outsider.pk)
        assert workflow.moves_for(moved, innovation) == []


class TestPage:
    def test_adds_a_member_without_an_account(self, staff, innovation, cast):
        assert add(staff, innovation, name="Nurmala Berutu").url == place("team", innovation.code)
        member = innovation.team.get()
        assert (member.name, member.duty, member.user) == ("Nurmala Berutu", "Bidan", None)
        event = Event.objects.get()
        assert (event.kind, event.actor) == (Event.Kind.TEAM, cast.staff)
        assert event.note == "Ditambahkan: Nurmala Berutu (Bidan)."
        assert "Ditambahkan: Nurmala Berutu" in staff.get(innovation.get_absolute_url()).text

    @pytest.mark.parametrize("name", ["luar", " LUAR ", "19800101 200501 1 001", "198001012005011001"])
    def test_finds_an_account_by_nip_or_username(self, staff, innovation, cast, name):
        User.objects.filter(pk=cast.outsider.pk).update(nip="198001012005011001")
        page = place("team", innovation.code)
        fields = typed(staff.get(page), having="duty", duty="Bidan", account=name)
        staff.post(page, fields | {"can_edit": "on"})
        member = innovation.team.get()
        assert (member.user, member.name, member.can_edit) == (cast.outsider, "Juni Bancin", True)
        assert Event.objects.get().note == (
            "Ditambahkan: Juni Bancin (Bidan; Juni Bancin, UPT Puskesmas Sibande: boleh mengisi)."
        )

    @pytest.mark.parametrize(
        ("account", "sentence"),
        [
            ("tidakada", "Tidak ada akun dengan NIP atau nama pengguna itu."),
            ("000000000000000000", "Tidak ada akun dengan NIP atau nama pengguna itu."),
            ("Juni", "Tidak ada akun dengan NIP atau nama pengguna itu."),
            ("fasilitator", "bukan akun Staf SKPD"),
            ("rekan", "Akun itu tidak aktif"),
            ("luar", "Orang ini sudah ada dalam tim."),
            ("a\0b", "Hapus karakter yang tidak terlihat"),
            ("x" * 60, "paling banyak 50 karakter"),
        ],
    )
    def test_refuses_an_account_with_a_sentence_and_keeps_what_was_typed(
        self, staff, innovation, cast, account, sentence
    ):
        User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        join(innovation, cast.outsider)
        response = add(staff, innovation, account=account, name="Siapa pun")
        assert sentence in response.text
        assert typed(response, having="duty")["name"] == "Siapa pun"
        assert innovation.team.count() == 1
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [({"name": ""}, "Tulis namanya, atau isi akunnya."), ({"duty": ""}, "Tulis tugasnya dalam tim.")],
    )
    def test_refuses_a_member_without_name_or_duty(self, staff, innovation, changes, sentence):
        assert sentence in add(staff, innovation, **{"name": "Siapa"} | changes).text
        assert not innovation.team.exists()

    def test_the_same_page_sent_twice_adds_once(self, staff, innovation):
        page = place("team", innovation.code)
        fields = typed(staff.get(page), having="duty", name="Nurmala", duty="Bidan")
        for _click in range(2):
            assert staff.post(page, fields).status_code == 302
        assert innovation.team.count() == Event.objects.count() == 1

    def test_a_page_without_its_key_is_refused(self, staff, innovation):
        response = staff.post(place("team", innovation.code), {"name": "A", "duty": "B", "form_key": "x"})
        assert "Muat ulang" in response.text
        assert not innovation.team.exists()

    def test_changes_a_right_and_says_so(self, staff, innovation, cast):
        member = join(innovation, cast.outsider)
        page = place("member", innovation.code, member.key)
        fields = typed(staff.get(page), having="duty")
        assert fields["account"] == "luar"
        staff.post(page, fields | {"can_edit": "on"})
        member.refresh_from_db()
        assert member.can_edit
        note = Event.objects.get().note
        assert "hanya melihat) menjadi" in note
        assert note.endswith("boleh mengisi).")
        unticked = typed(staff.get(page), having="duty")
        assert unticked.pop("can_edit")
        staff.post(page, unticked)
        assert Event.objects.count() == 2  # the box was not ticked: taken away again
        staff.post(page, typed(staff.get(page), having="duty"))
        assert Event.objects.count() == 2  # nothing changed, nothing to tell

    def test_takes_an_account_away(self, staff, innovation, cast):
        member = join(innovation, cast.outsider, can_edit=True)
        page = place("member", innovation.code, member.key)
        staff.post(page, typed(staff.get(page), having="duty", account=""))
        member.refresh_from_db()
        assert member.user is None
        assert not Innovation.objects.visible_to(cast.outsider).exists()

    def test_asks_before_removing_and_says_it_on_the_road(self, staff, innovation, cast):
        member = join(innovation, cast.outsider, can_edit=True)
        page = place("remove_member", innovation.code, member.key)
        assert "tidak lagi dapat membuka catatan ini" in staff.get(page).text
        assert innovation.team.exists()
        response = staff.post(page, follow=True)
        assert "Juni Bancin sudah dikeluarkan dari tim." in response.text
        assert Event.objects.get().note.startswith("Dikeluarkan: Juni Bancin (Bidan;")
        assert not Innovation.objects.visible_to(cast.outsider).exists()
        again = staff.post(page, follow=True)
        assert "Anggota itu sudah tidak ada dalam tim." in again.text
        assert Event.objects.count() == 1

    def test_changing_a_member_whom_a_colleague_removed_is_told_kindly(self, staff, innovation, cast):
        member = join(innovation, cast.outsider)
        page = place("member", innovation.code, member.key)
        fields = typed(staff.get(page), having="duty")
        member.delete()
        assert "Anggota itu sudah tidak ada" in staff.post(page, fields, follow=True).text
        assert staff.get(page).status_code == 404

    def test_a_member_of_another_record_is_not_found(self, staff, innovation, cast, lab):
        other = road.register(cast.staff, lab, "Yang lain")
        member = join(other, cast.outsider)
        assert staff.get(place("member", innovation.code, member.key)).status_code == 404
        staff.post(place("remove_member", innovation.code, member.key))
        assert other.team.exists()

    def test_shows_members_of_other_units_no_way_to_change_it(self, as_, innovation, cast):
        member = join(innovation, cast.outsider, can_edit=True)
        client = as_(cast.outsider)
        text = client.get(place("team", innovation.code)).text
        assert "Tambah anggota" not in text
        assert place("member", innovation.code, member.key) not in text
        for name in ("member", "remove_member"):
            assert client.get(place(name, innovation.code, member.key)).status_code == 404
            assert client.post(place(name, innovation.code, member.key)).status_code == 404
        assert innovation.team.exists()

    def test_new_members_come_last(self, staff, innovation):
        for name in ("Ani", "Budi", "Citra"):
            add(staff, innovation, name=name)
        assert [member.name for member in innovation.team.all()] == ["Ani", "Budi", "Citra"]

    def test_a_team_has_an_end(self, staff, innovation):
        TeamMember.objects.bulk_create(
            TeamMember(innovation=innovation, name=f"Orang {number}", duty="Petugas") for number in range(100)
        )
        assert "itu paling banyak" in add(staff, innovation, name="Satu lagi").text

    @pytest.mark.parametrize("members", [1, 3])
    def test_needs_few_queries(self, staff, innovation, cast, members):
        for user in [cast.outsider, cast.colleague, cast.staff][:members]:
            join(innovation, user)
        staff.get(place("team", innovation.code))
        with CaptureQueriesContext(connection) as seen:
            staff.get(place("team", innovation.code))
        assert len(seen) <= 8


class TestSheet:
    """The same rows stand in the sheet; an account is not lost there unawares."""

    def test_keeps_the_account_of_a_row(self, staff, innovation, cast):
        member = join(innovation, cast.outsider, can_edit=True)
        page = place("step", innovation.code, "team")
        fields = typed(staff.get(page), having="shown", **{"team-0-duty": "Bidan koordinator"})
        staff.post(page, fields)
        member.refresh_from_db()
        assert (member.duty, member.user, member.can_edit) == ("Bidan koordinator", cast.outsider, True)

    def test_a_row_with_an_account_is_not_removed_there(self, staff, innovation, cast):
        member = join(innovation, cast.outsider)
        page = place("step", innovation.code, "team")
        shown = staff.get(page)
        assert "team-0-DELETE" not in shown.text
        staff.post(page, typed(shown, having="shown") | {"team-0-DELETE": "on"})
        message = {"stage": "drum_up", "part": "team", "row": str(member.key), "remove": True}
        response = staff.post(place("autosave", innovation.code), message, "application/json")
        assert (response.status_code, "lewat halaman tim" in response.text) == (409, True)
        assert innovation.team.get() == member

    def test_the_custodian_is_chosen_there_until_the_first_submission(self, staff, innovation, cast):
        page = place("step", innovation.code, "team")
        fields = typed(staff.get(page), having="shown", custodian=cast.colleague.pk)
        staff.post(page, fields)
        assert Innovation.objects.get().custodian == cast.colleague

    def test_afterwards_only_by_handing_over(self, staff, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, parts=["team"])
        page = place("step", innovation.code, "team")
        shown = staff.get(page)
        assert f'href="{place("handover", innovation.code)}"' in shown.text
        staff.post(page, typed(shown, having="shown") | {"custodian": cast.colleague.pk})
        assert Innovation.objects.get().custodian == cast.staff
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        client = staff
        client.force_login(cast.colleague)
        shown = client.get(page)
        assert (
            client.post(page, typed(shown, having="shown")).status_code == 302
        )  # an orphan's sheet is still kept
        assert (
            "Rosmaida Manik tidak lagi bertugas di unit ini"
            in client.get(place("preview", innovation.code)).text
        )
