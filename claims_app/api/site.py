"""The interface itself: who may read, how answers and errors look, ETags, cursors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from claims_app.forms import LONGEST

Operation = TypeVar("Operation", bound=Callable[..., Any])
EXAMPLES = Path(__file__).with_name("examples.json")
READ = ("GET", "HEAD")


def may_read(request: HttpRequest) -> bool:
    """Whether this reader may see public data: everybody, or people with an account when the site is closed."""
    return settings.READERS == "public" or request.user.is_authenticated


class Complaint(Schema):
    """Why there is no answer."""

    detail: str


class Paged(Schema):
    """Which part of a list is wanted."""

    cursor: str = Field("", description="The `next` of the page before; empty for the first page.")
    limit: int = Field(50, ge=1, le=200, description="How many at most.")


class ReadOnlyAPI(NinjaAPI):
    """An interface that answers HEAD like GET, and whose description names each operation once, with a real answer."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description; HEAD is left out of it, examples are put in."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            operations.pop("head", None)
            for operation in operations.values():
                example = examples().get(operation["operationId"])
                if example:
                    operation["x-example-request"] = example["request"]
                    operation["responses"][200]["content"]["application/json"]["example"] = example["answer"]
        return schema

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function: stable, and short enough to be a method of a client."""
        return str(operation.view_func.__name__)


@cache
def examples() -> Mapping[str, Any]:
    """Operation → request and answer, as they were given for a made-up conflict; the tests ask again and compare."""
    return json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.is_file() else {}


api = ReadOnlyAPI(
    title="Counterclaim",
    version="1",
    description="Contradictory claims of the sides of a conflict, side by side, each with its source. Read-only.",
    auth=may_read,
    docs_url=None,
    urls_namespace="api",
)


def reads(path: str, summary: str, answer: Any, *refusals: int) -> Callable[[Operation], Operation]:
    """An operation that answers GET and HEAD with `answer`, a 304 where nothing changed, and these refusals."""
    responses: dict[int, Any] = {200: answer, 304: None} | dict.fromkeys((*refusals, 401), Complaint)
    return api.api_operation(list(READ), path, summary=summary, response=responses)


# ------------------------------------------------------------------ answers


def answered(request: HttpRequest, value: Mapping[str, Any], *, more: str = "") -> Any:
    """The value as JSON with its ETag, or 304; `more` is the cursor of the next page, which also goes into a Link header."""
    response = HttpResponse(as_json(value), content_type="application/json")
    etag = tag_of(response.content)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    if more:
        query = urlencode([(name, text) for name, text in request.GET.items() if name != "cursor"] + [("cursor", more)])
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{query}>; rel="next"'
    return get_conditional_response(request, etag=etag, response=response)


def as_json(value: Mapping[str, Any]) -> bytes:
    """A value as the bytes of an answer, each letter as itself."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode("utf-8", "replace")


def tag_of(*parts: object) -> str:
    """An ETag of these parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else repr(part).encode())
    return f'"{digest.hexdigest()[:32]}"'


def page_of(items: Sequence[Any], keys: Sequence[str], paged: Paged) -> tuple[Sequence[Any], str]:
    """The part of a list after the cursor, and the next cursor ("" at the end). Raises HttpError 400 for no cursor of it."""
    start = 0
    if paged.cursor:
        if paged.cursor not in keys:
            raise bad_cursor()
        start = keys.index(paged.cursor) + 1
    end = start + paged.limit
    return items[start:end], keys[end - 1] if end < len(items) else ""


def number_in(cursor: str) -> int:
    """A cursor that is a number; 0 for the first page. Raises HttpError 400 for anything else."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise bad_cursor()
    return int(cursor)


def bad_cursor() -> HttpError:
    """What a text gets that no page gave as its `next`."""
    return HttpError(400, "This cursor is not one that this list gave. Begin again without it.")


def cleaned(text: str) -> str:
    """A parameter without spaces around it and without the one character that no database can compare."""
    return text[:LONGEST].replace("\x00", "").strip()


def number_or_404(text: str, what: str) -> int:
    """The number in an address. Raises HttpError 404 with a sentence for any other text."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise HttpError(404, f"There is no {what} with this number.")
    return int(text)


# ------------------------------------------------------------------ errors


@api.exception_handler(ValidationError)
def refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that does not fit, in one sentence."""
    named = dict.fromkeys(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors)
    return api.create_response(request, {"detail": f"{'; '.join(named)}."}, status=422)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """What is not there, in one sentence."""
    return api.create_response(request, {"detail": str(error) or "There is nothing at this address."}, status=404)
