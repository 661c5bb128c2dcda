"""Conversations: story requests that are honoured, questions whose answers were told, small talk."""

import plots_a
import plots_b
import words_people as people
import words_things as things
from english import article, expand, words
from story import PLOTS, Story

_TOPICS = {
    "lost": ("something that was lost", "a lost thing", "a thing that was lost and found"),
    "share": ("sharing food", "two friends who share", "sharing"),
    "share_thing": ("sharing a toy", "taking turns", "learning to share"),
    "mistake": ("telling the truth", "a mistake", "saying sorry"),
    "make": ("making something", "building something together", "two friends who make something"),
    "treasure": ("a treasure", "a treasure map", "a hidden treasure"),
    "fear": ("being brave", "being afraid", "courage"),
    "rescue": ("helping an animal", "a hurt animal", "being kind to animals"),
    "rain": ("a rainy day", "the rain", "playing inside"),
    "contest": ("a contest", "winning and losing", "a prize"),
    "grow": ("growing a plant", "a seed", "being patient"),
    "learn": ("learning something new", "practice", "never giving up"),
    "surprise": ("a birthday", "a surprise", "a birthday party"),
    "newcomer": ("a new friend", "making friends", "being shy"),
    "astray": ("getting lost", "finding the way home", "a kind helper"),
    "wish": ("a wish", "a falling star", "a star and a wish"),
}
_WITH_THING = [plots_a.lost, plots_a.share_thing, plots_b.contest, plots_b.surprise, plots_b.newcomer, plots_b.wish]

_ASK = [
    "[Tell me|Please tell me|Write|Write me|I would like to hear|Make up|I want] [a story|a short story|a little story] {about}[.|.|!|]",
    "[Can you tell me|Can you write|Could you write|Will you tell me] [a story|a short story|a little story] {about}?",
    "[A story|A short story|A little story] {about}[, please.|.]",
]
_SYSTEM = [
    "You are a [storyteller|friendly storyteller|kind storyteller|teller of stories]. [You write short stories for children.|Answer in simple words.|Use simple words.|]",
    "You [tell|write] [short|little] stories [for children|in plain English|in simple words].",
    "You are a helpful assistant.",
    "Answer [briefly|kindly|in simple words|in short sentences].",
]
_INTRO = ["", "", "", "", "", "Here is a story {about}.\n\n", "[Of course!|Gladly!|Yes, here is one.|With pleasure!]\n\n"]
_FOLLOW = ["What happened next?", "And then?", "What happened after that?", "Please go on.", "Continue the story.", "Tell me more."]
_THANKS = [
    ("[Thank you!|Thanks!|That was nice.|What a lovely story!|I liked it.|Good story!]",
     "[You are welcome!|I am glad you liked it.|Thank you for listening.] [Would you like to hear another story?|Come back soon for another story.|I know many more.]"),
    ("[Goodbye!|Bye!|Good night!|See you tomorrow.]", "[Goodbye! Sleep well.|Goodbye, and come back soon.|Good night! May you dream of good stories.]"),
]
_TALK = [
    ("[Hello!|Hi!|Hello|Hi|Hey|Hi there!|Good morning!|Good evening!|Hello there.]",
     "[Hello!|Hi!|Hello there!|Hello, my friend!] [I am a little storyteller.|I tell little stories.|] [Would you like to hear a story?|Shall I tell you a story?|What should the story be about?]"),
    ("[Who are you?|What are you?|Tell me about yourself.|What is your name?|Are you a robot?]",
     "I am [a little storyteller|a small model that tells stories|a teller of little stories]. [I know stories about animals, children and friends.|I live inside a computer and tell short stories.] [Tell me a name or a thing, and I will make a story.|Ask me for a story!]"),
    ("[What can you do?|How can you help me?|What do you know?|Help!|Can you help me?]",
     "I can tell [short|little] stories. [Give me a name, an animal or a thing, and I will make a story with it.|You can ask me about the story, too.|Tell me who should be in the story.]"),
    ("[Tell me a joke.|Make me laugh.|Do you know a joke?]",
     "[I am better at stories than at jokes.|I know no jokes, but I know stories.] [Would you like to hear one?|Shall I tell you one?]"),
    ("[Do you like stories?|Do you like animals?|What do you like?|What is your favorite animal?]",
     "[I like stories about animals and friends.|I like rabbits, foxes and all small animals.|I love every story with a good ending.] [And you?|What do you like?|Shall I tell you one?]"),
    ("[I am sad.|I am bored.|I feel lonely.|I cannot sleep.|I had a bad day.|I am tired.]",
     "[I am sorry to hear that.|Oh dear!|That is not easy.] [Maybe a little story will help.|A story can make it better.] [Shall I tell you one?|Would you like to hear one?]"),
    ("[Yes.|Yes, please.|Sure.|Okay.|Of course.]",
     "[Good!|Wonderful!|How nice!] [Who should be in the story?|Tell me a name or an animal.|What should the story be about?]"),
    ("[How are you?|How are you today?|Are you well?]",
     "[I am well, thank you.|I am fine, thank you.|I am happy today.] [And you?|Shall I tell you a story?|The sun is shining in my stories.]"),
    ("[What is the capital of France?|What is two plus two?|Who won the game?|Write a computer program.|What is the weather tomorrow?|Can you do my homework?|Who is the president?|How far is the moon?|What time is it?|Translate this into German.]",
     "[I do not know that.|That is too hard for me.|I am sorry, I do not know.] I only know little stories. [Would you like to hear one?|Shall I tell you one?]"),
]


def conversation(rng):
    """One conversation as (role, text) pairs."""
    kind = rng.random()
    messages = [("system", _x(rng.choice(_SYSTEM), rng))] if rng.random() < 0.2 else []
    if kind < 0.14:
        messages += _small_talk(rng)
    elif kind < 0.24:
        return messages + _reading(rng)
    elif kind < 0.30:
        return messages + _continuation(rng)
    if kind >= 0.14 or rng.random() < 0.3:
        messages += _request(rng)
    if rng.random() < 0.12:
        messages += _pair(rng.choice(_THANKS), rng)
    return messages


def _x(template, rng, **fields):
    return expand(template, fields, rng)


def _pair(pair, rng):
    return [("user", _x(pair[0], rng)), ("assistant", _x(pair[1], rng))]


def _small_talk(rng):
    return [m for pair in rng.sample(_TALK, rng.choice((1, 1, 2))) for m in _pair(pair, rng)]


def _request(rng):
    about, wish, plots = _wish(rng)
    story = _honouring(rng, wish, plots)
    ask = _x(rng.choice(_ASK), rng, about=about)
    intro = rng.choice(_INTRO)
    answer = (_x(intro, rng, about=about) + "\n\n" if intro else "") + story.text
    return [("user", ask), ("assistant", answer)] + _questions(rng, story)


def _wish(rng):
    """What the user asks for: (words, wish, plots)."""
    roll = rng.random()
    if roll < 0.06:
        return "", {}, PLOTS
    if roll < 0.24:
        plot = rng.choice(PLOTS)
        return "about " + rng.choice(_TOPICS[plot.__name__]), {}, [plot]
    wish, plots, about = {}, PLOTS, ""
    sex = rng.choice("fm")
    if roll < 0.36:
        return _named_wish(rng, sex)
    kind = "child" if rng.random() < 0.4 else rng.choice(people.ANIMALS)
    noun = ("girl" if sex == "f" else "boy") if kind == "child" else words(kind)
    wish.update(kind=kind, sex=sex)
    about = rng.choice(("about ", "about ", "with ")) + article(noun)
    if rng.random() < (0.75 if kind == "child" else 0.35):
        pool = people.GIRLS if sex == "f" else people.BOYS
        wish["name"] = rng.choice(pool if kind == "child" or rng.random() < 0.4 else people.PET_NAMES)
        about += rng.choice((" named ", " named ", " called ")) + wish["name"]
    if rng.random() < 0.5:
        wish.update(thing=rng.choice(things.THINGS), adj=rng.choice(things.THING_ADJ))
        plots = _WITH_THING
        plain = rng.random() < 0.35
        about += " and " + article(words(wish["thing"]) if plain else f"{wish['adj']} {words(wish['thing'])}")
    elif rng.random() < 0.4:
        wish["place"] = rng.choice(list(things.PLACES))
        about += f" {things.PLACES[wish['place']][0]} the {wish['place']}"
    elif rng.random() < 0.3:
        plot = rng.choice(PLOTS)
        return f"{about} and {rng.choice(_TOPICS[plot.__name__])}", wish, [plot]
    return about, wish, plots


def _named_wish(rng, sex):
    """Two names, one name alone, or a thing alone."""
    hers, his = rng.choice(people.GIRLS), rng.choice(people.BOYS)
    name, friend = (hers, his) if sex == "f" else (his, hers)
    roll = rng.random()
    if roll < 0.4:
        return f"about {name} and {friend}", dict(kind="child", sex=sex, name=name, friend=friend), PLOTS
    if roll < 0.7:
        return f"about {name}", dict(kind="child", sex=sex, name=name), PLOTS
    wish = dict(thing=rng.choice(things.THINGS), adj=rng.choice(things.THING_ADJ))
    plain = rng.random() < 0.5
    return "about " + article(words(wish["thing"]) if plain else f"{wish['adj']} {words(wish['thing'])}"), wish, _WITH_THING


def _honouring(rng, wish, plots):
    """A story in which everything wished for is really told."""
    while True:
        story = Story(rng, wish, short=rng.random() < 0.6, plots=plots)
        told = story.text
        if wish.get("thing") and f"{wish['adj']} {words(wish['thing'])}" not in told:
            continue
        if wish.get("friend") and wish["friend"] not in told:
            continue
        if wish.get("place") and f"the {wish['place']}" not in story.paragraphs[0]:
            continue
        return story


def _questions(rng, story):
    out = []
    facts = list(story.facts.items())
    w = story.world
    facts.append(("Who is the story about?", w.say("The story is about {hero}, {aadjkind}.") if w.say("{aadjkind}") in story.text
                  else w.say("The story is about {hero}.")))
    facts.append((w.say("What is the name of the {kind}?"), w.say("The {kind} is named {hero}.")))
    if story.friend:
        facts.append((w.say("Who is {hero}'s friend?"), w.say("{hero}'s friend is {fhero}, {fakind}.")))
    for question, answer in rng.sample(facts, rng.choices((0, 1, 2), (45, 40, 15))[0]):
        out += [("user", question), ("assistant", answer)]
    if rng.random() < 0.08:
        out += [("user", rng.choice(_FOLLOW)), ("assistant", epilogue(story))]
    return out


def _reading(rng):
    """The user brings the story and asks about it."""
    story = Story(rng, short=True)
    asked = _questions(rng, story) or [("user", "Who is the story about?"), ("assistant", story.world.say("The story is about {hero}."))]
    return [("user", story.text + "\n\n" + asked[0][1])] + asked[1:]


def _continuation(rng):
    story = Story(rng, short=rng.random() < 0.5)
    ask = rng.choice(("Continue this story: ", "Go on with this story: ", "Please finish this story: ", "How does this story go on? "))
    return [("user", ask + story.paragraphs[0]), ("assistant", "\n\n".join(story.paragraphs[1:]))] + _questions(rng, story)


def epilogue(story):
    """A few sentences after the end."""
    w = story.world
    friend = story.friend
    lines = [
        "The next day, {hero} went back to {theplace}" + (" with {fhero}." if friend else "."),
        "[It was {aweather} day.|The {flowers} were in bloom.|{awildC} sat {spot}.]",
        "\"[Do you remember yesterday|Do you know what I dreamed|What shall we do today]?\" asked {hero}. \"[I will never forget it|Tell me|Let us sit under the {tree}],\" said {fhero}."
        if friend else "{hero} [sat down|stopped] {spot2} and thought about [everything|the day before]. {He} was {glad}.",
        "[Then they ate {foods} and talked for a long time.|They played until the sun went down.|And a new day began.]" if friend
        else "[Then {he} went home to eat {meal}.|And a new day began.|It was going to be a good day.]",
    ]
    return " ".join(w.say(line) for line in lines)
