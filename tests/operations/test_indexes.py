"""No public page reads through a whole table that grows: the database's own plan of every query says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from claims_app import models
from tests.conflicts import FOUR_SIDES, load_four_sides

GROWING = {
    model._meta.db_table
    for model in (
        models.ArchivedCopy, models.Citation, models.Claim, models.Claim.history.model, models.Citation.history.model,
        models.ImportRow, models.Position, models.Report, models.Report.history.model, models.SearchDocument,
        models.Statement, models.StoredFinding, models.StoredFinding.claims.through, models.Suppression,
    )
}  # fmt: skip
PAGES = [
    "/", FOUR_SIDES, f"{FOUR_SIDES}?asof=1994-03-02", f"{FOUR_SIDES}?known=2020-01-01", f"{FOUR_SIDES}sources/",
    f"{FOUR_SIDES}over-time/", f"{FOUR_SIDES}history/", f"{FOUR_SIDES}history/diff/", f"{FOUR_SIDES}board.csv",
    f"/embed{FOUR_SIDES}", "/feeds/latest.atom", f"/feeds{FOUR_SIDES[:-1]}.atom", "/search/?q=valley", "/parties/",
    "/sources/", "/api/v1/claims", "/api/v1/findings", "/api/v1/incidents", "/api/v1/reports", "/api/v1/outlets",
    "/api/v1/parties", f"/api/v1{FOUR_SIDES}board",
]  # fmt: skip
# Nearly all claims are published: who asks for those by their state alone reads them all.
NEARLY_ALL = re.compile(r"SEARCH (\w+) USING (?:COVERING )?INDEX claims_app_claim_status_\w+ \(status=\?\)")
# What a test database of a few rows would rather read whole: PostgreSQL is asked what it does where that is dear.
WHERE_READING_WHOLE_IS_DEAR = "SET LOCAL enable_seqscan = off"


def read_whole(sql: str, parameters: Any) -> list[str]:
    """The growing tables that the query reads from end to end. Walking an index in order up to a LIMIT is not that."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(WHERE_READING_WHOLE_IS_DEAR)
            cursor.execute(f"EXPLAIN {sql}", parameters)
            named = [re.search(r"Seq Scan on (\w+)", line) for (line,) in cursor.fetchall()]
            return sorted({found[1] for found in named if found} & GROWING)
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        steps = [row[3] for row in cursor.fetchall()]
    tables = {alias: table for table, alias in re.findall(r'"?(claims_app_\w+)"?(?: AS)? "?(\w+)"?', sql)}
    found = set()
    for step in steps:
        if by_status := NEARLY_ALL.match(step):
            found.add(tables[by_status[1]])
        if scan := re.match(r"SCAN (\w+)( USING (?:COVERING )?INDEX)?", step):
            table = scan[1] if scan[1] in GROWING else tables.get(scan[1], "")
            if table in GROWING and not (scan[2] and re.search(r"LIMIT \S+( OFFSET \S+)?$", sql.rstrip())):
                found.add(table)
    return sorted(found)


def queries_of(client: Client, address: str) -> dict[str, Any]:
    """Each SELECT that the page makes, with its parameters."""
    asked: dict[str, Any] = {}

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            asked[sql] = parameters
        return execute(sql, parameters, many, context)

    cache.clear()
    with connection.execute_wrapper(note):
        assert client.get(address).status_code == 200, address
    return asked


@pytest.fixture
def filled_site(db: None) -> None:
    load_four_sides()


def test_no_public_page_reads_a_growing_table_from_end_to_end(client: Client, filled_site: None, settings: Any) -> None:
    settings.EXPENSIVE_AT_ONCE = 0
    named = [models.Claim.objects.visible(), models.Report.objects, models.Outlet.objects, models.Party.objects]
    one_of_each = [found.get_absolute_url() for found in (rows.filter(pk__gt=0).first() for rows in named) if found]
    assert len(one_of_each) == 4
    wrong, seen = [], 0
    for address in [*PAGES, *one_of_each]:
        for sql, parameters in queries_of(client, address).items():
            seen += 1
            wrong += [f"{address} reads all of {table}: {sql[-400:]}" for table in read_whole(sql, parameters)]
    assert seen > 80
    assert wrong == []


def test_a_query_without_an_index_is_found_out(db: None) -> None:
    table = models.Claim._meta.db_table
    assert read_whole(f"SELECT c.id FROM {table} c WHERE c.note = %s", ["x"]) == [table]
    assert read_whole(f"SELECT id FROM {table} ORDER BY note LIMIT 5", None) == [table]
    assert read_whole(f"SELECT id FROM {table} WHERE id = %s", [1]) == []
    if connection.vendor == "sqlite":
        assert read_whole(f"SELECT c.id FROM {table} c WHERE c.status = %s", ["published"]) == [table]
