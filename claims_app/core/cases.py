"""Worked cases through the engine: a reader turns a file's vocabulary and claims into core values and holds no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any, Self

from claims_app.core.certificates import check_certificate, find_certificates
from claims_app.core.claims import Claim, Position
from claims_app.core.figures import Figure, Interval
from claims_app.core.mirrors import mirror_of
from claims_app.core.periods import Period
from claims_app.core.policies import POLICY, Policy, read_policy
from claims_app.core.rules import compare, judge_account, judge_row, order_key
from claims_app.core.verdicts import Finding
from claims_app.core.wording import read_figure
from claims_app.core.worlds import World

Case = Mapping[str, Any]
DAY_ZERO = datetime(2016, 4, 2, tzinfo=UTC)
DEFAULT_PERIOD = (0, 24)
EVERYWHERE = "world"
TOLERANCE = 1e-3
SWAPPED = {"subset": "superset", "superset": "subset"}
SECTIONS = ("phrases", "pairs", "sets", "rows", "stances", "ordering")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the cases of one section went; each failure is {"id" or "phrase", "expected", "got"}."""

    total: int = 0
    failed: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape that `check_cases --json` prints."""
        return {"passed": self.total - len(self.failed), "total": self.total, "failed": list(self.failed)}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of worked cases, its vocabulary made into a world."""

    data: Case
    world: World
    camps: Mapping[str, str]
    usage: Mapping[str, Mapping[str, list[list[str]]]]
    object_names: Mapping[str, str]
    policy: Policy = POLICY
    _counter: Iterator[int] = field(default_factory=count, compare=False, repr=False)

    @classmethod
    def read(cls, data: Case) -> Self:
        """From the parsed JSON; ValueError where it is not a file of this format.

        Phrases are read by the file's own policy of figures, where it has one.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("vocab"), Mapping):
            raise ValueError("A file of worked cases is a JSON object with a “vocab”.")
        vocab = data["vocab"]
        speakers = vocab["parties"]["sides"]
        belligerent = {speakers[atom] for atom in vocab["parties"]["atoms"] if atom in speakers}
        camps = {party: camp for party, camp in speakers.items() if camp in belligerent}
        policy = read_policy(data["policy"]) if data.get("policy") else POLICY
        usage, names = vocab.get("usage", {}), vocab.get("object_names", {})
        return cls(data, _world(data, camps), camps, usage, names, policy)

    def check(self) -> dict[str, Outcome]:
        """Every section of the file through the engine."""
        return {section: self.check_section(section) for section in SECTIONS}

    def check_section(self, section: str) -> Outcome:
        """One section; a case that cannot be read counts as failed and says why."""
        checkers: dict[str, Callable[[Case], list[tuple[Any, Any]]]] = {
            "phrases": self.phrase,
            "pairs": self.pair,
            "sets": self.set,
            "rows": self.row,
            "stances": self.stance,
            "ordering": self.ordering,
        }
        cases = self.data.get(section) or []
        failed = tuple(failure for case in cases if (failure := _failure(checkers[section], case)))
        return Outcome(len(cases), failed)

    # ------------------------------------------------------------ one case: (expected, got) for whatever differs

    def phrase(self, case: Case) -> list[tuple[Any, Any]]:
        """A phrase read as a figure."""
        figure = read_figure(case["phrase"], case.get("lang", "en"), self.policy)
        got = {
            "kind": figure.kind,
            "core": _bounds(figure.plain),
            "outer": _bounds(figure.charitable),
            "flags": sorted({*figure.flags, *([f"unit:{figure.unit}"] if figure.unit else [])}),
        }
        expected = {"flags": [], **{key: case[key] for key in got if key in case}}
        expected["flags"] = sorted(expected["flags"])
        return _differences(expected, got)

    def pair(self, case: Case) -> list[tuple[Any, Any]]:
        """Two claims, in both orders."""
        both = case.get("both", {})
        a = self.claim({"id": "a", **both, **case["a"]})
        b = self.claim({"id": "b", **both, **case["b"]})
        expected = dict(case["expect"])
        swapped = {k: SWAPPED.get(v, v) if k == "relation" else v for k, v in expected.items()}
        forward = _differences(expected, _as_expected(compare(a, b, self.world), expected))
        back = _differences(swapped, _as_expected(compare(b, a, self.world), expected))
        return forward or back

    def set(self, case: Case) -> list[tuple[Any, Any]]:
        """All minimal proofs among some claims; each must pass the independent check."""
        claims = [self.claim({**case.get("both", {}), **claim}) for claim in case["claims"]]
        found = find_certificates(claims, self.world)
        if not all(check_certificate(certificate, claims, self.world) for certificate in found):
            return [("proofs that hold", "a proof that fails its check")]
        got = [{"kind": c.kind, "members": sorted(c.members, key=str), "L": c.low_sum, "U": c.high_sum} for c in found]
        expected = [{**wanted, "members": sorted(wanted["members"])} for wanted in case["expect"]]
        key = str
        return [] if sorted(map(key, got)) == sorted(map(key, expected)) else [(case["expect"], got)]

    def row(self, case: Case) -> list[tuple[Any, Any]]:
        """A fact with all its claims, or a mirror."""
        claims = self.row_claims(case)
        if case.get("kind") == "mirror":
            return self._mirror(case, claims)
        return _differences(case["expect"], _as_expected(judge_row(claims, self.world), case["expect"]))

    def row_claims(self, case: Case) -> list[Claim]:
        """The claims of a row."""
        return [self.claim({**case.get("both", {}), **claim}) for claim in case["claims"]]

    def _mirror(self, case: Case, claims: list[Claim]) -> list[tuple[Any, Any]]:
        got = {
            camp: {name: [claim.id for claim in getattr(wing, name)] for name in ("inflicted", "own")}
            for camp, wing in mirror_of(claims, self.world).items()
        }
        expected = case["expect"]["sides"]
        return [] if expected == got else [(expected, got)]

    def stance(self, case: Case) -> list[tuple[Any, Any]]:
        """Answers to one question, a denial or a silence."""
        claims = [self._stance_claim(case, name) for name in ("a", "b") if case.get(name)]
        finding = judge_account(claims, self.world) if len(claims) == 1 else compare(claims[0], claims[1], self.world)
        expected = {"verdict": case["expect"], **({"admission": case["admission"]} if "admission" in case else {})}
        return _differences(expected, _as_expected(finding, expected))

    def ordering(self, case: Case) -> list[tuple[Any, Any]]:
        """Rows of the file, best first."""
        rows = {row["id"]: row for row in self.data.get("rows", [])}
        harm = case.get("harm", {})
        keyed = [
            order_key(
                judge_row(self.row_claims(rows[key]), self.world), "things" if harm.get(key, 1) else "people", key
            )
            for key in case["rows"]
        ]
        got = [key for *_, key in sorted(keyed)]
        return [] if got == case["rows"] else [(case["rows"], got)]

    # ------------------------------------------------------------ reading claims

    def claim(self, case: Case) -> Claim:
        """A claim of a case as the engine reads it."""
        figure, kind = _figure(case, self.policy)
        certain, plain, possible = self._subject(case)
        claimant = case["claimant"]
        agent = case.get("agent", "any")
        agents = () if agent == "any" else tuple(agent) if isinstance(agent, list) else (agent,)
        scope, problem = self.world.try_scope(
            certain, plain, possible, _object_key(case.get("object", "")), case.get("disp", ""), agents,
            "" if case.get("place") in (None, EVERYWHERE) else case["place"], _basis(case), _period(case), claimant,
        )  # fmt: skip
        return Claim(
            id=case.get("id") or f"case {next(self._counter)}",
            claimant=claimant,
            side=self.camps.get(claimant, ""),
            camp=self.camps.get(claimant, ""),
            kind=kind,
            scope=scope,
            scope_problem=problem,
            figure=figure if kind == "figure" else None,
            claimant_name=claimant,
            via=case.get("relay", ""),
            subject_means=plain,
            object=_object_key(case.get("object", "")),
            outcome=case.get("disp", ""),
            place=case.get("place", ""),
            agent=";".join(agents),
            basis=_basis(case),
            revises=case.get("supersedes"),
            denies=case.get("denies"),
            retracted_at=DAY_ZERO if case.get("retracted") or case.get("retracted_at") else None,
        )

    def _subject(self, case: Case) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """(certain, plain, possible) party keys of "about": a list of atoms, or a label as the speaker uses it."""
        about = case.get("about")
        if about is None:
            return (), (), ()
        if isinstance(about, list):
            return tuple(about), tuple(about), tuple(about)
        for speaker in (self.camps.get(case["claimant"], ""), "_other"):
            meanings = self.usage.get(speaker, {}).get(about.lower())
            if meanings:
                usual = meanings[1] if len(meanings) > 2 else meanings[0]
                return tuple(meanings[0]), tuple(usual), tuple(meanings[-1])
        return (about,), (about,), (about,)

    def _stance_claim(self, case: Case, name: str) -> Claim:
        given = {"id": name, **case[name]}
        if given.get("fig") or given.get("denies") or given.get("kind") == "silent":
            return self.claim(given)
        answer = given.get("answer", "")
        words = answer if isinstance(answer, list) else [answer]
        polarity = answer != "no"
        position = Position(
            question=case["question"],
            question_text=case["question"],
            functional=case["functional"],
            answer="yes" if answer in ("yes", "no") else ", ".join(words),
            objects=tuple(self.object_names.get(word, word) for word in words) if isinstance(answer, list) else (),
            about=self._subject(given)[1],
            polarity=polarity,
            on=given.get("date", ""),
        )
        camp = self.camps.get(given["claimant"], "")
        names = {"claimant_name": given["claimant"], "via": given.get("relay", "")}
        return Claim(name, given["claimant"], camp, camp, "position", position=position, **names)


def _world(data: Case, camps: Mapping[str, str]) -> World:
    """The file's vocabulary in the shapes of a vocabulary file."""
    vocab = data["vocab"]
    near: dict[str, list[str]] = {}
    for a, b in vocab.get("near_equal_dispositions", ()):
        near.setdefault(a, []).append(b)
    return World.build(
        objects=_objects(data),
        outcomes=[_outcome(key, value, near.get(key, [])) for key, value in vocab["dispositions"].items()],
        places=[
            {"key": key, "within": None if within == EVERYWHERE else within}
            for key, within in vocab["places"].items()
            if key != EVERYWHERE
        ],
        parties=_parties(vocab["parties"], camps),
        camps={atom: camps[atom] for atom in vocab["parties"]["atoms"] if atom in camps},
        sides={atom: camps[atom] for atom in vocab["parties"]["atoms"] if atom in camps},
        bases={**vocab["bases"], "": vocab["bases"]["any"]},
        policy_id=data.get("policy", {}).get("policy_id", ""),
    )


def _objects(data: Case) -> list[dict[str, Any]]:
    """The kinds, and for each list of kinds that a claim counts together a union whose parts are exhaustive."""
    kinds = data["vocab"]["objects"]
    unions = {tuple(kind) for kind in _values(data, "object") if isinstance(kind, list)}
    wholes: dict[str, list[str]] = {key: [] for key in kinds}
    for key, entry in kinds.items():
        parent = entry.get("parent")
        wholes[key] += [parent] if isinstance(parent, str) else parent or []
    for union in unions:
        for key in union:
            wholes[key].append(_object_key(list(union)))
    exhaustive = {key for key, entry in kinds.items() if entry.get("exhaustive")} | {_object_key([*u]) for u in unions}
    return [
        {"key": key, "part_of": [{"key": whole} for whole in wholes.get(key, [])], "exhaustive": key in exhaustive}
        for key in (*kinds, *(_object_key([*union]) for union in unions))
    ]


def _values(node: Any, name: str) -> Iterator[Any]:
    """Every value of a key anywhere in the file's cases."""
    if isinstance(node, Mapping):
        if name in node:
            yield node[name]
        for key, value in node.items():
            if key != "vocab":
                yield from _values(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value, name)


def _outcome(key: str, value: Any, near: list[str]) -> dict[str, Any]:
    if isinstance(value, list):
        value = {"inner": value}
    plain = value.get("plain", value["inner"])
    possible = value.get("outer", plain)
    return {"key": key, "certain": value["inner"], "plain": plain, "possible": possible, "near_equal": near}


def _parties(parties: Case, camps: Mapping[str, str]) -> list[dict[str, Any]]:
    """Atoms and claimants; claimants of one group that is no belligerent are parts of one body."""
    groups = {group for party, group in parties["sides"].items() if party not in camps}
    entries = [{"key": atom, "part_of": None} for atom in parties["atoms"]]
    entries += [
        {"key": party, "part_of": None if party in camps else f"body {group}"}
        for party, group in parties["sides"].items()
        if party not in parties["atoms"]
    ]
    return entries + [{"key": f"body {group}", "part_of": None} for group in sorted(groups)]


def _figure(case: Case, policy: Policy) -> tuple[Figure | None, Any]:
    """(the figure, the kind of claim)."""
    if case.get("denies"):
        return None, "denial"
    if case.get("kind") == "silent":
        return None, "silence"
    if "fig" in case:
        figure = read_figure(str(case["fig"]), case.get("lang", "en"), policy)
        return (None, "silence") if figure.kind == "silent" else (figure, "figure")
    core, outer = (_interval(case.get(band)) for band in ("core", "outer"))
    return Figure(case.get("quote", ""), "en", case.get("kind", "exact"), core or outer, outer or core), "figure"


def _interval(bounds: Any) -> Interval | None:
    return Interval(bounds[0], bounds[1]) if bounds else None


def _object_key(kind: Any) -> str:
    return "+".join(sorted(kind)) if isinstance(kind, list) else kind


def _basis(case: Case) -> str:
    basis = case.get("basis", "")
    return "" if basis == "any" else str(basis)


def _period(case: Case) -> Period:
    """Hours from the first midnight, two or six of them."""
    hours = case.get("period") or DEFAULT_PERIOD
    ends = [int((DAY_ZERO + timedelta(hours=hour)).timestamp()) for hour in hours]
    return Period.exactly(ends[0], ends[1]) if len(ends) == 2 else Period(*ends)


# ---------------------------------------------------------------- comparing what is expected with what was found


def _as_expected(finding: Finding, expected: Case) -> dict[str, Any]:
    """The finding under the names of the file; `between` and `silent` as lists where lists are expected."""
    single = not isinstance(expected.get("between"), list)
    between: Any = sorted(finding.between)
    return {
        "verdict": finding.verdict,
        "relation": finding.relation,
        "between": (between[0] if between else None) if single else between,
        "admission": finding.admission,
        "abs": finding.gap,
        "gap": finding.gap,
        "score": finding.score,
        "ratio": finding.ratio,
        "jaccard": finding.jaccard,
        "overclaim": list(finding.overclaim) if finding.overclaim else None,
        "silent": list(finding.silent),
        "band": finding.band,
    }


def _differences(expected: Case, got: Case) -> list[tuple[Any, Any]]:
    """(what was expected, what was found), of the keys that differ; a key that the engine does not give differs."""
    wrong = [key for key, value in expected.items() if not _same(value, got.get(key, "not given"))]
    return [({key: expected[key] for key in wrong}, {key: got.get(key, "not given") for key in wrong})] if wrong else []


def _same(expected: Any, got: Any) -> bool:
    if isinstance(expected, list) and isinstance(got, list):
        if all(isinstance(value, str) for value in (*expected, *got)):
            return sorted(expected) == sorted(got)
        return len(expected) == len(got) and all(_same(e, g) for e, g in zip(expected, got, strict=True))
    if isinstance(expected, int | float) and isinstance(got, int | float | Fraction):
        return abs(float(expected) - float(got)) <= TOLERANCE
    return bool(expected == got)


def _bounds(interval: Interval | None) -> list[Any] | None:
    return None if interval is None else [interval.low, interval.high]


def _failure(checker: Callable[[Case], list[tuple[Any, Any]]], case: Case) -> dict[str, Any] | None:
    name = {key: case[key] for key in ("id", "phrase", "lang") if key in case}
    try:
        differences = checker(case)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as problem:
        return {**name, "expected": "a case of this format", "got": f"{type(problem).__name__}: {problem}"}
    if not differences:
        return None
    expected, got = differences[0]
    return {**name, "expected": _plain(expected), "got": _plain(got)}


def _plain(value: Any) -> Any:
    """Fractions as numbers, so that the answer is JSON."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
