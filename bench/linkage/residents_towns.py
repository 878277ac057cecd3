"""A made-up city on real town names: neighbouring postal towns of very different size, with houses and apartment buildings.

An address is a tuple (town, postcode, block, building).
"""

from itertools import accumulate

import duckdb

PERSONS_PER_TOWN = 1100
BUILDING_NAMES = """コーポ{0} メゾン{0} ハイツ{0} {0}マンション {0}荘 サンハイツ{0} グリーンハイツ コーポさくら レジデンス{0} プラザ{0} ライオンズマンション{0} 県営{0}団地
市営{0}住宅 シャトレ{0} エステート{0} ヴィラ{0} パークサイド{0} カーサ{0} 第2{0}ビル フォレスト{0}""".split()


class Towns:
    def __init__(self, rng, postal_towns, persons):
        """`postal_towns` is the list of all towns of Japan, CSV or CSV packed with zstd."""
        self.rng = rng
        rows = duckdb.connect().execute(
            "select city, neighborhood, postal_code, has_chome, pref from read_csv(?, all_varchar = true) where neighborhood <> ''",
            [str(postal_towns)]).fetchall()
        wanted = min(len(rows), max(12, persons // PERSONS_PER_TOWN))
        start = rng.randrange(len(rows))
        self.towns = [rows[(start + step) % len(rows)] for step in range(wanted)]
        self.cumulated = list(accumulate(rng.lognormvariate(0, 0.9) for _ in self.towns))
        self.buildings = [self._buildings(town) for town in self.towns]
        self.local_surnames = [[] for _ in self.towns]
        self.city_of = {town[0] + town[1]: (town[4], town[0]) for town in self.towns}

    def _buildings(self, town):
        """The apartment buildings of a town: (block, name, storeys, flats on a storey)."""
        rng = self.rng
        return [
            (self._block(town), rng.choice(BUILDING_NAMES).format(town[1][:2]), rng.choice((2, 2, 3, 4, 5, 8, 11)), rng.randint(3, 8))
            for _ in range(rng.randint(6, 25))
        ]

    def _block(self, town):
        rng = self.rng
        if town[3] == "1":
            return f"{rng.randint(1, 6)}丁目{rng.randint(1, 40)}番{rng.randint(1, 25)}号"
        if rng.random() < 0.3:
            return f"{rng.randint(1, 3200)}番地"
        return f"{rng.randint(1, 2400)}番地{rng.randint(1, 30)}"

    def town(self):
        """The number of a random town, big ones more often."""
        return self.rng.choices(range(len(self.towns)), cum_weights=self.cumulated)[0]

    def address(self, number, apartment):
        town = self.towns[number]
        if apartment:
            block, name, storeys, flats = self.rng.choice(self.buildings[number])
            building = f"{name}{self.rng.randint(1, storeys)}0{self.rng.randint(1, flats)}"
        else:
            block, building = self._block(town), ""
        return (town[0] + town[1], town[2], block, building)
