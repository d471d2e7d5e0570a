"""What somebody asked to be done with several cases: how far it is, what came of each, the file."""

from django.contrib import admin, messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stages.jobs import run
from stages.jobs.kinds import KINDS
from stages.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Everybody's own."""

    list_display = ["what", "state", "count", "created_at", "finished_at"]
    list_filter = ["state"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return Job.objects.filter(actor=request.user).defer("results", "options")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"stages_job_{name}")

        return [
            address("<int:pk>/berkas/", self.file_view, "file"),
            address("<int:pk>/ulang/", self.again_view, "again"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("pekerjaan"))
    def what(self, job):
        return KINDS[job.kind].label

    @admin.display(description=gettext_lazy("kasus"))
    def count(self, job):
        return job.total

    def change_view(self, request, object_id, form_url="", extra_context=None):
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": KINDS[job.kind].label,
            "job": job,
            "summary": run.summary(job),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/job/job.html", context)

    def history_view(self, request, object_id, extra_context=None):
        return redirect("admin:stages_job_change", object_id)

    def file_view(self, request, pk: int):
        """The file, for who asked for it and may still do so."""
        job = get_object_or_404(self.get_queryset(request), pk=pk)
        if not job.file or request.user.role not in KINDS[job.kind].roles:
            raise Http404
        return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)

    def again_view(self, request, pk: int):
        """Begins a stopped job once more."""
        job = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            run.begin_again(job)
            self.message_user(request, _("Dicoba lagi."), messages.SUCCESS)
        return redirect("admin:stages_job_change", pk)
