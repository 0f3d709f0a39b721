"""The audit log: who did what to which video, when, from where, and how it ended.

Entries are chained: the hash of each covers the one before, so whoever changes, removes, adds or
reorders one breaks the chain at that place. A head, kept beside them, says how many there are; so
a missing end is noticed, too. Who can rewrite everything, entries and head and the database's own guards,
can forge a whole chain: an anchor (a number and its hash) that was kept elsewhere shows that. Each
entry's anchor is in the program's log, and `audit verify` prints the latest.

An entry names people, actions and videos; never a word of a brief, a script or a setting's value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from core.models import Value

DONE = "done"
BEGINNING = "0" * 64
"""What the first entry's hash covers in the place of one before."""


class Deed(Value):
    """What is to be written down. `subject` is whom or what else it was about: a person's id, a model.

    `result` is `done`, or the kind of the error that it ended with.
    """

    action: str
    video_id: str = ""
    subject: str = ""
    result: str = DONE


class Entry(Deed):
    """One line of the log; numbers count from 1."""

    number: int
    moment: datetime
    person: str
    role: str
    address: str
    hash: str = ""


class Anchor(Value):
    """An entry's number and hash: whoever kept it can prove what the log was."""

    number: int = 0
    hash: str = BEGINNING


class Fault(Value):
    """Where the chain is broken, and how."""

    number: int
    text: str


class Verdict(Value):
    """What an examination found; `head` is worth keeping elsewhere."""

    entries: int
    head: Anchor
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        return not self.faults


def chained(previous: str, entry: Entry) -> str:
    """The hash of an entry: 64 hex digits over the hash before and all that the entry says."""
    said = entry.model_dump(mode="json", exclude={"hash", "moment"})
    said["moment"] = entry.moment.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps([previous, said], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def examined(entries: Iterable[Entry], head: Anchor, anchors: Mapping[int, str] | None = None) -> Verdict:
    """Follow the chain through entries in the order of their numbers, up to the head.

    `anchors` are hashes by number that were kept elsewhere.
    """
    faults: list[Fault] = []
    kept = dict(anchors or {})
    last, count = Anchor(), 0
    for entry in entries:
        count += 1
        if entry.number > last.number + 1:
            faults.append(Fault(number=last.number + 1, text=_missing(last.number + 1, entry.number - 1)))
        elif entry.hash != chained(last.hash, entry):
            faults.append(Fault(number=entry.number, text="was changed, moved or added"))
        if kept.pop(entry.number, entry.hash) != entry.hash:
            faults.append(Fault(number=entry.number, text="is not the one that the anchor was kept of"))
        last = Anchor(number=entry.number, hash=entry.hash)
    return Verdict(entries=count, head=head, faults=(*faults, *_at_the_end(last, head, kept)))


def _at_the_end(last: Anchor, head: Anchor, kept: Mapping[int, str]) -> list[Fault]:
    faults = []
    if last.number < head.number:
        faults.append(Fault(number=last.number + 1, text=_missing(last.number + 1, head.number)))
    elif last != head:
        faults.append(Fault(number=last.number, text="is not the end that the head names"))
    faults += [
        Fault(number=n, text="of which an anchor was kept is missing") for n in kept if n > last.number
    ]
    return faults


def _missing(first: int, last: int) -> str:
    return "is missing" if first == last else f"and those up to {last} are missing"
