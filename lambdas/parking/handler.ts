import { CONSUMER_DIMENSION, metricsNamespace, parkingMetrics } from '../runtime/declarations/metrics.ts'
import { variable } from '../runtime/system/variable.ts'
import { type FoundLetters, holdDeadLetters } from './dead-letters.ts'
import { systemParkingEnvironment } from './environment.ts'
import { type HeldNow, type NotRead, tick } from './tick.ts'

const namespace = metricsNamespace(variable('STAGE'))
const environment = systemParkingEnvironment()

/** Two thirds of the function's timeout: what is in hand then can be finished. */
const LOOK_MS = 20_000

/** Once a minute, by a schedule. What it finds in dead-letter queues is counted with what is held a minute later. */
export const handler = async (): Promise<void> => {
  const until = environment.clock.now() + LOOK_MS
  const found = environment.consumers.flatMap(({ deadLetterUrl, ...consumer }) =>
    deadLetterUrl === undefined
      ? []
      : holdDeadLetters(environment, { ...consumer, deadLetterUrl }, until).catch((error) =>
          failed(consumer.consumer, error),
        ),
  )
  const looked = await tick(environment)
  for (const one of looked) {
    if ('notRead' in one) write(notReadLine(one))
    else if (one.aggregates > 0) write(lineOf(one))
  }
  const told = (await Promise.all(found)).filter(({ held, problems }) => held > 0 || problems.length > 0)
  for (const { consumer, held, problems } of told) {
    const level = problems.length > 0 ? 'ERROR' : 'WARN'
    write({ level, message: 'dead letters held', [CONSUMER_DIMENSION]: consumer, held, problems })
  }
  // It fails only after all other consumers were looked after. It has to fail, because the alarm on errors is what tells that one was not.
  const unread = looked.flatMap((one) => ('notRead' in one ? [one.consumer] : []))
  if (unread.length > 0) throw new Error(`What is held could not be read of: ${unread.join(', ')}`)
}

const notReadLine = ({ consumer, notRead }: NotRead) => ({
  level: 'ERROR',
  message: 'holds not read',
  [CONSUMER_DIMENSION]: consumer,
  problems: [notRead],
})

const failed = (consumer: string, error: unknown): FoundLetters => ({ consumer, held: 0, problems: [String(error)] })

const write = (line: object): unknown => process.stdout.write(`${JSON.stringify(line)}\n`)

/** Metrics in embedded format; written only while something is held, so that an idle stage pays for none. */
const lineOf = ({ consumer, aggregates, oldestSeconds, full, woken, problems }: HeldNow) => ({
  _aws: {
    Timestamp: environment.clock.now(),
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [[CONSUMER_DIMENSION]],
        Metrics: [
          { Name: parkingMetrics.aggregates, Unit: 'Count' },
          { Name: parkingMetrics.oldest, Unit: 'Seconds' },
          { Name: parkingMetrics.full, Unit: 'Count' },
        ],
      },
    ],
  },
  level: problems.length > 0 ? 'ERROR' : 'INFO',
  message: 'aggregates held',
  [CONSUMER_DIMENSION]: consumer,
  [parkingMetrics.aggregates]: aggregates,
  [parkingMetrics.oldest]: oldestSeconds,
  [parkingMetrics.full]: full,
  woken,
  ...(problems.length > 0 && { problems }),
})
