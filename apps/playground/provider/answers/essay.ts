import type { Answer } from './Answer.ts'

export const essay: Answer = {
  fits: /\b(history|essay|long|story|mill|mills|river|water)\b/i,
  starter: { label: 'Long read', question: 'Tell me the long history of the water mill' },
  text: `# The patient wheel

## I. Before the wheel

For most of history flour was made by hand, and mostly by women, and it took most of the morning. Two stones, a handful of grain, and the weight of the body: in an hour a practised arm made a kilogram or so of meal, coarse and full of grit. Teeth found in old graves are worn down to the root by it. Whoever wanted to feed a town needed a hundred such arms for every thousand mouths, and the arms had to eat as well.

The thought that a river could do this work is so natural to us that it is hard to imagine the world before it. But a river is a bad servant. It is strong when nobody needs it and weak in August. It carries ice in the winter and trees in the spring. Above all it does not run in circles, and a millstone does.

## II. Two ways to turn

The first mills were small and stood in the stream itself. A shaft stood upright in the current with paddles at its foot, and the stone sat on top: one turn of the water was one turn of the stone. They needed no gears and hardly any skill, and in mountain villages from the Alps to the Himalaya they went on turning until electricity came. Their trouble was that they took the river as it was. If it rushed, the stone raced and burnt the flour. If it fell, everybody waited.

The other kind lay down. A wheel on a level axle, a pair of wooden gears, and the stone above: the wheel could now be as large as the river was strong, and the stone as fast as the flour was fine. Vitruvius, who wrote for an emperor in a hurry, gave it ten lines among other machines *that are rarely used*. He was right for about three hundred years.

> The gears of a mill are the first machine that ordinary people lived with. For fifteen centuries, whoever wanted to understand how one thing moves another went to see the miller.

## III. The invention that nobody signed

What made the wheel useful was not the wheel. It was the ditch beside the river.

Somebody, somewhere, understood that a mill should not stand *in* the river but *next* to it. A weir of stones and brushwood lifts the water by the height of a man. A channel leads some of it away along the slope, hardly falling, while the river beside it goes down as it likes. After a few hundred paces the channel is high above the bed, and from there its water can be dropped on a wheel, as much as is needed, whenever it is needed. What is too much runs over the edge of the channel, back to where it came from. This channel is the *race*. In German it is the ditch of the mill, in French its reach; in Spain, where the same ditch waters the fields, it is the *acequia*, a word the Arabs left behind together with most of what was known about water.

The race does three things, and all three are about calm:

1. It **levels**. A flood that doubles the river adds a hand's breadth to the race, and then runs over the side.
2. It **stores**. Behind the gate there is a pond, and in the pond there is tomorrow morning.
3. It **decides**. A board in a slot, moved by one hand, is the difference between grinding and resting.

Whatever the river did, the wheel saw the same water. The miller could promise a time, and a town could rely on it.

## IV. Six thousand wheels

When William the Conqueror had England counted, his clerks wrote down **6,082 mills**, about one for every fifty households. Nobody had told the people to build them. They had spread along the brooks the way good ideas do: one miller's son at a time. By then they did more than grind. They fulled cloth with wooden hammers, sawed planks, crushed bark for the tanners and rags for the papermakers. In a Cistercian abbey, a visitor wrote, the stream *enters the house, grinds the corn, sifts it, beats the cloth, fills the cauldron of the brewers, and leaves, carrying the dirt with it, having done everything, and asking for nothing*.

It was not all peace. Who owned the mill owned the village, and lords made it law that corn was to be ground at theirs, and nowhere else. Hand stones were seized and, at St Albans, laid into the abbot's floor. Two hundred years later, in 1381, the people came and broke the floor up, and took the pieces home.

## V. The man who measured

For a long time a wheel was built as the last one had been. It was John Smeaton, in 1759, who put models in a tank and counted. A wheel that is pushed from below, he found, wastes two thirds of the water. One that carries it down in buckets wastes one third. From then on there was a reason, and not only a habit, to build the race higher. The mills grew. Around them grew the first factories, and they were still called mills when the last wheel had been sold for firewood.

The steam engine did not win because it was stronger. For fifty years it was weaker, and dearer, and broke more often. It won because it could be put anywhere. A river makes the owner come to it.

## VI. What is left

The wheels are gone, for the most part. The races are not. They run behind supermarkets and under car parks; there are ducks on them, and people walk along the bank in the evening without asking themselves why this brook is so straight, and so even, and so much higher than the river.

It is because somebody wanted the water to arrive in order. It still does.`,
}
