import { describe, expect, test } from 'vitest'
import { createFaultPlan, type FaultDecision, type FaultPlanOptions, parseFaults } from '../../../local/faults/index.ts'
import type { InvocationTrigger } from '../../../local/lambda/index.ts'
import type { SqsRecord } from '../../../local/ports.ts'

describe('parseFaults', () => {
  test('reads kinds and probabilities', () => {
    expect(parseFaults('duplicate=0.2, crash=1,partial-put=0')).toEqual({ duplicate: 0.2, crash: 1, 'partial-put': 0 })
  })

  test.each([
    [
      'crush=0.1',
      'Unknown fault "crush"; there are duplicate, reorder, crash, timeout, throttle, lost, lost-throttled, slow, partial-put, stale-index, stream-reorder',
    ],
    ['crash', 'Fault "crash": expected crash=<probability from 0 to 1>'],
    ['', 'It is empty, expected e.g. duplicate=0.2,crash=0.05'],
    [' ', 'It is empty'],
    ['crash=0x1', 'expected crash=<probability from 0 to 1>'],
    ['crash=1e9', 'expected crash=<probability from 0 to 1>'],
    ['crash=2', 'Fault "crash=2": expected crash=<probability from 0 to 1>'],
    ['crash=-0.1', 'expected crash=<probability from 0 to 1>'],
    ['crash=often', 'expected crash=<probability from 0 to 1>'],
    ['crash=0.1=0.2', 'expected crash=<probability from 0 to 1>'],
    ['crash=0.1,crash=0.2', 'Fault "crash" is given twice'],
    ['constructor=1', 'Unknown fault "constructor"'],
  ])('refuses %s', (text, message) => {
    expect(() => parseFaults(text)).toThrow(message)
  })
})

const plan = (options: Partial<FaultPlanOptions>) => createFaultPlan({ rates: {}, seed: 7, ...options })
const batch = (messages: string[], attempt = 1): InvocationTrigger => ({
  source: 'sqs',
  attempt,
  messages: () => messages,
})
const names = Array.from({ length: 400 }, (_, index) => `m${index}`)

function record(body: string, receives = 1): SqsRecord {
  return {
    messageId: body,
    receiptHandle: body,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'q',
    awsRegion: 'us-east-1',
  }
}

describe('the same seed gives the same faults', () => {
  const rates = { crash: 0.2, timeout: 0.1, duplicate: 0.3, reorder: 0.2 }
  const identify = (message: string) => message

  function faultsOf(seed: number, order: string[]) {
    const { invocations, deliveries } = plan({ seed, rates, identify })
    return Object.fromEntries(
      order.map((name) => [name, [invocations.plan('f', batch([name])), deliveries.onReceive('q', record(name))]]),
    )
  }

  test('in whatever order the messages come', () => {
    expect(faultsOf(1, names.toReversed())).toEqual(faultsOf(1, names))
    expect(faultsOf(2, names)).not.toEqual(faultsOf(1, names))
  })

  test('another delivery of a message is decided anew, and alike in each run', () => {
    const deliveries = () => {
      const { invocations } = plan({ rates: { crash: 0.5 }, identify })
      return Array.from({ length: 40 }, () => invocations.plan('f', batch(['m'], 2)) !== undefined)
    }
    const first = deliveries()
    expect(new Set(first)).toEqual(new Set([true, false]))
    expect(deliveries()).toEqual(first)
  })

  test('whatever else is in the batch, and though it is in it twice', () => {
    const stops = (batches: string[][]) => {
      const { invocations } = plan({ rates, identify })
      return batches.map((messages) => invocations.plan('f', batch(messages)) !== undefined)
    }
    const alone = stops(names.map((name) => [name]))
    const inPairs = names.flatMap((name, index) => (index % 2 === 0 ? [[name, names[index + 1]!]] : []))
    const together = inPairs.map((_, pair) => alone[2 * pair]! || alone[2 * pair + 1]!)
    expect(stops(inPairs)).toEqual(together)
    expect(stops(inPairs.map((pair) => [...pair, ...pair]))).toEqual(together)
    expect(new Set(together)).toEqual(new Set([true, false]))
  })

  test('the second delivery of a message is its second question, whatever struck its neighbours at the first', () => {
    const second = (neighbours: string[]) => {
      const decided: FaultDecision[] = []
      const { invocations } = plan({ rates, identify, onDecision: (decision) => decided.push(decision) })
      invocations.plan('f', batch(['m', ...neighbours]))
      invocations.plan('f', batch(['m'], 2))
      return decided.filter(({ identity, occurrence }) => identity === 'm' && occurrence === 1)
    }
    expect(second([]).map(({ kind }) => kind)).toEqual(['crash', 'timeout'])
    expect(second(names)).toEqual(second([]))
  })

  test('a delivery that is spared, for the sake of a neighbour, counts as well', () => {
    const decided: FaultDecision[] = []
    const { invocations } = plan({ rates, identify, onDecision: (decision) => decided.push(decision) })
    invocations.plan('f', batch(['m', 'tired'], 3))
    expect(decided.map(({ identity, kind }) => `${identity} ${kind}`)).toEqual([
      'm crash',
      'm timeout',
      'tired crash',
      'tired timeout',
    ])
  })

  test('all that is decided is told, also what does not strike', () => {
    const decided: FaultDecision[] = []
    const { deliveries } = plan({
      rates: { duplicate: 0.5 },
      identify,
      onDecision: (decision) => decided.push(decision),
    })
    const struck = names.map((name) => deliveries.onReceive('q', record(name)).duplicate !== undefined)
    expect(decided).toEqual(
      names.map((identity, index) => ({
        kind: 'duplicate',
        scope: 'q',
        identity,
        occurrence: 0,
        strikes: struck[index],
      })),
    )
  })

  test('without identities, each function has its own series', () => {
    const series = (interleaved: boolean) => {
      const { invocations } = plan({ rates: { crash: 0.5 } })
      return names.map(() => {
        if (interleaved) invocations.plan('other', batch(['x']))
        return invocations.plan('f', batch(['x']))
      })
    }
    expect(series(true)).toEqual(series(false))
  })
})

describe('rates', () => {
  test('are shares of messages', () => {
    const { invocations } = plan({ rates: { crash: 0.2 }, identify: (message) => message })
    const stopped = names.filter((name) => invocations.plan('f', batch([name])) !== undefined)
    expect(stopped.length / names.length).toBeGreaterThan(0.12)
    expect(stopped.length / names.length).toBeLessThan(0.28)
  })

  test('of 0 and 1 are never and always', () => {
    const { deliveries } = plan({ rates: { duplicate: 1, reorder: 0 } })
    for (const name of names) expect(deliveries.onReceive('q.fifo', record(name))).toEqual({ duplicate: 'again' })
  })

  test('crashes strike before the acknowledgement and after each of the first calls', () => {
    const { invocations } = plan({ rates: { crash: 1 } })
    const places = names.map(() => invocations.plan('f', batch(['x']))?.afterCall)
    expect(new Set(places)).toEqual(new Set([1, 2, 3, 4, Number.POSITIVE_INFINITY]))
  })
})

describe('what is spared', () => {
  const all = plan({ rates: { crash: 1, duplicate: 1, reorder: 1, throttle: 1 } })

  test('a message that was delivered three times', () => {
    expect(all.invocations.plan('f', batch(['m'], 2))).toBeDefined()
    expect(all.invocations.plan('f', batch(['m'], 3))).toBeUndefined()
    expect(all.deliveries.onReceive('q', record('m', 3))).toEqual({})
  })

  test('the order of a FIFO queue, and its batches', () => {
    for (const name of names) expect(all.deliveries.onReceive('q.fifo', record(name))).toEqual({ duplicate: 'again' })
  })

  test('calls that no function makes', () => {
    const { before } = all.calls({ active: () => undefined, afterAwsCall: async () => false })
    expect(before({ service: 'dynamodb', operation: 'PutItem', accessKey: 'developer' })).toBeUndefined()
  })
})

describe('throttling', () => {
  const active = (attempt: number) => () => ({
    functionName: 'f',
    requestId: 'r',
    awsCalls: 0,
    options: { trigger: batch(['m'], attempt) },
  })

  test.each([
    ['dynamodb', 'ProvisionedThroughputExceededException'],
    ['sqs', 'RequestThrottled'],
    ['events', 'ThrottlingException'],
    ['sns', '<Code>Throttling</Code>'],
  ])('answers as %s does', async (service, error) => {
    const throttling = plan({ rates: { throttle: 1 } })
    const { before } = throttling.calls({ active: active(1), afterAwsCall: async () => false })
    const answer = await before({ service, operation: 'Any', accessKey: 'LOCAL0W1' })
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(error) })
    expect(throttling.injected()).toMatchObject({ throttle: 1, crash: 0 })
  })

  test('leaves other services alone, and messages that suffered enough', async () => {
    const throttling = plan({ rates: { throttle: 1 } })
    const call = { operation: 'Any', accessKey: 'LOCAL0W1' }
    const worker = { afterAwsCall: async () => false }
    expect(await throttling.calls({ ...worker, active: active(1) }).before({ service: 's3', ...call })).toBeUndefined()
    expect(await throttling.calls({ ...worker, active: active(3) }).before({ service: 'sqs', ...call })).toBeUndefined()
  })
})

test('stale index reads lag by up to a second', () => {
  const { dynamodb, injected } = plan({ rates: { 'stale-index': 0.5 } })
  const lags = names.map(() => dynamodb.staleIndexReads()).filter((lag) => lag !== undefined)
  expect(lags.length).toBe(injected()['stale-index'])
  expect(lags.length).toBeGreaterThan(100)
  expect(Math.min(...lags)).toBeGreaterThanOrEqual(50)
  expect(Math.max(...lags)).toBeLessThan(1000)
})

test('a stream shows the items of a transaction in any order, and its shards stall for up to two seconds', () => {
  const { dynamodb, deliveries, injected } = plan({ rates: { 'stream-reorder': 0.5 } })
  const orders = names.map(() => dynamodb.transactionOrder(3)).filter((order) => order !== undefined)
  for (const order of orders) expect(order.toSorted()).toEqual([0, 1, 2])
  expect(new Set(orders.map(String)).size).toBe(6)
  const stalls = names.map((name) => deliveries.onStreamRecord?.('arn:aws:dynamodb:r:a:table/t/stream/1', name) ?? 0)
  expect(Math.max(...stalls)).toBeGreaterThan(1000)
  expect(Math.max(...stalls)).toBeLessThan(2000)
  expect(stalls.filter((stall) => stall > 0).length + orders.length).toBe(injected()['stream-reorder'])
  expect(deliveries.splitsCollections).toBe(true)
  expect(plan({ rates: { reorder: 1 } }).deliveries.splitsCollections).toBe(false)
})
