import {
  CreateTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plainTable, type Running, start } from './kit.ts'

describe('update expressions', () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
    await running.client.send(new CreateTableCommand(plainTable))
  })
  afterAll(() => running.close())
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

  describe('with names that hold ids, so that each request has others', () => {
    const set = (names: Record<string, string>, UpdateExpression: string, ConditionExpression?: string) =>
      running.client.send(
        new UpdateItemCommand({
          TableName: 'plain',
          Key: { id: { S: 'u' } },
          UpdateExpression,
          ...(ConditionExpression && { ConditionExpression }),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':v': { M: { n: { N: '2' } } } },
          ReturnValues: 'ALL_NEW',
        }),
      )

    it('each is changed under its own name', async () => {
      const once = 'attribute_not_exists(#a) AND attribute_not_exists(#a.#n)'
      await set({ '#a': 'part-1', '#n': 'n' }, 'SET #a = :v', once)
      const { Attributes } = await set({ '#a': 'part-2', '#n': 'n' }, 'SET #a = :v', once)
      expect(Attributes).toMatchObject({ 'part-1': { M: { n: { N: '2' } } }, 'part-2': { M: { n: { N: '2' } } } })
      await expect(set({ '#a': 'part-1', '#n': 'n' }, 'SET #a = :v', once)).rejects.toThrow('conditional request')
      await set({ '#a': 'part-1', '#b': 'part-2', '#n': 'n' }, 'SET #a.#n = #b.#n, m = :v')
      const { Attributes: last } = await set({ '#a': 'part-3', '#b': 'part-1' }, 'SET #a = #b, m = :v')
      expect(last?.['part-3']).toEqual({ M: { n: { N: '2' } } })
    })

    it('and two that mean one attribute overlap', async () => {
      await set({ '#a': 'part-1', '#b': 'part-2' }, 'SET #a = :v, #b = :v')
      await expect(set({ '#a': 'part-1', '#b': 'part-1' }, 'SET #a = :v, #b = :v')).rejects.toThrow(
        'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [part-1], path two: [part-1]',
      )
    })

    it('and are named as they are where they are refused', async () => {
      const refused = set({ '#a': 'part-1' }, 'SET m = :v', '#a IN (#a)')
      await expect(refused).rejects.toThrow('operator: IN, first operand: [part-1]')
    })
  })

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
