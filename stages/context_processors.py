from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from innovations.models import Lab
from stages.notices.models import Notice


def for_signed_in(request):
    """`unread_notices`: how many this person has not read; and `demo_data`, in the same query.

    Asked only where a page shows one of them; strangers' pages, which have no session, keep what
    `innovations.context_processors.demo_data` gives them.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {}
    both = SimpleLazyObject(lambda: _both(request.user))
    return {
        "unread_notices": SimpleLazyObject(lambda: both["unread"]),
        "demo_data": SimpleLazyObject(lambda: both["demo"]),
    }


def _both(user) -> dict:
    unread = Notice.objects.readable().unread().filter(user=OuterRef("pk")).order_by().values("user")
    found = User.objects.filter(pk=user.pk).values(
        unread=Coalesce(Subquery(unread.values(count=Count("pk"))), 0),
        demo=Exists(Lab.objects.filter(is_demo=True)),
    )
    return found.first() or {"unread": 0, "demo": Lab.objects.filter(is_demo=True).exists()}
