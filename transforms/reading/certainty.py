"""How sure the reading of a document's identity is; what is not certain can be listed for review.

Belongs here: the three words. Does not belong here: when each holds (`document_type`, `report_year`).
"""

CERTAIN, LIKELY, DOUBTFUL = "certain", "likely", "doubtful"
