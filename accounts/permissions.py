"""What each role may do in the Django admin: one table, from which `User.has_perm` answers.

What may be done to an innovation is not here but in `stages/workflow.py`.
"""


def _all_of(*models: str) -> set[str]:
    """View, add and change of each `app.model`."""
    return {
        f"{app}.{action}_{model}"
        for app, model in (name.split(".") for name in models)
        for action in ("view", "add", "change")
    }


GRANTS: dict[str, frozenset[str]] = {
    "AGENCY": frozenset(),
    "FACILITATOR": frozenset(
        {"stages.view_case", "stages.view_job", "stages.delete_snippet"} | _all_of("stages.snippet")
    ),
    "EXECUTIVE": frozenset(
        {
            "stages.view_case",
            "stages.view_job",
            "festival.view_category",
            "festival.view_publication",
            "festival.view_revision",
        }
    ),
    "STEWARD": frozenset(
        {
            "stages.view_case",
            "stages.view_job",
            "stages.delete_conflict",
            "festival.view_publication",
            "festival.view_revision",
            "festival.decide_revision",
            "festival.delete_jurycriterion",
            "festival.delete_seat",
            "stages.view_mail",
            "stages.send_mail",
            "accounts.view_accountevent",
            "stages.view_rubric",  # never changed: who wants it otherwise adds an edition
            "stages.add_rubric",
            "stages.view_criterion",
            "stages.add_criterion",
            "stages.view_snippet",
            "stages.delete_snippet",
            "stages.view_document",
            "stages.add_document",
            "festival.view_vote",
            "festival.add_setaside",
            "festival.view_suggestion",
            "festival.change_suggestion",
        }
        | _all_of(
            "accounts.district",
            "accounts.agency",
            "accounts.user",
            "innovations.lab",
            "stages.stagewindow",
            "stages.conflict",
            "festival.festival",
            "festival.ballot",
            "festival.category",
            "festival.jurycriterion",
            "festival.seat",
        )
    ),
    "JUROR": frozenset(),
}


def allows(role: str, perm: str) -> bool:
    """Whether `role` has `perm` ("app.action_model")."""
    return perm in GRANTS[role]


def opens(role: str, app_label: str) -> bool:
    """Whether `role` may see anything of the app in the admin."""
    return any(perm.startswith(f"{app_label}.") for perm in GRANTS[role])
