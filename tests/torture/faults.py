"""Memory that is refused, system calls that fail, a disk that is full."""
import os, re, shutil, subprocess, tempfile

from bench import CASES, ROOM, SHIMS, Case, Tally

FALLBACK = ("another path",)  # what a convolution says that got no room to work in

# the calls by which a program changes or reads something, and how each may fail
CALLS = {"write": "ENOSPC EIO EINTR", "fsync": "EIO ENOSPC", "rename": "EIO ENOSPC", "openat": "EIO", "close": "EIO",
         "mkdir": "ENOSPC EIO", "link": "EIO ENOSPC", "flock": "EINTR", "fchmod": "EIO", "newfstatat": "EIO",
         "read": "EIO EINTR", "pipe2": "EIO", "clone": "ENOMEM", "clone3": "ENOMEM", "vfork": "ENOMEM",
         "mmap": "ENOMEM", "wait4": "EINTR", "getdents64": "EIO", "unlink": "EIO", "rmdir": "EIO"}


def points(trace):
    """Of all allocations the first of each chain of calls: its number."""
    total = min(int.from_bytes(trace[:8], "little"), len(trace) // 8 - 1)
    first = {}
    for n in range(1, total + 1):
        first.setdefault(trace[8 * n:8 * n + 8], n)
    return int.from_bytes(trace[:8], "little"), sorted(first.values())


def allocations(step, only=None):
    """At each point of the program, its children and its libraries where memory is asked for, it is refused once; then for good."""
    tally = Tally("allocations")
    counter = os.path.join(ROOM, "count")
    for number, each in enumerate(CASES):
        if only and only not in each[0]:
            continue
        case = Case(*each)

        def run(env, size=8):
            case.start(case.old)
            with open(counter, "wb") as file:
                file.truncate(size)
            return case.run(env={"LD_PRELOAD": SHIMS, "TORTURE_COUNT": counter, **env})

        run({"TORTURE_TRACE": "1"}, 8 << 17)
        with open(counter, "rb") as file:
            total, first = points(file.read())
        print(f"  {case.name}: {total} allocations at {len(first)} points", flush=True)
        for i in range(number % min(step, len(first)), len(first), step):
            tally.judge(case, run({"TORTURE_ALLOC": str(first[i])}), f"allocation {first[i]}", "ENOMEM", FALLBACK)
            if i // step % 7 == 0:
                tally.judge(case, run({"TORTURE_ALLOC_FROM": str(first[i])}), f"allocations from {first[i]} on", "ENOMEM",
                            FALLBACK)
    return tally.end()


def calls(step, only=None):
    """System call number n of a kind fails once, in the program, its children and gnuplot (strace's inject)."""
    tally = Tally("system calls")
    log = os.path.join(ROOM, "strace.log")
    strace = ["strace", "-f", "--seccomp-bpf", "-q", "-o", log]
    for number, each in enumerate(CASES):
        if only and only not in each[0]:
            continue
        case = Case(*each)
        case.start(case.old)
        case.run([*strace, "-e", "trace=" + ",".join(CALLS)])
        # strace counts for each process alone; loading the program itself is not of interest
        counts, before = {}, {}
        with open(log) as file:
            for line in file:
                found = re.match(r"(\d+) +(\w+)\(", line)
                if not found:
                    continue
                key = found.group(1, 2)
                counts[key] = counts.get(key, 0) + 1
                if "/etc/ld.so.cache" in line or re.search(r'"/lib|"/usr/lib', line):
                    before[key[1]] = max(before.get(key[1], 0), counts[key])
        for call, reasons in CALLS.items():
            most = max([count for (_, name), count in counts.items() if name == call] or [0])
            first = 1 + (before.get("openat", 0) if call in ("openat", "close", "newfstatat", "read") else
                         7 * before.get("openat", 0) if call == "mmap" else 0)
            for reason in reasons.split():
                for n in range(first + number % step, most + 1, step):
                    case.start(case.old)
                    run = case.run([*strace, "-e", f"trace={call}", "-e", f"inject={call}:error={reason}:when={n}"])
                    tally.judge(case, run, f"{call} {n} {reason}", reason if reason != "ENOMEM" else None, FALLBACK)
    return tally.end()


class Disk:
    """A tmpfs of its own, to be filled. It takes root, here or in a namespace of its own (see `torture`)."""

    def __init__(self, kilobytes):
        self.path = tempfile.mkdtemp(dir=ROOM)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", self.path],
                              stderr=subprocess.PIPE, text=True)
        self.mounted = done.returncode == 0
        self.why = done.stderr.strip()

    def leave(self, kilobytes):
        """Fills it up to this."""
        room = os.statvfs(self.path)
        free = room.f_bavail * room.f_frsize - kilobytes * 1024
        if free > 0:
            with open(os.path.join(self.path, "fill"), "wb") as file:
                os.posix_fallocate(file.fileno(), 0, free)

    def end(self):
        if self.mounted:
            subprocess.run(["umount", self.path], check=True)
        os.rmdir(self.path)


def disk(step, only=None):
    """A real full disk: each case with room for 0, 8, 16, ... KB beyond what is there already."""
    tally = Tally("full disk")
    for number, each in enumerate(CASES):
        if only and only not in each[0]:
            continue
        probe = Case(*each)
        if not probe.new:
            continue
        needed = sum(len(content) for content in probe.new.values()) // 1024 + 64
        space = Disk(3 * needed + 4096)
        if not space.mounted:
            print(f"SKIPPED full disk: no tmpfs can be mounted ({space.why})")
            space.end()
            return os.environ.get("CI") != "true"
        try:
            case = Case(*each, room=space.path)
            for room in range(8 * (number % step), needed, 8 * step * max(1, needed // 800)):
                if os.path.exists(os.path.join(space.path, "fill")):
                    os.remove(os.path.join(space.path, "fill"))
                case.start(case.old)
                space.leave(room)
                tally.judge(case, case.run(), f"{room} KB left", "ENOSPC")
        finally:
            shutil.rmtree(os.path.join(space.path, "run"), ignore_errors=True)
            space.end()
    return tally.end()


def hook(step, only=None):
    """The harness itself: a figure that lost a byte behind the program's back must not pass."""
    tally = Tally("a byte that goes missing")
    for suffix in (".svg", ".png", ".dat", ".gp", "index.html"):
        case = Case("plot_model", "8-2/03_plot_model", "--figures fig")
        case.start({})
        case.run(env={"LD_PRELOAD": SHIMS, "TORTURE_LOSE": suffix})
        tally.tried += 1
        if case.files() == case.new:
            tally.lost += 1
            tally.tell(f"LOST a byte of a {suffix}, and the harness does not see it")
    return tally.end()
