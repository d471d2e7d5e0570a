"""What a person keeps at the review desk for themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User


class SavedFilter(models.Model):
    """A way of looking at the queue that `user` keeps under a name: the part of its address after the '?'."""

    MOST = 12  # of one person

    user = models.ForeignKey(User, models.PROTECT, related_name="saved_filters")
    name = models.CharField(_("nama saringan"), max_length=40)
    query = models.CharField(max_length=1_000)

    class Meta:
        verbose_name = _("saringan tersimpan")
        verbose_name_plural = pgettext_lazy("jamak", "saringan tersimpan")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once_by_name")]

    def __str__(self):
        return self.name
