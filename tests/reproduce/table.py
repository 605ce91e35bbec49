"""Our trainings beside the public ones: a table, what chance says to it, and a figure.

    table.py FOLDER     FOLDER/seed-N/{history.csv,07_test_set.txt} -> FOLDER/table.txt, clouds.png, clouds.svg

Of 35 public Keras runs of exactly this network and split only the smallest, the middle and the
largest value of each figure are kept here. That is enough for two exact tests that assume nothing
about how the values are distributed, if both groups come from the same source:

  median    how many of our m lie below the 18th of the 35 in order (Mathisen 1943): k of them with
            probability C(k+17,17) C(m-k+17,17) / C(m+35,35)
  outside   how many of ours lie below the smallest or above the largest of the 35 (Rosenbaum 1953):
            t of them with probability (t+1) C(m-t+33,33) / C(m+35,35)

They can show that the two differ; that they are equal no test can show.
"""
import csv
import os
import subprocess
import sys
from fractions import Fraction
from math import comb

RUNS, MIDDLE = 35, 17  # public runs, and how many of them lie below their median
# what the 35 printed with four digits: smallest, median, largest
PUBLIC = {"val_loss": (0.2090, 0.2189, 0.2350), "val_accuracy": (0.9147, 0.9206, 0.9280),
          "test loss": (0.2338, 0.2425, 0.2620), "test accuracy": (0.9088, 0.9143, 0.9174), "best epoch": (5, 8, 11)}


def below_median(m):
    """Probability of k = 0 .. m of ours below the public median."""
    return [Fraction(comb(k + MIDDLE, MIDDLE) * comb(m - k + MIDDLE, MIDDLE), comb(m + RUNS, RUNS)) for k in range(m + 1)]


def outside_range(m):
    """Probability of t = 0 .. m of ours outside the public range."""
    return [Fraction((t + 1) * comb(m - t + RUNS - 2, RUNS - 2), comb(m + RUNS, RUNS)) for t in range(m + 1)]


def p_median(values, median):
    """Both sides; what equals the median may lie on either side of it: the larger p of all ways is told."""
    chance = below_median(len(values))
    below, equal = sum(v < median for v in values), sum(v == median for v in values)
    return max(sum(p for p in chance if p <= chance[k]) for k in range(below, below + equal + 1))


def p_outside(values, least, most):
    count = sum(v < least or v > most for v in values)
    return count, sum(outside_range(len(values))[count:])


def read_run(folder):
    with open(os.path.join(folder, "history.csv"), encoding="utf-8") as file:
        epochs = list(csv.DictReader(file))
    best = min(epochs, key=lambda epoch: float(epoch["val_loss"]))
    with open(os.path.join(folder, "07_test_set.txt"), encoding="utf-8") as file:
        loss, accuracy = (float(word) for word in file.read().strip().split("\n")[-1].strip("[]").split(","))
    return {"val_loss": float(best["val_loss"]), "val_accuracy": float(best["val_accuracy"]), "test loss": loss,
            "test accuracy": accuracy, "best epoch": int(best["epoch"])}


def median(values):
    values, half = sorted(values), len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def shown(name, value):
    return f"{value:g}" if name == "best epoch" else f"{value:.4f}"


def table(runs):
    lines = [f"{len(runs)} trainings here (seeds {min(runs)} to {max(runs)}) beside {RUNS} public runs with Keras", "",
             f"{'':14} {'here: least median  most':>26} {'public: least median  most':>28}  outside  p outside  p median"]
    for name, public in PUBLIC.items():
        digits = 0 if name == "best epoch" else 4
        values = [round(run[name], digits) for run in runs.values()]  # as the public ones were printed
        ours = " ".join(f"{shown(name, v):>6}" for v in (min(values), median(values), max(values)))
        theirs = " ".join(f"{shown(name, v):>6}" for v in public)
        count, outside = p_outside(values, public[0], public[2])
        # an epoch is a small whole number: most are equal, and an order with so many equals says nothing
        middle = f"{float(p_median(values, public[1])):10.3f}" if digits else f"{'-':>10}"
        lines.append(f"{name:14} {ours:>26} {theirs:>28} {count:>8} {float(outside):>10.3f}{middle}")
    return "\n".join(lines) + "\n"


def draw(folder, runs):
    """Each of ours a dot; of the public ones a bar from least to most, with the median across."""
    names = [name for name in PUBLIC if name != "best epoch"]
    with open(os.path.join(folder, "clouds.dat"), "w", encoding="utf-8") as file:
        for name in names:
            for i, run in enumerate(runs.values()):
                file.write(f"{1 + 0.03 * (i % 9 - 4):.2f} {run[name]:.6f}\n")
            file.write("\n\n")
            file.write("2 {1} {0} {2}\n\n\n".format(*PUBLIC[name]))
    panels = "".join(f"set title '{name.replace('_', ' ')}'\nplot 'clouds.dat' index {2 * i} with points pt 7 ps 0.6 lc '#1f77b4', "
                     f"'' index {2 * i + 1} using 1:2:3:4 with yerrorbars pt 7 ps 1 lw 2 lc '#7f7f7f'\n"
                     for i, name in enumerate(names))
    with open(os.path.join(folder, "clouds.gp"), "w", encoding="utf-8") as file:
        for terminal, suffix in (("pngcairo noenhanced size 1600,1000 font 'DejaVu Sans,20'", "png"),
                                 ("svg noenhanced size 800,500 font 'DejaVu Sans,11' background 'white'", "svg")):
            file.write(f"set terminal {terminal}\nset output 'clouds.{suffix}'\nunset key\nset xrange [0.5:2.5]\n"
                       f"set xtics ('here' 1, 'public' 2)\nset multiplot layout 2,2\n{panels}unset multiplot\nset output\n")
    subprocess.run(["gnuplot", "-d", "clouds.gp"], cwd=folder, check=True)


def main(folder):
    for m in (1, 2, 20):  # probabilities, or the formulas are wrong
        assert sum(below_median(m)) == 1 and sum(outside_range(m)) == 1
        # each of ours lies outside with 2 in 36: source, the ranks of 36 equals
        assert sum(t * p for t, p in enumerate(outside_range(m))) == Fraction(2 * m, RUNS + 1)
    runs = {}
    for name in os.listdir(folder):
        if name.startswith("seed-") and os.path.exists(os.path.join(folder, name, "done")):
            runs[int(name[5:])] = read_run(os.path.join(folder, name))
    runs = dict(sorted(runs.items()))
    text = table(runs)
    with open(os.path.join(folder, "table.txt"), "w", encoding="utf-8") as file:
        file.write(text)
    draw(folder, runs)
    print(text, end="")


if __name__ == "__main__":
    main(sys.argv[1])
