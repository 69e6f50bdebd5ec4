"""Work that goes wrong in every way that a worker can; a module of its own, so that a new worker starts at once."""

from __future__ import annotations

import os
import time


def misbehave(item: str) -> str:
    """What the word says, in a process of its own."""
    if item == "die":
        os._exit(139)
    if item == "kill":
        os.kill(os.getpid(), 9)
    if item == "spin":
        while True:
            pass
    if item == "sleep":
        time.sleep(60)
    if item == "eat":
        return str(len(bytearray(3 * 1024**3)))
    if item == "raise":
        raise LookupError("nichts")
    return item.upper()
