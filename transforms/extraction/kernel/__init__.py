"""The steps of extraction compiled: whole batches of texts as arrays, the same rows as the readable engine.

The modules of `transforms.extraction` are the reference: they say what is right, explain it, and read small batches. A
change to one of their steps is made here too, and the tests compare the two row by row. Knowledge is never written
here: expressions, words, units, decoys, signals and rules come from the catalogue (`tables`), expressions run on a
machine of their own (`programs`, `machine`).

Words used throughout: `d` all tables as one list of
integers, in which `at` tells the places; `t` folded characters with symbol and kinds, `raw` those written; `m` working
memory of the machine; `low`, `high` bounds of a text; `n`, `x` columns of numbers, `b`, `f` bits and columns of frames.

Belongs here: compiled steps and their tables. Does not belong here: anything that the readable engine does not do.
"""
