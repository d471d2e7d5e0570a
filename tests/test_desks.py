"""Giving whole units and single cases to facilitators: by desk, by hand, in bulk, and what each of them is told."""

import re
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Agency, Role, User
from innovations.models import Stage, Status
from stages import assigning, workflow
from stages.desks import room_of
from stages.models import Assignment, Conflict, DeskUnit, Event, Job, Notice
from tests import road

QUEUE = reverse("admin:stages_case_changelist") + "?lihat=semua"


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


@pytest.fixture
def case(at):
    return at(Stage.DRUM_UP, Status.SUBMITTED)


def desk(lab, user):
    return reverse("admin:desk", args=[lab.pk, user.pk])


def held(user):
    return set(
        DeskUnit.objects.filter(reviewer=user, ended_at=None).values_list("agency__short_name", flat=True)
    )


class TestTheDesk:
    def test_ticking_units_gives_them_and_unticking_takes_them_back(self, steward, cast, lab):
        page = steward.get(desk(lab, cast.facilitator))
        assert f'value="{cast.education.pk}"' in page.text
        sent = {"unit": [cast.education.pk, cast.clinic.pk]}
        told = words(steward.post(desk(lab, cast.facilitator), sent, follow=True))
        assert "2 unit ditambahkan." in told
        assert held(cast.facilitator) == {"Disdik", "PKM Sibande"}
        sent = {"was": [cast.education.pk, cast.clinic.pk], "unit": [cast.clinic.pk]}
        told = words(steward.post(desk(lab, cast.facilitator), sent, follow=True))
        assert "1 unit dilepas." in told
        assert held(cast.facilitator) == {"PKM Sibande"}
        taken = DeskUnit.objects.get(agency=cast.education)
        assert taken.ended_by == taken.assigned_by == cast.steward

    def test_what_a_colleague_changed_meanwhile_and_what_a_filter_hides_stays(self, steward, cast, lab):
        assigning.put_at_desk(lab, cast.facilitator, [cast.clinic], cast.steward)
        sent = {"unit": [cast.education.pk]}  # the page was shown before
        steward.post(desk(lab, cast.facilitator), sent)
        assert held(cast.facilitator) == {"Disdik", "PKM Sibande"}
        page = steward.get(desk(lab, cast.facilitator) + "?jenis=dinas").text
        assert cast.clinic.name not in page
        assert cast.education.name in page
        district = steward.get(desk(lab, cast.facilitator) + f"?kecamatan={cast.district.pk}").text
        assert cast.clinic.name in district
        assert cast.education.name not in district

    def test_a_unit_in_conflict_is_refused_with_the_reason_and_the_rest_is_given(self, steward, cast, lab):
        Conflict.objects.create(user=cast.facilitator, agency=cast.education, reason="Kakak kepala dinas.")
        assert "Sari Fasilitator menyatakan benturan kepentingan dengan unit ini." in words(
            steward.get(desk(lab, cast.facilitator))
        )
        sent = {"unit": [cast.education.pk, cast.clinic.pk]}
        told = words(steward.post(desk(lab, cast.facilitator), sent, follow=True))
        assert "Dinas Pendidikan: Sari Fasilitator menyatakan benturan kepentingan" in told
        assert held(cast.facilitator) == {"PKM Sibande"}

    def test_twice_is_told_and_stored_once(self, cast, lab):
        assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        again = assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        assert (again.added, again.refused) == ([], ["Dinas Pendidikan: sudah di meja Sari Fasilitator."])
        assert DeskUnit.objects.count() == 1

    def test_the_road_of_what_waits_tells_it_but_not_to_the_unit(self, client, cast, case, lab):
        assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        assigning.take_from_desk(lab, cast.facilitator, [cast.education], cast.steward)
        told = list(case.events.values_list("kind", "actor", "note"))
        assert told == [
            ("assigned", cast.steward.pk, "Sari Fasilitator"),
            ("released", cast.steward.pk, "Sari Fasilitator"),
        ]
        client.force_login(cast.staff)
        assert "penelaah" not in words(client.get(case.get_absolute_url()))
        client.force_login(cast.steward)
        page = words(client.get(reverse("admin:stages_case_change", args=[case.pk])))
        assert "Ditugaskan kepada penelaah" in page

    def test_the_room_counts_units_cases_and_minutes(self, steward, cast, case, at, lab):
        open_to_all = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        room = room_of(lab)
        assert [(one.reviewer, one.waiting, one.minutes) for one in room.desks] == [
            (cast.facilitator2, 0, 0),
            (cast.facilitator, 1, 20),
        ]
        assert room.for_all == 1
        assert room.unseated == [cast.clinic]
        assert "1 kiriman terbuka bagi semua" in words(steward.get(reverse("admin:desks")))
        assigning.assign(open_to_all, cast.facilitator, cast.steward)
        assigning.assign(open_to_all, cast.facilitator2, cast.steward)
        workflow.review_of(cast.facilitator, open_to_all).finish()
        assert [one.waiting for one in room_of(lab).desks] == [1, 1]  # only who has not read it yet

    def test_as_many_queries_for_many_units(self, steward, cast, lab):
        def cost():
            with CaptureQueriesContext(connection) as seen:
                steward.get(reverse("admin:desks"))
                steward.get(desk(lab, cast.facilitator))
            return len(seen)

        steward.get(reverse("admin:desks"))
        before = cost()
        for number in range(3):
            unit = Agency.objects.create(
                name=f"Badan {number}", short_name=f"B{number}", slug=f"b{number}", kind="badan"
            )
            assigning.put_at_desk(lab, cast.facilitator, [unit], cast.steward)
            User.objects.create(username=f"fas{number}", name=f"Fas {number}", role=Role.FACILITATOR)
        assert cost() == before
        assert before <= 24


def test_who_opens_the_desks(client, cast, lab):
    addresses = [desk(lab, cast.facilitator), reverse("admin:split", args=[lab.pk])]
    assigning.put_at_desk(lab, cast.facilitator2, [cast.clinic], cast.steward)
    client.force_login(cast.facilitator)
    page = words(client.get(reverse("admin:desks")))
    assert "Sari Fasilitator" in page
    assert "Bayu Fasilitator" not in page
    for person in (cast.facilitator, cast.executive):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address, {"unit": cast.education.pk}).status_code == 404
    client.force_login(cast.executive)
    assert client.get(reverse("admin:desks")).status_code == 404
    assert held(cast.facilitator) == set()


class TestByHand:
    def address(self, case):
        return reverse("admin:stages_case_reviewers", args=[case.pk])

    def test_adds_and_ends_with_a_reason(self, steward, cast, case):
        page = steward.post(self.address(case), {"assign-reviewer": cast.facilitator.pk}, follow=True)
        assert "Sari Fasilitator ditugaskan." in words(page)
        made = Assignment.objects.get()
        assert (made.reviewer, made.assigned_by) == (cast.facilitator, cast.steward)
        page = steward.post(self.address(case), {"end": made.pk, f"end-{made.pk}-reason": " "})
        assert "Tulis alasannya" in words(page)
        made.refresh_from_db()
        assert made.ended_at is None
        sent = {"end": made.pk, f"end-{made.pk}-reason": "Sedang cuti"}
        assert "Tugas Sari Fasilitator berakhir." in words(
            steward.post(self.address(case), sent, follow=True)
        )
        made.refresh_from_db()
        assert made.ended_at
        assert list(case.events.values_list("kind", "note")) == [
            ("assigned", "Sari Fasilitator"),
            ("released", "Sari Fasilitator: Sedang cuti"),
        ]
        page = steward.post(self.address(case), sent)  # the second click, or a colleague's
        assert "Tugas ini sudah berakhir." in words(page)
        assert "Sedang cuti" not in steward.get(self.address(case)).text

    def test_a_conflict_refuses_with_the_sentence_why(self, steward, cast, case):
        Conflict.objects.create(user=cast.facilitator, innovation=case, reason="Saya pengusulnya.")
        page = steward.get(reverse("admin:stages_case_change", args=[case.pk]))
        assert f'value="{cast.facilitator.pk}"' not in page.text
        page = words(steward.post(self.address(case), {"assign-reviewer": cast.facilitator.pk}))
        assert "Sari Fasilitator menyatakan benturan kepentingan dengan inovasi ini." in page
        assert "Saya pengusulnya" not in page
        assert not Assignment.objects.exists()

    def test_what_is_over_or_held_already_is_refused(self, steward, cast, case, at):
        assigning.assign(case, cast.facilitator, cast.steward)
        page = steward.post(self.address(case), {"assign-reviewer": cast.facilitator.pk})
        assert "Sari Fasilitator sudah ditugaskan." in words(page)
        stopped = at(Stage.DRUM_UP, Status.STOPPED, title="Berhenti")
        with pytest.raises(workflow.Refused, match="tidak ditelaah lagi"):
            assigning.assign(stopped, cast.facilitator, cast.steward)
        page = steward.post(self.address(stopped), {"assign-reviewer": cast.facilitator.pk})
        assert "tidak ditelaah lagi (Dihentikan)" in words(page)
        with pytest.raises(workflow.Refused, match="bukan fasilitator"):
            assigning.assign(case, cast.executive, cast.steward)
        with pytest.raises(workflow.Refused, match="Hanya pengelola"):
            assigning.assign(case, cast.facilitator2, cast.facilitator)
        for sent in ({}, {"assign-reviewer": "x"}, {"assign-reviewer": cast.staff.pk}):
            assert "Pilih" in words(steward.post(self.address(case), sent))
        assert steward.post(self.address(case), {"end": "x"}).status_code == 404
        assert Assignment.objects.count() == 1

    def test_only_the_steward_sees_and_uses_the_panel(self, client, cast, case):
        for person in (cast.facilitator, cast.executive):
            client.force_login(person)
            assert (
                client.post(self.address(case), {"assign-reviewer": cast.facilitator.pk}).status_code == 404
            )
        client.force_login(cast.facilitator)
        page = client.get(reverse("admin:stages_case_change", args=[case.pk]))
        assert "Tambah penelaah" not in page.text
        assert not Assignment.objects.exists()


class TestInBulk:
    def sent(self, *cases, reviewers=(), **more):
        return {
            "action": "job_assign",
            "_selected_action": [case.pk for case in cases],
            "seen": [f"{case.pk}:{case.version}" for case in cases],
            "bulk-reviewers": [user.pk for user in reviewers],
            "key": uuid.uuid4(),
        } | more

    def test_shows_each_row_then_tells_what_became_of_each(self, steward, cast, case, at):
        free = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        barred = at(Stage.DRUM_UP, Status.SUBMITTED, title="Perpustakaan Keliling")
        Conflict.objects.create(user=cast.facilitator, innovation=barred, reason="Adik saya.")
        assigning.assign(case, cast.facilitator, cast.steward)
        sent = self.sent(case, free, barred, reviewers=[cast.facilitator])
        page = words(steward.post(QUEUE, sent | {"look": "1"}))
        assert "Sari Fasilitator sudah ditugaskan." in page
        assert "Sari Fasilitator akan ditugaskan." in page
        assert "menyatakan benturan kepentingan dengan inovasi ini" in page
        assert "Akan dikerjakan untuk 1 kasus." in page
        assert Assignment.objects.count() == 1
        steward.post(QUEUE, sent | {"confirmed": "1"})
        call_command("work", once=True)
        results = {one["title"]: (one["is_done"], one["sentence"]) for one in Job.objects.get().results}
        assert results["Posyandu"] == (True, "Sari Fasilitator ditugaskan.")
        assert results["Bus Sekolah Gratis"] == (False, "Sari Fasilitator sudah ditugaskan.")
        assert not results["Perpustakaan Keliling"][0]
        assert set(Assignment.objects.values_list("innovation", flat=True)) == {case.pk, free.pk}

    def test_a_conflict_declared_after_the_preview_is_kept(self, steward, cast, case):
        sent = self.sent(case, reviewers=[cast.facilitator, cast.facilitator2])
        steward.post(QUEUE, sent | {"confirmed": "1"})
        Conflict.objects.create(user=cast.facilitator, agency=case.agency, reason="Adik saya.")
        call_command("work", once=True)
        assert Assignment.objects.get().reviewer == cast.facilitator2

    def test_somebody_must_be_chosen(self, steward, cast, case):
        assert "Pilih paling sedikit satu penelaah." in words(steward.post(QUEUE, self.sent(case, look="1")))


class TestNotices:
    def told(self, user):
        return list(Notice.objects.filter(user=user).values_list("kind", flat=True))

    def test_of_a_submission_only_those_who_are_to_judge_are_told(self, cast, innovation, lab):
        assigning.assign(innovation, cast.facilitator, cast.steward)
        Notice.objects.all().delete()
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert self.told(cast.facilitator) == ["waiting"]
        assert self.told(cast.facilitator2) == []

    def test_of_a_submission_that_is_nobodys_all_free_facilitators_are_told(self, cast, innovation):
        Conflict.objects.create(user=cast.facilitator, agency=cast.education, reason="Kakak.")
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert self.told(cast.facilitator) == []
        assert self.told(cast.facilitator2) == ["waiting"]

    def test_when_the_only_assigned_one_has_a_conflict_the_others_are_told(self, cast, innovation, lab):
        DeskUnit.objects.create(
            lab=lab, reviewer=cast.facilitator, agency=cast.education, assigned_by=cast.steward
        )
        Conflict.objects.create(user=cast.facilitator, innovation=innovation, reason="Kakak.")
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert self.told(cast.facilitator) == []
        assert self.told(cast.facilitator2) == ["waiting"]

    def test_who_is_newly_assigned_is_told_once_while_unread(self, cast, case, at, lab):
        Notice.objects.all().delete()
        other = at(Stage.DRUM_UP, Status.SUBMITTED, title="Posyandu", user=cast.outsider)
        Notice.objects.all().delete()
        assigning.assign(case, cast.facilitator, cast.steward)
        assigning.assign(other, cast.facilitator, cast.steward)
        assigning.put_at_desk(lab, cast.facilitator, [cast.education], cast.steward)
        assert self.told(cast.facilitator) == ["assigned"]
        assert self.told(cast.facilitator2) == []
        assert Event.objects.filter(kind="assigned").count() == 3
