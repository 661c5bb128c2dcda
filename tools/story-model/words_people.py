"""Word lists for people and animals. All lists were written by hand for this project."""

GIRLS = """Mia Lily Anna Emma Zoe Ruby Clara Nora Ella Ivy Rosa Maya Lucy Alice Sofia Hanna Greta Tilda Nina Lena Vera
Mina Olga Paula Rita Sara Tess Uma Wilma Yara Zara Amy Bella Cora Dora Edith Faye Gina Hazel Iris Jane June Kate Kim Lara
Lola Mara Molly Nell Opal Pearl Penny Pia Rose Ruth Stella Sue Tara Tina Una Violet Willa Abby Ada Agnes Bonnie Carla Celia
Daisy Daphne Eliza Elsa Esther Flora Frida Gwen Heidi Helen Ingrid Irma Isla Jade Jill Joan Josie Julia Karin Kira Laura
Leah Linda Lottie Luna Mabel Margo Martha Matilda May Megan Mila Nadia Naomi Nelly Olive Polly Priya Quinn Ramona Rhea Sally
Selma Sonja Susan Thea Trudy Ursula Vicky Wanda Winnie Aiko Amina Chloe Fatima Leila Mei Noor Salma Tamar Yuki""".split()

BOYS = """Tom Ben Max Leo Sam Finn Jack Otto Paul Hugo Noah Oscar Theo Emil Anton Karl Jonas Felix Henry Oliver Peter
Adam Alan Alex Andy Arlo Basil Bill Bob Boris Bruno Carl Cole Dan David Dean Dylan Eddie Elias Eric Ethan Evan Ezra Frank
Fred Gabe George Gus Hal Hank Harry Hector Ian Igor Ivan Jake James Jasper Jim Joe Joel John Josh Juan Kai Keith Ken Kurt
Lars Leon Liam Linus Louis Lucas Luke Mark Marco Martin Matt Miles Milo Moritz Nate Ned Neil Nick Niels Nico Omar Oskar Owen
Pablo Pete Phil Pip Ralph Raj Ray Rex Robin Roger Rolf Roy Rufus Simon Stan Steve Sven Ted Tim Tobias Toby Tony Victor Vince
Walter Will Yusuf Ali Amir Carlos Diego Hiro Jamal Kofi Mateo Ravi Samir Tariq Bashir Chen Dario Enzo""".split()

PET_NAMES = """Pepper Biscuit Button Cocoa Cookie Clover Dot Fluff Ginger Honey Hopper Jelly Maple Marble Midnight Misty Mocha
Muffin Nibbles Nutmeg Patch Peanut Pebble Pickle Pumpkin Rusty Scout Shadow Smoky Snowy Socks Speckle Spot Squeak Sunny
Thistle Tiny Toffee Truffle Tumble Twig Velvet Waffle Whisker Willow Ziggy Acorn Barley Bramble Bubbles Buttons Cinnamon
Crumb Dusty Feather Fern Fizzy Hazelnut Juniper Lucky Mango Minty Mossy Noodle Olly Pippin Puddle Radish Rocket Sesame
Sprout Teddy Tuffy Wiggle Zippy""".split()

# Animals that can be heroes or friends and live on land.
ANIMALS = """rabbit fox bear mouse squirrel hedgehog badger beaver cat dog kitten puppy duck goose hen frog toad turtle
tortoise otter mole deer lamb goat pony donkey pig piglet cow calf horse owl crow robin sparrow pigeon penguin seal raccoon
skunk possum koala kangaroo monkey elephant giraffe zebra lion tiger hamster ferret weasel chipmunk lizard snail hare wolf
moose panda parrot peacock swan stork heron raven magpie woodpecker rooster chick duckling gosling cub fawn foal llama
camel hippo rhino walrus bat rat guinea-pig gecko salamander newt dragon unicorn dinosaur robot""".split()

# Animals that are small enough to be found hurt and carried home.
SMALL_ANIMALS = """bird kitten puppy duckling hedgehog squirrel rabbit sparrow robin turtle mouse frog lamb chick owl
butterfly bee ladybug beetle mole fawn bunny gosling pigeon crow hamster snail bat finch wren swallow""".split()

WILD_ANIMALS = """ant bee beetle butterfly caterpillar cricket dragonfly grasshopper ladybug moth spider worm snail bird blackbird
finch kingfisher lark nightingale swallow thrush wren lizard squirrel rabbit mouse fox deer
hedgehog bumblebee firefly sparrow robin chipmunk mole hare""".split()

ANIMAL_ADJ = """little small tiny big young brown gray white black spotted striped fluffy shaggy golden clever shy brave
curious playful gentle sleepy cheerful quiet friendly lively hungry proud lazy jolly plump speedy merry""".split()

CHILD_ADJ = """little young small clever shy brave curious playful gentle cheerful quiet friendly lively kind thoughtful
helpful happy careful bold polite patient jolly busy dreamy""".split()

JOBS = """baker farmer fisherman gardener teacher doctor nurse painter tailor carpenter miller shepherd sailor captain
pilot driver conductor librarian postman painter potter weaver blacksmith clockmaker shoemaker toymaker cook waiter butcher
grocer florist beekeeper firefighter policeman plumber builder mechanic musician singer dancer drummer poet writer
magician clown juggler astronomer inventor scientist explorer guard cleaner barber dentist vet zookeeper ranger
lighthouse-keeper beekeeper knight king queen prince princess wizard""".split()

RELATIVES_F = "mother grandmother aunt sister cousin mom grandma".split()
RELATIVES_M = "father grandfather uncle brother cousin dad grandpa".split()

FEELINGS_SAD = "sad upset unhappy worried lonely gloomy heartbroken disappointed".split()
FEELINGS_HAPPY = "happy glad cheerful delighted joyful thankful pleased overjoyed thrilled".split()
FEELINGS_AFRAID = "afraid scared frightened nervous terrified".split()

HOBBIES = """whittling gardening stargazing drawing singing reading cooking sketching humming yodeling sailing hiking camping
collecting counting exploring daydreaming storytelling birdwatching knitting embroidery carving weaving pottery origami
acrobatics marching tiptoeing somersaults cartwheels riddles puzzles poems nursery-rhymes lullabies fairy-tales legends
hide-and-seek hopscotch checkers leapfrog tag""".split()

FAR_PLACES = """the desert|the jungle|the North Pole|the ocean|the mountains|a volcano|a glacier|the moon|a pyramid|a coral
reef|a rainforest|a lighthouse|the prairie|a canyon|a waterfall|an iceberg|the savanna|a shipwreck|an observatory|a
windmill|the opera|a carnival|a cathedral|a monastery|the stars|the equator|a lagoon|an oasis|a geyser|the sea""".replace("\n", " ").split("|")
