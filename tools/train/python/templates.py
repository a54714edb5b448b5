"""Made-up sentences for what the sets have little of: companies that speak, results, peoples with an army.

The sentences are our own; names are drawn from the lists at random, so none states a fact.
"""

import random
import re

from corpora import NEWS, SURE, Document, Sentence
from lists import Lists

WEIGHT = 0.3
NATIONS = (
    "Burkinabe Ivorian Beninese Togolese Chadian Malian Nigerien Gabonese Congolese Rwandan Burundian "
    "Emirati Bahraini Qatari Omani Kyrgyz Kazakh Uzbek Tajik Turkmen Azerbaijani Kosovar Maldivian Bhutanese "
    "Salvadoran Honduran Guatemalan Panamanian"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SENTENCES = (
    "{company} said on {day} that {person} would step down as chief executive .",
    "{company} said it would cut 2,000 jobs in {city} .",
    "{company} announced a deal with {company} worth $ 3 billion .",
    "Shares of {company} fell 4 percent after {company} reported weak sales .",
    "{company} rose 2.3 % while {company} lost 1 % .",
    "{person} , chief executive of {company} , told reporters in {city} .",
    "The video site {company} removed the film .",
    "{company} , which makes chips for {company} , plans a factory in {country} .",
    "{company} sued {company} in a court in {city} .",
    "{person} joined {company} from {company} in 2019 .",
    "{club} 2 , {club} 1 .",
    "{club} 0 , {club} 0",
    "{club} 3 - 1 {club}",
    "{club} v {club}",
    "{club} beat {club} 2 - 0 on {day} .",
    "{person} scored twice as {club} drew with {club} .",
    "{club} signed {person} from {club} for an undisclosed fee .",
    "The {nation} army said it had killed 12 fighters near {city} .",
    "The {nation} government denied the report .",
    "{nation} soldiers crossed the border .",
    "A {nation} court sentenced {person} to four years in prison .",
    "The {nation} president met {person} in {city} .",
    "Several NGOs and {company} criticised the ruling .",
    "The Kingdom signed the treaty with {country} .",
    "Imam {person} led the prayers in {city} .",
    "The Court heard the case of {person} .",
    "The Agency said NFTs were not covered .",
    "The Republic marked its anniversary in {city} .",
)
KINDS = {"person": 1, "city": 3, "country": 3, "company": 5, "club": 5, "nation": 0, "day": 0}


def made_up(lists: Lists, count: int, seed: int) -> list[Document]:
    """`count` sentences, each a document of its own; none when there are no lists."""
    draw = random.Random(seed)
    pools = {
        "city": lists.cities,
        "country": lists.countries,
        "company": lists.companies,
        "club": lists.clubs,
        "nation": NATIONS,
        "day": DAYS,
    }
    if not (lists.first_names and lists.surnames and all(pools.values())):
        return []

    def name(kind: str) -> str:
        if kind == "person":
            return f"{draw.choice(lists.first_names)} {draw.choice(lists.surnames)}"
        return draw.choice(pools[kind])

    documents = []
    for _ in range(count):
        tokens: list[str] = []
        labels: list[int] = []
        for token in draw.choice(SENTENCES).split():
            if token[0] != "{":
                tokens.append(token)
                labels.append(0)
                continue
            kind = KINDS[token[1:-1]]
            for i, word in enumerate(re.findall(r"[\w&]+(?:['’]\w+)*|[^\w\s]", name(token[1:-1]))):
                tokens.append(word)
                labels.append(0 if kind == 0 else kind + min(i, 1))
        documents.append(Document(NEWS, WEIGHT, [Sentence(tokens, labels, [SURE] * len(tokens))]))
    return documents
