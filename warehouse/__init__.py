"""What the warehouse keeps: the table specification, the Parquet lake, the DuckDB build, releases, read access.

Belongs here: everything about how tables are stored, built, published and opened.
Does not belong here: how a value comes about (transforms), whether it is right (expectations), when it runs
(orchestration).
"""
