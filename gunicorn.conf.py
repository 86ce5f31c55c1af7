"""How gunicorn serves Counterclaim: from any folder, on loopback unless told otherwise, two processes per core.

Read from the environment: PORT, BIND, WEB_CONCURRENCY (processes), WEB_THREADS (threads of each), LOG_LEVEL, and ACCESS_LOG:
`private` (one line of JSON for each answer, without who asked and what for), `full` (with both) or `off`.
SIGHUP starts new processes with the new code and lets the old ones finish what they are at.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

ROOT = Path(__file__).resolve().parent


class JSONLinesLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The access log as lines of JSON. A reader's address and search words are nobody's business by default."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """One line for one answer; times in milliseconds, bytes of the body."""
        if not self.cfg.accesslog:
            return
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": environ.get("REQUEST_METHOD"),
            "path": environ.get("RAW_URI", "").partition("?")[0],
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", 0),
            "ms": round(request_time.total_seconds() * 1000, 1),
            "process": os.getpid(),
        }
        if ACCESS_LOG == "full":
            line |= {
                "query": environ.get("QUERY_STRING", ""),
                "address": environ.get("HTTP_X_FORWARDED_FOR") or environ.get("REMOTE_ADDR"),
                "agent": environ.get("HTTP_USER_AGENT", ""),
            }
        self.access_log.info("%s", json.dumps(line))


chdir = str(ROOT)
pythonpath = f"{ROOT},{ROOT / 'site'}"
wsgi_app = "config.wsgi"

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * (os.cpu_count() or 1), 8))
worker_class = "gthread"
# More threads of one process are in each other's way: docs/decisions/0010.
threads = int(os.environ.get("WEB_THREADS") or 2)
timeout = 60
graceful_timeout = 20
# A worker that leaks is replaced before anybody notices; never all at once.
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat files of the workers stay in memory where the system offers it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 gunicorn makes the files private
loglevel = os.environ.get("LOG_LEVEL") or "info"
ACCESS_LOG = os.environ.get("ACCESS_LOG") or "private"
accesslog = "-" if ACCESS_LOG != "off" and loglevel in ("debug", "info") else None
logger_class = JSONLinesLogger
# No control socket in the home folder: a server is steered by signals alone.
control_socket_disable = True
