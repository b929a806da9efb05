"""Compare rules by company anew: more legal forms are known, so that Acme GesmbH is Acme.

Of two rules of one list that are the same company now, the earliest in force stays, and the other one is lifted. Whom
each rule holds is found again. The legal forms are those of the program that applies this.
"""

from __future__ import annotations

from typing import Any

from core.rules.exclusions.company_name import company_key
from core.rules.exclusions.rule import present_key

RULES = """
    SELECT "id", "key", "value", "file" FROM "exclusion" WHERE "kind" = 'company'
    ORDER BY "lifted_at" IS NOT NULL, "id"
"""
REKEY = 'UPDATE "exclusion" SET "key" = ? WHERE "id" = ?'
LIFT = 'UPDATE "exclusion" SET "lifted_at" = "at" WHERE "id" = ? AND "lifted_at" IS NULL'
FREE = """
    DELETE FROM "excluded_contact" WHERE "exclusion_id" IN (SELECT "id" FROM "exclusion" WHERE "kind" = 'company')
"""
STANDING = """
    SELECT "key", "id" FROM "exclusion" WHERE "kind" = 'company' AND "lifted_at" IS NULL
"""
COMPANIES = """
    SELECT COALESCE("merged_into_id", "id"), "company" FROM "contact" WHERE "company" <> ''
"""
HOLD = """
    INSERT INTO "excluded_contact" ("contact_id", "exclusion_id") VALUES (?, ?) ON CONFLICT DO NOTHING
"""


def up(_migrator: Any, db: Any) -> None:
    """Rekey the rules, and hold whom they match."""
    rules = list(db.execute_sql(RULES))
    if not rules:
        return
    wanted = {ident: present_key(key, value) for ident, key, value, _file in rules}
    for ident, _key, _value, _file in rules:  # out of the way: one may have the key that another one gets
        db.execute_sql(REKEY, (f"{wanted[ident]}#{ident}", ident))
    taken: set[tuple[str, str]] = set()
    for ident, _key, _value, file in rules:
        place = (wanted[ident], file)
        if place in taken:  # keeps a key that no company has
            db.execute_sql(LIFT, (ident,))
        else:
            taken.add(place)
            db.execute_sql(REKEY, (wanted[ident], ident))
    _hold(db)


def _hold(db: Any) -> None:
    db.execute_sql(FREE)
    standing: dict[str, list[int]] = {}
    for key, ident in db.execute_sql(STANDING):
        standing.setdefault(key, []).append(ident)
    for contact, company in list(db.execute_sql(COMPANIES)) if standing else ():
        for ident in standing.get(f"company:{company_key(company)}", ()):
            db.execute_sql(HOLD, (contact, ident))
