import type { Answer } from './Answer.ts'

export const recipe: Answer = {
  fits: /\b(recipe|cook|cooking|dinner|lunch|eat|food|meal|bake)\b/i,
  starter: { label: 'Recipe', question: 'A recipe for a rainy evening?' },
  text: `# Lentil soup with burnt butter

*Serves 4 · 10 minutes of work · 40 minutes in all*

A soup for an evening on which nobody wants to go shopping. All of it comes from the cupboard, apart from the lemon.

## You need

- **For the pot**
  - 250 g red lentils, rinsed until the water is clear
  - 1 large onion, chopped fine
  - 2 carrots, in small dice
  - 1 tbsp tomato paste
  - 1 tsp ground cumin
  - 1.2 l stock or water
- **For the top**
  - 60 g butter
  - 1 tsp chilli flakes
  - 1 tsp dried mint
  - half a lemon

## How to make it

1. **Sweat the onion** and the carrots with a little oil and a good pinch of salt. Ten minutes, with the lid on: they should be soft and still pale.
2. **Add the paste and the cumin.** Stir until the paste turns from red to brick.
3. **Add lentils and stock**, bring everything to the boil, then turn it down. It takes 20 minutes until the lentils fall apart by themselves.
4. **Burn the butter**, gently:
   1. Melt it in a small light pan, so that you can see its colour.
   2. Wait until it foams, stops foaming, and smells of hazelnuts.
   3. Take it off the heat, *then* add chilli and mint. They go on cooking in the pan.
5. **Taste the soup**, add lemon until it is bright, and pour the butter over it.

> **If it is too thick:** hot water, a ladle at a time. It gets thicker again while it stands, and tomorrow it will be a stew.

## What goes with it

| With | how much | mind |
| :-- | --: | :-- |
| flat bread | 4 pieces | toasted over the flame |
| yoghurt | 200 g | cold, with a little garlic |
| rice | 150 g | cooked in the soup: 300 ml more stock |

- [x] Vegetarian
- [ ] Vegan, unless you take oil in place of the butter
- [x] Keeps for three days`,
}
