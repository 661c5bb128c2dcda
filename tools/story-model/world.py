"""The hidden state of one story: who, where, what; sampled first so that every sentence agrees with it."""

import words_people as people
import words_things as things
from english import article, capital, expand, plural, words

_PRONOUNS = {"f": ("she", "her", "her", "hers", "herself"), "m": ("he", "him", "his", "his", "himself")}


class World:
    """Fields for the templates. A wish (name, kind, thing, place) fixes part of the state."""

    def __init__(self, rng, wish=None):
        wish = wish or {}
        self.rng = rng
        self.fields = {}
        self.facts = {}
        self._hero(wish)
        self._friend(wish)
        self._grown_ups()
        self._thing(wish)
        self._place(wish)
        self._scenery()

    def __getitem__(self, key):
        return self.fields[key]

    def say(self, template):
        return expand(template, self.fields, self.rng)

    def set(self, /, **more):
        self.fields.update(more)

    def person(self, prefix, sex):
        """Writes the pronouns of one character: {he}, {him}, {his}, {He}, {His} with a prefix."""
        he, him, his, hers, self_ = _PRONOUNS[sex]
        self.set(**{prefix + "he": he, prefix + "him": him, prefix + "his": his, prefix + "hers": hers,
                    prefix + "self": self_, prefix + "He": capital(he), prefix + "His": capital(his)})

    def _being(self, prefix, sex, kind, name):
        rng = self.rng
        child = kind == "child"
        noun = ("girl" if sex == "f" else "boy") if child else words(kind)
        adj = rng.choice(people.CHILD_ADJ if child else people.ANIMAL_ADJ)
        self.person(prefix, sex)
        self.set(**{prefix + "hero": name, prefix + "kind": noun, prefix + "adj": adj,
                    prefix + "akind": article(noun), prefix + "aadjkind": article(f"{adj} {noun}")})

    def _name(self, sex, kind, avoid=""):
        rng = self.rng
        pool = people.GIRLS if sex == "f" else people.BOYS
        if kind != "child" and rng.random() < 0.6:
            pool = people.PET_NAMES
        name = rng.choice(pool)
        return name if name[0] != avoid[:1] else self._name(sex, kind, avoid)

    def _hero(self, wish):
        rng = self.rng
        sex = wish.get("sex") or rng.choice("fm")
        kind = wish.get("kind") or ("child" if rng.random() < 0.6 else rng.choice(people.ANIMALS))
        self.child, self.sex = kind == "child", sex
        self._being("", sex, kind, wish.get("name") or self._name(sex, kind))

    def _friend(self, wish):
        rng = self.rng
        sex = "m" if self.sex == "f" else "f"
        same = rng.random() < 0.7
        kind = "child" if wish.get("friend") or same and self.child else rng.choice(people.ANIMALS)
        self._being("f", sex, kind, wish.get("friend") or self._name(sex, kind, avoid=self["hero"]))

    def _grown_ups(self):
        rng = self.rng
        sex = rng.choice("fm")
        rel = rng.choice(people.RELATIVES_F if sex == "f" else people.RELATIVES_M)
        self.person("r", sex)
        job, animal = words(rng.choice(people.JOBS)), words(rng.choice(people.ANIMALS))
        old = rng.choice(["old", "kind", "wise", "friendly", "gentle", "patient", "cheerful"])
        self.set(rel=rel, job=f"{old} {job}", ajob=article(f"{old} {job}"),
                 helper=f"{old} {animal}", ahelper=article(f"{old} {animal}"))

    def _thing(self, wish):
        rng = self.rng
        noun = words(wish.get("thing") or rng.choice(things.THINGS))
        adj = wish.get("adj") or rng.choice(things.THING_ADJ)
        food = words(rng.choice(things.FOODS))
        meal = words(rng.choice(things.MEALS))
        self.set(drink=words(rng.choice(things.DRINKS)))
        self.set(thing=noun, tadj=adj, adjthing=f"{adj} {noun}", athing=article(f"{adj} {noun}"),
                 thing2=words(rng.choice([t for t in things.THINGS if words(t) != noun])),
                 food=food, afood=article(food), foods=plural(food), meal=meal)
        collected = [plural(words(t)) for t in rng.sample(things.THINGS, 2)]
        self.set(things3=collected[0], things4=collected[1], animals=plural(words(rng.choice(people.ANIMALS))),
                 hobby=words(rng.choice(people.HOBBIES)), far=rng.choice(people.FAR_PLACES))
        self.set(athing2=article(f"{rng.choice(things.THING_ADJ)} {self['thing2']}"))

    def _place(self, wish):
        rng = self.rng
        place = wish.get("place") or rng.choice(list(things.PLACES))
        prep, spots = things.PLACES[place]
        a, b, c = rng.sample(spots, 3)
        self.set(place=place, atplace=f"{prep} the {place}", theplace=f"the {place}", spot=a, spot2=b, spot3=c)

    def _scenery(self):
        rng = self.rng
        tree, flower = words(rng.choice(things.TREES)), rng.choice(things.FLOWERS)
        wild, wild2 = rng.sample(people.WILD_ANIMALS, 2)
        season = rng.choice(things.SEASONS)
        weather = rng.choice(things.WEATHERS[season])
        self.set(tree=tree, atree=article(tree), flower=flower, flowers=plural(flower), wild=wild,
                 awild=article(wild), wilds=plural(wild2), weather=weather, aweather=article(weather),
                 season=season, weekday=rng.choice(things.DAYS), time=rng.choice(things.TIMES),
                 sad=rng.choice(people.FEELINGS_SAD), glad=rng.choice(people.FEELINGS_HAPPY),
                 afraid=rng.choice(people.FEELINGS_AFRAID), adv=rng.choice(things.ADVERBS),
                 adv2=rng.choice(things.ADVERBS), n=rng.choice("two three four five six seven eight nine ten".split()))
