"""The texts on which both tokenizers must agree; the same ones in every run."""

import json
import os
import pathlib
import random
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST = 256  # tokens of a text, as the model was trained

# First and last code point, and how often a random character is taken from there.
SCRIPTS = [
    (0x0020, 0x007E, 30),  # ASCII
    (0x0000, 0x001F, 3),  # controls
    (0x007F, 0x00FF, 6),  # Latin 1 and more controls
    (0x0100, 0x024F, 5),  # Latin, extended
    (0x0250, 0x02FF, 2),  # phonetic letters, modifiers
    (0x0300, 0x036F, 8),  # accents
    (0x0370, 0x03FF, 4),  # Greek
    (0x0400, 0x052F, 4),  # Cyrillic
    (0x0590, 0x06FF, 4),  # Hebrew, Arabic
    (0x0900, 0x0DFF, 4),  # scripts of India
    (0x0E00, 0x0EFF, 2),  # Thai, Lao
    (0x1000, 0x17FF, 2),
    (0x1800, 0x1DFF, 2),  # Mongolian ... more accents
    (0x1E00, 0x1FFF, 4),  # Latin and Greek, composed
    (0x2000, 0x206F, 6),  # spaces, joiners, punctuation
    (0x20A0, 0x2BFF, 3),  # signs
    (0x2E00, 0x303F, 2),  # punctuation
    (0x3040, 0x30FF, 3),  # Kana
    (0x3400, 0x9FFF, 3),  # Chinese
    (0xA000, 0xABFF, 1),
    (0xAC00, 0xD7A3, 3),  # Hangul
    (0xE000, 0xFAFF, 1),  # private use, compatibility characters
    (0xFB00, 0xFFFF, 3),  # presentation forms, full width, U+FFFD
    (0x10000, 0x1FFFF, 3),
    (0x1F300, 0x1FAFF, 3),  # emoji
    (0x20000, 0x3FFFF, 1),  # more Chinese
    (0xE0000, 0x10FFFF, 1),  # tags, private use, nothing
]
WEIGHTS = [weight for _, _, weight in SCRIPTS]

EMOJI_PARTS = ["😀", "👍", "❤", "👩", "👨", "💻", "🏳", "🌈", "🇩", "🇪", "1", "#", "\u200d", "\ufe0f", "\ufe0e", "\u20e3"]
EMOJI_PARTS += ["\U0001f3fb", "\U0001f3ff", "\U000e0067", "\U000e007f", " ", "ok", "!"]

SPECIAL_PARTS = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "[cls]", "[Sep]", "[", "]", "[[", "CLS]", "[CLS", " ", "a"]
SPECIAL_PARTS += ["é", "\u0301", "##ing", "[unused1]", "\t", "\u4e16", "\u00ad", "[ SEP ]"]

# Where languages and Unicode versions are at odds.
ODD_PARTS = ["İ", "I", "i", "ı", "Σ", "ς", "ΑΣ", "ß", "ẞ", "ŉ", "ǰ", "ΐ", "ᾳ", "ﬁ", "Å", "K", "Ω", "Dž", "ǅ", "Ⅷ", "ⓐ", "\u0307"]
ODD_PARTS += ["\u0345", "\u1734", "\u1885", "\u1886", "\ua9bd", "\U000111c9", "\u166d", "\u180e", "\u200b", "\u2028"]
ODD_PARTS += ["\ua7cb", "\ua7dc", "\u302e", "\u302f", "\U0001d165", "\U0001d16d", "\u1b44", "\U00011938", "\u08e2"]
ODD_PARTS += ["각", "\u1100\u1161\u11a8", "が", "か\u3099", "豈", "\U0002f800", "\ufa0e", "≠", "\u226e", "\u037e", "\u1fef"]
ODD_PARTS += [" ", ".", "e", "Ａ", "\x1c", "\x85", "\xa0", "\u3000", "\ufffd", "\ufeff", "\ufffe", "\U0002b81f", "\U0002b920"]


def every_code_point():
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def every_code_point_within(before, after):
    """Many to a text, because a text costs more time than a character."""
    words = [before + c + after for c in every_code_point()]
    return [" ".join(words[start : start + 20]) for start in range(0, len(words), 20)]


def random_character(source):
    while True:
        first, last, _ = source.choices(SCRIPTS, WEIGHTS)[0]
        c = source.randint(first, last)
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def random_strings(source, count):
    return ["".join(random_character(source) for _ in range(source.randint(1, 40))) for _ in range(count)]


def one_script_strings(source, count):
    """Words of one script with spaces, accents and signs between them."""

    def text():
        first, last, _ = source.choice([script for script in SCRIPTS if not 0xD800 <= script[0] < 0xE000])
        letters = [chr(source.randint(first, last)) for _ in range(source.randint(1, 30))]
        return "".join(letter + source.choice(["", "", "", " ", "\u0301", "\u0323\u0301", ",", "\u200d"]) for letter in letters)

    return [text() for _ in range(count)]


def sequences_of(parts, source, count, longest):
    return ["".join(source.choices(parts, k=source.randint(1, longest))) for _ in range(count)]


def accented(source, text):
    return "".join(c + source.choice(["", "", "", "\u0301", "\u0308", "\u0327"]) for c in text)


def vocabulary_strings(vocabulary, source, count):
    """Pieces of the vocabulary glued together at random, in random case, some with accents."""
    pieces = [token[2:] if token.startswith("##") else token for token in vocabulary]
    changes = [str, str.upper, str.title, str.swapcase, lambda text: accented(source, text)]

    def text():
        glued = "".join(source.choice(pieces) + source.choice(["", "", " ", "-"]) for _ in range(source.randint(1, 15)))
        return source.choice(changes)(glued)

    return [text() for _ in range(count)]


def familiar_strings(vocabulary, source, count):
    """Characters that the vocabulary knows, in either case, composed or not, with what should vanish between them."""
    known = sorted(set("".join(vocabulary)))
    vanishing = ["\u200b", "\u200d", "\xad", "\0", "\ufffd", "\ufeff", "\x07", "\x7f", "\u0301", "\u0323", "\u20dd", "\ue000"]
    forms = ["NFC", "NFD", "NFKC", "NFKD"]

    def character():
        known_one = source.choice([source.choice(known), source.choice("abcdefghijklmnopqrstuvwxyz ")])
        changed = source.choice([known_one, known_one.upper(), known_one + source.choice("\u0300\u0301\u0308\u0327\u0338")])
        return changed + source.choice([""] * 12 + vanishing)

    return [
        unicodedata.normalize(source.choice(forms), "".join(character() for _ in range(source.randint(1, 30))))
        for _ in range(count)
    ]


def long_words(source, count):
    """About 100 characters, where a word becomes unknown, counted in different ways."""
    alphabets = ["a", "abcdefgh", "é", "e\u0301", "世", "кириллица", "\u200b", "x\u00ad", "😀", "ς"]

    def word():
        alphabet = source.choice(alphabets)
        return "".join(source.choices(alphabet, k=source.randint(90, 110)))

    return [" ".join(word() for _ in range(source.randint(1, 3))) for _ in range(count)] + ["a" * 100_000, "é" * 100_000]


def long_texts(vocabulary, source, count):
    """Cut at the limit, also in the middle of a word."""
    return [" ".join(vocabulary_strings(vocabulary, source, 40)) for _ in range(count)]


def lines_of(paths):
    lines = []
    for path in sorted(paths):
        lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if line]


def repository_paths():
    paths = [ROOT / "README.md", ROOT / "demo" / "conversation.json", ROOT / "LICENSE"]
    for folder in ("src", "tests", "tools", "prompts", "bench", "demo"):
        for suffix in ("*.cpp", "*.h", "*.py", "*.sh", "*.md", "*.json", "*.mjs"):
            paths += [path for path in (ROOT / folder).rglob(suffix) if "node_modules" not in path.parts]
    return {path for path in paths if path.is_file()}


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)


def evaluation_texts(folder):
    texts = set()
    for path in pathlib.Path(folder).glob("*.jsonl"):
        with open(path, encoding="utf-8") as file:
            for line in file:
                texts.update(strings_in(json.loads(line)))
    return sorted(texts)


def groups(vocabulary):
    """(name, texts, the most tokens of one) of every test."""
    source = random.Random(20120911)
    yield "every code point alone", every_code_point(), MOST
    yield "every code point between letters", every_code_point_within("a", "b"), MOST
    yield "every code point between combining marks", every_code_point_within("e\u0301", "\u0323\u0308z"), MOST
    yield "random strings of all scripts", random_strings(source, 20000), MOST
    yield "random strings of one script", one_script_strings(source, 10000), MOST
    yield "emoji sequences", sequences_of(EMOJI_PARTS, source, 3000, 12), MOST
    yield "special tokens in the text", sequences_of(SPECIAL_PARTS, source, 3000, 8), MOST
    yield "odd characters", sequences_of(ODD_PARTS, source, 10000, 12), MOST
    yield "pieces of the vocabulary", vocabulary_strings(vocabulary, source, 20000), MOST
    yield "characters of the vocabulary", familiar_strings(vocabulary, source, 20000), MOST
    yield "every token", vocabulary, MOST
    yield "long words", long_words(source, 2000), MOST
    for most in (2, 3, 8, MOST):
        yield f"long texts cut at {most}", long_texts(vocabulary, source, 150), most
    yield "special tokens at the limit", sequences_of(SPECIAL_PARTS, source, 1000, 12), 6
    yield "nothing but space", ["", " ", "\n", "\u200b", "\u0301", "\ufffd", " \t\u3000\u00a0 "], MOST
    yield "lines of this repository", lines_of(repository_paths()), MOST
    yield "whole files of this repository", [path.read_text(encoding="utf-8") for path in sorted(repository_paths())], MOST
    licences = pathlib.Path("/usr/share/common-licenses")
    if licences.is_dir():
        yield "lines of licences", lines_of(path for path in licences.iterdir() if path.is_file()), MOST
    if folder := os.environ.get("KEEPSAKE_EVAL_DATA"):
        yield "evaluation data", evaluation_texts(folder), MOST
