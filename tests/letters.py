"""Mail servers that behave badly, as backends for `settings.EMAIL_BACKEND`."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail.backends.base import BaseEmailBackend


class Killed(BaseException):
    """The process ends here."""


class Down(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError("tidak ada server")


class Refusing(BaseEmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"coba nanti")})


class Hanging(BaseEmailBackend):
    def send_messages(self, messages):
        raise SMTPServerDisconnected("putus di tengah")


class Killing(BaseEmailBackend):
    def send_messages(self, messages):
        raise Killed
