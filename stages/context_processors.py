from django.utils.functional import SimpleLazyObject

from stages.notices.models import Notice


def unread_notices(request):
    """`unread_notices`: how many this person has not read. Counted only where a page shows it."""
    return {"unread_notices": SimpleLazyObject(lambda: Notice.objects.of(request.user).unread().count())}
