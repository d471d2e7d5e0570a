"""Sentences that reviewers use again and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User


class SnippetQuerySet(models.QuerySet):
    def readable_by(self, user: User) -> "SnippetQuerySet":
        """Facilitators: their own and all shared ones. The steward: the shared ones, who keeps them in order."""
        match user.role:
            case Role.FACILITATOR:
                return self.filter(Q(owner=user) | Q(is_shared=True))
            case Role.STEWARD:
                return self.filter(is_shared=True)
        return self.none()


class Snippet(models.Model):
    """A ready sentence for an answer. Without an owner it came with the portal, for every facilitator."""

    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="snippets",
        verbose_name=_("penulis"),
    )
    name = models.CharField(_("nama"), max_length=60, help_text=_("Pendek, supaya mudah ditemukan."))
    text = models.TextField(_("kalimat"), max_length=2_000)
    is_shared = models.BooleanField(
        _("bagikan"), default=False, help_text=_("Semua fasilitator dapat memakainya.")
    )

    objects = SnippetQuerySet.as_manager()

    class Meta:
        verbose_name = _("kalimat siap pakai")
        verbose_name_plural = pgettext_lazy("jamak", "kalimat siap pakai")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(is_shared=True), name="snippet_of_nobody_is_shared"
            ),
        ]

    def __str__(self):
        return self.name
