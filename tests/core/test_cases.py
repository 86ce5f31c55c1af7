"""The worked cases of the specification pass whole, and a wrong expectation is told."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims_app.core.cases import SECTIONS, CaseFile

FILE = Path(__file__).parents[1] / "files" / "semantics_cases.json"


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_worked_case_passes(section: str, data: dict[str, Any]) -> None:
    outcome = CaseFile.read(data).check_section(section)
    assert outcome.total > 0
    assert outcome.failed == ()


WRONG = [
    ("phrases", lambda case: case.update(kind="vague", core=[1, 2])),
    ("pairs", lambda case: case["expect"].update(verdict="mirror")),
    ("pairs", lambda case: case["expect"].update(score=0.5)),
    ("sets", lambda case: case["expect"].append({"kind": "overflow", "members": ["c1"], "L": 1, "U": 0})),
    ("rows", lambda case: case["expect"].update(admission="surplus")),
    ("stances", lambda case: case.update(expect="mirror")),
    ("ordering", lambda case: case["rows"].reverse()),
]


@pytest.mark.parametrize(("section", "spoil"), WRONG, ids=[f"{n}-{s}" for n, (s, _) in enumerate(WRONG)])
def test_a_wrong_expectation_fails(section: str, spoil: Any, data: dict[str, Any]) -> None:
    spoiled = copy.deepcopy(data)
    case = spoiled[section][0]
    spoil(case)
    failed = CaseFile.read(spoiled).check_section(section).failed
    assert [failure.get("id") or failure.get("phrase") for failure in failed] == [case.get("id") or case.get("phrase")]
    assert failed[0]["expected"] != failed[0]["got"]


def test_a_case_that_cannot_be_read_is_told_and_stops_nothing(data: dict[str, Any]) -> None:
    spoiled = copy.deepcopy(data)
    del spoiled["pairs"][0]["a"]
    outcome = CaseFile.read(spoiled).check_section("pairs")
    assert len(outcome.failed) == 1
    assert "'a'" in outcome.failed[0]["got"]


def test_a_case_of_an_unknown_kind_of_object_is_not_comparable(data: dict[str, Any]) -> None:
    spoiled = copy.deepcopy(data)
    spoiled["pairs"][0]["a"]["object"] = "zeppelin"
    assert CaseFile.read(spoiled).check_section("pairs").failed[0]["got"]["verdict"] == "incomparable"


def test_figures_are_read_by_the_policy_of_the_file(data: dict[str, Any]) -> None:
    """Where "about" is half as wide again, phrases and claims are read so."""
    other = copy.deepcopy(data)
    other["policy"].update(policy_id="figures-of-this-file", about_outer_pct=50, about_core_pct=40)
    other["phrases"] = [{"phrase": "about 100", "kind": "approx", "core": [60, 140], "outer": [50, 150]}]
    pair = {"a": {"fig": "about 100"}, "b": {"fig": "55", "claimant": "ARM"}}
    same = {"claimant": "AZ", "about": ["ARM"], "object": "tank", "disp": "lost"}
    other["pairs"] = [{"id": "wide", "both": same, **pair, "expect": {"verdict": "strained"}}]
    read = CaseFile.read(other)
    assert [read.check_section(section).failed for section in ("phrases", "pairs")] == [(), ()]
    narrow = CaseFile.read({**other, "policy": data["policy"]})
    assert [len(narrow.check_section(section).failed) for section in ("phrases", "pairs")] == [1, 1]


def test_a_file_without_a_policy_is_read_by_the_shipped_one(data: dict[str, Any]) -> None:
    bare = {key: value for key, value in data.items() if key != "policy"}
    assert CaseFile.read(bare).check_section("phrases").failed == ()


def test_the_command_prints_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_cases", str(FILE), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == list(SECTIONS)
    assert all(section["passed"] == section["total"] for section in answer.values())


def test_the_command_leaves_with_1_when_a_case_fails(tmp_path: Path, data: dict[str, Any]) -> None:
    spoiled = copy.deepcopy(data)
    spoiled["pairs"][0]["expect"]["verdict"] = "mirror"
    path = tmp_path / "spoiled.json"
    path.write_text(json.dumps(spoiled), encoding="utf-8")
    with pytest.raises(SystemExit) as leaving:
        call_command("check_cases", str(path))
    assert leaving.value.code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "not JSON"), ("[]", "“vocab”"), ('{"vocab": {}}', "lacks 'parties'")],
    ids=["broken", "list", "empty vocab"],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        call_command("check_cases", str(path))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("check_cases", str(path) + ".missing")
