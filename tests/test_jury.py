"""The jury: who scores what, what it sees, how marks become places, and when anybody else hears of it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from festival import awards, jury, minutes, ranking
from festival.demo import awards as demo
from festival.models import Award, Category, Exhibit, JuryCriterion, Mark, Result, Scorecard, Seat, TieBreak
from innovations.models import Stage, Status
from stages.models import Conflict
from stages.workflow import Refused
from tests import road

SECRET = "Rahasiawan"
ANCHORS = ["Belum tampak.", "Sedikit.", "Cukup.", "Jelas.", "Sangat jelas."]


@pytest.fixture
def show(at, cast):
    """Three exhibits, by title: Antar, Bus and Cetak; the last one of the puskesmas."""

    def publish(title, user):
        return at(Stage.DISPLAY, Status.PUBLISHED, title=title, user=user).exhibit

    found = SimpleNamespace(
        antar=publish("Antar Obat", cast.staff),
        bus=publish("Bus Sekolah", cast.staff),
        cetak=publish("Cetak KTP", cast.outsider),
        second=User.objects.create(username="juri2", name="Tongam Juri", role=Role.JUROR),
    )
    found.all = [found.antar, found.bus, found.cetak]
    return found


@pytest.fixture
def category(festival, cast, show):
    return make(festival, [cast.juror, show.second])


def make(festival, jurors=(), name=f"Kategori {SECRET}", **fields) -> Category:
    now = timezone.now()
    fields = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)} | fields
    made = Category.objects.create(festival=festival, name=name, **fields)
    for label, weight in (("Manfaat", 60), ("Kebaruan", 40)):
        JuryCriterion.objects.create(category=made, label=label, weight=weight, anchors=ANCHORS)
    Seat.objects.bulk_create(Seat(category=made, juror=juror) for juror in jurors)
    return made


def mark(category, juror, **marks) -> None:
    """By the first word of the title: (benefit, novelty)."""
    for exhibit in category.competitors():
        if values := marks.get(exhibit.title.split()[0].lower()):
            criteria = category.criteria.all()
            jury.save(category, exhibit, juror, dict(zip(criteria, values, strict=True)), f"Catatan {SECRET}")


def close(category) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Category.objects.filter(pk=category.pk).update(closes_at=past)
    category.refresh_from_db()


def all_marked(category, cast, show) -> None:
    mark(category, cast.juror, antar=(5, 4), bus=(3, 3), cetak=(2, 2))
    mark(category, show.second, antar=(4, 4), bus=(4, 5), cetak=(1, 2))
    close(category)


def page(category, exhibit) -> str:
    return reverse("festival:jury_score", args=[category.pk, exhibit.slug])


def sent(category, first="4", second="3", remark="Baik.") -> dict:
    one, two = category.criteria.all()
    return {f"nilai-{one.pk}": first, f"nilai-{two.pk}": second, "catatan": remark}


class TestScoring:
    def test_the_juror_lands_on_what_waits(self, client, cast, category):
        client.force_login(cast.juror)
        assert client.get(reverse("accounts:landing")).url == "/juri/"
        shown = client.get("/juri/")
        assert category.name in shown.text
        assert "<strong>0</strong> dari <strong>3</strong> dinilai" in shown.text
        assert page(category, category.competitors()[0]) in shown.text
        assert "no-store" in shown["Cache-Control"]

    def test_without_a_category_the_page_says_so(self, client, cast, show):
        client.force_login(cast.juror)
        assert "Belum ada kategori untuk Anda" in client.get("/juri/").text

    def test_a_score_is_kept_and_leads_to_the_next_exhibit(self, client, cast, category, show):
        client.force_login(cast.juror)
        answer = client.post(page(category, show.antar), sent(category))
        assert answer.url == page(category, show.bus)
        card = Scorecard.objects.get()
        assert (card.seat.juror, card.exhibit, card.remark) == (cast.juror, show.antar, "Baik.")
        assert list(card.marks.order_by("criterion").values_list("value", flat=True)) == [4, 3]
        shown = client.get(answer.url)
        assert "Nilai &#x27;Antar Obat&#x27; tersimpan." in shown.text
        assert "<strong>1</strong> dari <strong>3</strong> dinilai" in shown.text

    def test_the_last_one_leads_back_to_the_list(self, client, cast, category, show):
        mark(category, cast.juror, antar=(5, 5), bus=(5, 5))
        client.force_login(cast.juror)
        assert client.post(page(category, show.cetak), sent(category)).url == category.get_absolute_url()
        assert client.get(category.get_absolute_url()).text.count("Sudah dinilai") == 3

    def test_a_score_can_be_changed_until_the_close(self, client, cast, category, show):
        client.force_login(cast.juror)
        client.post(page(category, show.antar), sent(category))
        client.post(page(category, show.antar), sent(category, first="1", remark=""))
        assert list(Mark.objects.order_by("criterion").values_list("value", flat=True)) == [1, 3]
        assert Scorecard.objects.get().remark == ""
        assert 'value="1" checked' in client.get(page(category, show.antar)).text

    @pytest.mark.parametrize("bad", ["", "0", "6", "x", "4.5", "-1", "٤"])
    def test_each_criterion_asks_for_one_to_five_and_keeps_the_rest(self, client, cast, category, show, bad):
        client.force_login(cast.juror)
        shown = client.post(page(category, show.antar), sent(category, second=bad, remark="Ketikan."))
        assert "Pilih nilai 1 sampai 5 untuk &#x27;Kebaruan&#x27;." in shown.text
        assert "Ketikan." in shown.text
        assert 'value="4" checked' in shown.text
        assert not Scorecard.objects.exists()

    @pytest.mark.parametrize(
        ("remark", "told"), [("a" * 1_001, "sekarang 1001"), ("a\0b", "tulis ulang tanpa menyalinnya")]
    )
    def test_a_remark_that_cannot_be_kept_is_told(self, client, cast, category, show, remark, told):
        client.force_login(cast.juror)
        assert told in client.post(page(category, show.antar), sent(category, remark=remark)).text
        assert not Scorecard.objects.exists()

    @pytest.mark.parametrize(
        ("opens", "closes", "told"), [(1, 2, "Penilaian belum dibuka"), (-2, -1, "Penilaian sudah ditutup.")]
    )
    def test_outside_the_hours_nothing_is_kept(self, client, cast, category, show, opens, closes, told):
        now = timezone.now()
        Category.objects.update(
            opens_at=now + timedelta(hours=opens), closes_at=now + timedelta(hours=closes)
        )
        client.force_login(cast.juror)
        for shown in (
            client.get(page(category, show.antar)),
            client.post(page(category, show.antar), sent(category)),
        ):
            assert told in shown.text
            assert 'type="radio"' not in shown.text
        assert not Scorecard.objects.exists()
        assert client.get("/juri/").status_code == client.get(category.get_absolute_url()).status_code == 200

    def test_once_the_result_stands_nothing_changes(self, client, cast, category, show):
        all_marked(category, cast, show)
        awards.finalise(category, cast.steward)
        client.force_login(cast.juror)
        Category.objects.update(closes_at=timezone.now() + timedelta(hours=1))
        before = list(Mark.objects.order_by("pk").values_list("pk", "value"))
        assert "sudah ditetapkan" in client.post(page(category, show.antar), sent(category)).text
        client.post(page(category, show.antar) + "benturan/", {"alasan": "Kakak saya."})
        assert list(Mark.objects.order_by("pk").values_list("pk", "value")) == before
        assert not Conflict.objects.exists()
        assert "nilai Anda tidak berubah lagi" in client.get("/juri/").text


class TestWhoScores:
    @pytest.mark.parametrize("person", ["staff", "facilitator", "executive", "steward"])
    def test_nobody_but_jurors_comes_in_or_scores(self, client, cast, category, show, person):
        client.force_login(getattr(cast, person))
        for address in ("/juri/", category.get_absolute_url(), page(category, show.antar)):
            assert client.get(address).url == reverse("accounts:landing")
        client.post(page(category, show.antar), sent(category))
        client.post(page(category, show.antar) + "benturan/", {"alasan": "x"})
        criteria = dict.fromkeys(category.criteria.all(), 5)
        Seat.objects.create(category=category, juror=getattr(cast, person))
        with pytest.raises(Refused, match="bukan juri"):
            jury.save(category, show.antar, getattr(cast, person), criteria, "")
        assert not Scorecard.objects.exists()
        assert not Conflict.objects.exists()

    def test_a_juror_of_another_category_finds_nothing(self, client, cast, category, show, festival):
        make(festival, [show.second], name="Lain")
        stranger = User.objects.create(username="juri3", name="Juri Lain", role=Role.JUROR)
        client.force_login(stranger)
        assert category.name not in client.get("/juri/").text
        for address in (category.get_absolute_url(), page(category, show.antar)):
            assert client.get(address).status_code == 404
        assert client.post(page(category, show.antar), sent(category)).status_code == 404
        with pytest.raises(Refused, match="bukan juri"):
            jury.save(category, show.antar, stranger, dict.fromkeys(category.criteria.all(), 5), "")

    def test_a_juror_sees_nothing_of_the_others(self, client, cast, category, show):
        mark(category, show.second, antar=(5, 5), bus=(1, 1))
        client.force_login(cast.juror)
        for address in ("/juri/", category.get_absolute_url(), page(category, show.antar)):
            shown = client.get(address).text
            assert "Catatan " + SECRET not in shown
            assert "checked" not in shown
            assert show.second.name not in shown

    def test_what_does_not_compete_is_not_found(self, client, cast, category, show):
        road.move(show.bus.innovation, "take_down", cast.steward)
        client.force_login(cast.juror)
        assert client.get(page(category, show.bus)).status_code == 404
        assert show.bus.title not in client.get(category.get_absolute_url()).text


class TestConflicts:
    def test_a_juror_steps_back_and_scores_it_no_more(self, client, cast, category, show):
        mark(category, cast.juror, antar=(5, 5))
        client.force_login(cast.juror)
        answer = client.post(page(category, show.antar) + "benturan/", {"alasan": "Adik saya di unit itu."})
        assert answer.url == category.get_absolute_url()
        declared = Conflict.objects.get()
        assert (declared.user, declared.innovation) == (cast.juror, show.antar.innovation)
        assert "Tidak Anda nilai" in client.get(answer.url).text
        assert "<strong>0</strong> dari <strong>2</strong>" in client.get(answer.url).text
        refused = client.post(page(category, show.antar), sent(category, first="1"))
        assert "Anda punya benturan kepentingan" in refused.text
        assert list(Mark.objects.values_list("value", flat=True)) == [5, 5]

    def test_a_reason_is_asked_for(self, client, cast, category, show):
        client.force_login(cast.juror)
        shown = client.post(page(category, show.antar) + "benturan/", {"alasan": " "}, follow=True)
        assert "Tulis alasannya" in shown.text
        assert not Conflict.objects.exists()

    def test_the_mean_counts_the_others(self, cast, category, show):
        mark(category, cast.juror, antar=(1, 1))
        mark(category, show.second, antar=(5, 5))
        jury.step_back(category, show.antar, cast.juror, "Kakak.")
        row = next(row for row in ranking.of(category).rows if row.exhibit == show.antar)
        assert (row.figure, row.scored, row.expected, row.is_complete) == (5, 1, 1, True)

    def test_a_conflict_with_the_unit_recorded_by_the_steward_counts_too(self, cast, category, show):
        Conflict.objects.create(user=cast.juror, agency=cast.clinic, reason="Istri.")
        assert [line.has_conflict for line in jury.part_of(cast.juror, category).lines] == [
            False,
            False,
            True,
        ]
        for user in (cast.juror, show.second):
            Conflict.objects.get_or_create({"reason": "x"}, user=user, agency=cast.clinic)
        told = " ".join(ranking.of(category).hindrances)
        assert "Cetak KTP: semua juri punya benturan kepentingan; tunjuk juri lain." in told


class TestWhatCompetes:
    def titles(self, category):
        found = [one.title for one in category.competitors()]
        part = jury.part_of(category.seats.get().juror, category)
        assert [line.exhibit.title for line in part.lines] == found
        return found

    def test_by_reach(self, cast, show, festival):
        Exhibit.objects.filter(pk=show.bus.pk).update(kind="product", novelty="extension")
        Exhibit.objects.exclude(pk=show.bus.pk).update(kind="process", novelty="new")
        assert self.titles(make(festival, [cast.juror])) == ["Antar Obat", "Bus Sekolah", "Cetak KTP"]
        for reach, value, expected in (
            ("kind", "product", ["Bus Sekolah"]),
            ("novelty", "new", ["Antar Obat", "Cetak KTP"]),
            ("unit", "puskesmas", ["Cetak KTP"]),
        ):
            assert self.titles(make(festival, [cast.juror], name=reach, reach=reach, value=value)) == expected
        picked = make(festival, [cast.juror], name="picked", reach="picked")
        assert self.titles(picked) == []
        picked.picked.set([show.antar, show.cetak])
        assert self.titles(picked) == ["Antar Obat", "Cetak KTP"]

    @pytest.mark.parametrize(("reach", "value"), [("all", "new"), ("kind", ""), ("picked", "x")])
    def test_the_database_keeps_reach_and_value_together(self, festival, reach, value):
        with pytest.raises(IntegrityError, match="category_value_exactly_when_narrowed"):
            make(festival, reach=reach, value=value)


class TestRanking:
    def places(self, category):
        return [(row.exhibit.title.split()[0], row.place) for row in ranking.of(category).rows]

    def test_the_mean_of_weighted_marks_decides(self, cast, category, show):
        all_marked(category, cast, show)
        found = ranking.of(category)
        assert self.places(category) == [("Antar", 1), ("Bus", 2), ("Cetak", 3)]
        assert [line["figure"] for line in found.lines] == ["4,30", "3,70", "1,70"]
        assert found.lines[0]["means"] == ["4,50", "4,00"]
        assert [row.why for row in found.rows] == ["", "", ""]
        assert found.hindrances == []

    def test_equal_figures_are_told_apart_by_the_heaviest_criterion(self, cast, category, show):
        mark(category, cast.juror, antar=(3, 5), bus=(5, 2), cetak=(1, 1))  # 3.8 and 3.8
        mark(category, show.second, antar=(3, 3), bus=(3, 3), cetak=(1, 1))
        assert self.places(category) == [("Bus", 1), ("Antar", 2), ("Cetak", 3)]
        told = ranking.of(category).rows[0].why
        assert (
            told == "Nilai akhirnya sama dengan Antar Obat. Diurutkan menurut kriteria berbobot terbesar, "
            "Manfaat: 4,00."
        )

    def test_then_by_how_many_put_it_first(self, cast, category, show):
        third = User.objects.create(username="juri3", name="Juri Tiga", role=Role.JUROR)
        Seat.objects.create(category=category, juror=third)
        mark(category, cast.juror, antar=(3, 3), bus=(4, 4), cetak=(1, 1))
        mark(category, show.second, antar=(3, 3), bus=(4, 4), cetak=(1, 1))
        mark(category, third, antar=(5, 5), bus=(3, 3), cetak=(1, 1))
        assert self.places(category) == [("Bus", 1), ("Antar", 2), ("Cetak", 3)]
        assert "urutan pertama: 2." in ranking.of(category).rows[0].why

    def test_then_by_the_office_with_a_reason(self, client, cast, category, show):
        for juror in (cast.juror, show.second):
            mark(category, juror, antar=(4, 4), bus=(4, 4), cetak=(1, 1))
        close(category)
        assert self.places(category) == [("Antar", 1), ("Bus", 1), ("Cetak", 3)]
        assert "Belum dapat dibedakan" in ranking.of(category).rows[0].why
        with pytest.raises(Refused, match="Mintalah keputusan Kantor Bupati"):
            awards.finalise(category, cast.steward)
        address = reverse("admin:festival_category_ranking", args=[category.pk])
        client.force_login(cast.steward)
        asked = {"do": "prefer", "exhibit": show.bus.pk, "reason": "Menjangkau desa terjauh."}
        assert "Ini bukan bagian peran Anda." in client.post(address, asked).text
        client.force_login(cast.executive)
        assert "Tulis alasannya" in client.post(address, asked | {"reason": " "}).text
        for crafted in (show.cetak.pk, "", "x", "9" * 30):
            answer = client.post(address, asked | {"exhibit": crafted})
            assert "Pilih salah satu inovasi yang nilainya sama." in answer.text
            assert "Menjangkau desa terjauh." in answer.text
        assert not TieBreak.objects.exists()
        client.post(address, asked)
        assert self.places(category) == [("Bus", 1), ("Antar", 2), ("Cetak", 3)]
        first, second, _third = ranking.of(category).rows
        assert first.why.endswith("Didahulukan oleh Kantor Bupati: Menjangkau desa terjauh.")
        assert second.why == "Nilai akhirnya sama dengan Bus Sekolah."
        awards.finalise(category, cast.steward)
        with pytest.raises(Refused, match="sudah ditetapkan"):
            awards.prefer(category, show.antar.pk, "x", cast.executive)

    def test_the_office_does_not_decide_before_the_close_or_with_a_conflict(self, cast, category, show):
        for juror in (cast.juror, show.second):
            mark(category, juror, antar=(4, 4), bus=(4, 4), cetak=(1, 1))
        with pytest.raises(Refused, match="belum ditutup"):
            awards.prefer(category, show.bus.pk, "x", cast.executive)
        close(category)
        Conflict.objects.create(user=cast.executive, agency=cast.education, reason="Dulu di sana.")
        with pytest.raises(Refused, match="benturan kepentingan"):
            awards.prefer(category, show.bus.pk, "x", cast.executive)

    def test_a_tie_below_the_places_hinders_nothing(self, cast, category, show):
        Category.objects.update(places=1)
        for juror in (cast.juror, show.second):
            mark(category, juror, antar=(5, 5), bus=(4, 4), cetak=(4, 4))
        close(category)
        awards.finalise(category, cast.steward)
        assert [award.exhibit for award in Award.objects.all()] == [show.antar]

    def test_what_is_missing_is_named(self, cast, category, show, festival):
        mark(category, cast.juror, antar=(5, 5))
        told = " ".join(ranking.of(category).hindrances)
        assert "Penilaian belum ditutup" in told
        assert "Antar Obat: baru 1 dari 2 juri yang menilai." in told
        assert "Bus Sekolah: baru 0 dari 2 juri yang menilai." in told
        assert self.places(category) == [("Antar", 1), ("Bus", None), ("Cetak", None)]
        empty = make(festival, name="Kosong", reach="picked")
        told = " ".join(ranking.of(empty).hindrances)
        assert "Belum ada juri" in told
        assert "Belum ada inovasi yang bersaing" in told

    def test_a_juror_whose_account_is_closed_is_not_waited_for(self, cast, category, show):
        mark(category, cast.juror, antar=(5, 5), bus=(3, 3), cetak=(2, 2))
        mark(category, show.second, antar=(1, 1))
        User.objects.filter(pk=show.second.pk).update(is_active=False)
        rows = {row.exhibit: (row.scored, row.expected) for row in ranking.of(category).rows}
        assert rows == {show.antar: (2, 2), show.bus: (1, 1), show.cetak: (1, 1)}


class TestTheDatabase:
    def test_results_and_tie_breaks_are_never_changed(self, cast, category, show):
        all_marked(category, cast, show)
        result = awards.finalise(category, cast.steward)
        TieBreak.objects.create(category=category, exhibit=show.bus, reason="x", decided_by=cast.executive)
        for change in (
            Result.objects.filter(pk=result.pk).delete,
            lambda: Result.objects.update(ranking={}),
            TieBreak.objects.all().delete,
            lambda: TieBreak.objects.update(reason="y"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_mark_is_one_to_five(self, cast, category, show):
        mark(category, cast.juror, antar=(5, 5))
        with pytest.raises(IntegrityError, match="mark_one_to_five"):
            Mark.objects.update(value=6)


class TestAnnouncing:
    def test_finalise_preview_announce(self, client, cast, category, show, festival):
        all_marked(category, cast, show)
        Category.objects.update(places=2)
        ranked = reverse("admin:festival_category_ranking", args=[category.pk])
        client.force_login(cast.executive)
        assert "Ini bukan bagian peran Anda." in client.post(ranked, {"do": "finalise"}).text
        client.force_login(cast.steward)
        assert "Tetapkan hasil" in client.get(ranked).text
        client.post(ranked, {"do": "finalise"})
        assert Result.objects.get().ranking["rows"][0]["title"] == "Antar Obat"
        assert "sudah ditetapkan" in client.post(ranked, {"do": "finalise"}).text
        assert "Unduh Berita Acara" in client.get(ranked).text
        announced = reverse("admin:festival_category_announce", args=[festival.pk])
        first, second = Award.objects.order_by("place")
        preview = client.get(announced).text
        assert f'name="citation-{first.pk}"' in preview
        assert client.get("/festival/2026/pemenang/").status_code == 404
        asked = {"award": [first.pk, second.pk], f"citation-{first.pk}": "Obat sampai ke rumah lansia."}
        client.post(announced, asked)
        first.refresh_from_db()
        assert first.announced_at
        show.antar.refresh_from_db()
        assert show.antar.honours == [
            {
                "festival": "Festival Inovasi 2026",
                "slug": "2026",
                "category": category.name,
                "place": 1,
                "citation": "Obat sampai ke rumah lansia.",
            }
        ]
        client.logout()
        shown = client.get("/festival/2026/pemenang/").text
        assert "Obat sampai ke rumah lansia." in shown
        assert shown.index("Antar Obat") < shown.index("Bus Sekolah")
        assert "Cetak KTP" not in shown
        client.force_login(cast.steward)
        assert "Lihat halaman pemenang" in client.get(announced).text
        assert "Belum ada yang dapat diumumkan" in client.post(announced, asked).text

    def test_a_list_that_changed_meanwhile_is_shown_again_with_what_was_typed(
        self, client, cast, category, show, festival
    ):
        all_marked(category, cast, show)
        awards.finalise(category, cast.steward)
        client.force_login(cast.steward)
        first = Award.objects.get(place=1)
        asked = {"award": [first.pk, "x"], f"citation-{first.pk}": "Ketikan saya."}
        shown = client.post(reverse("admin:festival_category_announce", args=[festival.pk]), asked).text
        assert "Daftarnya berubah" in shown
        assert "Ketikan saya." in shown
        assert not Award.objects.filter(announced_at__isnull=False).exists()

    def test_the_bupatis_prize(self, client, cast, show, festival):
        address = reverse("admin:festival_category_prize", args=[festival.pk])
        client.force_login(cast.executive)
        asked = {"exhibit": show.cetak.pk, "reason": "Warga tidak lagi antre."}
        assert "Tulis alasannya" in client.post(address, asked | {"reason": ""}).text
        assert "sekarang 501" in client.post(address, asked | {"reason": "a" * 501}).text
        for crafted in ("", "0", "999999"):
            assert "Pilih satu inovasi" in client.post(address, asked | {"exhibit": crafted}).text
        client.post(address, asked | {"exhibit": show.antar.pk})
        client.post(address, asked)
        prize = Award.objects.get()
        assert (prize.exhibit, prize.citation, prize.category) == (
            show.cetak,
            "Warga tidak lagi antre.",
            None,
        )
        assert "Warga tidak lagi antre." in client.get(address).text
        awards.announce(festival, {prize.pk}, {}, cast.steward)
        assert "Sudah diumumkan" in client.get(address).text
        assert "sudah diumumkan" in client.post(address, asked | {"exhibit": show.bus.pk}).text
        assert Award.objects.get().exhibit == show.cetak
        client.logout()
        assert "Penghargaan Bupati" in client.get("/festival/2026/pemenang/").text
        assert "Bupati’s" not in client.get("/en/festival/2026/pemenang/").text

    def test_the_prize_is_the_offices_alone_and_not_with_a_conflict(self, cast, show, festival):
        with pytest.raises(Refused, match="bukan bagian peran"):
            awards.give_prize(festival, show.bus.pk, "x", cast.steward)
        Conflict.objects.create(user=cast.executive, agency=cast.education, reason="x")
        with pytest.raises(Refused, match="benturan kepentingan"):
            awards.give_prize(festival, show.bus.pk, "x", cast.executive)

    def test_what_was_taken_down_is_neither_announced_nor_shown(self, client, cast, category, show, festival):
        all_marked(category, cast, show)
        awards.finalise(category, cast.steward)
        road.move(show.bus.innovation, "take_down", cast.steward)
        waiting = awards.to_announce(festival)
        assert [award.exhibit for award in waiting] == [show.antar, show.cetak]
        awards.announce(festival, {award.pk for award in waiting}, {}, cast.steward)
        road.move(show.antar.innovation, "take_down", cast.steward)
        shown = client.get("/festival/2026/pemenang/").text
        assert "Cetak KTP" in shown
        assert "Antar Obat" not in shown
        assert "Bus Sekolah" not in shown

    def test_before_the_announcement_nobody_else_hears_of_it(self, client, cast, category, show, festival):
        mark(category, cast.juror, antar=(5, 4), bus=(3, 3), cetak=(2, 2))
        addresses = ["/", "/inovasi/", "/inovasi/?q=antar", "/festival/", "/festival/2026/", "/skpd/"]
        addresses += ["/skpd/dinas-pendidikan/", show.antar.get_absolute_url(), "/festival/2026/pemenang/"]
        all_marked(category, cast, show)
        awards.finalise(category, cast.steward)
        awards.give_prize(festival, show.bus.pk, f"Alasan {SECRET}", cast.executive)
        for address in addresses:
            assert SECRET not in client.get(address).text, address
        client.force_login(show.second)
        for address in [*addresses, "/juri/", category.get_absolute_url(), page(category, show.antar)]:
            shown = client.get(address).text
            assert "Juara" not in shown
            assert "Penghargaan Bupati" not in shown
            assert f"Alasan {SECRET}" not in shown
        assert Exhibit.objects.exclude(honours=[]).count() == 0


class TestMinutes:
    def test_they_say_who_judged_by_what_and_how_ties_were_broken(self, client, cast, category, show):
        for juror in (cast.juror, show.second):
            mark(category, juror, antar=(4, 4), bus=(4, 4), cetak=(1, 1))
        close(category)
        awards.prefer(category, show.bus.pk, "Menjangkau desa #terjauh.", cast.executive)
        awards.finalise(category, cast.steward)
        told = minutes.data(Category.objects.get())
        assert told["table"]["labels"][3:5] == ["Manfaat (60 %)", "Kebaruan (40 %)"]
        assert told["table"]["rows"][0][:3] == [
            "1",
            f"Bus Sekolah\nDinas Pendidikan ({show.bus.code})",
            "4,00",
        ]
        assert told["ties"][0]["why"].endswith("Menjangkau desa #terjauh.")
        assert [one["name"] for one in told["signatories"]] == ["Rina Juri", "Tongam Juri", "Dewi Pengelola"]
        address = reverse("admin:festival_category_minutes", args=[category.pk])
        for person in (cast.steward, cast.executive):
            client.force_login(person)
            paper = client.get(address)
            assert paper["Content-Type"] == "application/pdf"
            assert paper.content.startswith(b"%PDF")
        for person in (cast.facilitator, cast.juror):
            client.force_login(person)
            assert client.get(address).status_code in {302, 403, 404}


class TestSettingUp:
    def form(self, festival, cast):
        now = timezone.localtime()
        asked = {"festival": festival.pk, "name": "Layanan", "reach": "all", "places": 3}
        for name, when in (("opens_at", now), ("closes_at", now + timedelta(days=2))):
            asked |= {f"{name}_0": when.strftime("%d/%m/%Y"), f"{name}_1": when.strftime("%H:%M")}
        asked |= {"criteria-TOTAL_FORMS": 2, "criteria-INITIAL_FORMS": 0}
        asked |= {"seats-TOTAL_FORMS": 1, "seats-INITIAL_FORMS": 0, "seats-0-juror": cast.juror.pk}
        for n, (label, weight) in enumerate((("Manfaat", 60), ("Kebaruan", 40))):
            asked |= {f"criteria-{n}-label": label, f"criteria-{n}-weight": weight}
            asked |= {f"criteria-{n}-anchor_{value}": ANCHORS[value - 1] for value in jury.SCALE}
        return asked

    def test_a_category_with_criteria_and_jurors(self, client, cast, festival):
        client.force_login(cast.steward)
        answer = client.post(reverse("admin:festival_category_add"), self.form(festival, cast))
        assert answer.status_code == 302, answer.context["errors"]
        made = Category.objects.get()
        assert [(one.label, one.weight, one.anchors) for one in made.criteria.all()] == [
            ("Manfaat", 60, ANCHORS),
            ("Kebaruan", 40, ANCHORS),
        ]
        assert [seat.juror for seat in made.seats.all()] == [cast.juror]
        shown = client.get(reverse("admin:festival_category_change", args=[made.pk])).text
        assert "Sangat jelas." in shown

    def test_refusals_say_what_to_do(self, client, cast, festival, show):
        client.force_login(cast.steward)
        other = type(festival).objects.create(
            lab=type(festival.lab).objects.create(
                name="Inovik 2016",
                slug="inovik-2016",
                year=2016,
                starts_on="2016-04-27",
                ends_on="2016-04-29",
            ),
            name="Festival 2016",
            slug="2016",
            opens_on="2016-11-01",
            closes_on="2016-11-03",
        )
        for changes, told in (
            ({"criteria-1-weight": 30}, "harus berjumlah 100; sekarang 90."),
            (
                {"reach": "kind", "value": "new"},
                "Pilih salah satu di bawah &#x27;Menurut jenis inovasi&#x27;.",
            ),
            ({"criteria-1-label": "Manfaat"}, "Manfaat"),
            ({"closes_at_0": "01/01/2020"}, "Penilaian harus ditutup sesudah dibuka."),
            (
                {"festival": other.pk, "reach": "picked", "picked": [show.bus.pk]},
                "bukan inovasi festival ini",
            ),
            ({"seats-0-juror": cast.steward.pk}, "seats-0-juror"),
            ({"criteria-0-weight": "x"}, "criteria-0-weight"),
        ):
            answer = client.post(reverse("admin:festival_category_add"), self.form(festival, cast) | changes)
            assert told in answer.text, changes
        assert not Category.objects.exists()

    def test_what_was_scored_keeps_its_criteria_and_what_is_final_everything(
        self, client, cast, category, show
    ):
        client.force_login(cast.steward)
        address = reverse("admin:festival_category_change", args=[category.pk])
        assert "criteria-0-anchor_1" in client.get(address).text
        all_marked(category, cast, show)
        shown = client.get(address).text
        assert "criteria-0-anchor_1" not in shown
        assert 'name="reach"' not in shown
        assert 'name="name"' in shown
        awards.finalise(category, cast.steward)
        shown = client.get(address).text
        assert 'name="name"' not in shown
        assert client.post(address, {}).status_code == 403

    def test_the_list_leads_each_to_their_own(self, client, cast, category, festival):
        listed = reverse("admin:festival_category_changelist")
        client.force_login(cast.steward)
        assert reverse("admin:festival_category_announce", args=[festival.pk]) in client.get(listed).text
        client.force_login(cast.executive)
        shown = client.get(listed).text
        assert reverse("admin:festival_category_prize", args=[festival.pk]) in shown
        assert reverse("admin:festival_category_announce", args=[festival.pk]) not in shown


class TestQueries:
    def count(self, client, address) -> int:
        client.get(address)  # fills what the process keeps
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def test_no_page_asks_more_for_three_exhibits_than_for_one(self, client, cast, festival, show):
        one = make(festival, [cast.juror], name="Satu", reach="picked")
        one.picked.set([show.antar])
        three = make(festival, [cast.juror, show.second], name="Tiga")
        client.force_login(cast.juror)
        for address in (lambda c: c.get_absolute_url(), lambda c: page(c, show.antar)):
            assert self.count(client, address(one)) == self.count(client, address(three))
        for made in (one, three):
            for seat in made.seats.select_related("juror"):
                mark(made, seat.juror, antar=(5, 5), bus=(4, 4), cetak=(3, 3))
        client.force_login(cast.steward)
        counts = [
            self.count(client, reverse("admin:festival_category_ranking", args=[made.pk]))
            for made in (one, three)
        ]
        assert counts[0] == counts[1]

    def test_the_inbox_asks_the_same_for_one_and_three_categories(self, client, cast, festival, show):
        client.force_login(cast.juror)
        make(festival, [cast.juror], name="Satu")
        first = self.count(client, "/juri/")
        make(festival, [cast.juror], name="Dua")
        make(festival, [cast.juror], name="Tiga")
        assert self.count(client, "/juri/") == first

    def test_the_page_of_the_winners_is_one_list(
        self, client, cast, category, show, festival, django_assert_num_queries
    ):
        all_marked(category, cast, show)
        awards.finalise(category, cast.steward)
        waiting = awards.to_announce(festival)
        awards.announce(festival, {one.pk for one in waiting}, {}, cast.steward)
        with django_assert_num_queries(4):  # the version, the edition, its winners, the demo's notice
            client.get("/festival/2026/pemenang/")


class TestDemo:
    def test_an_older_edition_has_winners_and_the_current_one_is_half_scored(
        self, client, cast, show, festival
    ):
        """The year is over for one edition, and for another the jury is at work."""
        accounts = {"juri": cast.juror, "pengelola": cast.steward, "kantorbupati": cast.executive}
        demo.fill(accounts, festival, festival, timezone.now())
        assert Award.objects.shown().count() == 4
        assert "Penghargaan Bupati" in client.get("/festival/2026/pemenang/").text
        client.force_login(cast.juror)
        assert "<strong>1</strong> dari <strong>3</strong> dinilai" in client.get("/juri/").text

    def test_an_edition_without_exhibits_is_left_alone(self, cast, festival):
        accounts = {"juri": cast.juror, "pengelola": cast.steward, "kantorbupati": cast.executive}
        demo.fill(accounts, festival, festival, timezone.now())
        assert not Award.objects.exists()
