import type { Answer } from './Answer.ts'

/** Three databases compared in wide tables. */
export const comparison: Answer = {
  keywords: [
    'compare',
    'comparison',
    'versus',
    'vs',
    'table',
    'difference between',
    'pros and cons',
    'database',
    'databases',
    'sqlite',
    'postgres',
    'postgresql',
    'redis',
    'which is better',
  ],
  text: `## SQLite, PostgreSQL or Redis?

The honest answer is that they aren't rivals: a mature product often uses all three. But if you have to start with one, this is how they differ where it matters.

| | SQLite | PostgreSQL | Redis |
| :--- | :--- | :--- | :--- |
| **What it is** | a library inside your process | a server you connect to | a server that lives in memory |
| **Data model** | tables, SQL | tables, SQL, JSON, ranges, arrays | keys with strings, hashes, lists, sets, streams |
| **Writers at a time** | one | many | one command after the other |
| **Durable by default** | yes | yes | partly: snapshots, or a log if you switch it on |
| **Typical read** | 5–50 µs | 0.2–2 ms | 0.1–0.5 ms |
| **Comfortable size** | up to ~100 GB | terabytes | what fits in RAM |
| **Running it** | copy a file | backups, upgrades, connection pool | memory limits, eviction, persistence |
| **Monthly cost to begin** | 0 | 15–50 | 10–30 |

*Times are orders of magnitude on ordinary hardware. The network is included for the two servers, and is most of what you see.*

### How to decide

- **One machine, more reads than writes?** Take **SQLite**. In write-ahead mode, readers never wait for the writer, and there's no network to fail.
- **Several app servers, reports, or rules that must hold?** Take **PostgreSQL**. Constraints, transactions and twenty years of answered questions are worth a lot at three in the morning.
- **Counters, sessions, rate limits, queues?** Add **Redis** next to one of the others. Treat what's in it as something you can afford to lose.

### The costs that no table shows

1. **Migrating later.** From SQLite to PostgreSQL is a weekend if you stayed with plain SQL, and a month if you relied on its flexible typing.
2. **Connections.** A PostgreSQL connection is a process of several megabytes. A hundred serverless functions opening ten each *will* hurt; put a pooler in front.
3. **Eviction.** A Redis with \`maxmemory-policy: noeviction\` refuses writes when it's full. With \`allkeys-lru\`, it forgets. Decide which one you want **before** it happens.

| If you say… | …then start with |
| --- | :---: |
| "It has to run on a laptop without Docker" | SQLite |
| "Finance will query it" | PostgreSQL |
| "It's gone in 60 seconds anyway" | Redis |
| "I don't know yet" | PostgreSQL |

**My recommendation:** if you really can't decide, PostgreSQL is the choice that people regret least.`,
}
