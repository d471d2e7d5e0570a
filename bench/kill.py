"""Kills the server a hundred times while a page keeps what is typed and sends a photo: `python -m bench.kill`.

One client does what the browser's scripts do: it sends one message at a time, and when the answer is lost it
sends just that message again before anything newer. At a random moment the server's processes get SIGKILL, and
a new server starts on the same port. At the end the database is compared with what was acknowledged: nothing
acknowledged may be missing, nothing may be there twice. Works in the bench's own database.
"""

import argparse
import hashlib
import http.client
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from bench.__main__ import PROJECT, _free_port, _wait_for, use_database

PIECE = 131_072
TOKEN = "k" * 32  # cookie and header agree: that is what the server checks


@dataclass
class Told:
    """What the client sent and what was acknowledged."""

    text: str = ""  # the last text acknowledged
    texts: int = 0
    rows: dict[str, str] = field(default_factory=dict)  # key: name
    photos: dict[str, str] = field(default_factory=dict)  # key: caption
    answers: int = 0
    repeated: int = 0
    conflicts: int = 0


class Server:
    """gunicorn on one port, killed and started again."""

    def __init__(self):
        self.port = _free_port()
        self.start()

    def start(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "inovik.wsgi:application",
            f"--bind=127.0.0.1:{self.port}",
        ]
        command += ["--workers=2", "--max-requests=0", "--log-level=critical"]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        _wait_for(self.port, self.process)

    def kill(self):
        """SIGKILL to master and workers at once: nobody says goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


class Client(threading.Thread):
    """A clerk who types without end, on one record."""

    def __init__(self, server: Server, code: str, session: str):
        super().__init__(daemon=True)
        self.server, self.code = server, code
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Host": "127.0.0.1",
        }
        self.told, self.is_running, self.fault = Told(), True, None

    def run(self):
        try:
            while self.is_running:
                self._type()
                self._add_row()
                self._send_photo()
        except Exception as error:
            self.fault = error

    def _type(self):
        from stages.sheet_forms import mark

        text = f"Tulisan nomor {self.told.texts + 1} dari petugas yang mengetik terus."
        values = {"duty": {"mark": mark(self.told.text), "value": text}}
        answer = self._keep({"part": "duty", "values": values})
        self.told.conflicts += len(answer["conflicts"])
        assert answer["marks"] == {"duty": mark(text)}, answer
        self.told.text, self.told.texts = text, self.told.texts + 1

    def _add_row(self):
        from stages.sheet_forms import mark

        key, name = str(uuid.uuid4()), f"Anggota {len(self.told.rows) + 1}"
        if len(self.told.rows) >= 90:
            return
        values = {"name": {"mark": mark(""), "value": name}, "duty": {"mark": mark(""), "value": "Petugas"}}
        answer = self._keep({"part": "team", "row": key, "new": True, "values": values})
        assert answer["saved"], answer
        self.told.rows[key] = name

    def _send_photo(self):
        if len(self.told.photos) >= 12:
            return
        number = len(self.told.photos) + 1
        content = _picture(number)
        key, caption = str(uuid.uuid4()), f"Foto nomor {number}"
        told = {
            "key": key,
            "kind": "photo",
            "name": f"{number}.jpg",
            "size": len(content),
            "source_sha256": hashlib.sha256(content).hexdigest(),
            "said": {"caption": caption, "consent": "no_people"},
        }
        address = f"/kerja/inovasi/{self.code}/unggah/"
        answer = self._post(address, json.dumps(told).encode(), "application/json")
        while not answer.get("done"):
            assert "offset" in answer, answer
            piece = content[answer["offset"] : answer["offset"] + PIECE]
            answer = self._post(
                f"/kerja/unggah/{key}/?offset={answer['offset']}", piece, "application/octet-stream"
            )
        self.told.photos[key] = caption

    def _keep(self, message: dict) -> dict:
        body = json.dumps({"stage": "drum_up"} | message).encode()
        return self._post(f"/kerja/inovasi/{self.code}/simpan/", body, "application/json")

    def _post(self, address: str, body: bytes, kind: str) -> dict:
        """The answer to this message, sent as often as its answer is lost."""
        for attempt in range(1000):
            self.told.repeated += attempt > 0
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
                connection.request("POST", address, body, self.headers | {"Content-Type": kind})
                response = connection.getresponse()
                content = response.read()
                if response.status < 500:
                    assert response.status == 200, (response.status, content[:300])
                    self.told.answers += 1
                    return json.loads(content)
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.05)
        raise RuntimeError(f"no answer from {address}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.kill", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    use_database(INOVIK_MEDIA_ROOT=str(Path(PROJECT, "var", "bench-media")))
    user, lab = _prepare()
    told, server, records = [], Server(), []
    try:
        for number in range(options.kills):
            if number % 10 == 0:  # a new record now and then, before the sheet takes no more rows
                _stop(told)
                records.append(_record(user, lab))
                told.append(_begin(server, records[-1], user))
            _until_answered(told[-1])
            time.sleep(chance.uniform(0, 0.4))
            server.kill()
            server.start()
            if told[-1].fault:
                raise told[-1].fault
        _stop(told)
    finally:
        server.kill()
    print(f"seed {options.seed}, {options.kills} kills")
    faults = [
        fault for client, code in zip(told, records, strict=True) for fault in _compare(client.told, code)
    ]
    for name in ("answers", "texts", "repeated", "conflicts"):
        print(f"{name:10}{sum(getattr(client.told, name) for client in told):7}")
    for name in ("rows", "photos"):
        print(f"{name:10}{sum(len(getattr(client.told, name)) for client in told):7}")
    print("\n".join(faults) or "nothing acknowledged is missing, nothing is doubled")
    sys.exit(bool(faults))


def _prepare():
    import django
    from django.core.management import call_command

    django.setup()
    from accounts.models import Agency, Role, User
    from innovations.models import Lab

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    lab, _made = Lab.objects.get_or_create(
        slug="bench-kill",
        defaults={"name": "Bench", "year": 2026, "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
    )
    agency, _made = Agency.objects.get_or_create(
        slug="bench-kill", defaults={"name": "Bench kill", "short_name": "Kill", "kind": "dinas"}
    )
    user, _made = User.objects.get_or_create(
        username="bench-kill", defaults={"name": "Bench", "role": Role.AGENCY, "agency": agency}
    )
    return user, lab


def _record(user, lab) -> str:
    from innovations.models import Innovation

    made = Innovation.register(
        agency=user.agency, lab=lab, user=user, entry_stage="drum_up", title=f"Bench {uuid.uuid4().hex[:8]}"
    )
    return made.code


def _begin(server: Server, code: str, user) -> Client:
    client = Client(server, code, _session(user))
    client.start()
    return client


def _session(user) -> str:
    """The key of a new session of `user`."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def _until_answered(client: Client) -> None:
    """Until the server that has just started answered once."""
    before = client.told.answers
    for _ in range(3000):
        if client.fault:
            raise client.fault
        if client.told.answers > before:
            return
        time.sleep(0.01)
    raise RuntimeError("the server does not answer")


def _stop(clients: list[Client]) -> None:
    if clients:
        clients[-1].is_running = False
        clients[-1].join(120)
        if clients[-1].fault:
            raise clients[-1].fault


def _compare(told: Told, code: str) -> list[str]:
    """What the database says otherwise than the acknowledgements."""
    from innovations.models import Innovation

    innovation = Innovation.objects.get(code=code)
    faults = []
    if innovation.duty != told.text:
        faults.append(f"{code}: the text is {innovation.duty!r}, acknowledged was {told.text!r}")
    rows = {str(row.key): row.name for row in innovation.team.all()}
    if rows != told.rows:
        faults.append(f"{code}: {len(rows)} rows, acknowledged were {len(told.rows)}")
    photos = sorted(innovation.photos.values_list("caption", flat=True))
    if photos != sorted(told.photos.values()):
        faults.append(f"{code}: photos {photos}, acknowledged were {sorted(told.photos.values())}")
    return faults


def _picture(number: int) -> bytes:
    """A JPEG of some pieces' size, another one for each number."""
    from PIL import Image

    noise = Image.frombytes("RGB", (640, 480), random.Random(number).randbytes(640 * 480 * 3))
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=85)
    return target.getvalue()


if __name__ == "__main__":
    main()
