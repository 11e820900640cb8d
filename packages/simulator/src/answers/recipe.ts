import type { Answer } from './Answer.ts'

/** A dinner recipe. */
export const recipe: Answer = {
  keywords: [
    'recipe',
    'recipes',
    'cook',
    'cooking',
    'dinner',
    'lunch',
    'bake',
    'food',
    'meal',
    'pasta',
    'vegetarian',
    'soup',
    'ingredients',
  ],
  text: `# Roasted tomato and white bean stew

*Serves 4 · 15 minutes of work · 50 minutes in all · vegan unless you add the cheese*

A dish for the evening when there's nothing in the house. Roasting turns even watery winter tomatoes into something deep and sweet, and the beans make the sauce creamy without any cream.

## Ingredients

**For the tray**

- 800 g small tomatoes, halved
- 1 red onion, cut in wedges
- 6 cloves of garlic, unpeeled
- 4 tbsp olive oil
- 1 tsp smoked paprika
- ½ tsp fennel seeds, lightly crushed
- 1 tsp salt

**For the pot**

- 2 tins (480 g drained) of white beans; cannellini are good
- 200 ml of their own liquid, or stock
- 2 sprigs of rosemary
- a strip of lemon peel
- 100 g kale or spinach, torn

**To finish**

- juice of half a lemon
- good bread, toasted
- *optional:* 50 g feta or pecorino

## Method

1. **Heat the oven** to 200 °C (180 °C fan).
2. **Fill the tray.** Toss tomatoes, onion and garlic with oil, paprika, fennel and salt. Turn the tomatoes cut side up, so that they dry rather than stew.
3. **Roast for 35 minutes**, until the edges are dark and the middle of the tray is jammy.
4. **Meanwhile, warm the beans** with their liquid, the rosemary and the lemon peel. Let them tremble on a low heat, without boiling.
5. **Squeeze the garlic** out of its skins, mash it with a fork and stir it into the beans. It thickens the whole pot.
6. **Join the two.** Scrape everything from the tray into the pot, *especially* the sticky bits. Add the greens and give them two minutes.
7. **Finish** with lemon juice, black pepper and a thread of your best oil.

> **Tip:** pour a splash of hot water on the empty tray and scrape it clean with a wooden spoon. That brown water is the best part; it goes into the pot.

## If you want to change it

| Instead of | take | and mind |
| --- | --- | --- |
| white beans | chickpeas | 5 minutes more in the pot |
| fresh tomatoes | 2 tins, well drained | roast 10 minutes longer |
| kale | peas | add them at the very end |
| paprika | harissa, 1 tbsp | less salt |

It keeps for three days in the fridge and is better on the second. Don't freeze it with the greens in.`,
}
