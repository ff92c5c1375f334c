import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { eventually } from '../../../support/eventually.ts'
import {
  add,
  countByOrder,
  deliverEach,
  dynamo,
  events,
  type Handle,
  handlerOf,
  kinds,
  kit,
  nextNumber,
  setUpKit,
  timesOf,
} from './grouping-kit.ts'

setUpKit()

describe('group commit', () => {
  it('commits a batch in one transaction', async () => {
    const batch = events(10)
    expect(await deliverEach(countByOrder, batch)).toEqual([])
    expect(dynamo.calls).toEqual(['TransactWriteItems'])
    for (const { data } of batch) expect(await timesOf(data.order_id)).toBe(1)
  })

  it('lets copies from earlier batches leave, and commits the rest: one call more, whatever their number', async () => {
    const batch = events(10)
    await deliverEach(countByOrder, batch.slice(0, 4))
    dynamo.calls.length = 0
    expect(
      await deliver(
        handlerOf(countByOrder),
        batch.map((of) => ({ of, messageId: `again-${of.event_id}` })),
      ),
    ).toEqual([])
    expect(dynamo.calls).toEqual(['TransactWriteItems', 'TransactWriteItems'])
    expect(kinds()).toEqual([...Array(4).fill('duplicate'), ...Array(6).fill('processed')])
    for (const { data } of batch) expect(await timesOf(data.order_id)).toBe(1)
  })

  it('looks up redelivered messages in one read, and handles only what is left', async () => {
    const batch = events(10)
    await deliverEach(countByOrder, batch.slice(0, 9))
    dynamo.calls.length = 0
    let runs = 0
    const counting: Handle = (event, context) => {
      runs++
      return countByOrder(event, context)
    }
    await deliver(
      handlerOf(counting),
      batch.map((of) => ({ of, receives: 2 })),
    )
    expect(dynamo.calls).toEqual(['BatchGetItem', 'TransactWriteItems'])
    expect(runs).toBe(1)
  })

  it('handles events again whose item another one of the batch has written, so that none decides on stale state', async () => {
    const batch = events(10)
    const hot = `hot-${nextNumber()}`
    // Read, add, write back only if unchanged: right only when each sees what the one before has written.
    const readModifyWrite: Handle = async (_event, { effects }) => {
      const times = await timesOf(hot)
      const Item = { pk: { S: hot }, sk: { S: 'count' }, times: { N: String(times + 1) } }
      effects.put({
        TableName: testTables.state,
        Item,
        ConditionExpression: 'attribute_not_exists(pk) OR times = :seen',
        ExpressionAttributeValues: { ':seen': { N: String(times) } },
      })
    }
    expect(await deliverEach(readModifyWrite, batch)).toEqual([])
    expect(await timesOf(hot)).toBe(10)
    expect(kinds()).toEqual(Array(10).fill('processed'))
  })

  it('commits events that write the same item one after another, each in one call', async () => {
    const hot = `blind-${nextNumber()}`
    const addToHot: Handle = (_event, { effects }) => effects.update(add(hot))
    expect(await deliverEach(addToHot, events(10))).toEqual([])
    expect(dynamo.calls).toEqual(Array(10).fill('TransactWriteItems'))
    expect(await timesOf(hot)).toBe(10)
  })

  it("fails one event with its write's own error, and commits the others", async () => {
    const batch = events(3)
    const handle: Handle = (event, { effects }) => {
      const isSecond = event.event_id === batch[1]?.event_id
      const condition = isSecond ? 'attribute_exists(pk)' : undefined
      effects.update(add(event.data.order_id, condition), () => new PermanentError('NO_ACCOUNT', 'there is none'))
    }
    expect(await deliverEach(handle, batch)).toEqual([])
    expect(kinds()).toEqual(['processed', 'dead-lettered', 'processed'])
    expect(kit.deadLetters[0]?.attributes).toMatchObject({ error_type: 'PermanentError:NO_ACCOUNT', attempts: '1' })
  })

  it('leaves out a superseded write and does the rest of its unit', async () => {
    const [event] = events(1)
    await dynamo.client.send(
      new PutItemCommand({
        TableName: testTables.state,
        Item: { pk: { S: `taken-${event?.event_id}` }, sk: { S: 'count' } },
      }),
    )
    const handle: Handle = ({ data, event_id }, { effects }) => {
      effects.update(add(`taken-${event_id}`, 'attribute_not_exists(pk)'), 'superseded')
      effects.update(add(data.order_id))
    }
    expect(await deliver(handlerOf(handle), [{ of: event! }])).toEqual([])
    expect(await timesOf(`taken-${event?.event_id}`)).toBe(0)
    expect(await timesOf(event!.data.order_id)).toBe(1)
  })

  it.each(['TransactionConflict', 'ThrottlingError'])('tries again shortly after %s', async (Code) => {
    const conflict = () => ({
      status: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        Message: 'Transaction cancelled',
        CancellationReasons: [{ Code }, { Code: 'None' }, { Code: 'None' }, { Code: 'None' }],
      },
    })
    dynamo.faults.push(conflict, conflict)
    const batch = events(2)
    expect(await deliverEach(countByOrder, batch)).toEqual([])
    // Twice together, then each alone, so that the contended one does not hold up the other.
    expect(dynamo.calls).toHaveLength(4)
    for (const { data } of batch) expect(await timesOf(data.order_id)).toBe(1)
  })

  it('does not wait long for a slow handler of the same batch', async () => {
    const batch = events(2)
    let release = () => {}
    const firstCommitted = new Promise<void>((resolve) => {
      release = resolve
    })
    const handle: Handle = async (event, context) => {
      if (event.event_id === batch[1]?.event_id) await firstCommitted
      await countByOrder(event, context)
    }
    const delivery = deliverEach(handle, batch)
    await eventually(async () => expect(await timesOf(batch[0]!.data.order_id)).toBe(1))
    release()
    expect(await delivery).toEqual([])
    expect(await timesOf(batch[1]!.data.order_id)).toBe(1)
  })
})
