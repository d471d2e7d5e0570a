"""What each stage is judged by: the first edition, the next ones, and the reviews between them."""

import pytest
from django.urls import reverse

from innovations.models import Stage, Status
from stages import reviews
from stages.models import Review, Rubric, Score
from stages.rubrics import weighted_mean
from tests.pages import typed
from tests.test_desk_case import answer, page, words

ADD = reverse("admin:stages_rubric_add")
KEYS = ["kebaruan", "efektivitas", "manfaat", "kemudahan-disebarkan", "keberlanjutan"]


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def copy_of(client, rubric, **changes):
    """What the form of a new edition sends that begins with the sentences of `rubric`."""
    return typed(client.get(f"{ADD}?dari={rubric.pk}"), having="criteria-TOTAL_FORMS", **changes) | {
        "stage": rubric.stage  # a select
    }


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_first_edition_that_can_be_used(rubrics, stage):
    rubric = Rubric.objects.get(stage=stage, is_current=True)
    criteria = list(rubric.criteria.all())
    assert (rubric.edition, [criterion.key for criterion in criteria]) == (1, KEYS)
    assert sum(criterion.weight for criterion in criteria) == 100
    for criterion in criteria:
        assert criterion.question
        assert len(criterion.anchors) == 5
        assert len(set(criterion.anchors)) == 5


def test_no_sentence_is_said_twice(rubrics):
    sentences = [one for rubric in Rubric.objects.all() for c in rubric.criteria.all() for one in c.anchors]
    assert len(sentences) == len(set(sentences)) == 125


@pytest.mark.parametrize(
    ("scored", "mean"),
    [
        ([(50, 5), (50, 3)], 4),
        ([(75, 5), (25, 1)], 4),
        ([(75, 5), (25, None)], 5),
        ([(100, None)], None),
        ([], None),
    ],
)
def test_the_weighted_mean_counts_what_is_scored(scored, mean):
    assert weighted_mean(scored) == mean


def test_the_steward_copies_an_edition_changes_it_and_it_is_in_force(as_, cast, rubrics):
    old = Rubric.objects.get(stage=Stage.DESIGN)
    client = as_(cast.steward)
    shown = client.get(reverse("admin:stages_rubric_change", args=[old.pk]))
    assert f'href="{ADD}?dari={old.pk}"' in shown.text
    assert 'name="_save"' not in shown.text
    for said in ("Efektivitas", "5 Menyambung, masuk akal, dan risikonya sudah ada jalan keluarnya."):
        assert said in words(shown)

    sent = copy_of(
        client, old, **{"criteria-0-label": "Kebaruan cara kerja", "criteria-0-anchor_1": "Sama saja."}
    )
    sent |= {"criteria-0-weight": "25", "criteria-4-weight": "10"}
    response = client.post(ADD, sent)
    assert response.status_code == 302, words(response)
    new = Rubric.objects.get(stage=Stage.DESIGN, is_current=True)
    assert (new.edition, rubrics_of(Stage.DESIGN)) == (2, [new, old])
    criteria = list(new.criteria.all())
    assert [criterion.key for criterion in criteria] == KEYS  # so that editions can be compared
    assert [criterion.weight for criterion in criteria] == [25, 30, 20, 15, 10]
    assert (criteria[0].label, criteria[0].anchors[0]) == ("Kebaruan cara kerja", "Sama saja.")
    assert criteria[1].anchors == old.criteria.get(key="efektivitas").anchors
    assert old.criteria.get(key="kebaruan").label == "Kebaruan"


def rubrics_of(stage):
    return list(Rubric.objects.filter(stage=stage))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"criteria-0-weight": "10"}, "Bobot semua kriteria harus berjumlah 100; sekarang 95."),
        ({"criteria-0-weight": "0"}, "1 atau lebih"),
        ({"criteria-0-weight": ""}, "Isi bagian ini."),
        ({"criteria-1-anchor_3": ""}, "Isi bagian ini."),
        ({"criteria-1-label": "Kebaruan", "criteria-1-key": ""}, "Dua kriteria bernama"),
    ],
)
def test_an_edition_that_cannot_be_used_is_refused_and_stays_on_the_page(
    as_, cast, rubrics, changes, sentence
):
    old = Rubric.objects.get(stage=Stage.DESIGN)
    client = as_(cast.steward)
    response = client.post(ADD, copy_of(client, old, **changes, note="Catatan saya"))
    assert sentence in words(response)
    assert typed(response, having="criteria-TOTAL_FORMS")["note"] == "Catatan saya"
    assert rubrics_of(Stage.DESIGN) == [old]


def test_a_rubric_without_criteria_is_refused(as_, cast, rubrics):
    client = as_(cast.steward)
    sent = typed(client.get(ADD), having="criteria-TOTAL_FORMS")
    assert sent["criteria-TOTAL_FORMS"] == "5"
    assert "sekarang 0." in words(client.post(ADD, sent | {"stage": "design"}))
    assert client.get(f"{ADD}?dari=9999").status_code == client.get(f"{ADD}?dari=x").status_code == 200


def test_nobody_changes_or_removes_an_edition(as_, cast, rubrics):
    old = Rubric.objects.get(stage=Stage.DESIGN)
    client = as_(cast.steward)
    change = reverse("admin:stages_rubric_change", args=[old.pk])
    assert client.post(change, copy_of(client, old)).status_code == 403
    assert (
        client.post(reverse("admin:stages_rubric_delete", args=[old.pk]), {"post": "yes"}).status_code == 403
    )
    for other in (cast.facilitator, cast.executive):
        assert as_(other).get(ADD).status_code == 403
        assert as_(other).get(change).status_code == 403


def test_a_review_goes_on_with_the_edition_it_began_with(as_, cast, at, rubrics):
    case = at(Stage.DESIGN, Status.SUBMITTED)
    begun, old = answer(case, reply="Mulai."), Rubric.objects.get(stage=Stage.DESIGN)
    keep = reverse("admin:stages_case_review", args=[case.pk])
    as_(cast.facilitator).post(keep, begun)
    steward = as_(cast.steward)
    steward.post(ADD, copy_of(steward, old, **{"criteria-0-label": "Kesegaran gagasan"}))
    shown = as_(cast.facilitator).get(page(case))
    assert "Kesegaran gagasan" not in words(shown)
    as_(cast.facilitator).post(reverse("admin:stages_case_move", args=[case.pk, "recommend"]), begun)
    review = Review.objects.get(reply="Mulai.")
    assert (review.rubric, review.scores.count()) == (old, 5)
    assert set(Score.objects.values_list("criterion__rubric", flat=True)) == {old.pk}


def test_a_review_that_begins_later_takes_the_new_one_unless_its_page_is_older(as_, cast, at, rubrics):
    case, old = at(Stage.DESIGN, Status.SUBMITTED), Rubric.objects.get(stage=Stage.DESIGN)
    keep = reverse("admin:stages_case_review", args=[case.pk])
    older = typed(as_(cast.facilitator2).get(page(case)), having="review-reply") | answer(case, reply="Lama.")
    steward = as_(cast.steward)
    steward.post(ADD, copy_of(steward, old, **{"criteria-0-label": "Kesegaran gagasan"}))
    assert "Kesegaran gagasan" in words(as_(cast.facilitator).get(page(case)))
    as_(cast.facilitator).post(keep, answer(case, reply="Baru."))
    as_(cast.facilitator2).post(keep, older)
    assert Review.objects.get(reply="Baru.").rubric.edition == 2
    review = Review.objects.get(reply="Lama.")
    assert (review.rubric, len(reviews.scores_of(review))) == (old, 5)


def test_without_a_rubric_a_review_needs_only_a_verdict(as_, cast, at, rubrics):
    case = at(Stage.DRUM_UP, Status.SUBMITTED)
    Rubric.objects.filter(stage=Stage.DRUM_UP).delete()
    assert "Penilaian" not in words(as_(cast.facilitator).get(page(case)))
    as_(cast.facilitator).post(reverse("admin:stages_case_move", args=[case.pk, "recommend"]), answer(case))
    case.refresh_from_db()
    assert case.stage == Stage.DIAGNOSE
