"""Looking at mail before it leaves: held, released, cancelled; and that nobody sends what is held."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from innovations.models import Lab, Stage, Status
from stages.models import Mail, StageWindow
from stages.notices import mail
from tests import road
from tests.test_races import together

W = Mail.State
LIST = reverse("admin:stages_mail_changelist")


@pytest.fixture(autouse=True)
def _server(settings):
    settings.SENDS_MAIL = True


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def one_mail(cast, state=W.WAITING, **fields) -> Mail:
    if state == W.SENT:
        fields["sent_at"] = timezone.now()
    if state == W.CANCELLED:
        fields["cancel_reason"] = "Salah"
    if state == W.SENDING:
        fields["claimed_at"] = timezone.now()
    return Mail.objects.create(
        user=cast.staff,
        address="staf@example.go.id",
        subject="Kabar",
        body="Isi surat",
        state=state,
        **fields,
    )


def act(steward, action, *mails, **more):
    sent = {"action": action, "_selected_action": [one.pk for one in mails]}
    return steward.post(LIST, sent | more, follow=True)


class TestTheRules:
    @pytest.mark.parametrize(
        ("name", "state", "after"),
        [
            ("hold", W.WAITING, W.HELD),
            ("hold", W.SENDING, W.SENDING),
            ("hold", W.SENT, W.SENT),
            ("hold", W.CANCELLED, W.CANCELLED),
            ("release", W.HELD, W.WAITING),
            ("release", W.CANCELLED, W.CANCELLED),
            ("release", W.SENT, W.SENT),
            ("cancel", W.HELD, W.CANCELLED),
            ("cancel", W.WAITING, W.CANCELLED),
            ("cancel", W.FAILED, W.CANCELLED),
            ("cancel", W.UNCERTAIN, W.CANCELLED),
            ("cancel", W.SENDING, W.SENDING),
            ("cancel", W.SENT, W.SENT),
        ],
    )
    def test_what_may_become_of_which(self, cast, name, state, after):
        letter = one_mail(cast, state)
        done = mail.handle(Mail.objects.all(), name, cast.steward, "Tidak perlu" if name == "cancel" else "")
        letter.refresh_from_db()
        assert letter.state == after
        assert bool(done) == (state != after)
        assert letter.handled_by == (cast.steward if done else None)

    def test_what_is_held_or_cancelled_is_not_sent(self, cast, mailoutbox):
        one_mail(cast, W.HELD)
        one_mail(cast, W.CANCELLED)
        assert mail.send() == 0
        mail.handle(Mail.objects.all(), "release", cast.steward)
        assert mail.send() == 1
        assert len(mailoutbox) == 1

    def test_a_cancelled_mail_has_a_reason_and_no_other_has(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            one_mail(cast, W.WAITING, cancel_reason="Salah")
        with pytest.raises(IntegrityError), transaction.atomic():
            Mail.objects.create(address="a@example.go.id", subject="a", body="a", state=W.CANCELLED)

    def test_the_lab_may_want_all_mail_held_first(self, cast, at, mailoutbox):
        cast.staff.email = "staf@example.go.id"
        cast.staff.save()
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        Lab.objects.update(holds_mail=True)
        road.move(innovation, "return", cast.facilitator)
        assert mail.collect() == 1
        assert Mail.objects.get().state == W.HELD
        assert mail.send() == 0
        Lab.objects.update(holds_mail=False)
        road.move(innovation, "submit", cast.staff)
        road.move(innovation, "return", cast.facilitator)
        assert mail.collect() == 1
        assert mail.send() == 1

    def test_what_was_cancelled_long_ago_is_forgotten(self, cast):
        gone = one_mail(cast, W.CANCELLED, handled_at=timezone.now() - mail.KEPT * 2)
        fresh = one_mail(cast, W.CANCELLED, handled_at=timezone.now())
        mail.forget_old()
        assert list(Mail.objects.all()) == [fresh]
        assert gone != fresh


class TestTheList:
    def test_filters_by_state_with_counts_and_the_first_page_counts_the_held(self, steward, cast):
        for state in [W.HELD, W.HELD, W.SENT]:
            one_mail(cast, state)
        assert "2 e-mail ditahan untuk dilihat; lepaskan atau batalkan." in steward.get("/admin/").text
        page = steward.get(LIST).text
        assert "Ditahan untuk dilihat (2)" in page
        assert "Terkirim (1)" in page
        assert steward.get(LIST, {"state__exact": "held"}).text.count('class="field-address"') == 2

    def test_a_mail_is_read_whole_with_why_it_was_written_and_what_may_be_done(self, steward, cast, at):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        letter = one_mail(cast, W.HELD)
        cast.staff.notices.update(mail=letter)
        page = steward.get(reverse("admin:stages_mail_change", args=[letter.pk])).text
        assert "Isi surat" in page
        assert f'<a href="/admin/stages/case/{innovation.pk}/change/">{innovation.code}</a>' in page
        assert 'value="release">Lepaskan' in page
        assert 'value="cancel">Batalkan' in page
        assert 'value="hold"' not in page
        sent = one_mail(cast, W.SENT)
        assert 'name="action"' not in steward.get(reverse("admin:stages_mail_change", args=[sent.pk])).text

    def test_a_letter_leads_to_its_window(self, steward, cast, lab):
        window = StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)
        letter = window.letters.create(
            agency=cast.education, text="Isi", written_on=timezone.localdate(), written_by=cast.steward
        )
        one_mail(cast, W.HELD, letter=letter)
        one_mail(cast, W.HELD)
        page = steward.get(LIST, {"letter": letter.pk}).text
        assert page.count('class="field-address"') == 1
        assert f"/admin/stages/stagewindow/{window.pk}/surat/#surat-{letter.pk}" in page

    def test_releases_and_holds_and_names_what_was_left(self, steward, cast):
        held, sent = one_mail(cast, W.HELD), one_mail(cast, W.SENT)
        page = act(steward, "release", held, sent).text
        assert "1 e-mail dilepaskan dan akan dikirim." in page
        assert "staf@example.go.id, keadaannya &#x27;Terkirim&#x27;" in page
        page = act(steward, "hold", held).text
        assert "1 e-mail ditahan." in page
        held.refresh_from_db()
        assert (held.state, held.handled_by) == (W.HELD, cast.steward)

    def test_cancelling_shows_which_and_asks_why(self, steward, cast):
        held, sent = one_mail(cast, W.HELD), one_mail(cast, W.SENT)
        page = act(steward, "cancel", held, sent).text
        assert "Tidak akan dikirim" in page
        assert "Dibiarkan" in page
        assert "Tulis alasannya" in act(steward, "cancel", held, reason=" ").text
        page = act(steward, "cancel", held, reason="x" * 251).text
        assert "Ringkas alasannya menjadi paling banyak 250 karakter." in page
        assert "x" * 251 in page
        held.refresh_from_db()
        assert held.state == W.HELD
        assert "1 e-mail dibatalkan." in act(steward, "cancel", held, sent, reason="Salah alamat").text
        held.refresh_from_db()
        assert (held.state, held.cancel_reason) == (W.CANCELLED, "Salah alamat")
        assert "Salah alamat" in steward.get(reverse("admin:stages_mail_change", args=[held.pk])).text

    @pytest.mark.parametrize("who", ["facilitator", "executive"])
    def test_is_closed_to_reviewers(self, client, cast, who):
        held = one_mail(cast, W.HELD)
        client.force_login(getattr(cast, who))
        assert act(client, "release", held).status_code == 403
        held.refresh_from_db()
        assert held.state == W.HELD

    def test_takes_the_same_few_queries_for_three(self, steward, cast, at, django_assert_max_num_queries):
        at(Stage.DRUM_UP, Status.SUBMITTED)
        counts = []
        cast.staff.notices.update(mail=one_mail(cast, W.HELD))
        steward.get(LIST)
        for _more in range(2):
            with django_assert_max_num_queries(15) as seen:
                steward.get(LIST)
            counts.append(len(seen))
            at(Stage.DRUM_UP, Status.SUBMITTED, title="Lain")
            one_mail(cast)
            cast.staff.notices.filter(mail=None).update(mail=one_mail(cast, W.HELD))
        assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_of_who_releases_and_who_cancels_one_wins(self, cast):
        letter = one_mail(cast, W.HELD)

        def handle(name, reason=""):
            return len(mail.handle(Mail.objects.filter(pk=letter.pk), name, cast.steward, reason))

        released, cancelled = together(lambda: handle("release"), lambda: handle("cancel", "Salah"))
        letter.refresh_from_db()
        assert cancelled == 1 or (released, letter.state) == (1, W.WAITING)
        assert letter.state == (W.CANCELLED if cancelled else W.WAITING)

    def test_what_a_steward_holds_is_not_claimed_meanwhile(self, cast, mailoutbox):
        one_mail(cast)
        is_locked, is_sent = threading.Event(), threading.Event()

        def hold():
            with transaction.atomic():
                mail.handle(Mail.objects.all(), "hold", cast.steward)
                is_locked.set()
                is_sent.wait(10)

        def send():
            is_locked.wait(10)
            try:
                return mail.send()
            finally:
                is_sent.set()

        assert together(hold, send) == [None, 0]
        assert Mail.objects.get().state == W.HELD
        assert mailoutbox == []

    def test_what_is_being_sent_is_not_held_afterwards(self, cast, settings, mailoutbox):
        one_mail(cast)
        counts = together(mail.send, lambda: len(mail.handle(Mail.objects.all(), "hold", cast.steward)))
        assert sum(counts) == 1
        assert len(mailoutbox) == counts[0]
