import { describe, expect, it } from 'vitest'
import { testTables } from '../../../support/dynamodb.ts'

import {
  add,
  countByOrder,
  deliverEach,
  dynamo,
  events,
  type Handle,
  kinds,
  kit,
  setUpKit,
  timesOf,
} from './grouping-kit.ts'

setUpKit()

describe('limits of a transaction', () => {
  it('fills as few transactions as 100 items allow', async () => {
    const wide: Handle = ({ data }, { effects }) => {
      for (let item = 0; item < 30; item++) effects.update(add(`${data.order_id}-${item}`))
    }
    const batch = events(10)
    expect(await deliverEach(wide, batch)).toEqual([])
    // 31 items with the marker: three events each.
    expect(dynamo.calls).toEqual(Array(4).fill('TransactWriteItems'))
    for (const { data } of batch) expect(await timesOf(`${data.order_id}-29`)).toBe(1)
  })

  it('fills as few transactions as 4 MB allow', async () => {
    const fat: Handle = ({ data }, { effects }) => {
      for (let item = 0; item < 3; item++) {
        const content = { S: 'x'.repeat(300_000) }
        effects.put({
          TableName: testTables.state,
          Item: { pk: { S: `${data.order_id}-${item}` }, sk: { S: 'fat' }, content },
        })
      }
    }
    expect(await deliverEach(fat, events(10))).toEqual([])
    expect(kinds()).toEqual(Array(10).fill('processed'))
    // 900 KB an event: four of them each.
    expect(dynamo.calls).toEqual(Array(3).fill('TransactWriteItems'))
  })

  it.each([
    [
      'more writes than a transaction takes',
      'TOO_MANY_EFFECTS',
      Array.from({ length: 100 }, (_, item) => `item-${item}`),
    ],
    ['an item written twice', 'ITEM_STAGED_TWICE', ['same', 'same']],
  ])('dead-letters %s, and nothing else of its batch', async (_, code, keys) => {
    const batch = events(3)
    const handle: Handle = (event, context) => {
      if (event.event_id !== batch[1]?.event_id) return countByOrder(event, context)
      for (const key of keys) context.effects.update(add(`${event.event_id}-${key}`))
    }
    expect(await deliverEach(handle, batch)).toEqual([])
    expect(kinds()).toEqual(['processed', 'dead-lettered', 'processed'])
    expect(kit.deadLetters[0]?.attributes.error_type).toBe(`PermanentError:${code}`)
  })

  it('finds out whose write DynamoDB refuses as malformed, and commits the others', async () => {
    const batch = events(3)
    const handle: Handle = (event, context) => {
      if (event.event_id !== batch[1]?.event_id) return countByOrder(event, context)
      const Item = { pk: { S: event.event_id }, sk: { S: 'too-large' }, content: { S: 'x'.repeat(500_000) } }
      context.effects.put({ TableName: testTables.state, Item })
    }
    expect(await deliverEach(handle, batch)).toEqual([])
    expect(kinds()).toEqual(['processed', 'dead-lettered', 'processed'])
  })
})
