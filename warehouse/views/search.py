"""From words to sentences and facts: search that works with Chinese and needs no extension of DuckDB.

Here: `search_sentences`, `search_facts`, `find_evidence`. Not here: how sentences are cut
(transforms.reading.sentences).

A search reads all sentences. 2.6 million sentences (20,000 reports) took 0.3 CPU seconds; an index of character pairs
over them took 115 CPU seconds to build, doubled the database and answered no faster. DuckDB's own full-text extension
is a download, and cuts texts at blanks, which Chinese does not have.
"""

from __future__ import annotations

from warehouse.views.specification import Macro

# The first words as constants: DuckDB then searches without calling the lambda for each sentence.
_HAS_ALL_WORDS = """
    trim(words) <> ''
    AND contains(sentence.text, string_split_regex(trim(words), '[ 　]+')[1])
    AND contains(sentence.text, coalesce(string_split_regex(trim(words), '[ 　]+')[2], ''))
    AND list_bool_and(list_transform(
        string_split_regex(trim(words), '[ 　]+'), lambda word: contains(sentence.text, word)
    ))
"""

SEARCH_SENTENCES = Macro(
    name="search_sentences",
    parameters="words",
    meaning="Sentences that contain all the words (apart by blanks), the shortest of the newest year first.",
    meaning_zh="检索同时含有各词语（以空格分隔）的句子。",
    tables=("dim_sentence", "dim_report"),
    example="FROM search_sentences('行政复议 受理')",
    query=f"""
SELECT
    report.report_year,
    report.issuer,
    sentence.text AS sentence,
    sentence.report_id,
    sentence.sentence_number,
    sentence.start,
    sentence."end",
    report.title,
    report.source_path
FROM dim_sentence AS sentence
JOIN dim_report AS report ON report.report_id = sentence.report_id
WHERE {_HAS_ALL_WORDS}
ORDER BY report.report_year DESC NULLS LAST, length(sentence.text), sentence.report_id, sentence.sentence_number
""",
)

SEARCH_FACTS = Macro(
    name="search_facts",
    parameters="words",
    meaning="The numbers in sentences that contain all the words, with what each measures: the way back from a "
    "sentence to its facts.",
    meaning_zh="含有各词语的句子中的数字及其含义：由原句返回指标取值。",
    tables=("dim_sentence", "dim_report", "fact_mention", "fact_indicator"),
    example="FROM search_facts('罚没金额')",
    query=f"""
SELECT
    report.report_year,
    report.issuer,
    mention.quote,
    mention.value,
    mention.unit,
    mention.disposition,
    mention.reason,
    mention.indicator_id,
    mention.phrase,
    fact.report_id IS NOT NULL AS is_chosen,
    sentence.text AS sentence,
    mention.report_id,
    mention.start AS mention_start,
    report.source_path
FROM dim_sentence AS sentence
JOIN dim_report AS report ON report.report_id = sentence.report_id
JOIN fact_mention AS mention
    ON mention.report_id = sentence.report_id
    AND mention.start >= sentence.start
    AND mention."end" <= sentence."end"
LEFT JOIN (SELECT DISTINCT report_id, indicator_id, mention_start FROM fact_indicator) AS fact
    ON fact.report_id = mention.report_id
    AND fact.indicator_id = mention.indicator_id
    AND fact.mention_start = mention.start
WHERE {_HAS_ALL_WORDS}
ORDER BY report.report_year DESC NULLS LAST, mention.report_id, mention.start, mention.mention_number
""",
)

FIND_EVIDENCE = Macro(
    name="find_evidence",
    parameters="report, indicator",
    meaning="The evidence of a value: sentence with the number marked, file, hash, rule, versions. Give the "
    "report_id of the row and the indicator (for a column of a domain table it stands in the column's comment).",
    meaning_zh="取值的证据：标出数字的原句、文件、哈希、规则和版本。",
    tables=("fact_indicator", "fact_mention", "dim_report", "dim_passage", "dim_version"),
    after=("value_sentence",),
    example="FROM find_evidence('0123456789abcdef', 'dispute.mediated')",
    query="""
SELECT evidence.*
FROM value_sentence AS evidence
WHERE evidence.report_id = report AND evidence.indicator_id = indicator
ORDER BY evidence.breakdown, evidence.period, evidence.unit_kind
""",
)
