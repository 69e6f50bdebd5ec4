"""Arrays as bare addresses, for compiled functions that are called a million times.

An array that is passed on is counted at each call, and cutting a row out of one costs more than what many small
functions do. So the steps take addresses: `pointer_to` gives that of a flat array, `rows_of` that of a table with the
number of its rows. Of such rows, `rows[i]` is the address of one, `rows[i, j]` a number in it, `rows[i:j]` are fewer of
them, `len(rows)` tells how many; of rows that are one number wide, `rows[i]` is that number. There is no counting from
the end: `rows[-1]` is a place before the first row, and `rows[::-1]` is refused. `rows_in` takes rows from working
memory, `local_numbers` a few numbers that last as long as a call. Addresses keep nothing alive and know no bounds:
whoever makes one keeps the array. They also compile faster than arrays do.

Without the compiler (NUMBA_DISABLE_JIT=1, for stepping through) all of them are arrays, which know their bounds.
Not here: what stands in the arrays (`layout`).
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numba import config, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import (
    intrinsic,
    lower_builtin,
    models,
    register_model,
)


class Rows(types.Type):
    """Some rows of so many numbers of a type, one behind the other."""

    def __init__(self, dtype: Any, width: int) -> None:
        self.dtype, self.width = dtype, width
        super().__init__(f"Rows({dtype}, {width})")

    @property
    def item(self) -> Any:
        """What one row is: an address, or the one number in it."""
        return self.dtype if self.width == 1 else types.CPointer(self.dtype)


@register_model(Rows)
class _RowsModel(models.StructModel):
    def __init__(self, manager: Any, kind: Rows) -> None:
        super().__init__(manager, kind, [("first", types.CPointer(kind.dtype)), ("count", types.int64)])


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        rows, index = args
        if not isinstance(rows, Rows):
            return None
        if isinstance(index, types.Integer):
            return signature(rows.item, rows, types.int64)
        if isinstance(index, types.SliceType):
            return None if index.has_step else signature(rows, rows, index)
        return signature(rows.dtype, rows, types.UniTuple(types.int64, 2))


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        rows, index, _ = args
        if not isinstance(rows, Rows):
            return None
        if isinstance(index, types.Integer):
            return signature(types.none, rows, types.int64, rows.dtype)
        return signature(types.none, rows, types.UniTuple(types.int64, 2), rows.dtype)


@infer_global(len)
class _Len(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return signature(types.int64, *args) if isinstance(args[0], Rows) else None


def _place(context: Any, builder: Any, kind: Rows, value: Any, row: Any, column: Any = None) -> Any:
    rows = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    place = builder.mul(row, row.type(kind.width)) if kind.width > 1 else row
    return builder.gep(rows.first, [place if column is None else builder.add(place, column)])


@lower_builtin(operator.getitem, Rows, types.Integer)
def _get_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    place = _place(context, builder, sig.args[0], *args)
    return builder.load(place) if sig.args[0].width == 1 else place


@lower_builtin(operator.getitem, Rows, types.UniTuple)
def _get_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    row, column = cgutils.unpack_tuple(builder, args[1], 2)
    return builder.load(_place(context, builder, sig.args[0], args[0], row, column))


@lower_builtin(operator.setitem, Rows, types.Integer, types.Any)
def _set_only_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], _place(context, builder, sig.args[0], args[0], args[1]))
    return context.get_dummy_value()


@lower_builtin(operator.setitem, Rows, types.UniTuple, types.Any)
def _set_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    row, column = cgutils.unpack_tuple(builder, args[1], 2)
    builder.store(args[2], _place(context, builder, sig.args[0], args[0], row, column))
    return context.get_dummy_value()


@lower_builtin(operator.getitem, Rows, types.SliceType)
def _get_rows(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Fewer rows: bounds are taken as they are, and must lie within."""
    rows = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    cut = context.make_helper(builder, sig.args[1], value=args[1])
    # A slice without an end has the largest integer there.
    is_less = builder.icmp_signed("<", cut.stop, rows.count)
    stop = builder.select(is_less, cut.stop, rows.count)
    found = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    found.first = _place(context, builder, sig.args[0], args[0], cut.start)
    found.count = builder.sub(stop, cut.start)
    return found._getvalue()


@lower_builtin(len, Rows)
def _count_rows(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).count


if getattr(config, "DISABLE_JIT", False):

    def pointer_to(array):
        """The array itself."""
        return array

    def rows_of(array, width):
        """The array itself."""
        return array

    def rows_in(memory, first, count, width):
        """Rows of working memory."""
        found = memory[first : first + count * width]
        return found if width == 1 else found.reshape(count, width)

    def local_numbers(count):
        """A new array."""
        return np.zeros(count, dtype=np.int64)

else:

    @intrinsic
    def pointer_to(typing_context: Any, array: Any) -> Any:
        """Address of the first element of a contiguous array."""

        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return context.make_array(sig.args[0])(context, builder, args[0]).data

        return types.CPointer(array.dtype)(array), generate

    @intrinsic(prefer_literal=True)
    def rows_of(typing_context: Any, array: Any, width: Any) -> Any:
        """A contiguous table of rows of a width."""

        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            table = context.make_array(sig.args[0])(context, builder, args[0])
            found = cgutils.create_struct_proxy(sig.return_type)(context, builder)
            found.first = table.data
            found.count = cgutils.unpack_tuple(builder, table.shape)[0]
            return found._getvalue()

        return Rows(array.dtype, width.literal_value)(array, width), generate

    @intrinsic(prefer_literal=True)
    def rows_in(typing_context: Any, memory: Any, first: Any, count: Any, width: Any) -> Any:
        """So many rows of a width in working memory from a place on."""

        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            found = cgutils.create_struct_proxy(sig.return_type)(context, builder)
            found.first = builder.gep(args[0], [args[1]])
            found.count = args[2]
            return found._getvalue()

        return Rows(memory.dtype, width.literal_value)(memory, types.int64, types.int64, width), generate

    @intrinsic(prefer_literal=True)
    def local_numbers(typing_context: Any, count: Any) -> Any:
        """Room for a few integers while the function runs; what stands in them is undefined."""

        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            size = context.get_constant(types.intp, sig.args[0].literal_value)
            return cgutils.alloca_once(builder, context.get_value_type(types.int64), size=size)

        return types.CPointer(types.int64)(count), generate
