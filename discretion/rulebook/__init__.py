"""YAML files → the law of a jurisdiction. Every value remembers file, line and column; problems are values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

import msgspec

from discretion.law.value import Path as Steps
from discretion.rulebook import cache
from discretion.rulebook.book import Law, resolve
from discretion.rulebook.files import checked, digest, fingerprint, is_snapshot, jurisdiction_of, layers, listing, paths
from discretion.rulebook.loader import Rule, Shelf, load, preserve, revive
from discretion.rulebook.problem import Place, Problem, Unusable, ordered
from discretion.rulebook.yaml import MAX_BYTES
from discretion.suggest import nearest
from discretion.text import say


class Rulebook:
    """The rule files of one or several folders, or of one snapshot; read only as far as they are asked for.

    ``held``: the bytes of all files by their path inside the rules, where they are in no folder, as in an earlier revision.
    """

    def __init__(self, folders: Sequence[Path], held: Mapping[str, bytes] | None = None) -> None:
        self.folders = tuple(folders)
        if held is None and is_snapshot(self.folders):
            from discretion.rulebook import snapshot

            held = snapshot.load(self.folders[0])[1]
        self._held = held is not None
        self._bytes: dict[str, bytes] = dict(held or {})
        self.files: Mapping[str, Path] = (
            listing(self.folders) if held is None else checked({name: name for name in held})
        )
        self._begin()

    def _begin(self) -> None:
        self._laws: dict[tuple[str, tuple[str, ...]], Law] = {}
        self._parts: dict[tuple[str, tuple[str, ...]], list[cache.Entry] | None] = {}
        self._fields: dict[tuple[str, tuple[str, ...]], tuple[Rule, ...] | None] = {}
        self._said: dict[tuple[str, str, Steps], str] = {}
        self._places: tuple[str, ...] | None = None
        self._shelf: Shelf | None = None
        self._problems: tuple[Problem, ...] | None = None
        self._digest = ""
        self._hashes: Mapping[str, str] | None = None

    @classmethod
    def open(cls, folders: Sequence[Path] = ()) -> Rulebook:
        """The rules in ``folders`` or in one snapshot, see :func:`discretion.rulebook.files.layers`. Raises :class:`Unusable`."""
        return cls(layers(folders))

    @property
    def digest(self) -> str:
        """SHA-256 over all rule files but the rule cases; where they lie and how lines end makes no difference."""
        if not self._digest:
            self._digest = digest(self.hashes())
        return self._digest

    def hashes(self) -> Mapping[str, str]:
        """The fingerprint of each rule file but the rule cases, see :func:`discretion.rulebook.files.fingerprint`."""
        if self._hashes is None:
            files = {name: path for name, path in paths(self.files).items() if "/cases/" not in name}
            if self._held:
                self._hashes = {name: fingerprint(self._bytes[name]) for name in files}
            else:
                self._hashes = cache.hashes(files, self._read)
        return self._hashes

    def data(self) -> dict[str, bytes]:
        """The bytes of all rule files that can be read."""
        for name in self.files:
            self._read(name)
        return self._bytes

    def _read(self, name: str) -> bytes | None:
        if name not in self._bytes:
            try:
                with self.files[name].open("rb") as stream:
                    self._bytes[name] = stream.read(MAX_BYTES + 1)
            except OSError:
                return None
        return self._bytes[name]

    def jurisdictions(self) -> tuple[str, ...]:
        """The jurisdictions that have a file of their own."""
        if self._places is None:
            self._places = tuple(sorted(jurisdiction_of(f) for f in self.files if f.endswith("/jurisdiction.yaml")))
        return self._places

    def shelf(self) -> Shelf:
        """Everything, read once."""
        if self._shelf is None:
            self._shelf = load(self.files, self.data())
        return self._shelf

    def problems(self) -> tuple[Problem, ...]:
        """Everything that the loader can find in all files, sorted."""
        if self._problems is None:
            from discretion.rulebook.links import link

            shelf = self.shelf()
            self._problems = ordered((*shelf.problems, *link(shelf)))
        return self._problems

    def law(self, jurisdiction: str, offences: Iterable[str] | None = None) -> Law:
        """The law of ``jurisdiction``, as far as ``offences`` (all where not given) need it. Raises :class:`Unusable`."""
        everything = offences is None or self._shelf is not None
        wanted = None if everything else tuple(sorted(set(offences or ())))
        # everything is another law than that of no offence at all
        key = (jurisdiction, ("*",) if wanted is None else wanted)
        if key not in self._laws:
            chain = self._chain(jurisdiction)
            entries = None if wanted is None else self._part(chain, wanted)
            rules = self._everything() if entries is None else tuple(revive(entry) for entry in entries)
            version = next((r.record.version for r in rules if r.section == "rulebook"), "")
            self._laws[key] = resolve(jurisdiction, chain, rules, version, self.digest)
        return self._laws[key]

    def _everything(self) -> tuple[Rule, ...]:
        problems = self.problems()
        if problems:
            raise Unusable(problems)
        return self.shelf().rules

    def rests_on(self, jurisdiction: str, offences: Iterable[str]) -> str:
        """SHA-256 of what the rules say on which an assessment of ``offences`` rests, see :func:`meaning.total`. Raises :class:`Unusable`.

        It depends on nothing else: not on other rules, comments, layout, the names of files, or how much was read before.
        """
        from discretion.rulebook import meaning

        chain, wanted = self._chain(jurisdiction), tuple(sorted(set(offences)))
        if self._shelf is None or self._shelf.problems:
            entries = self._part(chain, wanted)
            if entries is not None:
                said = ((s, place, id, file, meaning.meaning(s, id, raw)) for s, id, place, file, _, raw in entries)
                return meaning.total(said)
        rules = self._reads(chain, wanted)
        if rules is None:
            rules = tuple(r for r in self._everything() if r.jurisdiction in chain)
        return meaning.total((r.section, r.jurisdiction, r.id, r.file, self._says(r)) for r in rules)

    def _reads(self, chain: tuple[str, ...], offences: tuple[str, ...]) -> tuple[Rule, ...] | None:
        """As :meth:`_part`, from the rules that were read."""
        fields = _fields(offences)
        key = (chain[-1], fields)
        if key not in self._fields:
            names = set(self._names(chain, fields))
            whole = self.shelf()
            shelf = msgspec.structs.replace(whole, rules=tuple(r for r in whole.rules if r.file in names))
            self._fields[key] = _sound(shelf, fields)
        found = self._fields[key]
        return None if found is None else _serving(found, offences)

    def _says(self, rule: Rule) -> str:
        """The hash of what a rule says."""
        from discretion.rulebook import meaning

        key = (rule.file, rule.section, rule.steps)
        if key not in self._said:
            raw = preserve(rule, self.shelf().sources[rule.file])[-1]
            self._said[key] = meaning.meaning(rule.section, rule.id, raw)
        return self._said[key]

    def _part(self, chain: tuple[str, ...], offences: tuple[str, ...]) -> list[cache.Entry] | None:
        """The rules that an assessment of ``offences`` needs; ``None`` where they do not stand by themselves."""
        name = (chain[-1], offences)
        if name not in self._parts:
            self._parts[name] = self._read_part(chain, offences)
        return self._parts[name]

    def _read_part(self, chain: tuple[str, ...], offences: tuple[str, ...]) -> list[cache.Entry] | None:
        """From the cache, or read and checked."""
        fields = _fields(offences)
        names = self._names(chain, fields)
        kept = cache.get(cache.key(self.hashes(), names, offences))
        if kept is not None:
            return kept
        data = {n: raw for n in names if (raw := self._read(n)) is not None}
        shelf = load({n: self.files[n] for n in names}, data)
        rules = _sound(shelf, fields)
        if rules is None:
            return None
        entries = [preserve(r, shelf.sources[r.file]) for r in _serving(rules, offences)]
        # keyed by what was read, whatever has happened to the files since they were hashed
        cache.put(cache.key({n: fingerprint(raw) for n, raw in data.items()}, names, offences), entries)
        return entries

    def _names(self, chain: tuple[str, ...], fields: tuple[str, ...]) -> list[str]:
        """The files that matter to an assessment of offences in these fields."""
        return [n for n in self.files if jurisdiction_of(n) in ("", *chain) and _needed(n, fields)]

    def _chain(self, jurisdiction: str) -> tuple[str, ...]:
        parts = jurisdiction.split("/")
        chain = tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
        known = self.jurisdictions()
        if jurisdiction not in known:
            message = say("there is no jurisdiction `{name}`", name=jurisdiction)
            raise Unusable(
                [Problem("unknown-jurisdiction", Place("jurisdiction"), message, nearest(jurisdiction, known, 40))]
            )
        return chain


def _fields(offences: Iterable[str]) -> tuple[str, ...]:
    """The fields of law to which offences belong."""
    return tuple(sorted({o.split(".")[0] for o in offences}))


def _sound(shelf: Shelf, fields: tuple[str, ...]) -> tuple[Rule, ...] | None:
    """The rules of a part of the files that matter to these fields.

    ``None`` where one of them is wrong, or refers beyond its field: everything is to be read then, and judged by that.
    """
    # only where nothing is kept: checking what rules refer to is not needed to assess by rules that were checked
    from discretion.rulebook.links import link

    rules = tuple(r for r in shelf.rules if _concerned(r, fields))
    return None if shelf.problems or link(shelf, rules, (*fields, "general")) else rules


def _serving(rules: tuple[Rule, ...], offences: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules for these very offences, their predecessors and successors, or for all."""
    near = {
        other
        for r in rules
        if r.section == "offences" and r.id in offences
        for other in (r.record.succeeded_by, r.record.preceded_by)
    }
    return tuple(r for r in rules if r.section != "outline" and _serves(r, offences, near))


def _needed(name: str, fields: tuple[str, ...] | None) -> bool:
    """Whether a file matters to an assessment of offences in these fields."""
    folder, _, file = name.rpartition("/")
    if folder.endswith("/cases"):
        return False
    if fields is None or folder.rpartition("/")[2] not in ("offences", "basis"):
        return True
    stem = file.removesuffix(".yaml")
    return any(stem == f or stem.startswith(f"{f}-") for f in (*fields, "general"))


def _concerned(rule: Rule, fields: tuple[str, ...] | None) -> bool:
    """Whether a rule matters to these fields: an entry for other offences does not."""
    if fields is None or rule.section in ("bases", "offences"):
        return True
    limited = getattr(rule.record, "offences", ())
    return not limited or any(o.split(".")[0] in fields for o in limited)


def _serves(rule: Rule, offences: tuple[str, ...], near: Set[str | None]) -> bool:
    """Whether a rule is for these very offences, one near to them, or for all."""
    if rule.section == "offences":
        return rule.id in offences or rule.id in near
    if rule.section == "bases":
        return not rule.record.offences or any(o in offences for o in rule.record.offences)
    concerns = getattr(rule.record, "concerns", None)
    return concerns is None or any(concerns(o) for o in offences)


__all__ = ["Law", "Place", "Problem", "Rule", "Rulebook", "Unusable"]
