import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { putIfNewer } from '../../../../lambdas/runtime/idempotency/versioned.ts'
import { deadLetter, storeLetter } from '../../../ops/dead-letters/kit.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { declare, dynamo, event, failingWith, kit, setUpKit } from './failing-kit.ts'

setUpKit()

const OPERATION = 'op_1'

/** A dead letter of the event, as the tools find it, and its status and what the consumer said of it afterwards. */
const died = (id: string = event.event_id) => storeLetter(dynamo, deadLetter(0, { consumer: 'failing', id }))
async function said(id: string = event.event_id) {
  const Key = { pk: { S: shardedKey('failing', id) }, sk: { S: id } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.deadLetters, Key }))
  return { status: Item?.status?.S, doneAs: Item?.done_as?.S, cause: Item?.error_type?.S, deaths: Item?.deaths?.N }
}

const versioned = () =>
  consumerHandler(declare({ idempotency: 'versioned' }), kit.environment, {
    'order.created': ({ aggregate_id, sequence }, { effects }) => {
      const item = { pk: { S: `copy#${aggregate_id}` }, sk: { S: 'order' } }
      effects.put(putIfNewer(testTables.state, item, { attribute: 'version', sequence }))
    },
  })

describe('a dead letter that a person has tried again', () => {
  it('is closed in its record by a consumer that leaves no markers, with what came of it', async () => {
    await died()
    await deliver(versioned(), [{ of: event, retriedBy: OPERATION }])
    expect(await said()).toMatchObject({ status: 'resolved', doneAs: 'processed' })
  })

  it('is told from one that has changed nothing, because something as new was there', async () => {
    await deliver(versioned(), [{ of: event }])
    await died()
    await deliver(versioned(), [{ of: event, messageId: 'again', retriedBy: OPERATION }])
    expect(await said()).toMatchObject({ status: 'resolved', doneAs: 'duplicate' })
  })

  it('waits again, with its new cause, when an at-most-once handler fails: nothing else would tell', async () => {
    await died()
    const failing = consumerHandler(
      declare({ delivery: 'at-most-once', idempotency: undefined as never }),
      kit.environment,
      {
        'order.created': () => {
          throw new RangeError('oops')
        },
      },
    )
    await deliver(failing, [{ of: event, messageId: 'again', retriedBy: OPERATION }])
    expect(await said()).toMatchObject({ status: 'dead', cause: 'RangeError' })
  })

  it.each([
    ['dies', {}, 'dead'],
    ['is lost', { delivery: 'at-most-once', idempotency: undefined as never } as const, 'dead'],
  ])('is not closed where another copy in its batch %s, whose outcome it shares', async (_, options, status) => {
    await died()
    const failing = failingWith(new PermanentError('BROKEN', 'Cannot do it.'), options)
    await deliver(failing, [{ of: event }, { of: event, messageId: 'again', retriedBy: OPERATION }])
    expect(await said()).toMatchObject({ status, cause: 'PermanentError:BROKEN' })
    const [first, copy] = kit.outcomes.at(-1)!
    expect(copy?.outcome.kind).toBe(first?.outcome.kind)
  })

  it('is left to its marker, or to its next death, where nobody asks: a live message costs no call', async () => {
    dynamo.calls.length = 0
    await deliver(versioned(), [{ of: event }])
    expect(dynamo.calls).toEqual(['PutItem'])
  })

  it('keeps its one record where its body has no id, however often it is sent: each send is another message', async () => {
    await died('message-1')
    await deliver(versioned(), [{ of: 'no JSON', messageId: 'again', retriedBy: OPERATION, deadLetterId: 'message-1' }])
    expect(await said('message-1')).toMatchObject({
      status: 'dead',
      cause: 'PermanentError:BODY_NOT_JSON',
      deaths: '2',
    })
    expect(await said('again')).toMatchObject({ status: undefined })
    const [letter] = kit.deadLetters
    expect(letter?.attributes).toMatchObject({ event_id: 'message-1' })
  })

  it.each([
    ['that leaves none', versioned],
    [
      'with markers, which name the event',
      () => consumerHandler(declare(), kit.environment, { 'order.created': () => {} }),
    ],
  ])(
    'is closed under the id of its record by a consumer %s, when it is a message to the code of today',
    async (_, consumer) => {
      await died('message-1')
      await deliver(consumer(), [{ of: event, messageId: 'again', retriedBy: OPERATION, deadLetterId: 'message-1' }])
      expect(await said('message-1')).toMatchObject({ status: 'resolved', doneAs: 'processed' })
      expect(await said()).toMatchObject({ status: undefined })
    },
  )

  it('is done although its record cannot be written', async () => {
    await died()
    dynamo.faults.push('pass', () => ({ status: 400, body: { __type: 'ValidationException', message: 'no' } }))
    expect(await deliver(versioned(), [{ of: event, retriedBy: OPERATION }])).toEqual([])
    expect(await said()).toMatchObject({ status: 'dead' })
  })
})
