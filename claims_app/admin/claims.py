"""The admin of claims: one form with its citations, lists with filters, publishing with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from claims_app import models
from claims_app.admin.claim_forms import CitationFormSet, ClaimForm
from claims_app.admin.fields import DAY_BEGINS, is_number, text_of
from claims_app.admin.previews import PreviewMixin
from claims_app.admin.rows import DeskAdmin, FriendlyFields
from claims_app.services import carrying, recording
from claims_app.services.effects import effect_of


class CitationInline(FriendlyFields, admin.StackedInline):  # type: ignore[type-arg]
    model = models.Citation
    formset = CitationFormSet
    fk_name = "claim"
    extra = 1
    fields = (
        ("report", "wording"),
        "quote",
        ("language", "translation"),
        ("locator", "licence"),
    )
    autocomplete_fields = ("report",)

    def get_extra(self, request: HttpRequest, obj: models.Claim | None = None, **kwargs: Any) -> int:
        """An empty citation only for a claim that has none."""
        return 0 if obj and obj.citations.exists() else 1


@admin.register(models.Claim)
class ClaimAdmin(PreviewMixin, DeskAdmin):
    form = ClaimForm
    change_form_template = "admin/claims_app/claim/change_form.html"
    inlines = (CitationInline,)
    list_display = ("__str__", "incident", "claimant", "figure_text", "status", "said_on", "on_board")
    list_filter = (
        "status",
        "kind",
        ("incident", admin.RelatedOnlyFieldListFilter),
        ("statement__claimant", admin.RelatedOnlyFieldListFilter),
        ("object", admin.RelatedOnlyFieldListFilter),
        ("outcome", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("incident", "statement__claimant", "object", "outcome", "position__question")
    search_fields = (
        "figure_text",
        "subject_label",
        "external_id",
        "statement__speaker",
        "statement__claimant__name",
        "citations__quote",
    )
    # The incident's days are days of its own zone; moments would be cut into days of UTC here.
    date_hierarchy = "incident__start"
    list_per_page = 50
    actions = ("publish_chosen", "unpublish_chosen")
    autocomplete_fields = (
        "incident", "object", "outcome", "place", "part_of", "share_of", "denies", "revises",
    )  # fmt: skip
    # A folded part opens by itself where a field has an error, if its fields stand singly.
    fieldsets = (
        (None, {"fields": ("seen_version", "why", "incident", ("claimant", "speaker", "stated_on"), "kind")}),
        ("What is claimed", {"fields": ("subject_label", ("object", "outcome"), "figure_text")}),
        (
            "A position on a question, a denial",
            {"classes": ("collapse",), "fields": ("question", "answer", "about_label", "denies")},
        ),
        (
            "Scope and time",
            {
                "classes": ("collapse",),
                "fields": (
                    "subject_source", "agent_kind", "by_parties", "place", "basis", "counting", "period_words",
                    "period_start", "period_end", "as_of",
                ),
            },
        ),
        (
            "Another reading, links, desk",
            {
                "classes": ("collapse",),
                "fields": (
                    "read_low", "read_high", "figure_note", "figure_lang", "revises", "part_of", "share_of",
                    "retracted_at", "credibility", "external_id", "note",
                ),
            },
        ),
    )  # fmt: skip

    @admin.display(description="claimant", ordering="statement__claimant__name")
    def claimant(self, claim: models.Claim) -> str:
        """Who asserts it."""
        return str(claim.statement.claimant)

    @admin.display(description="said on", ordering="stated_at")
    def said_on(self, claim: models.Claim) -> str:
        """The day in the incident's zone."""
        return text_of(claim.stated_at, ZoneInfo(claim.incident.timezone), DAY_BEGINS)[:10]

    @admin.display(description="on the board")
    def on_board(self, claim: models.Claim) -> str:
        """The way to the board, for a claim that stands there."""
        if claim.status != models.Claim.Status.PUBLISHED:
            return ""
        address = f"{claim.incident.get_absolute_url()}?claim={claim.pk}"
        return format_html('<a href="{}">View on board<span class="visually-hidden">: {}</span></a>', address, claim)

    def get_fieldsets(self, request: HttpRequest, obj: models.Claim | None = None) -> Any:
        """A new claim has nothing to say about why it is changed."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        first, *rest = fieldsets
        kept = tuple(name for name in first[1]["fields"] if name != "why")
        return [(first[0], {**first[1], "fields": kept}), *rest]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Publishing is for those who may; claims are unpublished, not deleted."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        if not request.user.has_perm("claims_app.publish_claim"):
            actions.pop("publish_chosen", None)
            actions.pop("unpublish_chosen", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: models.Claim | None = None) -> bool:
        """A claim is unpublished with a reason, never deleted."""
        return False

    @admin.action(description="Publish the chosen claims")
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[models.Claim]) -> HttpResponse | None:
        """Shows the effect first; then all of them or none."""
        chosen = list(queryset)
        if "confirmed" in request.POST:
            self._done(request, "published", lambda: recording.publish(claims=chosen, by=request.user))
            return None
        return self._ask(request, chosen, "publish_chosen", lambda: recording.publish(claims=chosen, by=request.user))

    @admin.action(description="Unpublish the chosen claims, with a reason")
    def unpublish_chosen(self, request: HttpRequest, queryset: QuerySet[models.Claim]) -> HttpResponse | None:
        """Shows the effect and asks for the reason on a page of its own."""
        chosen, reason = list(queryset), request.POST.get("reason", "")
        if "confirmed" in request.POST and reason.strip():
            self._done(
                request, "unpublished", lambda: recording.unpublish(claims=chosen, by=request.user, reason=reason)
            )
            return None
        return self._ask(
            request,
            chosen,
            "unpublish_chosen",
            lambda: recording.unpublish(claims=chosen, by=request.user, reason="preview"),
        )

    def _done(self, request: HttpRequest, word: str, change: Callable[[], int]) -> None:
        try:
            number = change()
        except recording.Refused as refusal:
            self.message_user(request, f"Nothing was {word}. {refusal}", messages.ERROR)
        else:
            self.message_user(request, f"{number} {word}.", messages.SUCCESS)

    def _ask(
        self, request: HttpRequest, chosen: list[models.Claim], action: str, change: Callable[[], int]
    ) -> HttpResponse | None:
        try:
            effects = effect_of(change=change, incidents={claim.incident_id for claim in chosen})
        except recording.Refused as refusal:
            self.message_user(request, f"Nothing was changed. {refusal}", messages.ERROR)
            return None
        context = self.admin_site.each_context(request) | {
            "title": "Publish these claims?" if action == "publish_chosen" else "Why are these claims unpublished?",
            "claims": chosen,
            "action": action,
            "effects": effects,
            "opts": self.model._meta,
        }
        return render(request, "admin/desk/confirm_action.html", context)

    def get_formset_kwargs(self, request: HttpRequest, obj: models.Claim, inline: Any, prefix: str) -> dict[str, Any]:
        """The report is carried over into the first citation."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        report = request.GET.get("report", "")
        if request.method == "GET" and isinstance(inline, CitationInline) and is_number(report) and not obj.pk:
            kwargs["initial"] = [{"report": int(report), "wording": request.GET.get("wording", "")}]
        return kwargs

    def preview_incidents(self, request: HttpRequest) -> list[int]:
        """The incident that the form names."""
        chosen = request.POST.get("incident", "")
        return [int(chosen)] if is_number(chosen) else []

    def save_model(self, request: HttpRequest, obj: models.Claim, form: ClaimForm, change: bool) -> None:
        """Save the statement with the claim; citations follow, then the board."""
        if obj.statement.pk is None:
            obj.statement.save()
            obj.statement_id = obj.statement.pk
        if not change:
            obj.recorded_by = request.user  # type: ignore[assignment]
        else:
            obj.version += 1
        obj._change_reason = form.cleaned_data.get("why") or None  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)
        keep_position(obj, form.position)

    def save_formset(self, request: HttpRequest, form: ClaimForm, formset: Any, change: bool) -> None:
        """The citations are kept with the same reason."""
        for citation in formset.forms:
            citation.instance._change_reason = form.cleaned_data.get("why") or None
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Complete what depends on the citations, publish if asked, and refresh the board."""
        super().save_related(request, form, formsets, change)
        recording.settle(claim=form.instance)
        if "_publish" in request.POST and request.user.has_perm("claims_app.publish_claim"):
            try:
                recording.publish(claims=[form.instance], by=request.user)
            except recording.Refused as refusal:
                self.message_user(request, f"Saved as a draft. {refusal}", messages.WARNING)
            else:
                form.instance.refresh_from_db()

    def response_add(
        self, request: HttpRequest, obj: models.Claim, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay with the same report where the editor goes on with it."""
        return self._onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: models.Claim) -> HttpResponse:
        """The same after a change."""
        return self._onward(request, obj) or super().response_change(request, obj)

    def _onward(self, request: HttpRequest, obj: models.Claim) -> HttpResponse | None:
        if "_addanother" in request.POST:
            carried = carrying.for_the_same_report(obj)
            note = "Saved. Incident, claimant, subject, day and report are carried over."
        elif "_otherside" in request.POST:
            carried = carrying.for_the_other_side(obj)
            note = "Saved. The row and the report are carried over: check who gives the other figure."
        else:
            return None
        self.message_user(request, note, messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse('admin:claims_app_claim_add')}?{urlencode(carried)}")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page may publish; a stale form lays both texts side by side."""
        form = context["adminform"].form
        context["may_publish"] = request.user.has_perm("claims_app.publish_claim")
        context["stale"] = getattr(form, "stale", [])
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response


def keep_position(claim: models.Claim, position: models.Position | None) -> None:
    """Save the position of a claim that is one; a claim that is none any more loses it."""
    if position is None:
        models.Position.objects.filter(claim=claim).delete()
        return
    position.claim = claim
    position.save()
    claim.position = position
