"""The cast: the people and places that tests tell their stories with."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import translation
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import Agency, District, Role, User
from festival.models import Festival
from innovations.models import Lab, Stage
from stages.migrations import _first_editions
from stages.models import Rubric, StageWindow
from tests import road

WIB = ZoneInfo("Asia/Jakarta")
PASSWORD = "rahasia-desa-2026"


@pytest.fixture(autouse=True)
def _indonesian():
    """A request under /en/ leaves its language to the thread; the next test begins in Indonesian."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _second_factor_shown(monkeypatch):
    """`force_login` of somebody who needs a second factor has it too. `by_password` signs in without."""
    by_password = Client.force_login

    def force_login(client, user, backend=None):
        by_password(client, user, backend)
        if second_factor.is_required(user):
            session = client.session
            session[second_factor.SHOWN] = phone(user).pk
            session.save()

    monkeypatch.setattr(Client, "force_login", force_login)
    monkeypatch.setattr(Client, "by_password", by_password, raising=False)


def phone(user) -> TOTPDevice:
    """The phone that this person signs in with; its next code is good, whatever the test before has used up."""
    device, _is_new = TOTPDevice.objects.get_or_create(user=user, confirmed=True)
    device.last_t = -1
    device.drift = device.throttling_failure_count = 0
    device.save()
    return device


def code_of(device: TOTPDevice) -> str:
    """What the phone shows now."""
    return f"{totp(device.bin_key, drift=device.drift):06}"


@pytest.fixture
def rubrics(db):
    """What the migrations bring along, also after a test that emptied the database."""
    if not Rubric.objects.exists():
        _first_editions.write_rubrics(apps)
        _first_editions.write_snippets(apps)


@pytest.fixture
def lab(rubrics):
    lab = Lab.objects.create(
        name="Inovik 2026",
        slug="inovik-2026",
        year=2026,
        starts_on=date(2026, 3, 3),
        ends_on=date(2026, 3, 5),
        is_current=True,
    )
    for stage in Stage:
        StageWindow.objects.create(
            lab=lab,
            stage=stage,
            opens_at=datetime(2026, 2 + stage.number, 1, 8, tzinfo=WIB),
            due_at=datetime(2030, 2 + stage.number, 20, 16, tzinfo=WIB),
        )
    return lab


@pytest.fixture
def festival(lab):
    return Festival.objects.create(
        lab=lab,
        name="Festival Inovasi 2026",
        slug="2026",
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 12, 1),
    )


@pytest.fixture
def cast(db):
    """staff and colleague of Dinas Pendidikan, an outsider of a puskesmas, and the reviewers."""
    district = District.objects.create(code="12.15.03", name="Salak", slug="salak")
    education = Agency.objects.create(
        name="Dinas Pendidikan", short_name="Disdik", slug="dinas-pendidikan", kind="dinas"
    )
    clinic = Agency.objects.create(
        name="UPT Puskesmas Sibande",
        short_name="PKM Sibande",
        slug="puskesmas-sibande",
        kind="puskesmas",
        district=district,
    )
    password = make_password(PASSWORD)

    def person(username, name, role, agency=None):
        return User.objects.create(username=username, name=name, role=role, agency=agency, password=password)

    return SimpleNamespace(
        district=district,
        education=education,
        clinic=clinic,
        staff=person("staf", "Rosmaida Manik", Role.AGENCY, education),
        colleague=person("rekan", "Tomi Solin", Role.AGENCY, education),
        outsider=person("luar", "Juni Bancin", Role.AGENCY, clinic),
        facilitator=person("fasilitator", "Sari Fasilitator", Role.FACILITATOR),
        facilitator2=person("fasilitator2", "Bayu Fasilitator", Role.FACILITATOR),
        executive=person("kantorbupati", "Ajudan Bupati", Role.EXECUTIVE),
        steward=person("pengelola", "Dewi Pengelola", Role.STEWARD),
        juror=person("juri", "Rina Juri", Role.JUROR),
    )


@pytest.fixture
def innovation(cast, lab, festival):
    """A new draft of Dinas Pendidikan."""
    return road.register(cast.staff, lab)


@pytest.fixture
def at(cast, lab, festival):
    """at(stage, status): a record of Dinas Pendidikan brought there along the road."""

    def bring(stage, status, *, title="Bus Sekolah Gratis", user=None):
        return road.bring_to(road.register(user or cast.staff, lab, title), stage, status, cast)

    return bring
