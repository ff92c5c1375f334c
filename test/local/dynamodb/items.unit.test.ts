import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventTable, plainTable, type Running, start, temporaryDirectory } from './kit.ts'

describe.each(['memory', 'disk'])('items, in %s', (where) => {
  let running: Running
  let directory: Awaited<ReturnType<typeof temporaryDirectory>> | undefined

  beforeAll(async () => {
    directory = where === 'disk' ? await temporaryDirectory() : undefined
    running = await start(directory ? { dataDir: directory.path } : {})
    await running.client.send(new CreateTableCommand(plainTable))
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterAll(async () => {
    await running.close()
    await directory?.remove()
  })

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

  describe('update expressions', () => {
    beforeEach(async () => {
      const letters = { L: ['a', 'b', 'c', 'd'].map((S) => ({ S })) }
      const Item = {
        id: { S: 'u' },
        n: { N: '1.5' },
        letters,
        labels: { SS: ['x', 'y'] },
        m: { M: { deep: { N: '1' } } },
      }
      await running.client.send(new PutItemCommand({ TableName: 'plain', Item }))
    })

    const update = async (UpdateExpression: string, values?: UpdateItemCommandInput['ExpressionAttributeValues']) => {
      const result = await running.client.send(
        new UpdateItemCommand({
          TableName: 'plain',
          Key: { id: { S: 'u' } },
          UpdateExpression,
          ...(values ? { ExpressionAttributeValues: values } : {}),
          ReturnValues: 'ALL_NEW',
        }),
      )
      return result.Attributes
    }

    it('reads all operands before it changes anything', async () => {
      const item = await update('SET a = n, n = n + :one, m.n = m', { ':one': { N: '1' } })
      expect(item).toMatchObject({ a: { N: '1.5' }, n: { N: '2.5' }, m: { M: { n: { M: { deep: { N: '1' } } } } } })
      expect(await update('SET m.n.deep = :one', { ':one': { N: '9' } })).toMatchObject({
        m: { M: { deep: { N: '1' } } },
      })
    })

    it('removes list elements by their original positions', async () => {
      expect((await update('REMOVE letters[0], letters[2]'))?.letters).toEqual({ L: [{ S: 'b' }, { S: 'd' }] })
    })

    it('appends what is set behind the end of a list', async () => {
      const values = { ':y': { S: 'y' }, ':z': { S: 'z' } }
      const item = await update('SET letters[1000000000] = :z, letters[7] = :y', values)
      expect(item?.letters).toEqual({ L: ['a', 'b', 'c', 'd', 'y', 'z'].map((S) => ({ S })) })
    })

    it('appends and prepends lists, and sets what is missing', async () => {
      const item = await update(
        'SET letters = list_append(:l, letters), added = if_not_exists(added, :l), n = if_not_exists(n, :l)',
        {
          ':l': { L: [{ S: '0' }] },
        },
      )
      expect(item?.letters?.L?.map(({ S }) => S)).toEqual(['0', 'a', 'b', 'c', 'd'])
      expect(item).toMatchObject({ added: { L: [{ S: '0' }] }, n: { N: '1.5' } })
    })

    it('adds to numbers without loss, and to sets and from them', async () => {
      const item = await update('ADD n :n, fresh :n, labels :s', {
        ':n': { N: '0.00000000000000000001' },
        ':s': { SS: ['y', 'z'] },
      })
      expect(item).toMatchObject({ n: { N: '1.50000000000000000001' }, fresh: { N: '0.00000000000000000001' } })
      expect(item?.labels?.SS).toEqual(['x', 'y', 'z'])
      expect((await update('DELETE labels :s', { ':s': { SS: ['x', 'y', 'z'] } }))?.labels).toBeUndefined()
    })

    it.each([
      ['SET gone.x = :v', 'The document path provided in the update expression is invalid for update'],
      ['SET a = absent + :v', 'The provided expression refers to an attribute that does not exist in the item'],
      ['SET a = letters + :v', 'An operand in the update expression has an incorrect data type'],
      [
        'SET id = :v',
        'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
      ],
      [
        'SET a = :v SET b = :v',
        'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
      ],
      [
        'SET a = :v, a.b = :v',
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
      ],
      ['SET name = :v', 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name'],
      [
        'SET a = :w',
        'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :w',
      ],
    ])('refuses %s', async (expression, message) => {
      await expect(update(expression, { ':v': { N: '1' } })).rejects.toMatchObject({
        name: 'ValidationException',
        message,
      })
    })

    it('answers only what was updated, before and after', async () => {
      const command = {
        TableName: 'plain',
        Key: { id: { S: 'u' } },
        UpdateExpression: 'SET n = :n, fresh = :n',
        ExpressionAttributeValues: { ':n': { N: '7' } },
      }
      const before = await running.client.send(new UpdateItemCommand({ ...command, ReturnValues: 'UPDATED_OLD' }))
      const after = await running.client.send(new UpdateItemCommand({ ...command, ReturnValues: 'UPDATED_NEW' }))
      expect(before.Attributes).toEqual({ n: { N: '1.5' } })
      expect(after.Attributes).toEqual({ n: { N: '7' }, fresh: { N: '7' } })
    })
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

  it('writes and gets in batches, over several tables', async () => {
    const requests = Array.from({ length: 12 }, (_, i) => ({
      PutRequest: { Item: { id: { S: `b${i}` }, n: { N: `${i}` } } },
    }))
    const event = { pk: { S: 'batch' }, sk: { N: '1' } }
    const written = await running.client.send(
      new BatchWriteItemCommand({ RequestItems: { plain: requests, events: [{ PutRequest: { Item: event } }] } }),
    )
    expect(written.UnprocessedItems).toEqual({})
    await running.client.send(
      new BatchWriteItemCommand({ RequestItems: { plain: [{ DeleteRequest: { Key: { id: { S: 'b0' } } } }] } }),
    )
    const keys = Array.from({ length: 12 }, (_, i) => ({ id: { S: `b${i}` } }))
    const got = await running.client.send(
      new BatchGetItemCommand({
        RequestItems: { plain: { Keys: keys, ProjectionExpression: 'n' }, events: { Keys: [event] } },
      }),
    )
    expect(got.Responses?.plain?.map(({ n }) => Number(n?.N)).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ])
    expect(got.Responses?.events).toEqual([event])
  })

  it('refuses batches that are too large or name an item twice', async () => {
    const put = (id: string) => ({ PutRequest: { Item: { id: { S: id } } } })
    const batch = (ids: string[]) =>
      running.client.send(new BatchWriteItemCommand({ RequestItems: { plain: ids.map(put) } }))
    await expect(batch(['a', 'a'])).rejects.toThrow('Provided list of item keys contains duplicates')
    await expect(batch(Array.from({ length: 26 }, (_, i) => `${i}`))).rejects.toMatchObject({
      name: 'ValidationException',
    })
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
