"""Django's admin, for reference data only: places may be mended, calendars read. Reports, cases and people are not in it.

Only administrators at the top of the tree come in, with their second factor; everybody else gets the answer of a page that is
not there, the sign-in page of the admin included.
"""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest

from clearhall.desk.bodies.access import manages_all
from clearhall.desk.bodies.actions import note_place_change
from clearhall.desk.bodies.models import Calendar, Place
from clearhall.desk.lib.clock import now


class ReferenceData(admin.AdminSite):
    site_header = site_title = index_title = "Clearhall"

    def has_permission(self, request: Any) -> bool:
        return request.user.is_authenticated and manages_all(request.actor) and not request.lacks_second_factor

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def or_not_there(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return or_not_there

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        raise Http404

    logout = password_change = password_change_done = login


class ReadOnly(admin.ModelAdmin):
    """Whoever came into the site may look. Nothing is added or deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlaceAdmin(ReadOnly):
    """Names and numbers of residents can be mended; the code and the tree of places come from an import."""

    list_display = ["code", "level", "name_zh", "name_en", "residents"]
    search_fields = ["code", "name_zh", "name_en"]
    fields = ["code", "parent", "level", "name_zh", "name_en", "residents"]
    readonly_fields = ["code", "parent", "level"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Into our log and not into Django's, which would name a person."""
        note_place_change(obj, actor=request.actor, at=now())


class CalendarAdmin(ReadOnly):
    list_display = ["code", "valid_from", "time_zone"]


reference_data = ReferenceData(name="admin")
reference_data.register(Place, PlaceAdmin)
reference_data.register(Calendar, CalendarAdmin)
