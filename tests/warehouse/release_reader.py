"""A process that opens the current release again and again until told to stop, for the tests of releases.

    python release_reader.py OUT STOP [hold]

Ends with an error when a release is not whole, its tables do not belong together, or the numbers go backwards. With
`hold` each connection is asked again after a pause. Prints how often it read and which releases it saw.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from warehouse.access import open_warehouse
from warehouse.release import current_release

COUNTS = """
SELECT
    (SELECT report_count FROM dim_region),
    (SELECT count(*) FROM dim_report),
    (SELECT count(*) FROM dim_section),
    (SELECT count(*) FROM fact_mention),
    (SELECT count(*) FROM fact_indicator),
    (SELECT count(*) FROM value_sentence WHERE quote = format('{:d}', CAST(value AS BIGINT)))
"""


def read_size(connection: duckdb.DuckDBPyConnection) -> int:
    """How many reports the release has, after checking that every table says the same."""
    found = connection.execute(COUNTS).fetchone()
    assert found is not None
    size = int(found[0])
    assert found == (size, size, size, 3 * size, 2 * size, 2 * size), found
    return size


def main() -> None:
    out, stop, hold = Path(sys.argv[1]), Path(sys.argv[2]), "hold" in sys.argv[3:]
    reads, sizes, last_number = 0, set(), 0
    while not stop.exists() or not reads:
        release = current_release(out)
        assert release is not None
        assert release.number >= last_number, (release.number, last_number)
        last_number = release.number
        with open_warehouse(out) as connection:
            size = read_size(connection)
            if hold:
                time.sleep(0.7)
                assert read_size(connection) == size
        # The fixed path, as a program that knows nothing of releases opens it.
        with duckdb.connect(str(out / "warehouse.duckdb"), read_only=True) as connection:
            read_size(connection)
        reads += 1
        sizes.add(size)
    print(reads, *sorted(sizes))


if __name__ == "__main__":
    main()
