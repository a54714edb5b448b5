"""Which names may be swapped for which others, so that a network learns contexts and not names alone."""

import numpy as np

from dataset import Dataset
from lists import Lists
from words import HAS_CAPITAL, IS_LONG

NONE, GIVEN, SURNAME, PLACE, ORGANIZATION = range(5)
TOO_COMMON = 4_000
"""Words that the sets have more often are no names to swap: "The", "United"."""
MOSTLY = 0.6
"""A word is offered as a name of a kind when this share of its places is such."""


def swaps(data: Dataset, lists: Lists) -> tuple[np.ndarray, list[np.ndarray]]:
    """For each place the kind of name that its word is; for each kind the words to swap it for."""
    label, word, types = data.label, data.word, data.types
    after = np.append(label[1:], 0)
    tally = lambda chosen: np.bincount(word[chosen], minlength=len(types.words))
    given, surname = tally((label == 1) & (after == 2)), tally((label == 2) & (after != 2))
    place, organization = (label == 3) & (after != 4), (label == 5) & (after != 6)
    has_capital = (types.traits & HAS_CAPITAL) > 0
    in_capitals = types.spellings[0] == np.arange(len(types.words))
    role = np.zeros(len(word), np.uint8)
    is_person = (label == 1) | (label == 2)
    role[is_person] = np.where(surname[word[is_person]] > given[word[is_person]], SURNAME, GIVEN)
    role[place], role[organization] = PLACE, ORGANIZATION
    role[(~has_capital | in_capitals | (data.frequency > TOO_COMMON))[word]] = NONE

    is_name = has_capital & ((types.traits & IS_LONG) > 0)
    numbers = {name: i for i, name in enumerate(types.words)}
    draw = np.random.default_rng(0)

    def offered(seen: np.ndarray, listed: list[str]) -> np.ndarray:
        """Names of the sets, and half as many of a list."""
        own = np.flatnonzero((seen > 0) & is_name & (seen >= MOSTLY * data.frequency.clip(1)))
        others = np.array(
            [numbers[name] for name in listed if name in numbers and is_name[numbers[name]]], np.int64
        )
        return np.concatenate([own, draw.permutation(others)[: len(own) // 2]])

    names = [
        offered(given, lists.first_names),
        offered(surname, lists.surnames),
        offered(tally(place), lists.cities),
        offered(tally(organization), []),
    ]
    return role, [np.zeros(1, np.int64), *names]
