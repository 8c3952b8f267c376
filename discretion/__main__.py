"""Start the command line: ``discretion`` and ``python -m discretion``.

The command line is ``cli.py`` at the top of the project. A wheel carries it inside the package, so that nothing called ``cli``
lands among the installed modules; a clone and an editable install load it from where it stands.

Nothing but ``sys`` is imported before :func:`main` begins, here and in the package: an interruption ends with its exit code, without a
traceback, only where ``main`` can catch it.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Final

#: New containers between two rounds of the garbage collector. A short command never reaches it, a batch does.
NEW_CONTAINERS: Final = 100_000


def _command_line() -> ModuleType:
    # not pathlib and importlib.util: at this point nothing has been imported, and a start is counted in milliseconds
    import importlib
    import os
    from importlib.machinery import SourceFileLoader
    from types import ModuleType

    here = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120
    if os.path.isfile(os.path.join(here, "_cli.py")):  # noqa: PTH113, PTH118
        return importlib.import_module("discretion._cli")
    name = "discretion._cli"
    loader = SourceFileLoader(name, os.path.join(os.path.dirname(here), "cli.py"))  # noqa: PTH118, PTH120
    module = ModuleType(name)
    module.__file__, module.__loader__ = loader.path, loader
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _spare() -> None:
    """Let the garbage collector rest: imported code is no garbage, neither while it is loaded nor at the end of the process."""
    import atexit
    import gc

    gc.set_threshold(NEW_CONTAINERS, 20, 50)
    atexit.register(gc.freeze)


def main() -> None:
    """Run the command line. An interruption while it is still being loaded ends it like a later one.

    Once the command is done, an interruption ends the process without a word: what is left to do is Python's own.
    """
    try:
        try:
            _spare()
            _command_line().main()
        finally:
            import signal

            signal.signal(signal.SIGINT, signal.SIG_DFL)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
