"""Django's SQLite with a queue for those who write: the ENGINE of the settings."""
