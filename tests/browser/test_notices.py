"""What people are told, in a browser: read on a phone, marked by hand, and the steward's outbox."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from innovations.models import Stage, Status
from stages.models import Mail
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


def check(page, name):
    shot(page, f"notices-{name}-{page.viewport_size['width']}")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_told_is_read_and_marked_by_hand(new_page, at, cast, width):
    at(Stage.DIAGNOSE, Status.RETURNED, title="Bus Sekolah Gratis bagi anak desa di kecamatan yang jauh")
    page = new_page(width=width)
    sign_in(page, "staf")
    page.get_by_role("link", name="Kabar (4)").click()
    one = page.get_by_role("listitem").filter(has_text="Perlu tindakan")
    expect(one).to_contain_text("Sari Fasilitator meminta perbaikan lembar Diagnose")
    expect(one.get_by_role("link", name="Kirim via WhatsApp")).to_have_attribute("rel", "noopener noreferrer")
    check(page, "list")
    one.get_by_role("button", name="Tandai sudah dibaca").click()
    expect(page.get_by_role("link", name="Kabar (3)")).to_be_visible()
    page.get_by_role("button", name="Tandai semua sudah dibaca").click()
    expect(page.get_by_role("link", name="Kabar", exact=True)).to_be_visible()
    expect(page.get_by_text("Belum dibaca")).to_have_count(0)
    page.get_by_role("link", name="Perlu diperbaiki").click()
    expect(page.get_by_role("heading", name="Bus Sekolah Gratis bagi anak desa")).to_be_visible()
    shot(page, f"notices-record-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_each_role_reads_its_own_and_the_steward_the_outbox(new_page, at, cast, width):
    at(Stage.DIAGNOSE, Status.SUBMITTED)
    cast.facilitator.email = "sari@example.go.id"
    cast.facilitator.save()
    for state in [Mail.State.WAITING, Mail.State.UNCERTAIN]:
        Mail.objects.create(
            user=cast.facilitator,
            address="sari@example.go.id",
            subject="PERLU TINDAKAN: Ada lembar yang menunggu telaah Anda",
            body="Yth. Sari,\n\nAda lembar yang menunggu.",
            state=state,
            claimed_at=timezone.now(),
        )
    page = new_page(width=width)
    sign_in(page, "fasilitator")
    shot(page, f"notices-desk-{width}")
    page.get_by_role("link", name="Kabar (1)").click()
    check(page, "facilitator")
    page.get_by_role("link", name="Ada lembar yang menunggu telaah Anda").click()
    expect(page.get_by_role("heading", name="Menunggu saya", level=1)).to_be_visible()
    page.goto("/akun/")
    check(page, "account")
    page = new_page(width=width)
    sign_in(page, "pengelola")
    page.goto("/admin/")
    expect(page.get_by_text("1 e-mail menunggu: server e-mail belum diatur")).to_be_visible()
    shot(page, f"notices-index-{width}")
    page.get_by_role("link", name="Lihat e-mail").click()
    shot(page, f"notices-outbox-{width}")
