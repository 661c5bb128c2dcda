"""One story: a world, a plot, and the sentences around it."""

import phrases
import plots_a
import plots_b
from english import capital
from world import World

PLOTS = plots_a.PLOTS + plots_b.PLOTS
_NEWCOMER = plots_b.newcomer


class Story:
    """The text and what can be asked about it."""

    def __init__(self, rng, wish=None, short=False, plots=PLOTS):
        self.world = w = World(rng, wish)
        _derive(w)
        plot = rng.choice(plots)
        parts, moral, friend = plot(w)
        self.friend = friend and plot is not _NEWCOMER
        paragraphs = [self._opening(rng, short)]
        paragraphs += [[w.say(s) for s in part] for part in parts]
        paragraphs[-1] += self._ending(rng, moral, friend, short)
        self.paragraphs = [" ".join(p) for p in paragraphs]
        self.text = "\n\n".join(self.paragraphs)
        self.facts = {w.say(q): w.say(a) for q, a in w.facts.items()}

    def _opening(self, rng, short):
        w = self.world
        lines = [w.say(rng.choice(phrases.OPENINGS))]
        if rng.random() < (0.2 if short else 0.6):
            lines.append(w.say(rng.choice(phrases.TRAITS)))
        if self.friend:
            lines.append(w.say(rng.choice(phrases.FRIENDS)))
        described = rng.random() < (0.1 if short else 0.4)
        if described:
            lines.append(w.say(rng.choice(phrases.WEATHER)))
        w.set(Day="That day" if described else w.say("[One day|On {weekday}]"))
        w.set(When=w.say(rng.choice(phrases.SAME_DAY if described else phrases.WHEN)),
              Night="That night" if described else rng.choice(["One night", "On a clear night", "One " + w["season"] + " night"]))
        return lines

    def _ending(self, rng, moral, friend, short):
        w = self.world
        lines = []
        if not short and rng.random() < 0.5:
            lines.append(w.say(phrases.MORALS[moral]))
        pool = phrases.ENDINGS + (phrases.FRIEND_ENDINGS * 2 if friend else [])
        if not short or not lines:
            lines.append(w.say(rng.choice(pool)))
        return lines


def _derive(w):
    """Fields built from others: capitals, and feelings that must differ."""
    w.set(theplaceC=capital(w["theplace"]), ajobC=capital(w["ajob"]), awildC=capital(w["awild"]),
          ahelperC=capital(w["ahelper"]), sad2=w.rng.choice(["sad", "gloomy", "lonely"]),
          meal2=w.rng.choice(["milk", "seeds", "bread", "berries"]))
