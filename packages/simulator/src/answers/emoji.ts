import type { Answer } from './Answer.ts'

/** An answer full of emoji, joined and coloured ones among them. */
export const emoji: Answer = {
  keywords: [
    'emoji',
    'emojis',
    'party',
    'celebrate',
    'celebration',
    'birthday',
    'fun',
    'cheer me up',
    'happy',
    'funny',
    'joke',
  ],
  text: `# 🎉 A birthday party in one afternoon

Deep breath. 😮‍💨 You have four hours, a living room and a shop around the corner. That's *plenty*. Here we go! 🚀

## 🛒 One trip to the shop

- 🎈 20 balloons (half of them will pop, that's the fun of it)
- 🕯️ candles and a lighter – **everybody** forgets the lighter
- 🍓🫐🍌 fruit for skewers
- 🍕 pizza dough ×3, 🧀 cheese, 🍅 tomatoes, 🫒 olives
- 🧃 juice, 🫧 sparkling water, 🧊 ice
- 🍰 a plain sponge cake – *we'll* make it special

## 👩‍🍳 The cake that nobody bought

1. 🔪 Cut the sponge in half
2. 🍓 Jam in the middle, **lots** of it
3. ☁️ Whipped cream all over, as messy as you like
4. 🌈 Sprinkles, thrown from a height
5. 🕯️ Candles – one too many is good luck 🤞🏽

## 🎲 Games for every age

| Who | Game | You need | Noise |
| --- | --- | --- | :---: |
| 👶🏻 3–5 | Freeze dance | 🎵 | 🔊🔊🔊 |
| 🧒🏾 6–9 | Treasure hunt | 📝🗺️ | 🔊🔊 |
| 🧑🏼‍🦱 10–14 | Blind pizza bake-off | 🍕🙈 | 🔊🔊 |
| 👵🏽👴🏿 any | Guess the baby picture | 📸 | 🔉 |
| 👨‍👩‍👧‍👦 all | Charades by flags: 🇯🇵 🇧🇷 🇰🇪 🇫🇷 🏴‍☠️ | 🧠 | 🔊🔊🔊🔊 |

## ⏱️ The last hour

- **−60 min** 🧹 hide everything in the bedroom, close the door
- **−45 min** 🎶 playlist on, 💡 lamps on, ceiling light *off*
- **−20 min** 🍕 oven to 250 °C
- **−5 min** 🪞 look at yourself: you did that! 💪🏼✨
- **0** 🚪🔔 *they're here!* 🥳🎊

> 💡 **If all goes wrong:** turn off the lights, hand out 🔦 torches and call it a ghost party 👻. Nobody will ever know.

Have a wonderful day! ❤️‍🔥🎂💛`,
}
