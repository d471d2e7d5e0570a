"""Where an innovation can stand: the five stages, and the statuses inside a stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The five stages of LAN's innovation lab (5D), in order."""

    DRUM_UP = "drum_up", _("Drum-up")
    DIAGNOSE = "diagnose", _("Diagnose")
    DESIGN = "design", _("Design")
    DELIVERY = "delivery", _("Delivery")
    DISPLAY = "display", _("Display")

    @property
    def number(self) -> int:
        """1 to 5."""
        return list(Stage).index(self) + 1

    @property
    def yields(self) -> str:
        """What the stage brings forth, in plain words."""
        return {
            Stage.DRUM_UP: _("Kemauan"),
            Stage.DIAGNOSE: _("Ide"),
            Stage.DESIGN: _("Rencana aksi"),
            Stage.DELIVERY: _("Hasil dan bukti"),
            Stage.DISPLAY: _("Promosi"),
        }[self]


class Status(models.TextChoices):
    """Where a record stands inside its stage, or after the last."""

    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Ditelaah fasilitator")
    RETURNED = "returned", _("Perlu diperbaiki")
    ENDORSED = "endorsed", _("Menunggu keputusan Bupati")
    APPROVED = "approved", _("Disetujui, belum diumumkan")
    PUBLISHED = "published", _("Diumumkan")
    STOPPED = "stopped", _("Dihentikan")
