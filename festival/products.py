"""Making a file of a whole edition: what there is to make, asking for it, and the worker's part."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy
from django_tasks import task

from accounts.models import User
from festival import versions
from festival.models import Exhibit, Festival, Product
from stages.jobs.run import lost

logger = logging.getLogger(__name__)
State = Product.State

KEPT = timedelta(days=30)  # of a file that was not released, after it was made


@dataclass(frozen=True)
class Kind:
    """`make` names a function (festival, folder: Path) -> Path: it makes one file in the empty folder."""

    label: str | Promise
    hint: str | Promise
    make: str

    @property
    def maker(self) -> Callable[[Festival, Path], Path]:
        return import_string(self.make)


KINDS: dict[str, Kind] = {
    "posters": Kind(
        gettext_lazy("Poster dan kartu meja"),
        gettext_lazy("Poster A3 dan A5 serta kartu meja setiap stan, dalam satu PDF siap cetak."),
        "festival.papers.posters.make",
    ),
    "book": Kind(
        gettext_lazy("Direktori Inovasi"),
        gettext_lazy("Buku edisi ini: satu halaman setiap inovasi, dengan indeks. PDF ukuran A4."),
        "festival.papers.directory.make",
    ),
    "copy": Kind(
        gettext_lazy("Salinan untuk dibawa"),
        gettext_lazy("Semua halaman edisi ini dalam satu ZIP; terbuka dari flash disk tanpa internet."),
        "festival.bake.product.make",
    ),
}


@task()
def work(key: str) -> None:
    """Make the file. A worker that takes over from a killed one begins anew."""
    product = Product.objects.select_related("festival__lab").filter(key=key).first()
    if product is None or not product.is_under_way:
        return
    Product.objects.filter(pk=product.pk).update(state=State.RUNNING, version=versions.now())
    try:
        with translation.override("id"), TemporaryDirectory() as folder:
            made = KINDS[product.kind].maker(product.festival, Path(folder))
            with made.open("rb") as content:
                product.file.save(made.name, File(content), save=False)
            product.size = made.stat().st_size
    except Exception:  # whatever it was: who asked is told, and may ask again
        logger.exception("The product %s stopped.", key)
        Product.objects.filter(pk=product.pk).update(state=State.FAILED, finished_at=timezone.now())
        return
    Product.objects.filter(pk=product.pk).update(
        state=State.DONE, finished_at=timezone.now(), file=product.file.name, size=product.size
    )


def request(festival: Festival, kind: str, user: User) -> Product:
    """Ask the worker for the file `kind` of the edition; where one is under way already, that one."""
    try:
        with transaction.atomic():
            product = Product.objects.create(festival=festival, kind=kind, requested_by=user)
            work.enqueue(str(product.key))
    except IntegrityError:  # a second click, or a colleague was faster
        return Product.objects.get(festival=festival, kind=kind, state__in=[State.WAITING, State.RUNNING])
    return product


def release(product: Product) -> None:
    """Let the public take the finished file along, in place of the one before."""
    with transaction.atomic():
        Festival.objects.select_for_update().get(pk=product.festival_id)
        mine = Product.objects.filter(festival=product.festival_id, kind=product.kind)
        mine.exclude(pk=product.pk).update(released_at=None)
        mine.filter(pk=product.pk, state=State.DONE).update(released_at=timezone.now())


def retract(product: Product) -> None:
    """Take it back from the public; the steward keeps it."""
    Product.objects.filter(pk=product.pk).update(released_at=None)


def latest(festival: Festival) -> dict[str, Product]:
    """The newest product of each kind. One query."""
    found = (
        Product.objects.filter(festival=festival).order_by("kind", "-requested_at", "-id").distinct("kind")
    )
    return {product.kind: product for product in found}


def forget_old() -> None:
    """Drop files that nobody released after KEPT, and their rows (periodic)."""
    for product in Product.objects.filter(finished_at__lt=timezone.now() - KEPT, released_at=None):
        if product.file:
            product.file.delete(save=False)
        product.delete()


def tell_lost() -> None:
    """Say of a product that no worker takes up that it failed, so that it can be asked for anew (periodic)."""
    under_way = Product.objects.filter(state__in=[State.WAITING, State.RUNNING])
    if keys := lost(work, under_way.values_list("key", flat=True)):
        under_way.filter(key__in=keys).update(state=State.FAILED, finished_at=timezone.now())


def released() -> QuerySet[Product]:
    """The files that the public may take along, at most one of each kind for each edition.

    None that may show an exhibit which was taken down since it was asked for.
    """
    gone = Exhibit.objects.withdrawn().filter(
        festival=OuterRef("festival"), withdrawn_at__gte=OuterRef("requested_at")
    )
    return Product.objects.filter(~Exists(gone), released_at__isnull=False)
