"""Jobs can be looked at, cancelled and tried again; their rows are the workers'."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from jobs import services
from jobs.models import Job, JobLog, JobStage, Service, Trigger
from tracker.admin.base import Pages, ReadOnlyAdmin


class StageInline(admin.TabularInline):
    model = JobStage
    fields = ("attempt", "position", "name", "state", "done", "total", "unit")
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("jobs.view_job")


@admin.register(Job)
class JobAdmin(Pages, ReadOnlyAdmin):
    list_display = ("queued_at", "label", "state", "customer", "requested_by", "error")
    list_filter = ("state", "trigger")
    list_select_related = ("customer", "requested_by")
    search_fields = ("kind", "customer__name", "error_reference")
    search_help_text = "Type, customer, or the reference of an error."
    ordering = ("-queued_at",)
    inlines = (StageInline,)
    actions = ("cancel", "try_again")

    def get_queryset(self, request):
        return super().get_queryset(request).for_user(request.user)

    def has_act_permission(self, request):
        return request.user.has_perm("jobs.change_job")

    @admin.action(description="Stop selected jobs", permissions=["act"])
    def cancel(self, request, queryset):
        self.each(
            request,
            queryset,
            "asked to stop",
            lambda job: services.request_cancel(job=job, by=request.user),
        )

    @admin.action(description="Try selected jobs again", permissions=["act"])
    def try_again(self, request, queryset):
        self.each(
            request,
            queryset,
            "queued again",
            lambda job: services.retry(job=job, by=request.user, trigger=Trigger.ADMIN),
        )

    def each(self, request, queryset, done, act):
        for job in queryset:
            try:
                act(job)
            except ValidationError as refused:
                text = f"{job}: {' '.join(refused.messages)}"
                self.message_user(request, text, messages.ERROR)
            else:
                self.message_user(request, f"{job}: {done}.", messages.SUCCESS)


@admin.register(JobLog)
class JobLogAdmin(ReadOnlyAdmin):
    list_display = ("at", "level", "job", "text")
    list_filter = ("level",)
    list_select_related = ("job__customer",)
    search_fields = ("job__id__exact", "text")
    search_help_text = "The ID of a job, or words from the line."
    ordering = ("-pk",)

    def get_queryset(self, request):
        mine = Job.objects.for_user(request.user)
        return super().get_queryset(request).filter(job__in=mine)


@admin.register(Service)
class ServiceAdmin(ReadOnlyAdmin):
    list_display = ("name", "host", "pid", "version", "started_at", "seen_at")
    search_fields = ("name", "host")
    ordering = ("name",)
