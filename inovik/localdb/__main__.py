"""`python -m inovik.localdb status|start|stop|url|remove`: the local database of this checkout, by hand."""

import argparse
import sys
from pathlib import Path

from inovik.localdb import server

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def main(action: str, base_dir: Path = BASE_DIR) -> str:
    """Do `action` and return what to print. Raises LocalDatabaseError."""
    if action == "start":
        return f"Running: {server.ensure_running(base_dir).url}"
    if action == "stop":
        return f"Stopped: {', '.join(server.stop(base_dir)) or 'nothing was running'}"
    if action == "remove":
        server.remove(base_dir)
        return "The local database is gone."
    cluster = server.find_cluster(base_dir)
    if action == "url":
        return cluster.url
    state = "running" if server.is_ready(cluster) else "stopped"
    return f"{cluster.name}: {state}; data and log in {cluster.home}; programs in {cluster.binaries}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m inovik.localdb", description=__doc__)
    parser.add_argument("action", choices=["status", "start", "stop", "url", "remove"])
    try:
        print(main(parser.parse_args().action))
    except server.LocalDatabaseError as error:
        sys.exit(str(error))
