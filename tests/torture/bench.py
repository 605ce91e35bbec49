"""What every part of the harness shares: small data, the programs, one run of one of them, and the verdict.

A run starts in a folder that holds what an earlier, different run left there. After it each
file must be the earlier one or the new one, whole: any third content is lost work. Exit 0 must
mean that all are new; exit 1 must come with a line that is true.
"""
import gzip, os, random, shutil, signal, struct, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
PROGRAMS = os.path.join(BUILD, "chapters")
ROOM = os.path.join(BUILD, "torture")  # everything happens in here
SHIMS = os.path.join(ROOM, "shims.so")
UNFINISHED = ".convbook-unfinished."
TRAIN = "--no-progress --patience 99 --threads 1 --data data --any-data"

# name, program, options, what it writes. OLD stands for what differs in the earlier run: its data and model
CASES = [
    ("train h5", "8-2/04_train", f"{TRAIN} --epochs 1 --model out.h5 --history h.csv --figures fig"),
    ("train keras", "8-2/04_train", f"{TRAIN} --epochs 1 --model out.keras --history h.csv --figures fig"),
    ("train pt", "8-2/04_train", f"{TRAIN} --epochs 1 --model out.pt --history h.csv --figures fig"),
    ("resume", "8-2/04_train", f"{TRAIN} --epochs 2 --resume m.h5 --model out.h5 --history h.csv --figures fig"),
    ("resume keras", "8-2/04_train", f"{TRAIN} --epochs 2 --resume m.keras --model out.h5 --history h.csv --figures fig"),
    ("train_dense", "8-2/04_train_dense", f"{TRAIN} --epochs 1"),
    ("load_data", "8-2/01_load_data", "--data data --any-data --figures fig"),
    ("build_model", "8-2/02_build_model", ""),
    ("plot_model", "8-2/03_plot_model", "--figures fig"),
    ("evaluate h5", "8-2/05_evaluate", "--data data --any-data --threads 1 --model m.h5"),
    ("evaluate pt", "8-2/05_evaluate", "--data data --any-data --threads 1 --model m.pt"),
    ("predict", "8-2/06_predict", "--data data --any-data --threads 1 --model m.keras --figures fig"),
    ("test_set", "8-2/07_test_set", "--data data --any-data --threads 1 --model m.h5"),
    ("gradient", "8-2/08_gradient", "--data data --any-data --threads 1 --model m.h5"),
    ("load_model", "8-3/01_load_model", "--model m.h5"),
    ("trained", "8-3/02_trained_weights", "--model m.pt --figures fig"),
    ("untrained", "8-3/03_untrained_weights", "--figures fig"),
    ("functional", "8-3/04_functional_api", "--model m.keras"),
    ("maps", "8-3/05_feature_maps", "--data data --any-data --threads 1 --model m.h5 --figures fig"),
    ("maps png", "8-3/05_feature_maps", "--png p.png --threads 1 --model m.h5 --figures fig"),
    ("one_pixel", "8-3/06_one_pixel", "--data data --any-data --model m.h5 --figures fig"),
    ("one_map", "8-3/07_one_map", "--data data --any-data --model m.h5 --figures fig"),
    ("both", "8-3/08_trained_and_untrained", "--data data --any-data --model m.h5 --figures fig"),
    ("patches", "8-3/09_top_patches", "--data data --any-data --threads 1 --model m.h5 --figures fig"),
    ("mistakes", "8-3/10_mistakes", "--data data --any-data --threads 1 --model m.h5 --figures fig"),
    ("inspect h5", "tools/inspect_model", "m.h5"),
    ("inspect keras", "tools/inspect_model", "m.keras"),
    ("inspect pt", "tools/inspect_model", "m.pt"),
    ("h5 to keras", "tools/convert_model", "m.h5 out.keras"),
    ("h5 to pt", "tools/convert_model", "m.h5 out.pt"),
    ("keras to h5", "tools/convert_model", "m.keras out.h5"),
    ("pt to h5", "tools/convert_model", "m.pt out.h5"),
]
DRAWING = {}  # the environment of a part that has its pictures remembered
INPUTS = ("m.h5", "m.keras", "m.pt", "data", "p.png", "count")

# ---- data ----


def write_set(folder, part, count, chance):
    """`count` images of noise, each class a bright bar at a height of its own."""
    labels = bytes(n % 10 for n in range(count))
    pixels = bytearray()
    for n in range(count):
        for m in range(784):
            bar = 2 * labels[n] + 3 <= m // 28 < 2 * labels[n] + 6
            pixels.append(chance.randrange(60) + (150 if bar else 0))
    for name, content in ((f"{part}-images-idx3-ubyte.gz", struct.pack(">4B3I", 0, 0, 8, 3, count, 28, 28) + pixels),
                          (f"{part}-labels-idx1-ubyte.gz", struct.pack(">4BI", 0, 0, 8, 1, count) + labels)):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(gzip.compress(content, mtime=0))


def png(side, value):
    """A grey PNG of one shade with a darker middle."""
    import zlib
    rows = b"".join(b"\0" + bytes(value if abs(r - side // 2) > side // 4 or abs(c - side // 2) > side // 4 else 40
                                  for c in range(side)) for r in range(side))
    part = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)) +
            part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))


def program(name):
    return os.path.join(PROGRAMS, name)


def prepare(train=50, test=10):
    """The two starting points: ROOM/new and ROOM/old, each with data, models and a picture of its own."""
    for which, seed in (("new", 1), ("old", 2)):
        folder = os.path.join(ROOM, which)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "data"))
        chance = random.Random(seed)
        write_set(os.path.join(folder, "data"), "train", train, chance)
        write_set(os.path.join(folder, "data"), "t10k", test, chance)
        with open(os.path.join(folder, "p.png"), "wb") as file:
            file.write(png(40, 200 + seed))
        for suffix in ("h5", "keras", "pt"):
            subprocess.run([program("8-2/04_train"), *TRAIN.split(), "--epochs", "1", "--seed", str(seed), "--model",
                            f"m.{suffix}", "--history", "h.csv", "--figures", "fig"], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL)
        shutil.rmtree(os.path.join(folder, "fig"))
        os.remove(os.path.join(folder, "h.csv"))


def build_shims():
    os.makedirs(os.path.join(ROOM, "bin"), exist_ok=True)
    os.makedirs(os.path.join(ROOM, "cache"), exist_ok=True)
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", SHIMS,
                    os.path.join(HERE, "shims.c"), "-ldl"], check=True)
    subprocess.run(["gcc", "-O1", "-o", os.path.join(ROOM, "bin", "gnuplot"), os.path.join(HERE, "gnuplot.c")], check=True)


def remembered_gnuplot():
    """The environment in which a picture that was drawn before is not drawn again."""
    return {"PATH": os.path.join(ROOM, "bin") + ":" + os.environ["PATH"], "TORTURE_CACHE": os.path.join(ROOM, "cache"),
            "TORTURE_GNUPLOT": shutil.which("gnuplot") or "gnuplot"}


# ---- one run ----


def but_seconds(name, content):
    """A history without its last column: seconds differ from run to run."""
    return b"\n".join(line.rsplit(b",", 1)[0] for line in content.split(b"\n")) if name == "h.csv" and content else content


def snapshot(folder):
    """Every file below the folder by its name."""
    found = {}
    for where, _, files in os.walk(folder):
        for name in files:
            path = os.path.join(where, name)
            with open(path, "rb") as file:
                content = file.read()
            found[os.path.relpath(path, folder)] = content
    return found


def link_inputs(source, folder):
    for name in os.listdir(source):
        if name in INPUTS:
            os.symlink(os.path.join(source, name), os.path.join(folder, name))


class Case:
    """A program with its options, what an earlier run of it left, and what a run without a fault writes."""

    def __init__(self, name, path, options, room=None):
        self.name, self.argv = name, [program(path), *options.split()]
        self.folder = os.path.join(room or ROOM, "run")
        self.old = self.outcome({}, "old")
        self.new = self.outcome(self.old, "new")

    def start(self, files, which="new"):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        link_inputs(os.path.join(ROOM, which), self.folder)
        for name, content in files.items():
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)

    def files(self):
        return {name: content for name, content in snapshot(self.folder).items()
                if name.split(os.sep)[0] not in INPUTS}

    def outcome(self, files, which):
        self.start(files, which)
        run = self.run()
        if run.status or run.errors:
            sys.exit(f"torture: {self.name} fails without a fault: {run.errors}")
        return self.files()

    def run(self, before=(), env=None, seconds=120):
        return Run([*before, *self.argv], self.folder, env, seconds)


class Run:
    """A program run to its end: status (negative: a signal), stderr's text, seconds of CPU, MB at most."""

    def __init__(self, argv, folder, env=None, seconds=120):
        with open(os.path.join(ROOM, "stderr"), "w+b") as errors:
            self.began = time.monotonic()
            child = subprocess.Popen(argv, cwd=folder, env={**os.environ, **DRAWING, **(env or {})}, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)
            self.hung = False

            def stop(*_):
                self.hung = True
                os.killpg(child.pid, signal.SIGKILL)

            signal.signal(signal.SIGALRM, stop)
            signal.alarm(seconds)
            _, status, usage = os.wait4(child.pid, 0)
            signal.alarm(0)
            child.returncode = self.status = os.waitstatus_to_exitcode(status)
            self.cpu, self.megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
            errors.seek(0)
            self.raw = errors.read()
        self.errors = self.raw.decode("utf-8", "surrogateescape")


# ---- the verdict ----

OTHER_REASONS = {"EIO": "Input/output error", "ENOSPC": "No space left on device", "EINTR": "Interrupted system call",
                 "ENOMEM": "Cannot allocate memory", "ENOENT": "No such file or directory",
                 "EBADF": "Bad file descriptor", "EACCES": "Permission denied"}


def untrue(run, reason, allowed=()):
    """What is wrong with what a run said, or None. `reason` is the errno that was made to happen."""
    lines = run.errors.splitlines()
    if run.status == 0:
        wrong = [line for line in lines if not any(word in line for word in allowed)]
        return f"exit 0, and yet it says: {wrong[0]}" if wrong else None
    if not lines:
        return f"exit {run.status} without a word"
    if len(set(line.split(": ", 1)[-1] for line in lines)) < len(lines):
        return f"told twice: {lines}"
    for line in lines:
        if "damaged" in line and "Should that not help" not in line or "download" in line:
            return f"the file is whole: {line}"
        for name, words in OTHER_REASONS.items():
            if reason and words in line and name != reason:
                return f"the reason was {reason}: {line}"
        if any(ord(c) < 32 or 0x7f <= ord(c) < 0xa0 or 0xd800 <= ord(c) < 0xe000 for c in line):
            return f"bytes for the terminal: {line!r}"
    return None


def loads(folder, name):
    return subprocess.run([program("tools/inspect_model"), name], cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


class Tally:
    """What was tried, and what came of it."""

    def __init__(self, title):
        self.title, self.tried, self.crashed, self.lost, self.untrue = title, 0, 0, 0, 0
        self.told, self.began = 0, time.monotonic()

    def tell(self, text):
        self.told += 1
        if self.told <= 40:
            print(f"  {text}", flush=True)

    def judge(self, case, run, place, reason=None, allowed=()):
        """One run of a case: did it crash, lose something, or tell something untrue?"""
        self.tried += 1
        where = f"{case.name}, {place}"
        if run.hung or run.status < 0 or run.status not in (0, 1, 130):
            self.crashed += 1
            self.tell(f"CRASHED {where}: {'hangs' if run.hung else f'exit {run.status}'}: {run.errors.strip()[-200:]}")
        now, old, new = ({name: but_seconds(name, content) for name, content in files.items()}
                         for files in (case.files(), case.old, case.new))
        bad = [name for name in sorted({*now, *old, *new})
               if now.get(name) not in ((new.get(name),) if run.status == 0 and not run.errors
                                        else (old.get(name), new.get(name)))]
        if case.name.startswith("resume"):  # it first saves what it goes on from: that one too is whole
            bad = [name for name in bad if not (name.startswith("out.") and loads(case.folder, name))]
        left = [name for name in bad if UNFINISHED in name]
        if bad and run.status >= 0:
            self.lost += 1
            self.tell(f"LOST {where}: exit {run.status}, {'left behind' if left else 'neither old nor new'}: {bad[:4]}")
        if run.status >= 0:
            wrong = untrue(run, reason, allowed)
            if wrong:
                self.untrue += 1
                self.tell(f"UNTRUE {where}: {wrong[:300]}")

    def end(self):
        bad = self.crashed + self.lost + self.untrue
        print(f"{self.title}: tried {self.tried}, crashed {self.crashed}, lost {self.lost}, untruly told {self.untrue}"
              f" ({time.monotonic() - self.began:.0f} s)", flush=True)
        return bad == 0 and self.tried > 0
