"""Ages and due dates in words, by the days of the local calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from stages.timing import Due, age_in_words, due_in_words

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=WIB)


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (datetime(2026, 3, 7, 23, 59, tzinfo=WIB), "lewat 3 hari", "late"),
        (datetime(2026, 3, 9, 23, 59, tzinfo=WIB), "lewat 1 hari", "late"),
        (datetime(2026, 3, 10, 8, 59, tzinfo=WIB), "lewat hari ini", "late"),
        (datetime(2026, 3, 10, 16, 0, tzinfo=WIB), "hari ini pukul 16.00", "near"),
        (datetime(2026, 3, 11, 0, 1, tzinfo=WIB), "besok", "near"),
        (datetime(2026, 3, 13, 16, 0, tzinfo=WIB), "3 hari lagi", "near"),
        (datetime(2026, 3, 14, 16, 0, tzinfo=WIB), "4 hari lagi", "calm"),
    ],
)
def test_a_due_date_in_words(due, words, tone):
    assert due_in_words(due, NOW) == Due(words, tone)


def test_without_a_due_date_nothing_is_said():
    assert due_in_words(None, NOW) is None


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime(2026, 3, 10, 0, 1, tzinfo=WIB), "hari ini"),
        (datetime(2026, 3, 9, 23, 59, tzinfo=WIB), "1 hari lalu"),
        (datetime(2026, 2, 26, 8, 0, tzinfo=WIB), "12 hari lalu"),
    ],
)
def test_an_age_in_words(since, words):
    assert age_in_words(since, NOW) == words
