import { describe, expect, it } from 'vitest'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { ConsumerEnvironment } from '../../../../lambdas/runtime/consumer/environment.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import type { AfterCommit } from '../../../../lambdas/runtime/effects/effects.ts'
import { ConflictError } from '../../../../lambdas/runtime/errors.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { eventually } from '../../../support/eventually.ts'
import { declare, dynamo, event, kit, nextNumber, setUpKit } from './failing-kit.ts'

setUpKit()

interface Warning {
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
}

/** The kit's environment, with what it warns of. */
function listening(): { readonly environment: ConsumerEnvironment; readonly warnings: Warning[] } {
  const warnings: Warning[] = []
  const silent = () => {}
  const warn = (message: string, fields?: Warning['fields']) => void warnings.push({ message, fields })
  const telemetry: ConsumerEnvironment['telemetry'] = (declaration) => ({
    ...kit.environment.telemetry(declaration),
    loggerOf: () => ({ debug: silent, info: silent, error: silent, warn }),
  })
  return { environment: { ...kit.environment, telemetry }, warnings }
}

const put = ({ effects }: MessageContext, orderId: string) =>
  effects.put({ TableName: testTables.state, Item: { pk: { S: orderId }, sk: { S: 'after-commit' } } })

const handling = (environment: ConsumerEnvironment, run: AfterCommit['run']) =>
  consumerHandler(declare(), environment, {
    'order.created': ({ data }, context) => {
      put(context, data.order_id)
      context.afterCommit('tidy up', run)
    },
  })

describe('what a handler asks for after its commit', () => {
  it('is done once the effects of the whole batch are stored, side by side', async () => {
    const others = [event, orderCreatedEvent(nextNumber()), orderCreatedEvent(nextNumber())]
    const steps: string[][] = []
    const all = Promise.withResolvers<void>()
    const handler = handling(kit.environment, async () => {
      steps.push([...dynamo.calls])
      if (steps.length === others.length) all.resolve()
      await all.promise
    })
    expect(
      await deliver(
        handler,
        others.map((of) => ({ of })),
      ),
    ).toEqual([])
    expect(steps).toEqual(others.map(() => ['TransactWriteItems']))
  })

  it('is not done for a copy of a message that was processed', async () => {
    let done = 0
    const handler = handling(kit.environment, async () => void done++)
    await deliver(handler, [{ of: event }, { of: event, messageId: 'copy' }])
    await deliver(handler, [{ of: event, messageId: 'later copy' }])
    expect(done).toBe(1)
  })

  it('is not done for a message that has failed, nor twice for one that was decided again', async () => {
    let [runs, done] = [0, 0]
    const failed = orderCreatedEvent(nextNumber())
    const handler = consumerHandler(declare(), kit.environment, {
      'order.created': ({ event_id }, context) => {
        context.afterCommit('tidy up', async () => void done++)
        if (event_id === failed.event_id) throw new Error('no')
        if (runs++ === 0) throw new ConflictError('Somebody else was first.')
      },
    })
    expect(await deliver(handler, [{ of: event }, { of: failed }])).toEqual([failed.event_id])
    expect([runs, done]).toEqual([2, 1])
  })

  it.each([
    ['fails', async () => Promise.reject(new Error('Rate exceeded.'))],
    [
      'throws',
      () => {
        throw new Error('Rate exceeded.')
      },
    ],
  ])('that %s is told, and the message is processed', async (_, run) => {
    const { environment, warnings } = listening()
    expect(await deliver(handling(environment, run), [{ of: event }])).toEqual([])
    expect(kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)).toEqual(['processed'])
    const fields = { step: 'tidy up', error: expect.objectContaining({ message: 'Rate exceeded.' }) as unknown }
    expect(warnings).toEqual([{ message: 'after-commit step failed', fields }])
  })

  it('is given up after a second, and told to end', async () => {
    const { environment, warnings } = listening()
    let reason: unknown
    const handler = handling(environment, async (signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      // The shortest of the long waits, those for the invocation's end included, is that of a second.
      setImmediate(kit.endHandlers)
      await new Promise(() => {})
    })
    expect(await deliver(handler, [{ of: event }], 60_000)).toEqual([])
    expect(reason).toMatchObject({ code: 'NO_ANSWER_IN_TIME', message: 'There was no answer within 1000 ms.' })
    expect(warnings).toHaveLength(1)
  })

  it('is not begun when the time of the handlers is over', async () => {
    const { environment, warnings } = listening()
    let done = 0
    const handler = consumerHandler(declare(), environment, {
      'order.created': async (given, context) => {
        if (given.event_id !== event.event_id) return new Promise<void>(() => {})
        context.afterCommit('tidy up', async () => void done++)
      },
    })
    const stuck = orderCreatedEvent(nextNumber())
    const delivered = deliver(handler, [{ of: event }, { of: stuck }])
    await eventually(() => expect(dynamo.calls).toContain('PutItem'))
    kit.endHandlers()
    expect(await delivered).toEqual([stuck.event_id])
    expect(done).toBe(0)
    expect(warnings).toMatchObject([{ fields: { error: { code: 'HANDLER_TIMEOUT' } } }])
  })

  it('does not bring the message back where nobody can be told of a failure', async () => {
    const telemetry: ConsumerEnvironment['telemetry'] = (declaration) => ({
      ...kit.environment.telemetry(declaration),
      loggerOf: () => {
        throw new Error('no log')
      },
    })
    const handler = handling({ ...kit.environment, telemetry }, async () => Promise.reject(new Error('no')))
    expect(await deliver(handler, [{ of: event }])).toEqual([])
  })

  it('does not keep the messages that stay in the queue waiting', async () => {
    const failed = orderCreatedEvent(nextNumber())
    let postponed: number | undefined
    const handler = consumerHandler(declare(), kit.environment, {
      'order.created': ({ event_id }, context) => {
        if (event_id === failed.event_id) throw new Error('no')
        context.afterCommit('tidy up', async () => {
          postponed = kit.postponed.length
        })
      },
    })
    await deliver(handler, [{ of: event }, { of: failed }])
    expect(postponed).toBe(1)
  })

  it('is not counted as lag, and its warning is written before the batch is told, behind which a function may be frozen', async () => {
    let now = kit.environment.clock.now()
    const [begun, told]: [number, string[]] = [now, []]
    const telemetry: ConsumerEnvironment['telemetry'] = (declaration) => ({
      ...kit.environment.telemetry(declaration),
      loggerOf: () => ({ debug() {}, info() {}, error() {}, warn: (message) => void told.push(message) }),
      batchDone: async ({ finishedAt }) => void told.push(`told ${finishedAt - begun}`),
    })
    const handler = handling({ ...kit.environment, telemetry, clock: { now: () => now } }, async () => {
      now += 900
      throw new Error('Rate exceeded.')
    })
    await deliver(handler, [{ of: event }])
    expect(told).toEqual(['after-commit step failed', 'told 0'])
  })
})
