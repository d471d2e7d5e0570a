"""A review on the page of a case, as people score it: by the visible buttons, with or without scripts."""

import re

CRITERIA = ["Kebaruan", "Efektivitas", "Manfaat", "Kemudahan disebarkan", "Keberlanjutan"]


def score(page, label, value):
    """Choose a score of the criterion with this name."""
    group = page.get_by_role("group", name=re.compile(rf"^{label}"))
    group.locator("label").filter(has_text=re.compile(rf"^\s*{value}")).click()


def judge(page, verdict="Siap diteruskan", value="4"):
    """Score every criterion and choose a recommendation."""
    for label in CRITERIA:
        score(page, label, value)
    page.get_by_label(verdict, exact=True).check()
