"""What happens to a person's data on the way into a second department's list: habits of that department, typing, time.

A record is a list [surname, given name, both kana, birth date, sex, postcode, town, block, building, phone].
"""

import datetime
import unicodedata

SURNAME, GIVEN, SURNAME_KANA, GIVEN_KANA, BIRTH, SEX, POSTCODE, TOWN, BLOCK, BUILDING, PHONE = range(11)

VARIANTS = """高髙 崎﨑嵜 辺邊邉 斎齋齊斉 浜濱濵 広廣 沢澤 桜櫻 国國 島嶋嶌 徳德 恵惠 真眞 竜龍 滝瀧 桑桒 橋槗 柳栁 吉𠮷 富冨 峰峯 条條 鉄鐵 蔵藏 栄榮 円圓 静靜
寿壽 弥彌 万萬 関關 塚\ufa10 隆\uf9dc 福\ufa1b 神\ufa19 角⻆ 館舘 船舩 渕淵 曽曾 黒黑 礼禮 晃晄 凛凜 桧檜 蛍螢 亜亞 宝寶 実實 奥奧 豊豐 為爲 学學 満滿 瑶瑤 遥遙
清淸 巌巖""".split()
OTHERS = {char: [other for other in group if other != char] for group in VARIANTS for char in group}

HALF = str.maketrans({unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)})
WIDE_DIGITS = str.maketrans("0123456789-", "０１２３４５６７８９－")
TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
BIG_KANA = str.maketrans("ァィゥェォッャュョ", "アイウエオツヤユヨ")
SOUND_ALIKE = {"ヅ": "ズ", "ズ": "ヅ", "ヂ": "ジ", "ジ": "ヂ", "オ": "ヲ", "ハ": "バ", "バ": "ハ", "カ": "ガ", "ガ": "カ", "タ": "ダ", "ダ": "タ", "サ": "ザ", "ザ": "サ",
               "シ": "ジ", "ヒ": "ビ", "ヘ": "ベ", "ホ": "ボ", "ト": "ド", "ド": "ト", "キ": "ギ", "ギ": "キ", "ソ": "ン", "ツ": "シ", "ワ": "ハ", "エ": "ヘ"}
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
ERA_FIRST = (1868, 1912, 1926, 1989, 2019)
LAST_DAY = datetime.date(2026, 4, 1)


def half_width(kana):
    """Half-width kana as old machines store them; marks of voicing become characters of their own."""
    return unicodedata.normalize("NFD", kana).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ").translate(HALF)


def typo(rng, text, alphabet):
    """One key wrong, missing, doubled or in the wrong order."""
    if len(text) < 2:
        return text
    at = rng.randrange(len(text))
    kind = rng.random()
    if kind < 0.4:
        return text[:at] + rng.choice(alphabet) + text[at + 1:]
    if kind < 0.65:
        return text[:at] + text[at + 1:]
    if kind < 0.8:
        return text[:at] + text[at] + text[at:]
    at = min(at, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def kana_slip(rng, kana):
    """A mistyped, misread or differently spelt reading."""
    kind = rng.random()
    if kind < 0.35:
        places = [i for i, char in enumerate(kana) if char in SOUND_ALIKE]
        if places:
            at = rng.choice(places)
            return kana[:at] + SOUND_ALIKE[kana[at]] + kana[at + 1:]
    if kind < 0.55:
        for long, other in (("オオ", "オウ"), ("ョウ", "ョー"), ("ュウ", "ュー"), ("ウ", "")):
            if long in kana[1:] or long == "オオ" and long in kana:
                return kana.replace(long, other, 1)
    return typo(rng, kana, KANA)


def variant(rng, text):
    """Other forms of the same characters, where there are any."""
    return "".join(rng.choice(OTHERS[char]) if char in OTHERS else char for char in text)


def birth_slip(rng, iso):
    """One wrong digit, day and month swapped, a year beside, or the year read under a wrong era. None when no date would come out."""
    year, month, day = map(int, iso.split("-"))
    kind = rng.random()
    if kind < 0.5:
        at = rng.choice((2, 3, 5, 6, 8, 9, 3, 6, 8, 9))
        iso = iso[:at] + rng.choice("0123456789") + iso[at + 1:]
        year, month, day = map(int, iso.split("-"))
    elif kind < 0.64:
        month, day = day, month
    elif kind < 0.82:
        year += rng.choice((-1, 1))
    else:
        began = max(first for first in ERA_FIRST if first <= year)
        year = year - began + rng.choice([first for first in ERA_FIRST[1:] if first != began])
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date.isoformat() if datetime.date(1900, 1, 1) <= date <= LAST_DAY else None


def short_block(rng, block):
    """The block number as people write it: 3丁目12番5号 becomes 3-12-5 and its like."""
    kind = rng.random()
    plain = block.replace("丁目", "-").replace("番地", "-").replace("番", "-").replace("号", "").rstrip("-")
    if kind < 0.62:
        return plain
    if kind < 0.78:
        return plain.translate(WIDE_DIGITS)
    if kind < 0.88 and "丁目" in block:
        return block.replace("番", "-").replace("号", "")
    return plain.replace("-", "の") if kind < 0.92 else block


def digit_slip(rng, text):
    places = [i for i, char in enumerate(text) if char.isdigit()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + rng.choice("0123456789") + text[at + 1:]


class Department:
    """A second list, kept by hand: each record has its own care (1 is usual, less is tidier, more is worse)."""

    def __init__(self, rng, names, towns):
        self.rng, self.names, self.towns = rng, names, towns

    def record(self, person, clean, household):
        """The department's record of a person whose register record is `clean`; `household` holds what befell the whole family."""
        rng = self.rng
        care = rng.choices((0.4, 1.2, 3.0), (55, 33, 12))[0]
        row = list(clean)
        row[PHONE] = self._phone(person) if rng.random() < 0.35 else ""
        self._time(row, person, household)
        self._name(row, person, care)
        self._kana(row, care)
        if rng.random() < 0.045 * care:
            row[BIRTH] = birth_slip(rng, row[BIRTH]) or row[BIRTH]
        if rng.random() < 0.008 * care:
            row[BIRTH] = ""
        if rng.random() < 0.04:
            row[SEX] = ""
        elif rng.random() < 0.003 * care:
            row[SEX] = "女" if row[SEX] == "男" else "男"
        self._place(row, care)
        if rng.random() < 0.004 * care:
            row[SURNAME], row[GIVEN] = row[GIVEN], row[SURNAME]
            row[SURNAME_KANA], row[GIVEN_KANA] = row[GIVEN_KANA], row[SURNAME_KANA]
        elif rng.random() < 0.006 * care:
            row[SURNAME] = row[SURNAME] + rng.choice(("　", " ")) + row[GIVEN]
            row[GIVEN] = ""
        return row

    def _phone(self, person):
        """Mostly the number the register knows too; sometimes an older one, another person's, or one without hyphens."""
        rng = self.rng
        number = person.phone
        if number and rng.random() < 0.2:
            number = f"0{rng.choice((8, 9))}0-{rng.randint(1000, 9999)}-{rng.randrange(10000):04d}"
        return number.replace("-", "") if rng.random() < 0.3 else number

    def household(self, people):
        """What befell a family between the two lists: (new address or None, former surname or None)."""
        rng = self.rng
        moved = None
        if rng.random() < 0.11:
            moved = self.towns.address(self.towns.town(), rng.random() < 0.5)
        renamed = self.names.surname() if not people[0].foreign and rng.random() < 0.012 else None
        return moved, renamed

    def _time(self, row, person, household):
        """The list is older or newer than the register: moves, marriages, divorces."""
        rng = self.rng
        moved, renamed = household
        young = 18 <= person.age <= 40
        if moved is None and rng.random() < (0.10 if young else 0.02):
            moved = self.towns.address(self.towns.town(), rng.random() < 0.7)
        if moved:
            row[TOWN], row[POSTCODE], row[BLOCK], row[BUILDING] = moved
        if renamed is None and person.married and person.age < 65 and not person.foreign and rng.random() < 0.05:
            renamed = self.names.surname()
            if rng.random() < 0.6:
                row[TOWN], row[POSTCODE], row[BLOCK], row[BUILDING] = self.towns.address(self.towns.town(), rng.random() < 0.5)
        if renamed and (person.age < 20 or person.sex == "女"):
            row[SURNAME], row[SURNAME_KANA] = renamed

    def _name(self, row, person, care):
        rng = self.rng
        for field in (SURNAME, GIVEN):
            if rng.random() < 0.3:
                row[field] = variant(rng, row[field])
        if person.foreign:
            if rng.random() < 0.25:
                row[SURNAME], row[GIVEN] = f"{row[SURNAME]} {row[GIVEN]}", ""
            elif rng.random() < 0.02 * care:
                row[GIVEN] = typo(rng, row[GIVEN], "AEIOULNRST")
            return
        if rng.random() < 0.03 * care:
            alike = self.names.given_by_kana[person.sex].get(row[GIVEN_KANA])
            if alike:
                row[GIVEN] = rng.choice(alike)
        if rng.random() < 0.008 * care:
            alike = self.names.surnames_by_kana.get(row[SURNAME_KANA])
            if alike:
                row[SURNAME] = rng.choice(alike)
        if rng.random() < 0.006 * care and len(row[GIVEN]) > 1:
            row[GIVEN] = row[GIVEN][:-1] + self.names.tail[person.sex]()[0][-1]
        if rng.random() < 0.006 * care:
            row[GIVEN] = ""

    def _kana(self, row, care):
        rng = self.rng
        for field, rate in ((SURNAME_KANA, 0.018), (GIVEN_KANA, 0.03)):
            if row[field] and rng.random() < rate * care:
                row[field] = kana_slip(rng, row[field])
        if rng.random() < 0.025 * care:
            row[SURNAME_KANA] = row[GIVEN_KANA] = ""
        habit = rng.random()
        for field in (SURNAME_KANA, GIVEN_KANA):
            if habit < 0.22:
                row[field] = half_width(row[field].translate(BIG_KANA) if habit < 0.1 else row[field])
            elif habit < 0.27:
                row[field] = row[field].translate(TO_HIRAGANA)

    def _place(self, row, care):
        rng = self.rng
        prefecture, city = self.towns.city_of[row[TOWN]]
        habit = rng.random()
        if habit < 0.12:
            row[TOWN] = row[TOWN].removeprefix(city)
        elif habit < 0.18:
            row[TOWN] = prefecture + row[TOWN]
        if rng.random() < 0.7:
            row[BLOCK] = short_block(rng, row[BLOCK])
        if rng.random() < 0.02 * care:
            row[BLOCK] = digit_slip(rng, row[BLOCK])
        if rng.random() < 0.03 * care:
            row[BLOCK] = ""
        if rng.random() < 0.45:
            row[BUILDING] = ""
        if rng.random() < 0.015 * care:
            row[TOWN] = typo(rng, row[TOWN], "町村大字本上中下")
        if rng.random() < 0.02 * care:
            row[TOWN] = ""
        if rng.random() < 0.08:
            row[POSTCODE] = ""
        elif rng.random() < 0.012 * care:
            row[POSTCODE] = digit_slip(rng, row[POSTCODE])
        if row[POSTCODE] and rng.random() < 0.6:
            row[POSTCODE] = f"{row[POSTCODE][:3]}-{row[POSTCODE][3:]}"


def register(rng, person):
    """The register's own record: tidy, but a register has its slips too, and rarely a phone number."""
    row = [person.surname[0], person.given[0], person.surname[1], person.given[1], datetime.date.fromordinal(person.born).isoformat(), person.sex,
           person.address[1], person.address[0], person.address[2], person.address[3], person.phone if rng.random() < 0.07 else ""]
    slip = rng.random()
    if slip < 0.004 and row[GIVEN_KANA]:
        row[GIVEN_KANA] = kana_slip(rng, row[GIVEN_KANA])
    elif slip < 0.006:
        row[BIRTH] = birth_slip(rng, row[BIRTH]) or row[BIRTH]
    elif slip < 0.02:
        row[BUILDING] = ""
    return row
