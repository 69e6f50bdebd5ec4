"""Pages of the web -> bytes in the raw store, politely and safely, with a record of every fetch.

Here: `fetch_pages` and what it is made of: limits, which addresses may be reached, turns at a host, robots.txt, one
request, the record. Belongs here: everything that speaks HTTP. Does not belong here: which pages are wanted
(`orchestration.sources`) and what a page says (transforms).
Imported only by the asset that fetches: the client costs a part of a second.
"""

from orchestration.fetching.limits import FetchLimits
from orchestration.fetching.pages import fetch_pages

__all__ = ["FetchLimits", "fetch_pages"]
