"""What the product knows of words: words.ts computes it, so that training sees what the product sees."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

import numpy as np

from corpora import UNKNOWN, Sentence

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "words.ts")
DASH = "—"
INITIAL = re.compile(r"^[A-Z]\.$")
HAS_CAPITAL, STARTS_ALPHANUMERIC, STARTS_ALPHABETIC, IS_LONG, STARTS_CAPITAL = (1 << bit for bit in range(5))
"""Bits of a word's traits, as functions/extract/tagger/features/flags.ts has them."""


@dataclass(frozen=True)
class Types:
    """What is known of each different word. Number 0 is no word."""

    words: list[str]
    normal: list[str]
    rows: np.ndarray
    evidence: np.ndarray
    class_key: np.ndarray
    traits: np.ndarray
    lower: np.ndarray
    spellings: np.ndarray
    """[3, words]: in capitals, in small letters, with a first capital."""
    evidence_names: list[str]


def describe(tokens: list[str], others: list[str], node: str) -> tuple[Types, dict[str, list[int]]]:
    """Asks words.ts. Returns what it knows of each word, and the words that each token is cut into."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "tokens.json"), os.path.join(folder, "words")
        with open(source, "w", encoding="utf8") as file:
            json.dump({"tokens": tokens, "words": others}, file)
        subprocess.run([node, PROGRAM, source, target], check=True)
        with open(f"{target}.json", encoding="utf8") as file:
            answer = json.load(file)
        table = np.fromfile(f"{target}.i32", np.int32).reshape(-1, answer["width"])
    # Numbers of words in the answer are moved by one, because 0 is no word.
    table = np.concatenate([np.zeros((1, table.shape[1]), np.int32), table])
    numbers = np.arange(len(table))
    spellings = np.tile(numbers, (3, 1))
    seen = np.array(answer["spellings"], np.int64).reshape(-1, 3)
    spellings[:, 1 : len(seen) + 1] = seen.T + 1
    types = Types(
        words=["", *answer["words"]],
        normal=["", *answer["normal"]],
        rows=table[:, :-4],
        evidence=table[:, -4],
        class_key=table[:, -3],
        traits=table[:, -2],
        lower=np.where((table[:, -1] >= 0) & (numbers > 0), table[:, -1] + 1, numbers),
        spellings=spellings,
        evidence_names=answer["evidence"],
    )
    return types, {token: [word + 1 for word in cut] for token, cut in zip(tokens, answer["cuts"])}


class Cutter:
    """Cuts sentences of the sets into the product's words."""

    def __init__(self, types: Types, cuts: dict[str, list[int]]):
        self.cuts, self.numbers = cuts, {word: i for i, word in enumerate(types.words)}
        self.is_plain = (types.traits & STARTS_ALPHANUMERIC) > 0
        self.hyphens = {self.numbers.get("-"), self.numbers.get("–")}

    def words_of(self, sentence: Sentence) -> tuple[list[int], list[int], list[int]]:
        """Words, labels, and how sure each label is. A name goes on over all words of a token."""
        words, labels, sures = [], [], []
        tokens = sentence.tokens
        for i, (token, label, sure) in enumerate(zip(tokens, sentence.labels, sentence.sure)):
            is_initial = INITIAL.match(token) and i + 1 < len(tokens) and tokens[i + 1][:1].isupper()
            cut = [self.numbers[token]] if is_initial and token in self.numbers else self.cuts[token]
            words += cut
            sures += [sure] * len(cut)
            inside = label + 1 if label in (1, 3, 5) else label
            labels += [label if k == 0 or label in (0, UNKNOWN) else inside for k in range(len(cut))]
        return self._with_dashes(words), labels, sures

    def _with_dashes(self, words: list[int]) -> list[int]:
        """Reads a hyphen as a dash where it does not join two words, as the product does."""
        last = len(words) - 1
        joins = lambda i: 0 < i < last and self.is_plain[words[i - 1]] and self.is_plain[words[i + 1]]
        dash = self.numbers[DASH]
        return [dash if word in self.hyphens and not joins(i) else word for i, word in enumerate(words)]

    def opener(self, words: list[int]) -> int:
        """Place of the sentence's first word that begins with a letter or digit; -1 for none."""
        return next((i for i, word in enumerate(words) if self.is_plain[word]), -1)
