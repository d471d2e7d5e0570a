"""For everybody who holds a Berita Acara or a certificate: whether it is good."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stages.models import Document


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def check(request, token):
    """Number, kind, date and whether it is valid; what it is about only where that is public."""
    document = Document.objects.for_reading().filter(token=token).first()
    return render(
        request, "stages/document_check.html", {"document": document}, status=200 if document else 404
    )
