"""Receipts: a page, a PDF, and a public page that says whether one is genuine, and nothing more."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations.models import Innovation, Stage, Status
from stages.papers import seal, typeset
from tests import road
from tests.test_papers import EVIL, printed

UNKNOWN = "Tanda terima ini tidak dikenal di sini."


@pytest.fixture
def record(at):
    """A submission with words, people and a unit that nobody outside has to know."""
    innovation = at(Stage.DIAGNOSE, Status.SUBMITTED)
    return innovation.records.filter(move="submit").last()


def check(receipt, given=None):
    return reverse("public:receipt", args=[receipt, given or seal.seal(receipt)])


class TestPublicPage:
    def test_says_valid_which_record_and_when(self, record):
        response = Client().get(check(record.receipt))
        assert response.status_code == 200
        text = response.text
        for said in (
            "Tanda terima ini sah.",
            record.receipt,
            record.innovation.code,
            record.innovation.title,
        ):
            assert said in text
        assert re.search(r"\d+ \w+ 20\d\d, \d\d\.\d\d WIB", text)

    def test_says_nothing_else(self, cast, lab, festival):
        innovation = road.bring_to(
            road.register(cast.staff, lab, one_line="Antar jemput anak desa"),
            Stage.DRUM_UP,
            Status.DRAFT,
            cast,
        )
        road.fill(innovation, cast.staff)
        record = road.move(innovation, "submit", cast.staff, note="Mohon segera.")
        text = Client().get(check(record.receipt)).text
        secret = [cast.staff.name, cast.colleague.name, "Dinas Pendidikan", "Disdik", "Mohon segera."]
        secret += [innovation.one_line, innovation.duty, "Nurmala Berutu", "Drum-up", "Ditelaah", lab.name]
        assert [one for one in secret if one in text] == []

    def test_needs_no_sign_in_and_leaves_no_cookie(self, record):
        with CaptureQueriesContext(connection) as seen:
            response = Client().get(check(record.receipt))
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text
        assert response["Cache-Control"] == "public, max-age=60"
        assert "noindex" in response.text
        assert not any("django_session" in query["sql"] for query in seen)
        assert len(seen) <= 2

    def test_speaks_english(self, record):
        response = Client().get(check(record.receipt).replace("/tanda-terima/", "/en/tanda-terima/"))
        assert response.status_code == 200
        assert 'lang="en"' in response.text

    @pytest.mark.parametrize("given", ["x", "AAAAAAAAAAAAAAAA", "A" * 200])
    def test_a_wrong_seal_is_not_known_here(self, record, given):
        response = Client().get(check(record.receipt, given))
        assert response.status_code == 404
        assert UNKNOWN in response.text
        assert record.innovation.title not in response.text

    def test_the_seal_of_another_receipt_is_not_known_here(self, record):
        other = record.receipt[:-2] + "77"
        assert UNKNOWN in Client().get(check(record.receipt, seal.seal(other))).text
        response = Client().get(check(other))  # sealed by us, but never given out
        assert (response.status_code, UNKNOWN in response.text) == (404, True)

    def test_a_lower_case_or_shortened_seal_is_wrong(self, record):
        right = seal.seal(record.receipt)
        assert len(right) == seal.LENGTH
        for wrong in (right[:-1], right.swapcase()):
            assert Client().get(check(record.receipt, wrong)).status_code == 404

    def test_nothing_is_posted_there(self, record):
        assert Client().post(check(record.receipt)).status_code == 405

    def test_a_new_secret_keeps_the_old_papers_good(self, record, settings):
        address = check(record.receipt)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "yang-baru"
        assert Client().get(address).status_code == 200
        settings.SECRET_KEY_FALLBACKS = []
        assert Client().get(address).status_code == 404

    def test_the_seal_is_not_another_signature_of_ours(self, record):
        assert seal.seal(record.receipt) not in signing.Signer().sign(record.receipt)


class TestReceiptOfTheUnit:
    def test_the_page_has_a_code_that_leads_to_the_public_page_and_never_to_an_inner_host(
        self, client, cast, record, settings
    ):
        settings.BASE_URL = "https://inovik.example.go.id"
        client.force_login(cast.staff)
        text = client.get(reverse("workspace:receipt", args=[record.receipt])).text
        assert f"https://inovik.example.go.id{check(record.receipt)}" in text
        assert "http://testserver" not in text
        assert 'class="qr"' in text
        assert "style=" not in text

    def test_the_pdf_carries_number_and_address(self, client, cast, record):
        client.force_login(cast.staff)
        response = client.get(reverse("workspace:receipt_pdf", args=[record.receipt]))
        assert response["Content-Type"] == "application/pdf"
        assert f'filename="{record.receipt}.pdf"' in response["Content-Disposition"]
        assert response.content.startswith(b"%PDF-")
        data = typeset.receipt_data(record, "https://contoh.go.id/x/")
        assert printed("receipt.typ", data, "<receipt>") == [record.receipt]

    def test_words_of_people_are_never_markup(self, record):
        Innovation.objects.update(title=EVIL)
        record.innovation.refresh_from_db()
        data = typeset.receipt_data(record, "https://contoh.go.id/x/")
        assert EVIL in printed("receipt.typ", data, "<fact>")
        assert typeset.receipt_pdf(record, "https://contoh.go.id/x/").startswith(b"%PDF-")

    def test_outsiders_find_no_pdf(self, client, cast, record):
        for person in (cast.outsider, cast.juror):
            client.force_login(person)
            assert client.get(reverse("workspace:receipt_pdf", args=[record.receipt])).status_code == 404
