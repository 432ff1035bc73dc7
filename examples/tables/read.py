"""Reads the Parquet tables of a run as a user would: with DuckDB, with Polars, and their units.

    noria run scenarios/aleppo-2016-night.toml --tables parquet --out out/night
    python examples/tables/read.py out/night
"""

import sys
from pathlib import Path

import duckdb
import polars as pl

folder = Path(sys.argv[1])

print("When 90 % are out, in hours since the start, and how many convoys there were:")
print(
    duckdb.sql(f"""
        SELECT "convoys[all]" AS convoys, count(*) AS runs, round(median("out_90[all]") / 3600, 2) AS out_90_hours
        FROM '{folder / "replications.parquet"}' GROUP BY ALL ORDER BY ALL
    """)
)

print("Everybody who is out, every four hours:")
headcount = pl.read_parquet(folder / "headcount.parquet")
out = headcount.filter((pl.col("group") == "all") & (pl.col("site") == "all") & (pl.col("state") == "out"))
print(out.filter(pl.col("seconds") % (4 * 3600) == 0).select("time", "mean", "q05", "q50", "q95"))

print("Loaded trips by fleet and movement:")
trips = pl.scan_parquet(folder / "trips.parquet")
aboard = (pl.col("arrived_s") - pl.col("departed_s")).mean() / 60
print(
    trips.group_by("fleet", "movement")
    .agg(pl.len().alias("trips"), pl.col("people").sum(), aboard.round(1).alias("minutes_aboard"))
    .sort("fleet", "movement")
    .collect()
)

units = duckdb.sql(f"""
    SELECT decode(key) AS column, decode(value) AS unit
    FROM parquet_kv_metadata('{folder / "trips.parquet"}')
    WHERE starts_with(decode(key), 'unit.')
""").fetchall()
print("Units of trips.parquet:", ", ".join(f"{column.removeprefix('unit.')} in {unit}" for column, unit in units))
