"""The innovation as the review desk sees it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from innovations.models import Innovation


class Case(Innovation):
    """An innovation as the review desk in the admin sees it."""

    class Meta:
        proxy = True
        verbose_name = _("kasus")
        verbose_name_plural = pgettext_lazy("jamak", "kasus")
