import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalogOf } from '../../../events/decode.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { orderCreated } from '../../../events/order.ts'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { claimUpdate } from '../../../lambdas/runtime/idempotency/lease-record.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { corrected, readCorrections } from '../../../ops/corrections/corrections.ts'
import { assertNotHeld } from '../../../ops/dead-letters/edit/assert-not-held.ts'
import { differences, diffText } from '../../../ops/dead-letters/edit/diff.ts'
import { asEvent, editedEnvelope, originalOf, withSet } from '../../../ops/dead-letters/edit/edited-body.ts'
import { latestOf } from '../../../ops/dead-letters/edit/latest.ts'
import { ChangedMeanwhile, replaceLetter } from '../../../ops/dead-letters/edit/replace-letter.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { readVerdicts } from '../../../ops/dead-letters/verdict/read-verdicts.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../support/events.ts'
import { deadLetter, mark, storeLetter, storeOf } from './kit.ts'

let db: TestDynamoDb
let now: number
let next = 1
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())
beforeEach(() => {
  next++
})

const by = { arn: 'arn:aws:iam::000000000000:user/anna' }
const store = () => storeOf(db, () => now)
const ids = createIds({ now: () => now }, systemRandomBytes)
const newId = (prefix: string) => ids.next(prefix)
const consumerOf = (name: string) => store().consumers.get(name)!

/** An order that dies at a consumer. */
async function died(consumer = 'payment') {
  const event = orderCreatedEvent(next)
  now = Date.parse(event.timestamp) + 60_000
  await storeLetter(
    db,
    deadLetter(next, {
      consumer,
      id: event.event_id,
      messageId: `m-${event.event_id}`,
      body: JSON.stringify({ 'detail-type': event.event_type, detail: event }),
      lastFailedAt: now,
    }),
  )
  return event
}

const replace = async (id: string, assignment: string, consumer = 'payment') => {
  const letter = await latestOf(store(), id, consumer)
  const original = originalOf(letter.body!)
  const edited = editedEnvelope(consumerOf(consumer), original, withSet(original.data, assignment), newId)
  await replaceLetter({ ...store(), now, by, reason: 'typo' }, consumerOf(consumer), letter, edited)
  return edited
}

describe('an edit of a dead letter', () => {
  it('closes the original and puts a letter in its place that waits to be sent: with an id of its own, caused by it', async () => {
    const event = await died()
    const edited = await replace(event.event_id, '/customer_id=cust_7')
    const [original] = await lettersOfEvent(store(), event.event_id, ['payment'])
    expect(original).toMatchObject({ status: 'edited', replacedBy: edited.id })
    expect(originalOf(original!.body!).envelope, 'the original is kept').toEqual(event)
    const [waiting] = await lettersOfEvent(store(), edited.id, ['payment'])
    expect(waiting).toMatchObject({ status: 'dead', replaces: event.event_id, note: 'typo', deaths: 0 })
    expect(JSON.parse(waiting!.body!)).toEqual({
      ...event,
      event_id: edited.id,
      data: { ...event.data, customer_id: 'cust_7' },
      metadata: { ...event.metadata, causation_id: event.event_id },
    })
  })

  it('lets no copy of the original take effect any more', async () => {
    const event = await died()
    await replace(event.event_id, '/customer_id=cust_7')
    const [original] = await lettersOfEvent(store(), event.event_id, ['payment'])
    expect((await readVerdicts(store(), [original!])).get(original!)).toEqual({ kind: 'completed' })
  })

  it('lets a consumer with leases drop a copy of the original, too, instead of waiting for it', async () => {
    const event = await died('notification')
    await replace(event.event_id, '/customer_id=cust_7', 'notification')
    const claim = { key: `notification#${event.event_id}`, owner: 'claim_1', now, until: now + 10_000, ttlSeconds: 100 }
    const refused = await db.client
      .send(new UpdateItemCommand(claimUpdate(testTables.processed, claim)))
      .catch((error) => error)
    expect(refused).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { state: { S: 'completed' } } })
  })

  it('is what replay and rebuild take for this consumer from then on; a second edit works on the first one', async () => {
    const event = await died()
    await replace(event.event_id, '/customer_id=cust_7')
    const second = await replace(event.event_id, '/currency=EUR')
    expect(asEvent(second).data).toMatchObject({ customer_id: 'cust_7', currency: 'EUR' })
    const corrections = await readCorrections({ dynamo: db.client, table: testTables.operations }, 'payment')
    expect(corrected(corrections, event)).toEqual(second.envelope)
  })

  it('that the consumer refuses shows up with the new cause', async () => {
    const event = await died()
    const { id, envelope } = await replace(event.event_id, '/customer_id=cust_8')
    now += 1000
    await storeLetter(
      db,
      deadLetter(next, {
        id,
        messageId: 'second',
        fingerprint: 'dddddddddddddddd',
        body: JSON.stringify(envelope),
        lastFailedAt: now,
      }),
    )
    const [refused] = await lettersOfEvent(store(), id, ['payment'])
    expect(refused).toMatchObject({
      status: 'dead',
      deaths: 1,
      replaces: event.event_id,
      fingerprint: 'dddddddddddddddd',
    })
    expect(await listIssues(store(), { ids: [id] })).toMatchObject([{ state: 'open', dead: 1 }])
  })

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['processed', (id) => mark(db, `payment#${id}`, { expires_at: { N: String(Math.ceil(now / 1000) + 100) } })],
    [
      'died again',
      (id) => storeLetter(db, deadLetter(next, { id, messageId: 'again', lastFailedAt: now + 1, body: '{}' })),
    ],
    [
      'retried by someone',
      (id) =>
        db.client.send(
          new UpdateItemCommand({
            TableName: testTables.deadLetters,
            Key: { pk: { S: shardedKey('payment', id) }, sk: { S: id } },
            UpdateExpression: 'SET #s = :retried',
            ExpressionAttributeNames: { '#s': 'status' },
            ExpressionAttributeValues: { ':retried': { S: 'retried' } },
          }),
        ),
    ],
  ])('changes nothing when the original has been %s meanwhile', async (_, meanwhile) => {
    const event = await died()
    const letter = await latestOf(store(), event.event_id, 'payment')
    const original = originalOf(letter.body!)
    const edited = editedEnvelope(consumerOf('payment'), original, withSet(original.data, '/currency=EUR'), newId)
    await meanwhile(event.event_id)
    await expect(
      replaceLetter({ ...store(), now, by, reason: 'typo' }, consumerOf('payment'), letter, edited),
    ).rejects.toThrow(ChangedMeanwhile)
    expect(await lettersOfEvent(store(), edited.id, ['payment'])).toEqual([])
    const corrections = await readCorrections({ dynamo: db.client, table: testTables.operations }, 'payment')
    expect(corrections.has(event.event_id)).toBe(false)
  })

  it('happens once when its answer is lost and the call is sent again', async () => {
    const event = await died()
    db.faults.push('pass', 'lose-answer')
    const edited = await replace(event.event_id, '/currency=EUR')
    expect(await lettersOfEvent(store(), event.event_id, ['payment'])).toMatchObject([{ replacedBy: edited.id }])
  })
})

describe('what an edit must be', () => {
  const event = orderCreatedEvent(1)
  const original = originalOf(JSON.stringify(event))
  const consumer = storeOf({} as TestDynamoDb, () => 0).consumers.get('payment')!

  it.each([
    [
      '/total=-1',
      /^The edit does not fit order\.created version 1: \/total must be more than 0\. Nothing is changed\.$/,
    ],
    ['/items=[]', /: \/items must have at least 1 item\./],
    ['/customer_id=7', /: \/customer_id must be a string, it is a number\./],
    ['/items/0/quantity=1.5', /: \/items\/0\/quantity must be a whole number, it is a number with a fraction\./],
    ['/currency=null', /: \/currency must be an ISO 4217 currency code, e\.g\. USD\./],
  ])(
    'valid by the schema of its event: %s is refused with its place and what is allowed there',
    (assignment, refusal) => {
      expect(() =>
        editedEnvelope(consumer, original, withSet(original.data, assignment), newId, catalogOf([orderCreated])),
      ).toThrow(refusal)
    },
  )

  it('whole, with its data: the replacement of a large event refers to no bucket any more', () => {
    const data_ref = { sha256: 'a'.repeat(64), bytes: 300_000 }
    const stored = originalOf(JSON.stringify({ ...event, data: {}, data_ref }))
    const { envelope } = editedEnvelope(consumer, stored, { ...event.data }, newId, catalogOf([orderCreated]))
    expect(envelope).toMatchObject({ event_type: 'order.created', data: event.data })
    expect(envelope).not.toHaveProperty('data_ref')
    const part = withSet(stored.data, '/currency=EUR')
    expect(() => editedEnvelope(consumer, stored, part, newId, catalogOf([orderCreated]))).toThrow(
      /^Its data is in the bucket of large events and cannot be changed in part: give the whole data\. The edit does not fit order\.created version 1: \//,
    )
  })

  it.each(['/custmer_id=cust_7', '/items/0/quantty=2'])(
    'without a new field that no consumer would see, which is a slip: %s',
    (assignment) => {
      const [place] = assignment.split('=')
      const events = catalogOf([orderCreated])
      expect(() => editedEnvelope(consumer, original, withSet(original.data, assignment), newId, events)).toThrow(
        `The edit does not fit order.created version 1, which has no ${place}: consumers would not see it. Its fields: npm run ops -- catalog show order.created`,
      )
    },
  )

  it('with the fields that it had, also those which a newer producer has added', () => {
    const newer = originalOf(JSON.stringify({ ...event, data: { ...event.data, gift: { wrapped: true } } }))
    const data = withSet(newer.data, '/customer_id=cust_7')
    expect(editedEnvelope(consumer, newer, data, newId, catalogOf([orderCreated])).envelope).toMatchObject({ data })
  })

  it('small enough for a queue', () => {
    const data = { ...event.data, customer_id: 'x'.repeat(300_000) }
    const loose = { ...orderCreated, versions: [], parse: (value: unknown) => value } as unknown as typeof orderCreated
    expect(() => editedEnvelope(consumer, original, data, newId, catalogOf([loose]))).toThrow(
      /^The edit does not fit order\.created version 1: With these data it has \d+ bytes; allowed are 245760\.$/,
    )
  })

  it.each([
    '/nowhere/at/all=1',
    'total=1',
    '/total',
    '/__proto__=1',
    '/a/__proto__/b=1',
    '/items/length=0',
    '/items/first={}',
    '/items/01={}',
    '/items/-1={}',
    '/items/9={}',
    '/items/length/x=1',
  ])('at a place that is there: not %s', (set) => {
    expect(() => withSet(original.data, set)).toThrow(/--set/)
  })

  it('at the end of a list, too', () => {
    const { items } = withSet(original.data, `/items/${(original.data.items as unknown[]).length}={"a":1}`)
    expect(items).toEqual([...(original.data.items as unknown[]), { a: 1 }])
  })

  it.each(['not json', '[]', '{"data":1}', '"text"'])('of a body that holds a message: not %s', (body) => {
    expect(() => originalOf(body)).toThrow(/[Nn]othing to edit|no event/)
  })

  it('is checked by the schema of its version, also where earlier versions are retired', () => {
    const example = { order_id: 'ord_1' }
    const schema = z.object({ order_id: z.string() })
    const definition = defineEvent({ ...orderCreated, schema, example, firstVersion: 2 }).evolve({
      schema: z.object({ order_id: z.string(), channel: z.string() }),
      example: { ...example, channel: 'web' },
      upcast: (data) => ({ ...data, channel: 'web' }),
    })
    const envelope = { ...orderCreatedEvent(1), version: 2, data: example }
    const edit = (data: object) =>
      editedEnvelope(consumerOf('payment'), { envelope, data: example }, { ...data }, newId, catalogOf([definition]))
    expect(edit({ order_id: 'ord_2' }).envelope).toMatchObject({ version: 2, data: { order_id: 'ord_2' } })
    expect(() => edit({ order_id: 'ord_1', chanel: 'app' })).toThrow('has no /chanel')
  })

  it('shows what a terminal would hide, before somebody says yes to it', () => {
    const hostile = { 'a\u202eb': 'x\u009b2Jy\u2066z' }
    expect(diffText(differences({}, hostile))).toBe('+ /a\\u202eb "x\\u009b2Jy\\u2066z"\n')
  })

  it('is shown as the places that differ', () => {
    const changed = withSet(withSet(original.data, '/customer_id=cust_9'), '/gift=true')
    expect(diffText(differences(original.data, changed))).toBe(
      `- /customer_id "${original.data.customer_id}"\n+ /customer_id "cust_9"\n+ /gift true\n`,
    )
  })
})

describe('a letter that holds its aggregate', () => {
  const letter = { consumer: 'order-view', id: 'evt_1', aggregateId: 'ord_1' }

  it.each(['head', 'behind'] as const)('is edited where it is parked, not as a letter: %s', (kind) => {
    expect(() => assertNotHeld(letter, { kind })).toThrow('dead-letters edit evt_1 --consumer order-view')
  })

  it('is edited as any other where nothing waits behind it', () => {
    expect(() => assertNotHeld(letter, { kind: 'free' })).not.toThrow()
  })
})
