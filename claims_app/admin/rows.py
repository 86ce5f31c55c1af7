"""What every admin of ours does: its choices are found by name, its history is read and never put back past the services."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import PROTECT, Field, JSONField, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from simple_history.admin import SimpleHistoryAdmin

from claims_app.admin.fields import FoundByName, LinesField, SeveralFoundByName, is_number

MOST_NAMED = 100


def held_by(rows: Any) -> dict[str, int]:
    """How many rows of each kind keep some of these rows from being deleted, since they point to them."""
    found = list(rows)
    held: dict[str, int] = {}
    for relation in type(found[0])._meta.related_objects if found else ():
        if getattr(relation, "on_delete", None) is PROTECT:
            pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": found})
            if count := pointing.count():
                name = str(relation.related_model._meta.verbose_name_plural)
                held[name] = held.get(name, 0) + count
    return held


class FriendlyFields(BaseModelAdmin):  # type: ignore[type-arg]
    """Fields as people fill them in: rows found by name, lists by line."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row is found by its name."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FoundByName(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows are found by their names."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SeveralFoundByName(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """A list of texts is written one in each line."""
        if isinstance(db_field, JSONField) and db_field.default is list:
            return LinesField(
                required=False, label=str(db_field.verbose_name).capitalize(), help_text="One in each line."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class DeskAdmin(FriendlyFields, SimpleHistoryAdmin):  # type: ignore[misc]
    """An admin with history. Old versions are shown; to bring one back, its words are written again, with a reason."""

    object_history_list_template = "admin/desk/_history_list.html"

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Putting a version back would go past the checks and leave the boards as they were."""
        return True

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What else would go; what keeps a row from being deleted is counted where there is much of it, instead of named one by one."""
        held = held_by(objs)
        if sum(held.values()) > MOST_NAMED:
            return [], {}, set(), [f"{count:,} {name}" for name, count in held.items()]
        return super().get_deleted_objects(objs, request)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """An old version, to read."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response: HttpResponseBase = super().history_form_view(request, object_id, version_id, extra_context)
        return response

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ticks that are no rows are left out."""
        post = request.POST.copy()
        post.setlist("_selected_action", [pk for pk in post.getlist("_selected_action") if is_number(pk)])
        request.POST = post  # type: ignore[assignment]
        return super().response_action(request, queryset)
