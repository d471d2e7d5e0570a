"""The queue of the review desk and everything else in the admin: each role finds its own rows and no others."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts import second_factor
from accounts.models import Agency, District, User
from festival.models import Exhibit, Festival
from innovations.models import Innovation, Stage, Status
from stages import announcing, workflow
from stages.models import Case, Conflict, StageWindow
from tests import road
from tests.conftest import code_of, phone

QUEUE = reverse("admin:stages_case_changelist")


@pytest.fixture
def as_(client):
    """as_(user): the browser of that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def desk(at, cast, lab, festival):
    """One record in every place of the road, by a name that tells where it is."""

    def put(name, stage, status, user):
        """Set down there without walking the road: enough for lists."""
        innovation = road.register(user, lab, f"Kasus {name}")
        endorsed = status == Status.ENDORSED
        with transaction.atomic(), workflow.writing_state():
            Innovation.objects.filter(pk=innovation.pk).update(
                stage=stage,
                status=status,
                submitted_at=None if status == Status.DRAFT else timezone.now(),
                endorsed_at=timezone.now() if endorsed else None,
            )
        innovation.refresh_from_db()
        return innovation

    return {
        "draf": put("draf", Stage.DRUM_UP, Status.DRAFT, cast.staff),
        "dikirim": put("dikirim", Stage.DRUM_UP, Status.SUBMITTED, cast.staff),
        "ide": put("ide", Stage.DIAGNOSE, Status.SUBMITTED, cast.outsider),
        "kembali": put("kembali", Stage.DIAGNOSE, Status.RETURNED, cast.staff),
        "rencana": put("rencana", Stage.DESIGN, Status.ENDORSED, cast.staff),
        "promosi": put("promosi", Stage.DISPLAY, Status.ENDORSED, cast.outsider),
        "setuju": at(Stage.DISPLAY, Status.APPROVED, title="Kasus setuju"),
        "umum": at(Stage.DISPLAY, Status.PUBLISHED, title="Kasus umum"),
        "henti": put("henti", Stage.DIAGNOSE, Status.STOPPED, cast.staff),
    }


def listed(response):
    """The names of the cases in the list, in order."""
    rows = re.findall(r'<th class="field-heading[^"]*"><a[^>]*>(.*?) <span', response.text)
    return [row.removeprefix("Kasus ") for row in rows]


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def postpone(innovation, days):
    noon = timezone.localtime().replace(hour=12, minute=0)  # whatever the hour of the test, so many days away
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(due=noon + timedelta(days=days))


# Whose turn


@pytest.mark.parametrize(
    ("person", "waiting", "everything"),
    [
        (
            "facilitator",
            {"dikirim", "ide"},
            {"dikirim", "ide", "kembali", "rencana", "promosi", "setuju", "umum", "henti"},
        ),
        ("executive", {"rencana", "promosi"}, {"rencana", "promosi", "setuju", "umum"}),
        (
            "steward",
            {"setuju"},
            {"draf", "dikirim", "ide", "kembali", "rencana", "promosi", "setuju", "umum", "henti"},
        ),
    ],
)
def test_each_role_finds_exactly_its_own_queue(as_, cast, desk, person, waiting, everything):
    client = as_(getattr(cast, person))
    response = client.get(QUEUE)
    assert set(listed(response)) == waiting
    assert "<h1>Menunggu saya</h1>" in response.text
    assert set(listed(client.get(QUEUE, {"lihat": "semua"}))) == everything
    for name, innovation in desk.items():
        response = client.get(reverse("admin:stages_case_change", args=[innovation.pk]))
        assert response.status_code == (200 if name in everything else 302), name
        assert (f"Kasus {name}" in response.text) is (name in everything)


def test_signing_in_leads_to_the_queue(client, cast, desk):
    for person in (cast.facilitator, cast.steward):
        response = client.post(
            "/masuk/", {"username": person.username, "password": "rahasia-desa-2026"}, follow=True
        )
        if second_factor.is_required(person):
            code = code_of(phone(person))
            response = client.post("/akun/dua-langkah/", {"code": code}, follow=True)
        assert response.request["PATH_INFO"] == QUEUE
        assert "<h1>Menunggu saya</h1>" in response.text
        client.post("/keluar/")


def test_the_oldest_due_date_comes_first_in_words_and_colour(as_, cast, at):
    for title, days in (("calm", 9), ("late", -3), ("near", 1)):
        postpone(at(Stage.DRUM_UP, Status.SUBMITTED, title=f"Kasus {title}"), days)
    response = as_(cast.facilitator).get(QUEUE)
    assert listed(response) == ["late", "near", "calm"]
    assert re.findall(r'<span class="badge badge-(late|near|calm)">(.*?)</span>', response.text) == [
        ("late", "lewat 3 hari"),
        ("near", "besok"),
        ("calm", "9 hari lagi"),
    ]
    assert listed(as_(cast.facilitator).get(QUEUE, {"lewat": "ya"})) == ["late"]
    assert listed(as_(cast.facilitator).get(QUEUE, {"o": "1"})) == ["calm", "late", "near"]


def test_filters_and_search_narrow_the_queue(as_, cast, desk):
    client = as_(cast.facilitator)
    for asked, names in [
        ({"stage__exact": "diagnose"}, ["ide"]),
        ({"agency__kind__exact": "puskesmas"}, ["ide"]),
        ({"agency__district__id__exact": cast.district.pk}, ["ide"]),
        ({"lab__id__exact": desk["ide"].lab_id}, ["dikirim", "ide"]),
        ({"lihat": "semua", "status__exact": "returned"}, ["kembali"]),
        ({"q": desk["dikirim"].code}, ["dikirim"]),
        ({"q": "Kasus IDE"}, ["ide"]),
        ({"q": "sibande"}, ["ide"]),
        ({"q": "kembali"}, []),
        ({"q": "draf", "lihat": "semua"}, []),
        ({"q": '" OR 1=1 --'}, []),
    ]:
        assert sorted(listed(client.get(QUEUE, asked))) == sorted(names), asked


def test_nonsense_in_the_address_is_no_error_and_shows_nothing_new(as_, cast, desk):
    client = as_(cast.facilitator)
    for asked in [
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"p": "99999"},
        {"p": "x"},
        {"o": "99.-x"},
        {"stage__exact": "a\x00b"},
        {"agency__district__id__exact": "x"},
        {"agency__district__id__exact": "9" * 40},
        {"created_at__year": "x"},
        {"agency__users__password__startswith": "pbkdf2"},
        {"custodian__password__startswith": "pbkdf2"},
        {"_popup": "1"},
        {"_to_field": "code"},
        {"_popup": "1", "_to_field": "agency__name"},
    ]:
        response = client.get(QUEUE, asked)
        assert response.status_code in {200, 302, 400}, asked
        assert "Kasus draf" not in response.text, asked


def test_an_empty_queue_says_so_kindly(as_, cast, at):
    at(Stage.DRUM_UP, Status.DRAFT)
    assert "Tidak ada yang menunggu Anda" in words(as_(cast.facilitator).get(QUEUE))
    assert "Tidak ada yang cocok" in words(as_(cast.facilitator).get(QUEUE, {"q": "bus"}))


def test_a_case_with_a_conflict_waits_for_somebody_else(as_, cast, desk):
    Conflict.objects.create(user=cast.facilitator, agency=cast.clinic, reason="Kerabat.")
    client = as_(cast.facilitator)
    assert listed(client.get(QUEUE)) == ["dikirim"]
    assert "ide" in listed(client.get(QUEUE, {"lihat": "semua"}))
    assert set(listed(as_(cast.facilitator2).get(QUEUE))) == {"dikirim", "ide"}


def test_the_queue_takes_the_same_few_queries_at_any_length(
    as_, cast, lab, festival, django_assert_max_num_queries
):
    client = as_(cast.facilitator)
    counts = []
    for more in (1, 2, 97):
        for number in range(more):
            innovation = road.register(cast.staff, lab, f"Kasus {more} {number}")
            with transaction.atomic(), workflow.writing_state():
                Innovation.objects.filter(pk=innovation.pk).update(
                    status=Status.SUBMITTED, submitted_at=timezone.now()
                )
        with django_assert_max_num_queries(15) as queries:
            response = client.get(QUEUE)
        counts.append(len(queries))
    assert len(listed(response)) == 100
    assert len(set(counts)) == 1


# Every address of the admin, for every role


def addresses(desk):
    """Every address of the admin, with a row that exists where it wants one."""
    rows = {
        "case": desk["dikirim"].pk,
        "agency": desk["dikirim"].agency_id,
        "user": User.objects.first().pk,
        "lab": desk["dikirim"].lab_id,
        "stagewindow": StageWindow.objects.first().pk,
        "district": District.objects.first().pk,
        "festival": Festival.objects.first().pk,
    }

    def walk(patterns, route=""):
        for entry in patterns:
            here = route + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, here)
            elif isinstance(entry, URLPattern):
                yield here

    for route in walk(admin.site.get_urls()):
        model = route.split("/")[1] if route.count("/") > 1 else ""
        row = rows.get(model, 1)
        yield (
            "/admin/"
            + re.sub(
                r"<(?:\w+:)?(\w+)>", lambda match, row=row: "stop" if match[1] == "name" else str(row), route
            )
            .replace("^(?P", "")
            .rstrip("$")
            if "(?P" not in route
            else "/admin/stages/"
        )


OWN_DOORS = {"/admin/login/", "/admin/logout/", "/admin/jsi18n/", "/admin/password_change/"}


@pytest.mark.parametrize("person", [None, "staff", "juror"])
def test_who_does_not_work_here_gets_in_nowhere(client, cast, desk, person):
    if person:
        client.force_login(getattr(cast, person))
    before = [(one.status, one.version) for one in Innovation.objects.order_by("pk")]
    asked = 0
    for address in addresses(desk):
        for method in (client.get, client.post):
            response = method(address, follow=True)
            if address not in OWN_DOORS:
                assert response.status_code in {403, 405} or "masuk" in response.request["PATH_INFO"], address
                asked += 1
            assert "Kasus" not in response.text
            assert "Sari Fasilitator" not in response.text
        if person:
            client.force_login(getattr(cast, person))  # signed out by /admin/logout/
    assert asked > 80
    assert [(one.status, one.version) for one in Innovation.objects.order_by("pk")] == before


def test_a_stranger_comes_back_to_where_the_link_led(client, cast, desk):
    case = reverse("admin:stages_case_change", args=[desk["dikirim"].pk])
    response = client.get(case, follow=True)
    response = client.post(
        f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}",
        {"username": "fasilitator", "password": "rahasia-desa-2026"},
        follow=True,
    )
    assert response.request["PATH_INFO"] == case
    assert "Kasus dikirim" in response.text


# Of the festival the Bupati's office sees the awards, and what units change after publication.
OF_THE_OFFICE = re.compile(r"/admin/festival/(category|revision|publication)/")


@pytest.mark.parametrize("person", ["facilitator", "executive"])
def test_reviewers_open_nothing_but_cases(as_, cast, desk, person):
    client = as_(getattr(cast, person))
    for address in addresses(desk):
        if address.startswith(("/admin/accounts/", "/admin/innovations/", "/admin/festival/")) or re.match(
            r"/admin/stages/(conflict|stagewindow)/", address
        ):
            if person == "executive" and OF_THE_OFFICE.match(address):
                continue
            for method in (client.get, client.post):
                response = method(address, follow=True)  # Django sends a bare row's address on to its page
                nowhere = (
                    response.request["PATH_INFO"] == "/admin/"
                )  # where Django sends from a row that is not there
                assert response.status_code in {403, 404} or nowhere, address
    index = client.get("/admin/").text
    assert re.findall(r'href="/admin/(\w+/\w+)/"', index)[0] == "stages/case"
    closed = r'href="/admin/(accounts|innovations|festival/(?!category|revision|publication))/?'
    assert not re.search(
        closed if person == "executive" else r'href="/admin/(accounts|innovations|festival)/', index
    )


@pytest.mark.parametrize("person", ["facilitator", "executive", "steward"])
def test_cases_are_neither_added_changed_nor_deleted_by_anybody(as_, cast, desk, person):
    client = as_(getattr(cast, person))
    case = desk["promosi"]
    base = reverse("admin:stages_case_change", args=[case.pk]).removesuffix("change/")
    for address, data in [
        (QUEUE + "add/", {"title": "Baru", "status": "published"}),
        (base + "change/", {"title": "Lain", "status": "published"}),
        (base + "delete/", {"post": "yes"}),
        (QUEUE, {"action": "delete_selected", "_selected_action": [case.pk], "post": "yes"}),
    ]:
        assert client.post(address, data).status_code in {302, 403, 405, 200}, address
    assert client.get(QUEUE + "add/").status_code == 403
    assert client.get(base + "delete/").status_code == 403
    assert client.get(base + "history/").url == base + "change/#perjalanan"
    case.refresh_from_db()
    assert (case.title, case.status) == ("Kasus promosi", Status.ENDORSED)
    assert Case.objects.count() == len(desk)


def test_completion_and_short_cuts_show_only_what_the_person_may_open(as_, cast, desk):
    exhibit, draft = Exhibit.objects.get(), desk["draf"]
    types = {model: ContentType.objects.get_for_model(model, for_concrete_model=False).pk for model in
             (Exhibit, Innovation, Case, Agency, User)}  # fmt: skip
    client = as_(cast.facilitator)
    complete = {"app_label": "accounts", "model_name": "user", "field_name": "agency", "term": "d"}
    assert client.get("/admin/autocomplete/", complete).status_code == 403
    for model, pk in [
        (Exhibit, exhibit.pk),
        (Innovation, draft.pk),
        (Case, draft.pk),
        (Agency, 1),
        (User, 1),
    ]:
        assert client.get(f"/admin/r/{types[model]}/{pk}/").status_code == 404, model
    assert client.get("/admin/r/99999/1/").status_code == 404
    seen = client.get(f"/admin/r/{types[Case]}/{desk['dikirim'].pk}/")
    assert seen.url.endswith(desk["dikirim"].get_absolute_url())
    steward = as_(cast.steward)
    assert steward.get("/admin/autocomplete/", complete).json()["results"]
    assert steward.get(f"/admin/r/{types[Agency]}/{cast.clinic.pk}/").url.endswith("/skpd/puskesmas-sibande/")


def test_no_admin_form_has_stage_or_status(as_, cast, desk):
    for model_admin in admin.site._registry.values():
        assert model_admin.model not in {Innovation, Exhibit}
        assert model_admin.model._meta.label not in {"stages.StageRecord", "stages.Review"}
    html = as_(cast.steward).get(reverse("admin:stages_case_change", args=[desk["setuju"].pk])).text
    assert not re.search(r'name="(status|stage|due|since)"', html)


def test_the_index_says_how_many_wait(as_, cast, desk):
    assert "Menunggu saya: 2" in words(as_(cast.facilitator).get("/admin/"))
    response = as_(cast.steward).get("/admin/")
    assert "Menunggu saya: 1" in words(response)
    for section in ("accounts/user", "innovations/lab", "stages/stagewindow", "stages/conflict"):
        assert f'href="/admin/{section}/"' in response.text


# Announcing several


def bulk(client, innovations, **data):
    chosen = [innovation.pk for innovation in innovations]
    return client.post(QUEUE + "?lihat=semua", {"action": "announce", "_selected_action": chosen} | data)


def seen(*innovations):
    copies = announcing.public_copies([innovation.pk for innovation in innovations])
    return {"seen": [f"{copy.innovation.pk}:{copy.innovation.version}:{copy.digest}" for copy in copies]}


def test_several_are_announced_after_a_look_at_what_becomes_public(as_, cast, desk, at):
    other = at(Stage.DISPLAY, Status.APPROVED, title="Kasus kedua")
    client = as_(cast.steward)
    assert "Umumkan yang dipilih" in client.get(QUEUE).text
    preview = bulk(client, [desk["setuju"], other, desk["rencana"]])
    assert "Umumkan 2 inovasi" in words(preview)
    assert "Kasus kedua" in preview.text
    assert other.headline in preview.text
    assert "Kasus rencana" not in preview.text
    assert "1 yang dipilih tidak sedang menunggu" in words(preview)
    assert Exhibit.objects.count() == 1  # nothing yet
    pairs = re.findall(r'name="seen" value="(\d+:\d+:\w+)"', preview.text)
    response = bulk(client, [desk["setuju"], other], seen=pairs)
    assert "2 inovasi diumumkan." in told(response)
    assert set(Exhibit.objects.values_list("title", flat=True)) == {
        "Kasus setuju",
        "Kasus kedua",
        "Kasus umum",
    }


def test_one_that_moved_stops_all_and_is_named(as_, cast, desk, at):
    other = at(Stage.DISPLAY, Status.APPROVED, title="Kasus kedua")
    shown = seen(desk["setuju"], other)
    road.move(other, "stop", cast.executive)
    response = bulk(as_(cast.steward), [desk["setuju"], other], **shown)
    assert "Tidak ada yang diumumkan." in told(response)
    assert f"{other.code} Kasus kedua: Tidak jadi: Ajudan Bupati sudah lebih dulu" in told(response)
    desk["setuju"].refresh_from_db()
    assert desk["setuju"].status == Status.APPROVED
    assert Exhibit.objects.count() == 1


def test_a_double_click_announces_once(as_, cast, desk):
    client, shown = as_(cast.steward), seen(desk["setuju"])
    for _ in range(2):
        assert "1 inovasi diumumkan." in told(bulk(client, [desk["setuju"]], **shown))
    assert desk["setuju"].records.filter(move="announce").count() == 1


def test_a_broken_confirmation_announces_nothing(as_, cast, desk):
    client = as_(cast.steward)
    for broken in ["x", "1", "1:x", "1:x:x", "99999:1:x", "", "1:1:1:1"]:
        assert "Muat ulang" in told(bulk(client, [desk["setuju"]], seen=broken)), broken
        assert Exhibit.objects.count() == 1, broken


def test_nothing_that_waits_among_the_chosen_is_said(as_, cast, desk):
    response = bulk(as_(cast.steward), [desk["rencana"]])
    assert "tidak sedang menunggu diumumkan" in told(response)


@pytest.mark.parametrize("person", ["facilitator", "executive"])
def test_only_the_steward_has_the_action(as_, cast, desk, person):
    client = as_(getattr(cast, person))
    html = client.get(QUEUE, {"lihat": "semua"}).text
    assert "Umumkan yang dipilih" not in html
    bulk(client, [desk["setuju"]], **seen(desk["setuju"]))
    assert Exhibit.objects.count() == 1


# The steward's dates and conflicts


def test_an_extension_needs_a_reason_and_reaches_the_drafts(as_, cast, desk, lab):
    window = StageWindow.objects.get(lab=lab, stage=Stage.DRUM_UP)
    address = reverse("admin:stages_stagewindow_change", args=[window.pk])
    client = as_(cast.steward)
    page = client.get(address)
    assert 'value="2030-03-20T16:00"' in page.text  # in WIB
    assert "Waktu WIB." in page.text
    dates = {"opens_at": "2026-03-01T08:00", "due_at": "2030-03-20T16:00", "extended_to": "2030-04-02T12:30"}
    refused = client.post(address, dates | {"extension_reason": ""})
    assert "beralasan" in words(refused)
    response = client.post(address, dates | {"extension_reason": "Listrik padam di tiga kecamatan."})
    assert "1 draf sekarang mengikuti jadwal ini." in told(response)
    draft = desk["draf"]
    draft.refresh_from_db()
    assert timezone.localtime(draft.due).strftime("%Y-%m-%d %H:%M") == "2030-04-02 12:30"
    assert draft.version == 1


def test_a_window_is_made_once_per_stage(as_, cast, lab):
    window = {"lab": lab.pk, "stage": "drum_up", "opens_at": "2026-03-01T08:00", "due_at": "2026-03-02T08:00"}
    response = as_(cast.steward).post(reverse("admin:stages_stagewindow_add"), window)
    assert "Jadwal tahap ini sudah ada" in words(response)
    assert StageWindow.objects.count() == len(Stage)


def test_the_steward_notes_a_conflict_by_unit_or_by_code(as_, cast, desk):
    add = reverse("admin:stages_conflict_add")
    client = as_(cast.steward)
    base = {"user": cast.facilitator.pk, "agency": "", "innovation": "", "reason": "Kerabat."}
    assert "salah satu saja" in words(client.post(add, base))
    assert "Tidak ada inovasi dengan kode itu." in words(client.post(add, base | {"innovation": "INV-1"}))
    assert client.post(add, base | {"innovation": desk["ide"].code}).status_code == 302
    assert client.post(add, base | {"agency": cast.clinic.pk}).status_code == 302
    assert client.post(add, base | {"user": cast.staff.pk, "agency": cast.clinic.pk}).status_code == 200
    assert {(one.innovation, one.agency) for one in Conflict.objects.all()} == {
        (desk["ide"], None),
        (None, cast.clinic),
    }
    made = Conflict.objects.get(agency=cast.clinic)
    assert "Kasus ide" in client.get(reverse("admin:stages_conflict_changelist")).text
    assert client.get(reverse("admin:stages_conflict_change", args=[made.pk])).status_code == 200
    client.post(reverse("admin:stages_conflict_delete", args=[made.pk]), {"post": "yes"})
    assert Conflict.objects.count() == 1


def test_an_action_on_a_made_up_row_is_told_to_reload(client, cast, at):
    case = at(Stage.DISPLAY, Status.APPROVED)
    client.force_login(cast.steward)
    response = client.post(QUEUE, {"action": "announce", "_selected_action": ["x"]}, follow=True)
    assert "Muat ulang halaman, lalu coba lagi." in response.text
    case.refresh_from_db()
    assert case.status == Status.APPROVED
