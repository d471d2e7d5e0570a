"""Announcing: every word and photo that becomes public is shown first, and nothing else is published."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from festival.models import Exhibit
from innovations.models import Innovation, Photo, Stage, Status
from stages import announcing, workflow
from tests import road
from tests.pages import typed
from tests.test_races import together

QUEUE = reverse("admin:stages_case_changelist")


@pytest.fixture
def approved(at):
    return at(Stage.DISPLAY, Status.APPROVED)


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def look(steward, *innovations):
    chosen = [innovation.pk for innovation in innovations]
    return steward.post(QUEUE, {"action": "announce", "_selected_action": chosen})


def confirm(steward, page, **more):
    """Sends what the page would send, for as many cases as it shows."""
    seen = re.findall(r'name="seen" value="([^"]+)"', page.text)
    fields = typed(page, having="seen") | {
        "seen": seen,
        "_selected_action": [one.split(":")[0] for one in seen],
    }
    return steward.post(QUEUE, fields | more, follow=True)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


class TestWhatIsShown:
    def test_is_everything_that_the_exhibit_then_holds(self, steward, approved):
        approved.measures.update(actual=90)
        shown = words(look(steward, approved))
        confirm(steward, look(steward, approved))
        exhibit = Exhibit.objects.get()
        texts = {**exhibit.content["texts"], "title": exhibit.title, "unit": exhibit.agency.name}
        coded = {"novelty", "kind", "affair", "initiator", "launched_on", "trial_on", "applied_on"}
        for name, text in texts.items():
            assert name in coded or " ".join(text.split()) in shown, name
        for text in ["Perluasan", "Produk", "Pendidikan", "1 Juni 2026"]:
            assert text in shown
        assert "Nurmala Berutu (Pengatur jadwal)" in shown
        assert "Siswa terangkut (orang); nilai awal 0; target 100; capaian 90" in shown
        for step in exhibit.content["journey"]:
            assert str(Stage(step["stage"]).label) in shown

    def test_each_photo_with_caption_and_consent(self, steward, cast, approved):
        second = road.add_photo(approved, cast.staff, colour=(0, 90, 0))
        Photo.objects.filter(pk=second.pk).update(caption="Sopir dan siswa", consent=Photo.Consent.GIVEN)
        page = look(steward, approved)
        assert page.text.count("<figure>") == 2
        assert 'alt="Sopir dan siswa"' in page.text
        assert str(Photo.Consent.GIVEN.label) in page.text
        assert reverse("workspace:photo", args=[second.key, 480]) in page.text

    def test_several_have_a_list_of_contents(self, steward, at, approved):
        other = at(Stage.DISPLAY, Status.APPROVED, title="Antar Obat")
        page = look(steward, approved, other).text
        for innovation in (approved, other):
            assert page.count(f'href="#kasus-{innovation.pk}"') == 1
            assert page.count(f'id="kasus-{innovation.pk}"') == 1
        assert 'class="contents"' not in look(steward, approved).text

    def test_takes_the_same_few_queries_for_three(self, steward, at, approved, django_assert_max_num_queries):
        others = [at(Stage.DISPLAY, Status.APPROVED, title=title) for title in ("Dua", "Tiga")]
        look(steward, approved)
        counts = []
        for chosen in ([approved], [approved, *others]):
            with django_assert_max_num_queries(20) as seen:
                assert "Umumkan" in look(steward, *chosen).text
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_not_more_than_fit_on_a_page(self, steward, cast, lab):
        for number in range(51):
            road.register(cast.staff, lab, f"Draf {number}")
        chosen = Innovation.objects.values_list("pk", flat=True)
        sent = {"action": "announce", "_selected_action": list(chosen), "select_across": "1"}
        page = steward.post(QUEUE + "?lihat=semua", sent, follow=True)
        assert "Pilih paling banyak 50 kasus sekaligus." in page.text


class TestWhatIsPublished:
    def test_all_with_the_note_and_an_address_for_each(self, steward, cast, at, approved):
        other = at(Stage.DISPLAY, Status.APPROVED, title="Antar Obat")
        page = confirm(steward, look(steward, approved, other), note="Selamat kepada semua.")
        assert "2 inovasi diumumkan." in page.text
        for innovation in (approved, other):
            assert f'<a href="/i/{innovation.code}/">{innovation.code} {innovation.title}</a>' in page.text
            assert innovation.records.last().note == "Selamat kepada semua."
        assert Exhibit.objects.public().count() == 2

    @pytest.mark.parametrize(
        "change",
        [
            lambda one: one.team.update(name="Orang Lain"),
            lambda one: one.photos.update(caption="Keterangan lain"),
            lambda one: one.photos.update(consent=Photo.Consent.GIVEN),
            lambda one: one.photos.all().delete(),
            lambda one: one.measures.update(actual=12),
            lambda one: Innovation.objects.filter(pk=one.pk).update(story="Cerita lain."),
            lambda one: Agency.objects.filter(pk=one.agency_id).update(name="Dinas Lain"),
        ],
        ids=["team", "caption", "consent", "photo", "measure", "text", "unit"],
    )
    def test_nothing_when_anything_changed_since_it_was_shown(self, steward, at, approved, change):
        other = at(Stage.DISPLAY, Status.APPROVED, title="Antar Obat")
        page = look(steward, approved, other)
        change(other)
        refused = confirm(steward, page)
        assert refused.status_code == 409
        assert "Tidak ada yang diumumkan. Isinya berubah sejak Anda melihatnya:" in refused.text
        assert f"{other.code} Antar Obat. Periksa lagi, lalu umumkan." in refused.text
        assert "Isi di atas berubah sejak terakhir Anda lihat." in refused.text
        assert not Exhibit.objects.exists()
        assert "2 inovasi diumumkan." in confirm(steward, refused).text  # shown anew, and so it may be

    def test_what_was_moved_meanwhile_stops_all_and_the_rest_is_shown_anew(self, steward, cast, at, approved):
        other = at(Stage.DISPLAY, Status.APPROVED, title="Antar Obat")
        page = look(steward, approved, other)
        road.move(other, "stop", cast.executive)
        refused = confirm(steward, page, note="Selamat.")
        assert "sudah lebih dulu memilih" in refused.text
        assert "Umumkan 1 inovasi" in refused.text
        assert "Selamat." in refused.text
        assert not Exhibit.objects.exists()

    def test_a_note_that_cannot_be_stored_keeps_the_page(self, steward, approved):
        page = confirm(steward, look(steward, approved), note="x" * 10_001)
        assert "Ringkas menjadi paling banyak 10000 karakter" in page.text
        assert not Exhibit.objects.exists()

    def test_a_digest_made_up_publishes_nothing(self, steward, approved):
        seen = {"seen": f"{approved.pk}:{approved.version}:{'0' * 32}"}
        refused = steward.post(QUEUE, {"action": "announce", "_selected_action": [approved.pk]} | seen)
        assert refused.status_code == 409
        assert not Exhibit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_announce_once(cast, approved):
    copy = announcing.public_copies([approved.pk])[0]
    seen = {approved.pk: (approved.version, copy.digest)}
    results = together(*[lambda: announcing.announce(seen, cast.steward)] * 2)
    assert len([one for one in results if isinstance(one, workflow.Stale)]) == 1
    assert approved.records.filter(move="announce").count() == 1
    assert Exhibit.objects.get().published_at <= timezone.now()
