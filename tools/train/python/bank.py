"""The dataset on the device that trains, and the inputs of a network for any of its places."""

import numpy as np
import torch
from torch import Tensor

from corpora import CORPORA, UNKNOWN
from dataset import Dataset
from inputs import Shape, Words
from lists import Lists
from network import Network, groups_of
from swaps import swaps
from vocabulary import COMMON
from words import HAS_CAPITAL

GAP = 2
"""Empty places between documents of a row. Mixing layers see beyond, as they do at the ends of an article."""


class Bank:
    """Arrays by place end with one for no place, whose number is `nowhere`."""

    def __init__(self, data: Dataset, lists: Lists, device: torch.device):
        self.data, self.device, self.nowhere = data, device, len(data.word)
        table = lambda array: torch.from_numpy(np.ascontiguousarray(array)).to(device)
        put = lambda array, end=0: table(np.append(array, np.array([end], array.dtype))).long()
        types = data.types
        self.word, self.label = put(data.word), put(data.label, UNKNOWN)
        self.sure, self.flag, self.sentence = put(data.sure), put(data.flag), put(data.sentence)
        self.document, self.corpus = put(data.document, len(data.corpus)), put(data.corpus)
        self.weight = table(np.append(data.weight, np.float32(0)))
        self.rows, self.evidence = table(types.rows).long(), table(types.evidence).long()
        self.known, self.word_class = table(data.known).long(), table(data.word_class).long()
        self.lists, self.frequency = table(data.lists).long(), table(data.frequency).float()
        self.key, self.spellings = table(types.lower).long(), table(types.spellings).long()
        self.has_capital = table(types.traits & HAS_CAPITAL).bool()
        roles, names = swaps(data, lists)
        names = [each if len(each) else np.zeros(1, np.int64) for each in names]
        sizes = np.array([len(each) for each in names])
        self.role, self.names = put(roles), table(np.concatenate(names))
        self.offsets, self.sizes = table(np.cumsum(sizes) - sizes), table(sizes)

    def words(self, place: Tensor, word: Tensor, flag: Tensor, corpus: Tensor, group_word: Tensor) -> Words:
        """Inputs of a network; the memory groups places by `group_word`."""
        group, is_repeated = groups_of(
            self.document[place], self.key[group_word], self.has_capital[group_word]
        )
        return Words(
            rows=self.rows[word],
            evidence=self.evidence[word],
            known=self.known[word],
            word_class=self.word_class[word],
            lists=self.lists[word],
            flags=flag,
            corpus=corpus,
            is_word=(word > 0)[..., None].float(),
            group=group,
            is_repeated=is_repeated,
        )

    def swapped(self, place: Tensor, is_swapped: Tensor, seed: Tensor) -> Tensor:
        """The words of places. A swapped document has other names, the same for all places of a name."""
        document, word, role = self.document[place], self.word[place], self.role[place]
        drawn = (((document * 1000003 + word * 7919 + seed * 104729) * 2654435761) >> 13) & 0x7FFFFFFF
        other = self.names[self.offsets[role] + drawn % self.sizes[role]]
        return torch.where((role > 0) & is_swapped[document], other, word)


def make(bank: Bank, shape: Shape, seed: int) -> Network:
    """A new network. Its rows begin as given vectors of unit variance, cut to their first axes."""
    torch.manual_seed(seed)
    vocabulary = bank.data.vocabulary
    vectors = torch.from_numpy(vocabulary.vectors[:, : shape.vector])
    has_vector = torch.from_numpy(vocabulary.has_vector)
    centres = torch.from_numpy(vocabulary.centres[:, : shape.vector])
    given = vectors[has_vector][:COMMON]
    scale = given.std() if len(given) > 0 else torch.tensor(1.0)
    evidence = len(bank.data.types.evidence_names)
    return Network(shape, vectors / scale, has_vector, centres / scale, evidence, len(CORPORA)).to(
        bank.device
    )


def pack(
    bank: Bank, documents: np.ndarray, draw: np.random.Generator, length: int, longest: int
) -> np.ndarray:
    """Rows of places: documents in a random order, cut to `longest` words, with a gap after each."""
    empty = lambda: np.full(length, bank.nowhere, np.int64)
    rows, row, used = [], empty(), 0
    for document in draw.permutation(documents):
        start, end = int(bank.data.first[document]), int(bank.data.last[document])
        while start < end:
            size = min(end - start, longest, length)
            if used + size > length:
                rows.append(row)
                row, used = empty(), 0
            row[used : used + size] = np.arange(start, start + size)
            used += size + GAP
            start += size
    rows.append(row)
    return np.stack(rows)[draw.permutation(len(rows))]
