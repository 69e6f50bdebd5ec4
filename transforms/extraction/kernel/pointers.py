"""Arrays as bare addresses, for compiled functions that are called a million times.

Here: `pointer_to`. An array that is passed on is counted at each call, which costs more than what many small functions
do; an address is one register. Whoever takes it keeps the array alive meanwhile: the arrays come from outside of the
compiled steps. Without the compiler (NUMBA_DISABLE_JIT=1, for stepping through) the array stays what it is.
Not here: what stands in the arrays.
"""

from __future__ import annotations

from typing import Any

from numba import config, njit, types
from numba.extending import intrinsic

if getattr(config, "DISABLE_JIT", False):

    def pointer_to(array):
        """The array itself."""
        return array

else:

    @intrinsic
    def _address(typing_context: Any, array: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return context.make_array(signature.args[0])(context, builder, arguments[0]).data

        return types.CPointer(array.dtype)(array), generate

    @njit
    def pointer_to(array):
        """Address of the first element of a contiguous array."""
        return _address(array)  # type: ignore[call-arg]
