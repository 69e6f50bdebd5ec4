"""Write generated reports: text files as publishers write them, or Parquet shards.

python -m benchmarks.generator --reports N --seed S --density real|dense --output DIR
"""

from benchmarks.generator.output import main

raise SystemExit(main())
