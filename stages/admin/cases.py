"""The cases in the admin: the queue, the page of one case, and what is done with several at once.

No rule lives here: who sees a case says `visible_to`, what may be done with it `workflow.moves_for`, and every
change is made by `workflow.perform` and `stages.reviews`.
"""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from stages.admin.announce import Announce
from stages.admin.archive import Archive
from stages.admin.assigning import Assigning
from stages.admin.bulk import Bulks
from stages.admin.casepage import CasePage
from stages.admin.queue import Queue
from stages.admin.reviewing import Reviewing
from stages.assignments import given_to
from stages.forms import RELOAD
from stages.models import Case


@admin.register(Case)
class CaseAdmin(Queue, CasePage, Reviewing, Assigning, Announce, Bulks, Archive):
    actions = ["announce"]

    def get_queryset(self, request):
        return (
            Case.objects.visible_to(request.user)
            .select_related("agency")
            .annotate(is_given=given_to(request.user))
            .order_by(*self.ordering)
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def response_action(self, request, queryset):
        """An action on rows that no page of ours has shown is not begun."""
        if not all(key.isdecimal() for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            self.message_user(request, RELOAD, messages.ERROR)
            return None
        return super().response_action(request, queryset)
