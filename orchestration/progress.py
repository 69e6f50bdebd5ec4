"""What a person sees of a run on the terminal: one line a step, without Dagster's own events. With FAZHI_LOG=json each
line is an object, for a log collector.

Here: `progress_logger`. Not here: the summary at the end (`summary`).
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime

import dagster as dg


@dg.logger(
    config_schema={"log_level": dg.Field(str, is_required=False, default_value="INFO")},
    description="Messages of the steps themselves, one line each, to standard error.",
)
def progress_logger(context: dg.InitLoggerContext) -> logging.Logger:
    """A logger for the command line."""
    logger = logging.getLogger("fazhi.progress")
    logger.handlers.clear()
    logger.propagate = False
    logger.setLevel(context.logger_config["log_level"])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_StepObject() if os.environ.get("FAZHI_LOG") == "json" else _StepMessage())
    # What follows from a failed step is said by the summary, once.
    handler.addFilter(lambda record: "Dependencies for step" not in record.getMessage())
    handler.addFilter(lambda record: (getattr(record, "dagster_meta", None) or {}).get("dagster_event") is None)
    logger.addHandler(handler)
    return logger


class _StepMessage(logging.Formatter):
    """Only what the step said."""

    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", None) or {}
        message = str(meta.get("orig_message") or record.getMessage())
        mark = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        return f"  {mark}{message}"


class _StepObject(logging.Formatter):
    """The same as an object of JSON, with when, how bad and which step."""

    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", None) or {}
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "run_id": meta.get("run_id"),
            "step": meta.get("step_key"),
            "message": str(meta.get("orig_message") or record.getMessage()),
        }
        return json.dumps(entry, ensure_ascii=False)
