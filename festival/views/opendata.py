"""What machines read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request):
    closed = "".join(f"Disallow: {path}\n" for path in ("/kerja/", "/admin/", "/masuk/", "/akun/"))
    return HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain")
