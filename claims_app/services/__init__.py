"""What the app does, one verb each: keyword-only, one transaction, called by views, API, admin and commands."""
