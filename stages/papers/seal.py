"""The seal of a printed receipt: whoever has the paper can ask whether this installation gave it out."""

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

LENGTH = 16  # characters of 6 bits: 96 bits, in a QR code that a cheap phone still reads from paper


def seal(receipt: str) -> str:
    """The seal of a receipt's number; without the installation's secret nobody makes one."""
    return _signer().signature(receipt)[:LENGTH]


def is_sealed(receipt: str, given: str) -> bool:
    """Whether `given` is the seal of `receipt`, made with the present secret or with one that it replaced."""
    signer = _signer()
    keys = [signer.key, *signer.fallback_keys]
    return any(constant_time_compare(signer.signature(receipt, key)[:LENGTH], given) for key in keys)


def _signer() -> Signer:
    return Signer(salt="stages.receipt")
