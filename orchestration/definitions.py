"""The code location: what `dagster dev -w workspace.yaml`, `dg dev` and `make run` load."""

from __future__ import annotations

import os
import warnings

import dagster as dg

# Partitioned assets need single-run backfills; the parameter still carries a beta mark, which is no news to anyone
# who runs this.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

from orchestration.assets.charts import chart  # noqa: E402
from orchestration.assets.context import national_series, region_year  # noqa: E402
from orchestration.assets.copied import fact_copied_sentence  # noqa: E402
from orchestration.assets.decisions import decision  # noqa: E402
from orchestration.assets.domains import spread_domains  # noqa: E402
from orchestration.assets.facts import fact_indicator, fact_mention  # noqa: E402
from orchestration.assets.indexes import build_composite_index  # noqa: E402
from orchestration.assets.marts import mart_structure, mart_trend, mart_yoy  # noqa: E402
from orchestration.assets.peers import mart_benchmark, peer_choice  # noqa: E402
from orchestration.assets.release import release  # noqa: E402
from orchestration.assets.reports import dim_indicator, dim_region, read_reports  # noqa: E402
from orchestration.assets.review import expected_report, review_queue  # noqa: E402
from orchestration.assets.sentences import dim_sentence  # noqa: E402
from orchestration.assets.site import site  # noqa: E402
from orchestration.assets.sources import source_fetch  # noqa: E402
from orchestration.assets.versions import dim_version  # noqa: E402
from orchestration.automation import changed_reports, daily, failed_run, publish_warehouse  # noqa: E402
from orchestration.checks import (  # noqa: E402
    judge_facts,
    quality_offender,
    quality_result,
    quality_rule,
    quality_score,
)
from orchestration.progress import progress_logger  # noqa: E402
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore  # noqa: E402


@dg.definitions
def defs() -> dg.Definitions:
    """Everything the UI shows."""
    return dg.Definitions(
        assets=[
            source_fetch,
            decision,
            read_reports,
            expected_report,
            review_queue,
            dim_region,
            dim_indicator,
            dim_sentence,
            dim_version,
            peer_choice,
            region_year,
            national_series,
            fact_mention,
            fact_indicator,
            spread_domains,
            fact_copied_sentence,
            quality_rule,
            quality_result,
            quality_offender,
            quality_score,
            mart_yoy,
            mart_trend,
            mart_benchmark,
            build_composite_index,
            mart_structure,
            chart,
            site,
            release,
        ],
        asset_checks=[judge_facts],
        jobs=[publish_warehouse],
        schedules=[daily],
        sensors=[changed_reports, failed_run],
        # Given here and not as defaults of the fields, so that the launchpad shows them.
        resources={
            "reports_folder": ReportsFolder(
                path=os.environ.get("FAZHI_REPORTS", "samples"),
                regions=os.environ.get("FAZHI_REGIONS", ""),
                region_year=os.environ.get("FAZHI_REGION_YEAR", ""),
            ),
            "sources_file": SourcesFile(
                path=os.environ.get("FAZHI_SOURCES", ""), expected=os.environ.get("FAZHI_EXPECTED", "")
            ),
            "decisions_folder": DecisionsFolder(path=os.environ.get("FAZHI_DECISIONS", "decisions")),
            "fetching": Fetching(),
            "warehouse_store": WarehouseStore(
                out=os.environ.get("FAZHI_OUT", "data"), cluster=os.environ.get("FAZHI_CLUSTER", "")
            ),
        },
        loggers={"progress": progress_logger},
    )
