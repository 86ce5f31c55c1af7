"""How gunicorn serves Counterclaim: from any folder, on loopback unless told otherwise, one process per core.

Read from the environment: PORT, BIND, WEB_CONCURRENCY (processes), WEB_THREADS (threads of each).
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent

chdir = str(ROOT)
pythonpath = f"{ROOT},{ROOT / 'site'}"
wsgi_app = "config.wsgi"

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 4))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
# A worker that leaks is replaced before anybody notices; never all at once.
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat files of the workers stay in memory where the system offers it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 gunicorn makes the files private
loglevel = os.environ.get("LOG_LEVEL") or "info"
# No control socket in the home folder: a server is steered by signals alone.
control_socket_disable = True
