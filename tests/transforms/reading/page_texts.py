"""Pages about invented places, for the tests of reading: a body that every page may share."""

BODY = """2022年，本镇围绕年初定下的任务稳步推进，各项工作都有新的起色，现把有关情况报告如下。

一、主要做法和成效
（一）抓学习。全年组织学法9次。
（二）抓调解。共调解纠纷51件，成功50件。
二、存在的不足
人手偏少，业务不精。
三、下一步打算
培训6次，调解成功率保持在98%以上。
"""


def page(head: str, body: str = BODY, end: str = "") -> str:
    """A page: head lines, an empty line, the body, the lines after it."""
    return f"{head}\n\n{body}{end}"
