"""What people are told of a figure: how we read it, or why we cannot."""

from __future__ import annotations

from fractions import Fraction

from claims_app.core.figures import Figure, Interval, Number


def is_word(figure: Figure) -> bool:
    """Drawn as a word, without a position on a scale: several, dozens, "at least dozens", an unknown number."""
    if figure.source == "editor":
        return False
    if figure.kind == "at_least" and figure.plain and figure.charitable:
        return figure.plain.low != figure.charitable.low
    return figure.kind in WITHOUT_NUMBER


# What people are told


def reading_of(figure: Figure) -> str:
    """How we read a figure, for people: "exactly 6", "101 or more", "a word, no number"."""
    if figure.source == "editor" and figure.plain is not None:
        return f"{say_interval(figure.plain)} (editor)"
    if is_word(figure) or figure.plain is None:
        return WITHOUT_NUMBER.get(figure.kind, WITHOUT_NUMBER["vague"])
    if figure.kind == "fraction":
        return _say_share(figure)
    if figure.kind == "range" and figure.plain != figure.charitable:
        return f"about {say_interval(figure.plain)}"
    if figure.kind == "approx":
        return f"about {say_number(_middle(figure.plain))}"
    if figure.kind in ("more_than", "less_than", "up_to", "nearly") and figure.charitable is not None:
        return SAID_BY_END[figure.kind].format(
            low=say_number(figure.charitable.low), high=say_number(figure.charitable.high or 0)
        )
    return say_interval(figure.plain)


WITHOUT_NUMBER = {
    "vague": "a word, no number",
    "exists": "at least one, no number given",
    "silent": "no figure given",
    "minimised": "a word about size, no number",
    "relative": "a comparison, no number",
    "noise": "no figure",
    "unparsed": "not read",
}
SAID_BY_END = {
    "more_than": "{low} or more",
    "less_than": "{high} or fewer",
    "up_to": "{high} or fewer",
    "nearly": "just under {high}",
}


def say_number(number: Number) -> str:
    """1,280; a share in percent."""
    return f"{number:,}" if isinstance(number, int) else f"{float(number):,g}"


def say_interval(interval: Interval) -> str:
    """exactly 6 · 12 or more · 5 or fewer · 6 to 10."""
    if interval.is_exact:
        return f"exactly {say_number(interval.low)}"
    if interval.high is None:
        return f"{say_number(interval.low)} or more"
    if interval.low == 0:
        return f"{say_number(interval.high)} or fewer"
    return f"{say_number(interval.low)} to {say_number(interval.high)}"


def _middle(interval: Interval) -> int:
    """The number that "about" was said of; near zero the interval is cut below, so the half is dropped."""
    return int((interval.low + (interval.high or interval.low)) // 2)


def _say_share(figure: Figure) -> str:
    low, high = (figure.plain.low, figure.plain.high or 0) if figure.plain else (0, 0)
    if "strict_lo" in figure.flags:
        return f"more than {_percent(low)} of a total"
    if "strict_hi" in figure.flags:
        return f"less than {_percent(high)} of a total"
    if low == high:
        return f"{_percent(low)} of a total"
    return f"{_percent(low)} to {_percent(high)} of a total"


def _percent(share: Number) -> str:
    percent = Fraction(share) * 100
    return f"{percent}%" if percent.denominator == 1 else f"{float(percent):.1f}%"


COMPLAINTS = {
    "noise": "“{text}” counts nothing: it reads as a date, an age, a length of time, a distance, a rank or the name of a type. Give the number of people, things or events.",
    "relative": "“{text}” compares with a number that is not given. Give the number itself as it was said, or leave the figure out.",
    "unparsed": "We cannot read “{text}” as a figure. Write it as printed (“over 100”, “6”, “several”, “10-15”, “none”), or give your own reading with a note.",
}


def complaint(figure: Figure) -> str:
    """One sentence for whoever entered words that are no figure, and how to mend it; "" where they are one."""
    if figure.source == "parsed" and not figure.text.strip():
        return "The figure is empty. Write it as printed (“over 100”, “several”, “none”, “no figure given”)."
    sentence = COMPLAINTS.get(figure.kind, "")
    return sentence.format(text=_shortened(figure.text)) if figure.source == "parsed" else ""


def _shortened(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
