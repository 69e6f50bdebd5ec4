"""Whose report it is, among China's divisions: a name as written -> a code with how sure it is, and why.

Here: the divisions ready for look-ups (`gazetteer`, `names`), what a document shows (`mentions`, `credit_code`,
`web_host`), weighing (`evidence`), deciding (`resolve`), columns of `dim_report` (`identity`) and `dim_region`
(`table`).
Not here: the reference table (`transforms.catalog.divisions`), cutting names (`reading.place_names`, `reading.issuer`).
"""
