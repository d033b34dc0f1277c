"""What a power cut may leave on a real command's disk: what it did to files, as strace tells, and the images of it.

The disk that is made up here promises no more than POSIX does. What was written to a file is there for certain once
that file has been synced, else any part of it may be, in any order, a sector torn in the middle, or only the length of
it with zeros; what was made, renamed or deleted in a folder is there once the folder has been synced, else as far as
the folder's own order went, whatever of the files' contents was there by then.
"""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STRACE = shutil.which("strace")
SECTOR = 512
_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,read,lseek,ftruncate,truncate,fsync,fdatasync,rename,renameat,"
    "renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,close,dup,dup2,dup3,fcntl,link,linkat,symlink,symlinkat,sendfile,"
    "copy_file_range"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?: .*)?\Z", re.DOTALL)
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass
class Inode:
    """A file's bytes: what is on the medium for certain, and what was written since, oldest first."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, bytes), or (length, None) for a truncation."""


@dataclass(frozen=True)
class Op:
    """One thing done to files. `kind`: make, mkdir, rename, unlink, rmdir, write, cut, sync."""

    kind: str
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = b""


def record(command: Sequence[str], within: Iterable[Path], trace: Path) -> tuple[int, list[Op]]:
    """Run a command to its end; its exit status and what it did to files within these folders. RuntimeError when it
    did something that is not understood here."""
    assert STRACE is not None
    options = ["-f", "--seccomp-bpf", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}", "-o", str(trace)]
    done = subprocess.run([STRACE, *options, *command], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, list(_Reader([str(folder.resolve()) for folder in within]).ops(trace.read_text("latin-1")))


class _Reader:
    """Follows the descriptors of one program; its threads share them."""

    def __init__(self, within: list[str]) -> None:
        self.within = within
        self.open: dict[int, str] = {}
        self.appends: set[int] = set()
        self.at: dict[int, int] = {}
        self.held: dict[str, str] = {}

    def ops(self, trace: str) -> Iterable[Op]:
        for line in trace.splitlines():
            if "<unfinished ...>" in line:
                self.held[line.split(" ", 1)[0]] = line.split("<unfinished ...>")[0]
                continue
            if "resumed>" in line:
                line = self.held.pop(line.split(" ", 1)[0]) + line.split("resumed>", 1)[1]
            found = _LINE.match(line)
            if found is not None and int(found[4]) >= 0:
                yield from self._op(found[2], found[3], int(found[4]))

    def _inside(self, *paths: str) -> bool:
        return any(path == folder or path.startswith(f"{folder}/") for folder in self.within for path in paths)

    def _is_ours(self, handle: int) -> bool:
        return self._inside(self.open.get(handle, ""))

    def _op(self, call: str, told: str, result: int) -> Iterable[Op]:
        if call == "read":  # of all modules too: what was in them is nobody's affair, and is most of what strace tells
            handle = int(told.split(",", 1)[0])
            self.at[handle] = self.at.get(handle, 0) + result
            return
        strings = [bytes.fromhex(text.replace("\\x", "")) for text, _ in _STRING.findall(told)]
        rest = _STRING.sub("", told).replace(" ", "").split(",")
        numbers = [int(part) for part in rest if part.lstrip("-").isdigit()]
        match call:
            case "openat" | "open" | "creat":
                yield from self._opened(self._whole(rest[0], strings[0]), told, result)
            case "close":
                self.open.pop(numbers[0], None)
            case "dup" | "dup2" | "dup3" | "fcntl":
                if (call != "fcntl" or "F_DUPFD" in told) and numbers[0] in self.open:
                    self.open[result], self.at[result] = self.open[numbers[0]], self.at[numbers[0]]
            case "lseek":
                self.at[numbers[0]] = result
            case "write" | "writev" | "pwrite64" | "pwritev" if self._is_ours(numbers[0]):
                offset = numbers[-1] if call.startswith("p") else None
                yield self._written(numbers[0], b"".join(strings)[:result], offset)
            case "sendfile" | "copy_file_range":
                out, source = numbers[:2] if call == "sendfile" else numbers[1::-1]
                if result and self._is_ours(out):
                    begin = self.at.get(source, 0)
                    copied = Path(self.open[source]).read_bytes()[begin : begin + result]  # nobody changes it meanwhile
                    self.at[source] = begin + result
                    yield self._written(out, copied, None)
            case "ftruncate" if self._is_ours(numbers[0]):
                yield Op("cut", self.open[numbers[0]], offset=numbers[1])
            case "fsync" | "fdatasync" if self._is_ours(numbers[0]):
                yield Op("sync", self.open[numbers[0]])
            case "rename" | "renameat" | "renameat2":
                before, after = (self._whole("", string) for string in strings)
                if self._inside(before, after):
                    for handle, path in self.open.items():
                        if path == before or path.startswith(f"{before}/"):
                            self.open[handle] = after + path[len(before) :]
                    yield Op("rename", before, after)
            case "unlink" | "unlinkat" | "mkdir" | "mkdirat" | "rmdir":
                path = self._whole(rest[0], strings[0])
                if self._inside(path):
                    kind = "rmdir" if call == "rmdir" or "AT_REMOVEDIR" in told else call.removesuffix("at")
                    yield Op(kind, path)
            case "link" | "linkat" | "symlink" | "symlinkat" | "truncate":
                if self._inside(*(self._whole(rest[0], string) for string in strings)):
                    raise RuntimeError(f"{call} is not understood")

    def _whole(self, handle: str, path: bytes) -> str:
        """An absolute path: `rmtree` names files beneath an open folder."""
        beneath = self.open.get(int(handle), "") if handle.isdigit() else Path.cwd()
        return os.path.normpath(os.path.join(beneath, path.decode()))  # noqa: PTH118

    def _opened(self, path: str, told: str, handle: int) -> Iterable[Op]:
        self.open[handle], self.at[handle] = path, 0
        (self.appends.add if "O_APPEND" in told else self.appends.discard)(handle)
        if self._inside(path):
            if "O_CREAT" in told:
                yield Op("make", path)
            if "O_TRUNC" in told:
                yield Op("cut", path)

    def _written(self, handle: int, data: bytes, offset: int | None) -> Op:
        if offset is None:
            offset = -1 if handle in self.appends else self.at[handle]
            self.at[handle] += len(data)
        return Op("write", self.open[handle], offset=offset, data=data)


class Disk:
    """A disk that is written to, and what it may hold when the power goes."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.nodes: dict[str, Inode | None] = {}
        """What the program sees; None is a folder."""
        for folder in folders:
            for path in [folder, *folder.rglob("*")]:
                if path.is_dir():
                    self.nodes[str(path)] = None
                elif path.is_file():
                    self.nodes[str(path)] = Inode(path.read_bytes())
        self.certain = dict(self.nodes)
        self.pending: list[tuple[Op, Inode | None]] = []
        """What was done in folders and not synced, oldest first."""

    def do(self, op: Op) -> None:
        """What the program does next."""
        match op.kind:
            case "make":
                if op.path not in self.nodes:
                    self._in_folder(op, Inode())
            case "mkdir":
                self._in_folder(op, None)
            case "rename" | "unlink" | "rmdir":
                self._in_folder(op, None)
            case "write":
                if (node := self.nodes[op.path]) is not None:
                    offset = len(_now(node)) if op.offset < 0 else op.offset
                    node.pending.append((offset, op.data))
            case "cut":
                if (node := self.nodes[op.path]) is not None:
                    node.pending.append((op.offset, None))
            case "sync":
                node = self.nodes.get(op.path)
                if node is not None:
                    node.durable, node.pending = _now(node), []
                else:
                    self._sync_folder(op.path)

    def _in_folder(self, op: Op, made: Inode | None) -> None:
        _apply(self.nodes, op, made)
        self.pending.append((op, made))

    def _sync_folder(self, folder: str) -> None:
        """What was done in it is certain, in its order; what was done elsewhere may still go back."""
        left: list[tuple[Op, Inode | None]] = []
        for op, made in self.pending:
            if _folder(op.path) == folder or (op.other and _folder(op.other) == folder):
                _apply(self.certain, op, made)
                if op.kind == "rmdir":  # what was done in it has nothing left to be done to, whatever comes there next
                    left = [before for before in left if not _lies_in(before[0].path, op.path)]
                    for path in [path for path in self.certain if _lies_in(path, op.path)]:
                        del self.certain[path]
            else:
                left.append((op, made))
        self.pending = left

    def image(self, rng: random.Random) -> dict[str, bytes | None]:
        """What the medium may hold now: path to bytes, or to None for a folder."""
        there = dict(self.certain)
        upto: dict[str, int] = {}
        for folder in sorted({_folder(op.path) for op, _ in self.pending}):
            many = sum(_folder(op.path) == folder for op, _ in self.pending)
            upto[folder] = rng.choice([0, many, rng.randint(0, many)])
        for op, made in self.pending:
            folder = _folder(op.path)
            if upto[folder] > 0:
                upto[folder] -= 1
                _apply(there, op, made)
        contents: dict[int, bytes] = {}
        image: dict[str, bytes | None] = {}
        for path, node in there.items():
            if any(there.get(str(above), b"") is not None for above in Path(path).parents if str(above) in self.nodes):
                continue
            if node is None:
                image[path] = None
            else:
                image[path] = contents.setdefault(id(node), _some_of(node, rng))
        return {path: held for path, held in image.items() if _reachable(path, image, self.certain)}


def _reachable(path: str, image: dict[str, bytes | None], certain: dict[str, Inode | None]) -> bool:
    """Whether the folders above it are there, as far as they are ours."""
    above = _folder(path)
    ours = [folder for folder in certain if folder == above or above.startswith(f"{folder}/")]
    return above in image or not ours


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _apply(nodes: dict[str, Inode | None], op: Op, made: Inode | None) -> None:
    match op.kind:
        case "make" | "mkdir":
            nodes.setdefault(op.path, made)
        case "unlink" | "rmdir":
            nodes.pop(op.path, None)
        case "rename":
            if op.path not in nodes:
                return
            for path in [path for path in nodes if path == op.other or path.startswith(f"{op.other}/")]:
                del nodes[path]
            for path in [path for path in nodes if path == op.path or path.startswith(f"{op.path}/")]:
                nodes[op.other + path[len(op.path) :]] = nodes.pop(path)


def _now(node: Inode) -> bytes:
    held = bytearray(node.durable)
    for offset, data in node.pending:
        _put(held, offset, data)
    return bytes(held)


def _put(held: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        held[offset:] = b""
        return
    held.extend(bytes(max(0, offset - len(held))))
    held[offset : offset + len(data)] = data


def _some_of(node: Inode, rng: random.Random) -> bytes:
    """The certain bytes and any part of what came since."""
    way = rng.randrange(4)
    if way == 0 or not node.pending:
        return node.durable
    if way == 1:
        return _now(node)
    held = bytearray(node.durable)
    chosen = [one for one in node.pending if rng.random() < 0.7]
    if way == 2:
        rng.shuffle(chosen)
    for offset, data in chosen:
        if data is not None and data and rng.random() < 0.3:
            kept = rng.randint(0, len(data) // SECTOR) * SECTOR
            data = data[:kept] + bytes(len(data) - kept) if rng.random() < 0.5 else data[:kept]
        _put(held, offset, data)
    return bytes(held)


def lay_out(image: dict[str, bytes | None], before: Path, after: Path) -> None:
    """Write an image of what lay under `before` to under `after`."""
    for path, held in sorted(image.items()):
        target = after / Path(path).relative_to(before)
        if held is None:
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(held)
