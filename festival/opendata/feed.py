"""The Atom feed: the exhibits announced last, and the last that were taken down (RFC 6721)."""

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from festival.models import Exhibit
from festival.opendata import catalog
from festival.opendata.columns import clean, here, permanent
from festival.opendata.rows import tombstones

ENTRIES = 30
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class AtomWithTombstones(Atom1Feed):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for gone in self.feed["tombstones"]:
            handler.addQuickElement(
                "at:deleted-entry", None, {"ref": gone["alamat_tetap"], "when": gone["dihapus"]}
            )


class ExhibitFeed(Feed):
    feed_type = AtomWithTombstones
    title = _("Festival Inovasi Pakpak Bharat")
    subtitle = _("Inovasi yang terakhir diumumkan.")
    link = reverse_lazy("festival:gallery")
    author_name = catalog.PUBLISHER
    feed_copyright = f"{catalog.LICENCE}, {catalog.LICENCE_ADDRESS}"

    def feed_url(self):
        return reverse("festival:feed")

    def feed_guid(self):
        return here("/feed/")

    def feed_extra_kwargs(self, _nothing):
        return {"tombstones": tombstones(ENTRIES)}

    def items(self):
        rows = Exhibit.objects.public().select_related("agency").order_by("-refreshed_at", "-pk")
        return rows.only(
            "code", "slug", "title", "summary", "affair", "published_at", "refreshed_at", "agency__name"
        )[:ENTRIES]

    def item_title(self, exhibit):
        return clean(exhibit.title)

    def item_description(self, exhibit):
        return clean(exhibit.summary)

    def item_guid(self, exhibit):
        return permanent(exhibit.code)

    def item_author_name(self, exhibit):
        return clean(exhibit.agency.name)

    def item_categories(self, exhibit):
        return [exhibit.get_affair_display()]

    def item_pubdate(self, exhibit):
        return exhibit.published_at

    def item_updateddate(self, exhibit):
        return exhibit.refreshed_at
