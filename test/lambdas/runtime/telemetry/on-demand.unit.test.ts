import { beforeEach, expect, it } from 'vitest'
import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import { onDemand } from '../../../../lambdas/runtime/telemetry/on-demand.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const message = fromEvent(orderCreatedEvent(1))
const report = { processed: [], finishedAt: 0 }
let lines: string[]
let loads: string[]

beforeEach(() => {
  lines = []
  loads = []
})

const telemetry = () => {
  const log = (text: string) => void lines.push(text)
  return onDemand({
    reporter: async () => {
      loads.push('reporter')
      return { write: () => log('batch done') }
    },
    loggers: async () => {
      loads.push('loggers')
      return () => ({ debug: log, info: log, warn: log, error: log })
    },
  })
}

it('loads what every batch needs once, beside the first one', async () => {
  const { batchStarts, batchDone } = telemetry()
  for (let batch = 0; batch < 2; batch++) {
    batchStarts()
    expect(loads).toEqual(['reporter'])
    await batchDone(report)
  }
  expect(loads).toEqual(['reporter'])
  expect(lines).toEqual(['batch done', 'batch done'])
})

it('loads what handlers log with when one does, and loses nothing of what it logged before', async () => {
  const { batchStarts, loggerOf, batchDone } = telemetry()
  batchStarts()
  const logger = loggerOf(message)
  logger.info('first')
  logger.warn('second')
  await batchDone(report)
  loggerOf(message).info('third')
  expect(lines).toEqual(['first', 'second', 'batch done', 'third'])
  expect(loads).toEqual(['reporter', 'loggers'])
})

it('what cannot be logged fails no handler, loaded or not, and rejects where nobody listens', async () => {
  const unheard: unknown[] = []
  const listener = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', listener)
  const refuse = () => {
    throw new Error('cannot be logged')
  }
  const broken = onDemand({
    reporter: async () => ({ write: () => {} }),
    loggers: async () => () => ({ debug: refuse, info: refuse, warn: refuse, error: refuse }),
  })
  broken.loggerOf(message).info('while it loads')
  await broken.batchDone(report)
  expect(() => broken.loggerOf(message).error('when it has loaded')).not.toThrow()
  const missing = onDemand({ reporter: refuse as never, loggers: () => Promise.reject(new Error('gone')) })
  missing.loggerOf(message).info('lost')
  await new Promise(setImmediate)
  process.off('unhandledRejection', listener)
  expect(unheard).toEqual([])
})

it('asks what reports for the trace of a message, and goes without where that cannot be loaded', async () => {
  const trace = { traceparent: 'its own', traceOf: () => ({ traceparent: 'that of an event' }) }
  const loggers = () => Promise.reject(new Error('gone'))
  const { traceOf } = onDemand({ reporter: async () => ({ write: () => {}, traceOf: async () => trace }), loggers })
  expect(await traceOf?.(message)).toBe(trace)
  const without = onDemand({ reporter: () => Promise.reject(new Error('gone')), loggers })
  expect(await without.traceOf?.(message)).toBeUndefined()
})
