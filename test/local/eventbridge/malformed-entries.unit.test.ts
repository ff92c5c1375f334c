import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type LocalEventBridge, startEventBridge } from '../../../local/eventbridge/index.ts'

const started: LocalEventBridge[] = []

function start() {
  const bus = startEventBridge({
    region: 'us-east-1',
    accountId: '000000000000',
    targets: { sendToQueue: async () => undefined, invokeFunction: async () => undefined },
  })
  started.push(bus)
  return async (body: string) => {
    const answer = await bus.handle({
      service: 'events',
      region: 'us-east-1',
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
      body: Buffer.from(body),
    })
    const output = JSON.parse(String(answer.body))
    return { status: answer.status, code: output.__type as string | undefined, output }
  }
}

afterEach(() => Promise.all(started.splice(0).map((bus) => bus.close())))

const whole = { Source: 'shop', DetailType: 'order.created', Detail: '{}' }

describe('PutEvents refuses whole', () => {
  test.each([
    ['no entries', {}, 'ValidationException'],
    ['an empty list', { Entries: [] }, 'ValidationException'],
    ['11 entries', { Entries: Array.from({ length: 11 }, () => whole) }, 'ValidationException'],
    ['null for an entry', { Entries: [null] }, 'ValidationException'],
    ['more than 1 MiB', { Entries: [{ ...whole, Detail: `"${'x'.repeat(1024 * 1024)}"` }] }, 'ValidationException'],
    ['a number for an entry', { Entries: [5] }, 'SerializationException'],
    ['a structure for entries', { Entries: {} }, 'SerializationException'],
    ['a number for a detail', { Entries: [{ ...whole, Detail: 5 }] }, 'SerializationException'],
    ['a list for a source', { Entries: [{ ...whole, Source: [] }] }, 'SerializationException'],
    ['a structure for a type', { Entries: [{ ...whole, DetailType: {} }] }, 'SerializationException'],
    ['a text for resources', { Entries: [{ ...whole, Resources: 'arn' }] }, 'SerializationException'],
    ['a time that does not exist', { Entries: [{ ...whole, Time: '2026-99-99' }] }, 'SerializationException'],
    ['a time that is no time', { Entries: [{ ...whole, Time: 'nope' }] }, 'SerializationException'],
    ['a time beyond all calendars', { Entries: [{ ...whole, Time: 1e300 }] }, 'SerializationException'],
    ['a time after the year 9999', { Entries: [{ ...whole, Time: 253_402_300_800 }] }, 'SerializationException'],
  ])('%s', async (_, request, code) => {
    const answer = await start()(JSON.stringify(request))
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test.each(['null', '[]', '5', '"x"', '{', ''])('a body that is no structure: %s', async (body) => {
    expect((await start()(body)).status).toBe(400)
  })
})

describe('PutEvents fails one entry, and takes the others', () => {
  test.each([
    ['without source', { ...whole, Source: undefined }, 'InvalidArgument'],
    ['with an empty source', { ...whole, Source: '' }, 'InvalidArgument'],
    ['without type', { ...whole, DetailType: undefined }, 'InvalidArgument'],
    ['with a type of 129 characters', { ...whole, DetailType: 'x'.repeat(129) }, 'InvalidArgument'],
    ['without detail', { ...whole, Detail: undefined }, 'InvalidArgument'],
    ['with a detail that is no JSON', { ...whole, Detail: '{' }, 'MalformedDetail'],
    ['with a list for a detail', { ...whole, Detail: '[]' }, 'MalformedDetail'],
    ['with a text for a detail', { ...whole, Detail: '"{}"' }, 'MalformedDetail'],
    ['with null for a detail', { ...whole, Detail: 'null' }, 'MalformedDetail'],
    ['with a source of AWS', { ...whole, Source: 'aws.s3' }, 'NotAuthorizedForSourceException'],
  ])('%s', async (_, entry, code) => {
    const { status, output } = await start()(JSON.stringify({ Entries: [whole, entry] }))
    expect(status).toBe(200)
    expect(output).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: code }],
    })
  })
})

test('whatever JSON PutEvents gets, it is answered with 200 or 400', async () => {
  const call = start()
  const member = fc.oneof(fc.jsonValue(), fc.constantFrom('shop', '{}', '{"a":1}', 'nope', 1e300, -1, '2026-02-30'))
  const names = fc.constantFrom('Source', 'DetailType', 'Detail', 'Time', 'Resources', 'EventBusName', 'TraceHeader')
  const requests = fc.oneof(
    fc.jsonValue(),
    fc.record({ Entries: fc.array(fc.dictionary(names, member), { maxLength: 12 }) }),
  )
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const { status, output } = await call(JSON.stringify(request))
      expect([200, 400]).toContain(status)
      if (status === 200) expect(output.Entries).toHaveLength((request as { Entries: [] }).Entries.length)
    }),
    { numRuns: 500 },
  )
})
