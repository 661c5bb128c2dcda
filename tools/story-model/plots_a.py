"""Plots about things: lost, shared, broken, made, found."""

import words_things as things
from english import article, join, words


def lost(w):
    """Something is lost; a friend helps; it turns up at a spot named in the story."""
    w.facts.update({
        "What did {hero} lose?": "{hero} lost {his} {adjthing}.",
        "Where was the {thing}?": "The {thing} was {spot}.",
        "Why was {hero} {sad}?": "{hero} was {sad} because {he} had lost {his} {adjthing}.",
        "Who helped {hero}?": "{fhero} helped {hero} look for the {thing}.",
    })
    return [
        ["{hero} had {athing}. [{He} took it everywhere.|It was {his} favorite thing.|It was a gift from {his} {rel}.|{He} would not trade it for anything.]",
         "{When}, {hero} [looked for|reached for|wanted to play with] the {thing}, but it was gone. [{He} felt {sad}.|{He} was very {sad}.|{He} was so {sad} that {he} began to cry.]"],
        ["\"[Where is my {thing}|Oh no, my {thing} is gone|I have lost my {thing}]!\" [said|cried] {hero}.",
         "\"[Do not worry|Do not cry|Let us look together],\" said {fhero}. \"[We will find it|I will help you look|It cannot be far].\""],
        ["[They|{hero} and {fhero}] [looked|searched] {spot2}, but [it was not there|they found only {awild}|there was only {athing2}].",
         "[Then|Next,|After that,] they [looked|searched] {spot3}, but [the {thing} was not there|they found nothing|there were only some {flowers}].",
         "[At last|Finally], {fhero} [pointed|called|looked {adv}] {spot}. [There was the {adjthing}|There it was, the {adjthing}|The {adjthing} was right there]!"],
        ["\"[Thank you|Thank you so much|You found it], {fhero}!\" said {hero}. {He} [hugged|held] the {thing} [tightly|close] and was {glad} again."],
    ], "together", True


def share(w):
    w.facts.update({
        "What did {hero} have?": "{hero} had {afood}.",
        "Why was {fhero} {sad}?": "{fhero} was {sad} because {fhe} was hungry and had nothing to eat.",
        "What did {hero} share?": "{hero} shared {his} {food} with {fhero}.",
    })
    return [
        ["{When}, {hero} had {afood}. [It smelled wonderful.|It was still warm.|It was the last one.|{His} {rel} had given it to {him}.]",
         "{He} [sat down|found a quiet seat] {spot} [and was about to eat|to eat it]."],
        ["Then {he} saw {fhero}. {fhero} looked {sad}.",
         "\"[What is wrong|Why are you so {sad}|Are you all right], {fhero}?\" asked {hero}.",
         "\"[I am hungry|I am so hungry|My tummy is empty], and I have nothing to eat,\" said {fhero} [quietly|softly|in a small voice]."],
        ["{hero} [looked at|thought about] the {food}. [It was not very big.|{He} was hungry too.|{He} wanted to eat all of it.] [But {he} was kind.|But then {he} looked at {fhero}.]",
         "{hero} [broke|cut] the {food} in two and gave [half|the bigger half|one piece] to {fhero}. \"[Here|This is for you|Take it], [we can share|let us eat together|friends share],\" {he} said."],
        ["{fhero} [smiled|was {glad}|began to smile]. [Together they ate|They sat {spot} and ate] the {food}, and it tasted [better than ever|sweet|like {season}].",
         "[The next day|Later|A week later], {fhero} [came back with|brought] {meal} for {hero}. \"[Now it is my turn|This is for you|You shared with me, so I share with you],\" said {fhero}."],
    ], "share", True


def share_thing(w):
    w.facts.update({
        "What did {fhero} want to play with?": "{fhero} wanted to play with {hero}'s {adjthing}.",
        "What did {hero} say at first?": "At first, {hero} said no.",
        "Who told {hero} to share?": "{hero}'s {rel} told {him} to share.",
    })
    return [
        ["{hero} got {athing} from {his} {rel}. [{He} was very {glad}.|{He} played with it all day.|It was the best {thing} {atplace}.]",
         "{fhero} [came by|came to play|saw the {thing}]. \"[May I play with your {thing}|Can I try it|Can I hold the {thing}], please?\" asked {fhero}."],
        ["\"No! [It is mine|It is my {thing}|You will break it],\" said {hero}. {fhero} [walked away|went home|sat down alone {spot}] and felt {sad}.",
         "{hero} played alone. But [soon|after a while] [it was not fun|the game was boring|{he} felt lonely]."],
        ["\"Why do you look so {sad2}?\" asked {his} {rel}. \"[I have nobody to play with|Playing alone is no fun],\" said {hero}.",
         "\"[A {thing} is more fun with a friend|Maybe you can share the {thing}|Try to share, and see what happens],\" said {his} {rel}."],
        ["So {hero} [ran to|went to find] {fhero}. \"[I am sorry|Please forgive me]. [Let us play together|You can have the first turn|We can take turns],\" {he} said.",
         "{fhero} [smiled|jumped up|nodded]. They played with the {adjthing} [until it got dark|all {time}|again and again {atplace}]."],
    ], "share", True


def mistake(w):
    w.set(broken=words(w.rng.choice(things.BREAKABLES)), badj=w.rng.choice(things.THING_ADJ))
    w.set(abroken=article(f"{w['badj']} {w['broken']}"), abroken2=article(w["broken"]))
    w.facts.update({
        "What did {hero} break?": "{hero} broke the {badj} {broken}.",
        "Who did the {broken} belong to?": "The {broken} belonged to {hero}'s {rel}.",
        "Was {hero}'s {rel} angry?": "No, {hero}'s {rel} was not angry, because {hero} told the truth.",
    })
    return [
        ["{When}, {hero} was [playing with {his} {thing}|dancing|running|jumping] in the house. {His} {rel} had {abroken} that {rhe} loved.",
         "[Crash!|Oh no!|Bang!] {hero} [bumped into|hit|knocked over] the {badj} {broken}. It [fell|dropped] to the floor and broke."],
        ["{hero} was {afraid}. {He} [hid the pieces under the bed|wanted to run away|did not know what to do].",
         "\"[What will my {rel} say|What have I done]?\" {he} [thought|whispered]."],
        ["[All day|For a long time|At supper], {hero} [could not eat|could not play|felt {sad}]. [At last|In the end|Then] {he} went to {his} {rel}.",
         "\"I [broke|am sorry, I broke] your {broken},\" said {hero} [softly|in a small voice|and began to cry]. \"[I did not mean to|It was my fault|I should have been careful].\""],
        ["{His} {rel} [was quiet for a moment|looked at {him}|took {his} hand]. \"[Thank you for telling me|I am glad you told me the truth|It was only {abroken2}],\" {rhe} said. \"[We can fix it|Let us glue it together|You are more important than any {broken}].\"",
         "They [glued the pieces together|swept up the pieces|fixed the {broken} with glue and patience]. It [was not perfect|had a crack|looked a little funny], but [nobody minded|it was good enough|{hero} felt light again]."],
    ], "honest", False


def make(w):
    made = w.rng.choice(list(things.MAKES))
    materials, steps, result = things.MAKES[made]
    if made == "snowman":
        w.set(season="winter", weather="snowy", aweather="a snowy")
    w.set(made=made, amade=("" if made in ("soup", "bread") else "a ") + made, materials=join(materials), step1=steps[0], step2=steps[1],
          step3=steps[2], result=result, mat=w.rng.choice(materials))
    w.facts.update({
        "What did {hero} make?": "{hero} and {fhero} made {amade}.",
        "What did they need?": "They needed {materials}.",
        "What did they do first?": "First, they {step1}.",
        "What did they do last?": "Last of all, they {step3}.",
    })
    return [
        ["{When}, {hero} had [an idea|a plan|a wonderful idea]. \"[Let us make|I want to make|We could make] {amade}!\" {he} said to {fhero}.",
         "\"[What do we need|That sounds fun, but what do we need]?\" asked {fhero}. \"We need {materials},\" said {hero}."],
        ["[They looked everywhere|They went to look {spot}|They asked {hero}'s {rel}]. [Soon|Before long|After an hour] they had [everything|all they needed].",
         "[First,|To begin,] they {step1}. [It was not easy.|{fhero} laughed.|{hero} worked {adv}.] Then they {step2}.",
         "[But something went wrong!|Then there was a problem.|But then a strong wind came.] [They had to start again.|They had to try twice.|They did not give up.]"],
        ["\"[This is too hard|I cannot do it|Maybe we should stop],\" said {fhero}. \"[We can do it|Let us try once more|We are almost done],\" said {hero}.",
         "[Last of all|Finally|At the end], they {step3}. The {made} was [ready|done|finished]."],
        ["It {result}. [Everyone clapped.|{hero}'s {rel} was proud.|{ahelperC} came to look and nodded.] \"[We made it together|What a fine {made}|It is perfect]!\" said {fhero}."],
    ], "together", True


def treasure(w):
    w.set(chest=w.rng.choice(things.TREASURES), fill=w.rng.choice(things.TREASURE_FILL))
    w.set(achest=article(f"{w.rng.choice(['old', 'heavy', 'dusty', 'small', 'wooden'])} {w['chest']}"))
    w.facts.update({
        "What did {hero} find?": "{hero} found an old map.",
        "Where was the treasure?": "The treasure was {spot}.",
        "What was inside the {chest}?": "There were {fill} inside the {chest}.",
    })
    return [
        ["{When}, {hero} found an old map [inside an old box|in a book|under the stairs|in a dusty drawer]. [There was a red cross on it.|It showed {theplace}.|\"{theplaceC}\" was written on it.]",
         "\"[Look|See|Come quickly], {fhero}! [It is a treasure map|Let us find the treasure|The map shows the way to {theplace}]!\" said {hero}."],
        ["They [packed|took] {athing} and some {foods} and [set off|went on their way]. [First|On the way] they [crossed|came to] [a bridge|a field of {flowers}|a stream] and [met|saw] {awild}.",
         "\"[Which way now|Are we lost|Is it far]?\" asked {fhero}. \"[We go|The map says we must go] {n} steps [past|from] the {tree},\" said {hero}."],
        ["They counted {n} steps and looked {spot}. [They began to dig.|{fhero} pushed the leaves away.|Something was there!]",
         "[There was|They found] {achest}! {hero} opened it {adv}. Inside there were {fill}."],
        ["\"[We are rich|It is beautiful|We found it]!\" [laughed|cried|said] {fhero}. [They gave some to every friend they had.|They took it home and showed it to {hero}'s {rel}.|They hid the map again, so that someone else could find it.]"],
    ], "together", True


PLOTS = [lost, lost, share, share_thing, mistake, make, make, treasure]
