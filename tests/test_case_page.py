"""The page of a case: its place in the list, the rounds side by side, other records, and leaving it to others."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations import similar
from innovations.models import Innovation, Stage, Status
from stages import workflow
from stages.models import Assignment, Conflict, Criterion, DeskUnit, Notice, Review
from tests import road

QUEUE = reverse("admin:stages_case_changelist")


def page(innovation, query=""):
    return reverse("admin:stages_case_change", args=[innovation.pk]) + query


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(html)))


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def part_of(html, start, end="</section>"):
    return html.split(start)[1].split(end)[0]


def answer(innovation, **fields):
    """What a facilitator's form sends, complete and from the present page unless `fields` say otherwise."""
    criteria = Criterion.objects.filter(rubric__stage=innovation.stage, rubric__is_current=True)
    scores = {f"score-{criterion.pk}": "4" for criterion in criteria}
    sent = {"version": innovation.version, "verdict": "ready", **scores, **fields}
    return {f"review-{name}": value for name, value in sent.items()}


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def again(innovation, cast, parts=("aims",), **fields):
    """Asked to improve `parts`, the unit changes `fields` and sends once more."""
    road.move(innovation, "return", cast.facilitator, parts=dict.fromkeys(parts, "Perjelas."))
    for name, text in fields.items():
        setattr(innovation, name, text)
    innovation.save()
    road.move(innovation, "submit", cast.staff)


@pytest.fixture
def thrice(cast, at):
    """Sent three times at Design: the aims changed first, then the risks."""
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    again(innovation, cast, aims=road.text(12) + " tepat waktu")
    again(innovation, cast, ["risks"], risks=road.text(12) + " kalau hujan")
    return innovation


# What changed


def test_the_summary_names_the_parts_that_changed_and_leads_to_them(as_, cast, thrice):
    html = as_(cast.facilitator).get(page(thrice)).text
    told = part_of(html, "changes-told", "</div>")
    assert "1 bagian berubah : Risiko ." in words(told)
    assert 'href="#bagian-risks"' in told
    assert "Dibandingkan dengan kiriman 2" in told
    assert html.count('id="bagian-risks"') == 1


def test_a_first_submission_has_nothing_to_compare(as_, cast, at):
    html = as_(cast.facilitator).get(page(at(Stage.DESIGN, Status.SUBMITTED))).text
    for absent in ("changes-told", "choose-rounds", 'id="putaran"', "tidak berubah"):
        assert absent not in html


def test_what_did_not_change_is_folded_and_can_be_opened(as_, cast, thrice):
    client = as_(cast.facilitator)
    html = client.get(page(thrice)).text
    for key, is_folded in {"aims": True, "how_it_works": True, "risks": False}.items():
        assert ("tidak berubah" in part_of(html, f'id="bagian-{key}"')) is is_folded
    assert "tidak berubah</span>" not in client.get(page(thrice, "?utuh")).text


def test_a_part_that_was_asked_for_stays_open_though_nothing_changed(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    again(innovation, cast)
    html = as_(cast.facilitator).get(page(innovation)).text
    assert "Tidak ada bagian yang berubah." in html
    asked = part_of(html, 'id="bagian-aims"')
    assert "tidak berubah" not in asked
    assert "Perjelas." in asked


def test_the_whole_text_of_a_changed_part_stands_beside_the_marks(as_, cast, thrice):
    part = part_of(as_(cast.facilitator).get(page(thrice)).text, 'id="bagian-risks"')
    whole, marked = part_of(part, 'class="whole"', "</details>"), part.split('class="marked"')[1]
    assert thrice.risks in whole
    assert "<ins>" not in whole
    assert "kalau hujan" in re.search(r"<ins>.*?</ins>", marked).group()


def test_rows_that_went_are_legible_and_not_in_the_whole_text(as_, cast, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    road.move(innovation, "return", cast.facilitator, parts=["steps"])
    innovation.steps.update(activity="Menguji rute")
    road.move(innovation, "submit", cast.staff)
    part = part_of(as_(cast.facilitator).get(page(innovation)).text, 'id="bagian-steps"')
    assert '<span class="tag">dihapus</span> <del>Mendata siswa</del>' in part
    assert '<span class="tag">baru</span> <ins>Menguji rute</ins>' in part
    assert "Mendata siswa" not in part_of(part, 'class="whole"', "</details>")


@pytest.mark.parametrize("query", ["?ke=3&dari=1", "?ke=1&dari=3"])
def test_any_two_rounds_are_compared(as_, cast, thrice, query):
    html = as_(cast.facilitator).get(page(thrice, query)).text
    assert "2 bagian berubah : Tujuan , Risiko ." in words(html)
    assert "bukan kiriman terbaru" not in html


def test_an_earlier_round_is_read_as_it_was_sent_with_what_it_answered(as_, cast, thrice):
    client = as_(cast.facilitator)
    second = client.get(page(thrice, "?ke=2")).text
    assert "bukan kiriman terbaru" in second
    assert "kalau hujan" not in part_of(second, 'class="sheet"', 'class="case-review"')
    assert "Perjelas." in part_of(second, 'id="bagian-aims"')
    assert "Perjelas." not in part_of(second, 'id="bagian-risks"')
    assert "changes-told" not in client.get(page(thrice, "?ke=1")).text


@pytest.mark.parametrize(
    "query", ["?ke=9&dari=0", "?ke=x&dari=-1", "?ke=3&dari=3", "?ke=%F0%9F%9A%8C&dari=", "?ke=" + "9" * 5000]
)
def test_a_choice_that_does_not_exist_is_the_usual_one(as_, cast, thrice, query):
    assert "1 bagian berubah : Risiko ." in words(as_(cast.facilitator).get(page(thrice, query)).text)


def test_each_round_says_what_was_asked_and_answered(as_, cast, thrice):
    html = part_of(as_(cast.facilitator).get(page(thrice)).text, 'id="putaran"')
    said = words(html)
    for sentence in ("Kiriman 3", "belum dijawab", "Kiriman 1", "Minta perbaikan", "Tujuan : Perjelas."):
        assert sentence in said
    assert said.index("Kiriman 3") < said.index("Kiriman 2") < said.index("Kiriman 1")
    assert 'href="?ke=1#lembar"' in html


# Other records


def test_the_units_other_innovations_are_those_that_the_reader_may_see(as_, cast, lab, at):
    innovation = at(Stage.DESIGN, Status.SUBMITTED)
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Kebun Gambir")
    road.register(cast.staff, lab, "Draf yang belum dikirim")
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Milik puskesmas", user=cast.outsider)
    shown = words(part_of(as_(cast.facilitator).get(page(innovation)).text, 'id="seunit"'))
    assert "Kebun Gambir Drum-up Ditelaah fasilitator" in shown
    assert "Draf yang" not in shown
    assert "puskesmas" not in shown
    road.move(innovation, "recommend", cast.facilitator)
    assert 'id="seunit"' not in as_(cast.executive).get(page(innovation)).text


def test_eight_are_shown_and_the_list_has_the_rest(as_, cast, at):
    innovation = at(Stage.DRUM_UP, Status.SUBMITTED, title="Yang dibaca")
    for number in range(8):
        at(Stage.DRUM_UP, Status.SUBMITTED, title=f"Nomor {number}")
    client = as_(cast.facilitator)
    assert "Semua inovasi unit ini" not in client.get(page(innovation)).text
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Nomor 8")
    at(Stage.DRUM_UP, Status.SUBMITTED, title="Milik puskesmas", user=cast.outsider)
    shown = part_of(client.get(page(innovation)).text, 'id="seunit"')
    assert shown.count("<li>") == 8
    rest = unescape(re.search(r'href="([^"]+)">Semua inovasi', shown).group(1))
    listed = words(client.get(rest).text)
    assert all(f"Nomor {number}" in listed for number in range(9))
    assert "Milik puskesmas" not in listed


def test_similar_records_are_those_that_the_reader_may_see(cast, lab, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Bus Sekolah Gratis")
    theirs = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Bus Sekolah Kecamatan", user=cast.outsider)
    road.register(cast.outsider, lab, "Bus Sekolah yang belum dikirim")
    assert similar.to_review(cast.facilitator, innovation, "") == [theirs]
    assert similar.to_review(cast.executive, innovation, "") == []


def test_what_a_unit_writes_now_is_not_found_by_its_words(cast, at):
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Angkutan murid pegunungan")
    theirs = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Puskesmas", user=cast.outsider)
    Innovation.objects.filter(pk=theirs.pk).update(problem="Murid pegunungan butuh angkutan")
    assert similar.to_review(cast.facilitator, innovation, "") == [theirs]
    road.move(theirs, "return", cast.facilitator)
    assert similar.to_review(cast.facilitator, innovation, "") == []


# Going through the list


@pytest.fixture
def three(at):
    return [at(Stage.DRUM_UP, Status.SUBMITTED, title=title) for title in ("Satu", "Dua", "Tiga")]


def test_the_page_says_where_in_the_list_it_is(as_, cast, three):
    first, second, third = three
    client = as_(cast.facilitator)
    bar = part_of(client.get(page(second)).text, '<nav class="place', "</nav>")
    assert "2 dari 3" in words(bar)
    assert f'rel="prev" href="{page(first)}"' in bar
    assert f'rel="next" href="{page(third)}">Berikutnya<' in bar
    skip = re.search(r'href="([^"]+)">Lewati<', bar).group(1)
    assert skip == page(third, f"?_changelist_filters=lewati%3D{second.pk}")
    assert 'rel="prev"' not in part_of(client.get(page(first)).text, '<nav class="place', "</nav>")


def test_what_was_skipped_comes_again_when_the_others_are_done(as_, cast, three):
    first, second, third = three
    client = as_(cast.facilitator)
    skipped = client.get(page(second, f"?_changelist_filters=lewati%3D{first.pk}"))
    recommend = reverse("admin:stages_case_move", args=[second.pk, "recommend"])
    sent = answer(second) | {"_changelist_filters": f"lewati={first.pk}"}
    assert "2 dari 3" in words(skipped.text)
    assert client.post(recommend, sent).url == page(third, f"?_changelist_filters=lewati%3D{first.pk}")
    recommend = reverse("admin:stages_case_move", args=[third.pk, "recommend"])
    assert client.post(recommend, answer(third) | sent).url.startswith(page(first))


def test_a_case_that_waits_for_somebody_else_says_so(as_, cast, three):
    first, second, _third = three
    road.move(first, "recommend", cast.facilitator2)
    bar = part_of(as_(cast.facilitator).get(page(first)).text, '<nav class="place', "</nav>")
    assert "tidak ada di daftar yang menunggu Anda" in words(bar)
    assert f'rel="next" href="{page(second)}">Berikutnya<' in bar


def test_an_answer_leads_to_the_case_after_it_and_at_the_end_back_to_what_was_skipped(as_, cast, three):
    first, second, third = three
    client = as_(cast.facilitator)

    def recommend(innovation):
        address = reverse("admin:stages_case_move", args=[innovation.pk, "recommend"])
        return client.post(address, answer(innovation)).url

    assert recommend(second) == page(third)
    assert recommend(third) == page(first)
    assert recommend(first) == QUEUE


def test_keeping_stays_or_goes_on_as_asked(as_, cast, three):
    client = as_(cast.facilitator)
    keep = reverse("admin:stages_case_review", args=[three[0].pk])
    assert client.post(keep, answer(three[0], reply="Nanti.")).url == page(three[0])
    response = client.post(keep, answer(three[0], reply="Nanti saja.") | {"onward": "1"})
    assert response.url == page(three[1])
    assert "Telaah tersimpan" in told(response)
    assert Review.objects.get(reply="Nanti saja.").finished_at is None


def test_the_filters_of_the_list_travel_with_every_step(as_, cast, at, three):
    other = at(Stage.DIAGNOSE, Status.SUBMITTED, title="Di tahap lain")
    client = as_(cast.facilitator)
    kept = "?_changelist_filters=stage__exact%3Ddrum_up"
    assert page(three[0], kept) in unescape(client.get(f"{QUEUE}?stage__exact=drum_up").text)
    html = client.get(page(three[2], kept)).text
    assert f'href="{page(three[1], kept)}"' in html
    assert page(other) not in part_of(html, '<nav class="place', "</nav>")
    assert f'href="{QUEUE}?stage__exact=drum_up"' in html
    assert '<input type="hidden" name="_changelist_filters" value="stage__exact=drum_up">' in html
    recommend = reverse("admin:stages_case_move", args=[three[0].pk, "recommend"])
    sent = answer(three[0]) | {"_changelist_filters": "stage__exact=drum_up"}
    assert client.post(recommend, sent).url == page(three[1], kept)


def test_filters_cannot_lead_elsewhere(as_, cast, three):
    address = reverse("admin:stages_case_review", args=[three[0].pk])
    sent = answer(three[0], reply="x") | {"_changelist_filters": "//evil.example/\r\nX: y" + "z" * 9000}
    url = as_(cast.facilitator).post(address, sent).url
    assert url.startswith(page(three[0], "?_changelist_filters=%2F%2Fevil.example"))
    assert len(url) < 7_000


# Leaving it to others


def abstain(innovation):
    return reverse("admin:stages_case_abstain", args=[innovation.pk])


@pytest.fixture
def assigned(cast, three):
    Assignment.objects.create(innovation=three[0], reviewer=cast.facilitator, assigned_by=cast.steward)
    return three[0]


def test_who_was_assigned_steps_back_and_the_steward_hears_why(as_, cast, assigned, three):
    client = as_(cast.facilitator)
    assert "Saya tidak menelaah yang ini" in client.get(page(assigned)).text
    response = client.post(abstain(assigned), {"abstain-reason": "Di luar bidang saya."})
    assert response.url == page(three[1])
    assert "Penugasan Anda untuk 'Satu' berakhir; pengelola sudah diberi tahu." in told(response)
    assert Assignment.objects.get().ended_at is not None
    notice = Notice.objects.get(kind="stepped_back")
    assert (notice.user, notice.facts["note"]) == (cast.steward, "Di luar bidang saya.")
    assert "Sari Fasilitator tidak menelaahnya" in words(as_(cast.steward).get("/kerja/kabar/").text)
    assert not Conflict.objects.exists()
    assert assigned in workflow.waiting_for(cast.facilitator2)


def test_a_conflict_ends_the_assignment_as_well(as_, cast, assigned):
    declare = reverse("admin:stages_case_conflict", args=[assigned.pk])
    as_(cast.facilitator).post(declare, {"conflict-reason": "Kepala unitnya paman saya."})
    assert Conflict.objects.get().innovation == assigned
    assert Assignment.objects.get().ended_at is not None
    assert Notice.objects.get(kind="stepped_back").facts["note"] == "Kepala unitnya paman saya."
    assert assigned in workflow.waiting_for(cast.facilitator2)


def test_without_a_reason_nothing_ends_and_what_was_typed_stays(as_, cast, assigned):
    client = as_(cast.facilitator)
    assert "Tulis alasannya" in words(client.post(abstain(assigned), {"abstain-reason": " "}).text)
    long = client.post(abstain(assigned), {"abstain-reason": "sibuk " * 60})
    assert "250" in words(long.text)
    assert "sibuk sibuk" in long.text
    assert Assignment.objects.get().ended_at is None


def test_a_case_open_to_all_is_just_skipped(as_, cast, three):
    client = as_(cast.facilitator)
    assert "Saya tidak menelaah yang ini" not in client.get(page(three[0])).text
    response = client.post(abstain(three[0]), {"abstain-reason": "Sibuk."})
    assert "tidak ditugaskan kepada Anda" in words(response.text)
    assert "Sibuk." in response.text
    assert not Notice.objects.filter(kind="stepped_back").exists()


def test_a_unit_at_the_desk_stays_there_until_the_steward_moves_it(as_, cast, lab, three):
    DeskUnit.objects.create(
        lab=lab, reviewer=cast.facilitator, agency=cast.education, assigned_by=cast.steward
    )
    response = as_(cast.facilitator).post(abstain(three[0]), {"abstain-reason": "Sibuk."})
    assert "Selama unitnya ada di meja Anda" in told(response)
    assert Notice.objects.filter(kind="stepped_back", user=cast.steward).count() == 1


def test_following_the_link_or_another_role_ends_nothing(as_, cast, assigned):
    assert as_(cast.facilitator).get(abstain(assigned)).url == page(assigned)
    for other in (cast.facilitator2, cast.steward):
        as_(other).post(abstain(assigned), {"abstain-reason": "Bukan saya."})
    for outsider in (cast.staff, cast.executive):
        assert as_(outsider).post(abstain(assigned), {"abstain-reason": "x"}).status_code in {302, 404}
    assert Assignment.objects.get().ended_at is None


# Budget


@pytest.mark.parametrize(
    ("person", "stage", "status"),
    [
        ("facilitator", Stage.DISPLAY, Status.SUBMITTED),
        ("executive", Stage.DISPLAY, Status.ENDORSED),
        ("steward", Stage.DISPLAY, Status.APPROVED),
    ],
)
def test_it_takes_as_few_queries_with_three_of_everything(as_, cast, at, person, stage, status):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(innovation)).status_code == 200
        return len(queries)

    innovation = at(stage, status)
    at(Stage.DISPLAY, status, title="Bus Sekolah Lain")
    client = as_(getattr(cast, person))
    one = count()
    for number in range(2):
        at(Stage.DISPLAY, status, title=f"Bus Sekolah Nomor {number}")
        road.add_photo(innovation, cast.staff, colour=(number, 9, 9))
        road.add_evidence(innovation, cast.staff, link=f"https://contoh.go.id/{number}")
        if status == Status.SUBMITTED:
            again(innovation, cast, ["story"])
    assert count() == one <= 20
