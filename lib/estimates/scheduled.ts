import { type Usage, usdOf } from '../../prices/cost-of.ts'
import { resourcesOf, type Template, target, valueAt } from '../validation/template.ts'

/**
 * Seconds that a run of the parking function takes while there is nothing for it: it waits for a second for dead letters
 * (lambdas/parking/dead-letters.ts), of all its consumers side by side. Another function that a schedule runs is taken to last as long.
 */
const RUN_SECONDS = 1.05
/** The start, end and report lines of Lambda. */
const LOG_BYTES_PER_RUN = 330

const PERIOD_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 }

/** What the functions that a schedule runs cost in so many seconds in which no event comes. */
export function scheduledUsage(
  template: Template,
  seconds: number,
): { readonly functions: number; readonly usd: number } {
  const functions = new Map(
    resourcesOf(template, 'AWS::Lambda::Function').map(({ id, properties }) => [id, properties]),
  )
  const runs = resourcesOf(template, 'AWS::Events::Rule').flatMap(({ properties }) => {
    const times = seconds / periodOf(properties.ScheduleExpression)
    const targets = (properties.Targets ?? []) as readonly { readonly Arn?: unknown }[]
    return targets.flatMap(({ Arn }) => {
      const definition = functions.get(target(Arn) ?? '')
      return definition && times > 0 ? [{ definition, times }] : []
    })
  })
  return {
    functions: runs.length,
    usd: runs.reduce((sum, { definition, times }) => sum + times * usdOf(usageOfRun(definition)), 0),
  }
}

/** Infinite for a rule without a schedule, or with one that names no period. */
function periodOf(expression: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? []
  return count === undefined ? Number.POSITIVE_INFINITY : Number(count) * (PERIOD_SECONDS[unit] ?? 0)
}

/** A receive of each dead-letter queue, which are FIFO where its consumer holds, and a query for each consumer. */
function usageOfRun(definition: Readonly<Record<string, unknown>>): Usage {
  const settings = JSON.stringify(valueAt(definition, 'Environment', 'Variables', 'PARKING_CONSUMERS') ?? '')
  const occurrences = (name: string) => settings.split(name).length - 1
  return {
    lambdaRequests: 1,
    lambdaGbSeconds: (RUN_SECONDS * Number(definition.MemorySize ?? 128)) / 1024,
    sqsFifoRequests: occurrences('deadLetterUrl'),
    dynamodbReadUnits: occurrences('queueUrl'),
    logBytes: LOG_BYTES_PER_RUN,
  }
}
