"""The demo data, made once for this module inside one transaction that is rolled back at its end."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, District, Role, User
from festival.demo.people import ACCOUNTS, PASSWORD
from festival.models import Exhibit, Revision
from festival.publishing import publish
from innovations import files
from innovations.models import CodeSequence, Evidence, Innovation, Lab, Photo, Stage, Status
from stages import comparison, sheets, workflow
from stages.models import Conflict, DeskUnit, Review, StageRecord, StageWindow

pytestmark = pytest.mark.xdist_group("seed_demo")  # seeded once, by one worker
TOLD, MORE = 120, 300

# Where a record can stand; the demo data shows each of these.
STANDINGS = {
    *((stage, status) for stage in Stage for status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)),
    (Stage.DESIGN, Status.ENDORSED),
    (Stage.DISPLAY, Status.ENDORSED),
    (Stage.DISPLAY, Status.APPROVED),
    (Stage.DISPLAY, Status.PUBLISHED),
}


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """What the command printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, db):
    return seeded


@pytest.fixture
def filled(demo):
    """The demo data with 300 more, as a query set of those."""
    last = Innovation.objects.order_by("-id").first().pk
    seed(innovations=TOLD + MORE)
    return Innovation.objects.filter(pk__gt=last)


def account(username: str) -> User:
    return User.objects.get(username=username)


def test_makes_the_units_of_the_region_and_two_labs(demo):
    assert District.objects.count() == 8
    assert 85 <= Agency.objects.count() <= 95
    assert list(Lab.objects.values_list("name", "is_demo", "is_current", "target")) == [
        ("Inovik 2026", True, True, 100),
        ("Inovik 2016", True, False, 100),
    ]
    assert StageWindow.objects.count() == 10
    assert StageWindow.objects.filter(lab__is_current=True, extended_to__gt=timezone.now()).exists()
    ahead = StageWindow.objects.filter(
        lab__is_current=True, stage__in=[Stage.DELIVERY, Stage.DISPLAY], due_at__gt=timezone.now()
    )
    assert ahead.count() == 2


def test_makes_120_innovations_in_every_stage_and_status(demo):
    assert Innovation.objects.count() == TOLD
    standings = set(Innovation.objects.values_list("stage", "status"))
    assert standings >= STANDINGS
    assert {status for _, status in standings} == set(Status)
    assert 35 <= Exhibit.objects.public().count() <= 45


def test_every_history_is_a_chain_that_ends_where_the_record_stands(demo):
    revised = set(Innovation.objects.filter(exhibit__revisions__outcome="accepted"))
    for innovation in Innovation.objects.prefetch_related("records__actor"):
        stage, status, at = innovation.entry_stage, Status.DRAFT, innovation.created_at
        for record in innovation.records.all():
            assert (record.from_stage, record.from_status) == (stage, status)
            assert at < record.created_at < timezone.now()
            assert record.actor.role == record.role
            stage, status, at = record.to_stage, record.to_status, record.created_at
        assert (innovation.stage, innovation.status, innovation.since) == (stage, status, at)
        assert innovation.updated_at == at or innovation in revised


def test_nothing_is_sent_before_what_it_tells_has_happened(demo):
    for innovation in Innovation.objects.filter(stage=Stage.DISPLAY).prefetch_related("measures", "progress"):
        sent = innovation.records.filter(move="submit", from_stage=Stage.DELIVERY).first().created_at
        told = [innovation.applied_on, *(report.reported_on for report in innovation.progress.all())]
        told += [measure.measured_on for measure in innovation.measures.all()]
        assert max(told) <= timezone.localdate(sent)


def test_histories_hold_every_move(demo):
    assert set(StageRecord.objects.values_list("move", flat=True)) == {move.name for move in workflow.MOVES}
    reviewers = set(Review.objects.values_list("reviewer__username", flat=True))
    assert reviewers == {"fasilitator", "fasilitator2"}
    assert not StageRecord.objects.filter(
        move__in=["return", "decline", "stop", "take_down"], note=""
    ).exists()
    assert not StageRecord.objects.filter(move="stop", lesson="").exists()
    assert Exhibit.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_an_improved_sheet_differs_from_the_one_returned_where_it_was_asked_to(demo):
    returns = StageRecord.objects.filter(move="return").exclude(innovation__status=Status.RETURNED)
    assert returns.filter(innovation__status=Status.PUBLISHED).exists()
    for returned in returns:
        sent = returned.innovation.records.filter(move="submit", from_stage=returned.from_stage)
        first, second = sent.values_list("snapshot", flat=True)
        changed = {key for key in first if first[key] != second[key]}
        assert changed
        assert changed <= set(returned.parts)


def test_codes_have_no_gaps(demo):
    for sequence in CodeSequence.objects.all():
        codes = (
            Innovation.objects.filter(lab__year=sequence.year).order_by("code").values_list("code", flat=True)
        )
        assert list(codes) == [f"INV-{sequence.year}-{n:04d}" for n in range(1, sequence.last + 1)]


def test_asa_kasea_entered_at_delivery_and_is_published(demo):
    exhibit = Exhibit.objects.public().get(title="Bus Sekolah Gratis Asa Kasea")
    assert exhibit.innovation.entry_stage == Stage.DELIVERY
    assert exhibit.agency.name == "Dinas Pendidikan"
    assert exhibit.festival.lab.year == exhibit.innovation.lab.year == 2016
    assert exhibit.innovation.records.first().from_stage == Stage.DELIVERY


def test_a_replication_names_its_origin(demo):
    replications = Exhibit.objects.public().filter(novelty=Innovation.Novelty.REPLICATION)
    assert replications.count() >= 5
    for exhibit in replications:
        assert exhibit.content["texts"]["origin"]
        assert exhibit.content["texts"]["origin_url"].startswith("http")


def test_published_innovations_have_photos_and_evidence_in_storage(demo):
    for innovation in Innovation.objects.filter(status=Status.PUBLISHED).prefetch_related(
        "photos", "evidence"
    ):
        assert innovation.photos.all()
        assert innovation.evidence.all()
    photo, paper = Photo.objects.first(), Evidence.objects.exclude(file="").first()
    assert all(default_storage.exists(photo.path(width)) for width in files.WIDTHS)
    with paper.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert paper.content_type == "application/pdf"


def test_only_the_introduced_accounts_sign_in(demo):
    assert [account(username).check_password(PASSWORD) for username, *_ in ACCOUNTS] == [True] * 7
    assert all(f"  {username} " in demo for username, *_ in ACCOUNTS)
    assert PASSWORD in demo
    others = User.objects.exclude(username__in=[username for username, *_ in ACCOUNTS])
    assert others.exists()
    assert not any(user.has_usable_password() for user in others)
    assert set(others.values_list("role", flat=True)) == {Role.AGENCY, Role.JUROR}


@pytest.mark.parametrize("name", ["staf", "198002172003121005"])
def test_an_account_signs_in_by_username_or_nip(demo, client, name):
    response = client.post(reverse("accounts:signin"), {"username": name, "password": PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get_by_natural_key(name).pk)


@pytest.mark.parametrize("username", ["staf", "staf2"])
def test_staff_find_their_whole_work_in_the_inbox(demo, username):
    staff = account(username)
    standings = set(Innovation.objects.visible_to(staff).values_list("stage", "status"))
    early = {(stage, Status.DRAFT) for stage in (Stage.DRUM_UP, Stage.DIAGNOSE, Stage.DESIGN)}
    assert standings >= early
    assert {status for _, status in standings} >= {Status.RETURNED, Status.SUBMITTED, Status.PUBLISHED}
    soon = timezone.now() + timedelta(days=14)
    returned = workflow.waiting_for(staff).filter(status=Status.RETURNED, due__range=(timezone.now(), soon))
    assert returned.exists()
    assert all(workflow.open_parts(staff, innovation) for innovation in returned)


def test_reviewers_find_work_in_their_queues(demo):
    now = timezone.now()
    for username in ("fasilitator", "fasilitator2"):
        waiting = workflow.waiting_for(account(username))
        assert 10 <= waiting.count() <= 20
        assert len(set(waiting.values_list("stage", flat=True))) >= 4
        assert 1 <= waiting.filter(due__lt=now).count() < waiting.count()
    decisions = workflow.waiting_for(account("kantorbupati"))
    assert 4 <= decisions.count() <= 6
    assert set(decisions.values_list("stage", flat=True)) == {Stage.DESIGN, Stage.DISPLAY}
    assert 3 <= workflow.waiting_for(account("pengelola")).count() <= 5


def test_what_waits_for_judgement_is_complete(demo):
    for innovation in Innovation.objects.filter(
        status__in=[Status.SUBMITTED, Status.ENDORSED, Status.APPROVED, Status.PUBLISHED]
    ):
        assert sheets.missing(innovation) == []


def test_running_it_again_changes_nothing(demo):
    newest = StageRecord.objects.order_by("-id").first()
    assert "sudah ada" in seed(once=True)
    assert "Sudah ada 120 inovasi" in seed()
    assert Innovation.objects.count() == TOLD
    assert StageRecord.objects.order_by("-id").first() == newest


def test_more_innovations_have_unique_codes_without_gaps(filled):
    assert filled.count() == MORE
    test_codes_have_no_gaps(None)
    assert Innovation.objects.values("code").distinct().count() == TOLD + MORE
    shown = Exhibit.objects.filter(innovation__in=filled).count()
    assert MORE / 5 < shown < MORE / 2
    assert Exhibit.objects.values("slug").distinct().count() == Exhibit.objects.count()


def test_more_innovations_have_the_histories_of_the_told_ones(filled):
    test_every_history_is_a_chain_that_ends_where_the_record_stands(None)
    for innovation in filled.prefetch_related("records"):
        for record in innovation.records.all():
            if record.to_stage == innovation.stage and record.move == "submit":
                assert record.snapshot == sheets.snapshot(innovation, record.from_stage)
    receipts = StageRecord.objects.filter(innovation__in=filled, move="submit").values_list(
        "receipt", flat=True
    )
    assert all(receipts)
    assert not filled.filter(status=Status.RETURNED, open_parts=[]).exists()
    judged = StageRecord.objects.filter(innovation__in=filled, move="recommend")
    assert Review.objects.filter(submission__innovation__in=filled, finished_at__isnull=False).count() == (
        judged.count()
    )


def test_more_exhibits_are_what_announcing_makes(filled):
    exhibit = Exhibit.objects.filter(innovation__in=filled).first()
    made = Exhibit.objects.values().get(pk=exhibit.pk)
    publish(exhibit.innovation, exhibit.innovation.records.last())
    assert Exhibit.objects.values().get(pk=exhibit.pk) == made


def test_two_reviewers_differ_and_most_units_sit_at_a_desk(demo):
    twice = StageRecord.objects.filter(move="submit").annotate(readers=Count("reviews")).filter(readers=2)
    assert twice.exists()
    assert any(comparison.of(sent).differences for sent in twice)
    desks = DeskUnit.objects.values_list("reviewer__username", "agency")
    assert {username for username, _agency in desks} == {"fasilitator", "fasilitator2"}
    assert len({agency for _username, agency in desks}) == len(desks) < Agency.objects.count()
    conflict = Conflict.objects.get()
    assert not DeskUnit.objects.filter(reviewer=conflict.user, agency=conflict.agency).exists()


def test_one_change_of_a_public_page_is_shown_one_waits_and_one_came_back(demo):
    outcomes = Revision.objects.order_by("id").values_list("outcome", "exhibit__publications__number")
    assert sorted(outcomes) == [("accepted", 1), ("accepted", 2), ("open", 1), ("returned", 1)]
    seed()
    assert Revision.objects.count() == 3
