"""Files in and out: the one place that knows pandas. bytes → table → rows → plan; values → CSV, XLSX, JSON."""
