"""What the tests of this folder share: counting, running our programs, reading their answers."""
import os
import subprocess
import sys

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
counts = {"checks": 0, "failures": 0}
figures = []  # (title, there, here): what is told side by side at the end


def check(name, good, detail=""):
    counts["checks"] += 1
    if not good:
        counts["failures"] += 1
        print(f"FAILED: {name} {detail}")


def finish():
    """Tells the figures and the counts, and ends."""
    width = max([len(title) for title, _, _ in figures], default=0)
    for title, there, here in figures:
        print(f"  {title:{width}}  {there}  here {here}")
    failures = counts["failures"]
    print(f"{100 * (counts['checks'] - failures) // max(counts['checks'], 1)}%: Checks: {counts['checks']}, "
          f"Failures: {failures}, Errors: 0")
    sys.exit(failures > 0)


def skip(what):
    """Nothing is tested: said, and no good in CI."""
    print(f"skipped: {what}")
    if os.environ.get("CI"):
        check(f"nothing is skipped in CI: {what}", False)
    finish()


def run(program, *arguments):
    done = subprocess.run([os.path.join(BUILD, program), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        check(" ".join([program, *map(str, arguments)]), False, f"status {done.returncode}: {done.stderr}")
        finish()
    return done.stdout


def write_batch(path, images, labels):
    """The bytes of some images, as one_step reads them."""
    with open(path, "w") as f:
        f.write(f"{len(labels)}\n")
        for label, image in zip(labels, images):
            f.write(f"{label} " + " ".join(map(str, image.ravel())) + "\n")


def one_step(model, batch, out):
    """answers, (loss, accuracy), what each layer puts out for the first image, in order"""
    answers, evaluation, layers = [], (), []
    for line in run("tests/interop/one_step", model, batch, out).splitlines():
        word, *rest = line.split(" ")
        if word == "answer":
            answers.append([float(x) for x in rest])
        elif word == "evaluate":
            evaluation = tuple(float(x) for x in rest)
        elif word == "layer":
            equals = rest.index("=")
            layers.append((" ".join(rest[equals + 1:]), [float(x) for x in rest[:equals]]))
    return answers, evaluation, layers


def last_figures(text):
    """[loss, accuracy], the last line of 05_evaluate and 07_test_set"""
    return [float(x) for x in text.splitlines()[-1].strip("[]").split(",")]
