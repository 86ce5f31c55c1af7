"""Before a save or an action is kept, the editor sees what readers would see change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from claims_app import models
from claims_app.core.effects import Effect
from claims_app.services.effects import effect_of

PREVIEW = "_preview"
NOT_SENT_ON = frozenset({PREVIEW, "csrfmiddlewaretoken"})


class PreviewMixin:
    """Adds "Preview the effect" to a change form: the save is tried, shown, and not kept."""

    def preview_incidents(self, request: HttpRequest) -> Iterable[int]:
        """The incidents whose boards the save may touch; all that have claims, unless a subclass knows better."""
        return models.Incident.objects.filter(claims__isnull=False).distinct().values_list("pk", flat=True)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Django's own view, or with "_preview" the effect of what it would save."""
        view: Callable[[], HttpResponseBase] = lambda: super(PreviewMixin, self).changeform_view(  # type: ignore[misc]  # noqa: E731
            request, object_id, form_url, extra_context
        )
        if request.method != "POST" or PREVIEW not in request.POST:
            return view()
        answers: list[HttpResponseBase] = []
        effects = effect_of(change=lambda: answers.append(view()), incidents=self.preview_incidents(request))
        if answers[0].status_code != 302:
            return answers[0]
        list(messages.get_messages(request))  # the try said "was saved"; nothing was
        return self.preview_page(request, effects)

    def preview_page(self, request: HttpRequest, effects: list[Effect]) -> HttpResponse:
        """The effects, with what was typed carried along to be saved or dropped."""
        sent = [(name, value) for name, values in request.POST.lists() if name not in NOT_SENT_ON for value in values]
        context = self.admin_site.each_context(request) | {  # type: ignore[attr-defined]
            "title": "Preview of the effect",
            "opts": self.model._meta,  # type: ignore[attr-defined]
            "effects": effects,
            "sent": sent,
            "action": request.get_full_path(),
        }
        return render(request, "admin/desk/preview.html", context)
