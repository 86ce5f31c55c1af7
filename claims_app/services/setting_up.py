"""What must be there after every migrate: the shipped vocabulary, the three groups, the search index, and what is kept of boards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from claims_app.models import MeasureObject
from claims_app.services import boards, kept_boards
from claims_app.services.search_index import rebuild_if_empty
from claims_app.services.vocabulary import load_vocabulary

SHIPPED = Path(__file__).resolve().parents[1] / "vocabulary"

EDITOR_MODELS = (
    "claim",
    "citation",
    "position",
    "statement",
    "report",
    "outlet",
    "archivedcopy",
    "incident",
    "draft",
    "errand",
)
REVIEWER_MODELS = (
    *EDITOR_MODELS,
    "party", "conflict", "side", "sidemembership", "designation", "measureobject", "objectedge", "outcome", "place",
    "question", "importbatch",
)  # fmt: skip
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Analysts": {},
    "Editors": {
        "view": (*REVIEWER_MODELS, "errorreport"),
        "add": (*EDITOR_MODELS, "importbatch"),
        "change": (*EDITOR_MODELS, "importbatch", "errorreport"),
        "delete": ("citation", "position"),
        "publish": ("claim",),
    },
    "Reviewers": {
        "view": (*REVIEWER_MODELS, "errorreport", "suppression"),
        "add": REVIEWER_MODELS,
        "change": (*REVIEWER_MODELS, "errorreport"),
        "delete": ("citation", "position", "sidemembership", "objectedge"),
        "publish": ("claim",),
        "suppress": ("claim",),
        "answer_serious": ("errorreport",),
    },
}


def prepare_database(**options: Any) -> None:
    """Add the shipped vocabulary, the groups, the search index and what is kept of boards where they are missing; called by post_migrate."""
    using = options.get("using", "default")
    if using != "default":
        return
    if options.get("plan", True) or not MeasureObject.objects.exists():
        _add_what_is_missing()
    boards.keep_where_missing()
    kept_boards.keep_where_missing()


def _add_what_is_missing() -> None:
    for path in sorted(SHIPPED.glob("*.json")):
        load_vocabulary(data=json.loads(path.read_text(encoding="utf-8")), update=False)
    # Django makes permissions in a later handler of the same signal; the groups need them now.
    create_permissions(apps.get_app_config("claims_app"), verbosity=0)
    for name, actions in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        codenames = {f"{action}_{model}" for action, names in actions.items() for model in names}
        group.permissions.add(*Permission.objects.filter(content_type__app_label="claims_app", codename__in=codenames))
    rebuild_if_empty()
