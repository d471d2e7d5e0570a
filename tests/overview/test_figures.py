"""Coverage, times to an answer, returns and stops: against records set down by hand."""

from accounts.models import Agency, Role, User
from innovations.models import Stage, Status
from stages.models import Assignment, DeskUnit, Point
from tests import road
from tests.overview.reading import column

# Coverage


def test_units_count_once_by_the_best_that_they_have(look, cast, put, lab):
    village = Agency.objects.create(
        name="Desa Sukaramai", short_name="Sukaramai", slug="sukaramai", kind="desa"
    )
    Agency.objects.create(name="Dinas Lama", short_name="Lama", slug="lama", kind="dinas", is_active=False)
    clerk = User.objects.create(username="desa", name="Kasi", role=Role.AGENCY, agency=village)
    put(Stage.DRUM_UP, Status.DRAFT)
    put(Stage.DISPLAY, Status.PUBLISHED)
    put(Stage.DRUM_UP, Status.STOPPED, user=clerk)
    found = look(cast.steward)
    assert found["jenis"] == [
        ["Jenis unit", "Unit", "Belum ada", "Draf", "Pernah dikirim", "Diumumkan"],
        ["Dinas", "1", "0", "0", "0", "1"],
        ["Puskesmas", "1", "1", "0", "0", "0"],
        ["Desa/kelurahan", "1", "1", "0", "0", "0"],
    ]
    assert found["kecamatan"][1:] == [
        ["Salak", "1", "1", "0", "0", "0"],
        ["Tingkat kabupaten", "2", "1", "0", "0", "1"],
    ]
    assert found["tanpa-inovasi"][1:] == [
        ["Desa Sukaramai", "Desa/kelurahan", "–"],
        ["UPT Puskesmas Sibande", "Puskesmas", "Salak"],
    ]
    put(Stage.DRUM_UP, Status.DRAFT, user=clerk)
    put(Stage.DIAGNOSE, Status.RETURNED, user=cast.outsider)
    found = look(cast.steward)
    assert column(found["jenis"], "Draf")["Desa/kelurahan"] == "1"
    assert column(found["jenis"], "Pernah dikirim")["Puskesmas"] == "1"
    assert "Setiap unit sudah punya inovasi." in found["text"]


def test_the_target_and_what_has_been_reached(look, cast, put):
    for place in (
        (Stage.DRUM_UP, Status.DRAFT),
        (Stage.DISPLAY, Status.APPROVED),
        (Stage.DISPLAY, Status.PUBLISHED),
    ):
        put(*place)
    put(Stage.DRUM_UP, Status.STOPPED)
    assert look(cast.executive)["target"][1:] == [
        ["Terdaftar", "3", "3"],
        ["Pernah dikirim", "2", "2"],
        ["Disetujui atau diumumkan", "2", "2"],
        ["Target", "100", "–"],
    ]


# Answers


def test_days_from_submission_to_answer(look, cast, answered):
    jawaban = look(cast.executive)["jawaban"]
    assert jawaban[1:] == [
        ["Bayu Fasilitator", "1", "30,0", "30,0", "0"],
        ["Sari Fasilitator", "10", "5,5", "9,1", "0"],
        ["Semua fasilitator", "11", "6,0", "10,0", "0"],
    ]


def test_a_facilitator_reads_the_own_line_and_the_whole(look, cast, answered):
    found = look(cast.facilitator)
    assert [row[0] for row in found["jawaban"][1:]] == ["Sari Fasilitator", "Semua fasilitator"]
    assert "Bayu" not in found["text"]


def test_answers_of_a_period_alone(look, cast, answered, put, step):
    old = put(Stage.DRUM_UP, Status.RETURNED)
    step(old, "submit", cast.staff, 35, "draft", "submitted")
    step(old, "return", cast.facilitator, 31, "submitted", "returned")
    for period, answers in {"semua": "12", "30": "11", "90": "12", "7": "12"}.items():
        found = look(cast.executive, masa=period)
        assert column(found["jawaban"], "Jawaban")["Semua fasilitator"] == answers
        assert ('aria-current="page">30 hari terakhir' in found["text"]) is (period == "30")


def test_what_waits_now_stands_with_whom_it_was_given_to(look, cast, put, lab):
    given = {"assigned_by": cast.steward}
    by_name, by_desk = (
        put(Stage.DRUM_UP, Status.SUBMITTED),
        put(Stage.DRUM_UP, Status.SUBMITTED, user=cast.outsider),
    )
    put(Stage.DRUM_UP, Status.SUBMITTED)
    Assignment.objects.create(innovation=by_name, reviewer=cast.facilitator, **given)
    DeskUnit.objects.create(lab=lab, agency=by_desk.agency, reviewer=cast.facilitator2, **given)
    assert column(look(cast.steward)["jawaban"], "Menunggu sekarang") == {
        "Sari Fasilitator": "1", "Bayu Fasilitator": "1", "Semua fasilitator": "3"
    }  # fmt: skip


# Returns and stops


def test_returns_are_counted_by_stage_and_by_part(look, cast, put, step):
    first, second = put(Stage.DRUM_UP, Status.RETURNED), put(Stage.DESIGN, Status.RETURNED, title="Rencana")
    returns = [
        step(first, "return", cast.facilitator, 100, "submitted", "returned", note="Lama", parts=["duty"]),
        step(
            first,
            "return",
            cast.facilitator,
            3,
            "submitted",
            "returned",
            note="Perjelas.",
            parts=["duty", "team"],
        ),
        step(second, "return", cast.executive, 2, "endorsed", "returned", note="=1+1", parts=["risks"]),
    ]
    for record in returns:
        Point.objects.bulk_create(Point(record=record, part=part) for part in record.parts)
    found = look(cast.steward)
    assert found["dikembalikan"][1:] == [
        ["Drum-up", "2", "0", "2"],
        ["Diagnose", "0", "0", "0"],
        ["Design", "0", "1", "1"],
        ["Delivery", "0", "0", "0"],
        ["Display", "0", "0", "0"],
    ]
    assert found["bagian"][1:] == [
        ["Tugas yang diperbaiki", "2", "50"],
        ["Risiko", "1", "25"],
        ["Penanggung jawab dan tim", "1", "25"],
    ]
    assert [(row[0], row[5], row[7]) for row in found["alasan"][1:]] == [
        (second.code, "Kantor Bupati", "=1+1"),
        (first.code, "Fasilitator LAN", "Perjelas."),
        (first.code, "Fasilitator LAN", "Lama"),
    ]
    recent = look(cast.steward, masa="90")
    assert column(recent["bagian"], "Kali diminta")["Tugas yang diperbaiki"] == "1"
    assert "Lama" not in str(recent["alasan"])


def test_what_was_stopped_tells_its_reason_and_lesson(look, cast, at):
    stopped = at(Stage.DIAGNOSE, Status.STOPPED, title="Kartu Sehat")
    again = at(Stage.DRUM_UP, Status.STOPPED, title="Dibuka lagi")
    road.move(again, "reopen", cast.steward)
    rows = look(cast.steward)["dihentikan"][1:]
    assert [(row[0], row[3], *row[5:]) for row in rows] == [
        (stopped.code, "Diagnose", "Staf SKPD", "Catatan.", "Pelajaran.")
    ]
