"""What stands beside a pairing tells whose losses a figure counts, and never adds up what it leaves out."""

from __future__ import annotations

from claims_app.core.read_together import FactSaid, read_together
from tests.core.small_worlds import WORLD, make_claim


def test_a_figure_of_some_of_those_a_fact_is_about_says_of_whom_it_is() -> None:
    everybody = make_claim(1, text="30", claimant="observer", subject=("red", "blue"))
    own = make_claim(2, text="20", claimant="blue", subject=("blue",))
    fact = FactSaid("Blue and Red", (everybody, own))
    assert read_together("tanks", [fact], WORLD) == "Observer says 30 destroyed; Blue says 20 of Blue destroyed."
    alike = FactSaid("Blue", (own, make_claim(3, text="9", claimant="red")))
    assert read_together("tanks", [alike], WORLD) == "Blue says 20 destroyed; Red says 9 destroyed."


def test_figures_that_are_left_out_are_counted_as_figures() -> None:
    said = tuple(make_claim(number, text=str(number)) for number in (6, 9, 12, 15))
    assert read_together("tanks", [FactSaid("Blue", said)], WORLD) == (
        "Red says 6 and 9 destroyed (2 more figures); no figure from another side is on file."
    )
