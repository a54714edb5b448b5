"""What a network is made of and what it is given: shapes, and the tensors of a batch of words."""

from dataclasses import dataclass

from torch import Tensor

SIZES = {"C": 16384, "p3": 4096, "s3": 4096, "s2": 1024, "s4": 8192, "sh": 256, "tri": 8192}
CLASSES, LISTS, FLAGS, TAPS, LABELS = 1024, 6, 8, 5, 7
SINGLE_ROWS = ("p3", "s3", "s2", "s4", "sh")


@dataclass(frozen=True)
class Shape:
    """Widths and layers of a network. `scale` multiplies the widths of the hashed tables."""

    columns: int
    word_columns: int
    known_words: int
    layers: str
    vector: int = 64
    scale: int = 1
    dropout: float = 0.1


@dataclass(frozen=True)
class Words:
    """The inputs of a batch of words; all tensors begin with the shape [rows, places]."""

    rows: Tensor
    evidence: Tensor
    known: Tensor
    word_class: Tensor
    lists: Tensor
    flags: Tensor
    corpus: Tensor
    is_word: Tensor
    group: Tensor
    is_repeated: Tensor


@dataclass(frozen=True)
class Dropped:
    """Chances to take a known word for an unknown one, wholly or by its spelling alone."""

    word: Tensor
    spelling: Tensor
