"""Files that nobody meant to write: damaged at random, and made to take time, memory or the terminal."""
import io
import os
import pickle
import random
import shutil
import struct
import zipfile
import zlib

from bench import ROOM, Run, Tally, link_inputs, png, program

SECONDS, MEGABYTES = 2.2, 200  # of CPU: the limit is 2; at most, any of its processes
FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "files", "fixtures")


def change(chance, content):
    """One to four changes of the kinds that transfers and disks make."""
    content = bytearray(content)
    for _ in range(1 + chance.randrange(4)):
        if len(content) < 2:
            break
        at, count = chance.randrange(len(content)), 1 + chance.randrange(16)
        kind = chance.randrange(8)
        if kind == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            content[at] = chance.randrange(256)
        elif kind in (2, 3):
            content[at:at + count] = bytes([0 if kind == 2 else 255]) * len(content[at:at + count])
        elif kind == 4:
            content[at:at + count] = bytes(chance.randrange(256) for _ in content[at:at + count])
        elif kind == 5:
            del content[at:at + count]
        elif kind == 6:
            content[at:at] = content[at:at + count]
        elif chance.randrange(10) == 0:
            del content[at:]
    return bytes(content)


def judge(tally, what, run, path, folder, loads=None):
    """It loads, or is refused in one clean line that names it; never a crash, never slow, never large, nothing left."""
    tally.tried += 1
    if run.hung or run.status not in (0, 1):
        tally.crashed += 1
        tally.tell(f"CRASHED {what}: exit {run.status}: {run.errors[-200:]}")
    elif run.cpu > SECONDS or run.megabytes > MEGABYTES:
        tally.crashed += 1
        tally.tell(f"CRASHED {what}: {run.cpu:.1f} s, {run.megabytes:.0f} MB: {run.errors[:200]}")
    lines = run.raw.split(b"\n")
    try:
        clean = all(ord(c) >= 32 and not 0x7f <= ord(c) < 0xa0 for c in run.raw.decode("utf-8").replace("\n", ""))
    except UnicodeDecodeError:
        clean = False
    if run.status == 1 and (len(lines) != 2 or path.encode() not in run.raw) or run.status == 0 and run.raw or not clean:
        tally.untrue += 1
        tally.tell(f"UNTRUE {what}: {run.raw[:300]!r}")
    if loads is not None and (run.status == 0) != loads:
        tally.untrue += 1
        tally.tell(f"UNTRUE {what}: exit {run.status}: {run.errors[:300]}")
    if "short" in run.errors or "not enough memory" in run.errors and "Should that not help" not in run.errors:
        tally.untrue += 1
        tally.tell(f"UNTRUE {what}: memory is not short: {run.errors[:300]}")


def place():
    folder = os.path.join(ROOM, "damage")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    link_inputs(os.path.join(ROOM, "new"), folder)
    return folder


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def sources(suffix):
    """Small models of a format, as several libraries wrote them, and the book's network as written here."""
    found = [os.path.join(FIXTURES, name) for name in sorted(os.listdir(FIXTURES)) if name.endswith(suffix)]
    found.append(os.path.join(ROOM, "new", "m" + suffix))
    contents = []
    for path in found:
        with open(path, "rb") as file:
            contents.append(file.read())
    return contents


def mutants(step, only=None):
    """2,000 damaged files of each kind."""
    good = True
    for suffix, seed in ((".h5", 1), (".keras", 2), (".pt", 3), (".png", 4), (".gz", 5)):
        if only and only not in suffix:
            continue
        tally, chance, folder = Tally(f"mutants {suffix}"), random.Random(seed), place()
        if suffix == ".png":
            originals = [png(40, 200), png(28, 30)]
        elif suffix == ".gz":
            originals = [open(os.path.join(ROOM, "new", "data", name), "rb").read()
                         for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")]
        else:
            originals = sources(suffix)
        for n in range(0, 2000, step):
            which = n // step % len(originals)
            content = change(chance, originals[which])
            if suffix == ".gz":
                data = os.path.join(folder, "set")
                shutil.rmtree(data, ignore_errors=True)
                shutil.copytree(os.path.join(ROOM, "new", "data"), data)
                name = "set/" + ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")[which]
                write(folder, name, content)
                judge(tally, f"number {n}", Run([program("8-2/05_evaluate"), "--data=set", "--any-data", "--model=m.h5", "--threads=1"], folder), "set/", folder)
                continue
            name = "x" + suffix
            write(folder, name, content)
            if suffix == ".png":
                argv = [program("8-3/06_one_pixel"), "--model=m.h5", "--figures=fig", "--png=" + name]
            elif n // step % 2:
                argv = [program("tools/inspect_model"), name]
            else:
                argv = [program("tools/convert_model"), name, "out.h5" if suffix != ".h5" else "out.keras"]
            judge(tally, f"number {n}", Run(argv, folder), name, folder)
        good = tally.end() and good
    return good


# ---- made by hand ----


def zipped(entries, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in entries:
            with archive.open(name, "w") as entry:
                if isinstance(content, int):  # so many zeros; never all in memory, for a child would be charged with it
                    for _ in range(content >> 20):
                        entry.write(bytes(1 << 20))
                else:
                    entry.write(content)
    return out.getvalue()


def idx(count, rank, actual):
    """A label or image file that promises `count`, and holds `actual` zero bytes, gzipped."""
    header = struct.pack(">4BI", 0, 0, 8, rank, count) + (struct.pack(">2I", 28, 28) if rank == 3 else b"")
    packer, parts = zlib.compressobj(9, zlib.DEFLATED, 31), []
    parts.append(packer.compress(header))
    zeros = bytes(1 << 20)
    for _ in range(actual >> 20):
        parts.append(packer.compress(zeros))
    return b"".join(parts) + packer.flush()


def bombs(step, only=None):
    """Files that promise or unpack to far more than they are, or speak to the terminal."""
    tally, folder = Tally("bombs"), place()
    with zipfile.ZipFile(os.path.join(ROOM, "new", "m.keras")) as archive:
        keras = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(os.path.join(ROOM, "new", "m.pt")) as archive:
        torch = {name: archive.read(name) for name in archive.namelist()}
    big = 128 << 20

    def with_entry(entries, ending, content):
        return zipped([(name, content if name.endswith(ending) else old) for name, old in entries.items()])

    config = keras["config.json"].decode()
    made = {
        "config.keras": with_entry(keras, "config.json", 128 << 20),
        "brackets.keras": with_entry(keras, "config.json", b"[" * (900 << 10)),
        "numbers.keras": with_entry(keras, "config.json", b"[" + b"1," * (500 << 10) + b"1]"),
        "weights.keras": with_entry(keras, "model.weights.h5", big),
        "storage.pt": with_entry(torch, "data/0", big),
        "pickle.pt": with_entry(torch, "data.pkl", big),
        "escape.keras": with_entry(keras, "config.json", config.replace('"conv2d"', '"conv\\u001b[31m2d"').encode()),
        "broken.keras": with_entry(keras, "config.json", config.encode().replace(b'"conv2d"', b'"conv\xff\xfe2d"')),
        "version.keras": with_entry(keras, "metadata.json", b'{"keras_version": "3\\u001b]0;x\\u0007"}'),
        "execute.pt": with_entry(torch, "data.pkl", pickle.dumps(Touch(), 2)),
    }
    for name, content in made.items():
        write(folder, name, content)
        for argv in ([program("tools/inspect_model"), name], [program("8-3/01_load_model"), "--model=" + name],
                     [program("tools/convert_model"), name, "out.h5"]):
            judge(tally, f"{os.path.basename(argv[0])} {name}", Run(argv, folder), name, folder, loads=False)
        os.remove(os.path.join(folder, name))
    with open(os.path.join(folder, "sparse.h5"), "wb") as file:
        with open(os.path.join(ROOM, "new", "m.h5"), "rb") as model:
            file.write(model.read())
        for size in (200 << 20, 1 << 30, 100 << 30):
            file.truncate(size)
            judge(tally, f"sparse {size}", Run([program("tools/inspect_model"), "sparse.h5"], folder), "sparse.h5", folder)

    for name, content in (("train-labels-idx1-ubyte.gz", idx((1 << 31) - 1, 1, 100 << 20)),
                          ("train-labels-idx1-ubyte.gz", idx(190000000, 1, 181 << 20)),
                          ("train-images-idx3-ubyte.gz", idx(20, 3, 100 << 20)),
                          ("t10k-images-idx3-ubyte.gz", idx(2000000, 3, 100 << 20))):
        data = os.path.join(folder, "set")
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(os.path.join(ROOM, "new", "data"), data)
        write(data, name, content)
        judge(tally, f"{name} of {len(content)}", Run([program("8-2/01_load_data"), "--data=set", "--any-data",
                                                       "--figures=fig"], folder), "set/", folder, loads=False)
    part = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    for side in (4800, 100000):
        packer = zlib.compressobj()
        rows = b"".join(packer.compress(bytes(1 + 4 * side)) for _ in range(min(side, 4800))) + packer.flush()
        write(folder, "big.png", b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0)) +
              part(b"IDAT", rows) + part(b"IEND", b""))
        judge(tally, f"PNG of {side}", Run([program("8-3/06_one_pixel"), "--model=m.h5", "--figures=fig", "--png=big.png"],
                                           folder), "big.png", folder)
    if os.path.exists(os.path.join(folder, "executed")):
        tally.lost += 1
        tally.tell("LOST: a pickle was executed")
    return tally.end()


class Touch:
    """What a pickle may do when Python opens it."""

    def __reduce__(self):
        return os.system, ("touch executed",)
