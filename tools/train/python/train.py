"""From the sets to a weights file: reads, trains teachers, distils, exports. Started by cli.ts.

Writes the weights, scores to compare them with, and numbers for the model card.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

import weights
from bank import Bank, make
from corpora import CORPORA, NEWS, Document, read_sets
from dataset import build
from learn import Run, train
from lists import read_lists
from measure import NEWS_ROW, evaluate, teach, write_reference
from network import Network
from plan import FULL, TINY, Course
from templates import made_up
from vocabulary import read_vectors

HELD_OUT = slice(7, None, 100)
"""Silver documents that are not trained on: they compare networks with little noise."""


def main() -> None:
    options = arguments()
    plan = TINY if options.tiny else FULL
    start = time.monotonic()
    say = lambda text: print(f"{time.monotonic() - start:7.1f} s  {text}", file=sys.stderr, flush=True)
    torch.backends.cuda.matmul.allow_tf32 = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    sets = read_sets(options.data)
    if not sets.training:
        sys.exit(f"{options.data} holds none of the sets: neither ner-train nor ner-silver is there.")
    for file in sets.missing:
        say(f"not there, so left out: {file}")
    lists = read_lists(os.path.join(options.data, "gazetteer"))
    training = sets.training + made_up(lists, plan.made_up, 5)
    vectors = read_vectors(options.vectors) if options.vectors else {}
    data = build(training + sets.development, lists, vectors, options.node)
    say(f"{len(training)} documents, {len(data.word)} words, {len(data.vocabulary.words)} may have a row")
    bank = Bank(data, lists, device)
    silver = np.flatnonzero(data.corpus[: len(training)] == CORPORA.index(NEWS))
    held_out = silver[HELD_OUT]
    taught = np.setdiff1d(np.arange(len(training)), held_out)
    development = np.arange(len(training), len(training) + len(sets.development))

    teachers = [learn(bank, course, taught, None, say) for course in plan.teachers if options.teachers]
    soft = teach(bank, teachers, taught) if teachers else None
    judged = [{"heldOut": evaluate(bank, teacher, held_out)} for teacher in teachers]
    del teachers
    course = replace(plan.student, passes=options.passes or plan.student.passes)
    student = learn(bank, course, taught, soft, say)
    weights.write(options.out, student, course.shape, data, NEWS_ROW, options.name)
    # The larger set: in a small one a name more or less is a point.
    compared = max(held_out, development, key=lambda chosen: (data.last[chosen] - data.first[chosen]).sum())
    write_reference(options.reference, bank, student, compared)
    numbers = {
        "knownWords": min(course.shape.known_words, len(data.vocabulary.words)),
        "corpora": shares(training, data.first, data.last),
        "missing": sets.missing,
        "teachers": judged,
        "heldOut": evaluate(bank, student, held_out),
        "development": evaluate(bank, student, development),
        "seconds": round(time.monotonic() - start),
        "device": device.type,
        "torch": torch.__version__,
    }
    with open(options.numbers, "w", encoding="utf8") as file:
        json.dump(numbers, file)


def learn(
    bank: Bank, course: Course, documents: np.ndarray, soft: torch.Tensor | None, say: Callable
) -> Network:
    """Makes a network and trains it."""
    net = make(bank, course.shape, course.seed)
    words = int((bank.data.last[documents] - bank.data.first[documents]).sum())
    steps = max(1, int(course.passes * words / (course.rows * course.length)))
    run = Run(steps=steps, rate=course.rate, rows=course.rows, length=course.length, seed=course.seed)
    say(f"trains {course.shape.layers}, {course.shape.columns} wide, on {device_name(bank)}")
    loss = train(bank, net, documents, run, soft, say)
    say(f"trained, loss {loss:.4f}")
    return net


def device_name(bank: Bank) -> str:
    return "a GPU" if bank.device.type == "cuda" else f"{torch.get_num_threads()} processor threads"


def shares(documents: list[Document], first: np.ndarray, last: np.ndarray) -> dict[str, dict[str, float]]:
    """For each corpus its documents, words, and part in the loss in percent."""
    count, words, weight = Counter(), Counter(), Counter()
    for i, document in enumerate(documents):
        size = int(last[i] - first[i])
        count[document.corpus] += 1
        words[document.corpus] += size
        weight[document.corpus] += size * document.weight
    percent = lambda corpus: round(100 * weight[corpus] / sum(weight.values()), 1)
    return {
        corpus: {"documents": count[corpus], "words": words[corpus], "percent": percent(corpus)}
        for corpus in count
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("data", "out", "reference", "numbers", "node"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--name", default="names")
    parser.add_argument("--vectors")
    parser.add_argument("--passes", type=float)
    parser.add_argument("--no-teachers", dest="teachers", action="store_false")
    parser.add_argument("--tiny", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
