"""Reading a chart's specification the way a test asks about it."""

from __future__ import annotations

from typing import Any


def layers(specification: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """The layers of one kind of mark."""
    return [layer for layer in specification["vconcat"][0]["layer"] if layer["mark"]["type"] == mark]


def rows(specification: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows a layer is drawn from."""
    return specification["datasets"][layer["data"]["name"]]


def words(specification: dict[str, Any]) -> dict[str, str]:
    """Title, subtitle and notes, each as one string without line breaks."""
    heading = specification["vconcat"][0]["title"]
    return {
        "title": "".join(heading["text"]),
        "subtitle": " ".join(heading["subtitle"]),
        "notes": " ".join(specification["title"]["text"]),
    }
