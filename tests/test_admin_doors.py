"""Every address of the admin, for every role: who comes in is a table, and an address that is not in it fails."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import URLResolver, reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from accounts.models import AccountEvent, Role, User
from festival.models import Category, Festival, Product, Result, Revision, Suggestion
from innovations.models import Stage, Status
from stages import documents
from stages.jobs import run
from stages.models import Conflict, Job, Mail, Rubric, Snippet, StageRecord, StageWindow
from tests.fair import show
from tests.visitors import cast_vote

F, E, S = Role.FACILITATOR, Role.EXECUTIVE, Role.STEWARD
DESK = {F, E, S}  # who works in the admin
NOBODY = set()

# By model: who opens its list and a row of it; who adds; who changes a row; who deletes one.
MODELS = {
    "accounts_accountevent": ({S}, NOBODY, NOBODY, NOBODY),
    "accounts_agency": ({S}, {S}, {S}, NOBODY),
    "accounts_district": ({S}, {S}, {S}, NOBODY),
    "accounts_user": ({S}, {S}, {S}, NOBODY),
    "auth_group": (NOBODY, NOBODY, NOBODY, NOBODY),
    "django_tasks_database_dbtaskresult": (NOBODY, NOBODY, NOBODY, NOBODY),
    "festival_category": ({E, S}, {S}, {S}, NOBODY),
    "festival_festival": ({S}, {S}, {S}, NOBODY),
    "festival_publication": ({E, S}, NOBODY, NOBODY, NOBODY),  # the row leads to the version's own page
    "festival_revision": ({E, S}, NOBODY, NOBODY, NOBODY),
    "festival_suggestion": ({S}, NOBODY, {S}, NOBODY),
    "festival_vote": ({S}, NOBODY, NOBODY, NOBODY),
    "innovations_lab": ({S}, {S}, {S}, NOBODY),
    "otp_static_staticdevice": (NOBODY, NOBODY, NOBODY, NOBODY),
    "otp_totp_totpdevice": (NOBODY, NOBODY, NOBODY, NOBODY),
    "stages_case": (DESK, NOBODY, NOBODY, NOBODY),
    "stages_conflict": ({S}, {S}, {S}, {S}),
    "stages_document": ({S}, {S}, NOBODY, NOBODY),
    "stages_job": ({S}, NOBODY, NOBODY, NOBODY),  # the row is the steward's own
    "stages_mail": ({S}, NOBODY, NOBODY, NOBODY),
    "stages_rubric": ({S}, {S}, NOBODY, NOBODY),
    "stages_snippet": ({F, S}, {F}, NOBODY, {S}),  # the row is shared by a facilitator
    "stages_stagewindow": ({S}, {S}, {S}, NOBODY),
}
OWN_LISTS = {"stages_job": DESK}  # a list of one's own opens for more than the row does

# All others by name: who comes in by GET. What only a POST does leads them to the case.
PAGES = {
    "festival_category_announce": {S},
    "festival_category_minutes": {E, S},
    "festival_category_prize": {E},
    "festival_category_ranking": {E, S},
    "festival_festival_product": {S},
    "festival_festival_products": {S},
    "accounts_user_passwordless": {S},
    "accounts_user_roster": {S},
    "accounts_user_roster_template": {S},
    "app_list": DESK,
    "auth_user_password_change": {S},
    "calibration": {F, S},
    "calibration_mark": NOBODY,  # POST alone
    "decision": {E},
    "decision_note": {E, S},
    "decisions": {E},
    "desk": {S},
    "desks": {F, S},
    "index": DESK,
    "jsi18n": DESK,
    "otp_totp_totpdevice_config": NOBODY,
    "otp_totp_totpdevice_qrcode": NOBODY,
    "overview": DESK,
    "password_change_done": DESK,
    "split": {S},
    "stages_case_abstain": DESK,
    "stages_case_conflict": DESK,
    "stages_case_documents": {S},
    "stages_case_dossier": {S},
    "stages_case_field_history": {S},
    "stages_case_finish": DESK,
    "stages_case_move": DESK,
    "stages_case_review": DESK,
    "stages_case_reviewers": {S},
    "stages_case_road": DESK,
    "stages_document_pdf": {S},
    "stages_document_revoke": {S},
    "stages_job_again": {S},
    "stages_job_file": {S},
    "stages_stagewindow_extend": {S},
    "stages_stagewindow_extensions": {S},
    "stages_stagewindow_forecast": {S},
    "stages_stagewindow_letter_sent": {S},
    "stages_stagewindow_letters": {S},
}
ELSEWHERE = {"autocomplete", "login", "logout", "password_change", "view_on_site"}
STANDARD = ("changelist", "add", "change", "history", "delete")


def names() -> set[str]:
    """The names of all addresses of the admin."""

    def walk(patterns):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            elif entry.name:
                yield entry.name

    return set(walk(admin.site.get_urls()))


STANDARD_NAMES = {
    f"{model}_{what}" for model in MODELS for what in ("changelist", "add", "change", "history", "delete")
}


@pytest.fixture
def rows(cast, at, lab, festival):
    """A row of every model, by name; and what else an address may ask for."""
    endorsed = at(Stage.DESIGN, Status.ENDORSED)
    exhibit = at(Stage.DISPLAY, Status.PUBLISHED).exhibit
    revision = Revision.objects.create(
        exhibit=exhibit,
        against=exhibit.publications.get(),
        fields={"headline": "Bus tanpa ongkos"},
        proposed_by=cast.staff,
    )
    job = run.begin("list", cast.steward, [(endorsed, endorsed.version)])
    Job.objects.filter(pk=job.pk).update(file="jobs/ada.xlsx", file_name="ada.xlsx")
    Job(file="jobs/ada.xlsx").file.storage.save("jobs/ada.xlsx", ContentFile(b"x"))
    conflict = Conflict.objects.create(
        user=cast.facilitator2, agency=cast.clinic, reason="Kakak saya di sana."
    )
    event = AccountEvent.objects.create(user=cast.staff, actor=cast.steward, kind=AccountEvent.Kind.values[0])
    snippet = Snippet.objects.create(owner=cast.facilitator2, name="Angka", text="Sebutkan.", is_shared=True)
    exhibit = show(cast.education, festival)
    return {
        "accounts_accountevent": event.pk,
        "accounts_agency": cast.education.pk,
        "accounts_district": cast.district.pk,
        "accounts_user": cast.staff.pk,
        "auth_group": Group.objects.create(name="Kelompok").pk,
        "django_tasks_database_dbtaskresult": DBTaskResult.objects.get().pk,
        "festival_category": _category(festival).pk,
        "festival_festival": festival.pk,
        "festival_publication": revision.against_id,
        "festival_revision": revision.pk,
        "festival_suggestion": Suggestion.objects.create(exhibit=exhibit, text="Tambah rute.").pk,
        "festival_vote": cast_vote(exhibit).pk,
        "innovations_lab": lab.pk,
        "otp_static_staticdevice": StaticDevice.objects.create(user=cast.staff, name="x").pk,
        "otp_totp_totpdevice": TOTPDevice.objects.create(user=cast.staff, name="x").pk,
        "stages_case": endorsed.pk,
        "stages_conflict": conflict.pk,
        "stages_document": documents.issue(
            "decision", documents.of_case("decision", endorsed), cast.steward
        ).pk,
        "stages_job": job.pk,
        "stages_mail": Mail.objects.create(
            user=cast.staff, address="a@contoh.go.id", subject="x", body="x"
        ).pk,
        "stages_rubric": Rubric.objects.first().pk,
        "stages_snippet": snippet.pk,
        "stages_stagewindow": StageWindow.objects.first().pk,
    }


def comes_in(client, name, address) -> bool:
    """200 at the end of all redirects; but not the desk's first page, where Django sends from what is not there."""
    response = client.get(address, follow=True)
    if response.streaming:
        response.getvalue()  # read to the end, a file is closed
    end = response.request["PATH_INFO"]
    return response.status_code == 200 and (end != "/admin/" or name == "index")


def doors(rows) -> list[tuple[str, str]]:
    """(name, address) of everything the tables speak of, with rows that exist."""
    window = rows["stages_stagewindow"]
    others = {
        "accounts_user_passwordless": [],
        "accounts_user_roster": [],
        "accounts_user_roster_template": [],
        "app_list": ["stages"],
        "calibration_mark": [rows["innovations_lab"]],
        "desk": [rows["innovations_lab"], User.objects.get(username="fasilitator").pk],
        "split": [rows["innovations_lab"]],
        "auth_user_password_change": [rows["accounts_user"]],
        "stages_case_move": [rows["stages_case"], "stop"],
        "stages_stagewindow_letter_sent": [window, 1],
    }
    festival = Festival.objects.get(pk=rows["festival_festival"])
    steward = User.objects.get(username="pengelola")
    decided = _category(festival, "Sudah ditetapkan")
    ranked = {"criteria": [], "jurors": [], "rows": []}
    Result.objects.get_or_create({"ranking": ranked, "made_by": steward}, category=decided)
    others["festival_category_minutes"] = [decided.pk]
    others["festival_category_announce"] = others["festival_category_prize"] = [festival.pk]
    others["festival_festival_product"] = [_made(festival, steward).key]
    found = []
    for name in STANDARD_NAMES:
        model, what = name.rsplit("_", 1)
        found.append((name, [] if what in {"changelist", "add"} else [rows[model]]))
    for name in PAGES:
        model = next((model for model in rows if name.startswith(f"{model}_")), None)
        default = [rows[model]] if model else [rows["stages_case"]] if name.startswith("decision_") else []
        default = [rows["stages_case"]] if name == "decision" else default
        found.append((name, others.get(name, default)))
    return [(name, reverse(f"admin:{name}", args=args)) for name, args in found]


def _category(festival, name="Layanan") -> Category:
    now = timezone.now()
    times = {"opens_at": now, "closes_at": now + timedelta(days=1)}
    return Category.objects.get_or_create(times, festival=festival, name=name)[0]


def _made(festival, steward) -> Product:
    return Product.objects.create(
        festival=festival,
        kind="book",
        requested_by=steward,
        state=Product.State.DONE,
        finished_at=timezone.now(),
        file="jobs/ada.xlsx",
    )


def who(name: str) -> set[str]:
    """Which roles come in by GET."""
    if name in PAGES:
        return PAGES[name]
    model, what = name.rsplit("_", 1)
    see, add, _change, delete = MODELS[model]
    if what == "changelist":
        return OWN_LISTS.get(model, see)
    return {"add": add, "delete": delete}.get(what, see)


def test_the_tables_know_every_address():
    """A new address is closed until somebody has written down for whom it opens."""
    assert names() - STANDARD_NAMES - set(PAGES) - ELSEWHERE == set()


@pytest.mark.parametrize("person", ["facilitator", "executive", "steward"])
@pytest.mark.parametrize("popup", ["", "?_popup=1&_to_field=id"])
def test_each_role_opens_what_the_tables_say_and_nothing_else(client, cast, rows, person, popup):
    user = getattr(cast, person)
    client.force_login(user)
    opened = {name for name, address in doors(rows) if comes_in(client, name, address + popup)}
    expected = {name for name, _address in doors(rows) if user.role in who(name)}
    assert opened == expected


@pytest.mark.parametrize("person", ["staff", "juror"])
def test_who_does_not_work_here_opens_nothing(client, cast, rows, person):
    client.force_login(getattr(cast, person))
    assert [name for name, address in doors(rows) if comes_in(client, name, address)] == []


@pytest.mark.parametrize("person", ["facilitator", "executive", "steward"])
def test_a_row_is_changed_and_deleted_only_by_whom_the_table_names(client, cast, rows, person):
    user = getattr(cast, person)
    client.force_login(user)
    counts = {model: _count(model) for model in MODELS}
    for model, (_see, _add, change, delete) in MODELS.items():
        answer = client.post(reverse(f"admin:{model}_change", args=[rows[model]]), {})
        if user.role in change:
            assert answer.context["errors"], model  # the form again, with what is missing
        else:
            assert "adminform" not in (answer.context or {}), model
        client.post(reverse(f"admin:{model}_delete", args=[rows[model]]), {"post": "yes"})
        assert counts[model] - _count(model) == (user.role in delete), model
    assert StageRecord.objects.filter(innovation=rows["stages_case"]).last().to_status == Status.ENDORSED


def _count(model: str) -> int:
    return next(
        one.objects.count()
        for one in admin.site._registry
        if one._meta.label_lower.replace(".", "_") == model
    )


def test_what_is_typed_ahead_is_only_what_the_person_may_see(client, cast, rows):
    """Autocompletion answers for a model by its own permission: of cases and accounts the facilitator reads none."""
    client.force_login(cast.facilitator)
    asked = {"app_label": "stages", "model_name": "conflict", "field_name": "user", "term": "a"}
    for change in (
        {},
        {"model_name": "job", "field_name": "actor"},
        {"model_name": "case", "field_name": "agency"},
    ):
        assert client.get(reverse("admin:autocomplete"), asked | change).status_code == 403


@pytest.mark.parametrize(
    "crafted",
    [
        "actor__password__startswith=p",
        "custodian__password__startswith=p",
        "records__actor__password__contains=a",
        "reviews__internal_note__contains=a",
        "agency__users__password__startswith=p",
    ],
)
def test_a_crafted_filter_asks_nothing_of_other_tables(client, cast, rows, crafted):
    client.force_login(cast.facilitator)
    for name in ("stages_case_changelist", "stages_job_changelist"):
        plain = client.get(reverse(f"admin:{name}"), {"lihat": "semua"})
        asked = client.get(reverse(f"admin:{name}") + f"?lihat=semua&{crafted}", follow=True)
        found = re.findall(r'name="_selected_action" value="(\d+)"', asked.text)
        assert asked.status_code in {200, 400}
        assert found in ([], re.findall(r'name="_selected_action" value="(\d+)"', plain.text))


def test_types_of_rows_are_not_shown_by_the_short_cut(client, cast, rows):
    client.force_login(cast.facilitator)
    for model in admin.site._registry:
        if who(f"{model._meta.label_lower.replace('.', '_')}_change") & {F}:
            continue
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        row = rows[model._meta.label_lower.replace(".", "_")]
        assert client.get(reverse("admin:view_on_site", args=[kind.pk, row])).status_code == 404, model
