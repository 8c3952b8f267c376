"""Start the command line: ``discretion`` and ``python -m discretion``.

The command line is ``cli.py`` at the top of the project. A wheel carries it inside the package, so that nothing called ``cli``
lands among the installed modules; a clone and an editable install load it from where it stands.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def _command_line() -> ModuleType:
    here = Path(__file__).resolve().parent
    if (here / "_cli.py").is_file():
        return importlib.import_module("discretion._cli")
    spec = importlib.util.spec_from_file_location("discretion._cli", here.parent / "cli.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["discretion._cli"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run the command line. An interruption while it is still being loaded ends it like a later one."""
    try:
        _command_line().main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
