"""The portal asked in this process, as somebody without an account asks it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.test import Client, RequestFactory


class Stranger:
    """Gets pages and files by their address without host, under the host and scheme of BASE_URL.

    Through Django's test client, which leaves the database connection of the surrounding work open.
    """

    def __init__(self):
        home = urlsplit(settings.BASE_URL)
        self.is_secure = home.scheme == "https"
        about = {"HTTP_HOST": home.netloc, "HTTP_X_FORWARDED_PROTO": home.scheme}
        self.client, self.requests = Client(**about), RequestFactory(**about)

    def request(self, address: str) -> HttpRequest:
        """A request as the views get it, for a page that is not theirs."""
        request = self.requests.get(address, secure=self.is_secure)
        request.user, request.session = AnonymousUser(), {}
        return request

    def get(self, address: str) -> tuple[int, str, bytes]:
        """(status, content type, content)."""
        response = self.client.get(address, secure=self.is_secure)
        content = b"".join(response) if response.streaming else response.content
        return response.status_code, response.get("Content-Type", ""), content


def static_file(address: str) -> bytes | None:
    """A static file by its address: as collected, or in development where it lies."""
    name = address.removeprefix(settings.STATIC_URL)
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    if found := finders.find(name):
        with open(found, "rb") as file:
            return file.read()
    return None
