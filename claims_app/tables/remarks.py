"""What an editor should look at in a row although it is no error: warnings of the file, checks of a reading."""

from __future__ import annotations

from claims_app.core.wording import is_word, reading_of
from claims_app.tables.names import Known, disguise, latin
from claims_app.tables.planned import Outcome, PlannedClaim
from claims_app.tables.rows import SHOWN, SheetRow
from claims_app.tables.scratch import Scratch
from claims_app.tables.writing import SILENCE


class Remarks:
    """Remembers in `scratch`, which knows the file's addresses, which outlets were named already, so that each is told once."""

    def __init__(self, known: Known, scratch: Scratch) -> None:
        self.known = known
        self.scratch = scratch

    def warn(self, row: SheetRow, claim: PlannedClaim, outcome: Outcome) -> None:
        """Note on the row what will be made or left out without an error."""
        if outcome == "new" and claim.existing is None and not any(source.is_public for source in claim.sources):
            row.warn("quote", "", "Without a quote and a publisher or address this row becomes a draft.")
        self._warn_of_outlet(row)
        origin = row["copied_from"]
        if origin and self.scratch.find("address", origin) is None and not self.known.on_file.has_report(origin):
            message = "No report in this file or on file has this address, so the tie was left out. Add a row for it."
            row.warn("copied_from", origin[:SHOWN], message)

    def _warn_of_outlet(self, row: SheetRow) -> None:
        publisher, given = row["publisher"], row["reliability"]
        on_file = self.known.outlets.get(publisher.casefold())
        folded = publisher.casefold()
        if publisher and on_file is None and self.scratch.find("outlet", folded) is None:
            if (hidden := disguise(publisher)) and (other := self._outlet_like(publisher)):
                row.complain("publisher", f"“{publisher}” looks like {other}, but {hidden}. Type it anew.", [other])
                return
            self.scratch.note("outlet", folded)
            row.warn("publisher", publisher, f"The outlet {publisher} is new and will be made.{_if_address(publisher)}")
        elif on_file is not None and given and given != on_file:
            rated = f"reliability {on_file}" if on_file else "no reliability"
            message = f"The outlet {publisher} is on file with {rated}; the file's {given} was not used."
            row.warn("reliability", given, message)

    def _outlet_like(self, publisher: str) -> str:
        """The outlet, on file or earlier in the file, that a disguised name looks like; "" for none."""
        plain = latin(publisher)
        folded = plain.casefold()
        is_known = folded in self.known.outlets or self.scratch.find("outlet", folded) is not None
        return plain if is_known else ""

    def checks(self, row: SheetRow, claim: PlannedClaim) -> list[str]:
        """What an editor should look at although it is no error."""
        checks = []
        if claim.meaning and claim.meaning.designation:
            names = " and ".join(self.known.parties.titles.get(party, party) for party in claim.meaning.plain)
            checks.append(f"“{row['subject']}” was read as {names}, as this claimant uses the word.")
        figure = claim.figure
        if claim.kind == "silence" and row["figure"].casefold() != SILENCE:
            checks.append(
                f"“{row['figure']}” is kept as a silence: the claimant gave no figure. If nobody said so, leave the row out."
            )
        if figure is not None and is_word(figure):
            checks.append(f"“{row['figure']}” is kept as a word: it is shown, and stays out of the charts.")
        elif figure is not None and figure.plain is not None and figure.plain.high is None:
            checks.append(f"“{row['figure']}” was read as {reading_of(figure)}, with no upper bound.")
        if claim.existing is not None:
            checks += [self._change_said(row, claim, name) for name in claim.changes]
        return checks

    @staticmethod
    def _change_said(row: SheetRow, claim: PlannedClaim, name: str) -> str:
        if name == "status":
            return "This claim is a draft on file and will be published."
        if name == "quote":
            return "The quote of this report, or what belongs to it, will be replaced."
        before = claim.existing.values.get(name, "") if claim.existing else ""
        column = ("position" if claim.kind == "position" else "figure") if name == "value" else name
        return f"{column}: “{before[:SHOWN]}” becomes “{row[column][:SHOWN]}”." if before else f"{column} is filled in."


def _if_address(publisher: str) -> str:
    if not publisher.startswith(("http://", "https://")):
        return ""
    return " That is a web address: if it is the report's, say under Columns that the column is the url."
