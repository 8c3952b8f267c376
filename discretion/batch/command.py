"""What the command line calls: a batch or a template; whatever goes wrong comes back as one kind of failure, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from discretion.batch.inputs import Lacking
from discretion.batch.journal import Busy, Foreign
from discretion.batch.judge import Defaults
from discretion.batch.run import JOURNAL, Broken, Request, Stopped, run
from discretion.batch.summary import OFFENCES, told
from discretion.output import Exists, placing
from discretion.report.language import Language
from discretion.rulebook import Problem, Rulebook, Unusable
from discretion.rulebook.problem import Place
from discretion.text import say


class Failure(Exception):
    """Why nothing was written. ``environment``: the input is not to blame. ``found``: a bad row, as ``--fail-fast`` asks."""

    def __init__(self, message: str, environment: bool = False, found: bool = False) -> None:
        super().__init__(message)
        self.message, self.environment, self.found = message, environment, found


def batch(request: Request, book: Rulebook, tongue: Language, tell: Callable[[str], None]) -> tuple[str, bool]:
    """Run a batch; the summary in words, and whether any row failed. Raises :class:`Failure`, :class:`Unusable`."""
    from discretion.api import version

    if not request.inputs:
        raise Unusable(
            [
                Problem(
                    "no-cases",
                    Place("INPUT"),
                    say("no input is named"),
                    say("discretion batch cases.csv -o results.csv"),
                )
            ]
        )
    with _told(request.output, tongue):
        summary = run(request, book, tongue, tell, version())
    return told(summary, tongue, OFFENCES), bool(summary.failed)


def template(book: Rulebook, path: Path, jurisdiction: str, offence: str, force: bool, tongue: Language) -> str:
    """Write an empty table; what was written, in words. Raises :class:`Failure`, :class:`Unusable`."""
    from discretion.batch.template import write

    if path.suffix.lower() != ".xlsx":
        message = say("a template is an Excel file: its name ends in .xlsx")
        raise Unusable([Problem("bad-output", Place(str(path)), message)])
    with _told(path, tongue), placing(path, force) as temporary:
        columns = write(temporary, book, jurisdiction or "cn", offence, tongue)
    return tongue("{name}: {count:column|columns}", name=str(path), count=columns)


@contextmanager
def _told(output: Path, tongue: Language) -> Iterator[None]:
    """Failures in words."""
    try:
        yield
    except Exists as exists:
        name = str(exists.args[0])
        raise Failure(tongue("{name} is there already; --force overwrites it", name=name)) from None
    except Lacking as lacking:
        message = tongue("{ending} needs a further library: pip install 'discretion[batch]'", ending=lacking.ending)
        raise Failure(message, environment=True) from None
    except Foreign:
        journal = f"{output}{JOURNAL}"
        message = tongue(
            "{journal} is of another run: other inputs, rules or options; delete it, or begin afresh with --force",
            journal=journal,
        )
        raise Failure(message) from None
    except Busy:
        raise Failure(tongue("another batch is writing {name}", name=str(output)), environment=True) from None
    except Stopped:
        raise Failure(tongue("stopped at the first bad row; nothing was written"), found=True) from None
    except Broken:
        message = tongue(
            "a process ended by itself, perhaps for want of memory; the same command goes on where it stopped"
        )
        raise Failure(message, environment=True) from None
    except KeyboardInterrupt:
        raise
    except OSError as error:
        name = str(error.filename or output)
        message = tongue("{name} cannot be read or written: {why}", name=name, why=error.strerror or str(error))
        raise Failure(message, environment=True) from None


__all__ = ["Defaults", "Failure", "Request", "batch", "template"]
