"""Word lists for things, food and nature. All lists were written by hand for this project."""

# Things a hero can own, lose, share and carry.
THINGS = """ball kite boat drum bell book box cup hat scarf key lamp ring shell stone spoon whistle flute violin guitar
trumpet doll robot train truck car plane rocket puzzle top yo-yo marble balloon basket bag bucket blanket button bow brush
camera candle cap card chain clock coat coin comb compass crayon crown feather flag fan flashlight glove hammer
hook jar jug kettle ladle lantern lens magnet map mask medal mirror mitten mug necklace needle net notebook paintbrush
pebble pen pencil pillow pin pipe plate pot purse puppet quilt rattle ribbon rope ruler sail scooter shovel sled slipper
sock spade sponge stamp star stick string sword teapot telescope ticket tray umbrella vase wagon wallet watch wheel whisk
windmill wand wreath xylophone harmonica tambourine accordion banjo locket bracelet brooch domino drawing picture
postcard letter envelope diary globe hourglass jewel kaleidoscope jump-rope snow-globe music-box backpack thimble
satchel saddle skate ski sunhat sweater vest boot shoe apron cape cloak belt badge bead bottle bowl broom cane crate
dart dish doorbell earring eraser fiddle fork goblet handkerchief helmet horn horseshoe ink-pot lunchbox
magnifier nutcracker oar paddle parasol pinwheel pitcher raincoat sandal seashell sewing-kit slingshot spinning-top
suitcase teacup teddy-bear thermos tin toolbox toothbrush towel toy-horse tricycle trophy trowel tuba ukulele violin wig""".split()

THING_ADJ = """red blue green yellow orange purple pink white black brown golden silver gray shiny wooden old new little big
tiny round pretty bright soft striped spotted colorful smooth painted lovely special magic warm fancy heavy light crimson
turquoise violet velvet copper brass rusty dusty sparkling tall long narrow wide plain checkered crooked handmade polished
glittering beautiful simple strange""".split()

FOODS = """apple pear plum peach cherry banana orange lemon grape melon berry strawberry blueberry raspberry cookie cake
muffin bun pie tart sandwich pancake waffle pretzel biscuit doughnut carrot potato tomato pumpkin cucumber radish turnip
nut walnut chestnut acorn hazelnut candy cupcake roll bagel dumpling apricot fig coconut pineapple mango kiwi
lollipop popsicle scone croissant meatball sausage omelet pea bean mushroom""".split()

MEALS = """soup stew porridge pasta noodles rice pizza toast bread cheese salad pudding popcorn ice-cream
chocolate yogurt oatmeal custard jelly gingerbread applesauce corn mashed-potatoes
spaghetti macaroni""".split()

DRINKS = """lemonade cocoa tea milk apple-juice cider water orange-juice hot-chocolate ginger-tea cherry-juice mint-tea""".split()

FLOWERS = """rose tulip daisy lily violet poppy sunflower buttercup daffodil bluebell marigold pansy orchid iris
dandelion snowdrop primrose peony crocus geranium lavender foxglove clover hyacinth jasmine""".split()

TREES = """oak pine maple birch willow elm apple-tree chestnut-tree cedar fir beech ash poplar cherry-tree pear-tree
spruce linden walnut-tree hazel alder""".split()

SEEDS = """sunflower pumpkin tomato carrot bean pea radish tulip daisy poppy melon cucumber strawberry lettuce corn
onion cabbage pepper marigold rose""".split()

# name, preposition, spots inside it
PLACES = {
    "park": ("in", ["under a bench", "behind the big oak tree", "near the pond", "beside the swings", "in the sandbox"]),
    "garden": ("in", ["under the rose bush", "behind the shed", "next to the watering can", "between the cabbages", "by the gate"]),
    "forest": ("in", ["under a fern", "inside a hollow log", "behind a mossy rock", "at the foot of a pine tree", "near the stream"]),
    "beach": ("at", ["under a towel", "behind a big rock", "in a pool of sea water", "beside the sandcastle", "in the soft sand"]),
    "market": ("at", ["under the fruit stand", "behind a barrel", "beside the flower cart", "between two crates", "near the fountain"]),
    "farm": ("on", ["in the hay", "behind the barn", "under the tractor", "by the well", "beside the chicken coop"]),
    "library": ("in", ["between two books", "under a table", "behind the tall shelf", "on the window seat", "beside the big globe"]),
    "school": ("at", ["under a desk", "behind the door", "in the coat room", "on the top shelf", "beside the blackboard"]),
    "meadow": ("in", ["in the tall grass", "under a clover leaf", "near the old fence", "behind a haystack", "beside the path"]),
    "village": ("in", ["behind the bakery", "under the bridge", "near the old well", "beside the church wall", "on the stone steps"]),
    "town": ("in", ["under a lamp post", "behind the toy shop", "near the fountain", "on the steps of the town hall", "beside the bus stop"]),
    "barn": ("in", ["in the straw", "behind the cart", "under a feed sack", "on the ladder", "beside the sleeping cow"]),
    "zoo": ("at", ["near the monkey house", "behind the ticket booth", "under a bench", "beside the penguin pool", "next to the map"]),
    "castle": ("in", ["behind the throne", "under the long table", "on the winding stairs", "inside a suit of armor", "beside the drawbridge"]),
    "harbor": ("at", ["under a fishing net", "behind a stack of boxes", "in a small rowboat", "near the anchor", "beside the lighthouse"]),
    "playground": ("on", ["under the slide", "behind the seesaw", "in the sandbox", "next to the swings", "beside the climbing frame"]),
    "lake": ("by", ["among the reeds", "under the dock", "behind a canoe", "near the water lilies", "beside a flat stone"]),
    "river": ("by", ["under the bridge", "among the reeds", "on a sandy bank", "behind a fallen tree", "between two stones"]),
    "hill": ("on", ["under the lonely tree", "behind a gray rock", "in the tall grass", "near the top", "beside the stone wall"]),
    "orchard": ("in", ["under an apple tree", "behind a ladder", "in a basket of pears", "near the fence", "beside the beehive"]),
    "museum": ("in", ["behind a statue", "under a bench", "near the dinosaur bones", "beside the old clock", "in the cloak room"]),
    "bakery": ("in", ["behind the counter", "under a flour sack", "next to the oven", "on the cooling rack", "beside the door"]),
    "train station": ("at", ["under a seat", "behind the ticket window", "on platform two", "near the clock", "beside a suitcase"]),
    "mountain cabin": ("in", ["under the bed", "behind the woodpile", "near the fireplace", "on the window sill", "beside the boots"]),
    "valley": ("in", ["under a bush", "behind the waterfall", "near the crossroads", "beside the brook", "in a patch of clover"]),
    "greenhouse": ("in", ["under a big leaf", "behind the flower pots", "next to the hose", "between the tomatoes", "beside the door"]),
    "island": ("on", ["under a palm tree", "behind the dunes", "in a small cave", "near the shore", "beside the campfire"]),
    "workshop": ("in", ["under the workbench", "behind a paint can", "inside a toolbox", "among the wood shavings", "beside the saw"]),
    "circus tent": ("in", ["under the seats", "behind the curtain", "near the drum", "beside a clown's shoe", "in the sawdust"]),
    "fairground": ("at", ["under the merry-go-round", "behind the popcorn stand", "near the big wheel", "beside the ticket box", "in the grass"]),
    "woods": ("in", ["under a pile of leaves", "behind a tree stump", "inside a fox hole", "near a patch of mushrooms", "beside the trail"]),
    "backyard": ("in", ["under the porch", "behind the fence", "near the bird bath", "beside the doghouse", "in the flower bed"]),
    "marsh": ("in", ["among the cattails", "under a willow", "on a lily pad", "near the wooden path", "behind a clump of grass"]),
    "campsite": ("at", ["under a sleeping bag", "behind the tent", "near the fire pit", "beside a log", "on the picnic table"]),
    "palace": ("in", ["behind a golden curtain", "under the piano", "on the balcony", "near the fish pond", "beside the great door"]),
}

# What the weather can be in each season.
WEATHERS = {
    "spring": "mild breezy fresh bright sunny rainy cool clear pleasant gentle".split(),
    "summer": "hot sunny warm bright golden clear lovely still pleasant dry".split(),
    "autumn": "foggy windy misty cool gray golden crisp cloudy stormy quiet".split(),
    "winter": "snowy frosty crisp chilly cold icy gray white quiet clear".split(),
}
SEASONS = list(WEATHERS)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
TIMES = "morning afternoon evening day".split()

# thing made, materials, three steps
MAKES = {
    "kite": (["paper", "string", "two thin sticks"], ["tied the sticks together", "glued the paper on", "added a long tail"], "flew high above the trees"),
    "birdhouse": (["wood", "nails", "green paint"], ["sawed the boards", "hammered the nails", "painted the roof"], "hung from a branch, and soon a bird moved in"),
    "cake": (["flour", "eggs", "sugar"], ["mixed the batter", "poured it into a pan", "put it in the oven"], "smelled so good that everyone came to taste it"),
    "raft": (["logs", "rope", "an old sheet"], ["rolled the logs together", "tied them with rope", "put up the sail"], "floated all the way across the water"),
    "snowman": (["snow", "a carrot", "two black buttons"], ["rolled a big ball", "put a smaller ball on top", "gave it a nose and eyes"], "stood in the yard and seemed to smile"),
    "tree house": (["boards", "a ladder", "nails"], ["carried the boards up", "nailed them together", "made a small window"], "was the best place to sit and read"),
    "soup": (["carrots", "onions", "potatoes"], ["washed the vegetables", "cut them into small pieces", "stirred the big pot"], "was hot and good, and every bowl was soon empty"),
    "puppet": (["an old sock", "wool", "two buttons"], ["sewed on the eyes", "made hair from wool", "gave it a funny voice"], "made everyone laugh"),
    "lantern": (["paper", "glue", "a candle"], ["folded the paper", "cut out little stars", "set the candle inside"], "glowed softly in the dark"),
    "sandcastle": (["sand", "water", "seashells"], ["filled the bucket", "built four towers", "dug a moat"], "stood tall until the tide came in"),
    "necklace": (["string", "beads", "a seashell"], ["sorted the beads", "threaded them one by one", "tied a careful knot"], "sparkled in the sun"),
    "scarf": (["wool", "two needles", "a button"], ["chose the wool", "knitted row after row", "sewed the ends"], "was long and warm and just right"),
    "boat": (["a walnut shell", "a leaf", "a toothpick"], ["cleaned the shell", "made a sail from the leaf", "set it on the water"], "sailed down the stream like a real ship"),
    "pie": (["apples", "butter", "flour"], ["peeled the apples", "rolled out the dough", "baked it until it was golden"], "was gone in five minutes"),
    "wagon": (["four wheels", "a crate", "a rope"], ["fixed the wheels", "nailed the crate on top", "tied the rope in front"], "rolled smoothly down the lane"),
    "drum": (["a tin", "a balloon", "two sticks"], ["cleaned the tin", "stretched the balloon over it", "painted it red"], "went boom, boom, boom all day long"),
    "swing": (["a plank", "two ropes", "a strong branch"], ["drilled two holes", "tied the ropes to the plank", "tested every knot"], "went so high that it felt like flying"),
    "quilt": (["old shirts", "thread", "a needle"], ["cut the shirts into squares", "laid them out on the floor", "sewed them together"], "kept the whole family warm that winter"),
    "scarecrow": (["straw", "an old coat", "a broom"], ["stuffed the coat with straw", "put it on the broom", "drew a face"], "looked so funny that even the crows laughed"),
    "bridge": (["stones", "planks", "strong rope"], ["piled up the stones", "laid the planks across", "tied everything down"], "carried everyone safely over the brook"),
    "bread": (["flour", "yeast", "warm water"], ["mixed the dough", "let it rise under a cloth", "baked it in the hot oven"], "came out brown and crisp"),
    "map": (["paper", "ink", "a ruler"], ["drew the river first", "added the hills and roads", "marked home with a red star"], "showed the way for years to come"),
}

# feared thing, place of it, what helps
FEARS = {
    "the dark": ("in the bedroom", ["switched on a little night light", "counted slowly to ten", "sang a quiet song"], "The shadows were only a chair and a coat"),
    "thunder": ("in the house", ["counted the seconds after each flash", "hid under a warm blanket", "clapped along with every boom"], "The storm was only loud and could not come in"),
    "deep water": ("at the pool", ["held on to the side", "kicked with both feet", "took one deep breath"], "The water was cool and carried everyone"),
    "dogs": ("on the street", ["stood still and calm", "held out one hand", "let the dog sniff first"], "The dog only wanted to play"),
    "high places": ("on the tower", ["looked straight ahead", "took one step at a time", "held the rail tightly"], "The view from the top was wonderful"),
    "spiders": ("in the shed", ["looked very closely", "asked a question about its web", "gave the spider a name"], "The spider was small and busy and did no harm"),
    "the first day of school": ("at school", ["walked in slowly", "said hello to one person", "found a seat by the window"], "The other children were just as shy"),
    "singing in front of people": ("on the stage", ["closed both eyes for a moment", "thought of a happy day", "hummed the first note"], "The people clapped and clapped"),
    "the old bridge": ("by the river", ["tested every board", "held the rope", "looked at the far side"], "The bridge was stronger than it looked"),
    "loud noises": ("in the town", ["covered both ears", "listened a little at a time", "made a loud noise too"], "The noise was only the big brass band"),
    "the doctor": ("at the doctor's office", ["asked what every tool was for", "squeezed a soft toy", "told a joke"], "It did not hurt at all"),
    "the cave": ("in the hills", ["lit a small lamp", "called hello to the echo", "followed the wall with one hand"], "The cave was full of shining stones"),
    "the wind": ("on the hill", ["leaned into it", "opened both arms wide", "flew a paper bird"], "The wind was only playing"),
    "flying": ("at the airport", ["looked at the clouds", "chewed some gum", "counted the tiny houses below"], "The clouds looked like soft white sheep"),
}

# skill: infinitive, gerund, small steps
SKILLS = {
    "ride a bike": ("riding a bike", ["wobbled", "fell into a bush", "rode in a circle"]),
    "swim": ("swimming", ["splashed", "swallowed some water", "floated for a moment"]),
    "whistle": ("whistling", ["only blew air", "made a funny squeak", "found one clear note"]),
    "skate": ("skating", ["slipped", "sat down hard on the ice", "slid a little way"]),
    "bake bread": ("baking bread", ["burned the crust", "forgot the salt", "made a loaf as flat as a plate"]),
    "paint": ("painting", ["spilled the blue paint", "made the sky too dark", "painted one good cloud"]),
    "read": ("reading", ["mixed up the letters", "stopped at every long word", "read one whole page"]),
    "dance": ("dancing", ["stepped on some toes", "turned the wrong way", "got three steps right"]),
    "climb trees": ("climbing trees", ["slid back down", "scraped one knee", "reached the first branch"]),
    "tie knots": ("tying knots", ["made a big tangle", "tied two shoes together", "made one neat bow"]),
    "juggle": ("juggling", ["dropped every ball", "hit a lamp", "kept two balls in the air"]),
    "play the flute": ("playing the flute", ["played a wrong note", "made the cat run away", "played half a song"]),
    "play chess": ("playing chess", ["lost in four moves", "forgot how the horse jumps", "saved the queen"]),
    "knit": ("knitting", ["dropped a stitch", "made a hole in the middle", "finished one straight row"]),
    "fish": ("fishing", ["caught an old boot", "lost the hook", "felt a little tug"]),
    "row a boat": ("rowing a boat", ["went in circles", "lost an oar", "reached the nearest buoy"]),
    "jump rope": ("jumping rope", ["tripped", "got tangled", "jumped three times in a row"]),
    "sew": ("sewing", ["pricked a finger", "sewed the sleeve shut", "made one straight seam"]),
    "catch a ball": ("catching a ball", ["missed it", "dropped it in the mud", "touched it with both hands"]),
    "tell jokes": ("telling jokes", ["forgot the ending", "laughed too soon", "made one person smile"]),
}

BREAKABLES = """vase cup plate bowl lamp mirror teapot jar flowerpot clock jug pitcher glass mug dish picture-frame
statue toy-ship model-plane""".split()

TREASURES = """chest box bag jar pot bottle tin trunk sack casket""".split()
TREASURE_FILL = """gold coins|old letters|colored glass beads|shiny buttons|sea shells|tiny books|sweet candies|wooden toys|silver
spoons|seeds of every kind|old photographs|smooth stones|paper stars|music sheets|painted marbles""".replace("\n", " ").split("|")

ADVERBS = """slowly quickly quietly softly gently carefully happily eagerly kindly bravely proudly politely cheerfully
patiently calmly warmly brightly gladly shyly firmly neatly""".split()
