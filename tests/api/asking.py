"""What the tests of the interface ask for its documented examples, and how answers are compared whatever a database counts."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import Client

STRAIT = "1987-06-14-strait"
# Operation → the address of its example. `{claim}` and `{report}` stand for the first of the made-up conflict.
EXAMPLES = {
    "incidents": "/api/v1/incidents?contradicted=1&limit=1",
    "incident": f"/api/v1/incidents/{STRAIT}",
    "board": f"/api/v1/incidents/{STRAIT}/board?about=teskia&measure=ship&asof=1987-06-14&known=2030-01-01",
    "rows": f"/api/v1/incidents/{STRAIT}/rows?measure=ship&limit=1",
    "row": f"/api/v1/incidents/{STRAIT}/rows/ship--lost--teskia?asof=1987-06-14&known=2030-01-01",
    "findings": f"/api/v1/findings?incident={STRAIT}&verdict=contradictory&limit=1",
    "claims": f"/api/v1/claims?incident={STRAIT}&measure=ship&party=halvora&limit=1",
    "claim": "/api/v1/claims/{claim}",
    "reports": f"/api/v1/reports?incident={STRAIT}&limit=1",
    "report": "/api/v1/reports/{report}",
    "outlets": "/api/v1/outlets?limit=1",
    "outlet": "/api/v1/outlets/harbour-wire",
    "parties": "/api/v1/parties?limit=1&cursor=h",
    "party": "/api/v1/parties/halvora",
    "search": "/api/v1/search?q=%22four+ships%22&kind=claim",
    "figures_read": "/api/v1/figures/read?text=over+100&lang=en",
}
# Numbers that a database gives out, and what says on which day the example was made.
COUNTED = re.compile(r"(?<=/claims/)\d+|(?<=/reports/)\d+|(?<=[?]claim=)\d+|\d{4}-\d\d-\d\d(?= \()")
NUMBERED = frozenset({"id", "decided_by", "members", "next", "revises", "copied_from", "revision", "changed"})


def filled(address: str) -> str:
    """The address with the numbers of this database."""
    from claims_app.models import Claim, Report

    claim = Claim.objects.filter(incident__slug=STRAIT).order_by("pk").first()
    report = Report.objects.filter(outlet__slug="harbour-wire").order_by("pk").first()
    assert claim and report
    return address.replace("{claim}", str(claim.pk)).replace("{report}", str(report.pk))


def asked(client: Client, address: str) -> Any:
    """The answer to an example, as another site would get it."""
    answer = client.get(filled(address), headers={"host": "localhost"})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content.decode().replace("http://localhost", "https://claims.example.org"))


def bare(value: Any) -> Any:
    """An answer without the numbers and days that differ from one database to another."""
    if isinstance(value, dict):
        return {name: "…" if name in NUMBERED and item is not None else bare(item) for name, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return COUNTED.sub("…", value) if isinstance(value, str) else value
