"""Pages: each view parses the request, calls one service and renders a page or a piece of it."""
