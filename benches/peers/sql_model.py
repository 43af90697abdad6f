"""What a school would write in SQL, on DuckDB: equal values, no statistics. Every pair that a rule finds is a link."""

from __future__ import annotations

import duckdb

from population import Link, Lists

RULES = {
    "names and date": """
        cas.family = base.family and cas.given = base.given and cas.date is not distinct from base.date
    """,
    "three of four": """
        coalesce((cas.family = base.family)::int, 0) + coalesce((cas.given = base.given)::int, 0)
        + coalesce((cas.date = base.date)::int, 0) + coalesce((cas.postcode = base.postcode)::int, 0) >= 3
    """,
}


def find_links(lists: Lists, rule: str) -> set[Link]:
    connection = duckdb.connect()
    connection.register("base", lists.base)
    connection.register("cas", lists.cas)
    rows = connection.sql(
        f"select cas.id, cas.profile, base.id from cas join base on cas.profile = base.profile and ({RULES[rule]})"
    ).fetchall()
    return set(rows)
