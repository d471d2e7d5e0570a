"""Settings from the environment: read, converted, and missed by name."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, or `default`.

    A secret may also be kept in a file that `<name>_FILE` names (systemd credentials, container
    secrets). Raises ImproperlyConfigured, naming the variable, when there is no value and no default.
    """
    if value := os.environ.get(name, "").strip():
        return value
    if path := os.environ.get(f"{name}_FILE", "").strip():
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error}") from error
        if value:
            return value
        raise ImproperlyConfigured(f"{name}_FILE names an empty file: {path}")
    if default is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE); .env.example says what it is.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """The variable as a comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def mail(name: str, default: str = "") -> dict:
    """The variable as the way mail goes out: backend, host, port, user, password, tls, starttls, folder.

    `smtps://user:password@host` speaks TLS from the start, `smtp+tls://` after STARTTLS, `smtp://` none: only for a
    server on this machine or network that asks for no password. `file:///folder` writes letters as files,
    `console:` prints them. Empty: no mail goes out, and the answer is empty.
    """
    if not (url := text(name, default)):
        return {}
    given = urlsplit(url)
    if given.scheme in {"console", "file"}:
        backend = {"console": "console", "file": "filebased"}[given.scheme]
        return {"backend": f"django.core.mail.backends.{backend}.EmailBackend", "folder": given.path or None}
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if given.scheme not in ports or not given.hostname:
        raise ImproperlyConfigured(
            f"{name} is smtps://user:password@host, smtp+tls://, smtp:// or file:///folder."
        )
    if given.scheme == "smtp" and given.password:
        raise ImproperlyConfigured(
            f"{name} would send its password in the clear: use smtps:// or smtp+tls://."
        )
    return {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": given.hostname,
        "port": given.port or ports[given.scheme],
        "user": unquote(given.username or ""),
        "password": unquote(given.password or ""),
        "tls": given.scheme == "smtps",
        "starttls": given.scheme == "smtp+tls",
    }
