from django.conf import settings
from django.utils.functional import SimpleLazyObject


def signed_in_user(request):
    """`signed_in_user`: the person, or None. Opens no session where the browser sent none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {"signed_in_user": None}
    return {
        "signed_in_user": SimpleLazyObject(lambda: request.user if request.user.is_authenticated else None)
    }
