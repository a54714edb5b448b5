"""The network and its wider teachers, as docs/weights-format.md describes it.

Both share the word encoder, the first layer, mixing layers ("s") and the memory of the article ("m").
Teachers also have recurrent layers ("q"), which are too slow for the product.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from encoder import Encoder
from inputs import FLAGS, LABELS, TAPS, Dropped, Shape, Words
from layers import LAYERS, neighbours


class Network(nn.Module):
    def __init__(
        self, shape: Shape, vectors: Tensor, has_vector: Tensor, centres: Tensor, evidence: int, corpora: int
    ):
        super().__init__()
        self.dropout = shape.dropout
        self.enc = Encoder(shape, vectors, has_vector, centres, evidence)
        self.c1 = nn.Linear(TAPS * shape.word_columns, shape.columns)
        self.fl = nn.Linear(3 * FLAGS, shape.columns, bias=False)
        self.co = nn.Parameter(torch.zeros(corpora, shape.columns))
        self.blocks = nn.ModuleList([LAYERS[kind](shape.columns) for kind in shape.layers.split()])
        self.out = nn.Linear(shape.columns, LABELS)

    def forward(self, words: Words, dropped: Dropped | None = None) -> Tensor:
        mask = words.is_word
        encoded = self.enc(words, dropped) * mask
        flags = F.one_hot(words.flags, FLAGS).float() * mask
        # A product, not an index: the gradient of an index with few values is most of a step's time.
        corpus = F.one_hot(words.corpus, len(self.co)).float() @ self.co
        x = F.relu(self.c1(neighbours(encoded, TAPS)) + self.fl(neighbours(flags, 3)) + corpus) * mask
        for block in self.blocks:
            x = block(F.dropout(x, self.dropout, self.training), words) * mask
        return self.out(F.dropout(x, self.dropout, self.training))


def groups_of(document: Tensor, key: Tensor, has_capital: Tensor) -> tuple[Tensor, Tensor]:
    """For each place the first of its name's places in the document, and whether there are more than one."""
    rows, length = key.shape
    alone = -1 - torch.arange(length, device=key.device)[None].expand(rows, length)
    name = torch.where(has_capital, (document * 2654435761 + key * 40503) & 0x7FFFFFFF, alone).int()
    group = (name[:, :, None] == name[:, None, :]).to(torch.uint8).argmax(-1)
    count = torch.zeros(rows, length, device=key.device)
    count = count.scatter_add(1, group, torch.ones_like(count)).gather(1, group)
    return group, ((count > 1) & has_capital)[..., None].float()
