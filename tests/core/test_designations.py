"""A label means what its speaker means by it: the nearest designation upward, then anyone's, then a party's name."""

from __future__ import annotations

import pytest

from claims_app.core.designations import Designations, Meaning, fold, fold_loosely


def means(*keys: str, id: int = 0) -> Meaning:
    return Meaning(keys, keys, keys, id)


WORDS = Designations.build(
    designations=[
        ("baku", "Armenian", means("armenia", "karabakh", id=1)),
        ("ministry", "the enemy", means("armenia", id=2)),
        ("baku", "the enemy", means("karabakh", id=3)),
        ("", "separatists", means("karabakh", id=4)),
    ],
    names=[("armenia", ["Armenia", "Armenian"]), ("karabakh", ["Karabakh"]), ("baku", ["Azerbaijan"]), ("guards", ["The Army"])],
    above={"ministry": "baku", "office": "ministry"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("label", "claimant", "plain"),
    [
        ("Armenian", "baku", ("armenia", "karabakh")),
        ("Armenian", "office", ("armenia", "karabakh")),
        ("Armenian", "yerevan", ("armenia",)),
        ("the enemy", "office", ("armenia",)),
        ("the enemy", "baku", ("karabakh",)),
        ("the enemy", "yerevan", None),
        ("separatists", "yerevan", ("karabakh",)),
        ("ARMENIAN  forces", "baku", ("armenia", "karabakh")),
        ("the Armenian side", "baku", ("armenia", "karabakh")),
        ("Karabakh army", "yerevan", ("karabakh",)),
        ("karabakh", "baku", ("karabakh",)),
        ("The Army", "baku", ("guards",)),
        ("Martians", "baku", None),
        ("", "baku", None),
    ],
)
def test_a_label_is_read_as_its_speaker_means_it(label: str, claimant: str, plain: tuple[str, ...] | None) -> None:
    meaning = WORDS.meaning(label, claimant)
    assert (meaning.plain if meaning else None) == plain


def test_a_circle_of_parties_ends() -> None:
    assert Designations(above={"a": "b", "b": "a"}).chain("a") == ["a", "b", ""]


@pytest.mark.parametrize(
    ("label", "folded", "loosely"),
    [("Ａrmenian\u00a0 Forces ", "armenian forces", "armenian"), ("The army", "the army", "the army"), ("", "", "")],
)
def test_labels_are_compared_folded(label: str, folded: str, loosely: str) -> None:
    assert (fold(label), fold_loosely(label)) == (folded, loosely)
