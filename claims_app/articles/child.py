"""The child that reads one page or PDF from standard input and prints what it found as JSON."""

from __future__ import annotations

import sys
from typing import Any

from claims_app.foreign.child import answer

CPU_SECONDS = 15


def main() -> None:
    """`html` or `pdf` is the one argument; the parser is loaded before the limits are set."""
    if sys.argv[1] == "pdf":
        from claims_app.articles.pdf import read_pdf

        answer(read_pdf, "the PDF cannot be read ({}). Save it anew, or paste its text.", CPU_SECONDS)
    else:
        from claims_app.articles.pages import read_page

        answer(_from_text(read_page), "the page cannot be read ({}). Paste its text.", CPU_SECONDS)


def _from_text(read_page: Any) -> Any:
    return lambda content: read_page(content.decode("utf-8"))


if __name__ == "__main__":
    main()
