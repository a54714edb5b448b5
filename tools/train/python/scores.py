"""From label scores to names, and the F1 of names by exact span and type."""

import numpy as np

FORBIDDEN = -1e9
TYPES = ("all", "person", "place", "organization")


def _moves() -> tuple[np.ndarray, np.ndarray]:
    moves = np.zeros((7, 7), np.float32)
    for label in (2, 4, 6):
        for before in range(7):
            if before not in (label - 1, label):
                moves[before, label] = FORBIDDEN
    return moves, moves[0].copy()


MOVES, START = _moves()


def decode(scores: np.ndarray) -> list[int]:
    """The best labels of one sentence in which no name begins by its inside."""
    best = scores[0] + START
    back = np.zeros((len(scores), 7), np.int8)
    for i in range(1, len(scores)):
        candidates = best[:, None] + MOVES
        back[i] = candidates.argmax(0)
        best = candidates.max(0) + scores[i]
    labels = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        labels.append(int(back[i, labels[-1]]))
    return labels[::-1]


def names_in(labels: list[int]) -> set[tuple[int, int, int]]:
    """(start, end, type), end exclusive; types count from 1."""
    names = set()
    start = None
    for i, label in enumerate([*labels, 0]):
        if start is not None and label != labels[start] + 1:
            names.add((start, i, (labels[start] + 1) // 2))
            start = None
        if label in (1, 3, 5):
            start = i
    return names


class Tally:
    """Counts names that are right, spurious and missed, by type."""

    def __init__(self) -> None:
        self.counts = np.zeros((4, 3), np.int64)

    def add(self, found: set[tuple[int, int, int]], gold: set[tuple[int, int, int]]) -> None:
        for name in found:
            self.counts[[0, name[2]], 0 if name in gold else 1] += 1
        for name in gold - found:
            self.counts[[0, name[2]], 2] += 1

    def f1(self) -> dict[str, float]:
        right, spurious, missed = self.counts.T
        percent = 200 * right / np.maximum(1, 2 * right + spurious + missed)
        return {kind: round(float(value), 2) for kind, value in zip(TYPES, percent)}
