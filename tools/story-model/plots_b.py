"""Plots about feelings and friends: fear, rescue, weather, contests, learning, surprises."""

import words_people as people
import words_things as things
from english import article, plural, words


def fear(w):
    thing = w.rng.choice(list(things.FEARS))
    where, helps, truth = things.FEARS[thing]
    a, b = w.rng.sample(helps, 2)
    w.set(fearof=thing, where=where, help1=a, help2=b, truth=truth)
    w.facts.update({
        "What was {hero} afraid of?": "{hero} was afraid of {fearof}.",
        "What did {hero} do to be brave?": "{hero} {help1} and {help2}.",
        "Who talked to {hero}?": "{hero}'s {rel} talked to {him}.",
    })
    return [
        ["But {hero} was afraid of {fearof}. [{He} did not tell anyone.|It made {him} shake.|{His} friends did not know.|{He} had been {afraid} of it for a long time.]",
         "{When}, {hero} was {where}. {His} heart beat fast."],
        ["\"[What is the matter|Why are you shaking|Are you all right], {hero}?\" asked {his} {rel}. \"I am {afraid} of {fearof},\" said {hero} [quietly|softly].",
         "\"[Everyone is afraid of something|I was afraid too when I was small|That is all right],\" said {his} {rel}. \"[Take it one step at a time|Try one small thing|You do not have to do it alone].\""],
        ["So {hero} {help1}. [It helped a little.|That was not so bad.|{He} felt a bit better.] Then {he} {help2}. [Now {he} could breathe again.|{His} heart was calm.|{He} even smiled.]",
         "{truth}. [{hero} laughed.|\"Is that all?\" said {hero}.|{hero} was not {afraid} any more.]"],
        ["\"[I did it|I am brave|Look at me]!\" said {hero}. \"[I knew you could|I am proud of you|You are very brave],\" said {his} {rel}."],
    ], "brave", False


def rescue(w):
    animal = words(w.rng.choice(people.SMALL_ANIMALS))
    part = w.rng.choice(["wing", "leg"]) if animal in ("bird", "sparrow", "robin", "pigeon", "crow", "finch", "wren", "swallow", "bat", "owl", "butterfly", "bee") else "leg"
    w.set(small=animal, asmall=article(f"small {animal}"), part=part)
    w.facts.update({
        "What animal did {hero} find?": "{hero} found a small {small}.",
        "Where was the {small}?": "The {small} was {spot}.",
        "What was wrong with the {small}?": "The {small} had hurt its {part}.",
        "Who helped {hero}?": "{hero}'s {rel} helped {him}.",
    })
    return [
        ["{When}, {hero} was walking {atplace}. [Suddenly|Then] {he} heard a [soft|small|sad] sound.",
         "{He} looked {spot}. There was {asmall}. It had hurt its {part} and [could not move|was {afraid}|looked very tired]."],
        ["\"[Poor little {small}|Do not be afraid, little {small}|Oh, you are hurt]!\" said {hero}. \"I will help you.\"",
         "{He} [wrapped|put] the {small} in {his} [scarf|hat|coat|basket|blanket] and [carried|took] it home {adv}."],
        ["\"[Can you help|What should we do|Will it get well]?\" asked {hero}. {His} {rel} looked at the {part} and put on a [small|soft|clean] bandage.",
         "Every day, {hero} gave the {small} [water and {meal2}|food and water|something to eat] and [sang to it|talked to it|kept it warm]. [Slowly|Day by day|After {n} days] the {part} [got better|healed]."],
        ["[One morning|Then one day], the {small} was [well|strong] again. {hero} took it back to {theplace} and let it go. [It was hard to say goodbye.|{He} was a little {sad}, but also {glad}.|\"Goodbye, little friend,\" {he} said.]",
         "[The {small} looked back once|The {small} turned around] and [then it was gone|seemed to say thank you]. [The next {season}|A week later], it came back to visit {hero}."],
    ], "kind", False


def rain(w):
    w.facts.update({
        "Why did {hero} stay inside?": "{hero} stayed inside because it was raining.",
        "What did {hero} and {fhero} build?": "They built a tent.",
        "What did they eat?": "They ate {meal}.",
    })
    return [
        ["{When}, {hero} wanted to go to {theplace} with {fhero}. But it [rained and rained|began to rain|was raining hard], and they had to stay inside.",
         "\"[This is so boring|There is nothing to do|I do not like the rain],\" said {hero}. {He} [looked out of the window|sighed|felt {sad}]."],
        ["\"[I have an idea|I know|Listen],\" said {fhero}. \"[Let us build a tent|We can make a tent] [from blankets|from sheets and chairs|in the middle of the room]!\"",
         "They [took|found] [two chairs|the big table|some pillows] and {athing2}. [Soon|In no time] the tent was [ready|standing]. It looked like [a castle|a cave|a ship|a little house]."],
        ["Inside the tent, they [told stories about {wilds}|played with the {adjthing}|drew pictures of {theplace}|sang songs about the {season}] and ate {meal}.",
         "\"[The rain sounds like a drum|Listen to the rain on the roof|I hope it rains all day],\" said {fhero}. {hero} [laughed|nodded|smiled]."],
        ["[Then|After a while|In the evening] the rain stopped. [There was a rainbow over {theplace}.|The sun came out.|The air smelled fresh.] They [ran outside|went out] and [jumped in the puddles|looked at the {flowers}|splashed about].",
         "\"[That was the best rainy day|I like the rain now|I want to do it again tomorrow],\" said {hero}."],
    ], "together", True


def contest(w):
    contest, verb = w.rng.choice([("race", "run"), ("boat race", "row"), ("singing contest", "sing"), ("baking contest", "bake"),
                                  ("dancing contest", "dance"), ("swimming race", "swim"), ("painting contest", "paint"),
                                  ("jumping contest", "jump"), ("kite contest", "fly a kite"), ("spelling contest", "spell")])
    w.set(contest=contest, verb=verb)
    w.facts.update({
        "What kind of contest was it?": "It was a {contest}.",
        "What was the prize?": "The prize was {athing}.",
        "Who won the prize?": "{hero} and {fhero} won the prize together.",
        "What happened to {fhero}?": "{fhero} fell and was hurt.",
    })
    return [
        ["{When}, there was a {contest} {atplace}. The prize was {athing}. [Everyone wanted to win.|All the animals and children came.|People talked of nothing else.]",
         "\"I [want to|will] win the {thing},\" said {hero}. \"[So will I|Me too|We will see],\" said {fhero}. [Every day they practiced.|They practiced every {time}.]"],
        ["[Then the day came.|At last the day was here.] {ajobC} [blew a whistle|rang a bell|called out], and the {contest} began.",
         "{hero} was [first|in front|doing very well]. {fhero} was [close behind|right behind]. [Then|Suddenly] {fhero} [fell over a root|slipped|tripped over a stone] and hurt {fhis} knee."],
        ["{hero} [stopped|heard {fhim} cry|looked back]. [The prize was so near.|{He} could win now.] But {he} [ran back|went back|walked back] to {fhero}.",
         "\"[Do not cry|Take my hand|I will help you], {fhero},\" said {hero}. {fhero} [took {his} hand|stood up] {adv}, and they [finished|went on] together."],
        ["They were [last|not first|the last of all], but [everyone clapped|the people cheered|all the others waited for them]. The {job} [smiled|came to them]. \"[A good friend is better than a fast one|The prize goes to the kindest heart|You two are the real winners],\" said the {job}, and gave them the {adjthing}."],
    ], "kind", True


def grow(w):
    seed = w.rng.choice(things.SEEDS)
    w.set(seed=seed, seedplant=plural(seed) if seed not in ("corn", "lettuce") else seed)
    w.facts.update({
        "What did {hero} plant?": "{hero} planted a {seed} seed.",
        "Who gave {hero} the seed?": "{ajobC} gave {hero} the seed.",
        "What did the {job} tell {hero}?": "The {job} told {hero} to wait.",
    })
    return [
        ["{When}, {ajob} gave {hero} a {seed} seed. \"[Plant it|Put it in the ground] and give it water,\" said the {job}.",
         "{hero} planted the seed {spot} and [gave it water|sang to it|watched it all day]. [But nothing happened.|But nothing came up.]"],
        ["The next day, {he} [looked|came] again. Still there was nothing. {hero} was {sad}.",
         "\"[My seed does not grow|I think my seed is asleep],\" {he} said. \"[You must wait|Be patient|Good things take time],\" said the {job}."],
        ["So {hero} waited. [It rained for {n} days.|The sun shone.|The days went by.] {He} [pulled out the weeds|gave it water every {time}|kept the {wilds} away].",
         "[Then one morning|One {weather} morning], there was a [small|tiny] green leaf! \"[Look|Come and see], {fhero}!\" [called|cried] {hero}."],
        ["The plant grew and grew. [In summer|After {n} weeks|Soon], it was [taller than {hero}|as tall as a fence|the finest {atplace}]. {hero} gave [some of the {seedplant}|the best of it] to {fhero} and to the {job}.",
         "\"[You waited well|You took good care of it|What a fine gardener you are],\" said the {job}. {hero} was {glad}."],
    ], "patient", True


def learn(w):
    skill = w.rng.choice(list(things.SKILLS))
    gerund, tries = things.SKILLS[skill]
    w.set(skill=skill, skilling=gerund, try1=tries[0], try2=tries[1], try3=tries[2])
    w.facts.update({
        "What did {hero} want to learn?": "{hero} wanted to learn to {skill}.",
        "Who taught {hero}?": "{ajobC} taught {hero}.",
        "What happened the first time?": "The first time, {hero} {try1}.",
    })
    return [
        ["{hero} wanted to learn to {skill}. [All {his} friends could do it.|{fhero} could do it very well.|{He} dreamed of it every night.]",
         "{When}, {he} [met|asked|went to] {ajob}. \"[Can you teach me|Will you show me how|Can I learn it from you]?\" asked {hero}. \"[Of course|I can teach you|Let us start today],\" said the {job}."],
        ["The first time, {hero} {try1}. [{fhero} laughed a little.|It was not easy.|{He} turned red.] The second time, {he} {try2}.",
         "\"I [cannot do it|will never learn it|want to stop],\" said {hero}. {He} was {sad}.",
         "\"[Nobody can do it the first time|Try again|Every master was once a beginner],\" said the {job}. \"[Tomorrow will be better|Just a little every day|You are closer than you think].\""],
        ["[So|And so] {hero} practiced [every {time}|day after day|for {n} weeks]. [One day|Then] {he} {try3}. [That was new!|It felt good.|\"Did you see that?\" {he} cried.]",
         "[Soon|After some time|By {season}] {hero} could {skill} [as well as {fhero}|better than anyone {atplace}|without any help]."],
        ["\"[You are {skilling}|Look, {hero} is {skilling}]!\" called {fhero}. [The {job} clapped.|Everyone cheered.] {hero} was {glad} and proud."],
    ], "patient", True


def surprise(w):
    w.facts.update({
        "Why was {hero} {sad}?": "{hero} was {sad} because {he} thought everyone had forgotten {his} birthday.",
        "What did {fhero} give {hero}?": "{fhero} gave {hero} {athing}.",
        "Where was the party?": "The party was {atplace}.",
    })
    return [
        ["{Day}, it was {hero}'s birthday. {He} woke up early and [ran downstairs|looked for presents|put on {his} best clothes]. But [nobody was there|the house was empty|nobody said a word].",
         "{He} went to see {fhero}. \"[I am busy|I have no time today|I have to go],\" said {fhero} and [closed the door|ran away|hid something behind {fhis} back]."],
        ["{hero} was {sad}. \"[Everyone forgot my birthday|Nobody thinks of me|They all forgot],\" {he} [thought|said to {self}].",
         "{He} walked alone to {theplace} and sat down {spot}. [Even the {flowers} looked sad.|{awildC} looked at {him}.|The wind was cold.]"],
        ["[Suddenly|Then|Just then] {he} heard [a whisper|a giggle|a funny noise]. \"Surprise!\" [shouted|called] many voices.",
         "There stood {fhero}, {his} {rel} and all {his} friends! There was {meal}, and there were {foods} and balloons [everywhere|in the trees|of every color]."],
        ["\"[We did not forget you|We planned it for weeks|Happy birthday], {hero}!\" said {fhero} and gave {him} {athing}. \"[It was hard to keep the secret|I had to hide it from you|I made it myself].\"",
         "{hero} [laughed|cried a little, but {he} was {glad}|hugged {fhero}]. They [danced|sang|played] until [the stars came out|it was dark|the moon was high]."],
    ], "kind", True


def newcomer(w):
    w.facts.update({
        "Who was new?": "{fhero} was new.",
        "Why was {fhero} {sad}?": "{fhero} was {sad} because {fhe} had no friends there.",
        "What did {hero} show {fhero}?": "{hero} showed {fhero} {his} {adjthing}.",
    })
    return [
        ["{When}, a new [neighbor|face] came to {theplace}. It was {fhero}, {faadjkind}. {fhero} [sat alone|stood alone] {spot} and looked {sad}.",
         "{hero} [saw {fhim}|wondered why|watched {fhim} for a while]. [\"Maybe {fhe} is shy,\" {he} thought.|{He} wanted to help.|{He} knew how it felt to be alone.]"],
        ["\"Hello, I am {hero}. What is your name?\" asked {hero}. \"[My name is|I am] {fhero},\" said {fhero} [very softly|without looking up|in a small voice].",
         "\"Why are you {sad}?\" asked {hero}. \"I am new here, and I have no friends,\" said {fhero}."],
        ["\"[Then I will be your friend|You have one now|Come and play with me],\" said {hero}. {He} showed {fhim} {his} {adjthing}. [{fhero} began to smile.|{fhero} had never seen such a thing.|\"It is wonderful!\" said {fhero}.]",
         "[They played {spot2}.|Then they ate {foods} together.|They ran to the {tree} and back.] {hero} showed {fhim} [the best place {atplace}|where the {wilds} live|the old {tree}]."],
        ["[In the evening|When the sun went down|At the end of the day], {fhero} was not {sad} any more. \"[Will you come again tomorrow|Can we play tomorrow]?\" {fhe} asked. \"[Of course|Yes, every day|I promise],\" said {hero}."],
    ], "kind", True


def astray(w):
    w.facts.update({
        "Why did {hero} get lost?": "{hero} got lost because {he} followed {awild}.",
        "Who helped {hero} find the way home?": "{ahelperC} helped {hero} find the way home.",
        "What did {hero} give the {helper}?": "{hero} gave the {helper} {afood}.",
    })
    return [
        ["{When}, {hero} went to {theplace} with {his} {rel}. {He} saw {awild} and [followed it|ran after it|wanted to see where it went].",
         "{He} [went|walked] [past the {tree}|over a bridge|through the {flowers}] and [on and on|farther and farther]. When {he} looked around, {he} did not know where {he} was."],
        ["\"[Hello? Is anyone there|Where am I|How do I get home]?\" [called|cried] {hero}. [Nobody answered.|Only the wind answered.] {He} was {afraid} and sat down {spot}.",
         "Then {ahelper} came along. \"[Why are you crying|Are you lost|What are you doing here], little one?\" asked the {helper}. \"I [am lost|cannot find the way home],\" said {hero}."],
        ["\"[Do not be afraid|Dry your tears|Come with me],\" said the {helper}. \"I know [every path|the way|every stone] here.\"",
         "They walked [together|side by side] past [a field of {flowers}|a row of old trees|a quiet pond]. The {helper} [told a story|sang a song|talked about the {season}], and {hero} [forgot {his} fear|was not {afraid} any more]."],
        ["[At last|Soon|Before dark] they [saw|came to] [a light in a window|the garden gate|the house]. {His} {rel} ran out. \"[There you are|I looked for you everywhere|Thank goodness], {hero}!\" {rhe} cried.",
         "{hero} gave the {helper} {afood} [to say thank you|as a gift]. \"[Next time I will stay close|I will never run off again|Thank you for your help],\" said {hero}."],
    ], "kind", False


def wish(w):
    w.facts.update({
        "What did {hero} wish for?": "{hero} wished for {athing}.",
        "What did {hero} see in the sky?": "{hero} saw a falling star.",
        "Who did {hero} give the {thing} to?": "{hero} gave the {thing} to {fhero}.",
    })
    return [
        ["{Night}, {hero} could not sleep. {He} [went outside|sat at the window|lay {spot}] and looked at the [stars|moon]. [The night was quiet.|Only {awild} was awake.]",
         "Then {he} saw a falling star. \"I wish [for|I had] {athing},\" [whispered|said] {hero}."],
        ["In the morning, there was {athing} [beside the bed|at the door|under the {tree}]! {hero} [could not believe it|jumped for joy|was {glad}].",
         "{He} [ran to|went to] {theplace} to show it to {fhero}. But {fhero} was {sad}. \"[I lost my {thing}|My {thing} is broken|I never had a {thing}],\" said {fhero}."],
        ["{hero} [looked at|thought about] the {adjthing}. [It was all {he} had wished for.|It was hard to decide.] [Then|But then] {he} held it out to {fhero}.",
         "\"[It is for you|You can have mine|Take it], {fhero},\" {he} said. {fhero} [could not speak|smiled from ear to ear|hugged {him}]."],
        ["That night, {hero} looked at the sky [again|once more]. \"[I do not need another wish|I have a friend, and that is enough|Thank you, star],\" {he} said. [The stars twinkled.|One star blinked.|And it seemed as if the moon smiled.]"],
    ], "share", True


PLOTS = [fear, fear, rescue, rescue, rain, contest, grow, learn, learn, surprise, newcomer, astray, wish]
