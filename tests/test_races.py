"""Races, with real transactions: two people at once, two clicks at once."""

import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Role, User
from festival import awards, devices, jury
from festival.models import (
    Attempt,
    Ballot,
    Category,
    Mark,
    Network,
    Reaction,
    Result,
    Scorecard,
    Vote,
)
from innovations.models import Innovation, Stage, Status, TeamMember
from stages import autosave, handover, workflow
from stages.models import Event, Handover, Notice
from stages.notices.what import write
from stages.sheet_forms import mark
from tests import road
from tests.fair import show
from tests.test_jury import make as make_category
from tests.visitors import open_ballot, visitor, vote

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs):
    """Run the jobs at the same moment, each on its own connection; their results or refusals, in order."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        barrier.wait(timeout=10)
        try:
            return job()
        except workflow.Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, job) for job in jobs]]


def test_of_two_who_decide_at_once_one_wins_and_the_other_reads_why(at, cast):
    innovation = at(Stage.DESIGN, Status.ENDORSED)
    seen = innovation.version
    count = innovation.records.count()

    def decide(name):
        case = Innovation.objects.get(pk=innovation.pk)
        return workflow.perform(case, name, cast.executive, version=seen, note="Sudah dibaca")

    results = together(lambda: decide("approve"), lambda: decide("decline"))
    losers = [result for result in results if isinstance(result, workflow.Stale)]
    assert len(losers) == 1
    assert "sudah lebih dulu memilih" in str(losers[0])
    innovation.refresh_from_db()
    assert innovation.records.count() == count + 1
    last = innovation.records.last()
    assert (innovation.stage, innovation.status) == (last.to_stage, last.to_status)


def test_a_double_click_submits_once(innovation, cast):
    road.fill(innovation, cast.staff)

    def submit():
        case = Innovation.objects.get(pk=innovation.pk)
        return workflow.perform(case, "submit", cast.staff, version=1)

    results = together(submit, submit, submit)
    assert sum(isinstance(result, workflow.Stale) for result in results) == 2
    assert innovation.records.count() == 1


def test_codes_are_unique_and_without_gaps_under_concurrency(cast, lab):
    def register():
        return [road.register(cast.staff, lab, f"Ide {uuid.uuid4()}").code for _ in range(5)]

    results = together(*[register] * 6)
    assert sorted(sum(results, [])) == [f"INV-2026-{number:04d}" for number in range(1, 31)]


def test_the_same_form_sent_twice_at_once_registers_once(cast, lab):
    key = uuid.uuid4()
    first, second = together(*[lambda: road.register(cast.staff, lab, form_key=key)] * 2)
    assert first == second
    assert Innovation.objects.count() == 1


def test_of_two_who_hand_over_at_once_one_waits_and_the_other_reads_to_whom(innovation, cast):
    third = User.objects.create(
        username="baru", name="Lena", role="AGENCY", agency=cast.education, password="!"
    )

    def give(receiver):
        return handover.give(innovation, cast.staff, receiver, "")

    results = together(lambda: give(cast.colleague), lambda: give(third))
    (refusal,) = (result for result in results if isinstance(result, workflow.Refused))
    assert "tunggu jawabannya dulu" in str(refusal)
    assert Handover.objects.count() == Event.objects.count() == 1


def test_accepting_and_withdrawing_at_once_ends_in_one_of_them(innovation, cast):
    given = handover.give(innovation, cast.staff, cast.colleague, "")
    results = together(
        lambda: handover.close(given, "accepted", cast.colleague),
        lambda: handover.close(given, "withdrawn", cast.staff),
        lambda: handover.close(given, "accepted", cast.colleague),
    )
    given.refresh_from_db()
    innovation.refresh_from_db()
    accepted = given.outcome == "accepted"
    assert innovation.custodian == (cast.colleague if accepted else cast.staff)
    assert sum(isinstance(result, workflow.Refused) for result in results) == (1 if accepted else 2)
    assert Event.objects.count() == 2


def test_of_two_who_take_over_at_once_one_becomes_custodian(innovation, cast):
    Innovation.objects.update(custodian=None)
    results = together(
        lambda: handover.take_over(innovation, cast.staff),
        lambda: handover.take_over(innovation, cast.colleague),
    )
    assert sum(isinstance(result, workflow.Refused) for result in results) == 1
    assert Event.objects.count() == 1


def test_a_row_that_sends_itself_while_its_page_is_saved_waits_for_the_record_first(innovation, cast):
    """Everybody locks the record before its rows: else two who write the same row wait for each other for ever."""
    row = innovation.team.create(name="Tomi Solin", duty="Sopir")
    is_held = threading.Event()

    def save_page():
        with transaction.atomic():
            Innovation.objects.select_for_update().get(pk=innovation.pk)
            _let_others_wait(is_held)
            return TeamMember.objects.select_for_update(nowait=True).filter(pk=row.pk).update(duty="Kernet")

    def send_row():
        is_held.wait(10)
        values = {"duty": {"mark": mark("Sopir"), "value": "Pengatur"}}
        message = {"stage": innovation.stage, "part": "team", "row": str(row.key), "values": values}
        mine = Innovation.objects.fillable_by(cast.staff)
        return autosave.keep(cast.staff, mine, innovation.code, json.dumps(message).encode())

    saved, answer = together(save_page, send_row)
    assert saved == 1
    assert answer["conflicts"]["duty"]["theirs"] == "Kernet"


def test_developing_a_record_while_it_is_carried_over_waits_for_it_before_it_takes_a_code(
    innovation, cast, lab
):
    """Else the one holds the record and waits for the codes of the year, and the other the codes and waits for it."""
    is_held = threading.Event()

    def carry():
        with transaction.atomic():
            Innovation.objects.select_for_update().get(pk=innovation.pk)
            _let_others_wait(is_held)
            return road.register(cast.staff, lab, predecessor=innovation)

    def develop():
        is_held.wait(10)
        return road.register(cast.outsider, lab, predecessor=innovation)

    made = together(carry, develop)
    assert sorted(one.code for one in made) == ["INV-2026-0002", "INV-2026-0003"]


def test_reminding_of_records_while_they_are_moved_together_waits_in_their_order(cast, lab):
    first, second = (road.register(cast.staff, lab, f"Bus {number}") for number in (1, 2))
    is_held = threading.Event()

    def move_both():
        with transaction.atomic():
            Innovation.objects.select_for_update().get(pk=first.pk)
            _let_others_wait(is_held)
            return Innovation.objects.select_for_update().get(pk=second.pk)

    def remind():
        is_held.wait(10)
        told = [(second, cast.staff), (first, cast.colleague)]
        write(Notice(innovation=one, user=user, kind="due_soon", key="due") for one, user in told)

    together(move_both, remind)
    assert Notice.objects.count() == 2


def _let_others_wait(is_held: threading.Event) -> None:
    """Let the other begin, and go on when it waits for a lock."""
    is_held.set()
    until, somebody_waits = time.monotonic() + 10, False
    while not somebody_waits and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            (somebody_waits,) = cursor.fetchone()
        time.sleep(0.01)


def test_two_votes_of_one_device_at_once_are_one_vote(cast, festival):
    exhibits = [show(cast.education, festival), show(cast.clinic, festival)]
    open_ballot(festival)
    device = visitor()
    vote(device, exhibits[0])  # the device is known now
    cookie = device.cookies[devices.COOKIE].value

    def send(exhibit):
        phone = visitor()
        phone.cookies[devices.COOKIE] = cookie
        return vote(phone, exhibit).status_code

    assert together(*(lambda one=one: send(one) for one in exhibits * 2)) == [200] * 4
    assert Vote.objects.count() == 1
    assert Attempt.objects.get(what="vote").count == 5


def test_who_ends_a_ballot_waits_for_the_vote_on_its_way_and_a_later_vote_is_refused(cast, festival):
    exhibit = show(cast.education, festival)
    ballot = open_ballot(festival)
    is_stored = threading.Event()
    network = Network.objects.create(day=timezone.localdate())
    end_at = timezone.now() + timedelta(seconds=2)

    def give(at):
        device = uuid.uuid4()
        return Vote.objects.create(ballot=ballot, exhibit=exhibit, device=device, network=network, cast_at=at)

    def give_slowly():
        with transaction.atomic():
            give(timezone.now())
            _let_others_wait(is_stored)
            Ballot.objects.get(closes_at=ballot.closes_at)  # not yet ended

    def end():
        is_stored.wait(10)
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=end_at)

    together(give_slowly, end)
    with pytest.raises(IntegrityError):
        give(end_at)
    assert Vote.objects.count() == 1


def test_two_jurors_who_save_twice_at_once_keep_one_whole_card_each(cast, festival):
    exhibit = show(cast.education, festival)
    second = User.objects.create(username="juri2", name="Tongam Juri", role=Role.JUROR)
    category = make_category(festival, [cast.juror, second])
    criteria = list(category.criteria.all())

    def score(juror, value):
        return jury.save(category, exhibit, juror, dict.fromkeys(criteria, value), "").pk

    cards = together(
        *(lambda who=who, value=value: score(who, value) for who in (cast.juror, second) for value in (2, 4))
    )
    assert cards[0] == cards[1] != cards[2] == cards[3]
    for card in Scorecard.objects.all():  # of one juror's two at once, one whole
        assert set(card.marks.values_list("value", flat=True)) in ({2}, {4})
        assert card.marks.count() == len(criteria)


def test_a_final_result_waits_for_the_score_on_its_way_and_a_later_one_is_refused(cast, festival):
    exhibit = show(cast.education, festival)
    category = make_category(festival, [cast.juror])
    criteria = list(category.criteria.all())
    jury.save(category, exhibit, cast.juror, dict.fromkeys(criteria, 2), "")
    is_written = threading.Event()

    def score():  # begun before the close, and still under way after it
        with transaction.atomic():
            jury.save(category, exhibit, cast.juror, dict.fromkeys(criteria, 4), "")
            _let_others_wait(is_written)
            assert not Result.objects.exists()

    def finalise():
        is_written.wait(10)
        past = timezone.now() - timedelta(seconds=1)
        Category.objects.filter(pk=category.pk).update(closes_at=past)
        return awards.finalise(category, cast.steward)

    _none, result = together(score, finalise)
    assert result.ranking["rows"][0]["figure"].startswith("4")
    with pytest.raises(workflow.Refused, match="sudah ditetapkan"):
        jury.save(category, exhibit, cast.juror, dict.fromkeys(criteria, 5), "")
    assert set(Mark.objects.values_list("value", flat=True)) == {4}


def test_a_double_tap_of_a_device_is_one_reaction(cast, festival):
    exhibit = show(cast.education, festival)
    device = visitor()
    address = f"/inovasi/{exhibit.slug}/sudah-pakai/"
    device.post(address)  # gives the cookie alone
    cookie = device.cookies[devices.COOKIE].value

    def send():
        phone = visitor()
        phone.cookies[devices.COOKIE] = cookie
        return phone.post(address).status_code

    assert together(send, send, send) == [303] * 3
    assert Reaction.objects.count() == 1
