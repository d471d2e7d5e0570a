"""Each unit's own list of what is missing: its e-mails are held, its WhatsApp is sent by hand, once."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Agency
from innovations.models import Stage, Status
from stages import letters
from stages.models import Letter, Mail, StageWindow
from stages.notices import mail
from tests import road
from tests.test_races import together


@pytest.fixture
def window(lab):
    return StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)


@pytest.fixture
def units(cast, lab):
    """Dinas Pendidikan with a draft, an address and a telephone; the puskesmas with nothing."""
    cast.staff.email = "staf@example.go.id"
    cast.staff.save()
    Agency.objects.filter(pk=cast.education.pk).update(whatsapp="6281234567890")
    return road.register(cast.staff, lab)


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def page_of(window):
    return reverse("admin:stages_stagewindow_letters", args=[window.pk])


def post(steward, window, act, *agencies, message=""):
    sent = {"act": act, "units": [agency.pk for agency in agencies], "message": message}
    return steward.post(page_of(window), sent, follow=True)


def text_for(window, agency):
    return next(draft.text for draft in letters.drafts(window) if draft.agency == agency)


class TestTheText:
    def test_names_each_record_what_it_lacks_until_when_and_where(self, cast, window, units):
        text = text_for(window, cast.education)
        assert text.startswith(
            "Yth. Dinas Pendidikan,\n\nBatas waktu tahap Drum-up bagi unit Anda: 20 Mar 2030 pukul 16.00 WIB.\n\n"
            f"Bus Sekolah Gratis ({units.code})\n- Judul: Isi 'Satu kalimat' paling sedikit 5 kata; sekarang 0."
        )
        assert f"http://127.0.0.1:8000/kerja/inovasi/{units.code}/lembar/" in text

    def test_asks_a_unit_without_any_to_register(self, cast, window, units):
        text = text_for(window, cast.clinic)
        assert "Belum mendaftarkan inovasi.\nhttp://127.0.0.1:8000/kerja/inovasi/baru/" in text

    def test_is_indonesian_whoever_writes_it(self, cast, window, units):
        with translation.override("en"):
            assert "Yth. Dinas Pendidikan" in text_for(window, cast.education)

    def test_a_unit_that_lacks_nothing_gets_none(self, cast, window, units):
        road.fill(units, cast.staff)
        assert [draft.agency for draft in letters.drafts(window)] == [cast.clinic]

    def test_many_drafts_are_counted_not_listed_without_end(self, cast, lab, window, units):
        for number in range(letters.RECORDS + 1):
            road.register(cast.staff, lab, f"Draf {number}")
        text = text_for(window, cast.education)
        assert text.count("/lembar/") == letters.RECORDS
        assert "Dan 2 draf lain: http://127.0.0.1:8000/kerja/" in text

    def test_the_date_is_the_units_own(self, cast, window, units):
        window.extensions.create(
            agency=cast.education,
            until=window.due_at + timedelta(days=2),
            reason="Banjir",
            granted_by=cast.steward,
        )
        assert "22 Mar 2030" in text_for(window, cast.education)
        assert "20 Mar 2030" in text_for(window, cast.clinic)


class TestThePage:
    def test_shows_each_letter_whole_and_who_gets_it(self, steward, cast, window, units):
        page = steward.get(page_of(window)).text
        assert "Baca surat untuk Dinas Pendidikan" in page
        assert "Komitmen kepala unit: Isi" in page
        assert "Rosmaida Manik &lt;staf@example.go.id&gt;; WhatsApp 6281234567890" in page
        assert "tanpa e-mail dan WhatsApp: bacakan lewat telepon" in page
        assert not Letter.objects.exists()

    def test_shows_the_stewards_message_in_the_letter_before_it_is_written(
        self, steward, cast, window, units
    ):
        page = post(steward, window, "show", cast.clinic, message="Jumat kami datang.").text
        assert page.count("Jumat kami datang.") == 3  # the box, and both letters
        assert f'value="{cast.clinic.pk}" checked' in page
        assert f'value="{cast.education.pk}" checked' not in page
        assert not Letter.objects.exists()

    def test_writing_holds_the_mail_and_makes_the_link_ready(
        self, steward, cast, window, units, mailoutbox, settings
    ):
        settings.SENDS_MAIL = True
        page = post(steward, window, "write", cast.education, cast.clinic, message="Jumat kami datang.").text
        assert "2 surat ditulis; 1 e-mail ditahan di kotak keluar untuk dilihat." in page
        letter = Letter.objects.get(agency=cast.education)
        held = Mail.objects.get()
        assert (held.state, held.address, held.letter, held.body) == (
            "held",
            "staf@example.go.id",
            letter,
            letter.text,
        )
        assert held.subject == "PERLU TINDAKAN: yang masih kurang untuk tahap Drum-up"
        assert mail.send() == 0
        assert mailoutbox == []
        link = letters.whatsapp(letter)
        assert link.startswith("https://wa.me/6281234567890?text=Yth.%20Dinas")
        assert unquote(link).endswith(letter.text)
        assert f'href="{link}"' in page
        assert "Jumat kami datang." in letter.text

    def test_the_same_unit_is_not_written_to_twice_a_day(self, steward, cast, window, units):
        post(steward, window, "write", cast.education)
        page = post(steward, window, "write", cast.education).text
        assert "Tidak ditulis, karena hari ini sudah disurati" in page
        assert "Dinas Pendidikan (Dewi Pengelola)" in page
        assert (Letter.objects.count(), Mail.objects.count()) == (1, 1)
        Letter.objects.update(written_on=timezone.localdate() - timedelta(days=1))
        post(steward, window, "write", cast.education)
        assert Letter.objects.count() == 2

    def test_who_filled_meanwhile_gets_none(self, steward, cast, window, units):
        road.fill(units, cast.staff)
        page = post(steward, window, "write", cast.education).text
        assert "tidak lagi kurang apa pun: Dinas Pendidikan." in page
        assert not Letter.objects.exists()

    def test_nothing_ticked_asks_to_tick_and_keeps_what_was_typed(self, steward, cast, window, units):
        page = post(steward, window, "write", message="Jumat kami datang.").text
        assert "Centang paling sedikit satu unit." in page
        assert "Jumat kami datang." in page

    def test_a_page_that_was_tampered_with_is_asked_to_reload(self, steward, window, units):
        sent = {"act": "write", "units": ["x"], "message": ""}
        assert "Muat ulang halaman" in steward.post(page_of(window), sent).text


class TestWhatsapp:
    def mark(self, client, letter):
        address = reverse("admin:stages_stagewindow_letter_sent", args=[letter.window_id, letter.pk])
        return client.post(address, follow=True)

    def test_the_mark_says_who_and_the_second_is_told_so(self, steward, cast, window, units):
        post(steward, window, "write", cast.education)
        letter = Letter.objects.get()
        page = self.mark(steward, letter).text
        assert "Dinas Pendidikan: tercatat sudah dikirim lewat WhatsApp." in page
        assert "Dikirim Dewi Pengelola" in page
        assert "wa.me" not in page
        assert "Dewi Pengelola sudah menandainya terkirim" in self.mark(steward, letter).text
        letter.refresh_from_db()
        assert letter.whatsapp_by == cast.steward

    def test_a_link_that_is_followed_marks_nothing(self, steward, cast, window, units):
        post(steward, window, "write", cast.education)
        letter = Letter.objects.get()
        steward.get(reverse("admin:stages_stagewindow_letter_sent", args=[window.pk, letter.pk]))
        letter.refresh_from_db()
        assert letter.whatsapp_at is None

    def test_a_letter_of_another_window_is_not_there(self, steward, cast, lab, window, units):
        post(steward, window, "write", cast.education)
        other = StageWindow.objects.get(lab=lab, stage=Stage.DIAGNOSE)
        address = reverse("admin:stages_stagewindow_letter_sent", args=[other.pk, Letter.objects.get().pk])
        assert steward.post(address).status_code == 404


def test_a_record_of_the_stage_before_asks_to_go_on_there(at, cast, lab):
    at(Stage.DRUM_UP, Status.SUBMITTED)
    later = StageWindow.objects.get(lab=lab, stage=Stage.DIAGNOSE)
    text = text_for(later, cast.education)
    assert "Belum ada inovasi yang sampai di tahap Diagnose.\nhttp://127.0.0.1:8000/kerja/\n" in text


@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_write_one_letter(cast, lab, window, units):
    def write():
        return len(letters.write(window, [cast.education.pk], "", cast.steward))

    assert sorted(together(write, write)) == [0, 1]
    assert (Letter.objects.count(), Mail.objects.count()) == (1, 1)
