"""What an exhibit comes from and what came of it: both ways, and only of what is public."""

import pytest
from django.conf import settings

from festival import lineage
from festival.addresses import exhibit_at
from innovations.models import Innovation, Stage, Status
from tests import road
from tests.fair import show

SECRET = "Rahasiawan"
HOME = settings.BASE_URL


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"{HOME}/inovasi/bus-gratis/", {"slug": "bus-gratis"}),
        (f"{HOME}/en/inovasi/bus-gratis/?utm_source=wa#foto", {"slug": "bus-gratis"}),
        (f"{HOME}/i/inv-2026-0001", {"code": "INV-2026-0001"}),
        ("http://lain.go.id/inovasi/bus-gratis/", None),
        (f"{HOME}/inovasi/", None),
        (f"{HOME}/inovasi/bus-gratis/sematan/", None),
        ("ftp://127.0.0.1/i/x/", None),
        ("http://[rusak/", None),
        ("", None),
    ],
)
def test_which_addresses_lead_to_an_exhibit_of_this_site(address, found):
    assert exhibit_at(address) == found


def relations(exhibit):
    return [(kin.relation, kin.exhibit.title) for kin in lineage.around(exhibit)[0]]


@pytest.mark.parametrize(
    ("novelty", "forth", "back"),
    [
        ("extension", "Perluasan dari", "Diperluas oleh"),
        ("improvement", "Peningkatan kualitas dari", "Ditingkatkan oleh"),
        ("replication", "Replikasi dari", "Direplikasi oleh"),
        ("new", "Bertolak dari", "Menjadi titik tolak"),
    ],
)
def test_a_source_on_this_site_is_named_both_ways(client, cast, festival, novelty, forth, back):
    source = show(cast.education, festival, "Asal")
    child = show(cast.clinic, festival, "Anak", novelty=novelty, origin_code=source.code)
    assert relations(child) == [(forth, "Asal")]
    assert relations(source) == [(back, "Anak")]
    text = client.get(child.get_absolute_url()).text
    assert f'<dt>{forth}</dt><dd><a href="{source.get_absolute_url()}">Asal</a>' in text


def test_what_carries_a_record_on_is_named_both_ways(cast, festival):
    earlier, later = show(cast.education, festival, "Dulu"), show(cast.education, festival, "Kini")
    Innovation.objects.filter(pk=later.innovation_id).update(predecessor=earlier.innovation_id)
    assert relations(later) == [("Meneruskan", "Dulu")]
    assert relations(earlier) == [("Diteruskan oleh", "Kini")]


def test_the_source_is_found_when_the_copy_is_announced(at, cast, lab, festival):
    source = at(Stage.DISPLAY, Status.PUBLISHED, title="Asal")
    for address in (f"http://x.go.id/i/{source.code}/", f"{HOME}/i/INV-2099-9999/"):
        assert lineage.origin_code(Innovation(origin_url=address)) == ""
    copy = road.register(
        cast.outsider, lab, "Salinan", origin_url=f"{HOME}{source.exhibit.get_absolute_url()}"
    )
    road.bring_to(copy, Stage.DISPLAY, Status.PUBLISHED, cast)
    assert copy.exhibit.origin_code == source.code
    assert lineage.origin_code(copy) == source.code
    source.origin_url = f"{HOME}/i/{source.code}/"
    assert lineage.origin_code(source) == "", "nothing comes from itself"


def test_what_is_not_public_is_never_named(client, cast, festival, at):
    here = show(cast.education, festival, "Ini", origin_code="INV-2099-8888")
    gone = {"withdrawn_at": "2026-09-01T00:00Z"}
    show(cast.education, festival, f"{SECRET} asal", code="INV-2099-8888", **gone)
    show(cast.education, festival, f"{SECRET} salinan", origin_code=here.code, **gone)
    draft = at(Stage.DRUM_UP, Status.DRAFT, title=f"{SECRET} draf")
    Innovation.objects.filter(pk=draft.pk).update(predecessor=here.innovation_id)
    later = at(Stage.DISPLAY, Status.APPROVED, title=f"{SECRET} belum")
    Innovation.objects.filter(pk=here.innovation_id).update(predecessor=later.pk)
    response = client.get(here.get_absolute_url())
    assert SECRET not in response.text
    assert (response.context["lineage"], response.context["related"]) == ([], [])


def test_related_share_the_most_first(cast, festival):
    here = show(cast.education, festival, "Ini", goal=4)
    show(cast.education, festival, "Ketiganya", goal=4)
    show(cast.clinic, festival, "Urusan dan tujuan", goal=4)
    show(cast.clinic, festival, "Tujuan saja", affair="pangan", goal=4)
    show(cast.education, festival, "Unit saja", affair="pangan")
    show(cast.clinic, festival, "Tidak satu pun", affair="pangan")
    assert [other.title for other in lineage.around(here)[1]] == [
        "Ketiganya",
        "Urusan dan tujuan",
        "Unit saja",
    ]
