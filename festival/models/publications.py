"""What an exhibit looked like each time it was shown: kept for good, and not for the public.

A later version may have left out a name or a picture because somebody asked for that; so the earlier ones are for the
unit, the steward and the Bupati's office alone.
"""

import copy

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from festival.models.exhibits import Exhibit

TOLD = ("title", "summary", "summary_en", "content", "cover")
FACTS = ("agency_id", "district_id", "kind", "novelty", "affair", "goal", "standing", "year")


class PublicationQuerySet(models.QuerySet):
    def in_order(self) -> "PublicationQuerySet":
        """Newest first, with what a list says of each."""
        return self.select_related("exhibit", "by", "revision").order_by("-number")


class Publication(models.Model):
    """One version of an exhibit, as it was shown from `at` on. `number` counts from 1 within the exhibit.

    Append-only: the database refuses to change or delete one.
    """

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField(gettext_lazy("versi"))
    at = models.DateTimeField(gettext_lazy("sejak"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("ditayangkan oleh")
    )  # None: from before versions were kept
    revision = models.OneToOneField(
        "festival.Revision", models.PROTECT, null=True, related_name="publication"
    )  # None: by an announcement
    title = models.CharField(gettext_lazy("judul"), max_length=150)
    summary = models.CharField(max_length=200)
    summary_en = models.CharField(max_length=250, blank=True)
    content = models.JSONField()
    cover = models.JSONField(null=True)
    facts = models.JSONField()  # {one of FACTS: value}

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("versi halaman publik")
        verbose_name_plural = pgettext_lazy("jamak", "versi halaman publik")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="publication_numbered_once"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.title} ({self.number})"

    @classmethod
    def of(cls, exhibit: Exhibit, **about) -> "Publication":
        """The exhibit as it is, as a version that is not stored yet."""
        return cls(
            exhibit=exhibit,
            **{name: getattr(exhibit, name) for name in TOLD},
            facts={name: getattr(exhibit, name) for name in FACTS},
            **about,
        )

    def as_exhibit(self) -> Exhibit:
        """The exhibit as it was then, for showing alone: never to be saved."""
        shown = copy.copy(self.exhibit)
        for name in TOLD:
            setattr(shown, name, getattr(self, name))
        for name in FACTS:
            setattr(shown, name, self.facts[name])
        return shown
