"""A word's vector, from the word alone: table rows, evidence and lists, through one layer."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inputs import LISTS, SINGLE_ROWS, SIZES, Dropped, Shape, Words


class Rows(torch.autograd.Function):
    """Table look-up. Its gradient adds rows up, many times faster than the sort of plain indexing."""

    @staticmethod
    def forward(ctx, table: Tensor, index: Tensor) -> Tensor:
        ctx.save_for_backward(index)
        ctx.shape = table.shape
        return table[index]

    @staticmethod
    def backward(ctx, gradient: Tensor):
        (index,) = ctx.saved_tensors
        total = torch.zeros(ctx.shape, device=gradient.device, dtype=gradient.dtype)
        return total.index_add_(0, index.reshape(-1), gradient.reshape(-1, ctx.shape[1])), None


rows_of = Rows.apply


def bits_of(values: Tensor, count: int) -> Tensor:
    return ((values[..., None] >> torch.arange(count, device=values.device)) & 1).float()


class Encoder(nn.Module):
    """A word's vector, from the word alone."""

    def __init__(self, shape: Shape, vectors: Tensor, has_vector: Tensor, centres: Tensor, evidence: int):
        super().__init__()
        self.known_words, self.evidence = shape.known_words, evidence
        table = vectors[: shape.known_words + 1].clone().float()
        missing = ~has_vector[: shape.known_words + 1]
        table[missing] = torch.randn(int(missing.sum()), shape.vector) * 0.3
        table[0] = 0
        wide, narrow = 32 * shape.scale, 16 * shape.scale
        make = lambda rows, width: nn.Parameter(torch.randn(rows, width) * 0.3)
        self.W = nn.Parameter(table)
        self.K = nn.Parameter(centres.clone().float())
        self.C = make(SIZES["C"] + 1, wide)
        self.C.data[0] = 0
        for name in SINGLE_ROWS:
            setattr(self, name, make(SIZES[name], narrow))
        self.tri = make(SIZES["tri"] + 1, wide)
        self.lin = nn.Linear(shape.vector + 2 * wide + 5 * narrow + evidence + LISTS, shape.word_columns)

    def forward(self, words: Words, dropped: Dropped | None) -> Tensor:
        none = torch.zeros_like(words.known)
        known = torch.where(words.known > self.known_words, none, words.known)
        has_spelling = known > 0
        if dropped is not None:
            draw = torch.rand_like(dropped.word)
            is_lost = draw < dropped.word
            known = torch.where(is_lost | (draw > 0.97), none, known)
            has_spelling &= ~(is_lost | (torch.rand_like(draw) < dropped.spelling))
        is_unknown = known == 0
        if dropped is not None:
            is_unknown = is_unknown & (torch.rand_like(dropped.word) > 0.1)
        chosen = torch.where(is_unknown, words.word_class, none)
        has_class = (chosen > 0)[..., None].float()
        own = rows_of(self.W, known) * (1 - has_class) + rows_of(self.K, chosen) * has_class
        spelling = [rows_of(self.C, torch.where(has_spelling, words.rows[..., i], none)) for i in (0, 1)]
        singles = [rows_of(getattr(self, name), words.rows[..., 2 + i]) for i, name in enumerate(SINGLE_ROWS)]
        trigrams = words.rows[..., 7:]
        is_there = (trigrams < SIZES["tri"]).float()[..., None]
        mean = (rows_of(self.tri, trigrams) * is_there).sum(-2) / is_there.sum(-2).clamp(min=1)
        lists = bits_of(words.lists, LISTS) * is_unknown[..., None].float()
        inputs = [
            own,
            spelling[0] + spelling[1],
            *singles,
            mean,
            bits_of(words.evidence, self.evidence),
            lists,
        ]
        x = torch.cat(inputs, -1)
        return F.relu(self.lin(F.dropout(x, 0.1, self.training)))
