"""The desk's intake: paste an article, judge the claims proposed in it one by one, publish those accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from claims_app import models
from claims_app.services import (
    intake_answers,
    intake_cards,
    intake_judging,
    intake_publishing,
    intake_shaping,
    intake_sources,
    intake_undo,
    intakes,
)
from claims_app.services.intake_judging import Incomplete
from claims_app.services.intake_steps import Overtaken
from claims_app.services.recording import Refused
from claims_app.views.guards import guard
from claims_app.views.intake_forms import read_answers, read_fields, short

LONGEST_PASTE = 1_000_000
CARDS_A_PAGE = 200
# What a refusal blames → the field of the card; the others are told above the form.
ON_THE_CARD = {"figure_text": "figure", "subject_label": "subject", "about_label": "about"}
SHOWN = frozenset(
    {"claimant", "subject", "figure", "object", "outcome", "question", "answer", "about", "denies", "relation", "said_on", "whole",
     "quote"}
)  # fmt: skip


def desk_intake_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses under /admin/desk/intake/, for those who may add drafts; publishing asks for its own permission."""

    guarded = guard(site, "claims_app.add_draft")

    return [
        path("desk/intake/", guarded(start), name="desk-intake"),
        path("desk/intake/<int:intake_id>/", guarded(article), name="desk-intake-article"),
        path("desk/intake/<int:intake_id>/source/", guarded(source), name="desk-intake-source"),
        path("desk/intake/<int:intake_id>/answers/", guarded(answers), name="desk-intake-answers"),
        path("desk/intake/<int:intake_id>/add/", guarded(add), name="desk-intake-add"),
        path("desk/intake/<int:intake_id>/publish/", guarded(publish), name="desk-intake-publish"),
        path("desk/intake/<int:intake_id>/undo/", guarded(undo), name="desk-intake-undo"),
        path("desk/intake/<int:intake_id>/here/", guarded(here), name="desk-intake-here"),
        path("desk/intake/<int:intake_id>/card/<int:draft_id>/", guarded(card), name="desk-intake-card"),
    ]


def _see_other(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address, status=303)


def _intake(intake_id: int) -> models.Intake:
    found = intakes.article_of(pk=intake_id)
    if found is None:
        raise Http404("No such article is in work.")
    return found


# ------------------------------------------------------------------ the first page


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Paste a text or choose a file; the articles in work."""
    complaint, field = "", ""
    if request.method == "POST":
        try:
            return _see_other(_opened(request).get_absolute_url())
        except Refused as refusal:
            complaint, field = str(refusal), refusal.field
    incidents = models.Incident.objects.order_by("-start", "-id")[: intakes.MOST_INCIDENTS]
    context = site.each_context(request) | {
        "title": "Article intake",
        "complaint": complaint,
        "field": field,
        "text": request.POST.get("text", "") if complaint else "",
        "incidents": incidents,
        "chosen": short(request.POST.get("incident", "") or request.GET.get("incident", ""), 120),
        "in_work": intakes.in_work(by=request.user),
    }
    return render(request, "admin/desk/intake.html", context, status=400 if complaint else 200)


def _opened(request: HttpRequest) -> models.Intake:
    """The article that was pasted or uploaded. Raises Refused."""
    file = request.FILES.get("file")
    if file is not None:
        if file.size is not None and file.size > intakes.LARGEST:
            raise Refused(f"This file is larger than {intakes.LARGEST // intakes.MB} MB.", "file")
        content, name, media_type = file.read(), str(file.name), file.content_type
    else:
        # A browser sends line ends as CR LF; what was copied had LF.
        text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "\ufffd")
        if len(text) > LONGEST_PASTE:
            raise Refused(f"A text may have {LONGEST_PASTE:,} characters; this one has {len(text):,}.", "text")
        content, name, media_type = text.encode(), "", "text/plain"
    slug = short(request.POST.get("incident", ""), 120)
    incident = models.Incident.objects.select_related("conflict", "place").filter(slug=slug).first() if slug else None
    if slug and incident is None:
        raise Refused("This incident is not on file. Choose one of the list.", "incident")
    incident = incident or intakes.guess_incident(text=content[: intakes.LONGEST].decode("utf-8", "replace"))
    if incident is None and not models.Incident.objects.exists():
        raise Refused("No incident is on file yet. Add one first.", "incident")
    if incident is None:
        raise Refused(
            "The text names no side, place or day of an incident on file. Choose the incident it is about.", "incident"
        )
    return intakes.open_article(content=content, name=name, media_type=media_type, incident=incident, by=request.user)


# ------------------------------------------------------------------ the review page


@require_safe
def article(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """The article with its cards; `?edit=` opens one as a form, `?show=` keeps those to do, accepted or rejected."""
    intake = _intake(intake_id)
    if intake.copy.media_type == intake.copy.gone:
        return render(request, "admin/desk/intake_gone.html", {"title": "Removed", "intake": intake}, status=410)
    intakes.visit(intake=intake, by=request.user)
    return _page(request, intake)


def _page(request: HttpRequest, intake: models.Intake, *, status: int = 200, **more: Any) -> HttpResponse:
    review = intake_cards.review_of(intake=intake)
    edited = short(request.GET.get("edit", ""), 18)
    show = request.GET.get("show", "")
    show = show if show in intake_cards.FILTERS else ""
    context: dict[str, Any] = {
        "title": "Article intake",
        "nav": "desk",
        "intake": intake,
        "review": review,
        "cards": review.shown(show),
        "show": show,
        "edited": int(edited) if edited.isascii() and edited.isdigit() else 0,
        "source": intake_cards.source_form(intake=intake),
        "others": intakes.others_at(intake=intake, by=request.user),
        "reasons": intake_judging.REASONS,
        "may_publish": request.user.has_perm("claims_app.publish_claim"),
        "deniable": intake_cards.deniable(intake=intake) if edited else (),
    } | more
    context |= _one_page(request, context["cards"], context["edited"])
    if (opened := review.card_of(context["edited"])) is not None:
        typed = context.get("typed")
        changed = intake_cards.with_typed(opened, typed) if typed is not None else opened
        context["cards"] = tuple(changed if each is opened else each for each in context["cards"])
        context["complaints"] = context.get("complaints") or opened.complaints
    return render(request, "admin/desk/intake_review.html", context, status=status)


def _one_page(request: HttpRequest, cards: Any, edited: int) -> dict[str, Any]:
    """The cards of `?page=`, or of the page on which the open card stands."""
    pages = Paginator(cards, CARDS_A_PAGE)
    place = next((number for number, card in enumerate(cards) if card.draft.pk == edited), None)
    wanted = request.GET.get("page", "1") if place is None else place // CARDS_A_PAGE + 1
    page = pages.get_page(wanted)
    return {"cards": tuple(page), "pager": page}


def _card_page(request: HttpRequest, intake: models.Intake, draft: models.Draft) -> HttpResponse:
    """One card: as a piece for htmx, else the page with it open."""
    edit = "edit" in request.GET
    if not request.htmx:  # type: ignore[attr-defined]
        query = f"?edit={draft.pk}" if edit else ""
        return _see_other(f"{intake.get_absolute_url()}{query}#card-{draft.pk}")
    return _card(request, intake, draft, edit=edit)


def _card(
    request: HttpRequest,
    intake: models.Intake,
    draft: models.Draft,
    *,
    edit: bool = False,
    problem: str = "",
    complaints: dict[str, str] | None = None,
    fields: Any = None,
    said: str = "",
) -> HttpResponse:
    """The card as it is now, with the progress beside it; `fields` are what was typed and refused."""
    review = intake_cards.review_of(intake=_intake(intake.pk))
    found = review.card_of(draft.pk)
    if found is None:
        raise Http404("This claim was merged or taken back.")
    if fields is not None:
        found = intake_cards.with_typed(found, fields)
    context = {
        "intake": review.intake,
        "review": review,
        "card": found,
        "is_edited": edit,
        "problem": problem,
        "complaints": found.complaints if complaints is None else complaints,
        "reasons": intake_judging.REASONS,
        "may_publish": request.user.has_perm("claims_app.publish_claim"),
        "deniable": intake_cards.deniable(intake=intake) if edit else (),
        "said": said,
        "out_of_band": True,
    }
    response = render(request, "admin/desk/_intake_card.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, site: AdminSite, intake_id: int, draft_id: int) -> HttpResponse:
    """One draft: shown, or with POST judged (`do=accept|save|save-accept|reject|split|merge|undo`)."""
    intake = _intake(intake_id)
    draft = get_object_or_404(models.Draft.objects.select_related("copy", "step"), pk=draft_id, intake=intake)
    if request.method != "POST":
        return _card_page(request, intake, draft)
    return _Judging(request, intake, draft).answer()


class _Judging:
    """One act on a draft, on its way: done, or refused with what was typed kept."""

    def __init__(self, request: HttpRequest, intake: models.Intake, draft: models.Draft) -> None:
        self.request, self.intake, self.draft = request, intake, draft
        typed = short(request.POST.get("version", ""), 9)
        self.version = int(typed) if typed.isascii() and typed.isdigit() else draft.version
        self.fields: Any = None

    def answer(self) -> HttpResponse:
        """The card after the act, or the way back to the page."""
        do = self.request.POST.get("do", "")
        acts: dict[str, Callable[[], HttpResponse]] = {
            "accept": self._accept,
            "save": self._save,
            "save-accept": self._save_and_accept,
            "reject": self._reject,
            "split": self._split,
            "merge": self._merge,
            "undo": self._undo,
        }
        try:
            return acts[do]() if do in acts else self._refused("Choose what to do with this claim.")
        except Overtaken as late:
            return self._refused(str(late))
        except Incomplete as refusal:
            return self._refused("", edit=True, complaints=dict(reversed(refusal.needs)))
        except Refused as refusal:
            field = ON_THE_CARD.get(refusal.field, refusal.field)
            known = {field: str(refusal)} if field in SHOWN and do != "reject" else None
            is_form = do in ("save", "save-accept", "accept")
            return self._refused("" if known and is_form else str(refusal), edit=is_form, complaints=known)

    @property
    def by(self) -> Any:
        return self.request.user

    def _accept(self) -> HttpResponse:
        row = intake_judging.accept(draft=self.draft, version=self.version, by=self.by)
        return self._done(row, "Accepted.")

    def _typed(self) -> tuple[Any, tuple[int, int]]:
        self.fields = read_fields(self.request.POST.dict(), self.draft)
        quote = self.request.POST.get("quote", "").replace("\r\n", "\n")
        place = intake_judging.place_quote(draft=self.draft, quote=quote) if quote.strip() else None
        return self.fields, place or (self.draft.start, self.draft.end)

    def _save(self) -> HttpResponse:
        fields, place = self._typed()
        kind_before = self.draft.fields.get("kind")
        row = intake_judging.save(draft=self.draft, version=self.version, fields=fields, place=place, by=self.by)
        return self._done(row, "Saved.", edit=fields.kind != kind_before)

    def _save_and_accept(self) -> HttpResponse:
        fields, place = self._typed()
        row = intake_judging.accept(draft=self.draft, version=self.version, by=self.by, fields=fields, place=place)
        return self._done(row, "Accepted.")

    def _reject(self) -> HttpResponse:
        reason = self.request.POST.get("other", "") or self.request.POST.get("reason", "")
        row = intake_judging.reject(draft=self.draft, version=self.version, reason=reason, by=self.by)
        return self._done(row, "Rejected.")

    def _split(self) -> HttpResponse:
        twin = intake_shaping.split(draft=self.draft, version=self.version, by=self.by)
        return self._to_page(f"?edit={twin.pk}#card-{twin.pk}")

    def _merge(self) -> HttpResponse:
        typed = short(self.request.POST.get("into", ""), 18)
        into = models.Draft.objects.filter(pk=int(typed) if typed.isascii() and typed.isdigit() else 0).first()
        if into is None:
            raise Refused("Choose the claim that it is merged into.", "into")
        target = intake_shaping.merge(draft=self.draft, version=self.version, into=into, by=self.by)
        return self._to_page(f"#card-{target.pk}")

    def _undo(self) -> HttpResponse:
        before = self.draft.step
        row = intake_undo.undo(draft=self.draft, by=self.by)
        touched = len(before.before) if before else 1
        if touched > 1 or row.state == models.Draft.State.GONE:
            return self._to_page(f"#card-{row.pk}")
        return self._done(row, "Undone.")

    def _done(self, row: models.Draft, said: str, *, edit: bool = False) -> HttpResponse:
        if self.request.htmx:  # type: ignore[attr-defined]
            return _card(self.request, self.intake, row, edit=edit, said=said)
        query = f"?edit={row.pk}" if edit else ""
        return self._to_page(f"{query}#card-{row.pk}")

    def _to_page(self, query: str) -> HttpResponse:
        address = f"{self.intake.get_absolute_url()}{query}"
        return HttpResponseClientRedirect(address) if self.request.htmx else _see_other(address)  # type: ignore[attr-defined]

    def _refused(self, problem: str, *, edit: bool = False, complaints: dict[str, str] | None = None) -> HttpResponse:
        if self.request.htmx:  # type: ignore[attr-defined]
            return _card(
                self.request,
                self.intake,
                self.draft,
                edit=edit,
                problem=problem,
                complaints=complaints,
                fields=self.fields,
            )
        more = {"problem_at": self.draft.pk, "problem": problem, "edited": self.draft.pk if edit else 0}
        more |= {"typed": self.fields, "complaints": complaints or {}}
        more |= {"deniable": intake_cards.deniable(intake=self.intake)} if edit else {}
        return _page(self.request, _intake(self.intake.pk), status=400, **more)


# ------------------------------------------------------------------ the article as a whole


@require_POST
def source(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """Keep the source fields."""
    intake = _intake(intake_id)
    try:
        intake_sources.set_source(
            intake=intake, source=intake_sources.read_source(request.POST.dict()), by=request.user
        )
    except Refused as refusal:
        typed = intake_cards.source_form(intake=intake, typed=request.POST.dict())
        return _page(request, intake, status=400, source=typed, source_problem=str(refusal), source_field=refusal.field)
    messages.success(request, "The source is saved.")
    return _see_other(f"{intake.get_absolute_url()}#cards")


@require_POST
def answers(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """Keep whom labels mean, for every card of the article that still waits."""
    intake = _intake(intake_id)
    try:
        number = intake_answers.answer(intake=intake, answers=read_answers(request.POST.dict()), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Answered for {number} claim{'' if number == 1 else 's'}.")
    return _see_other(f"{intake.get_absolute_url()}#cards")


@require_POST
def add(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """A draft on the chosen words."""
    intake = _intake(intake_id)
    near = short(request.POST.get("near", ""), 9)
    quote = request.POST.get("quote", "").replace("\r\n", "\n")[:5000]
    try:
        draft = intake_shaping.add(
            intake=intake, quote=quote, near=int(near) if near.isascii() and near.isdigit() else 0, by=request.user
        )
    except Refused as refusal:
        return _page(request, intake, status=400, add_problem=str(refusal), add_typed=quote)
    return _see_other(f"{intake.get_absolute_url()}?edit={draft.pk}#card-{draft.pk}")


@require_POST
def publish(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """Make the accepted claims public."""
    if not request.user.has_perm("claims_app.publish_claim"):
        raise PermissionDenied
    intake = _intake(intake_id)
    try:
        done = intake_publishing.publish(intake=intake, by=request.user)
    except Refused as refusal:
        return _page(request, intake, status=400, source_problem=str(refusal), source_field=refusal.field)
    further = f" {done.further} on file got this report as a further source." if done.further else ""
    messages.success(request, f"Published: {done.claims} claim{'' if done.claims == 1 else 's'}.{further}")
    return _see_other(f"{intake.get_absolute_url()}?show=accepted#cards")


@require_POST
def undo(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """Undo the editor's own last step on this article."""
    intake = _intake(intake_id)
    try:
        draft = intake_undo.undo_last(intake=intake, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _see_other(f"{intake.get_absolute_url()}#cards")
    messages.success(request, "Undone.")
    return _see_other(f"{intake.get_absolute_url()}#{f'card-{draft.pk}' if draft else 'cards'}")


@require_POST
def here(request: HttpRequest, site: AdminSite, intake_id: int) -> HttpResponse:
    """Note that the page is open; answers with who else has it open, and what they did since it was shown."""
    intake = _intake(intake_id)
    intakes.visit(intake=intake, by=request.user)
    since = short(request.POST.get("version", ""), 9)
    others = intakes.others_at(
        intake=intake, by=request.user, since=int(since) if since.isascii() and since.isdigit() else None
    )
    response = render(request, "admin/desk/_intake_others.html", {"others": others, "intake": intake})
    response["Cache-Control"] = "no-store"
    return response
