"""Exhibits: one published innovation each.

Publication is a fact: an Exhibit is a copy of what was announced, made in the transaction of the announcement
(`festival/publishing.py`). What the unit writes afterwards does not reach it until it is announced again.
"""

import secrets

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from accounts.models import Agency, District
from festival.models.editions import Festival
from festival.models.words import counts_words
from festival.reading import Picture
from festival.search import WebQuery
from festival.versions import bumps
from innovations.affairs import Affair
from innovations.models import Innovation, Photo

LOTS = 2**31

# How helpful readers find it, 0 to a million: the lower bound of Wilson's interval (95 %) for the share of "membantu".
# Four of four counts more than fifty of ninety-five, and one of one less than both.
HELPFULNESS = Func(
    F("helpful"), F("unhelpful"), function="festival_helpfulness", output_field=models.IntegerField()
)


def draw_lot() -> int:
    """A place at random in lists that are shown in random order."""
    return secrets.randbelow(LOTS)


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
                "summary_en",
                "cover",
                "novelty",
                "standing",
                "confirmed_on",
                "helpful",
                "year",
                "code",
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
    goal = models.PositiveSmallIntegerField(choices=Innovation.Goal, null=True)  # of the SDGs, the main one
    summary_en = models.CharField(max_length=250, blank=True)
    origin_code = models.CharField(
        max_length=16, blank=True
    )  # of the exhibit that the unit named as the source
    standing = models.CharField(
        max_length=10, choices=Innovation.Standing, default=Innovation.Standing.INITIATIVE
    )
    # What readers and the unit say afterwards; `lot` is drawn once, for lists in random order.
    confirmed_on = models.DateField(null=True)  # when the unit last said that it runs
    uses = models.PositiveIntegerField(default=0)  # "saya sudah pakai"
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    lot = models.PositiveIntegerField(default=draw_lot)
    honours = models.JSONField(default=list)  # announced awards: festival.awards.honour of each
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
            # Holds what lists order, page and count by, so that neither reads the rows themselves.
            models.Index(
                fields=["-published_at", "-id"],
                include=["code", "agency", "district", "kind", "novelty", "affair", "year", "goal"],
                condition=Q(withdrawn_at__isnull=True),
                name="exhibit_newest",
            ),
            models.Index(
                HELPFULNESS.desc(),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(withdrawn_at__isnull=True),
                name="exhibit_most_helpful",
            ),
            models.Index(fields=["lot", "id"], condition=Q(withdrawn_at__isnull=True), name="exhibit_by_lot"),
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
            models.Index(fields=["origin_code"], condition=~Q(origin_code=""), name="exhibit_of_origin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(refreshed_at__gte=F("published_at")), name="exhibit_refreshed_after_publication"
            ),
        ]
        triggers = [bumps, *counts_words]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("festival:exhibit", args=[self.slug])

    @cached_property
    def picture(self) -> Picture | None:
        """The cover as a card shows it; a card needs no rendition wider than 960 px."""
        return Picture.of(self.cover, widest=960) if self.cover else None

    @property
    def one_line(self) -> str:
        """The summary in the reader's language, as far as the unit wrote one."""
        return self.summary_en if self._is_told_in_english else self.summary

    @property
    def one_line_lang(self) -> str:
        """The language of `one_line` (for `lang=`) where it is not that of the page, else empty."""
        return "id" if get_language() == "en" and not self._is_told_in_english else ""

    @property
    def _is_told_in_english(self) -> bool:
        return get_language() == "en" and bool(self.summary_en)

    @property
    def weave_class(self) -> str:
        """Which of the six weaves stands in for a missing cover; always the same for one exhibit."""
        return f"weave-{self.pk % 6 + 1}"
