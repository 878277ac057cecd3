"""Draws surnames and given names as (written, katakana), about as common as they are in reality.

Surnames come with their estimated number of bearers; the fifth of the population whose surname is rarer than the list goes gets one
composed of two common parts. Given names depend on sex and year of birth: a head of names popular at the time, then a long tail from
the name list. Foreign residents are written in Latin capitals or Chinese characters and have no kana.
"""

import csv
import unicodedata
from bisect import bisect
from collections import defaultdict
from itertools import accumulate
from pathlib import Path

from residents_era_names import FIRST_PARTS, MEN, SECOND_PARTS, WOMEN

POPULATION = 126_000_000
HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
OLD_ENDINGS = {"男": "雄夫男郎一二三治司吉蔵之義", "女": "子江代枝美恵"}
OLD_UNTIL = 1965
COUNTRIES = {"中国": 30, "ベトナム": 25, "ブラジル": 8, "インドネシア": 7, "米国": 3, "インド": 2}


def katakana(text):
    return text.translate(HIRAGANA)


def pairs(text):
    """The (written, katakana) pairs of a table of words."""
    return [tuple(word.split("/")) for word in text.split()]


def zipf(count, offset):
    return [1 / (rank + offset) for rank in range(count)]


class Weighted:
    """Draws from weighted values, in batches because one draw at a time is slow."""

    def __init__(self, rng, values, weights):
        self.rng, self.values, self.cumulated = rng, values, list(accumulate(weights))
        self.batch = []

    def __call__(self):
        if not self.batch:
            self.batch = self.rng.choices(self.values, cum_weights=self.cumulated, k=4096)
        return self.batch.pop()


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


class Names:
    def __init__(self, rng, folder):
        self.rng = rng
        self._surnames(Path(folder) / "surnames.csv")
        self._given_names(Path(folder) / "given_names.csv")
        self._foreign_names(Path(folder) / "foreign_names_faker.csv")

    def _surnames(self, path):
        listed = [((row["surname"], katakana(row["kana_hira"])), int(row["est_people"])) for row in rows(path)]
        known = {name[0] for name, _ in listed}
        rare = [(a + b, x + y) for a, x in pairs(FIRST_PARTS) for b, y in pairs(SECOND_PARTS) if a != b and a + b not in known]
        self.rng.shuffle(rare)
        weights = zipf(len(rare), 50)
        scale = (POPULATION - sum(bearers for _, bearers in listed)) / sum(weights)
        values = [name for name, _ in listed] + rare
        self.surname = Weighted(self.rng, values, [bearers for _, bearers in listed] + [weight * scale for weight in weights])
        self.surnames_by_kana = defaultdict(list)
        for written, kana in values:
            self.surnames_by_kana[kana].append(written)

    def _given_names(self, path):
        tails = {"男": [], "女": []}
        self.given_by_kana = {"男": defaultdict(list), "女": defaultdict(list)}
        self.given_by_first = {"男": defaultdict(list), "女": defaultdict(list)}
        for row in rows(path):
            sex = "男" if row["sex"] == "M" else "女"
            name = (row["kanji"], katakana(row["kana_hira"]))
            self.given_by_kana[sex][name[1]].append(name[0])
            if row["in_common_list"] == "1":
                tails[sex].append(name)
                self.given_by_first[sex][name[0][0]].append(name)
        self.tail, self.old_tail, self.heads = {}, {}, {}
        for sex, eras in (("男", MEN), ("女", WOMEN)):
            tail = tails[sex]
            self.rng.shuffle(tail)
            old = [name for name in tail if name[0][-1] in OLD_ENDINGS[sex]]
            self.tail[sex] = Weighted(self.rng, tail, zipf(len(tail), 60))
            self.old_tail[sex] = Weighted(self.rng, old, zipf(len(old), 30))
            heads = [(share, Weighted(self.rng, pairs(text), zipf(len(pairs(text)), 5))) for _, share, text in eras]
            self.heads[sex] = ([last for last, _, _ in eras], heads)

    def _foreign_names(self, path):
        found = defaultdict(list)
        for row in rows(path):
            name = unicodedata.normalize("NFKD", row["name"].replace("đ", "d").replace("Đ", "D"))
            name = "".join(char for char in name if not unicodedata.combining(char)).upper()
            letters = name.replace(" ", "").replace("'", "")
            if all("A" <= char <= "Z" for char in letters) or all("一" <= char <= "鿿" for char in letters):
                found[row["country_ja"], row["kind"]].append(name)
        self.foreign = {}
        for country in COUNTRIES:
            either = found[country, "first_names"]
            last, men, women = (found[country, kind] for kind in ("last_names", "first_names_male", "first_names_female"))
            if last and (men or either) and (women or either):
                self.foreign[country] = (last, men or either, women or either, found[country, "middle_names"])
        self.country = Weighted(self.rng, list(self.foreign), [COUNTRIES[country] for country in self.foreign])

    def given(self, sex, year):
        """A given name for somebody born in `year`."""
        lasts, heads = self.heads[sex]
        share, head = heads[bisect(lasts, year - 1)]
        chance = self.rng.random()
        if chance < share:
            return head()
        return self.old_tail[sex]() if year <= OLD_UNTIL and chance < 0.85 else self.tail[sex]()

    def sibling(self, sex, year, elder):
        """A name that begins with the same character as a sibling's or parent's name, when there are such names."""
        alike = self.given_by_first[sex].get(elder[0][0], ())
        name = self.rng.choice(alike) if len(alike) > 3 else self.given(sex, year)
        return name if name != elder else self.given(sex, year)

    def foreign_surname(self, country):
        return (self.rng.choice(self.foreign[country][0]), "")

    def foreign_given(self, country, sex):
        name = self.rng.choice(self.foreign[country][1 if sex == "男" else 2])
        middle = self.foreign[country][3]
        return (f"{self.rng.choice(middle)} {name}" if middle else name, "")
