"""A proposed division: even, without conflicts, the same each time; stored only once somebody confirms it."""

import re

import pytest
from django.urls import reverse

from accounts.models import Agency
from innovations.models import Innovation, Stage
from stages import assigning, split
from stages.models import Conflict, DeskUnit, Notice
from tests import road


@pytest.fixture
def units(cast, lab):
    """Seven units with 5, 4, 3, 3, 1, 0 and 0 drafts, beside the two of the cast."""
    made = []
    for number, count in enumerate((5, 4, 3, 3, 1, 0, 0)):
        unit = Agency.objects.create(
            name=f"Unit {number}", short_name=f"U{number}", slug=f"u{number}", kind="dinas"
        )
        made.append(unit)
        for case in range(count):
            Innovation.register(
                agency=unit,
                lab=lab,
                user=cast.staff,
                title=f"Inovasi {number}-{case}",
                entry_stage=Stage.DRUM_UP,
            )
    return made


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def loads(proposal):
    return {share.reviewer.name: share.after for share in proposal.shares}


def pairs(proposal):
    return [(unit.name, user.name) for unit, user in proposal.pairs]


def test_loads_are_even_and_every_unit_is_placed_once(cast, lab, units):
    people = [cast.facilitator, cast.facilitator2]
    proposal = split.propose(lab, people)
    placed = [unit for unit, _user in proposal.pairs]
    assert sorted(unit.pk for unit in placed) == sorted(Agency.objects.values_list("pk", flat=True))
    assert sum(loads(proposal).values()) == 5 + 4 + 3 + 3 + 1 + 4 * 1
    assert max(loads(proposal).values()) - min(loads(proposal).values()) <= 1
    assert pairs(split.propose(lab, reversed(people))) == pairs(proposal)
    assert not DeskUnit.objects.exists()


def test_what_is_assigned_stays_and_counts(cast, lab, units):
    assigning.put_at_desk(lab, cast.facilitator, units[:2], cast.steward)
    proposal = split.propose(lab, [cast.facilitator, cast.facilitator2])
    assert {unit.name for unit, _user in proposal.pairs}.isdisjoint({"Unit 0", "Unit 1"})
    before = {share.reviewer.name: share.before for share in proposal.shares}
    assert before == {"Bayu Fasilitator": 0, "Sari Fasilitator": 9}
    assert abs(loads(proposal)["Bayu Fasilitator"] - loads(proposal)["Sari Fasilitator"]) <= 1


def test_nobody_gets_a_unit_with_which_they_have_a_conflict(cast, lab, units):
    Conflict.objects.create(user=cast.facilitator, agency=units[0], reason="Kakak.")
    for user in (cast.facilitator, cast.facilitator2):
        Conflict.objects.create(user=user, agency=units[1], reason="Kakak.")
    proposal = split.propose(lab, [cast.facilitator, cast.facilitator2])
    assert dict(pairs(proposal))["Unit 0"] == "Bayu Fasilitator"
    assert proposal.unplaced == [units[1]]


def test_two_for_each_unit_and_only_units_with_cases(cast, lab, units):
    road.register(cast.staff, lab)
    proposal = split.propose(lab, [cast.facilitator, cast.facilitator2], per_unit=2, only_with_cases=True)
    assert len(proposal.pairs) == 2 * 6
    assert len(set(pairs(proposal))) == 12
    assert "Unit 6" not in dict(pairs(proposal))


class TestThePage:
    @pytest.fixture
    def steward(self, client, cast):
        client.force_login(cast.steward)
        return client

    def address(self, lab):
        return reverse("admin:split", args=[lab.pk])

    def asked(self, *people, tiap=1):
        return {"penelaah": [one.pk for one in people], "tiap": tiap}

    def sent(self, page, tiap=1):
        return {"tiap": tiap, "pair": re.findall(r'name="pair" value="([^"]+)"', page.text)}

    def test_looking_stores_nothing_and_confirming_stores_what_was_shown(self, steward, cast, lab, units):
        page = steward.get(self.address(lab), self.asked(cast.facilitator, cast.facilitator2))
        assert "Simpan pembagian ini" in page.text
        assert not DeskUnit.objects.exists()
        told = words(steward.post(self.address(lab), self.sent(page), follow=True))
        assert "9 unit ditambahkan." in told
        stored = {(row.agency.name, row.reviewer.name) for row in DeskUnit.objects.all()}
        assert len(stored) == 9
        assert {row.assigned_by for row in DeskUnit.objects.all()} == {cast.steward}
        assert Notice.objects.filter(kind="assigned").count() == 2
        told = words(steward.post(self.address(lab), self.sent(page), follow=True))
        assert "sementara itu sudah di meja" in told
        assert DeskUnit.objects.count() == 9

    def test_what_changed_meanwhile_is_told_and_the_rest_is_stored(self, steward, cast, lab, units):
        page = steward.get(self.address(lab), self.asked(cast.facilitator2))
        assigning.put_at_desk(lab, cast.facilitator, [units[0]], cast.steward)
        Conflict.objects.create(user=cast.facilitator2, agency=units[1], reason="Kakak.")
        told = words(steward.post(self.address(lab), self.sent(page), follow=True))
        assert "Unit 0: sementara itu sudah di meja Sari Fasilitator." in told
        assert "Unit 1: Bayu Fasilitator menyatakan benturan kepentingan dengan unit ini." in told
        assert "7 unit ditambahkan." in told
        assert not DeskUnit.objects.filter(reviewer=cast.facilitator2, agency__in=units[:2]).exists()

    def test_somebody_switched_off_meanwhile_gets_nothing(self, steward, cast, lab, units):
        page = steward.get(self.address(lab), self.asked(cast.facilitator2))
        cast.facilitator2.is_active = False
        cast.facilitator2.save()
        told = words(steward.post(self.address(lab), self.sent(page), follow=True))
        assert "Bayu Fasilitator bukan fasilitator yang aktif." in told
        assert not DeskUnit.objects.exists()

    def test_bad_input_is_told(self, steward, cast, lab, units):
        page = words(steward.get(self.address(lab), {"tiap": 1}))
        assert "Pilih paling sedikit satu fasilitator." in page
        for sent in (
            {},
            {"tiap": "x", "pair": "1:1"},
            {"tiap": 1, "pair": "x"},
            {"tiap": 1, "pair": "1:2:3"},
        ):
            assert steward.post(self.address(lab), sent).status_code == 302
        assert steward.post(self.address(lab), {"tiap": 1, "pair": "999999:1"}).status_code == 404
        assert not DeskUnit.objects.exists()
