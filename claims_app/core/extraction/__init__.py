"""Article text → candidate claims, each tied to its exact words; deterministic, offline, and blank rather than guessed."""

from claims_app.core.extraction.candidates import Candidate, Extraction, NumberNotUsed
from claims_app.core.extraction.pipeline import extract
from claims_app.core.extraction.vocabularies import Vocabulary

__all__ = ["Candidate", "Extraction", "NumberNotUsed", "Vocabulary", "extract"]
