"""The favourite vote: one a device, by those who were there, and no number before the end."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Agency
from festival import limits, versions, voting
from festival.models import Attempt, Ballot, Exhibit, Network, Refusal, SetAside, Vote
from festival.stands import stand_code
from tests.fair import show
from tests.visitors import close, open_ballot, tap, visitor, vote

BALLOT = "/festival/2026/suara/"
REPORT = "/festival/2026/suara/laporan/"
MINE = "/festival/2026/suara/saya/"


@pytest.fixture
def bus(cast, festival):
    return show(cast.education, festival, "Bus Sekolah Gratis")


@pytest.fixture
def clinic(cast, festival):
    return show(cast.clinic, festival, "Antrean Tanpa Antre")


@pytest.fixture
def ballot(festival):
    return open_ballot(festival)


class TestVoting:
    def test_who_types_the_code_of_the_stand_gives_the_vote_and_reads_so(self, ballot, bus):
        device = visitor()
        response = vote(device, bus)
        assert response.redirect_chain == [
            (f"/inovasi/{bus.slug}/suara/?lagi=1", 307),
            (MINE, 303),
        ]
        assert "suara Anda tercatat" in response.text
        assert bus.title in response.text
        assert response["Cache-Control"] == "private, no-store"
        assert Vote.objects.get().exhibit == bus

    @pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{first}-{rest}"])
    def test_a_code_is_known_however_it_is_typed(self, ballot, bus, typed):
        code = stand_code(bus)
        vote(visitor(), bus, typed.format(code, lower=code.lower(), first=code[:2], rest=code[2:]))
        assert Vote.objects.count() == 1

    @pytest.mark.parametrize("wrong", ["", "AAAAA", "\0", "x" * 200])
    def test_a_wrong_code_is_refused_with_what_to_do_and_keeps_what_was_typed(self, ballot, bus, wrong):
        device = visitor()
        response = tap(device, f"/inovasi/{bus.slug}/suara/", stan=wrong)
        assert response.status_code == 422
        assert "Kode stan ini tidak cocok" in response.text
        assert wrong.replace("\0", "")[:40] in response.text
        assert not Vote.objects.exists()
        assert Refusal.objects.get().reason == "code"

    def test_the_code_of_another_stand_is_no_good(self, ballot, bus, clinic):
        assert vote(visitor(), bus, stand_code(clinic)).status_code == 422

    def test_a_vote_can_be_moved_while_the_ballot_is_open_and_the_last_counts(self, ballot, bus, clinic):
        device = visitor()
        vote(device, bus)
        text = vote(device, clinic).text
        assert clinic.title in text
        assert [one.exhibit for one in Vote.objects.all()] == [clinic]

    def test_two_devices_on_one_network_have_a_vote_each(self, ballot, bus):
        vote(visitor(), bus)
        vote(visitor(), bus)
        assert Vote.objects.count() == 2
        assert Network.objects.count() == 1

    def test_a_device_that_keeps_no_cookie_is_told_and_not_counted(self, ballot, bus):
        response = visitor().post(f"/inovasi/{bus.slug}/suara/?lagi=1", {"stan": stand_code(bus)})
        assert response.status_code == 400
        assert "menolak cookie" in response.text
        assert not Vote.objects.exists()

    def test_looking_with_the_code_in_the_address_votes_for_nothing(self, client, ballot, bus):
        response = client.get(f"/inovasi/{bus.slug}/suara/?stan={stand_code(bus)}")
        assert f'value="{stand_code(bus)}"' in response.text
        assert not response.cookies
        assert not Vote.objects.exists()

    def test_a_form_on_another_site_votes_for_nothing(self, ballot, bus):
        device = visitor()
        address = f"/inovasi/{bus.slug}/suara/"
        response = device.post(address, {"stan": stand_code(bus)}, headers={"sec-fetch-site": "cross-site"})
        assert response.status_code == 403
        assert not Vote.objects.exists()

    @pytest.mark.parametrize(("opens", "closes"), [(-60, -1), (5, 60)])
    def test_outside_of_the_hours_no_vote_is_taken(self, festival, bus, opens, closes):
        open_ballot(festival, opens, closes)
        response = vote(visitor(), bus)
        assert response.status_code == 409
        assert "sedang tidak dibuka" in response.text
        assert not Vote.objects.exists()

    def test_an_edition_without_a_ballot_takes_no_vote(self, client, bus):
        assert vote(visitor(), bus).status_code == 409
        assert "sedang tidak dibuka" in client.get(f"/inovasi/{bus.slug}/suara/").text
        assert client.get(BALLOT).status_code == 404

    def test_what_was_taken_down_gets_no_vote(self, ballot, bus):
        Exhibit.objects.update(withdrawn_at=timezone.now())
        assert vote(visitor(), bus).status_code == 404

    def test_the_database_takes_no_vote_outside_of_the_hours_and_deletes_none(self, ballot, bus):
        vote(visitor(), bus)
        one = Vote.objects.get()
        late = Vote(
            ballot=ballot,
            exhibit=bus,
            device="6f1c1e0a-0000-4000-8000-000000000000",
            network=one.network,
            cast_at=ballot.closes_at,
        )
        with pytest.raises(IntegrityError, match="outside of the hours"), transaction.atomic():
            late.save()
        with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
            one.delete()

    def test_a_vote_that_comes_as_the_ballot_closes_is_refused_kindly(self, ballot, bus, monkeypatch):
        looks = iter([True])  # the first look finds it open; then it closes
        monkeypatch.setattr(Ballot, "is_open", property(lambda self: next(looks, False) and not close(self)))
        response = vote(visitor(), bus)
        monkeypatch.undo()
        assert response.status_code == 409
        assert "baru saja ditutup" in response.text
        assert not Vote.objects.exists()


class TestLimits:
    def test_a_network_has_so_many_votes_an_hour_and_is_told_kindly(self, settings, ballot, bus):
        settings.ADDRESS_LIMITS = settings.ADDRESS_LIMITS | {"vote": 2}
        answers = [vote(visitor(), bus).status_code for _number in range(3)]
        assert answers == [200, 200, 429]
        assert "data seluler" in vote(visitor(), bus).text
        assert vote(visitor("10.0.0.2"), bus).status_code == 200
        assert Refusal.objects.get(reason="limit").count == 2

    def test_too_many_wrong_codes_close_the_door_even_for_the_right_one(self, settings, ballot, bus):
        settings.ADDRESS_LIMITS = settings.ADDRESS_LIMITS | {"code": 2}
        device = visitor()
        for _number in range(2):
            assert vote(device, bus, "AAAAA").status_code == 422
        assert vote(device, bus).status_code == 429
        assert vote(visitor("10.0.0.2"), bus).status_code == 200
        assert Refusal.objects.get(reason="code_limit").count == 1

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            ("10.0.0.1", "10.0.0.1", True),
            ("10.0.0.1", "10.0.0.2", False),
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
            ("", "unknown", True),
        ],
    )
    def test_a_network_is_an_address_or_the_64_bits_of_a_house(self, rf, db, one, other, is_same):
        found = {limits.network(rf.post("/", REMOTE_ADDR=address)).pk for address in (one, other)}
        assert (len(found) == 1) is is_same

    def test_no_address_is_stored_and_after_days_not_even_its_digest(self, ballot, bus):
        vote(visitor("203.0.113.77"), bus)
        Network.objects.create(day=timezone.localdate(), digest=b"unused")
        with connection.cursor() as cursor:
            for table in ("network", "attempt", "vote"):
                cursor.execute(f"SELECT t::text FROM festival_{table} t")  # noqa: S608
                assert "203.0.113" not in str(cursor.fetchall())
        long_ago = timezone.now() - timedelta(days=9)
        Network.objects.update(day=long_ago.date())
        Attempt.objects.update(since=long_ago)
        limits.forget_old()
        assert not Attempt.objects.exists()
        assert [network.digest for network in Network.objects.all()] == [None]
        assert Vote.objects.get().network_id == Network.objects.get().pk


class TestHidden:
    PAGES = (
        "/",
        "/inovasi/",
        "/festival/",
        "/festival/2026/",
        BALLOT,
        REPORT,
        MINE,
        "/skpd/",
    )

    def test_no_page_says_a_number_or_a_favourite_before_the_end(self, client, cast, ballot, bus, clinic):
        addresses = [*self.PAGES, bus.get_absolute_url(), f"/inovasi/{bus.slug}/suara/"]
        empty = {address: client.get(address).text for address in addresses}
        for number in range(7):
            vote(visitor(f"10.0.0.{number}"), bus)
        versions_before = versions.now()
        for address in addresses:
            assert client.get(address).text == empty[address], address
        assert versions.now() == versions_before

    def test_nor_does_the_stewards_desk(self, client, cast, ballot, bus, festival):
        client.force_login(cast.steward)
        pages = [
            "/admin/",
            "/admin/festival/",
            "/admin/festival/vote/",
            f"/admin/festival/vote/?q={bus.title[:3]}",
            f"/admin/festival/festival/{festival.pk}/change/",
        ]
        for number in range(7):
            vote(visitor(f"10.0.0.{number}"), bus)
        one = Vote.objects.first()
        for address in pages:
            text = client.get(address).text
            assert "7 suara" not in text, address
            assert f"/admin/festival/vote/{one.pk}/" not in text, address
        assert "0 suara" in client.get("/admin/festival/vote/").text
        opened = client.get(f"/admin/festival/vote/{one.pk}/change/", follow=True)
        assert opened.request["PATH_INFO"] == "/admin/"

    def test_nor_do_the_functions_that_tell(self, ballot, bus):
        vote(visitor(), bus)
        assert voting.result(ballot) == []
        assert voting.report(ballot) == {}
        assert voting.totals(ballot) == {"every": 0, "counted": 0}
        assert voting.set_aside(Vote.objects.all(), "Curang", None) == 0

    def test_the_page_changes_at_the_hours_and_once_the_last_vote_stands_though_nothing_is_written(
        self, festival
    ):
        stamps = set()
        ballot = open_ballot(festival, 5, 10)
        for opens, closes in ((5, 10), (-5, 10), (-5, -0.01), (-5, -1)):
            with pgtrigger.ignore():  # as if only time went by
                Ballot.objects.filter(pk=ballot.pk).update(
                    opens_at=timezone.now() + timedelta(minutes=opens),
                    closes_at=timezone.now() + timedelta(minutes=closes),
                )
            stamps.add(versions.now())
        assert len(stamps) == 4


class TestAfterTheEnd:
    @pytest.fixture
    def over(self, ballot, bus, clinic, cast, festival):
        show(cast.clinic, festival, "Tanpa Suara")
        third = show(cast.education, festival, "Arsip Desa")
        for _number in range(12):
            vote(visitor(), bus)
        for chosen in (clinic, clinic, third, third):
            vote(visitor("10.0.0.9"), chosen)
        vote(visitor(), bus, "AAAAA")
        close(ballot)
        ballot.refresh_from_db()
        return ballot

    def test_the_result_ranks_alike_who_has_as_many(self, client, over):
        places = client.get(BALLOT).context["places"]
        assert [(place.rank, place.exhibit.title, place.votes) for place in places] == [
            (1, "Bus Sekolah Gratis", 12),
            (2, "Antrean Tanpa Antre", 2),
            (2, "Arsip Desa", 2),
        ]

    def test_the_report_tells_hours_networks_bursts_and_what_was_refused(self, client, over):
        page = client.get(REPORT)
        assert sum(hour["votes"] for hour in page.context["hours"]) == 16
        assert [(row["votes"], row["exhibits"]) for row in page.context["networks"]] == [(12, 1), (4, 2)]
        assert [(row["reason"], row["votes"]) for row in page.context["refusals"]] == [("code", 1)]
        assert "kode stan salah: 1" in page.text
        digests = [bytes(network.digest).hex() for network in Network.objects.all()]
        assert not any(digest in page.text for digest in digests)
        assert "10.0.0" not in page.text

    def test_a_burst_is_ten_votes_within_a_minute_of_the_clock(self, over, festival, bus):
        with pgtrigger.ignore("festival.Vote:within_the_hours"):
            Vote.objects.update(cast_at=over.opens_at)
        (burst,) = voting.report(over)["bursts"]
        assert (burst["votes"], burst["networks"], burst["exhibits"]) == (16, 2, 3)

    def test_a_steward_sets_votes_aside_with_a_reason_and_both_totals_stay(self, client, cast, over, bus):
        client.force_login(cast.steward)
        chosen = list(Vote.objects.filter(exhibit=bus)[:11].values_list("pk", flat=True))
        data = {"action": "set_aside", "_selected_action": chosen, "reason": " "}
        refused = client.post("/admin/festival/vote/", data, follow=True)
        assert "Tulis alasannya" in refused.text
        assert not SetAside.objects.exists()
        data["reason"] = "Satu orang dengan banyak telepon"
        assert "11 suara dikesampingkan" in client.post("/admin/festival/vote/", data, follow=True).text
        assert "0 suara dikesampingkan" in client.post("/admin/festival/vote/", data, follow=True).text
        client.logout()
        page = client.get(REPORT)
        assert page.context["totals"] == {"every": 16, "counted": 5}
        assert {
            place.exhibit.title: (place.rank, place.votes, place.all_votes)
            for place in page.context["places"]
        } == {
            "Antrean Tanpa Antre": (1, 2, 2),
            "Arsip Desa": (1, 2, 2),
            "Bus Sekolah Gratis": (3, 1, 12),
        }
        assert "Satu orang dengan banyak telepon" in page.text
        assert Vote.objects.count() == 16

    def test_the_list_of_votes_says_why_one_does_not_count(self, client, cast, over):
        voting.set_aside(Vote.objects.filter(pk=Vote.objects.first().pk), "Uji coba panitia", cast.steward)
        client.force_login(cast.steward)
        text = client.get("/admin/festival/vote/").text
        assert "16 suara" in text
        assert "Uji coba panitia" in text

    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_what_was_set_aside_is_for_good(self, cast, over, change):
        voting.set_aside(Vote.objects.all(), "Uji", cast.steward)
        rows = SetAside.objects.all()
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            rows.update(reason="x") if change == "update" else rows.delete()

    def test_what_was_taken_down_is_not_named_but_counted(self, client, over, bus):
        Exhibit.objects.filter(pk=bus.pk).update(withdrawn_at=timezone.now())
        page = client.get(BALLOT)
        assert bus.title not in page.text
        assert page.context["totals"]["every"] == 16

    def test_the_hours_of_what_is_over_stay_and_of_what_is_open_the_first(self, over, cast, client):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Ballot.objects.update(closes_at=timezone.now() + timedelta(days=1))
        over.closes_at += timedelta(days=1)
        with pytest.raises(ValidationError, match="sudah ditutup"):
            over.clean()

    def test_the_one_vote_can_still_be_read(self, ballot, bus):
        device = visitor()
        vote(device, bus)
        close(ballot)
        text = device.get(MINE).text
        assert bus.title in text
        assert "Lihat hasilnya" in text
        assert "Belum ada suara dari perangkat ini" in visitor().get(MINE).text

    def test_nobody_voted(self, client, ballot):
        close(ballot)
        assert "Tidak ada suara yang masuk" in client.get(BALLOT).text
        assert "Tidak ada." in client.get(REPORT).text


class TestHours:
    def test_the_steward_sets_the_hours_on_the_festivals_page(self, client, cast, festival):
        client.force_login(cast.steward)
        page = client.get(f"/admin/festival/festival/{festival.pk}/change/")
        form = page.context["adminform"].form
        data = {name: form[name].value() for name in form.fields}
        data |= {
            "ballot-TOTAL_FORMS": 1,
            "ballot-INITIAL_FORMS": 0,
            "ballot-0-opens_at_0": "2026-11-01",
            "ballot-0-opens_at_1": "09:00",
            "ballot-0-closes_at_0": "2026-11-01",
            "ballot-0-closes_at_1": "08:00",
        }
        address = f"/admin/festival/festival/{festival.pk}/change/"
        assert "Jam tutup harus sesudah jam buka" in client.post(address, data).text
        data["ballot-0-closes_at_1"] = "17:00"
        assert client.post(address, data).status_code == 302
        assert timezone.localtime(Ballot.objects.get().closes_at).hour == 17

    def test_once_open_only_the_end_can_be_moved(self, ballot):
        ballot.opens_at -= timedelta(minutes=1)
        with pytest.raises(ValidationError, match="hanya jam tutupnya"):
            ballot.clean()
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            ballot.save()
        ballot.refresh_from_db()
        ballot.closes_at += timedelta(minutes=1)
        ballot.clean()
        ballot.save()
        ballot.closes_at = None
        ballot.clean()  # the field's own sentence says what is missing


class TestPages:
    def test_before_it_opens_the_page_says_when_and_leads_to_the_exhibits(self, client, festival, bus):
        open_ballot(festival, 5, 60)
        text = client.get(BALLOT).text
        assert f'href="{bus.get_absolute_url()}"' in text
        assert "Suara dari perangkat ini" not in text
        assert "Laporan terbit sesudah" in client.get(REPORT).text

    def test_the_list_costs_the_same_for_one_and_for_three(self, client, cast, ballot, bus, festival):
        counts = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as seen:
                client.get(BALLOT)
            counts.append(len(seen))
            for _number in range(2):
                show(cast.clinic, festival)
        assert counts[0] == counts[1] <= 5

    def test_the_partial_stands_on_an_exhibit_only_while_the_ballot_is_open(
        self, django_assert_num_queries, ballot, bus
    ):
        shown = Exhibit.objects.select_related("festival__ballot").get()
        with django_assert_num_queries(0):
            text = render_to_string("festival/_vote.html", {"exhibit": shown})
        assert f'action="/inovasi/{bus.slug}/suara/"' in text
        Ballot.objects.update(closes_at=timezone.now())
        shown = Exhibit.objects.select_related("festival__ballot").get()
        assert "form" not in render_to_string("festival/_vote.html", {"exhibit": shown})

    def test_without_a_ballot_the_partials_are_empty(self, bus, festival):
        shown = Exhibit.objects.select_related("festival__ballot").get()
        assert not render_to_string("festival/_vote.html", {"exhibit": shown}).strip()
        assert not render_to_string("festival/_ballot.html", {"festival": shown.festival}).strip()

    def test_the_edition_leads_to_its_ballot(self, ballot, festival):
        assert BALLOT in render_to_string("festival/_ballot.html", {"festival": festival})
        assert str(ballot) == festival.name
        assert ballot.get_absolute_url() == BALLOT

    def test_an_agency_of_another_edition_is_not_listed(self, client, ballot, bus):
        assert Agency.objects.count() == 2
        assert [exhibit.title for exhibit in client.get(BALLOT).context["exhibits"]] == [bus.title]
