"""Numbers as English words."""

_ONE_TO_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FIRST_TO_TENTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TO_SIXTEENTH = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth")

CARDINALS = {word: number for number, word in enumerate(_ONE_TO_TEN, 1)}
ORDINALS = {word: number for number, word in enumerate((*_FIRST_TO_TENTH, *_TO_SIXTEENTH), 1)}
