"""Handing over in two steps, records that nobody answers for, and who learns of them at once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Stage, Status
from stages import handover, workflow
from stages.models import Event, Handover
from stages.notices.models import Notice
from stages.todo import todos
from tests import road
from tests.pages import typed

NOTE = "Berkas di lemari dua; Camat menunggu kabar."


def place(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def given(innovation, cast):
    """Rosmaida hands over to Tomi; he has not answered."""
    return handover.give(innovation, cast.staff, cast.colleague, NOTE)


@pytest.fixture
def newcomer(cast):
    return User.objects.create(
        username="baru", name="Lena Padang", role=Role.AGENCY, agency=cast.education, password="!"
    )


def kinds():
    return list(Event.objects.values_list("kind", flat=True))


def answer(client, given, outcome, **said):
    address = place("answer_handover", given.innovation.code, given.pk)
    return client.post(address, {"outcome": outcome, **said}, follow=True)


class TestGiving:
    def test_changes_nothing_until_the_receiver_accepts(self, as_, innovation, cast):
        client = as_(cast.staff)
        page = place("handover", innovation.code)
        fields = typed(client.get(page), having="receiver", receiver=cast.colleague.pk, note=NOTE)
        response = client.post(page, fields, follow=True)
        assert "Sudah diserahkan kepada Tomi Solin." in response.text
        found = Handover.objects.get()
        assert (found.giver, found.receiver, found.note, found.closed_at) == (
            cast.staff,
            cast.colleague,
            NOTE,
            None,
        )
        innovation.refresh_from_db()
        assert innovation.custodian == cast.staff
        event = Event.objects.get()
        assert (event.kind, event.actor, event.note) == (Event.Kind.GIVEN, cast.staff, "Kepada Tomi Solin.")
        assert "yang belum menjawab" in response.text
        assert (
            NOTE not in response.text.split("Perjalanan")[1]
        )  # a message between colleagues, not for reviewers

    def test_a_colleague_may_hand_over_too(self, innovation, cast, newcomer):
        found = handover.give(innovation, cast.colleague, newcomer, "")
        assert (found.giver, found.receiver) == (cast.colleague, newcomer)

    @pytest.mark.parametrize("receiver", ["staff", "outsider", "facilitator", "steward", "off"])
    def test_to_others_is_refused_and_the_message_stays(self, as_, innovation, cast, receiver, newcomer):
        newcomer.is_active = False
        newcomer.save()
        cast.off = newcomer
        page = place("handover", innovation.code)
        response = as_(cast.staff).post(page, {"receiver": getattr(cast, receiver).pk, "note": NOTE})
        assert "Pilih rekan seunit" in response.text
        assert NOTE in response.text
        assert not Handover.objects.exists()
        with pytest.raises(workflow.Refused):
            handover.give(innovation, cast.staff, getattr(cast, receiver), NOTE)

    @pytest.mark.parametrize("sent", [{}, {"receiver": ""}, {"receiver": "x"}, {"receiver": "1" * 30}])
    def test_without_a_receiver_asks_for_one(self, as_, innovation, cast, sent):
        response = as_(cast.staff).post(place("handover", innovation.code), {"note": NOTE} | sent)
        assert "Pilih rekan" in response.text
        assert NOTE in response.text

    @pytest.mark.parametrize("note", ["x" * 5_001, "a\0b"])
    def test_a_message_that_cannot_be_kept_is_refused(self, as_, innovation, cast, note):
        sent = {"receiver": cast.colleague.pk, "note": note}
        response = as_(cast.staff).post(place("handover", innovation.code), sent)
        assert "Belum tersimpan" in response.text
        assert not Handover.objects.exists()

    def test_twice_gives_once(self, as_, innovation, cast):
        client, sent = as_(cast.staff), {"receiver": cast.colleague.pk, "note": NOTE}
        for _click in range(2):
            assert client.post(place("handover", innovation.code), sent).status_code == 302
        assert Handover.objects.count() == Event.objects.count() == 1

    def test_while_another_waits_is_told_kindly(self, as_, given, innovation, cast, newcomer):
        sent = {"receiver": newcomer.pk, "note": "Pesan lain."}
        response = as_(cast.staff).post(place("handover", innovation.code), sent)
        assert response.status_code == 409
        assert "Rosmaida Manik sudah menyerahkannya kepada Tomi Solin" in response.text
        assert "Pesan lain." in response.text

    def test_a_unit_of_one_is_told_what_to_do(self, as_, innovation, cast):
        User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        text = as_(cast.staff).get(place("handover", innovation.code)).text
        assert "Belum ada rekan lain dengan akun aktif" in text
        assert 'name="receiver"' not in text

    def test_at_most_one_waits_in_the_database(self, given, innovation, cast):
        with pytest.raises(IntegrityError, match="handover_one_open"), transaction.atomic():
            Handover.objects.create(innovation=innovation, giver=cast.staff, receiver=cast.colleague)

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"outcome": "accepted"}, "handover_closed_with_outcome"),
            ({"closed_at": "2026-01-01T00:00Z"}, "handover_closed_with_outcome"),
            ({"receiver_id": None}, "null value"),
        ],
    )
    def test_what_must_never_be(self, innovation, cast, fields, constraint):
        row = {"innovation": innovation, "giver": cast.staff, "receiver_id": cast.colleague.pk} | fields
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Handover.objects.create(**row)

    def test_never_to_oneself(self, innovation, cast):
        with pytest.raises(IntegrityError, match="handover_to_somebody_else"), transaction.atomic():
            Handover.objects.create(innovation=innovation, giver=cast.staff, receiver=cast.staff)


class TestAnswering:
    def test_the_receiver_reads_the_message_first(self, as_, given, innovation, cast):
        client = as_(cast.colleague)
        for address in (place("inbox"), innovation.get_absolute_url(), place("handover", innovation.code)):
            assert NOTE in client.get(address).text
        (todo,) = (todo for todo in todos(cast.colleague) if "menyerahkan" in todo.sentence)
        assert (todo.innovation, todo.url, todo.words) == (
            innovation,
            place("handover", innovation.code),
            NOTE,
        )

    @pytest.mark.parametrize(("outcome", "kind"), [("accepted", "accepted"), ("declined", "refused")])
    def test_each_step_is_told_to_the_other(self, as_, given, cast, outcome, kind):
        (told,) = Notice.objects.of(cast.colleague).filter(kind="given")
        assert (told.needs_action, told.facts["who"]) == (True, "Rosmaida Manik")
        for _click in range(2):
            answer(as_(cast.colleague), given, outcome)
        assert [one.kind for one in Notice.objects.of(cast.staff).exclude(kind="given")] == [kind]

    def test_the_road_and_the_notice_are_the_same_in_every_language(self, as_, innovation, cast):
        page = place("handover", innovation.code)
        as_(cast.staff).post(f"/en{page}", {"receiver": cast.colleague.pk})
        assert Event.objects.get().note == "Kepada Tomi Solin."
        assert Notice.objects.of(cast.colleague).get(kind="given").path == page

    def test_accepting_makes_the_receiver_the_custodian(self, as_, given, innovation, cast):
        assert "Sekarang Anda penanggung jawabnya." in answer(as_(cast.colleague), given, "accepted").text
        innovation.refresh_from_db()
        given.refresh_from_db()
        assert innovation.custodian == cast.colleague
        assert given.outcome == "accepted"
        assert kinds() == ["given", "accepted"]
        assert Event.objects.last().note == "Dari Rosmaida Manik."
        assert not any("menyerahkan" in todo.sentence for todo in todos(cast.colleague))
        assert NOTE in as_(cast.colleague).get(place("handover", innovation.code)).text  # stays readable

    def test_declining_changes_nothing_and_may_say_why(self, as_, given, innovation, cast):
        answer(as_(cast.colleague), given, "declined", reply="Saya pindah bulan depan.")
        innovation.refresh_from_db()
        assert innovation.custodian == cast.staff
        assert kinds() == ["given", "declined"]
        assert Event.objects.last().note == "Kepada Tomi Solin. Saya pindah bulan depan."

    def test_the_giver_withdraws(self, as_, given, innovation, cast):
        assert "Penyerahan ditarik kembali." in answer(as_(cast.staff), given, "withdrawn").text
        assert kinds() == ["given", "withdrawn"]
        assert handover.give(innovation, cast.staff, cast.colleague, "Lagi.").closed_at is None

    @pytest.mark.parametrize(
        ("who", "outcome"),
        [
            ("staff", "accepted"),
            ("staff", "declined"),
            ("colleague", "withdrawn"),
            ("newcomer", "accepted"),
            ("newcomer", "declined"),
            ("newcomer", "withdrawn"),
        ],
    )
    def test_what_is_not_yours_to_answer(self, as_, given, innovation, cast, newcomer, who, outcome):
        cast.newcomer = newcomer
        response = answer(as_(getattr(cast, who)), given, outcome, reply="Kata saya.")
        assert response.status_code == 409
        assert "bukan untuk Anda jawab" in response.text
        assert handover.open_handover(innovation) == given
        innovation.refresh_from_db()
        assert innovation.custodian == cast.staff

    def test_a_double_click_accepts_once(self, as_, given, cast):
        client = as_(cast.colleague)
        for _click in range(2):
            assert "Sekarang Anda penanggung jawabnya." in answer(client, given, "accepted").text
        assert kinds() == ["given", "accepted"]

    def test_a_page_gone_stale_is_told_kindly(self, as_, given, cast):
        answer(as_(cast.staff), given, "withdrawn")
        response = answer(as_(cast.colleague), given, "accepted")
        assert response.status_code == 409
        assert "Penyerahan ini sudah ditarik kembali pada" in response.text

    def test_when_the_receiver_has_left_any_colleague_withdraws(self, given, cast, newcomer):
        User.objects.filter(pk=cast.colleague.pk).update(agency=cast.clinic)
        left = User.objects.get(pk=cast.colleague.pk)
        fresh = Handover.objects.get()
        assert handover.answers_of(left, fresh) == ()
        with pytest.raises(workflow.Refused):
            handover.close(fresh, "accepted", left)
        assert list(handover.todos(left)) == []
        handover.close(fresh, "withdrawn", newcomer)
        assert kinds() == ["given", "withdrawn"]

    @pytest.mark.parametrize("outcome", ["", "entah", "\0"])
    def test_an_answer_that_no_page_sends_is_not_found(self, as_, given, cast, outcome):
        assert answer(as_(cast.colleague), given, outcome).status_code == 404

    @pytest.mark.parametrize("reply", ["x" * 501, "a\0b"])
    def test_a_reason_that_cannot_be_kept_is_refused(self, as_, given, cast, reply, innovation):
        response = answer(as_(cast.colleague), given, "declined", reply=reply)
        assert "invalid-feedback" in response.text
        assert handover.open_handover(innovation) == given

    def test_links_change_nothing(self, as_, given, innovation, cast):
        client = as_(cast.colleague)
        assert client.get(place("answer_handover", innovation.code, given.pk)).status_code == 405
        assert client.get(place("take_over", innovation.code)).status_code == 405
        client.get(place("handover", innovation.code))
        assert kinds() == ["given"]

    def test_of_another_record_is_not_found(self, as_, given, cast, lab):
        other = road.register(cast.staff, lab, "Yang lain")
        address = place("answer_handover", other.code, given.pk)
        assert as_(cast.colleague).post(address, {"outcome": "accepted"}).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "facilitator", "executive", "steward", "juror"])
def test_others_have_no_part_in_it(as_, given, innovation, cast, who):
    client = as_(getattr(cast, who))
    assert client.get(place("handover", innovation.code)).status_code == 404
    for address in (
        place("handover", innovation.code),
        place("answer_handover", innovation.code, given.pk),
        place("take_over", innovation.code),
    ):
        assert client.post(address, {"outcome": "accepted", "receiver": cast.colleague.pk}).status_code == 404
    assert kinds() == ["given"]


class TestOrphans:
    @pytest.fixture(params=["none", "off", "moved", "promoted"])
    def orphan(self, request, innovation, cast):
        match request.param:
            case "none":
                Innovation.objects.update(custodian=None)
            case "off":
                User.objects.filter(pk=cast.staff.pk).update(is_active=False)
            case "moved":
                User.objects.filter(pk=cast.staff.pk).update(agency=cast.clinic)
            case "promoted":
                User.objects.filter(pk=cast.staff.pk).update(agency=None, role=Role.FACILITATOR)
        return Innovation.objects.get()

    def test_are_found_as_they_become_so(self, orphan):
        assert list(Innovation.objects.orphans()) == [orphan]
        assert orphan.is_orphan

    def test_are_told_to_the_unit(self, as_, orphan, cast):
        (todo,) = (todo for todo in todos(cast.colleague) if "Tanpa penanggung jawab" in todo.sentence)
        assert (todo.innovation, todo.url) == (orphan, place("handover", orphan.code))
        client = as_(cast.colleague)
        for address in (place("inbox"), orphan.get_absolute_url()):
            assert "Tanpa penanggung jawab" in client.get(address).text
        assert not any("Tanpa penanggung" in todo.sentence for todo in todos(cast.outsider))

    def test_are_taken_over(self, as_, orphan, cast):
        client = as_(cast.colleague)
        for _click in range(2):
            response = client.post(place("take_over", orphan.code), follow=True)
            assert "Sekarang Anda penanggung jawab inovasi ini." in response.text
        orphan.refresh_from_db()
        assert orphan.custodian == cast.colleague
        assert kinds() == ["taken"]
        assert not Innovation.objects.orphans().exists()

    def test_are_handed_over_like_others(self, orphan, cast, newcomer):
        given = handover.give(orphan, cast.colleague, newcomer, "")
        handover.close(given, "accepted", newcomer)
        assert not Innovation.objects.orphans().exists()

    def test_taking_one_over_closes_what_waited(self, orphan, cast, newcomer):
        given = handover.give(orphan, cast.colleague, newcomer, "")
        handover.take_over(orphan, cast.colleague)
        given.refresh_from_db()
        assert given.outcome == "withdrawn"

    def test_a_record_with_a_custodian_is_not_one(self, as_, innovation, cast):
        assert not Innovation.objects.orphans().exists()
        assert not innovation.is_orphan
        response = as_(cast.colleague).post(place("take_over", innovation.code))
        assert response.status_code == 409
        assert "Rosmaida Manik sudah menjadi penanggung jawabnya" in response.text
        assert not Event.objects.exists()

    def test_what_was_stopped_needs_nobody(self, as_, at, cast):
        innovation = at(Stage.DRUM_UP, Status.STOPPED)
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        assert not Innovation.objects.orphans().exists()
        assert not Innovation.objects.get().is_orphan
        assert as_(cast.colleague).post(place("take_over", innovation.code)).status_code == 409

    def test_a_draft_of_one_says_what_to_do_before_it_is_sent(self, as_, innovation, cast):
        road.fill(innovation, cast.staff)
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        text = as_(cast.colleague).get(place("preview", innovation.code)).text
        assert "Rosmaida Manik tidak lagi bertugas di unit ini" in text
        with pytest.raises(workflow.Incomplete):
            road.move(innovation, "submit", cast.colleague)

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_first_screen_costs_the_same(self, as_, cast, lab, many, newcomer):
        for number in range(many):
            one = road.register(cast.staff, lab, f"Inovasi {number}")
            handover.give(one, cast.staff, cast.colleague, "")
            Innovation.objects.filter(pk=road.register(cast.staff, lab, f"Yatim {number}").pk).update(
                custodian=None
            )
        client = as_(cast.colleague)
        client.get(place("inbox"))
        with CaptureQueriesContext(connection) as seen:
            client.get(place("inbox"))
        assert len(seen) <= 12

    @pytest.mark.parametrize("provider", [handover.todos, handover.orphan_todos])
    def test_each_list_is_one_query(self, given, cast, provider, django_assert_num_queries):
        Innovation.objects.update(custodian=None)
        with django_assert_num_queries(1):
            for todo in provider(cast.colleague):
                assert todo.innovation.agency.name


class TestSteward:
    CASES = reverse("admin:stages_case_changelist")

    def change(self, client, user, **changes):
        page = reverse("admin:accounts_user_change", args=[user.pk])
        fields = typed(client.get(page), having="username")
        sent = {name: value for name, value in (fields | changes).items() if value is not None}
        return client.post(page, sent)

    def test_is_told_before_switching_somebody_off(self, as_, innovation, cast):
        client = as_(cast.steward)
        page = client.get(reverse("admin:accounts_user_change", args=[cast.staff.pk]))
        assert "Rosmaida Manik penanggung jawab 1 inovasi." in page.text
        page = client.get(reverse("admin:accounts_user_change", args=[cast.colleague.pk]))
        assert "penanggung jawab" not in page.text
        assert client.get(reverse("admin:accounts_user_add")).status_code == 200

    @pytest.mark.parametrize("how", ["off", "moved"])
    def test_sees_what_was_left_behind_at_once(self, as_, innovation, cast, how):
        client = as_(cast.steward)
        assert "Tanpa penanggung jawab: 1" not in client.get(reverse("admin:index")).text
        changes = {"is_active": None} if how == "off" else {"agency": str(cast.clinic.pk)}
        assert self.change(client, cast.staff, **changes).status_code == 302
        assert "Tanpa penanggung jawab: 1" in client.get(reverse("admin:index")).text
        assert innovation.title in client.get(self.CASES, {"lihat": "semua", "penanggung": "tanpa"}).text
        assert [todo.innovation for todo in todos(cast.colleague)] == [innovation]

    def test_the_list_leaves_out_what_has_a_custodian(self, as_, innovation, cast, lab):
        other = road.register(cast.colleague, lab, "Kebun Gambir")
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        text = as_(cast.steward).get(self.CASES, {"lihat": "semua", "penanggung": "tanpa"}).text
        assert innovation.title in text
        assert other.title not in text

    def test_the_filter_is_the_stewards_alone(self, as_, cast, at):
        orphan = at(Stage.DESIGN, Status.ENDORSED)
        Innovation.objects.filter(pk=orphan.pk).update(custodian=None)
        assert "penanggung=tanpa" in as_(cast.steward).get(self.CASES, {"lihat": "semua"}).text
        for user in (cast.facilitator, cast.executive):
            assert "penanggung=tanpa" not in as_(user).get(self.CASES, {"lihat": "semua"}).text


def test_a_unit_that_moved_keeps_its_records(cast, innovation):
    """The unit owns the record: whoever leaves it no longer sees it."""
    User.objects.filter(pk=cast.staff.pk).update(agency=Agency.objects.get(slug="puskesmas-sibande"))
    moved = User.objects.get(pk=cast.staff.pk)
    assert not Innovation.objects.visible_to(moved).exists()
