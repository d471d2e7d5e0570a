"""Settings: what is missing is named, secrets come from files too, production is safe without being told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from inovik import environment

ROOT = Path(__file__).resolve().parent.parent
SHOW = "from django.conf import settings; print({expression})"


def settings(expression, **variables):
    """`expression` over the settings of a process with just these variables; or its last error line."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("INOVIK_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(expression=expression)],
        env=clean | {"DJANGO_SETTINGS_MODULE": "inovik.settings"} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


COMPLETE = {
    "INOVIK_SECRET_KEY": "x" * 60,
    "INOVIK_ALLOWED_HOSTS": "inovik.example.go.id",
    "DATABASE_URL": "postgres://inovik@db/inovik",
}


@pytest.mark.parametrize("missing", COMPLETE)
def test_each_missing_setting_is_named(missing):
    given = {name: value for name, value in COMPLETE.items() if name != missing}
    answer = settings("settings.DEBUG", **given)
    assert "ImproperlyConfigured" in answer
    assert missing in answer


def test_production_is_safe_without_being_told():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    shown = settings(f"[getattr(settings, name) for name in {names}]", **COMPLETE)
    assert shown == "[False, True, True, True]"


def test_the_local_database_needs_an_explicit_switch():
    given = COMPLETE | {"DATABASE_URL": "", "INOVIK_LOCAL_DB": "1"}
    assert settings("settings.DATABASES['default']['ENGINE']", **given) == "inovik.localdb"


def test_debug_needs_nothing_else():
    assert settings("settings.DATABASES['default']['ENGINE']", INOVIK_DEBUG="1") == "inovik.localdb"


def test_forwarded_addresses_count_only_behind_proxies_of_ours():
    assert settings("settings.TRUSTED_PROXIES", **COMPLETE) == "0"
    assert settings("settings.TRUSTED_PROXIES", **COMPLETE, INOVIK_TRUSTED_PROXIES="1") == "1"


def test_a_secret_is_read_from_a_file(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("dari berkas\n")
    monkeypatch.setenv("RAHASIA_FILE", str(secret))
    assert environment.text("RAHASIA") == "dari berkas"
    secret.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="empty file"):
        environment.text("RAHASIA")
    secret.unlink()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        environment.text("RAHASIA")


@pytest.mark.parametrize(
    ("written", "meant"), [("1", True), ("yes", True), ("0", False), ("off", False), ("", False)]
)
def test_a_flag_is_yes_or_no(monkeypatch, written, meant):
    monkeypatch.setenv("BENDERA", written)
    assert environment.flag("BENDERA") is meant


def test_nonsense_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("BENDERA", "mungkin")
    with pytest.raises(ImproperlyConfigured, match="BENDERA"):
        environment.flag("BENDERA")
    with pytest.raises(ImproperlyConfigured, match="BENDERA"):
        environment.number("BENDERA", 1)


def test_the_example_lists_every_variable_that_the_code_reads():
    import re

    named = set(
        re.findall(r'env\.(?:text|flag|number|words)\("([A-Z_]+)"', (ROOT / "inovik/settings.py").read_text())
    )
    listed = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named <= listed


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {}),
        ("console:", {"folder": None}),
        ("file:///var/mail", {"folder": "/var/mail"}),
        ("smtp://localhost", {"host": "localhost", "port": 25, "tls": False, "starttls": False}),
        ("smtp+tls://a:b%40c@mail.id", {"port": 587, "user": "a", "password": "b@c", "starttls": True}),
        ("smtps://a:b@mail.id:4650", {"port": 4650, "tls": True, "starttls": False}),
    ],
)
def test_the_mail_server_is_one_address(monkeypatch, url, expected):
    monkeypatch.setenv("SURAT", url)
    assert environment.mail("SURAT").items() >= expected.items()
    assert bool(environment.mail("SURAT")) is bool(url)


@pytest.mark.parametrize("url", ["mail.id", "imap://mail.id", "smtp://", "smtp://a:b@mail.id"])
def test_a_mail_server_that_cannot_be_is_refused_by_name(monkeypatch, url):
    monkeypatch.setenv("SURAT", url)
    with pytest.raises(ImproperlyConfigured, match="SURAT"):
        environment.mail("SURAT")


def test_links_in_messages_have_the_portals_own_address():
    assert settings("settings.BASE_URL", **COMPLETE) == "https://inovik.example.go.id"
    assert settings("settings.BASE_URL", INOVIK_DEBUG="1", PORT="8105") == "http://127.0.0.1:8105"
    assert settings("settings.SENDS_MAIL", **COMPLETE) == "False"
    anywhere = settings("settings.BASE_URL", **COMPLETE | {"INOVIK_ALLOWED_HOSTS": "*"})
    assert "Set INOVIK_BASE_URL" in anywhere
