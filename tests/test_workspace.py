"""The first screens of a unit, who may open what under /kerja/, and that looking changes nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from innovations.models import Evidence, Innovation, Lab, Photo, Stage, Status
from stages import sheets, workflow
from stages.models import StageRecord, StageWindow
from tests import road
from tests.pages import typed

WIB = ZoneInfo("Asia/Jakarta")


def page(name, *args):
    return reverse(f"workspace:{name}", args=args)


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.fixture
def full(at, cast):
    """A record in Display, returned for its photos, with a photo, a proof with a file and a receipt."""
    innovation = at(Stage.DISPLAY, Status.SUBMITTED)
    evidence = road.add_evidence(innovation, cast.staff)
    road.move(innovation, "return", cast.facilitator, parts=["photos", "story"], note="Fotonya gelap.")
    return innovation, innovation.photos.get(), evidence


def addresses(innovation, photo, evidence) -> dict[str, str]:
    code = innovation.code
    return {
        "innovation": page("innovation", code),
        "sheet": page("sheet", code),
        "step": page("step", code, "story"),
        "photos": page("photos", code),
        "evidence": page("evidence", code),
        "remove_photo": page("remove_photo", code, photo.key),
        "remove_evidence": page("remove_evidence", code, evidence.pk),
        "preview": page("preview", code),
        "move": page("move", code, "stop"),
        "receipt": page("receipt", innovation.records.exclude(receipt=None).last().receipt),
        "photo": page("photo", photo.key, 480),
        "evidence_file": page("evidence_file", evidence.pk),
    }


NAMES = [
    "innovation",
    "sheet",
    "step",
    "photos",
    "evidence",
    "remove_photo",
    "remove_evidence",
    "preview",
    "move",
    "receipt",
    "photo",
    "evidence_file",
]


class TestWhoMayOpenWhat:
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("name", NAMES)
    def test_an_outsider_gets_404(self, client, full, cast, name, method):
        client.force_login(cast.outsider)
        response = getattr(client, method)(addresses(*full)[name])
        assert response.status_code == (405 if method == "post" and name in READ_ONLY else 404)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_juror_gets_404(self, client, full, cast, name):
        client.force_login(cast.juror)
        assert client.get(addresses(*full)[name]).status_code == 404

    @pytest.mark.parametrize(
        "name", ["sheet", "step", "photos", "evidence", "preview", "move", "remove_photo"]
    )
    @pytest.mark.parametrize("who", ["facilitator", "executive", "steward"])
    def test_reviewers_work_at_their_desk_not_here(self, client, full, cast, who, name):
        client.force_login(getattr(cast, who))
        assert client.get(addresses(*full)[name]).status_code == 404

    def test_a_reviewer_is_led_from_the_record_to_the_desk(self, client, full, cast):
        client.force_login(cast.facilitator)
        response = client.get(addresses(*full)["innovation"])
        assert response.url == reverse("admin:stages_case_change", args=[full[0].pk])

    def test_a_reviewer_sees_no_draft_that_was_never_sent(self, client, innovation, cast):
        client.force_login(cast.facilitator)
        assert client.get(innovation.get_absolute_url()).status_code == 404

    def test_reviewers_read_receipts_and_photos_of_what_was_sent(self, client, full, cast):
        client.force_login(cast.facilitator)
        assert full[0].title in client.get(addresses(*full)["receipt"]).content.decode()
        photo = client.get(addresses(*full)["photo"])
        assert photo["Content-Type"] == "image/webp"
        assert photo.getvalue()[8:12] == b"WEBP"

    @pytest.mark.parametrize("name", ["inbox", "innovations", "new"])
    @pytest.mark.parametrize("who", ["facilitator", "steward", "juror"])
    def test_people_of_no_unit_are_led_to_their_own_work(self, client, cast, who, name):
        client.force_login(getattr(cast, who))
        assert client.get(page(name)).url == reverse("accounts:landing")

    def test_a_colleague_sees_the_units_record(self, client, full, cast):
        client.force_login(cast.colleague)
        assert "Fotonya gelap." in client.get(addresses(*full)["innovation"]).content.decode()

    def test_codes_that_are_none_are_not_found(self, client, cast, lab):
        client.force_login(cast.staff)
        for code in ("INV-2026-9999", "inv-2026-0001", "INV-2026-0001%00", "..."):
            assert client.get(f"/kerja/inovasi/{code}/").status_code == 404


READ_ONLY = {"sheet", "innovation", "preview", "receipt", "photo", "evidence_file"}


def test_looking_changes_nothing(client, full, cast):
    client.force_login(cast.staff)

    def state():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Innovation, StageRecord, Photo, Evidence, StageWindow)
        ]

    before = state()
    for address in [*addresses(*full).values(), *map(page, ("inbox", "innovations", "new", "deadlines"))]:
        response = client.get(address)
        assert response.status_code in {200, 404}
        assert response.getvalue()  # streamed files are read to their end
    for name in ("submit", "recall", "stop"):
        assert client.get(page("move", full[0].code, name)).status_code in {200, 302}
    assert state() == before


class TestInbox:
    def test_a_new_unit_is_led_to_its_first_record(self, client, cast, lab):
        client.force_login(cast.staff)
        text = client.get(page("inbox")).content.decode()
        assert "Belum ada inovasi dari unit Anda" in text
        assert f'href="{page("new")}"' in text

    def test_returned_records_come_first_with_the_reviewers_words(self, client, at, cast):
        at(Stage.DRUM_UP, Status.DRAFT, title="Sebuah draf")
        back = at(Stage.DRUM_UP, Status.SUBMITTED, title="Yang kembali")
        due = datetime(2031, 12, 12, 16, tzinfo=WIB)
        road.move(back, "return", cast.facilitator, note="Sebutkan angkanya.", due=due, parts=["duty"])
        client.force_login(cast.colleague)
        text = client.get(page("inbox")).content.decode()
        assert text.index("Yang kembali") < text.index("Sebuah draf")
        assert "Sebutkan angkanya." in text
        assert "kirim lagi paling lambat 12 Des 2031 pukul 16.00 WIB" in text

    def test_what_is_with_others_says_with_whom_and_until_when(self, client, at, cast):
        sent = at(Stage.DIAGNOSE, Status.SUBMITTED)
        client.force_login(cast.staff)
        text = client.get(page("inbox")).content.decode()
        assert "Sedang dibaca fasilitator, jawaban paling lambat" in text
        assert [line.innovation for line in client.get(page("inbox")).context["lines"]] == [sent]

    def test_nothing_of_another_unit_appears(self, client, at, cast):
        at(Stage.DRUM_UP, Status.DRAFT, title="Rahasia Disdik")
        client.force_login(cast.outsider)
        assert "Rahasia Disdik" not in client.get(page("inbox")).content.decode()

    def test_a_late_draft_says_so(self, client, cast, lab):
        StageWindow.objects.filter(lab=lab).update(
            opens_at=datetime(2020, 1, 1, tzinfo=WIB), due_at=datetime(2020, 2, 1, 16, tzinfo=WIB)
        )
        road.register(cast.staff, lab)
        client.force_login(cast.staff)
        text = client.get(page("inbox")).content.decode()
        assert "Terlambat" in text
        assert "Belum ada batas waktu yang akan datang" in text

    def test_as_many_queries_for_three_records_as_for_one(self, client, at, cast):
        client.force_login(cast.staff)
        counts = []
        for more in (1, 2):
            for _ in range(more):
                for status in (Status.DRAFT, Status.RETURNED, Status.SUBMITTED):
                    at(Stage.DRUM_UP, status)
            counts.append(queries(client, page("inbox")))
        assert counts[0] == counts[1] <= 12


class TestInnovations:
    def test_finds_by_title_and_code_and_filters_by_status(self, client, at, cast):
        bus = at(Stage.DRUM_UP, Status.DRAFT, title="Bus Sekolah")
        at(Stage.DRUM_UP, Status.SUBMITTED, title="Antar Obat")
        client.force_login(cast.staff)

        def titles(**query):
            response = client.get(page("innovations"), query)
            return [line.innovation.title for line in response.context["lines"]]

        assert titles() == ["Antar Obat", "Bus Sekolah"]
        assert titles(q="sekolah") == titles(q=bus.code) == titles(status="draft") == ["Bus Sekolah"]
        assert titles(q="sekolah", status="submitted") == []
        assert titles(status="entah") == ["Antar Obat", "Bus Sekolah"]

    @pytest.mark.parametrize("query", [{"q": "a\0b"}, {"q": "%_'\"<script>"}, {"page": "x"}, {"page": "-9"}])
    def test_nonsense_is_answered(self, client, innovation, cast, query):
        client.force_login(cast.staff)
        response = client.get(page("innovations"), query)
        assert response.status_code == 200
        assert "<script>" not in response.content.decode().split("<main")[1].split("</main>")[0]

    def test_is_paged(self, client, cast, lab):
        for number in range(22):
            road.register(cast.staff, lab, f"Inovasi {number}")
        client.force_login(cast.staff)
        assert len(client.get(page("innovations"), {"page": 2}).context["lines"]) == 2

    def test_as_many_queries_for_three_records_as_for_one(self, client, cast, lab):
        client.force_login(cast.staff)
        counts = []
        for more in (1, 2):
            for _ in range(more):
                road.register(cast.staff, lab)
            counts.append(queries(client, page("innovations")))
        assert counts[0] == counts[1] <= 8

    def test_empty_says_where_to_begin(self, client, cast, lab):
        client.force_login(cast.staff)
        assert "Belum ada inovasi dari unit Anda" in client.get(page("innovations")).content.decode()


class TestNew:
    def fields(self, client, **changes):
        response = client.get(page("new"))
        return (
            typed(response, having="form_key")
            | {
                "title": "Antar Obat TB",
                "one_line": "Kader mengantar obat ke rumah pasien.",
                "entry_stage": "drum_up",
            }
            | changes
        )

    @pytest.mark.parametrize("entry", [Stage.DRUM_UP, Stage.DELIVERY])
    def test_registers_and_leads_to_the_sheet(self, client, cast, lab, entry):
        client.force_login(cast.staff)
        response = client.post(page("new"), self.fields(client, entry_stage=entry))
        made = Innovation.objects.get()
        assert response.url == page("sheet", made.code)
        assert (made.agency, made.custodian, made.lab) == (cast.education, cast.staff, lab)
        assert (made.title, made.stage, made.entry_stage, made.status) == (
            "Antar Obat TB",
            entry,
            entry,
            "draft",
        )
        assert made.due == workflow.first_due(lab.pk, entry, made.agency_id)

    def test_a_double_click_registers_once(self, client, cast, lab):
        client.force_login(cast.staff)
        fields = self.fields(client)
        first, second = client.post(page("new"), fields), client.post(page("new"), fields)
        assert first.url == second.url == page("sheet", Innovation.objects.get().code)

    def test_another_units_form_key_is_no_obstacle(self, client, cast, lab):
        client.force_login(cast.staff)
        fields = self.fields(client)
        client.post(page("new"), fields)
        client.force_login(cast.outsider)
        client.post(page("new"), fields)
        assert set(Innovation.objects.values_list("agency", flat=True)) == {cast.education.pk, cast.clinic.pk}

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"title": "  "}, "Isi judulnya"),
            ({"title": "x" * 151}, "Ringkas menjadi paling banyak 150 karakter; sekarang 151."),
            ({"title": "a\0b"}, "Hapus karakter yang tidak terlihat"),
            ({"one_line": ""}, "Isi satu kalimat saja"),
            ({"entry_stage": ""}, "Pilih salah satu: ide baru, atau sudah berjalan."),
            ({"entry_stage": "display"}, "Pilih salah satu: ide baru, atau sudah berjalan."),
        ],
    )
    def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(self, client, cast, lab, changes, sentence):
        client.force_login(cast.staff)
        fields = self.fields(client, **changes)
        response = client.post(page("new"), fields)
        assert sentence in response.content.decode()
        assert typed(response, having="form_key")["form_key"] == fields["form_key"]
        kept = "title" if "title" not in changes else "one_line"
        assert typed(response, having="form_key")[kept] == fields[kept]
        assert not Innovation.objects.exists()

    def test_a_broken_form_key_is_told(self, client, cast, lab):
        client.force_login(cast.staff)
        response = client.post(page("new"), self.fields(client, form_key=""))
        assert "Muat ulang halaman" in response.content.decode()

    def test_titles_of_all_scripts_are_kept_as_text(self, client, cast, lab):
        client.force_login(cast.staff)
        title = "ᯇᯂ᯲ᯇᯂ᯲ 🚌 <script>alert(1)</script> \u202eabc"
        response = client.post(page("new"), self.fields(client, title=title), follow=True)
        assert Innovation.objects.get().title == title
        assert "<script>alert" not in response.content.decode()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_without_a_current_lab_says_so(self, client, cast, lab, method):
        client.force_login(cast.staff)
        fields = self.fields(client)
        Lab.objects.update(is_current=False)
        response = getattr(client, method)(page("new"), fields)
        assert "Belum ada laboratorium inovasi yang sedang berjalan" in response.content.decode()
        assert not Innovation.objects.exists()


class TestDeadlines:
    def test_shows_an_extension_with_its_reason(self, client, cast, lab):
        window = lab.windows.get(stage=Stage.DESIGN)
        window.extended_to = datetime(2030, 6, 20, 12, tzinfo=WIB)
        window.extension_reason = "Jaringan putus."
        window.save()
        client.force_login(cast.staff)
        text = client.get(page("deadlines")).content.decode()
        assert "Paling lambat 20 Jun 2030, 12.00 WIB" in text
        assert "Jaringan putus." in text

    def test_without_a_schedule_or_lab_says_so(self, client, cast, lab):
        client.force_login(cast.staff)
        StageWindow.objects.all().delete()
        assert "Jadwal tahap belum diisi" in client.get(page("deadlines")).content.decode()
        Lab.objects.update(is_current=False)
        assert "Belum ada laboratorium" in client.get(page("deadlines")).content.decode()


class TestRecord:
    def test_a_returned_record_shows_the_words_and_the_open_parts(self, client, full, cast):
        client.force_login(cast.staff)
        response = client.get(addresses(*full)["innovation"])
        assert [part.key for part, _address in response.context["open_parts"]] == ["story", "photos"]
        assert f'href="{page("photos", full[0].code)}"' in response.content.decode()
        assert response.context["asked"].note == "Fotonya gelap."

    def test_the_reviewers_internal_note_is_never_shown(self, client, at, cast):
        innovation = at(Stage.DRUM_UP, Status.SUBMITTED)
        review = workflow.review_of(cast.facilitator, innovation)
        review.internal_note = "RAHASIA PENELAAH"
        review.save()
        road.move(innovation, "return", cast.facilitator)
        client.force_login(cast.staff)
        for name in ("innovation", "preview", "sheet"):
            assert "RAHASIA" not in client.get(page(name, innovation.code)).content.decode()

    @pytest.mark.parametrize("status", list(Status))
    def test_says_where_it_stands_in_every_status(self, client, at, cast, status):
        innovation = at(Stage.DISPLAY, status)
        client.force_login(cast.staff)
        response = client.get(page("innovation", innovation.code))
        assert response.context["sentence"] in response.content.decode()
        names = [form.move.name for form in response.context["forms"]]
        assert names == [move.name for move in workflow.moves_for(cast.staff, innovation)]

    def test_names_the_first_five_of_what_is_lacking_and_where_the_rest_is(self, client, cast, lab):
        client.force_login(cast.staff)
        empty = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        text = client.get(page("innovation", empty.code)).content.decode()
        told = [lack.sentence for lack in sheets.missing(empty)]
        assert [sentence for sentence in told if escape(sentence) in text] == told[:5]
        assert "Selebihnya ada di lembar kerja." in text
        road.fill(empty, cast.staff)
        Innovation.objects.filter(pk=empty.pk).update(problem="")
        text = client.get(page("innovation", empty.code)).content.decode()
        assert "Selebihnya" not in text

    def test_one_that_already_runs_shows_its_first_stages_as_condensed(self, client, cast, lab):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        client.force_login(cast.staff)
        steps = client.get(page("innovation", innovation.code)).context["steps"]
        assert [step.state for step in steps] == ["todo", "todo", "todo", "current", "todo"]
        assert steps[0].note == "Diringkas di Delivery"

    def test_as_many_queries_for_a_long_road_as_for_a_short_one(self, client, at, cast):
        client.force_login(cast.staff)
        short, long = at(Stage.DIAGNOSE, Status.DRAFT), at(Stage.DELIVERY, Status.DRAFT)
        for innovation in (short, long):
            road.fill(innovation, cast.staff)
        assert (
            queries(client, page("innovation", short.code))
            <= queries(client, page("innovation", long.code))
            <= 15
        )
