"""The one-page client reads a board from a running site, as its users do."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from tests.factories import make_claim

CLIENT = Path(settings.BASE_DIR) / "docs" / "api-client.py"


@pytest.fixture
def site(live_server: Any) -> str:
    cache.clear()
    make_claim("redland", "over 100")
    make_claim("blueland", "2")
    make_claim("blueland", "several", object="truck")
    return str(live_server.url)


@pytest.mark.django_db(transaction=True)
def test_the_board_comes_as_a_table_and_a_permalink(site: str) -> None:
    client = runpy.run_path(str(CLIENT))
    table = client["board"](site, "2016-04-02-ford", measure="tank")
    assert sorted(table["as_said"]) == ["2", "over 100"]
    assert set(table["finding"]) == {"contradictory"}
    assert table.loc[table["as_said"] == "over 100", "low"].tolist() == [101]
    assert table.loc[table["as_said"] == "over 100", "high"].isna().all()
    assert table.attrs["permalink"].startswith(f"{site}/incidents/2016-04-02-ford/?measure=tank&asof=")
    everything = list(client["every"](site, "claims", limit="1"))
    assert len(everything) == 3 and len({claim["id"] for claim in everything}) == 3


@pytest.mark.django_db(transaction=True)
def test_it_runs_from_the_command_line(site: str) -> None:
    done = subprocess.run(
        [sys.executable, str(CLIENT), site, "2016-04-02-ford", "measure=truck"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "several" in done.stdout and done.stdout.splitlines()[-1].startswith(site)
