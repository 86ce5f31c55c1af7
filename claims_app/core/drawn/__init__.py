"""A board's parts as HTML, made by functions from core values; what people wrote is escaped where it is put in."""
