import type { Answer } from './Answer.ts'

/** Three days in Lisbon. */
export const itinerary: Answer = {
  keywords: [
    'travel',
    'trip',
    'itinerary',
    'holiday',
    'vacation',
    'visit',
    'lisbon',
    'portugal',
    'weekend',
    'city',
    'days in',
    'sightseeing',
    'tourist',
  ],
  text: `# Three days in Lisbon

Lisbon is a city of hills, so the secret is to plan by altitude: go up in the cool of the morning, drift down with the day. This itinerary walks about 9 km a day and leaves the afternoons loose.

## Day 1: Alfama and the river

**Morning.** Start at *Miradouro das Portas do Sol* before nine, when the light comes from the river and the tour groups are still at breakfast. Walk up to **São Jorge Castle** for the walls and the peacocks, then get lost downhill through Alfama. It's the one quarter that the earthquake of 1755 left standing, and no map of it is quite right.

**Lunch.** Grilled sardines in season (June to September), otherwise *bacalhau à Brás*: salt cod with eggs and straw potatoes.

**Afternoon.** The **National Tile Museum** is a little out of the way and worth the bus ride. Look for the blue panorama, over 20 metres long, that shows the city as it was *before* the earthquake.

**Evening.** Fado. Choose a small place where people stop talking when the singing begins.

## Day 2: Belém

1. **9:30** – the **Jerónimos Monastery**, right when it opens. The cloister is the thing; stay until you've found a face you like among the carvings.
2. **11:00** – custard tarts, warm, with cinnamon. Stand at the counter: the queue outside is for the tables.
3. **11:45** – along the river to the **Belém Tower**, seen from outside; the inside is mostly stairs.
4. **13:00** – lunch away from the monuments, two streets back.
5. **15:00** – one museum: **MAAT** for the roof, or the **Coach Museum** for the sheer gilded madness.
6. **18:30** – ferry to *Cacilhas* for sunset and clams. The view back at the city costs as much as a bus ticket.

## Day 3: Sintra, or nothing at all

| | Sintra | A slow day |
| --- | --- | --- |
| **Go if** | you like palaces in fog | your feet hurt |
| **Morning** | train from Rossio at 8:10, *Pena* first | breakfast in *Príncipe Real*, bookshops |
| **Midday** | *Quinta da Regaleira*, down the well | *Time Out Market*, or better, a tasca |
| **Afternoon** | Moorish castle on foot | the Gulbenkian and its garden |
| **Back by** | 17:30 | you never left |
| **Costs about** | €45 with entries | €20 |

> **Book ahead** for Pena: entry is by time slot, and the shuttle from the gate takes longer than it should.

## Good to know

- **Trams.** Line 28 is lovely and always full. Line 24 climbs similar hills, with seats.
- **Shoes.** The pavements are polished limestone. After rain, they're *ice*.
- **Pickpockets** work on line 28 and at the viewpoints. A zipped pocket is enough.
- **Tipping.** Round up. Bread and olives put on the table are not free; you may send them back.

If you tell me the month and whom you're travelling with, I'll adapt it: with small children, for instance, swap Sintra for the **Oceanário**.`,
}
