"""Whole lives of programs: killed and resumed, with other threads, hostile names, the commands that once showed a fault."""
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

from bench import BUILD, DRAWING, INPUTS, ROOM, SHIMS, TRAIN, UNFINISHED, Case, Run, Tally, link_inputs, program, snapshot

EPOCHS = 6


def fresh(name="life"):
    folder = os.path.join(ROOM, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    link_inputs(os.path.join(ROOM, "new"), folder)
    return folder


def training(epochs, *more, out="out.h5"):
    return [program("8-2/04_train"), *TRAIN.split(), "--epochs", str(epochs), "--model", out, "--history", "h.csv",
            "--figures", "fig", *more]


def content(*parts):
    try:
        with open(os.path.join(*parts), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


# ---- killed ----


def kill(step, only=None):
    """SIGKILL, TERM, HUP and INT at a random moment of a training that saves; what is there must be whole, and
    going on from it must end in the bytes of the training that nobody killed."""
    tally = Tally("kills")
    saves = {}
    for epochs in range(1, EPOCHS + 1):
        folder = fresh()
        run = Run(training(epochs), folder)
        if run.status:
            sys.exit(f"torture: the training fails: {run.errors}")
        saves.setdefault(content(folder, "out.h5"), epochs)
    last, length = content(folder, "out.h5"), time.monotonic() - run.began
    chance = random.Random(7)
    for n in range(0, 500, step):
        folder = fresh()
        number = [signal.SIGKILL] * 5 + [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
        number = number[n // step % len(number)]
        child = subprocess.Popen(training(EPOCHS), cwd=folder, env={**os.environ, **DRAWING}, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 1.1 * length)
        child.send_signal(number)
        status = child.wait()
        tally.tried += 1
        place = f"kill {n}, {number.name}"
        if status not in (-signal.SIGKILL, -number, 0, 128 + number, 130):
            tally.crashed += 1
            tally.tell(f"CRASHED {place}: exit {status}")
        found = content(folder, "out.h5")
        if found is not None and found not in saves:
            tally.lost += 1
            tally.tell(f"LOST {place}: the model is none that was saved")
        # whatever was left, the next run clears it away and comes to the same end
        more = ["--resume", "out.h5"] if found is not None and saves.get(found, 0) < EPOCHS else []
        if found is None or more:
            run = Run(training(EPOCHS, *more), folder)
            if run.status or content(folder, "out.h5") != last:
                tally.lost += 1
                tally.tell(f"LOST {place}: going on ends with {run.status}, another model: {run.errors}")
        else:
            Run(training(1, out="other.h5"), folder)
        left = [name for name in snapshot(folder) if UNFINISHED in name]
        if left:
            tally.lost += 1
            tally.tell(f"LEFT {place}: {left}")
    return tally.end()


# ---- the same bits ----


def threads(step, only=None):
    """The same model, history and figures whatever the threads, the environment and what else happens."""
    tally = Tally("same bits")
    expected = None
    ways = [(f"{n} threads", [], ["--threads", str(n)], {}) for n in range(1, 9)]
    ways += [("one processor", ["taskset", "-c", "0"], [], {}), ("nice", ["nice", "-n", "19"], ["--threads", "2"], {})]
    ways += [(f"OMP {key}={value}", [], ["--threads", "4"], {key: value}) for key, value in (
        ("OMP_NUM_THREADS", "3"), ("OMP_DYNAMIC", "true"), ("OMP_SCHEDULE", "dynamic"), ("OMP_PROC_BIND", "true"),
        ("OMP_WAIT_POLICY", "active"), ("OMP_THREAD_LIMIT", "2"), ("OMP_STACKSIZE", "512k"), ("OMP_NESTED", "true"))]
    ways += [(f"{key}={value}", [], ["--threads", "2"], {key: value}) for key, value in (
        ("LC_ALL", "de_DE.UTF-8"), ("LC_ALL", "C"), ("TZ", "Asia/Seoul"), ("GNUTERM", "qt"), ("HOME", "/nowhere"),
        ("TMPDIR", "/nowhere"), ("COLUMNS", "20"), ("MALLOC_PERTURB_", "165"), ("MALLOC_ARENA_MAX", "1"))]
    for name, before, options, env in ways[::1 if step == 1 else 2]:
        folder = fresh()
        argv = [word for word in training(2)]
        at = argv.index("--threads")
        argv[at:at + 2] = options or ["--threads", "2"]
        run = Run([*before, *argv], folder, env)
        tally.tried += 1
        now = {key: value for key, value in snapshot(folder).items() if key.split(os.sep)[0] not in INPUTS}
        now["h.csv"] = b"\n".join(line.rsplit(b",", 1)[0] for line in now.get("h.csv", b"").split(b"\n"))
        expected = expected or now
        if run.status:
            tally.crashed += 1
            tally.tell(f"CRASHED {name}: {run.errors}")
        elif now != expected:
            tally.lost += 1
            tally.tell(f"OTHER BITS {name}: {[key for key in expected if now.get(key) != expected[key]]}")
    return tally.end()


# ---- names ----

NAMES = ["a b", "'", '"', "$(touch executed)", "`touch executed`", ";touch executed;", "|touch executed", "&& touch executed",
         "-rf", "--help", "%s%n%x", "*", "?", "~", "\\", "#", "한글 파일", "é", "🙂", "\x1b[31mred", "\x07bell", "a\nb",
         "a\tb", "\x7f", "\x9b31m".encode("latin1").decode("utf-8", "surrogateescape"), "\udcff\udcfe", "\u202egpj.exe",
         "x" * 240, "..", "{a,b}", "$HOME", "\\x41", "a'b\"c", "!!", "<b>", "&amp;", "=", "con", "a:b", "."]


def names(step, only=None):
    """Files and folders with names that mean something to a shell, gnuplot or a terminal."""
    tally = Tally("names")
    for name in NAMES:
        folder = fresh()
        spelled = f"./{name}" if name.startswith("-") else name
        runs = [("train", training(1, out=f"{spelled}.h5")[:-1] + [f"{spelled}.fig"], True),
                ("convert", [program("tools/convert_model"), "--", "m.h5", f"{spelled}.keras"], True),
                ("inspect", [program("tools/inspect_model"), "--", f"{spelled}.none"], False),
                ("data", [program("8-2/01_load_data"), f"--data={spelled}.none"], False),
                ("draw", [program("8-3/02_trained_weights"), "--model=m.h5", f"--figures={spelled}.draw"], True)]
        for what, argv, good in runs:
            run = Run(argv, folder)
            tally.tried += 1
            if run.status != (0 if good else 1):
                tally.crashed += 1
                tally.tell(f"CRASHED {what} {name!r}: exit {run.status}: {run.errors}")
            text = run.raw.replace(b"\n", b"", 1)
            try:
                clean = all(ord(c) >= 32 and not 0x7f <= ord(c) < 0xa0 for c in text.decode("utf-8"))
            except UnicodeDecodeError:
                clean = False
            if not clean:
                tally.untrue += 1
                tally.tell(f"UNTRUE {what} {name!r}: bytes for the terminal: {run.raw!r}")
        for made, wanted in ((f"{name}.h5", True), (f"{name}.keras", True), ("executed", False)):
            if os.path.lexists(os.path.join(folder, made)) != wanted:
                tally.lost += 1
                tally.tell(f"LOST {name!r}: {made!r} should {'' if wanted else 'not '}be there")
    return tally.end()


# ---- what once failed ----


def limited(**limits):
    def set_them():
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
    return set_them


def shell(folder, text, **limits):
    done = subprocess.run(["bash", "-c", text], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**os.environ, "B": os.path.dirname(program("x")), **DRAWING},
                          preexec_fn=limited(**limits) if limits else None)
    return done.returncode, done.stderr.decode("utf-8", "surrogateescape")


TINY = "--threads=1 --data=data --any-data --no-progress"
# a fault of the outside review, its command, the status, what must be said, what must not be
FAULTS = [
    ("F2", f"(ulimit -v {{kb}}; $B/8-2/04_train {TINY} --batch-size=8192 --epochs=1 --model=e.h5 --history=h.csv --figures=f)",
     (0, 1), "", "double free|damaged"),
    ("F4 one name", f"$B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=e.h5 --figures=f; s=$?; test ! -e e.h5 && exit $s",
     (1, 2), "e.h5", ""),
    ("F4 history", f"$B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=nodir/h.csv --figures=f | grep -c Epoch; exit ${{PIPESTATUS[0]}}",
     (1,), "nodir/h.csv", ""),
    ("F4 figures", f"touch f; $B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=h.csv --figures=f", (1,), "f: ", ""),
    ("F5 HUP", f"$B/8-2/04_train {TINY} --epochs=9999 --patience=9999 --model=e.h5 --history=h.csv --figures=f >out & sleep 1; "
     "kill -HUP $!; wait $!; s=$?; ls -A . f | grep -q unfinished && exit 9; test -e h.csv && exit $s", (129, 130), "", ""),
    ("F9a stack", "ulimit -s 256; $B/8-3/01_load_model --model=m.h5", (1,), "stack", "damaged"),
    ("F9b full", f"$B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=h.csv --figures=f >/dev/full", (1,),
     "No space left on device", "No such file"),
    ("F9b closed", f"$B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=h.csv --figures=f >&-", (1,),
     "Bad file descriptor", "No such file"),
    ("F9c name", f"n=$(printf '%0250d' 1).h5; $B/tools/convert_model m.h5 $n && test -e $n", (0,), "", ""),
    ("F9c longer", f"n=$(printf '%0260d' 1).h5; $B/tools/convert_model m.h5 $n", (1,), "shorter", "folder exists"),
    ("F9d stack", f"ulimit -s 256; $B/8-2/04_train {TINY} --epochs=1 --model=e.h5 --history=h.csv --figures=f", (1,), "stack", ""),
    ("F13 dangling", "ln -s gone.h5 e.h5; $B/tools/convert_model m.h5 e.h5; test -L e.h5 && test -f gone.h5", (0,), "", ""),
    ("F13 loop", "ln -s b.h5 a.h5; ln -s a.h5 b.h5; $B/tools/convert_model m.h5 a.h5; s=$?; test -L a.h5 && exit $s", (1,), "a.h5", ""),
    ("F14 GNUTERM", "GNUTERM=x11 $B/8-2/03_plot_model --figures=f", (0,), "", "signal"),
    ("F14 hex", f"$B/8-2/04_train {TINY} --dropout=0x1p-1", (2,), "0x1p-1", ""),
    ("F14 -0", f"$B/8-2/04_train {TINY} --dropout=-0", (2,), "'-0'", ""),
    ("F14 prefix", f"$B/8-2/04_train {TINY} --m=x", (2,), "no option '--m'", ""),
]


def commands(step, only=None):
    """Each command with which the outside review showed a fault."""
    tally = Tally("commands of the review")

    def check(name, status, said, good, must, must_not):
        tally.tried += 1
        if status < 0 or (status > 128 and status not in good):
            tally.crashed += 1
            tally.tell(f"CRASHED {name}: exit {status}: {said}")
        elif status not in good:
            tally.lost += 1
            tally.tell(f"LOST {name}: exit {status}: {said}")
        elif not re.search(must, said) or (must_not and re.search(must_not, said)):
            tally.untrue += 1
            tally.tell(f"UNTRUE {name}: {said}")

    for name, text, good, must, must_not in FAULTS:
        sizes = range(50000, 100001, 2000) if "{kb}" in text else [0]
        for size in sizes:
            status, said = shell(fresh(), text.replace("{kb}", str(size)).replace("{{", "{").replace("}}", "}"))
            check(f"{name} {size or ''}", status, said, good, must, must_not)
    return tally.end()


# ---- with other tools ----


def build(folder, *flags):
    done = subprocess.run(["make", "-s", "-j2", f"BUILD={folder}", *flags, f"{folder}/chapters/8-2/04_train",
                           f"{folder}/chapters/tools/inspect_model"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return done.returncode == 0 or print(done.stderr[-600:])


def skipped(what, why):
    print(f"SKIPPED {what}: {why}: `make setup-dev` brings it")
    return os.environ.get("CI") != "true"


def valgrind(step, only=None):
    """A training, its resuming and three readings under valgrind: no error, nothing definitely lost."""
    if not shutil.which("valgrind"):
        return skipped("valgrind", "not installed")
    tally = Tally("valgrind")
    where = os.path.join(os.path.dirname(BUILD), "torture-valgrind")
    if not build(where, "ARCH=x86-64-v2"):
        return False
    folder = fresh()
    under = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite"]
    train = [os.path.join(where, "chapters/8-2/04_train"), *training(1)[1:]]
    for argv in ([*train], [*train[:-6], "--model", "b.keras", *train[-4:], "--resume", "m.keras", "--epochs", "2"],
                 *([os.path.join(where, "chapters/tools/inspect_model"), f"m.{kind}"] for kind in ("h5", "keras", "pt"))):
        run = Run([*under, *argv], folder, seconds=600)
        tally.tried += 1
        if run.status:
            tally.crashed += 1
            tally.tell(f"CRASHED {argv}: exit {run.status}: {run.errors[-1500:]}")
    return tally.end()


def races(step, only=None):
    """A training with two and four threads under clang's ThreadSanitizer; libarcher tells it what OpenMP orders."""
    archer = "/usr/lib/llvm-14/lib/libarcher.so"
    if not shutil.which("clang") or not os.path.exists(archer):
        return skipped("races", "clang or libarcher is not installed")
    tally = Tally("races")
    where = os.path.join(os.path.dirname(BUILD), "torture-races")
    if not build(where, "CC=clang", "WARNINGS=-fsanitize=thread -Wno-pass-failed"):
        return False
    for count in (2, 4):
        folder = fresh()
        argv = training(1, "--threads", str(count))
        argv[0] = os.path.join(where, "chapters/8-2/04_train")
        run = Run(["setarch", "-R", *argv], folder, {"OMP_TOOL_LIBRARIES": archer,
                                                     "TSAN_OPTIONS": "ignore_noninstrumented_modules=1 exitcode=66"}, 600)
        tally.tried += 1
        if run.status:
            tally.crashed += 1
            tally.tell(f"CRASHED {count} threads: exit {run.status}: {run.errors[:1500]}")
    return tally.end()
