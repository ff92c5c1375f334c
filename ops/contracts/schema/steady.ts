import { canonicalJson } from './json-schema.ts'

const RUNS = 20

/** 1 February 2104, three in the morning. */
const FAR_MS = Date.UTC(2104, 1, 1, 3, 4, 5, 678)

/** Whether a function makes the same of the same each time that it is called, and on another day, in another time zone and with other environment variables. */
export function isSteady(make: () => unknown): boolean {
  const first = textOf(make)
  for (let run = 1; run < RUNS; run++) if (textOf(make) !== first) return false
  return elsewhere(() => textOf(make)) === first
}

function textOf(make: () => unknown): string {
  try {
    return canonicalJson(make())
  } catch (error) {
    return `throws ${String(error)}`
  }
}

const FAR_ZONE = 'Pacific/Kiritimati'

/** Runs a function that does not wait for anything while the clock shows another day, in another time zone, on another machine. */
function elsewhere<Result>(run: () => Result): Result {
  const { Date: clock, process } = globalThis
  const { env } = process
  const { TZ: zone } = env
  globalThis.Date = new Proxy(clock, {
    construct: (target, given) => (given.length === 0 ? new target(FAR_MS) : Reflect.construct(target, given)),
    apply: () => String(new clock(FAR_MS)),
    get: (target, name) => (name === 'now' ? () => FAR_MS : Reflect.get(target, name)),
  })
  // Read anew by Node when it is set.
  env.TZ = FAR_ZONE
  process.env = new Proxy(env, { get: (_, name) => `another ${String(name)}`, has: () => true })
  try {
    return run()
  } finally {
    globalThis.Date = clock
    process.env = env
    if (zone === undefined) delete env.TZ
    else env.TZ = zone
  }
}
