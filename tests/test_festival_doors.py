"""Who may open what of the festival behind the sign-in: each role, another unit, another category, a closed account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from festival.models import Scorecard, Suggestion
from innovations.models import Stage, Status
from tests.test_jury import make
from tests.visitors import open_ballot, visitor, vote


@pytest.fixture
def record(at, festival):
    record = at(Stage.DISPLAY, Status.PUBLISHED)
    open_ballot(festival)
    assert vote(visitor(), record.exhibit).status_code == 200
    return record


@pytest.fixture
def suggestion(record):
    return Suggestion.objects.create(
        exhibit=record.exhibit,
        text="Tambah rute ke Kerajaan.",
        contact="0812",
        state=Suggestion.State.PASSED,
        due=timezone.now() + timedelta(days=3),
    )


@pytest.fixture
def doors(record, suggestion) -> dict[str, str]:
    own = f"/kerja/inovasi/{record.code}"
    photo = record.photos.first().key
    return {
        "suggestion": f"/kerja/saran/{suggestion.pk}/",
        "revise": f"{own}/halaman-publik/",
        "versions": f"{own}/versi/",
        "version": f"{own}/versi/1/",
        "version_photo": f"{own}/versi/1/foto/{photo}/480.webp",
        "poster": f"{own}/poster/a3.pdf",
    }


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


OPENED = {
    "staff": {"suggestion", "revise", "versions", "version", "version_photo", "poster"},
    "outsider": set(),
    "facilitator": set(),
    "juror": set(),
    "executive": {"versions", "version", "version_photo", "poster"},
    "steward": {"versions", "version", "version_photo", "poster"},
}


@pytest.mark.parametrize("who", OPENED)
def test_each_door_opens_for_whom_it_is(cast, doors, who):
    client = signed_in(getattr(cast, who))
    opened = set()
    for name, address in doors.items():
        response = client.get(address)
        if response.status_code == 200:
            assert response.getvalue() if response.streaming else response.content
            opened.add(name)
        else:
            assert response.status_code in {302, 404}, name
    assert opened == OPENED[who]


@pytest.mark.parametrize("who", ["staff", "juror", "steward"])
def test_an_account_that_was_closed_opens_nothing(cast, doors, festival, who):
    user = getattr(cast, who)
    client = signed_in(user)
    category = make(festival, [cast.juror])
    User.objects.filter(pk=user.pk).update(is_active=False)
    for address in [
        *doors.values(),
        "/kerja/saran/",
        "/juri/",
        f"/juri/{category.pk}/",
        "/admin/festival/vote/",
    ]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.url.startswith(("/masuk/", "/admin/login/")), address


def test_a_juror_finds_their_own_category_alone(cast, record, festival):
    other = User.objects.create(username="juri2", name="Tongam Juri", role=Role.JUROR)
    mine, theirs = make(festival, [cast.juror]), make(festival, [other], name="Kategori lain")
    client = signed_in(cast.juror)
    assert client.get(f"/juri/{mine.pk}/").status_code == 200
    page = f"/juri/{theirs.pk}/{record.exhibit.slug}/"
    marks = {f"nilai-{one.pk}": "5" for one in theirs.criteria.all()}
    assert client.get(f"/juri/{theirs.pk}/").status_code == 404
    assert {client.get(page).status_code, client.post(page, marks).status_code} == {404}
    assert client.post(f"{page}benturan/", {"alasan": "x"}).status_code == 404
    assert client.get("/juri/99999999999999999999/").status_code == 404
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize("who", ["staff", "facilitator", "executive", "steward"])
def test_who_is_no_juror_scores_nothing(cast, record, festival, who):
    category = make(festival, [cast.juror])
    client = signed_in(getattr(cast, who))
    page = f"/juri/{category.pk}/{record.exhibit.slug}/"
    marks = {f"nilai-{one.pk}": "5" for one in category.criteria.all()}
    for response in (client.get("/juri/"), client.get(page), client.post(page, marks)):
        assert response.status_code == 302
        assert not response.url.startswith("/juri/")
    assert not Scorecard.objects.exists()


def test_the_steward_sees_no_vote_and_no_number_before_the_end(cast, record, festival):
    client, voted = signed_in(cast.steward), record.exhibit.votes.get()
    assert "0 " in client.get("/admin/festival/vote/").text
    for address in (f"/admin/festival/vote/{voted.pk}/change/", f"/admin/festival/vote/{voted.pk}/history/"):
        response = client.get(address)
        assert response.status_code in {302, 404}, address
    client.post(
        "/admin/festival/vote/", {"action": "set_aside", "reason": "x", "_selected_action": [voted.pk]}
    )
    assert not hasattr(record.exhibit.votes.get(), "set_aside")
    for address in (
        f"/admin/festival/festival/{festival.pk}/change/",
        f"/admin/festival/festival/{festival.pk}/delete/",
        f"/admin/festival/exhibit/{record.exhibit.pk}/change/",
        f"/admin/festival/vote/?exhibit__id__exact={record.exhibit.pk}",
        "/admin/festival/vote/?q=bus",
    ):
        text = client.get(address, follow=True).text
        assert str(voted.device) not in text, address
        assert "1 suara" not in text.lower(), address
    for address in ("/festival/2026/suara/", "/festival/2026/suara/laporan/"):
        assert client.get(address).content.count(record.exhibit.title.encode()) <= 1
