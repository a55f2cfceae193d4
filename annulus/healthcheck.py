"""Asks this container's own web server whether it answers: python -m annulus.healthcheck."""

import os
from urllib.request import Request, urlopen

if __name__ == "__main__":
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    port = os.environ.get("BIND", "0.0.0.0:8000").rpartition(":")[2]
    with urlopen(Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host}), timeout=5):
        pass
