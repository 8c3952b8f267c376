"""Writing results: whole or not at all, and never over a file without being told to."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path


class Exists(Exception):
    """The file is there already, and nobody said that it may go."""


def write(path: Path, data: bytes, force: bool = False, mode: int = 0o666) -> None:
    """Write ``data`` to ``path`` in one step; ``mode`` is who may do what with it. Raises :class:`Exists`, ``OSError``."""
    with placing(path, force, mode) as temporary:
        temporary.write_bytes(data)


@contextlib.contextmanager
def placing(path: Path, force: bool = False, mode: int = 0o666) -> Iterator[Path]:
    """A file to write piece by piece; it becomes ``path`` in one step when nothing went wrong. Raises :class:`Exists`, ``OSError``."""
    if not force and os.path.lexists(path):
        raise Exists(path)
    if path.exists() and not path.is_file():
        # replacing a device (/dev/null) or a pipe by a file would take it from every other program
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(mode & ~_umask())
        if force:
            temporary.replace(path)
        else:
            # a link fails where the name is taken, so two writers cannot both believe that they were first
            os.link(temporary, path)
            temporary.unlink()
    except FileExistsError:
        _drop(temporary)
        raise Exists(path) from None
    except BaseException:
        _drop(temporary)
        raise


def write_all(folder: Path, files: Iterable[tuple[str, str]]) -> list[Path]:
    """Write texts into a folder, which is made where it is missing; what is there under the same names is replaced. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files:
        write(folder / name, text.encode(), force=True)
        written.append(folder / name)
    return written


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
