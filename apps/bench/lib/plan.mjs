// What one run does, as commands.

/** Contenders of a quick run: a floor, the floor of W2, two peers and ours. */
export const quickContenders = [
  'floor-block-50',
  'floor-limit-50',
  'aisdk-rmd-rec',
  'tanstack-md-rec',
  'millrace',
  'millrace-styled',
]

/** Those that cannot keep up with a pace would take minutes for one sample of it. */
const slow = [
  'aisdk-streamdown-full',
  'deep-chat',
  'nlux',
  'nlux-rec',
  'tanstack-md',
  'tanstack-md-rec',
  'tanstack-rmd',
]

/**
 * The workloads of a run in order: `workload`, `file` of its results, and the script with its arguments.
 * @param options.quick - Each workload once, as small as it still says something.
 * @param options.reps - Samples of each contender in the browser.
 * @param options.contenders - All of the browser.
 * @param options.only - Workloads by name, `w1` to `w6`. Default: all.
 */
export function plan({ quick, reps, contenders, only }) {
  const steps = quick ? quickSteps(contenders) : fullSteps(reps, contenders)
  return steps.filter(({ workload }) => only === undefined || only.includes(workload))
}

function quickSteps(contenders) {
  const names = `--only=${contenders.join(',')}`
  return [
    step('w1', 'w1-1000.json', 'w1-stream.mjs', '--cases=1000:8000', '--reps=1', names),
    step('w2', 'w2.json', 'w2-thread.mjs', '--history=200', '--reps=1', names),
    step('w3', 'w3-16384.json', 'w3-parse.mjs', '--size=20000', '--reps=3'),
    step('w4', 'w4.json', 'w4-size.mjs', names),
    step('w5', 'w5.json', 'w5-route.mjs', '--reps=1', '--times=4', '--streams=20', '--pacedReps=1'),
    step(
      'w5',
      'w5-redis.json',
      'w5-redis.mjs',
      '--reps=1',
      '--paced=40',
      '--streams=1000',
      '--warm=1000',
    ),
    step('w6', 'w6.json', 'w6-context.mjs', '--reps=1'),
  ]
}

function fullSteps(reps, contenders) {
  const n = `--reps=${reps}`
  const names = `--only=${contenders.join(',')}`
  const fast = `--only=${contenders.filter((name) => !slow.includes(name)).join(',')}`
  const w1 = (file, ...args) => step('w1', file, 'w1-stream.mjs', ...args)
  return [
    w1('w1-200.json', '--cases=200:6400', n, names),
    w1('w1-1000.json', '--cases=1000:32000', n, fast),
    w1('w1-4000.json', '--cases=4000:20000,4000:100000', n, fast),
    w1('w1-4000-400.json', '--cases=4000:400000', '--reps=1', '--limit=180000', fast),
    w1('w1-burst.json', '--cases=0:100000', n, fast),
    w1('w1-long.json', '--cases=1000:0', '--corpus=long', '--limit=120000', n, fast),
    w1('w1-slow.json', '--cases=1000:32000', '--throttle=4', n, fast),
    step('w2', 'w2.json', 'w2-thread.mjs', '--history=200,1000', n, fast),
    step(
      'w2',
      'w2-10000.json',
      'w2-thread.mjs',
      '--history=10000',
      '--reps=1',
      '--limit=120000',
      fast,
    ),
    step('w3', 'w3-16384.json', 'w3-parse.mjs', '--read=16384', `--reps=${reps + 2}`),
    step('w3', 'w3-frame.json', 'w3-parse.mjs', '--read=frame', `--reps=${reps + 2}`),
    step('w4', 'w4.json', 'w4-size.mjs', names),
    step('w5', 'w5.json', 'w5-route.mjs', '--streams=200,500', n),
    step('w5', 'w5-redis.json', 'w5-redis.mjs', n),
    step('w6', 'w6.json', 'w6-context.mjs', `--reps=${reps + 2}`),
  ]
}

const step = (workload, file, script, ...args) => ({ workload, file, script, args })
