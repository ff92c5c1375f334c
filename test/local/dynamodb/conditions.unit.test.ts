import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../../local/dynamodb/requests/attribute-values.ts'
import { plainTable, type Running, start } from './kit.ts'

const item: Record<string, AttributeValue> = {
  id: { S: 'x' },
  n: { N: '5' },
  longer: { N: '12345678901234567890.5' },
  word: { S: 'straße' },
  blank: { S: '' },
  bytes: { B: Buffer.from([1, 2, 3]).toString('base64') },
  tags: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2'] },
  entries: { L: [{ S: 'a' }, { M: { k: { N: '1' } } }] },
  doc: { M: { a: { N: '1' }, b: { L: [{ BOOL: true }] } } },
}
const v = (value: AttributeValue) => ({ ':v': value })

describe('conditions', () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
    await running.db.call('CreateTable', plainTable)
    await running.db.call('PutItem', { TableName: 'plain', Item: item })
  })
  afterAll(() => running.close())

  const holds = async (FilterExpression: string, values: Record<string, AttributeValue>) => {
    const operands = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}
    const { Count } = await running.db.call('Scan', { TableName: 'plain', FilterExpression, ...operands })
    return Count === 1
  }

  it.each<[string, Record<string, AttributeValue>]>([
    ['n = :v', v({ N: '5' })],
    ['n < :v', v({ N: '10' })],
    ['longer > :v', v({ N: '12345678901234567890.4' })],
    ['longer <= :v', v({ N: '12345678901234567890.5' })],
    ['word > :v', v({ S: 'strasse' })],
    ['bytes >= :v', v({ B: 'AQI=' })],
    ['doc = :v', v({ M: { b: { L: [{ BOOL: true }] }, a: { N: '1' } } })],
    ['tags = :v', v({ SS: ['b', 'a'] })],
    ['doc.b[0] = :v', v({ BOOL: true })],
    ['absent <> :v', v({ N: '5' })],
    ['attribute_not_exists(absent) AND attribute_exists(blank)', {}],
    ['attribute_type(doc, :v)', v({ S: 'M' })],
    ['begins_with(word, :v)', v({ S: 'stra' })],
    ['begins_with(bytes, :v)', v({ B: 'AQI=' })],
    ['contains(word, :v)', v({ S: 'ß' })],
    ['contains(tags, :v)', v({ S: 'b' })],
    ['contains(numbers, :v)', v({ N: '2' })],
    ['contains(entries, :v)', v({ M: { k: { N: '1' } } })],
    ['contains(bytes, :v)', v({ B: 'AgM=' })],
    ['size(blank) = :v', v({ N: '0' })],
    ['size(bytes) = :v AND size(word) > :v', v({ N: '3' })],
    ['size(entries) = :v AND size(doc) = :v AND size(tags) = :v', v({ N: '2' })],
    ['n IN (:w, :v)', { ':v': { N: '5' }, ':w': { N: '6' } }],
    ['n BETWEEN :v AND :w', { ':v': { N: '4' }, ':w': { N: '5' } }],
    ['NOT (n = :v OR absent = :v) AND n > :v', v({ N: '4' })],
  ])('%s holds', async (expression, values) => {
    expect(await holds(expression, values)).toBe(true)
  })

  it.each<[string, Record<string, AttributeValue>]>([
    ['n = :v', v({ S: '5' })],
    ['n < :v', v({ S: '6' })],
    ['word < :v', v({ N: '6' })],
    ['absent = missing_too', {}],
    ['absent < :v', v({ N: '5' })],
    ['absent >= missing_too', {}],
    ['begins_with(absent, missing_too)', {}],
    ['contains(absent, missing_too)', {}],
    ['contains(word, :v)', v({ B: 'AQ==' })],
    ['size(n) = :v', v({ N: '1' })],
    ['absent BETWEEN missing_too AND :v', v({ N: '5' })],
    ['entries = :v', v({ L: [{ M: { k: { N: '1' } } }, { S: 'a' }] })],
  ])('%s does not hold', async (expression, values) => {
    expect(await holds(expression, values)).toBe(false)
  })
})
