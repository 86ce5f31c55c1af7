"""What is kept, and how to ask for it."""

from claims_app.models.claims import Citation, Claim, Position, Question
from claims_app.models.corrections import ErrorReport, Suppression
from claims_app.models.errands import Errand
from claims_app.models.findings import DrawnBoard, KeptBoard, KeptLayout, LossList, StoredFinding, VocabularyVersion
from claims_app.models.imports import Draft, FilePiece, ImportBatch, ImportRow, SavedMapping, StagedRow
from claims_app.models.intakes import Intake, IntakeStep, IntakeVisit
from claims_app.models.search import SearchDocument
from claims_app.models.sources import ArchivedCopy, Outlet, Report, Statement
from claims_app.models.sourcing import KeptSources, SourceLine
from claims_app.models.vocabulary import (
    Conflict,
    Designation,
    Incident,
    IncidentSlug,
    MeasureObject,
    ObjectEdge,
    Outcome,
    Party,
    Place,
    Side,
    SideMembership,
)

__all__ = [
    "ArchivedCopy",
    "Citation",
    "Claim",
    "Conflict",
    "Designation",
    "Draft",
    "DrawnBoard",
    "Errand",
    "ErrorReport",
    "FilePiece",
    "ImportBatch",
    "ImportRow",
    "Incident",
    "IncidentSlug",
    "Intake",
    "IntakeStep",
    "IntakeVisit",
    "KeptBoard",
    "KeptLayout",
    "KeptSources",
    "LossList",
    "MeasureObject",
    "ObjectEdge",
    "Outcome",
    "Outlet",
    "Party",
    "Place",
    "Position",
    "Question",
    "Report",
    "SavedMapping",
    "SearchDocument",
    "Side",
    "SideMembership",
    "SourceLine",
    "StagedRow",
    "Statement",
    "StoredFinding",
    "Suppression",
    "VocabularyVersion",
]
