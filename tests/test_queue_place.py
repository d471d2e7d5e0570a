"""Going through the queue: where a case stands, what comes next, what was skipped. Nothing is kept on the server."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from innovations.models import Status
from stages import queue
from tests import road
from tests.desk import due_in, set_down

QUEUE = reverse("admin:stages_case_changelist")


@pytest.fixture
def cases(cast, lab, festival):
    """Five that wait for a facilitator, due in this order; the last has no due date. The second is a clinic's."""
    made = []
    for number in range(5):
        user = cast.outsider if number == 1 else cast.staff
        case = road.register(user, lab, f"Kasus {4 - number}")
        set_down(case, status=Status.SUBMITTED, submitted_at=timezone.now(), due=None)
        made.append(due_in(case, number + 1) if number < 4 else case)
    return made


def leave(case):
    """Somebody decides on it meanwhile."""
    set_down(case, status=Status.RETURNED, due=None)


def pks(cases):
    return [case.pk for case in cases]


def test_a_case_knows_its_place_in_the_order_of_due_dates(cast, cases):
    places = [queue.place_of(cast.facilitator, case) for case in cases]
    assert [place.position for place in places] == [1, 2, 3, 4, 5]
    assert {place.total for place in places} == {5}
    assert [place.previous_pk for place in places] == [None, *pks(cases)[:-1]]
    assert [place.next_pk for place in places] == [*pks(cases)[1:], cases[0].pk]  # and around the end


def test_one_alone_has_nothing_after_it(cast, cases):
    for case in cases[1:]:
        leave(case)
    place = queue.place_of(cast.facilitator, cases[0])
    assert (place.position, place.total, place.previous_pk, place.next_pk) == (1, 1, None, None)


def test_same_due_dates_keep_one_order(cast, cases):
    for case in cases:
        set_down(case, due=cases[0].due)
    assert [queue.place_of(cast.facilitator, case).position for case in cases] == [1, 2, 3, 4, 5]


def test_the_place_counts_within_the_filtered_list(cast, cases):
    asked = "agency__kind__exact=dinas"
    place = queue.place_of(cast.facilitator, cases[2], asked)
    assert (place.position, place.total, place.previous_pk, place.next_pk) == (
        2,
        4,
        cases[0].pk,
        cases[3].pk,
    )
    assert queue.place_of(cast.facilitator, cases[2], QueryDict(asked)) == place
    outside = queue.place_of(cast.facilitator, cases[1], asked)
    assert (outside.position, outside.total, outside.next_pk) == (None, 4, cases[0].pk)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"o": "1"},
        {"o": "-1"},
        {"o": "2.-5"},
        {"o": "-5"},
        {"o": "4"},
        {"o": "99.x"},
        {"q": "kasus"},
        {"q": "sibande"},
        {"lihat": "semua", "stage__exact": "drum_up"},
        {"lihat": "semua", "status__in": "submitted,returned"},
        {"agency__kind__exact": "puskesmas"},
        {"lewat": "ya"},
        {"lab__id__exact": "x"},
    ],
)
def test_the_round_follows_the_page_whatever_its_address_says(client, cast, cases, asked):
    client.force_login(cast.facilitator)
    response = client.get(QUEUE, asked)
    shown = pks(response.context_data["cl"].result_list)
    query = QueryDict(mutable=True)
    query.update(asked)
    places = {case.pk: queue.place_of(cast.facilitator, case, query.urlencode()) for case in cases}
    assert [
        pk for pk, place in sorted(places.items(), key=lambda one: one[1].position or 0) if place.position
    ] == shown
    assert {place.total for place in places.values()} == {len(shown)}


def test_each_reader_goes_through_their_own_list(cast, cases, innovation):
    for reader in (cast.executive, cast.steward):
        assert queue.place_of(reader, cases[0]).total == 0
    assert queue.place_of(cast.steward, cases[0], "lihat=semua").total == 6
    assert (
        queue.place_of(cast.facilitator, innovation, "lihat=semua").position is None
    )  # a draft is not theirs


# What comes after something was done


def test_after_a_decision_comes_what_now_stands_at_its_place(cast, cases):
    place = queue.place_of(cast.facilitator, cases[1])
    leave(cases[1])
    assert queue.next_after(cast.facilitator, cases[1], place) == cases[2].pk


def test_when_the_following_one_left_as_well_comes_the_one_after(cast, cases):
    place = queue.place_of(cast.facilitator, cases[1])
    leave(cases[1])
    leave(cases[2])
    assert queue.next_after(cast.facilitator, cases[1], place) == cases[3].pk


def test_after_the_last_comes_the_first(cast, cases):
    place = queue.place_of(cast.facilitator, cases[4])
    leave(cases[4])
    assert queue.next_after(cast.facilitator, cases[4], place) == cases[0].pk


def test_a_decided_case_that_stays_in_the_list_is_not_its_own_successor(cast, cases):
    asked = "lihat=semua"
    place = queue.place_of(cast.facilitator, cases[1], asked)
    leave(cases[1])  # without a due date it is now the last of the list
    assert queue.place_of(cast.facilitator, cases[1], asked).position == 4
    assert queue.next_after(cast.facilitator, cases[1], place, asked) == cases[2].pk


def test_nothing_comes_after_the_very_last(cast, cases):
    for case in cases[1:]:
        leave(case)
    place = queue.place_of(cast.facilitator, cases[0])
    leave(cases[0])
    assert queue.next_after(cast.facilitator, cases[0], place) is None


def test_a_case_that_somebody_else_decided_leads_back_into_the_list(cast, cases):
    leave(cases[2])
    place = queue.place_of(cast.facilitator, cases[2])
    assert (place.position, place.total, place.next_pk) == (None, 4, cases[0].pk)


# Skipping


def test_what_was_skipped_comes_again_when_the_others_are_done(cast, cases):
    first = queue.place_of(cast.facilitator, cases[0])
    assert first.skipping == f"lewati={cases[0].pk}"
    second = queue.place_of(cast.facilitator, cases[1], first.skipping)
    assert (second.position, second.next_pk) == (2, cases[2].pk)
    for case in cases[2:4]:
        leave(case)
    last = queue.place_of(cast.facilitator, cases[4], second.skipping)
    assert last.next_pk == cases[0].pk  # nothing but skipped ones is left: the first of them
    again = queue.place_of(cast.facilitator, cases[0], last.skipping)
    assert again.next_pk == cases[1].pk  # a new round


def test_a_round_of_skipping_alone_sees_each_once_before_any_again(cast, cases):
    seen, query, case = [], "", cases[2]
    for _step in range(7):
        place = queue.place_of(cast.facilitator, case, query)
        seen.append(case.pk)
        case, query = next(one for one in cases if one.pk == place.next_pk), place.skipping
    assert seen == pks([*cases[2:], *cases[:2], *cases[2:4]])


def test_skipping_keeps_the_filters_and_stays_short(cast, cases):
    many = ",".join(map(str, range(1_000, 1_080)))
    place = queue.place_of(cast.facilitator, cases[0], f"agency__kind__exact=dinas&lewati={many}")
    kept = QueryDict(place.skipping)
    assert kept["agency__kind__exact"] == "dinas"
    assert kept["lewati"].split(",") == [*map(str, range(1_031, 1_080)), str(cases[0].pk)]


@pytest.mark.parametrize("nonsense", ["x", "1;2", "-4", "9" * 400, ",,,", "٣", "\x00", "%00"])
def test_nonsense_in_the_address_skips_nothing(cast, cases, nonsense):
    for name in ("lewati", "q", "o", "stage__exact", "agency__district__id__exact", "lihat"):
        place = queue.place_of(cast.facilitator, cases[0], f"{name}={nonsense}")
        assert place.total in {0, 5}, name
        assert queue.place_of(cast.facilitator, cases[0], f"lewati={nonsense}").next_pk == cases[1].pk


def test_the_queue_bears_an_address_of_a_round(client, cast, cases):
    client.force_login(cast.facilitator)
    response = client.get(QUEUE, {"lewati": f"{cases[0].pk},{cases[1].pk}"})
    assert pks(response.context_data["cl"].result_list) == pks(cases)


def test_a_place_takes_one_query(cast, cases, django_assert_num_queries):
    with django_assert_num_queries(1):
        queue.place_of(cast.facilitator, cases[0], "q=kasus&stage__exact=drum_up&untuk=saya&o=2")
