"""From documents to numbers: words, labels and flags, one after the other, and what is known of each word."""

from dataclasses import dataclass

import numpy as np

from corpora import CORPORA, Document
from lists import Lists
from vocabulary import Vectors, Vocabulary, choose
from words import DASH, IS_LONG, STARTS_ALPHABETIC, STARTS_CAPITAL, Cutter, Types, describe

OPENS_SENTENCE, IN_CAPITALS, ALSO_SMALL = 1, 2, 4
"""Bits of a flag, as functions/extract/tagger/features/flags.ts has them."""


@dataclass(frozen=True)
class Dataset:
    types: Types
    vocabulary: Vocabulary
    known: np.ndarray
    """By word: row, class, lists, and how often the sets have it."""
    word_class: np.ndarray
    lists: np.ndarray
    frequency: np.ndarray
    word: np.ndarray
    """By place: the word, its label, how sure that is, flag, sentence and document."""
    label: np.ndarray
    sure: np.ndarray
    flag: np.ndarray
    sentence: np.ndarray
    document: np.ndarray
    corpus: np.ndarray
    """By document: corpus, weight, first place, and the place after the last."""
    weight: np.ndarray
    first: np.ndarray
    last: np.ndarray


def build(documents: list[Document], lists: Lists, vectors: Vectors, node: str) -> Dataset:
    """Numbers for `documents`, in their order."""
    tokens = list(dict.fromkeys(t for d in documents for s in d.sentences for t in s.tokens))
    named = [*lists.first_names, *lists.surnames, *lists.cities]
    others = [word for word in (*lists.bits, *named, *vectors, DASH) if " " not in word]
    types, cuts = describe(tokens, list(dict.fromkeys(others)), node)
    cutter = Cutter(types, cuts)
    word, label, sure, opener, sentence, document = [], [], [], [], [], []
    count = 0
    for i, each in enumerate(documents):
        for one in each.sentences:
            words, labels, sures = cutter.words_of(one)
            first = cutter.opener(words)
            word += words
            label += labels
            sure += sures
            opener += [k == first for k in range(len(words))]
            sentence += [count] * len(words)
            document += [i] * len(words)
            count += 1
    places = {"word": word, "sentence": sentence, "document": document}
    numbers = {name: np.array(values, np.int32) for name, values in places.items()}
    first = np.searchsorted(numbers["document"], np.arange(len(documents)))
    last = np.searchsorted(numbers["document"], np.arange(len(documents)), side="right")
    frequency = np.bincount(numbers["word"], minlength=len(types.words))
    vocabulary = choose(types, frequency, vectors)
    row = {known: i for i, known in enumerate(vocabulary.words, 1)}
    look_up = lambda table: np.array([table.get(normal, 0) for normal in types.normal], np.int32)
    return Dataset(
        types=types,
        vocabulary=vocabulary,
        known=look_up(row),
        word_class=look_up(vocabulary.clusters),
        lists=look_up(lists.bits),
        frequency=frequency,
        label=np.array(label, np.uint8),
        sure=np.array(sure, np.uint8),
        flag=flags_of(numbers["word"], numbers["sentence"], first, last, np.array(opener, np.uint8), types),
        corpus=np.array([CORPORA.index(each.corpus) for each in documents], np.int8),
        weight=np.array([each.weight for each in documents], np.float32),
        first=first,
        last=last,
        **numbers,
    )


def flags_of(word, sentence, first, last, opener, types: Types) -> np.ndarray:
    """The flags of docs/weights-format.md, place by place."""
    is_long = (types.traits & (STARTS_ALPHABETIC | IS_LONG)) == (STARTS_ALPHABETIC | IS_LONG)
    is_capital = (types.traits & STARTS_CAPITAL) > 0
    long = np.bincount(sentence, weights=is_long[word])
    capitals = np.bincount(sentence, weights=(is_long & is_capital)[word])
    in_capitals = ((long >= 4) & (capitals >= 0.65 * long))[sentence]
    also_small = np.zeros(len(word), bool)
    small = np.where(is_capital & (types.lower != np.arange(len(types.lower))), types.lower, -1)
    for start, end in zip(first, last):
        also_small[start:end] = np.isin(small[word[start:end]], word[start:end])
    return (
        opener * OPENS_SENTENCE
        | in_capitals.astype(np.uint8) * IN_CAPITALS
        | also_small.astype(np.uint8) * ALSO_SMALL
    )
