"""How a figure's wording is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from claims_app.api import shapes
from claims_app.api.site import answered, reads
from claims_app.core.payloads import figure_json
from claims_app.core.wording import complaint, read_figure


class Wording(Schema):
    """A figure as printed, in a language."""

    text: str = Field(description="As printed, e.g. over 100.")
    lang: str = Field("en", description="The language of the words, e.g. en, ru.")


@reads("/figures/read", "How a figure's wording is read", shapes.Figure, 422)
def figures_read(request: HttpRequest, wording: Query[Wording]) -> Any:
    """`over 100` → its two intervals; wording that is no figure answers 422 with a sentence."""
    figure = read_figure(wording.text, wording.lang)
    if message := complaint(figure):
        raise HttpError(422, message)
    return answered(request, figure_json(figure))
