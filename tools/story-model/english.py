"""The English the grammar needs: articles, plurals, capitals, and templates with choices."""

import functools
import re

_AN_EXCEPTIONS = ("uni", "uku", "use", "one", "eu", "yo")
_SILENT_H = ("hour", "honest")
_IRREGULAR = {"mouse": "mice", "goose": "geese", "deer": "deer", "sheep": "sheep", "wolf": "wolves", "calf": "calves",
              "knife": "knives", "leaf": "leaves", "scarf": "scarves", "tomato": "tomatoes", "potato": "potatoes",
              "fish": "fish", "moose": "moose", "dice": "dice", "child": "children", "foot": "feet", "trout": "trout",
              "mango": "mangoes", "hero": "heroes", "swallow": "swallows"}


def words(name):
    """Lexicon entries join their parts with hyphens; some are truly written so."""
    return name if name in ("yo-yo", "merry-go-round") else name.replace("-", " ")


def article(phrase):
    low = phrase.lower()
    vowel = low[0] in "aeiou" and not low.startswith(_AN_EXCEPTIONS) or low.startswith(_SILENT_H)
    return ("an " if vowel else "a ") + phrase


def plural(noun):
    if noun.endswith("fish"):
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def capital(text):
    return text[:1].upper() + text[1:]


def join(items):
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


@functools.lru_cache(maxsize=None)
def _parse(template):
    """A template is text with [a|b|c] choices (nesting allowed, an empty branch too) and {name} fields."""
    nodes, _ = _sequence(template, 0, top=True)
    return nodes


def _sequence(text, at, top):
    nodes, literal = [], []
    while at < len(text) and (top or text[at] not in "|]"):
        if text[at] == "[":
            if literal:
                nodes.append("".join(literal))
                literal = []
            branches, at = _choice(text, at + 1)
            nodes.append(branches)
        else:
            literal.append(text[at])
            at += 1
    if literal:
        nodes.append("".join(literal))
    return nodes, at


def _choice(text, at):
    branches = []
    while True:
        nodes, at = _sequence(text, at, top=False)
        branches.append(nodes)
        if text[at] == "]":
            return branches, at + 1
        at += 1


def _pick(nodes, rng):
    return "".join(n if isinstance(n, str) else _pick(rng.choice(n), rng) for n in nodes)


_FIELD = re.compile(r"\{(\w+)\}")


def expand(template, fields, rng):
    """Chooses one branch everywhere and fills the fields; spaces and capitals come out right."""
    text = _FIELD.sub(lambda m: str(fields[m.group(1)]), _pick(_parse(template), rng))
    text = re.sub(r" +", " ", text).replace(" ,", ",").replace(" .", ".").replace(" ?", "?").replace(" !", "!").strip()
    return capital(text)
