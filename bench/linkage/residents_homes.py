"""Households as the Japanese census counts them: singles, couples, parents with children, three generations, others.

A person is a Person; those of one household share surname, address and landline as families do.
"""

import datetime
from dataclasses import dataclass

TODAY = datetime.date(2026, 4, 1).toordinal()
YEAR = 365.2425
KINDS = ("single", "couple", "children", "one_parent", "three_generations", "other")
SHARES = (0.38, 0.20, 0.25, 0.09, 0.045, 0.035)
APARTMENT = {"single": 0.62, "couple": 0.35, "children": 0.33, "one_parent": 0.45, "three_generations": 0.04, "other": 0.5}


@dataclass(slots=True)
class Person:
    number: int
    surname: tuple
    given: tuple
    born: int
    sex: str
    address: tuple
    phone: str
    married: bool = False
    foreign: bool = False

    @property
    def age(self):
        return (TODAY - self.born) / YEAR


def year_of(born):
    return datetime.date.fromordinal(born).year


class Homes:
    def __init__(self, rng, names, towns):
        self.rng, self.names, self.towns = rng, names, towns
        self.persons = 0

    def _born(self, age):
        """A day of birth for an age; old registers know some people only as born on the first of January."""
        born = TODAY - int(max(age, 0.01) * YEAR) - self.rng.randrange(365)
        if age > 76 and self.rng.random() < 0.03:
            born = datetime.date(year_of(born), 1, 1).toordinal()
        return min(born, TODAY - 1)

    def _age(self, mean, spread, low, high):
        return min(max(self.rng.gauss(mean, spread), low), high)

    def _phones(self, ages):
        rng = self.rng
        landline = f"0{rng.randint(22, 99)}-{rng.randint(200, 999)}-{rng.randrange(10000):04d}" if max(ages) > 45 and rng.random() < 0.7 else ""
        for age in ages:
            mobile = age > 15 and rng.random() < (0.95 if age < 75 else 0.5)
            yield f"0{rng.choice((7, 8, 9))}0-{rng.randint(1000, 9999)}-{rng.randrange(10000):04d}" if mobile else landline

    def _surname(self, town):
        """Old families stay: each town has surnames of its own that are common there only."""
        local = self.towns.local_surnames[town]
        if not local:
            local.extend(self.names.surname() for _ in range(5))
        return self.rng.choice(local) if self.rng.random() < 0.12 else self.names.surname()

    def _children(self, mother_age):
        """Ages of the children still at home and whether each is the twin of the one before."""
        rng = self.rng
        children = []
        age = mother_age - self._age(30, 5, 18, 43)
        for _ in range(rng.choices((1, 2, 3, 4), (44, 42, 12, 2))[0]):
            if age < 0:
                break
            if age < 20 or rng.random() < 0.4:
                children.append((age, False))
                if rng.random() < 0.011:
                    children.append((age, True))
            age -= rng.uniform(1.2, 5.5)
        return children

    def _members(self, kind):
        """(sex, age, role) of everybody in the household, the head first."""
        rng = self.rng
        if kind == "single":
            age = rng.choices((self._age(25, 4, 18, 34), rng.uniform(30, 65), self._age(76, 8, 60, 102)), (22, 34, 44))[0]
            return [("女" if rng.random() < (0.64 if age > 65 else 0.4) else "男", age, "head")]
        if kind == "couple":
            age = self._age(69, 10, 50, 97) if rng.random() < 0.75 else self._age(33, 6, 20, 50)
            return [("男", age, "head"), ("女", max(18, age - rng.gauss(2, 4)), "wife")]
        if kind == "other":
            age = rng.uniform(20, 75)
            return [(rng.choice("男女"), age, "head"), (rng.choice("男女"), max(16, age + rng.gauss(0, 8)), rng.choice(("sibling", "lodger")))]
        mother = {"children": rng.triangular(24, 70, 47), "three_generations": rng.triangular(28, 62, 45), "one_parent": rng.uniform(24, 92)}[kind]
        children = self._children(mother) or [(rng.uniform(0, max(1, mother - 20)), False)]
        young = [(rng.choice("男女"), age, "twin" if twin else "child") for age, twin in children]
        if kind == "one_parent":
            sex = "女" if rng.random() < 0.86 else "男"
            return [(sex, mother, "head"), *young]
        father = max(20, mother + rng.gauss(2, 4))
        parents = [("男", father, "head"), ("女", mother, "wife")]
        if kind == "children":
            return parents + young
        side = "grand" if rng.random() < 0.82 else "grand_of_wife"
        grandmother = min(100, (father if side == "grand" else mother) + self._age(28, 4, 18, 42))
        grand = [("女", grandmother, side)]
        if rng.random() < 0.6:
            grand.append(("男", min(101, grandmother + rng.gauss(3, 3)), side))
        return parents + young + grand

    def _given(self, sex, year, country, like, people):
        """A given name that nobody else in the household bears, nor its reading."""
        for _ in range(20):
            if country:
                given = self.names.foreign_given(country, sex)
            elif like:
                given = self.names.sibling(sex, year, like)
            else:
                given = self.names.given(sex, year)
            if not any(given[0] == other.given[0] or given[1] and given[1] == other.given[1] for other in people):
                break
            like = None
        return given

    def household(self):
        rng, names = self.rng, self.names
        kind = rng.choices(KINDS, SHARES)[0]
        members = self._members(kind)
        foreign = members[0][1] < 55 and rng.random() < 0.045
        country = names.country() if foreign else None
        town = self.towns.town()
        address = self.towns.address(town, rng.random() < APARTMENT[kind])
        family = names.foreign_surname(country) if foreign else self._surname(town)
        other_family = names.foreign_surname(country) if foreign else names.surname()
        people, previous = [], None
        for (sex, age, role), phone in zip(members, self._phones([member[1] for member in members])):
            born = self._born(age)
            if role == "twin":
                born = previous.born
                sex = previous.sex if rng.random() < 0.45 else sex
            surname = other_family if role in ("lodger", "grand_of_wife") or role == "wife" and foreign else family
            alike = role in ("child", "twin") and previous.sex == sex and rng.random() < (0.35 if role == "twin" else 0.12)
            given = self._given(sex, year_of(born), country, previous.given if alike else None, people)
            married = role == "wife" or sex == "女" and age > 30 and role == "head" or role.startswith("grand")
            previous = Person(self.persons, surname, given, born, sex, address, phone, married, foreign)
            self.persons += 1
            people.append(previous)
        return people
