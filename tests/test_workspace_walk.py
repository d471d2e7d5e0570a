import pytest
from django.urls import reverse

from innovations.models import Stage, Status
from tests import road


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED])
def test_every_page_opens(client, at, cast, stage, status):
    innovation = at(stage, status)
    road.add_evidence(innovation, cast.staff)
    client.force_login(cast.staff)
    for name in ("inbox", "innovations", "new", "deadlines"):
        assert client.get(reverse(f"workspace:{name}")).status_code == 200
    for name in ("innovation", "photos", "evidence", "preview", "sheet"):
        response = client.get(reverse(f"workspace:{name}", args=[innovation.code]), follow=True)
        assert response.status_code == 200, name
