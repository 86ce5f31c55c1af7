"""Numbers spelled out from 1 to 9,999 in six languages, written without a look at the lexicons they are read with."""
# ruff: noqa: SIM905 - a line of words stays one line

from __future__ import annotations

from collections.abc import Callable

EN_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
RU_ONES = "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать".split()
RU_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
RU_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
UK_ONES = "один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять".split()
UK_TENS = "двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто".split()
UK_HUNDREDS = "сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот".split()
AZ_ONES = "bir iki üç dörd beş altı yeddi səkkiz doqquz".split()
AZ_TENS = "on iyirmi otuz qırx əlli altmış yetmiş səksən doxsan".split()
HY_ONES = "մեկ երկու երեք չորս հինգ վեց յոթ ութ ինը".split()
HY_TENS = "տասը քսան երեսուն քառասուն հիսուն վաթսուն յոթանասուն ութսուն իննսուն".split()
AR_ONES = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة".split()
AR_TEENS = ["أحد عشر", "اثنا عشر", *(f"{one} عشر" for one in AR_ONES[2:9])]
AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
AR_HUNDREDS = "مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة".split()


def spell_en(number: int) -> str:
    if number < 20:
        return EN_ONES[number - 1]
    if number < 100:
        return EN_TENS[number // 10 - 2] + (f"-{spell_en(number % 10)}" if number % 10 else "")
    if number < 1000:
        return f"{spell_en(number // 100)} hundred" + (f" and {spell_en(number % 100)}" if number % 100 else "")
    return f"{spell_en(number // 1000)} thousand" + (f" {spell_en(number % 1000)}" if number % 1000 else "")


def spell_slavic(
    number: int,
    ones: list[str],
    tens: list[str],
    hundreds: list[str],
    thousands: tuple[str, str, str],
    feminine: dict[int, str],
) -> str:
    words = []
    count, rest = divmod(number, 1000)
    if count:
        form = thousands[0] if count == 1 else thousands[1] if count < 5 else thousands[2]
        words += [feminine.get(count, ones[count - 1]), form]
    if rest >= 100:
        words.append(hundreds[rest // 100 - 1])
    rest %= 100
    if rest >= 20:
        words.append(tens[rest // 10 - 2])
        rest %= 10
    return " ".join([*words, ones[rest - 1]] if rest else words)


def spell_ru(number: int) -> str:
    return spell_slavic(number, RU_ONES, RU_TENS, RU_HUNDREDS, ("тысяча", "тысячи", "тысяч"), {1: "одна", 2: "две"})


def spell_uk(number: int) -> str:
    return spell_slavic(number, UK_ONES, UK_TENS, UK_HUNDREDS, ("тисяча", "тисячі", "тисяч"), {1: "одна", 2: "дві"})


def spell_az(number: int) -> str:
    thousands, hundreds, tens, ones = (int(digit) for digit in f"{number:04d}")
    words = [AZ_ONES[thousands - 1], "min"] if thousands > 1 else ["min"] if thousands else []
    words += [AZ_ONES[hundreds - 1], "yüz"] if hundreds > 1 else ["yüz"] if hundreds else []
    return " ".join(words + [AZ_TENS[tens - 1]] * bool(tens) + [AZ_ONES[ones - 1]] * bool(ones))


def spell_hy(number: int) -> str:
    thousands, hundreds, tens, ones = (int(digit) for digit in f"{number:04d}")
    words = [HY_ONES[thousands - 1], "հազար"] if thousands > 1 else ["հազար"] if thousands else []
    words += [HY_ONES[hundreds - 1], "հարյուր"] if hundreds > 1 else ["հարյուր"] if hundreds else []
    if tens and ones:
        words.append(("տասն" if tens == 1 else HY_TENS[tens - 1]) + HY_ONES[ones - 1])
    elif tens or ones:
        words.append(HY_TENS[tens - 1] if tens else HY_ONES[ones - 1])
    return " ".join(words)


def spell_ar(number: int) -> str:
    parts = []
    thousands, rest = divmod(number, 1000)
    if thousands:
        parts.append({1: "ألف", 2: "ألفان"}.get(thousands) or f"{AR_ONES[thousands - 1]} آلاف")
    if rest >= 100:
        parts.append(AR_HUNDREDS[rest // 100 - 1])
    rest %= 100
    if rest > 19:
        parts += [AR_ONES[rest % 10 - 1]] * bool(rest % 10) + [AR_TENS[rest // 10 - 2]]
    elif rest > 10:
        parts.append(AR_TEENS[rest - 11])
    elif rest:
        parts.append(AR_ONES[rest - 1])
    return " و".join(parts)


SPELL: dict[str, Callable[[int], str]] = {
    "en": spell_en,
    "ru": spell_ru,
    "uk": spell_uk,
    "az": spell_az,
    "hy": spell_hy,
    "ar": spell_ar,
}
