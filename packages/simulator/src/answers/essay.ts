import type { Answer } from './Answer.ts'

/** A very long essay, some 11 KB. */
export const essay: Answer = {
  keywords: [
    'essay',
    'history',
    'long',
    'story',
    'mill',
    'mills',
    'water mill',
    'watermill',
    'millrace',
    'in detail',
    'detailed',
    'explain in depth',
    'industrial revolution',
    'water',
    'wheel',
    'lecture',
  ],
  text: `# The wheel and the river: a short history of water power

## I. The poem

The oldest song of praise for a machine was written for a water mill. Some two thousand years ago, the poet Antipater of Thessalonica told the women who ground the grain to sleep late, even when the cocks announced the dawn. Demeter, he wrote, had handed their work to the nymphs, who now leapt down upon the top of a wheel and turned the axle, and with it the heavy stones.

It's a poem about mythology only on its surface. Underneath, it's the first description of what labour-saving technology feels like to the person whose labour is saved. Grinding flour by hand took hours of every day, and those hours belonged to women and to slaves. A wheel in a stream did the work of dozens of them and did not sleep. Antipater noticed what later ages would often forget: that a machine is, first of all, *time*, and that the question is always whose.

His wheel was struck by water from above. About the same time, the Roman engineer Vitruvius described one that dipped into the current from below, with gears to turn the slow motion of the wheel into the faster motion of the stone. Between the two of them they name the great alternative that millwrights argued about for the next eighteen centuries.

## II. Over or under

An **undershot** wheel stands in the stream and is pushed. It's cheap: no dam, no channel, only a wheel and a current. It's also wasteful, for most of the water hurries past, and what hits the paddles splashes and swirls and leaves with much of its motion still in it.

An **overshot** wheel is fed from above. Its rim is a ring of buckets; the water fills them at the top, and its *weight* carries them down. Nothing splashes, little is lost. But someone first has to bring the water to the top of the wheel, and that's a civil engineering project: a weir across the river, a sluice to let in just enough, and a channel along the hillside that falls more gently than the valley does, so that at the mill the water stands high above the stream it came from.

That channel is the *millrace*. It's the least noticed part of the mill, and the one that makes the rest possible. The river does what it likes: it floods in March, dawdles in August, freezes, carries branches and dead sheep. The wheel wants the opposite: the same amount of water, at the same height, all day. Between the moods of the one and the needs of the other lies nothing but a ditch, well made.

| | Undershot | Breastshot | Overshot |
| --- | :---: | :---: | :---: |
| Water arrives | below | at the axle's height | at the top |
| Driven by | push | both | weight |
| Works with a fall of | 0.5–2 m | 2–5 m | 3 m and more |
| Share of the power used | 20–30 % | 50–60 % | 60–85 % |
| Costs to build | little | more | most |

## III. The first factory

Near Arles, in the south of France, an aqueduct ends at the edge of a steep slope. Down this slope, in the second century, Roman engineers built **sixteen** overshot wheels, in two rows of eight. The water turned one wheel, was collected, turned the next below it, and so on to the bottom. The works at Barbegal could grind enough flour each day to feed several thousand people, and may well have been the largest concentration of mechanical power in the ancient world.

Why did such places remain so rare? The old answer is slavery: who needs machines when people are cheap? The newer answer is more careful. Mills were in fact common across the empire, more common with each decade of digging, but most were small, wooden and rural, and wood rots. We used to count the mills that were written about; now we find the ones that were used.

Where there was no slope, there was ingenuity. In the year 537, the Goths laid siege to Rome and cut its aqueducts, and with them the city's mills. The general Belisarius had pairs of boats moored in the Tiber with a wheel hung between them, just below a bridge where the current was strong. The *ship mill* was born of an emergency, and it stayed for fourteen centuries. On the Danube and the Rhine, rows of them lay at anchor until within living memory, rising and falling with the river, never flooded and never dry.

And in China, in the year 31, an official named Du Shi put water to a use that Rome seems not to have thought of: his wheels worked the bellows of iron furnaces. It's a reminder that the history of technology has more than one river.

## IV. Six thousand mills

When William the Conqueror had England counted in 1086, the clerks of the Domesday Book wrote down some **six thousand mills**. That's about one for every fifty households. Hardly a village was out of earshot of one.

It's worth pausing at this number. Six thousand mills mean six thousand weirs, six thousand sluices, thousands of miles of channel dug by hand and cleared of mud every year. They mean people who could cut gears of applewood, dress a millstone, and judge by ear whether the stones were running too close. They also mean law. A weir that serves one mill drowns the meadow above and starves the mill below; medieval courts were full of millers. Rights to water are among the oldest property rights still in force, and some of them still name the height of a stone in a wall.

The mill belonged to the lord, as a rule, and the villagers were bound to use it. They paid with a share of the flour, and suspected the miller of taking more. "What is the boldest thing in the world?" asks an old riddle, and answers: *a miller's shirt, for it clasps a thief by the throat every day.* The machine that freed the women of Antipater's poem had become the place where the powerful collected their due. Both things were true. They usually are.

By then, the wheel had learnt to do more than turn. Fit an axle with a few wooden pegs, the *cams*, and it'll lift a hammer and let it fall. With that small addition, the mill became the engine of everything: it fulled cloth, crushed ore, beat rags into paper, sawed timber, forged iron, pumped mines. Much of what we call the Middle Ages happened to the sound of a wooden hammer.

## V. Measuring

For all that time, nobody knew how good a water wheel was. Millwrights had opinions. Learned men had theories, and the theories said that the undershot wheel was as good as the other, or better.

In the 1750s, a young instrument maker named **John Smeaton** did something new: he built a model and measured. His wheel was two feet across. A pump kept the head of water constant, a weight on a string was raised by the axle, and Smeaton changed *one thing at a time*. In 1759, he told the Royal Society what he had found: the overshot wheel was about twice as effective as the undershot one. The theories had neglected what is lost when water strikes a paddle and breaks into foam.

> …non-elastic bodies, when acting by their impulse or collision, communicate only a part of their original power; the other part being spent in changing their figure in consequence of the stroke.

That was his explanation, and it's worth admiring. He had no concept of energy, for that word would have to wait another half century. He had a toy wheel, a good watch and patience. The method he used, to vary one parameter and hold the rest, is the method of every engineer since, including those who have never seen a mill and call it an *experiment* or a *benchmark*.

## VI. The other revolution

We picture the industrial revolution in steam, but it began in water. Richard Arkwright's spinning mill at Cromford, in 1771, was driven by a stream that came warm out of a lead mine and therefore didn't freeze. His machine was even called the *water frame*. For fifty years and more, the cotton industry went where the rivers fell, into narrow valleys far from any town, and had to build the towns when it got there.

Water was cheaper than coal, and better than early engines: smoother, simpler, less likely to explode. What it could not do was *move*. A river is where it is, and is as strong as it is. By the 1830s, the good falls were taken, labour was in the cities, and a factory with an engine could stand next to both. Steam won not because it was stronger, but because it could be put where people already were. It's a pattern worth remembering whenever a new technology seems to be winning on its merits.

In America, where rivers were large and coal was far away, water held out longer. At Lowell, in Massachusetts, a company did something that had hardly been done before: it built a system of canals not for its own mills but to *sell water power* to others, by measured quantity. A tenant rented so many "mill powers". There were gauges, disputes, night rates and penalties. It was a utility in all but name, and its chief engineer, James Francis, spent decades working out how to measure, distribute and meter something that never stands still.

## VII. The wheel disappears

Francis also improved the thing that made the wheel obsolete. In 1827, a Frenchman of twenty-five, Benoît Fourneyron, had built a wheel that lay on its side in a casing, with the water flowing *through* it from the centre outwards between curved blades. It was small, fast, worked under water, and used four fifths of the power. It got a new name, made from the Latin word for a spinning top: *turbine*.

The rest followed quickly. Francis turned the flow inwards. Lester Pelton, in the gold fields of California, gave his wheel split cups that threw a jet of water back almost the way it came, so that it left with hardly any motion at all: Smeaton's lesson, taken to its end. And in the 1890s, at Niagara, the turbines were coupled to generators, and the one great weakness of water power was gone. The river still couldn't move. But the power could, along a wire, to wherever somebody wanted it.

Today, about a seventh of the world's electricity comes from falling water. Hardly anyone has seen the wheels that make it. They turn in the dark, in concrete, in a casing; and at the top of each there is still a gate that opens and closes, minute by minute, so that a wheel which wants to turn evenly can be fed by a river that doesn't.

## VIII. What stays

Three things seem worth keeping from this long story.

1. **The unglamorous part decides.** Wheels are painted and photographed; channels aren't. But a mediocre wheel with a good race ground flour all year, and a splendid wheel without one stood still in August.
2. **Measure before you argue.** For seventeen hundred years, people disagreed on a question that a model two feet wide could settle.
3. **Ask whose time it is.** Each of these machines saved labour. Who got the hours was never decided by the machine.

And one image, for the road. If you ever come across an old mill, don't look at the wheel first. Walk upstream, along the grassy ditch you took for a natural brook, until you find the place where it leaves the river. You'll see a few stones, a wooden board in a slot, perhaps a handle. It looks like nothing. It's where somebody once stood in the rain and decided how much of a river to let in.`,
}
