"""Several reviews of one submission beside each other, and who may see that."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from innovations.models import Stage, Status
from stages import assigning, comparison
from stages.models import Conflict, Verdict
from tests import road
from tests.rubric import score


@pytest.fixture
def case(at, cast):
    case = at(Stage.DRUM_UP, Status.SUBMITTED)
    for person in (cast.facilitator, cast.facilitator2):
        assigning.assign(case, person, cast.steward)
    return case


@pytest.fixture
def judged(case, cast):
    score(case, cast.facilitator, kebaruan=3, manfaat=5)
    score(case, cast.facilitator2, kebaruan=4, manfaat=2, verdict=Verdict.IMPROVE)
    return case


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def page(case):
    return reverse("admin:stages_case_change", args=[case.pk])


def test_means_ranges_and_totals(judged):
    found = comparison.of(judged)
    assert [(row.label, row.weight, row.mean, row.spread, row.is_disputed) for row in found.rows] == [
        ("Kebaruan", 60, 3.5, 1, False),
        ("Manfaat", 40, 3.5, 3, True),
    ]
    assert found.rows[1].values == (("Bayu Fasilitator", 2), ("Sari Fasilitator", 5))
    assert [(name, round(total, 2)) for name, total in found.totals] == [
        ("Bayu Fasilitator", 3.2),
        ("Sari Fasilitator", 3.8),
    ]
    assert found.total_mean == pytest.approx(3.5)
    assert found.disputed == ["Manfaat"]
    assert found.verdicts == [
        ("Bayu Fasilitator", "Perlu perbaikan"),
        ("Sari Fasilitator", "Siap diteruskan"),
    ]


def test_where_they_differ_in_words(judged, case):
    assert comparison.sentence(comparison.of(judged)) == (
        "Manfaat: Bayu Fasilitator memberi 2, Sari Fasilitator 5. "
        "Rekomendasinya berbeda (Bayu Fasilitator: Perlu perbaikan; Sari Fasilitator: Siap diteruskan)."
    )


def test_agreement_and_a_single_review_in_words(case, cast):
    score(case, cast.facilitator, kebaruan=3)
    assert comparison.sentence(comparison.of(case)) == ""
    score(case, cast.facilitator2, kebaruan=4)
    assert comparison.sentence(comparison.of(case)) == "Para penelaah menilai hampir sama."


def test_what_cannot_be_judged_counts_for_nothing(case, cast):
    score(case, cast.facilitator, kebaruan=None, manfaat=4)
    score(case, cast.facilitator2, kebaruan=2)
    found = comparison.of(case)
    assert [(row.mean, row.spread) for row in found.rows] == [(2, None), (4, None)]
    assert found.totals == [("Bayu Fasilitator", 2), ("Sari Fasilitator", 4)]
    assert found.total_mean == pytest.approx(0.6 * 2 + 0.4 * 4)
    assert found.disputed == []


def test_nothing_scored_and_nothing_sent(case, innovation, cast):
    for subject in (case, innovation):
        found = comparison.of(subject)
        assert (found.rows, found.totals, found.total_mean, found.is_shared) == ((), [], None, False)


def test_only_finished_reviews_of_the_last_submission_count(judged, cast):
    sent = judged.records.get(move="submit")
    road.move(judged, "return", cast.facilitator)
    road.move(judged, "submit", cast.staff)
    assert comparison.of(judged).reviews == ()
    assert len(comparison.of(sent).reviews) == 2


def test_as_many_queries_for_three_cases_with_three_reviewers(judged, at, cast):
    def cost(cases):
        with CaptureQueriesContext(connection) as seen:
            found = comparison.of_all(cases)
            assert all(found[case.pk].total_mean for case in cases)
            assert all(found[case.pk].differences is not None for case in cases)
        return len(seen)

    assert cost([judged]) == 2
    third = User.objects.create(username="fas3", name="Ani", role=Role.FACILITATOR)
    more = [at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in ("Posyandu", "Pasar")]
    for one in more:
        for number, person in enumerate((cast.facilitator, cast.facilitator2, third)):
            score(one, person, kebaruan=number + 1)
    assert cost([judged, *more]) == 2


class TestWhoSeesIt:
    def test_a_facilitator_once_the_own_review_is_finished(self, client, case, cast):
        score(case, cast.facilitator2, kebaruan=1, manfaat=1)
        client.force_login(cast.facilitator)
        assert "Penilaian berdampingan" not in client.get(page(case)).text
        score(case, cast.facilitator, kebaruan=5, manfaat=1)
        assert "Kebaruan: Bayu Fasilitator memberi 1, Sari Fasilitator 5." in words(client.get(page(case)))

    def test_the_steward_and_the_office(self, client, judged, cast):
        client.force_login(cast.steward)
        told = words(client.get(page(judged)))
        assert "Di mana mereka berbeda" in told
        assert "3,5" in told

    def test_nobody_with_a_conflict(self, client, judged, cast):
        Conflict.objects.create(user=cast.facilitator, innovation=judged, reason="Adik saya.")
        client.force_login(cast.facilitator)
        assert "Penilaian berdampingan" not in client.get(page(judged)).text

    def test_the_page_of_a_case_stays_within_its_queries(self, client, judged, cast):
        for person in (cast.steward, cast.facilitator):
            client.force_login(person)
            client.get(page(judged))
            with CaptureQueriesContext(connection) as seen:
                client.get(page(judged))
            assert len(seen) <= 20, [one["sql"][:120] for one in seen]
