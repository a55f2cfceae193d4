"""How production serves: threads on a pool, no control socket, no access log (it would hold searched names)."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108  (a heartbeat file that must not wait for a disk)
timeout = 30
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
