"""psycopg is loaded after Peewee, and only by a store on a server."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import sys
import core.store.tables.base
assert "peewee" in sys.modules and "psycopg" not in sys.modules
from core.store.postgres.database import PostgresDatabase
database = PostgresDatabase(sys.argv[1])
for _time in range(2):
    database.connect()
    assert database.is_connection_usable()
    database.begin()
    print(database.execute_sql("SELECT 6 * 7").fetchone()[0])
    database.commit()
    database.close()
database.close_idle()
"""


def test_a_process_that_has_loaded_peewee_without_it_connects(url: str) -> None:
    done = subprocess.run([sys.executable, "-c", ASKED, url], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("42\n42\n", "")
