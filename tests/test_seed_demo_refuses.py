"""When the demo data is not made, or not half made."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Agency, District, User
from innovations.models import Innovation, Lab


def seed(**options) -> None:
    call_command("seed_demo", **{"stdout": StringIO()} | options)


def assert_untouched():
    assert not Lab.objects.filter(is_demo=True).exists()
    assert Innovation.objects.count() == 0


def test_a_database_with_a_real_lab_is_refused(lab):
    with pytest.raises(CommandError, match="laboratorium yang sesungguhnya"):
        seed()
    assert_untouched()


def test_once_leaves_a_database_in_use_alone_and_says_so(lab):
    out = StringIO()
    seed(once=True, stdout=out)
    assert "laboratorium yang sesungguhnya" in out.getvalue()
    assert "kata sandi" not in out.getvalue()  # no account was made
    assert_untouched()


def test_a_real_lab_beside_the_demo_data_is_refused(lab):
    Lab.objects.create(
        name="Contoh",
        slug="contoh",
        year=2016,
        starts_on=date(2016, 4, 27),
        ends_on=date(2016, 4, 29),
        is_demo=True,
    )
    with pytest.raises(CommandError, match="laboratorium yang sesungguhnya"):
        seed()
    assert User.objects.count() == 0


@pytest.mark.parametrize("model", [User, Agency, District])
def test_a_database_with_real_people_or_units_is_refused(db, model):
    if model is User:
        User.objects.create_user("pengelola", "kata-sandi-asli", name="Pengelola", role="STEWARD")
    else:
        model.objects.create(name="Salak", slug="salak")
    with pytest.raises(CommandError, match="sudah berisi akun, unit, atau inovasi"):
        seed()
    assert_untouched()


@pytest.mark.parametrize("number", [0, 100_001])
def test_a_number_out_of_range_is_refused(db, number):
    with pytest.raises(CommandError, match="dari 1 sampai 100000"):
        seed(innovations=number)
    assert_untouched()


class BrokenPipe(StringIO):
    """An output whose reader has gone."""

    def write(self, text):
        raise BrokenPipeError


def test_when_interrupted_nothing_is_half_there(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(BrokenPipeError):
        seed(innovations=11, stdout=BrokenPipe())
    assert_untouched()
    assert not User.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
