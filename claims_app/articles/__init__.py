"""bytes of a report → its visible text and what the document says of itself; nothing is run, nothing is fetched."""

from claims_app.articles.reading import Article, UnreadableArticle, read

__all__ = ["Article", "UnreadableArticle", "read"]
