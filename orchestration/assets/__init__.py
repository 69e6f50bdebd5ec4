"""The assets, one module a stage: reports, facts, domains, marts, charts, site, release.

Each is a few lines around pure functions.

Not here: checks (`orchestration.checks`), the job and its automation (`orchestration.automation`).
"""
