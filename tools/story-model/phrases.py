"""Openings, scenery and endings that every plot shares."""

OPENINGS = [
    "[Once upon a time,|Once,|Long ago,|In the old days,] there was {aadjkind} named {hero}.",
    "Once upon a time, {aadjkind} named {hero} lived [near {theplace}|not far from {theplace}|in a small house by {theplace}].",
    "There [once was|was once] {aadjkind} [named|called|whose name was] {hero}.",
    "{hero} was {aadjkind} who [lived near|loved|often visited|knew every corner of] {theplace}.",
    "The {adj} {kind} [was named|was called] {hero}. {He} lived [near|close to|not far from] {theplace}.",
    "In a [small|little|quiet|green|busy|faraway] [town|village|valley|land] lived {aadjkind} named {hero}.",
    "This is [the story of|a story about] {hero}, {aadjkind} [with a big heart|with bright eyes|who loved {meal}|who loved to ask questions].",
    "Everyone knew {hero}, the {adj} {kind} [from|who lived near] {theplace}.",
    "Not long ago, {aadjkind} named {hero} came to {theplace}.",
    "A long time ago, {aadjkind} named {hero} lived [near|close to|behind] {theplace}.",
]

TRAITS = [
    "{He} liked [{meal} and {foods}|to watch the {wilds}|to look at the {flowers}|to sing in the {season}|to count the {wilds}].",
    "{He} [was always ready to help|had many friends|had a warm smile|loved to play {atplace}].",
    "{He} [had a shelf full of|collected|kept a drawer of|liked to draw] {things3} [and {things4}|].",
    "{He} [loved|was good at|liked nothing better than|was known for] {hobby}.",
    "{He} [dreamed of|often thought about|wanted to see|had a picture of] {far}.",
    "{He} [liked to draw {animals}|knew a song about {animals}|told funny stories about {animals}].",
    "Every {time}, {he} [went|walked|ran|hurried] to {theplace} to [play|look around|watch the {wilds}|rest under the {tree}].",
]

FRIENDS = [
    "{His} best friend was {fhero}, {faadjkind}.",
    "{He} had a friend named {fhero}. {fhero} was {faadjkind}.",
    "{hero} and {fhero}, {faadjkind}, [did everything together|were good friends|played together every day].",
]

WEATHER = [
    "It was {aweather} {time} in {season}.",
    "It was {aweather} {weekday}, and [the {wilds} were busy|the {wilds} were singing|the air smelled of fresh bread|a light wind blew from the hills].",
    "It was {aweather} {time}, and [all was calm|the sky was clear|the wind was soft|the air was full of birdsong].",
    "It was {season}, and the {time} was {weather} and [calm|still|quiet].",
    "One {weather} {time} in {season}, {awild} [sat|rested|sang|waited] [in|near|under] the {tree}, and [all was quiet|the wind was soft|the leaves moved gently].",
]

# How the events begin: on a day of their own, or on the day that was just described.
WHEN = ["One {time}", "On {weekday}", "One {weather} day", "One day", "One {weather} {time}"]
SAME_DAY = ["That {time}", "That day", "On that {time}"]

FRIEND_ENDINGS = [
    "From that day on, {hero} and {fhero} were [the best of friends|always together|closer than ever].",
    "They [laughed and sang|danced for joy|ate {meal} and laughed|drank {drink} and told stories|shared {foods} until the sun went down].",
    "{fhero} [hugged {hero}|smiled at {hero}|held {hero} close]. It was [a good day|the best day of all|the start of many happy days].",
    "And they lived happily [ever after|for many years|together].",
]

ENDINGS = [
    "{hero} went to bed with a [smile|full heart|light heart|happy heart].",
    "That night, {hero} [slept well|fell asleep with a smile|dreamed of {theplace}|told {his} {rel} everything].",
    "And {hero} [never forgot that day|always remembered that day|often told that story].",
    "{hero} was [very|so] {glad}. It had been a [good|wonderful|long|special] day.",
]

MORALS = {
    "share": "[{hero} learned that|Now {he} knew that|From then on, {he} knew that] [sharing makes everything better|a thing is twice as good when you share it|there is always enough for two].",
    "brave": "[{hero} learned that|Now {he} knew that] [being brave means trying even when you are afraid|a small step can be a brave one|fear grows small when you look at it].",
    "honest": "[{hero} learned that|Now {he} knew that] [it is best to tell the truth|the truth is lighter to carry than a secret|saying sorry can mend a lot].",
    "kind": "[{hero} learned that|Now {he} knew that] [a little kindness goes a long way|kindness always comes back|helping others makes the heart warm].",
    "patient": "[{hero} learned that|Now {he} knew that] [good things take time|practice makes things easier|you only fail when you stop trying].",
    "together": "[{hero} learned that|Now {he} knew that] [many hands make light work|two heads are better than one|friends can do great things together].",
}
