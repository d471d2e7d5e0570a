"""E-mail: the outbox, grouped and urgent letters, the daily digest, and that nothing is sent twice."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from innovations.models import Stage, Status
from stages.models import Mail, Notice
from stages.notices import mail, words
from stages.notices.what import tell
from tests import road
from tests.conftest import WIB
from tests.letters import Killed
from tests.test_races import together

W = Mail.State
MORNING = datetime(2030, 5, 6, 7, 0, tzinfo=WIB)
EVENING = MORNING - timedelta(hours=10)


@pytest.fixture(autouse=True)
def _server(settings):
    settings.SENDS_MAIL = True


@pytest.fixture
def addresses(cast):
    for user in User.objects.all():
        user.email = f"{user.username}@example.go.id"
        user.save()


def news(user, number=1, at=EVENING, **fields):
    """News for `user` that asks for nothing, told at `at`."""
    for count in range(number):
        key = f"{at}:{count}"
        tell([user], "declined", key=key, note=f"Kabar {count}", **fields)
        Notice.objects.filter(user=user, key=key).update(created_at=at)


def one_mail(cast, **fields) -> Mail:
    return Mail.objects.create(
        user=cast.staff, address="staf@example.go.id", subject="Kabar", body="Isi", **fields
    )


class TestLetters:
    def test_what_asks_for_action_goes_at_once_with_all_that_is_new(self, at, cast, addresses, mailoutbox):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        road.move(innovation, "return", cast.facilitator, note="Fotonya gelap.")
        now = timezone.now()
        assert mail.collect(now) == 3  # the unit's and two facilitators'
        assert mail.collect(now) == 0
        assert mail.send(now) == 3
        letter = next(one for one in mailoutbox if one.to == ["staf@example.go.id"])
        assert letter.subject == "PERLU TINDAKAN: Perlu diperbaiki: Bus Sekolah Gratis, dan 1 lagi"
        assert letter.body.startswith("Yth. Rosmaida Manik,\n\n* PERLU TINDAKAN: Perlu diperbaiki\n")
        assert f"Bus Sekolah Gratis ({innovation.code})" in letter.body
        assert "Fotonya gelap." in letter.body
        assert f"Batas waktu: {words.standing.moment(innovation.due)}." in letter.body
        assert f"http://127.0.0.1:8000/kerja/inovasi/{innovation.code}/" in letter.body
        assert letter.body.index("Perlu diperbaiki") < letter.body.index("Sudah terkirim")
        stored = Mail.objects.get(address="staf@example.go.id")
        assert letter.extra_headers["Message-ID"] == stored.message_id
        assert (stored.state, stored.tries, stored.notices.count()) == (W.SENT, 1, 2)

    def test_the_rest_goes_once_a_day_in_one_letter_a_person(self, cast, addresses, mailoutbox):
        news(cast.staff, 2)
        news(cast.executive)
        before = MORNING - timedelta(minutes=1)
        assert mail.collect(before) == 0
        assert mail.collect(MORNING) == 2
        news(cast.staff, at=MORNING + timedelta(minutes=5))
        assert mail.collect(MORNING + timedelta(hours=5)) == 0
        assert mail.collect(MORNING + timedelta(days=1)) == 1
        assert mail.collect(MORNING + timedelta(days=2)) == 0
        mail.send(MORNING + timedelta(days=3))
        letters = [one for one in mailoutbox if one.to == ["staf@example.go.id"]]
        assert [one.subject for one in letters] == [
            "Kabar Inovik: Tidak disetujui, dan 1 lagi",
            "Kabar Inovik: Tidak disetujui",
        ]
        assert "PERLU TINDAKAN" not in letters[0].body

    def test_a_digest_missed_in_the_morning_comes_when_the_worker_is_back(self, cast, addresses):
        news(cast.staff)
        assert mail.collect(MORNING + timedelta(hours=9)) == 1

    def test_many_things_are_counted_not_listed_without_end(self, cast, addresses):
        news(cast.staff, 25)
        mail.collect(MORNING)
        body = Mail.objects.get().body
        assert body.count("\n* ") == words.LISTED
        assert "Dan 5 kabar lagi." in body

    def test_what_was_read_in_the_portal_is_not_mailed(self, at, cast, addresses):
        at(Stage.DRUM_UP, Status.RETURNED)
        Notice.objects.update(read_at=timezone.now())
        assert mail.collect(MORNING) == 0

    def test_what_was_asked_and_done_meanwhile_is_no_longer_urgent(self, at, cast, addresses):
        innovation = at(Stage.DRUM_UP, Status.RETURNED)
        road.move(innovation, "submit", cast.staff)
        mail.collect(timezone.now())
        assert not Mail.objects.filter(user=cast.staff).exists()
        mail.collect(
            timezone.localtime(timezone.now() + timedelta(days=2)).replace(hour=12)
        )  # after the digest's hour
        assert Mail.objects.get(user=cast.staff).subject.startswith("Kabar Inovik: ")

    def test_without_an_address_or_an_account_nobody_is_mailed(self, at, cast, addresses):
        at(Stage.DRUM_UP, Status.RETURNED)
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        User.objects.filter(role=Role.FACILITATOR).update(email="")
        assert mail.collect(timezone.now() + timedelta(days=2)) == 0

    def test_the_digest_can_be_turned_off_and_what_is_urgent_stays(self, client, at, cast, addresses):
        client.force_login(cast.staff)
        address = reverse("accounts:digest")
        assert client.get(address).status_code == 405
        assert 'name="wants_digest" checked' in client.get("/akun/").text
        text = client.post(address, follow=True).text
        assert "Yang perlu tindakan tetap dikabarkan." in text
        assert 'name="wants_digest" checked' not in text
        road.move(at(Stage.DRUM_UP, Status.SUBMITTED), "return", cast.facilitator)
        mail.collect(timezone.now() + timedelta(days=2))
        letter = Mail.objects.get(user=cast.staff)
        assert letter.subject == "PERLU TINDAKAN: Perlu diperbaiki: Bus Sekolah Gratis"
        assert "Sudah terkirim" not in letter.body
        assert "pukul 07.00" in client.post(address, {"wants_digest": "on"}, follow=True).text

    def test_a_title_with_a_line_break_does_not_break_the_letters_head(self, at, cast, addresses, mailoutbox):
        at(Stage.DRUM_UP, Status.RETURNED, title="Bus\nBcc: semua@example.com")
        mail.collect()
        mail.send()
        assert any("Bus Bcc: semua@example.com" in one.subject for one in mailoutbox)

    def test_the_letter_is_indonesian_whatever_the_worker_speaks(self, at, cast, addresses):
        from django.utils import translation

        at(Stage.DRUM_UP, Status.RETURNED)
        with translation.override("en"):
            mail.collect()
        assert "/en/" not in Mail.objects.get(user=cast.staff).body

    def test_takes_the_same_few_queries_for_many(self, cast, addresses, django_assert_max_num_queries):
        counts = []
        for day, people in enumerate([[cast.staff], [cast.staff, cast.outsider, cast.juror]]):
            for user in people:
                news(user, 3, at=EVENING + timedelta(days=day))
            with django_assert_max_num_queries(12) as seen:
                assert mail.collect(MORNING + timedelta(days=day)) == len(people)
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestSending:
    def test_waits_longer_after_each_refusal_and_gives_up_after_eight(self, cast, settings, mailoutbox):
        one_mail(cast, next_try_at=MORNING)
        settings.EMAIL_BACKEND = "tests.letters.Refusing"
        now, waits = MORNING, []
        for attempt in range(1, 8):
            assert mail.send(now) == 0
            letter = Mail.objects.get()
            assert (letter.state, letter.tries) == (W.WAITING, attempt)
            assert "coba nanti" in letter.last_error
            waits.append(letter.next_try_at - now)
            mail.send(letter.next_try_at - timedelta(seconds=1))
            assert Mail.objects.get().tries == attempt
            now = letter.next_try_at
        assert waits == sorted(set(waits))
        mail.send(now)
        assert (Mail.objects.get().state, Mail.objects.get().tries) == (W.FAILED, 8)
        assert mail.send(now + timedelta(days=9)) == 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert mail.send_again(Mail.objects.all()) == 1
        assert mail.send(now) == 1
        assert len(mailoutbox) == 1

    def test_a_refused_letter_goes_out_the_next_time_under_the_same_number(self, cast, settings, mailoutbox):
        number = one_mail(cast).message_id
        settings.EMAIL_BACKEND = "tests.letters.Refusing"
        mail.send()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert mail.send(timezone.now() + timedelta(minutes=6)) == 1
        assert mailoutbox[0].extra_headers["Message-ID"] == number
        assert Mail.objects.get().last_error == ""

    def test_a_server_that_is_down_is_asked_once_a_round(self, cast, settings):
        for _ in range(3):
            one_mail(cast)
        settings.EMAIL_BACKEND = "tests.letters.Down"
        assert mail.send() == 0
        assert sorted(Mail.objects.values_list("state", "tries")) == [
            (W.WAITING, 0),
            (W.WAITING, 0),
            (W.WAITING, 1),
        ]

    def test_a_connection_cut_in_the_middle_leaves_it_to_people(self, cast, settings, mailoutbox):
        one_mail(cast)
        settings.EMAIL_BACKEND = "tests.letters.Hanging"
        mail.send()
        assert Mail.objects.get().state == W.UNCERTAIN
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert mail.send(timezone.now() + timedelta(days=1)) == 0
        assert mailoutbox == []

    def test_a_sender_killed_after_its_claim_sends_nothing_twice(self, cast, settings, mailoutbox):
        one_mail(cast, next_try_at=MORNING)
        settings.EMAIL_BACKEND = "tests.letters.Killing"
        with pytest.raises(Killed):
            mail.send(MORNING)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mail.send(MORNING + timedelta(minutes=14))
        assert Mail.objects.get().state == W.SENDING
        mail.send(MORNING + timedelta(minutes=16))
        assert Mail.objects.get().state == W.UNCERTAIN
        assert mailoutbox == []

    def test_nobody_deactivated_meanwhile_gets_any(self, cast, mailoutbox):
        one_mail(cast)
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
        assert mail.send() == 0
        assert mailoutbox == []

    def test_an_address_without_an_account_is_served_too(self, db, mailoutbox):
        Mail.objects.create(address="warga@example.com", subject="Halo", body="Isi")
        assert mail.send() == 1

    def test_without_a_server_all_keep_waiting_and_the_steward_reads_so(
        self, client, cast, settings, mailoutbox
    ):
        settings.SENDS_MAIL = False
        one_mail(cast)
        assert mail.send() == 0
        assert Mail.objects.get().state == W.WAITING
        client.force_login(cast.steward)
        assert "1 e-mail menunggu: server e-mail belum diatur" in client.get("/admin/").text
        client.force_login(cast.facilitator)
        assert "e-mail menunggu" not in client.get("/admin/").text
        settings.SENDS_MAIL = True
        client.force_login(cast.steward)
        assert "e-mail menunggu" not in client.get("/admin/").text
        assert mail.send() == 1


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_each_letter_is_sent_once(self, cast, mailoutbox):
        for _ in range(12):
            one_mail(cast)
        assert sum(together(mail.send, mail.send, mail.send)) == 12
        numbers = [letter.extra_headers["Message-ID"] for letter in mailoutbox]
        assert len(numbers) == len(set(numbers)) == 12

    def test_each_thing_is_put_into_one_letter(self, cast, addresses):
        news(cast.staff, 3)
        news(cast.outsider, 3)
        together(*[lambda: mail.collect(MORNING)] * 3)
        assert Mail.objects.count() == 2
        assert not Notice.objects.filter(mail=None).exists()

    def test_what_is_being_answered_is_left_for_the_next_round_and_nobody_waits(self, cast, addresses):
        news(cast.staff, 2)
        answered = Notice.objects.first()
        is_held, is_collected = threading.Event(), threading.Event()

        def answer():
            with transaction.atomic():
                Notice.objects.select_for_update().get(pk=answered.pk)
                is_held.set()
                return is_collected.wait(10)

        def collect():
            is_held.wait(10)
            try:
                return mail.collect(MORNING)
            finally:
                is_collected.set()

        assert together(answer, collect) == [True, 1]
        assert [notice.pk for notice in Notice.objects.filter(mail=None)] == [answered.pk]


class TestTheStewardsList:
    ADDRESS = reverse("admin:stages_mail_changelist")

    def test_sends_again_what_is_stranded_and_leaves_the_rest(self, client, cast, mailoutbox):
        states = [W.UNCERTAIN, W.FAILED, W.WAITING, W.SENT]
        for state in states:
            sent_at = timezone.now() if state == W.SENT else None
            one_mail(cast, state=state, sent_at=sent_at, next_try_at=MORNING, tries=3)
        client.force_login(cast.steward)
        assert "1 e-mail tidak pasti terkirim" in client.get("/admin/").text
        assert client.get(self.ADDRESS, {"state__exact": "uncertain"}).text.count("field-address") == 1
        keys = list(Mail.objects.values_list("pk", flat=True))
        sent = {"action": "send_again", "_selected_action": keys}
        assert "2 e-mail akan dikirim lagi." in client.post(self.ADDRESS, sent, follow=True).text
        assert mail.send() == 2
        assert Mail.objects.filter(state=W.SENT).count() == 3
        assert len(mailoutbox) == 2

    def test_is_read_and_never_written(self, client, cast):
        letter = one_mail(cast)
        client.force_login(cast.steward)
        address = reverse("admin:stages_mail_change", args=[letter.pk])
        assert "Isi" in client.get(address).text
        assert client.post(address, {"subject": "Lain"}).status_code == 403
        assert client.get(reverse("admin:stages_mail_add")).status_code == 403
        assert client.post(reverse("admin:stages_mail_delete", args=[letter.pk])).status_code == 403

    @pytest.mark.parametrize("who", ["facilitator", "executive"])
    def test_is_closed_to_reviewers(self, client, cast, who):
        client.force_login(getattr(cast, who))
        assert client.get(self.ADDRESS).status_code == 403


def test_what_was_read_or_sent_long_ago_is_forgotten_but_nothing_is_mailed_anew(cast, addresses):
    long_ago = timezone.now() - mail.KEPT - timedelta(days=1)
    sent = {"state": W.SENT, "sent_at": long_ago}
    carried, read = one_mail(cast, **sent), one_mail(cast, **sent)
    fresh = one_mail(cast, state=W.SENT, sent_at=timezone.now())
    failed = one_mail(cast, state=W.FAILED, created_at=long_ago)
    news(cast.staff, 3)
    unread, old, new = Notice.objects.filter(user=cast.staff).order_by("id")
    Notice.objects.filter(pk=unread.pk).update(mail=carried)
    Notice.objects.filter(pk=old.pk).update(mail=read, read_at=long_ago)
    Notice.objects.filter(pk=new.pk).update(read_at=timezone.now())
    mail.forget_old()
    assert set(Notice.objects.filter(user=cast.staff)) == {unread, new}
    assert set(Mail.objects.all()) == {carried, fresh, failed}
    assert mail.collect(MORNING) == 0
