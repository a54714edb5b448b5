"""The layers after the first. Each takes [rows, places, columns] and the words, and adds to its input."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inputs import TAPS, Words


def neighbours(x: Tensor, count: int) -> Tensor:
    """[B, L, C] -> [B, L, count * C]: each place beside those around it."""
    half, length = count // 2, x.shape[1]
    padded = F.pad(x, (0, 0, half, half))
    return torch.cat([padded[:, i : i + length] for i in range(count)], -1)


class Mixing(nn.Module):
    def __init__(self, columns: int):
        super().__init__()
        self.d = nn.Parameter(torch.randn(TAPS, columns) * 0.3)
        self.l = nn.Linear(columns, columns)

    def forward(self, x: Tensor, words: Words) -> Tensor:
        rows, length, columns = x.shape
        return x + F.relu(self.l((neighbours(x, TAPS).view(rows, length, TAPS, columns) * self.d).sum(2)))


class Memory(nn.Module):
    def __init__(self, columns: int):
        super().__init__()
        self.u = nn.Linear(columns, 1)
        self.a = nn.Linear(3 * columns, columns)
        self.b = nn.Linear(columns, columns)

    def forward(self, x: Tensor, words: Words) -> Tensor:
        attention = torch.exp(self.u(x).clamp(-8, 8))
        group = words.group[..., None].expand_as(x)
        total = torch.zeros_like(x).scatter_add(1, group, x * attention)
        weight = torch.zeros_like(attention).scatter_add(1, words.group[..., None], attention)
        mean = (total / (weight + 1e-6)).gather(1, group)
        most = torch.zeros_like(x).scatter_reduce(1, group, x, "amax", include_self=False).gather(1, group)
        return x + self.b(F.relu(self.a(torch.cat([x, mean, most], -1)))) * words.is_repeated


class Recurrent(nn.Module):
    """A quasi-recurrent layer (Bradbury et al. 2017): half of the columns run forwards, half backwards."""

    def __init__(self, columns: int):
        super().__init__()
        self.columns = columns
        self.norm = nn.LayerNorm(columns)
        self.l = nn.Linear(3 * columns, 3 * columns)
        self.l.bias.data[columns : 2 * columns] += 1

    def forward(self, x: Tensor, words: Words) -> Tensor:
        value, keep, out = self.l(neighbours(self.norm(x), 3)).split(self.columns, -1)
        keep = torch.sigmoid(keep) * words.is_word
        value = (1 - keep) * torch.tanh(value) * words.is_word
        half = self.columns // 2
        turn = lambda t: torch.cat([t[..., :half], t[..., half:].flip(1)], -1)
        return x + turn(scan(turn(keep), turn(value))) * torch.sigmoid(out)


def scan(keep: Tensor, value: Tensor) -> Tensor:
    """h[t] = keep[t] h[t - 1] + value[t] in logarithmically many steps."""
    length, step = keep.shape[1], 1
    while step < length:
        value = value + keep * F.pad(value, (0, 0, step, 0))[:, :length]
        keep = keep * F.pad(keep, (0, 0, step, 0), value=1.0)[:, :length]
        step *= 2
    return value


LAYERS = {"s": Mixing, "m": Memory, "q": Recurrent}
