"""Name lists: which list a word is in, and names for made-up sentences and swaps. A missing list is empty."""

import csv
import os
import re
from collections import defaultdict
from dataclasses import dataclass

FIRST_NAME, SURNAME, CITY, PLACE_WORD, ORGANIZATION_WORD = (1 << bit for bit in range(5))
ORGANIZATIONS = (
    "companies-financedatabase",
    "companies-nasdaq-nyse",
    "companies-sp500",
    "football-clubs",
    "universities",
    "orgs-dariusk",
    "parties-partyfacts-wikipedia",
)
LEGAL_FORM = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|plc|Ltd|Limited|Group|Holdings|Technologies)\.?$|^The | ?\(.*\)"
)


@dataclass(frozen=True)
class Lists:
    first_names: list[str]
    surnames: list[str]
    cities: list[str]
    countries: list[str]
    companies: list[str]
    clubs: list[str]
    bits: dict[str, int]
    """The lists of a normalised word."""


def normalise(word: str) -> str:
    return re.sub("[0-9]", "0", word.lower())


def read_lists(folder: str) -> Lists:
    """Reads the folder `gazetteer`."""
    bits: dict[str, int] = defaultdict(int)

    def mark(words: list[str], bit: int, least: int) -> None:
        for word in words:
            if len(word) >= least and not word.isdigit():
                bits[normalise(word)] |= bit

    first_names = _names(folder, "first-names.txt")
    surnames = _names(folder, "surnames.txt")
    mark([name for name in first_names if " " not in name], FIRST_NAME, 1)
    mark([name for name in surnames if " " not in name], SURNAME, 1)
    cities, countries = _places(folder, mark)
    for file in ORGANIZATIONS:
        for name in _names(folder, f"lists/{file}.tsv"):
            mark([word.strip(".,()") for word in re.split("[- ,]", name)], ORGANIZATION_WORD, 2)
    companies = [_short(name) for name in _names(folder, "lists/companies-sp500.tsv")]
    companies += [_short(name) for name in _names(folder, "lists/companies-short-mid-to-mega.tsv")[:3000]]
    clubs = _names(folder, "lists/football-clubs.tsv")
    words = lambda names, most: [name for name in names if name and len(name.split()) <= most]
    return Lists(first_names, surnames, cities, countries, words(companies, 3), words(clubs, 2), dict(bits))


def _places(folder: str, mark) -> tuple[list[str], list[str]]:
    path = os.path.join(folder, "world-cities.csv")
    if not os.path.exists(path):
        return [], []
    with open(path, encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        parts = re.split("[- ]", row["name"])
        mark(parts, CITY if len(parts) == 1 else PLACE_WORD, 1 if len(parts) == 1 else 3)
        mark(re.split("[- ]", f"{row['country']} {row['subcountry']}"), PLACE_WORD, 3)
    return [row["name"] for row in rows], sorted({row["country"] for row in rows})


def _names(folder: str, file: str) -> list[str]:
    path = os.path.join(folder, file)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8-sig") as lines:
        return [name for line in lines if (name := line.split("\t")[0].strip())]


def _short(name: str) -> str:
    for _ in range(3):
        name = LEGAL_FORM.sub("", name).strip(" .,")
    return name
