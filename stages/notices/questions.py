"""Puts the quarter's question (`stages/pulse.py`) to the units: one notice a record, which a mail then carries.

Called every minute. The notice leads to the signed link, so that the question is answered in one tap from a
mail; an answer marks it as read.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from stages import pulse
from stages.notices.mail import ASKING, alone
from stages.notices.models import Notice
from stages.notices.what import of_unit, write

AT_ONCE = 200  # records in one round: the first day of a question brings thousands


def ask() -> int:
    """Write the questions that are open and not put yet; for how many records."""
    with transaction.atomic():
        if not alone(ASKING):
            return 0
        quarter = pulse.quarter_asked()
        put = Notice.objects.filter(innovation=OuterRef("pk"), kind="question", due=pulse.closes_at(quarter))
        staffed = User.objects.filter(agency=OuterRef("agency"), is_active=True)
        asked = pulse.unanswered(quarter).filter(~Exists(put), Exists(staffed)).order_by("id")
        questions = [
            pulse.Question(innovation, quarter, pulse.closes_at(quarter)) for innovation in asked[:AT_ONCE]
        ]
        staff = defaultdict(list)
        units = {one.innovation.agency_id for one in questions}
        for user in User.objects.filter(agency__in=units, is_active=True) if units else ():
            staff[user.agency_id].append(user)
        write(
            Notice(
                user=user,
                innovation=question.innovation,
                kind="question",
                key=f"question:{question.innovation.pk}:{quarter:%Y-%m}",
                facts={"quarter": f"{quarter:%Y-%m}"},
                due=question.due,
                path=question.address,
                needs_action=True,
            )
            for question in questions
            for user in of_unit(staff[question.innovation.agency_id], question.innovation, None)
        )
    return len(questions)
