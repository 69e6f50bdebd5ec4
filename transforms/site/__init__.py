"""The site: pages about places, indicators and reports that work from a folder, without a network.

Here: addresses (`addresses`), words (`texts`), numbers (`figures`), small pictures (`pictures`), what hangs together
(`holdings`), one module a kind of page, and the files that all pages share (`rendering`: templates, style, scripts).
A new kind of page is a module that gives (address, HTML), a template, and its words in `catalog/site_texts.yaml`.
Not here: what is compared (`transforms.benchmarks`), where files go (`orchestration.assets.site`).
"""
