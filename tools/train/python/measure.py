"""Scores of whole documents, F1 of their names, and what teachers tell a student."""

import json
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from bank import Bank
from corpora import CORPORA, NEWS
from inputs import LABELS
from network import Network
from scores import Tally, decode, names_in

NEWS_ROW = CORPORA.index(NEWS)
MOST_PLACES, MOST_PAIRS = 40_000, 4e7
"""Bounds of a batch: places, and pairs of places, which the memory compares."""


@torch.no_grad()
def scores_of(
    bank: Bank, net: Network, documents: np.ndarray, corpus: int | None
) -> Iterator[tuple[int, Tensor]]:
    """Label scores of each document; `corpus` None: by the document's own conventions."""
    net.eval()
    data = bank.data
    size = lambda document: int(data.last[document] - data.first[document])
    order = sorted((int(document) for document in documents if size(document) > 0), key=size)
    while order:
        batch = [order.pop()]
        length = size(batch[0])
        fits = lambda count: count * length <= MOST_PLACES and count * length**2 <= MOST_PAIRS
        while order and fits(len(batch) + 1):
            batch.append(order.pop())
        place = np.full((len(batch), length), bank.nowhere, np.int64)
        for row, document in zip(place, batch):
            row[: size(document)] = np.arange(data.first[document], data.last[document])
        at = torch.from_numpy(place).to(bank.device)
        word = bank.word[at]
        given = bank.corpus[bank.document[at]] if corpus is None else torch.full_like(at, corpus)
        found = net(bank.words(at, word, bank.flag[at], given, word))
        for row, document in zip(found, batch):
            yield document, row[: size(document)]


def cut(bank: Bank, document: int, values: np.ndarray) -> list[np.ndarray]:
    """Values of a document's places, sentence by sentence."""
    sentences = bank.data.sentence[bank.data.first[document] : bank.data.last[document]]
    return np.split(values, np.flatnonzero(np.diff(sentences)) + 1)


def gold_of(bank: Bank, document: int) -> list[np.ndarray]:
    return cut(bank, document, bank.data.label[bank.data.first[document] : bank.data.last[document]])


def evaluate(bank: Bank, net: Network, documents: np.ndarray) -> dict[str, float]:
    """F1 by exact span and type, by the conventions of news."""
    tally = Tally()
    for document, found in scores_of(bank, net, documents, NEWS_ROW):
        for scores, gold in zip(cut(bank, document, found.cpu().numpy()), gold_of(bank, document)):
            tally.add(names_in(decode(scores)), names_in(gold.tolist()))
    return tally.f1()


def teach(bank: Bank, teachers: list[Network], documents: np.ndarray) -> Tensor:
    """The mean of the teachers' probabilities, place by place, each document by its own conventions."""
    soft = torch.zeros(bank.nowhere + 1, LABELS, dtype=torch.half, device=bank.device)
    for teacher in teachers:
        for document, found in scores_of(bank, teacher, documents, None):
            first, last = int(bank.data.first[document]), int(bank.data.last[document])
            soft[first:last] += (found.softmax(-1) / len(teachers)).half()
    return soft


def write_reference(path: str, bank: Bank, net: Network, documents: np.ndarray) -> None:
    """Words, gold labels and scores of documents, by sentence, to compare the exported file with."""
    words = bank.data.types.words
    with open(path, "w", encoding="utf8") as file:
        for document, found in scores_of(bank, net, documents, NEWS_ROW):
            places = bank.data.word[bank.data.first[document] : bank.data.last[document]]
            sentences = [
                {
                    "words": [words[word] for word in numbers],
                    "labels": gold.tolist(),
                    "scores": scores.round(4).tolist(),
                }
                for numbers, gold, scores in zip(
                    cut(bank, document, places),
                    gold_of(bank, document),
                    cut(bank, document, found.cpu().numpy().astype(float)),
                )
            ]
            file.write(json.dumps(sentences, ensure_ascii=False) + "\n")
