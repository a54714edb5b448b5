"""Trains a network: how text is varied, what is dropped, what the loss is, and how the rate falls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from bank import Bank, pack
from corpora import UNKNOWN
from inputs import Dropped
from network import Network

BELIEVED = (0.1, 0.2, 0.3, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.92, 0.975)
"""How far a label is believed, by its third column in tenths; the last for labels without one."""
CAPITALS, SMALL, TITLES = 0.04, 0.05, 0.075
"""Bounds of a draw: sentences in capitals, in small letters, and with a capital on every word."""
ANY_CORPUS = 0.15
"""Share of rows that are shown without their corpus, so that row 0 of conventions is learnt too."""
DOCUMENT_WORDS = (150, 300, 500)
"""Documents are cut to one of these lengths in each pass over the sets: news is short and long."""


@dataclass(frozen=True)
class Run:
    steps: int
    rate: float = 2.5e-3
    rows: int = 48
    length: int = 512
    soft_share: float = 0.7
    """Share of the teachers in the loss."""
    swapped: float = 0.15
    """Share of documents whose names are swapped for others."""
    seed: int = 1


class Training:
    """A network and what a step of its training needs. All is on the device, so a step can be recorded."""

    def __init__(self, bank: Bank, net: Network, run: Run, soft: Tensor | None):
        device = bank.device
        self.bank, self.net, self.run, self.soft, self.device = bank, net, run, soft, device
        self.place = torch.full((run.rows, run.length), bank.nowhere, dtype=torch.long, device=device)
        self.spelling = torch.zeros(int(bank.sentence.max()) + 1, dtype=torch.long, device=device)
        self.is_swapped = torch.zeros(len(bank.data.corpus) + 1, dtype=torch.bool, device=device)
        self.swap_seed = torch.zeros((), dtype=torch.long, device=device)
        self.loss = torch.zeros((), device=device)
        self.believed = torch.tensor(BELIEVED, device=device)
        self.optimiser, self.rates = optimiser_of(net, run.rate, device)
        self.weights = list(net.parameters())

    def vary(self, seed: int) -> None:
        """Draws which sentences are spelt otherwise, and which documents have other names."""
        chance = torch.rand(len(self.spelling), device=self.device)
        below = lambda bound: (chance < bound).long()
        self.spelling.copy_(3 * below(TITLES) - below(SMALL) - below(CAPITALS))
        self.is_swapped.copy_(torch.rand(len(self.is_swapped), device=self.device) < self.run.swapped)
        self.is_swapped[-1] = False
        self.swap_seed.fill_(seed)

    def step(self) -> None:
        """One step on the places in `place`."""
        bank, place = self.bank, self.place
        document = bank.document[place]
        is_any = torch.rand(self.run.rows, 1, device=self.device) < ANY_CORPUS
        corpus = torch.where(is_any, 0, bank.corpus[document])
        word = bank.swapped(place, self.is_swapped, self.swap_seed)
        changed = self.spelling[bank.sentence[place]]
        shown = torch.where(changed > 0, bank.spellings[(changed - 1).clamp(min=0), word], word)
        flag = bank.flag[place]
        in_small, in_capitals = flag & 1, (flag & 1) | 2
        flag = torch.where(changed == 0, flag, torch.where(changed == 2, in_small, in_capitals))
        # Rare words are dropped more often, as the unknown words of tomorrow will be.
        seen = bank.frequency[shown]
        dropped = Dropped(word=0.02 + 0.25 * 4 / (4 + seen), spelling=0.05 + 0.3 * 6 / (6 + seen))
        found = self.net(bank.words(place, shown, flag, corpus, word), dropped).log_softmax(-1)
        loss = self.loss_of(found)
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, 1.0, foreach=True)
        self.optimiser.step()
        self.loss.copy_(loss.detach())

    def loss_of(self, found: Tensor) -> Tensor:
        """Cross entropy with labels as far as they are believed, and with the teachers."""
        bank, place, share = self.bank, self.place, self.run.soft_share
        label, sure = bank.label[place], self.believed[bank.sure[place]]
        right = found.gather(-1, label.clamp(max=UNKNOWN - 1)[..., None])[..., 0]
        loss = -(sure * right + (1 - sure) * found.mean(-1))
        if self.soft is not None:
            loss = (1 - share) * loss - share * (self.soft[place].float() * found).sum(-1)
        weight = torch.where(label == UNKNOWN, 0.0, bank.weight[bank.document[place]])
        return (loss * weight).sum() / weight.sum().clamp(min=1)

    def plain_step(self) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        self.step()

    def set_rate(self, done: float) -> None:
        """The rate rises over the first 4 percent of the run and falls to 0 over the rest."""
        factor = min(1.0, (done + 1e-4) / 0.04) * max(0.0, 1 - done)
        for group, rate in zip(self.optimiser.param_groups, self.rates):
            group["lr"].fill_(rate * factor)


def train(
    bank: Bank,
    net: Network,
    documents: np.ndarray,
    run: Run,
    soft: Tensor | None = None,
    say: Callable = print,
) -> float:
    """Trains in place. `soft` holds the teachers' probabilities of every place. Returns the last loss."""
    torch.manual_seed(run.seed)
    net.train()
    training = Training(bank, net, run, soft)
    batches = batches_of(training, documents)

    def advance(step: Callable[[], None]) -> None:
        training.place.copy_(torch.from_numpy(next(batches)))
        step()

    training.set_rate(0)
    is_gpu = bank.device.type == "cuda"
    step = recorded(training, advance) if is_gpu else training.plain_step
    for count in range(run.steps):
        if count % 20 == 0:
            training.set_rate(count / run.steps)
        if count % 2_000 == 0:
            say(f"step {count} of {run.steps}, loss {float(training.loss):.4f}")
        advance(step)
    net.eval()
    return float(training.loss)


def batches_of(training: Training, documents: np.ndarray) -> Iterator[np.ndarray]:
    """Rows of places without end; text varies anew in each pass over the documents."""
    bank, run = training.bank, training.run
    draw = np.random.default_rng(run.seed)
    while True:
        training.vary(int(draw.integers(1 << 20)))
        rows = pack(bank, documents, draw, run.length, int(draw.choice(DOCUMENT_WORDS)))
        for i in range(0, max(1, len(rows) - run.rows + 1), run.rows):
            batch = np.full((run.rows, run.length), bank.nowhere, np.int64)
            taken = rows[i : i + run.rows]
            batch[: len(taken)] = taken
            yield batch


def optimiser_of(
    net: Network, rate: float, device: torch.device
) -> tuple[torch.optim.Optimizer, list[float]]:
    """AdamW: decay for matrices alone; a slower rate for words' own rows, which begin as given vectors."""
    own, tables, matrices = [], [], []
    for name, weight in net.named_parameters():
        is_table = weight.dim() < 2 or name == "co" or (name.startswith("enc.") and name != "enc.lin.weight")
        (own if name == "enc.W" else tables if is_table else matrices).append(weight)
    rates = [rate, rate, rate * 0.4]
    groups = [
        {"params": weights, "lr": torch.tensor(each, device=device), "weight_decay": decay}
        for weights, each, decay in zip((matrices, tables, own), rates, (0.01, 0.0, 0.0))
    ]
    is_gpu = device.type == "cuda"
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=is_gpu, capturable=is_gpu), rates


def recorded(training: Training, advance: Callable[[Callable[[], None]], None]) -> Callable[[], None]:
    """A step as a CUDA graph: hundreds of small kernels without the cost of starting each."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            advance(training.plain_step)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    training.optimiser.zero_grad(set_to_none=True)
    with torch.cuda.graph(graph):
        training.step()
    return graph.replay
