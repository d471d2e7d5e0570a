"""The sitemap: every public page in both languages, with the day on which it last changed."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q
from django.urls import reverse

from accounts.models import Agency
from festival.models import Exhibit, Festival

PAGES = ("home", "gallery", "agencies", "editions", "data")


class Bilingual(Sitemap):
    i18n = alternates = x_default = True
    limit = 800  # addresses in one file: small enough for the page cache


class Pages(Bilingual):
    def items(self):
        return PAGES

    def location(self, name):
        return reverse(f"festival:{name}")


class Exhibits(Bilingual):
    def items(self):
        return Exhibit.objects.public().only("slug", "refreshed_at").order_by("pk")

    def lastmod(self, exhibit):
        return exhibit.refreshed_at


class Agencies(Bilingual):
    """The units that have a page, as `festival.views.coverage.agency` shows them."""

    def items(self):
        is_public = Q(exhibits__in=Exhibit.objects.public())
        changed = Max("exhibits__refreshed_at", filter=is_public)
        units = Agency.objects.annotate(changed=changed).filter(Q(is_active=True) | Q(changed__isnull=False))
        return units.only("slug").order_by("pk")

    def lastmod(self, agency):
        return agency.changed


class Editions(Bilingual):
    def items(self):
        is_public = Q(exhibits__in=Exhibit.objects.public())
        changed = Max("exhibits__refreshed_at", filter=is_public)
        return Festival.objects.annotate(changed=changed).only("slug").order_by("pk")

    def lastmod(self, festival):
        return festival.changed


SECTIONS = {"halaman": Pages, "inovasi": Exhibits, "unit": Agencies, "festival": Editions}
