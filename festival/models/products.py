"""Files that the worker makes of a whole edition: all posters, the directory, the copy to take along."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from festival.models.editions import Festival
from festival.versions import bumps


def product_path(product: "Product", name: str) -> str:
    return f"festival/{product.key.hex}/{name}"


class Product(models.Model):
    """One such file, from the wish to the download. `kind` is a key of `festival.products.KINDS`.

    `released_at`: since when the public may take it along; else it is the steward's and the Bupati's office's.
    """

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Menunggu giliran")
        RUNNING = "running", gettext_lazy("Sedang dibuat")
        DONE = "done", gettext_lazy("Siap")
        FAILED = "failed", gettext_lazy("Gagal")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    festival = models.ForeignKey(Festival, models.PROTECT, related_name="products")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    version = models.CharField(max_length=50, blank=True)  # festival.versions.now() when it was begun
    file = models.FileField(upload_to=product_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = gettext_lazy("berkas festival")
        verbose_name_plural = pgettext_lazy("jamak", "berkas festival")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["festival", "kind"],
                condition=Q(state__in=["waiting", "running"]),
                name="product_one_under_way",
            ),
            models.UniqueConstraint(
                fields=["festival", "kind"],
                condition=Q(released_at__isnull=False),
                name="product_one_released",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="product_finished_has_time",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(state="done"), name="product_released_is_done"
            ),
        ]
        triggers = [bumps]

    def __str__(self):
        return f"{self.kind} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def file_name(self) -> str:
        """What the file is called when it is saved: poster-2026.pdf."""
        return self.file.name.rsplit("/", 1)[-1]
