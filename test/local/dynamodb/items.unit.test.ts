import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { withTables } from './kit.ts'

describe.each(['memory', 'disk'])('items, in %s', (where) => {
  const running = withTables(where)

  const get = async (id: string) => {
    const key = { TableName: 'plain', Key: { id: { S: id } } }
    return (await running.client.send(new GetItemCommand(key))).Item
  }

  it('keeps numbers, binary values, sets and nested values exactly', async () => {
    const item = {
      id: { S: 'types' },
      big: { N: '12345678901234567890123456789012345678' },
      small: { N: '-0.00000000000000000000000000000000000001' },
      bytes: { B: new Uint8Array([0, 1, 255]) },
      blobs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
      numbers: { NS: ['1', '2.5'] },
      strings: { SS: ['a', 'ü'] },
      nothing: { NULL: true },
      empty: { S: '' },
      map: { M: { list: { L: [{ BOOL: false }, { S: '✓ "quoted"\n' }] } } },
    }
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: item }))
    expect(await get('types')).toEqual(item)
  })

  it('stores numbers in one form, however they are written', async () => {
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: 'n' }, n: { N: '1.50e2' } } }))
    expect(await get('n')).toEqual({ id: { S: 'n' }, n: { N: '150' } })
  })

  it('answers a failed condition with the item, if asked to', async () => {
    const item = { id: { S: 'once' }, owner: { S: 'a' } }
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: item }))
    const again = { TableName: 'plain', Item: item, ConditionExpression: 'attribute_not_exists(id)' }
    const silent = await running.client.send(new PutItemCommand(again)).catch((error: unknown) => error)
    const telling = await running.client
      .send(new PutItemCommand({ ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))
      .catch((error: unknown) => error)
    expect(silent).toBeInstanceOf(ConditionalCheckFailedException)
    expect((silent as ConditionalCheckFailedException).Item).toBeUndefined()
    expect((silent as ConditionalCheckFailedException).message).toBe('The conditional request failed')
    expect(telling).toBeInstanceOf(ConditionalCheckFailedException)
    expect((telling as ConditionalCheckFailedException).Item).toEqual(item)
  })

  it('honours conditions of updates and deletes, with the item on failure', async () => {
    const key = { TableName: 'plain', Key: { id: { S: 'guarded' } } }
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: 'guarded' }, v: { N: '2' } } }))
    const guard = {
      ConditionExpression: 'v < :limit',
      ExpressionAttributeValues: { ':limit': { N: '2' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }
    const expected = { name: 'ConditionalCheckFailedException', Item: { id: { S: 'guarded' }, v: { N: '2' } } }
    await expect(running.client.send(new DeleteItemCommand({ ...key, ...guard }))).rejects.toMatchObject(expected)
    const update = { ...key, ...guard, UpdateExpression: 'SET v = v + :limit' }
    await expect(running.client.send(new UpdateItemCommand(update))).rejects.toMatchObject(expected)
    const wider = { ...update, ExpressionAttributeValues: { ':limit': { N: '10' } } }
    await running.client.send(new UpdateItemCommand(wider))
    expect(await get('guarded')).toEqual({ id: { S: 'guarded' }, v: { N: '12' } })
  })

  it('answers the old item of a put or delete', async () => {
    const item = { id: { S: 'old' }, v: { N: '1' } }
    const put = await running.client.send(
      new PutItemCommand({ TableName: 'plain', Item: item, ReturnValues: 'ALL_OLD' }),
    )
    const remove = new DeleteItemCommand({ TableName: 'plain', Key: { id: item.id }, ReturnValues: 'ALL_OLD' })
    expect(put.Attributes).toBeUndefined()
    expect((await running.client.send(remove)).Attributes).toEqual(item)
    expect(await get('old')).toBeUndefined()
  })

  it('gets only what a projection names', async () => {
    const item = { id: { S: 'p' }, a: { M: { b: { N: '1' }, c: { N: '2' } } }, l: { L: [{ S: 'x' }, { S: 'y' }] } }
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: item }))
    const { Item } = await running.client.send(
      new GetItemCommand({ TableName: 'plain', Key: { id: { S: 'p' } }, ProjectionExpression: 'a.b, l[1]' }),
    )
    expect(Item).toEqual({ a: { M: { b: { N: '1' } } }, l: { L: [{ S: 'y' }] } })
  })

  it('parses an expression once but evaluates it with the values of each request', async () => {
    await running.client.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: 'c' }, n: { N: '5' } } }))
    const check = (low: string, high: string) =>
      running.client.send(
        new UpdateItemCommand({
          TableName: 'plain',
          Key: { id: { S: 'c' } },
          UpdateExpression: 'SET seen = :low',
          ConditionExpression: '#n BETWEEN :low AND :high OR #n IN (:high)',
          ExpressionAttributeNames: { '#n': 'n' },
          ExpressionAttributeValues: { ':low': { N: low }, ':high': { N: high } },
        }),
      )
    await check('1', '9')
    await expect(check('6', '9')).rejects.toThrow('The conditional request failed')
    await expect(check('9', '1')).rejects.toThrow('upper bound to be greater than or equal to lower bound')
    await check('5', '5')
    expect(await get('c')).toMatchObject({ seen: { N: '5' } })
  })

  it.each([
    ['no key', { other: { S: 'x' } }, 'One or more parameter values were invalid: Missing the key id in the item'],
    ['a key of the wrong type', { id: { N: '1' } }, 'Type mismatch for key id expected: S actual: N'],
    [
      'an empty key',
      { id: { S: '' } },
      'The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      'too large an item',
      { id: { S: 'x' }, a: { S: 'x'.repeat(410_000) } },
      'Item size has exceeded the maximum allowed size',
    ],
    [
      'a number that is none',
      { id: { S: 'x' }, n: { N: 'ten' } },
      'The parameter cannot be converted to a numeric value: ten',
    ],
    ['a number too long', { id: { S: 'x' }, n: { N: '1'.repeat(39) } }, 'more than 38 significant digits'],
    ['an empty set', { id: { S: 'x' }, s: { SS: [] } }, 'An string set  may not be empty'],
  ])('refuses an item with %s', async (_, Item, message) => {
    const put = running.client.send(new PutItemCommand({ TableName: 'plain', Item }))
    await expect(put).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) })
  })

  it('counts size in bytes of UTF-8', async () => {
    const Item = { id: { S: 'x' }, a: { S: '€'.repeat(140_000) } }
    const put = running.client.send(new PutItemCommand({ TableName: 'plain', Item }))
    await expect(put).rejects.toThrow('Item size has exceeded the maximum allowed size')
  })

  it('knows a table by its ARN', async () => {
    const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/plain'
    await running.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'by-arn' } } }))
    expect(await get('by-arn')).toBeDefined()
  })

  it('knows which tables there are not', async () => {
    const put = running.client.send(new PutItemCommand({ TableName: 'nowhere', Item: { id: { S: 'x' } } }))
    await expect(put).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  it('takes the parameters from before there were expressions', async () => {
    const put = { TableName: 'plain', Item: { id: { S: 'legacy' }, n: { N: '1' } } }
    await running.client.send(new PutItemCommand({ ...put, Expected: { id: { Exists: false } } }))
    const again = running.client.send(new PutItemCommand({ ...put, Expected: { id: { Exists: false } } }))
    await expect(again).rejects.toBeInstanceOf(ConditionalCheckFailedException)
    await running.client.send(
      new UpdateItemCommand({
        TableName: 'plain',
        Key: { id: { S: 'legacy' } },
        AttributeUpdates: { n: { Action: 'ADD', Value: { N: '2' } }, s: { Value: { S: 'set' } } },
      }),
    )
    expect(await get('legacy')).toEqual({ id: { S: 'legacy' }, n: { N: '3' }, s: { S: 'set' } })
  })

  it('tells what was consumed, indexes included', async () => {
    const Item = {
      pk: { S: 'cost' },
      sk: { N: '1' },
      slot: { S: 'b' },
      event_id: { S: 'e' },
      data: { S: 'x'.repeat(1500) },
    }
    const put = await running.client.send(
      new PutItemCommand({ TableName: 'events', Item, ReturnConsumedCapacity: 'INDEXES' }),
    )
    expect(put.ConsumedCapacity).toEqual({
      TableName: 'events',
      CapacityUnits: 4,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { 'by-time': { CapacityUnits: 2 } },
    })
    const Key = { pk: Item.pk, sk: Item.sk }
    const get = await running.client.send(
      new GetItemCommand({ TableName: 'events', Key, ReturnConsumedCapacity: 'TOTAL' }),
    )
    expect(get.ConsumedCapacity).toEqual({ TableName: 'events', CapacityUnits: 0.5 })
  })
})
