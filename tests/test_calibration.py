"""Shared cases, how far each facilitator is from colleagues, and how that changes."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from innovations.models import Stage, Status
from stages import assigning, assignments, calibration, workflow
from stages.models import CalibrationCase, Conflict, DeskUnit
from tests.rubric import score

PAGE = reverse("admin:calibration")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


@pytest.fixture
def case(at):
    return at(Stage.DRUM_UP, Status.SUBMITTED)


@pytest.fixture
def third(cast):
    return User.objects.create(username="fas3", name="Ani Fasilitator", role=Role.FACILITATOR)


def line_of(lab, user):
    return next(line for line in calibration.report(lab).lines if line.reviewer == user)


class TestMarking:
    def send(self, client, lab, **sent):
        return client.post(reverse("admin:calibration_mark", args=[lab.pk]), sent, follow=True)

    def test_asks_every_facilitator_who_has_no_conflict(self, steward, cast, case, lab, third):
        Conflict.objects.create(user=third, agency=case.agency, reason="Kakak.")
        assigning.assign(case, cast.facilitator, cast.steward)
        told = words(self.send(steward, lab, code=case.code))
        assert "menjadi kasus kalibrasi" in told
        assert "Ani Fasilitator menyatakan benturan kepentingan dengan unit ini." in told
        assert set(assignments.reviewers_of(case)) == {cast.facilitator, cast.facilitator2}
        assert CalibrationCase.objects.get().submission == workflow.submissions(case).first()

    def test_asks_those_who_have_a_desk_in_the_lab_once_desks_are_given(self, cast, case, lab, third):
        DeskUnit.objects.create(lab=lab, reviewer=third, agency=cast.clinic, assigned_by=cast.steward)
        assert calibration.mark(case, cast.steward) == []
        assert list(assignments.reviewers_of(case)) == [third]

    def test_three_a_lab_each_once_and_only_what_waits(self, steward, cast, at, innovation, lab):
        cases = [at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in "ABCD"]
        for one in cases[:3]:
            self.send(steward, lab, code=one.code)
        with pytest.raises(workflow.Refused, match="Sudah ada 3"):
            calibration.mark(cases[3], cast.steward)
        with pytest.raises(IntegrityError):
            CalibrationCase.objects.filter(place=2).update(place=4)

    def test_refusals_keep_what_was_typed(self, steward, cast, case, innovation, lab):
        for code, sentence in (
            (innovation.code, "yang sedang menunggu telaah"),
            ("INV-1", "Tidak ada inovasi dengan kode itu"),
            ("", "Isi kode inovasi."),
        ):
            page = self.send(steward, lab, code=code)
            assert sentence in words(page)
            assert f'value="{code}"' in page.text or not code
        calibration.mark(case, cast.steward)
        assert "sudah menjadi kasus kalibrasi" in words(self.send(steward, lab, code=case.code))
        with pytest.raises(workflow.Refused, match="Hanya pengelola"):
            calibration.mark(case, cast.facilitator)

    def test_letting_go_frees_the_place_and_keeps_the_tasks(self, steward, cast, case, lab):
        calibration.mark(case, cast.steward)
        told = words(self.send(steward, lab, release=CalibrationCase.objects.get().pk))
        assert "Bukan kasus kalibrasi lagi." in told
        assert not CalibrationCase.objects.exists()
        assert assignments.reviewers_of(case).count() == 2
        assert self.send(steward, lab, release="x").status_code == 200


class TestTheReport:
    def test_measures_each_against_the_others(self, cast, case, lab, third):
        calibration.mark(case, cast.steward)
        score(case, cast.facilitator, kebaruan=5, manfaat=4)
        score(case, cast.facilitator2, kebaruan=3, manfaat=4)
        score(case, third, kebaruan=4, manfaat=1)
        whole = line_of(lab, cast.facilitator).whole
        assert (whole.mean, whole.lowest, whole.highest, whole.n) == (1.5, 1.5, 1.5, 2)
        assert whole.sentence == "menilai 1,5 lebih tinggi dari rata-rata rekan"
        strict = line_of(lab, third)
        assert strict.by_criterion["kebaruan"].mean == 0
        assert strict.by_criterion["manfaat"].mean == -3
        assert strict.whole.sentence == "menilai 1,5 lebih rendah dari rata-rata rekan"
        assert line_of(lab, cast.facilitator2).whole.sentence == "menilai setara dengan rata-rata rekan"

    def test_alone_or_not_finished_is_no_measure(self, cast, case, lab):
        calibration.mark(case, cast.steward)
        score(case, cast.facilitator, kebaruan=5, manfaat=None)
        other = score(case, cast.facilitator2, kebaruan=3)
        type(other).objects.filter(pk=other.pk).update(finished_at=None)
        assert line_of(lab, cast.facilitator).whole is None
        assert line_of(lab, cast.facilitator).drift is None

    def test_what_is_no_shared_case_tells_only_of_the_drift(self, cast, at, lab):
        start = timezone.now()
        for number, generous in enumerate((1, 1, 3, 3)):
            one = at(Stage.DRUM_UP, Status.SUBMITTED, title=f"Kasus {number}")
            when = start + timedelta(days=number + 1)
            score(one, cast.facilitator, kebaruan=2 + generous - 1, at=when)
            score(one, cast.facilitator2, kebaruan=2, at=when)
        line = line_of(lab, cast.facilitator)
        assert line.whole is None
        assert (line.drift.first.mean, line.drift.last.mean, line.drift.first.n) == (0, 2, 2)
        assert line.drift.sentence == "makin murah nilai: dulu 0,0, sekarang +2,0"
        assert line.drift.is_thin
        strict = line_of(lab, cast.facilitator2).drift
        assert strict.sentence == "makin ketat: dulu 0,0, sekarang −2,0"

    def test_another_lab_is_not_counted(self, cast, case, lab):
        calibration.mark(case, cast.steward)
        score(case, cast.facilitator, kebaruan=5)
        score(case, cast.facilitator2, kebaruan=3)
        other = type(lab).objects.create(
            name="Lama", slug="lama", year=2020, starts_on="2020-01-01", ends_on="2020-01-02"
        )
        assert all(line.whole is None for line in calibration.report(other).lines)

    def test_as_many_queries_for_many(self, steward, cast, at, lab, third):
        def cost():
            with CaptureQueriesContext(connection) as seen:
                assert steward.get(PAGE).status_code == 200
            return len(seen)

        def judge(title):
            one = at(Stage.DRUM_UP, Status.SUBMITTED, title=title)
            calibration.mark(one, cast.steward)
            for number, person in enumerate((cast.facilitator, cast.facilitator2, third)):
                score(one, person, kebaruan=number + 1, manfaat=2)

        judge("Satu")
        before = cost()
        judge("Dua")
        judge("Tiga")
        assert cost() <= before  # at three, there is no form
        assert before <= 14


class TestThePage:
    @pytest.fixture
    def judged(self, cast, case, lab):
        calibration.mark(case, cast.steward)
        score(case, cast.facilitator, kebaruan=5, manfaat=4)
        score(case, cast.facilitator2, kebaruan=3, manfaat=4)

    def test_shows_words_numbers_and_a_caution_while_there_are_few(self, steward, judged):
        page = steward.get(PAGE)
        told = words(page)
        assert "Menilai 1,0 lebih tinggi dari rata-rata rekan (dari 2 nilai di kasus kalibrasi)." in told
        assert "jangan dulu disimpulkan" in told
        assert "2 telaah, 2 orang bertugas" in told
        assert 'role="img" aria-label="Menilai 1,0 lebih rendah' in page.text
        assert "style=" not in page.text.split("<main")[-1]

    def test_a_facilitator_sees_the_own_line_alone(self, client, cast, judged, lab):
        client.force_login(cast.facilitator)
        page = client.get(PAGE)
        assert "Menilai 1,0 lebih tinggi" in words(page)
        assert "Bayu Fasilitator" not in page.text
        assert "Kasus kalibrasi" not in page.text
        mark = reverse("admin:calibration_mark", args=[lab.pk])
        assert client.post(mark, {"release": CalibrationCase.objects.get().pk}).status_code == 404
        client.force_login(cast.executive)
        assert client.get(PAGE).status_code == 404
        assert CalibrationCase.objects.exists()

    def test_without_a_lab_and_without_scores(self, steward, lab):
        assert "Belum ada nilai di kasus kalibrasi" in words(steward.get(PAGE))
        assert steward.get(PAGE + "?lab=x").status_code == 200
        lab.windows.all().delete()
        lab.delete()
        assert "Belum ada laboratorium." in words(steward.get(PAGE))
        assert "Belum ada laboratorium." in words(steward.get(reverse("admin:desks")))
