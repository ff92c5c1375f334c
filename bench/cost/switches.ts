import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { LOG_BYTES } from '../../ops/cost/consumer-usage.ts'
import { TIME_ASSUMPTIONS } from '../../ops/cost/lambda-time.ts'
import { byPayer, type Column, perMillion, withoutMail } from './columns.ts'
import type { Measured } from './measure.ts'

/** Something that a deployment may do without. */
export interface Switch {
  readonly what: string
  /** US dollars per million orders. */
  readonly saves: number
  readonly costs: string
}

/** Long enough to gather mails, and short enough that nobody waits for one. An order waits for one window: that of the later answer. */
const WINDOW_SECONDS = 5

const consumers = services.flatMap((service) => service.consumers)

/** Lists what brings the bill down without a change of code, at the rate of orders that was measured, and what each of these gives up. */
export function switchesOf(column: Column, measured: Measured): readonly Switch[] {
  const { load, orders, units } = measured
  const rate = load !== 'alone' && 'perSecond' in load ? load.perSecond : undefined
  const usd = (usage: Parameters<typeof perMillion>[0]) => withoutMail(perMillion(usage))
  const unitsOf = (name: string) => units[`Consumer ${name}`] ?? {}
  const costOfConsumer = (name: string) => byPayer(column.ours).get(`Consumer ${name}`) ?? 0

  /** An invocation costs a request, its own time, its lines, and the request that deletes its messages; receives stay as many. */
  const savedByWindow = ({ name, batchSize, memoryMb }: ConsumerDeclaration): number => {
    const { lambdaRequests = 0, sqsMessagesReceived: events = 0 } = unitsOf(name)
    const gathered = Math.min(batchSize, Math.max(1, (rate ?? 0) * (events / orders) * WINDOW_SECONDS))
    const spared = Math.max(0, lambdaRequests - events / gathered) / orders
    return usd({
      lambdaRequests: spared,
      lambdaGbSeconds: (spared * TIME_ASSUMPTIONS.invocationMs * memoryMb) / 1000 / 1024,
      logBytes: spared * LOG_BYTES.perInvocation,
      sqsStandardRequests: spared,
    })
  }
  const window = (name: string, costs: string): Switch[] => {
    const consumer = consumers.find((one) => one.name === name)
    if (!consumer) throw new Error(`There is no consumer ${name} any more.`)
    return [{ what: `\`batchWindowSeconds: ${WINDOW_SECONDS}\` for ${name}`, saves: savedByWindow(consumer), costs }]
  }
  return [
    {
      what: 'no consumer audit',
      saves: costOfConsumer('audit'),
      costs: 'no archive in S3; the event table has every event, for good',
    },
    {
      what: 'no consumer analytics',
      saves: costOfConsumer('analytics'),
      costs: 'no counters by day; they can be counted from the event table later',
    },
    ...window('checkout', `an order is confirmed up to ${WINDOW_SECONDS} s later`),
    ...window('notification', `a mail leaves up to ${WINDOW_SECONDS} s later`),
  ]
}
