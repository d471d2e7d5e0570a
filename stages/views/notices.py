"""What a person was told. Looking at it marks nothing; they say themselves what they have read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stages.notices.models import Notice

PAGE = 20


@require_safe
def notices(request):
    told = Notice.objects.of(request.user).select_related("innovation__agency")
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/notices.html", {"page_obj": page})


@require_POST
def read(request, pk):
    """One is read."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())
    return redirect("workspace:notices")


@require_POST
@transaction.atomic
def read_all(request):
    """All are read, but for those that a mail is being made of at this moment: neither waits for the other."""
    unread = Notice.objects.unread().filter(user=request.user)
    Notice.objects.filter(pk__in=unread.select_for_update(skip_locked=True).values("pk")).update(
        read_at=timezone.now()
    )
    messages.success(request, _("Semua kabar ditandai sudah dibaca."))
    return redirect("workspace:notices")
