"""Reads the training sets into documents of sentences.

Decides which files are read, how much a set counts, and what its labels mean. Leaves cutting into the
product's words to words.ts, and everything numeric to dataset.py.
"""

import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
UNKNOWN = 7
"""The label of a word that teaches nothing."""

TYPES = {"PER": 1, "person": 1, "LOC": 3, "location": 3, "ORG": 5, "corporation": 5, "group": 5}
SURE = 10
"""Confidence of a label without a third column; others are 0 to 9 tenths."""


@dataclass(frozen=True)
class Source:
    """One file of a set. The conventions of annotation are learnt for each corpus."""

    file: str
    corpus: str
    weight: float
    columns: tuple[int, int] = (0, 1)
    separator: str = "\t"
    limit: int | None = None


@dataclass(frozen=True)
class Sentence:
    tokens: list[str]
    labels: list[int]
    sure: list[int]


@dataclass(frozen=True)
class Document:
    corpus: str
    weight: float
    sentences: list[Sentence]


NEWS = "news"
"""The corpus whose conventions the exported network follows: those of the silver sets."""

GOLD = (
    Source("wikigold.conll", "wikigold", 1.0, separator=" "),
    Source("gum-news.conll", "gum", 1.0),
    Source("gum-interview.conll", "gum", 1.0),
    Source("gum-bio.conll", "gum", 1.0),
    Source("gum-court.conll", "gum", 1.0),
    Source("gum-academic.conll", "gum", 1.0),
    Source("gum-voyage.conll", "gum", 1.0),
    Source("uner-ewt-dev.iob2", "ewt", 1.0, columns=(1, 2)),
    Source("uner-ewt-test.iob2", "ewt", 1.0, columns=(1, 2)),
    Source("pud-wiki.conll", "pud", 1.0),
    Source("fewnerd-filtered.conll", "fewnerd", 0.7),
    Source("redocred.conll", "redocred", 1.0),
    Source("crossner-politics.conll", "crossner", 1.0),
    Source("crossner-science.conll", "crossner", 0.5),
    Source("crossner-literature.conll", "crossner", 0.5),
    Source("crossner-music.conll", "crossner", 0.5),
    Source("crossner-ai.conll", "crossner", 0.5),
    Source("wnut17-train.conll", "wnut", 0.3),
    Source("wnut17-dev.conll", "wnut", 0.3),
    Source("wnut17-test.conll", "wnut", 0.3),
    Source("btc.conll", "btc", 0.25),
    Source("current-events-links.conll", "events", 0.35),
    Source("sports.conll", "sports", 0.3, limit=600),
)
SILVER = tuple(
    Source(f"{name}.conll.gz", NEWS, 0.7)
    for name in ("silver-events", "silver-wiki", "silver-events-more", "silver-wiki-more")
)
CORPORA = ("", *dict.fromkeys(source.corpus for source in (*GOLD, *SILVER)))
"""The index of a corpus is its row of conventions; row 0 is for any corpus."""

DEVELOPMENT = ("ner-dev", Source("pud-news.conll", NEWS, 1.0))
"""Scored after training, never trained on."""


@dataclass(frozen=True)
class Sets:
    training: list[Document]
    development: list[Document]
    missing: list[str]
    """Files that the folder does not have. Training goes on without them."""


def read_sets(folder: str) -> Sets:
    """All documents below `folder`, which holds ner-train, ner-silver and ner-dev."""
    missing: list[str] = []

    def read(group: str, source: Source) -> list[Document]:
        path = os.path.join(folder, group, source.file)
        if os.path.exists(path):
            return list(read_file(path, source))
        missing.append(f"{group}/{source.file}")
        return []

    training = [document for source in GOLD for document in read("ner-train", source)]
    training += [document for source in SILVER for document in read("ner-silver", source)]
    return Sets(training, read(*DEVELOPMENT), missing)


def read_file(path: str, source: Source) -> Iterator[Document]:
    """The documents of one file. Sentences of sets without document marks are documents of their own."""
    opened = gzip.open(path, "rt", encoding="utf8") if path.endswith(".gz") else open(path, encoding="utf8")
    with opened as lines:
        content = lines.read()
    has_documents = "-DOCSTART-" in content or "# newdoc" in content
    sentences: list[Sentence] = []
    rows: list[list[str]] = []
    count = 0
    for line in [*content.split("\n"), "", "-DOCSTART-"]:
        line = line.rstrip("\r")
        if line.startswith(("-DOCSTART-", "# newdoc")):
            if sentences:
                yield Document(source.corpus, source.weight, sentences)
            sentences = []
        elif re.match(r"# \w+ =", line):
            continue
        elif line.strip() == "":
            if rows and (source.limit is None or count < source.limit):
                sentences.append(sentence_of(rows, source))
                count += 1
                if not has_documents:
                    yield Document(source.corpus, source.weight, sentences)
                    sentences = []
            rows = []
        else:
            rows.append(line.split(source.separator))


def sentence_of(rows: list[list[str]], source: Source) -> Sentence:
    """A sentence with labels of the scheme B, I, O, whatever scheme the file has."""
    word, tag = source.columns
    tokens, labels, sure = [], [], []
    before = 0
    for row in rows:
        name = row[tag] if len(row) > tag else "O"
        kind = TYPES.get(name[2:], 0)
        inside = kind != 0 and name[0] == "I" and before == kind
        tokens.append(row[word])
        labels.append(kind + 1 if inside else kind)
        has_confidence = source in SILVER and len(row) > 2
        sure.append(int(float(row[2]) * 10) if has_confidence else SURE)
        before = kind
    if source in SILVER:
        without_facilities(tokens, labels)
    if source != DEVELOPMENT[1]:
        without_common_nouns(tokens, labels)
    return Sentence(tokens, labels, sure)


COMMON_NOUNS = frozenset(
    "Kingdom Republic Agency Court Party Church Commission Company Embassy Imam Amir Emir Sheikh NGO NGOs "
    "NFT NFTs Sultan Sultanate Emirate Province District Ministry University College Hospital Airport".split()
)
TITLES = frozenset("Sheikh Sheikha Imam Amir Emir Sultan".split())


def without_common_nouns(tokens: list[str], labels: list[int]) -> None:
    """Unlabels common nouns that stand alone with a capital, and titles before names, as newswire does."""
    for i, label in enumerate(labels):
        goes_on = label in (1, 3, 5) and i + 1 < len(labels) and labels[i + 1] == label + 1
        if label in (1, 3, 5) and not goes_on and tokens[i] in COMMON_NOUNS:
            labels[i] = 0
        elif label == 1 and goes_on and tokens[i] in TITLES:
            labels[i : i + 2] = [0, 1]


FACILITY = re.compile(
    r"^(?:Stadium|Airport|Airfield|Airbase|Hospital|Arena|Bridge|Tower|Towers|Station|Museum|Theatre|Theater"
    r"|Mosque|Cathedral|Basilica|Church|Chapel|Abbey|Palace|Prison|Zoo|Dam|Cemetery|Temple|Synagogue|Hotel"
    r"|Plant|Mall|Highway|Motorway|Expressway|Tunnel|Building|Courthouse|Speedway|Racecourse|Velodrome|Ballpark"
    r"|Mine)$"
)


def without_facilities(tokens: list[str], labels: list[int]) -> None:
    """Unlabels places and hospitals named after what they are: newswire counts facilities as no place."""
    end = len(tokens)
    for start in range(len(tokens) - 1, -1, -1):
        if labels[start] == 0:
            end = start
        elif labels[start] in (1, 3, 5):
            last = tokens[end - 1]
            is_facility = end - start > 1 and FACILITY.match(last) is not None
            if is_facility and (labels[start] == 3 or (labels[start] == 5 and last == "Hospital")):
                labels[start:end] = [0] * (end - start)
            end = start
