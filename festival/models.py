"""What the public sees: festival editions and their exhibits.

Publication is a fact: an Exhibit is a copy of what was announced, made in the transaction of the
announcement. What the unit writes afterwards does not reach it until it is announced again.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Agency, District
from festival.content import copy_of, picture, searched_text
from festival.reading import Picture
from festival.search import WebQuery
from innovations.affairs import Affair
from innovations.models import Innovation, Lab, Photo
from stages.models import StageRecord
from stages.workflow import Refused


class FestivalQuerySet(models.QuerySet):
    def newest_first(self):
        return self.select_related("lab").order_by("-opens_on", "-id")


class Festival(models.Model):
    """One edition of the Festival Inovasi, in which a lab shows its results."""

    lab = models.OneToOneField(
        Lab, models.PROTECT, related_name="festival", verbose_name=gettext_lazy("laboratorium")
    )
    name = models.CharField(gettext_lazy("nama"), max_length=100, unique=True)
    slug = models.SlugField(gettext_lazy("alamat"), max_length=100, unique=True)
    opens_on = models.DateField(gettext_lazy("dibuka"))
    closes_on = models.DateField(gettext_lazy("ditutup"))
    place = models.CharField(gettext_lazy("tempat"), max_length=200, blank=True)
    welcome = models.TextField(gettext_lazy("sambutan"), blank=True, max_length=5_000)

    objects = FestivalQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("festival")
        verbose_name_plural = pgettext_lazy("jamak", "festival")
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="festival_closes_after_opening",
                violation_error_message=gettext_lazy("Tanggal ditutup tidak boleh sebelum tanggal dibuka."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("festival:edition", args=[self.slug])


class ExhibitQuerySet(models.QuerySet):
    def public(self) -> "ExhibitQuerySet":
        """What the public may see: announced and not taken down."""
        return self.filter(withdrawn_at__isnull=True)

    def withdrawn(self) -> "ExhibitQuerySet":
        """What was public once and was taken down: its address answers 410, and says no more."""
        return self.filter(withdrawn_at__isnull=False)

    def matching(self, text: str) -> "ExhibitQuerySet":
        """Those that contain what a person typed (see `festival.search.WebQuery`)."""
        return self.filter(search=WebQuery(text))

    def cards(self) -> "ExhibitQuerySet":
        """For lists: what a card shows and no more, newest first."""
        return (
            self.select_related("agency")
            .only(
                "slug",
                "title",
                "summary",
                "cover",
                "novelty",
                "year",
                "published_at",
                "agency__name",
                "agency__short_name",
            )
            .order_by("-published_at", "-id")
        )


class Exhibit(models.Model):
    """One published innovation, as it was announced.

    `content` is `festival.content.copy_of` the innovation; `body` is what search reads beside title and
    summary; the other columns are for filters. The slug is made at the first announcement and stays.
    """

    innovation = models.OneToOneField(Innovation, models.PROTECT, related_name="exhibit")
    festival = models.ForeignKey(Festival, models.PROTECT, related_name="exhibits")
    slug = models.SlugField(max_length=120, unique=True)
    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    content = models.JSONField()
    cover = models.JSONField(null=True)  # festival.content.picture of the first photo
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="exhibits")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="exhibits")
    kind = models.CharField(max_length=11, choices=Innovation.Kind)
    novelty = models.CharField(max_length=11, choices=Innovation.Novelty)
    affair = models.CharField(max_length=60, choices=Affair)
    year = models.PositiveSmallIntegerField()  # in which it was applied
    photos = models.ManyToManyField(Photo, related_name="exhibits")
    published_at = models.DateTimeField()  # first announced
    refreshed_at = models.DateTimeField()  # last announced
    withdrawn_at = models.DateTimeField(null=True)  # taken down
    search = models.GeneratedField(
        expression=Func(F("title"), F("summary"), F("body"), function="inovik_tsvector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("stan")
        verbose_name_plural = pgettext_lazy("jamak", "stan")
        ordering = ["-published_at", "-id"]
        indexes = [
            GinIndex(fields=["search"], name="exhibit_search"),
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(withdrawn_at__isnull=True),
                name="exhibit_newest",
            ),
            models.Index(
                F("agency"),
                F("published_at").desc(),
                condition=Q(withdrawn_at__isnull=True),
                name="exhibit_of_agency",
            ),
            models.Index(
                Lower("title"),
                F("id"),
                condition=Q(withdrawn_at__isnull=True),
                name="exhibit_by_title",
            ),
            models.Index(
                F("affair"), F("year"), condition=Q(withdrawn_at__isnull=True), name="exhibit_of_affair"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(refreshed_at__gte=F("published_at")), name="exhibit_refreshed_after_publication"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("festival:exhibit", args=[self.slug])

    @cached_property
    def picture(self) -> Picture | None:
        """The cover as a card shows it; a card needs no rendition wider than 960 px."""
        return Picture.of(self.cover, widest=960) if self.cover else None

    @property
    def weave_class(self) -> str:
        """Which of the six weaves stands in for a missing cover; always the same for one exhibit."""
        return f"weave-{self.pk % 6 + 1}"


def publish(innovation: Innovation, record: StageRecord) -> Exhibit:
    """The effect of `announce`: opens or refreshes the exhibit of `innovation`, in the same transaction.

    Raises Refused when the lab has no festival yet.
    """
    festival = Festival.objects.filter(lab=innovation.lab_id).first()
    if festival is None:
        raise Refused(
            _("Laboratorium '%(lab)s' belum punya festival; buat dulu di admin, bagian Festival.")
            % {"lab": innovation.lab}
        )
    photos = list(innovation.photos.all())
    shown = {
        "festival": festival,
        "title": innovation.title,
        "summary": innovation.headline or innovation.one_line,
        "body": searched_text(innovation),
        "content": copy_of(innovation),
        "cover": picture(photos[0]) if photos else None,
        "agency": innovation.agency,
        "district": innovation.agency.district,
        "kind": innovation.kind,
        "novelty": innovation.novelty,
        "affair": innovation.affair,
        "year": (
            innovation.applied_on or innovation.launched_on or timezone.localdate(record.created_at)
        ).year,
        "refreshed_at": record.created_at,
        "withdrawn_at": None,
    }
    first = shown | {
        "code": innovation.code,
        "slug": _free_slug(innovation),
        "published_at": record.created_at,
    }
    exhibit, _created = Exhibit.objects.update_or_create(shown, first, innovation=innovation)
    exhibit.photos.set(photos)
    return exhibit


def withdraw(innovation: Innovation, record: StageRecord) -> None:
    """The effect of `take_down`: the exhibit stays as a fact, but is public no more."""
    Exhibit.objects.filter(innovation=innovation).update(withdrawn_at=record.created_at)


def _free_slug(innovation: Innovation) -> str:
    """The title as an address; with the code's number where another exhibit has that address."""
    slug = slugify(innovation.title)[:100].strip("-") or innovation.code.lower()
    if Exhibit.objects.exclude(innovation=innovation).filter(slug=slug).exists():
        return f"{slug}-{innovation.code.lower().removeprefix('inv-')}"
    return slug
