"""The registry: codes, constraints, and what follows from the dates."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Agency, User
from innovations.models import Evidence, Innovation, Lab, Photo, Stage
from stages.models import Conflict, StageWindow
from tests import road


def test_codes_count_up_by_year(cast, lab):
    older = Lab.objects.create(
        name="Inovik 2016",
        slug="inovik-2016",
        year=2016,
        starts_on=date(2016, 4, 27),
        ends_on=date(2016, 4, 29),
    )
    codes = [road.register(cast.staff, where).code for where in (lab, older, lab)]
    assert codes == ["INV-2026-0001", "INV-2016-0001", "INV-2026-0002"]


def test_a_registration_that_fails_leaves_no_gap(cast, lab):
    road.register(cast.staff, lab)
    with pytest.raises(IntegrityError), transaction.atomic():
        road.register(cast.staff, lab, title="")
    assert road.register(cast.staff, lab).code == "INV-2026-0002"


def test_the_same_form_registers_once(cast, lab):
    key = uuid.uuid4()
    first = road.register(cast.staff, lab, form_key=key)
    assert road.register(cast.staff, lab, title="Klik kedua", form_key=key) == first
    assert road.register(cast.staff, lab).code == "INV-2026-0002"
    assert Innovation.objects.count() == 2


@pytest.mark.parametrize(
    ("dates", "maturity"),
    [
        ({}, "Inisiatif"),
        ({"idea_on": date(2026, 1, 1)}, "Inisiatif"),
        ({"trial_on": date(2026, 1, 1)}, "Uji coba"),
        ({"trial_on": date(2026, 1, 1), "applied_on": date(2026, 2, 1)}, "Diterapkan"),
    ],
)
def test_maturity_follows_from_the_dates(innovation, dates, maturity):
    for name, value in dates.items():
        setattr(innovation, name, value)
    assert innovation.maturity == maturity


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"trial_on": date(2026, 2, 1), "applied_on": date(2026, 1, 1)}, "applied_after_trial"),
        ({"idea_on": date(2026, 2, 1), "trial_on": date(2026, 1, 1)}, "trial_after_idea"),
        ({"idea_on": date(2026, 2, 1), "applied_on": date(2026, 1, 1)}, "applied_after_idea"),
        ({"title": ""}, "has_title"),
    ],
)
def test_the_database_refuses_a_broken_innovation(innovation, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Innovation.objects.filter(pk=innovation.pk).update(**change)


def test_the_database_refuses_broken_rows(innovation, cast, lab):
    broken = [
        (
            lambda: innovation.steps.create(
                activity="x", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)
            ),
            "ends_after",
        ),
        (lambda: innovation.measures.create(indicator="x", unit="y", actual=1), "actual_has_date"),
        (lambda: road.add_evidence(innovation, cast.staff, file="bukti/x.pdf"), "file_or_link"),
        (lambda: road.add_evidence(innovation, cast.staff, link=""), "file_or_link"),
        (lambda: road.add_evidence(innovation, cast.staff, year=1), "year_is_plausible"),
        (lambda: Conflict.objects.create(user=cast.facilitator, reason="x"), "agency_or_innovation"),
        (
            lambda: Conflict.objects.create(
                user=cast.facilitator, reason="x", agency=cast.clinic, innovation=innovation
            ),
            "agency_or_innovation",
        ),
        (lambda: StageWindow.objects.filter(stage=Stage.DESIGN).update(extension_reason="x"), "extension"),
        (
            lambda: Lab.objects.create(
                name="b",
                slug="b",
                year=2026,
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 1, 2),
                is_current=True,
            ),
            "one_current",
        ),
        (lambda: Lab.objects.filter(pk=lab.pk).update(ends_on=date(2020, 1, 1)), "ends_after_start"),
        (lambda: Agency.objects.filter(pk=cast.clinic.pk).update(latitude=2.5), "coordinates"),
        (lambda: Agency.objects.filter(pk=cast.clinic.pk).update(parent=cast.clinic), "own_parent"),
        (lambda: Agency.objects.filter(pk=cast.clinic.pk).update(whatsapp="0812"), "whatsapp"),
        (lambda: User.objects.filter(pk=cast.staff.pk).update(agency=None), "agency_exactly"),
        (lambda: User.objects.filter(pk=cast.steward.pk).update(agency=cast.clinic), "agency_exactly"),
        (lambda: User.objects.filter(pk=cast.staff.pk).update(nip="123"), "nip"),
    ]
    for make, constraint in broken:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make()


def test_the_same_picture_belongs_once_to_a_record_and_to_others_too(innovation, cast, lab):
    road.add_photo(innovation, cast.staff)
    with pytest.raises(IntegrityError, match="photo_once"), transaction.atomic():
        road.add_photo(innovation, cast.staff)
    road.add_photo(road.register(cast.staff, lab, "Lain"), cast.staff)
    assert Photo.objects.count() == 2


def test_links_repeat_but_must_be_links(innovation, cast):
    road.add_evidence(innovation, cast.staff)
    road.add_evidence(innovation, cast.staff)
    assert Evidence.objects.count() == 2
    with pytest.raises(ValidationError, match="diawali https"):
        Evidence(
            innovation=innovation,
            added_by=cast.staff,
            kind="news",
            title="x",
            year=2026,
            link="javascript:alert(1)",
        ).full_clean()


def test_a_photo_keeps_three_widths_and_lets_them_go(innovation, cast):
    from django.core.files.storage import default_storage

    photo = road.add_photo(innovation, cast.staff)
    paths = [photo.path(width) for width in (480, 960, 1600)]
    assert [default_storage.exists(path) for path in paths] == [True] * 3
    assert (photo.width, photo.height) == (1200, 800)
    photo.discard()
    assert [default_storage.exists(path) for path in paths] == [False] * 3


def test_rows_are_seen_with_their_innovation(innovation, cast):
    road.add_photo(innovation, cast.staff)
    assert Photo.objects.visible_to(cast.colleague).count() == 1
    assert Photo.objects.visible_to(cast.outsider).count() == 0
    assert Photo.objects.visible_to(cast.facilitator).count() == 0
