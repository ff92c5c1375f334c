import type { AwsResponse } from '../ports.ts'
import { errorAnswer } from './error-answers.ts'

/** Something that functions depend on is away for a while. */
export interface Outage {
  /** A service, or a function by its description: see {@link isNamed}. */
  readonly target: string
  readonly milliseconds: number
}

/** Services by the names that requests are signed for. */
const outageServices = ['dynamodb', 'sqs', 'sns', 'events', 'scheduler', 'ses', 's3', 'secretsmanager'] as const

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const

const MOST_MS = 24 * unitMs.h

/** Reads `scheduler=90s,checkout=20m`; throws what a person has to change. Whether there is such a function shows later. */
export function parseOutages(text: string): Outage[] {
  const parts = text.split(',').map((part) => part.trim())
  const outages = parts.map((part): Outage => {
    const match = /^([a-z0-9-]+)=(\d{1,6})(s|m|h)$/.exec(part)
    const [, target = '', count = '', unit = 's'] = match ?? []
    const milliseconds = Number(count) * unitMs[unit as keyof typeof unitMs]
    if (!match || milliseconds <= 0 || milliseconds > MOST_MS) {
      const expected = 'expected <service or function>=<time>, such as scheduler=90s or checkout=20m, at most 24h'
      throw new Error(`Outage "${part}": ${expected}`)
    }
    return { target, milliseconds }
  })
  const twice = outages.find(({ target }, index) => outages.findIndex((one) => one.target === target) < index)
  if (twice) throw new Error(`Outage of "${twice.target}" is given twice`)
  return outages
}

interface Described {
  readonly name: string
  readonly description?: string
}

/** Whether a function is meant: by its description with dashes for blanks (`relay-of-events`), or by the last word of that. */
function isNamed({ name, description = name }: Described, target: string): boolean {
  const words = description.toLowerCase().split(/\s+/)
  return words.join('-') === target || words.at(-1) === target
}

const isService = (target: string) => (outageServices as readonly string[]).includes(target)

/** The allowed targets of an outage, if this is none of them. */
export function refusalOfOutage(target: string, functions: readonly Described[]): string | undefined {
  if (isService(target) || functions.some((one) => isNamed(one, target))) return undefined
  const names = functions.map(({ name, description = name }) => description.toLowerCase().split(/\s+/).at(-1) ?? '')
  const known = [...new Set(names)].filter((name) => !isService(name)).sort()
  return `There is no "${target}" to be away: services are ${outageServices.join(', ')}; functions are ${known.join(', ')}`
}

export interface Outages {
  /** From now on; another outage of the same target replaces the one before. */
  begin(outages: readonly Outage[]): void
  /** The answer of a service that is away. */
  unavailable(service: string): AwsResponse | undefined
  /** Milliseconds until the function is back; 0 when it is there. */
  functionAwayMs(described: Described): number
}

export function createOutages(now: () => number): Outages {
  const endsAt = new Map<string, number>()
  return {
    begin(outages) {
      for (const { target, milliseconds } of outages) endsAt.set(target, now() + milliseconds)
    },
    unavailable(service) {
      if ((endsAt.get(service) ?? 0) <= now()) return undefined
      return errorAnswer(service, 503, 'ServiceUnavailable', `${service} is away (injected by the local fault plan)`)
    },
    functionAwayMs(described) {
      const ends = [...endsAt].filter(([target]) => !isService(target) && isNamed(described, target))
      return Math.max(0, ...ends.map(([, end]) => end - now()))
    },
  }
}
