"""The store's tables, reads and writes. Peewee is first loaded here, with the drivers of database servers hidden.

Peewee imports each driver that is installed. psycopg alone takes a tenth of a second, which every command would wait
for; only a store on a server needs it, and `core/store/postgres` imports psycopg itself.
"""

import sys

DRIVERS = ("psycopg2", "psycopg", "pymysql", "MySQLdb")


def _load_peewee() -> None:
    hidden = [name for name in DRIVERS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: an import of it raises ImportError
    try:
        import peewee  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]


_load_peewee()
