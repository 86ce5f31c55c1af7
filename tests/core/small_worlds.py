"""A small world and claims in it, for laws that must hold in every world."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from claims_app.core.claims import Claim
from claims_app.core.figures import Figure, Interval
from claims_app.core.periods import Period
from claims_app.core.worlds import World

OBJECTS: list[dict[str, Any]] = [
    {"key": "vehicle", "name": "vehicle"},
    {"key": "tank", "name": "tank", "part_of": [{"key": "vehicle"}]},
    {"key": "truck", "name": "truck", "part_of": [{"key": "vehicle"}]},
]
OUTCOMES: list[dict[str, Any]] = [
    {"key": "destroyed", "near_equal": ["lost"]},
    {"key": "captured"},
    {"key": "lost", "plain": ["destroyed", "captured"]},
    {"key": "hit", "certain": ["destroyed"], "possible": ["destroyed", "captured"]},
]
PLACES: list[dict[str, Any]] = [
    {"key": "region"},
    {"key": "north", "within": "region"},
    {"key": "south", "within": "region"},
]
PARTIES: list[dict[str, Any]] = [
    {"key": "red", "name": "Red"},
    {"key": "red-army", "name": "Red Army", "part_of": "red"},
    {"key": "blue", "name": "Blue"},
    {"key": "azure", "name": "Azure"},
    {"key": "observer", "name": "Observer"},
]
CAMPS = {"red": "red", "blue": "blue", "azure": "blue"}


def make_world(**changes: Any) -> World:
    """The small world, with other lists where given."""
    lists = {"objects": OBJECTS, "outcomes": OUTCOMES, "places": PLACES, "parties": PARTIES, "camps": CAMPS}
    return World.build(**(lists | changes))


WORLD = make_world()


def make_figure(low: int, high: int | None, text: str = "") -> Figure:
    """A figure whose two readings are one interval."""
    interval = Interval(low, high)
    return Figure(text or str(low), "en", "exact", interval, interval)


def make_claim(key: int | str = 1, low: int = 2, high: int | None = 2, world: World = WORLD, **given: Any) -> Claim:
    """Red says that two Blue tanks were destroyed, unless told otherwise."""
    claimant = given.pop("claimant", "red")
    subject = given.pop("subject", ("blue",))
    words = {"object": "tank", "outcome": "destroyed", "place": "", "basis": ""}
    words |= {name: given.pop(name) for name in tuple(words) if name in given}
    agent = given.pop("agent", ())
    period = Period.exactly(*given.pop("period", (0, 10)))
    scope, problem = world.try_scope((), subject, (), agent=agent, period=period, counted_by=claimant, **words)
    camp = world.camp_of(claimant)
    made = {
        "figure": make_figure(low, high, given.pop("text", "")),
        "kind": "figure",
        "scope": scope,
        "scope_problem": problem,
        "claimant_name": world.party_name(claimant),
        "subject_means": tuple(subject),
        "agent": ";".join(agent),
        "object": words["object"],
        "outcome": words["outcome"],
        "place": words["place"],
    }
    return Claim(id=key, claimant=claimant, side=camp, camp=camp, **(made | given))


@st.composite
def claims(draw: st.DrawFn, key: int | str = 1) -> Claim:
    """Any claim of the small world."""
    low = draw(st.integers(0, 9))
    high = draw(st.one_of(st.none(), st.integers(low, low + 4), st.just(low)))
    return make_claim(
        key,
        low,
        high,
        claimant=draw(st.sampled_from(["red", "blue", "azure", "observer", "red-army"])),
        subject=draw(st.sampled_from([("red",), ("blue",), ("azure",), ("blue", "azure")])),
        object=draw(st.sampled_from(["vehicle", "tank", "truck"])),
        outcome=draw(st.sampled_from(["destroyed", "captured", "lost", "hit"])),
        place=draw(st.sampled_from(["", "region", "north", "south"])),
        agent=draw(st.sampled_from([(), ("red",), ("none",)])),
        period=draw(st.sampled_from([(0, 10), (0, 5), (5, 10), (3, 8)])),
    )


@st.composite
def families(draw: st.DrawFn, most: int = 7) -> list[Claim]:
    """Some claims of the small world, numbered; half the time about one subject and time, so that they meet."""
    found = [draw(claims(number)) for number in range(draw(st.integers(2, most)))]
    if draw(st.booleans()):
        found = [
            make_claim(
                c.id, int(c.figure.plain.low), c.figure.plain.high, claimant=c.claimant, object=c.object, place=c.place
            )  # type: ignore[union-attr, arg-type]
            for c in found
        ]
    return found
