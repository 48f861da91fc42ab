"""One call that succeeds for each row of the access table, from the files beside this one."""

from importlib import import_module
from pkgutil import iter_modules

from tests.web.calls.call import Call, Prepared

__all__ = ["CALLS", "Call"]

CALLS: dict[str, Prepared] = {
    key: call
    for file in iter_modules(__path__)
    for key, call in getattr(import_module(f"{__name__}.{file.name}"), "CALLS", {}).items()
}
