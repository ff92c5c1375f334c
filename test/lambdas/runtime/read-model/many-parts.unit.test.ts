import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderIndexes } from '../../../../lambdas/order-view/indexes.ts'
import { orderDocument } from '../../../../lambdas/order-view/order-document.ts'
import type { DocumentChange } from '../../../../lambdas/runtime/declarations/define-read-model.ts'
import type { Part } from '../../../../lambdas/runtime/declarations/parts.ts'
import { piecesOf, toUpdate } from '../../../../lambdas/runtime/read-model/document-update.ts'
import { createDocumentWriter } from '../../../../lambdas/runtime/read-model/document-writer.ts'
import { createReadModelReader } from '../../../../lambdas/runtime/read-model/read-model-store.ts'
import { documentsWriter } from '../../../../ops/rebuild/write-documents.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { createStateTable } from '../../../support/state-table.ts'

const table = 'many-parts'
let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
  await createStateTable(dynamo.client, table, orderIndexes)
})
afterAll(() => dynamo.close())

const documents = () => ({ client: dynamo.client, table, model: orderDocument })
const at = '2026-04-28T10:30:00.000Z'
const partsOf = (count: number, sequence: number, indexed?: Record<string, string>): Record<string, Part> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `order:ord_${index}`,
      { sequence, at, value: { index, sequence }, ...(indexed && { indexed }) },
    ]),
  )
const changeOf = (id: string, count: number, sequence: number): DocumentChange => ({
  key: { id },
  parts: partsOf(count, sequence),
})
const stored = async (id: string) =>
  Object.values(
    (await createReadModelReader(orderDocument, { client: dynamo.client, table, clock: { now: () => 0 } }).get({
      id,
    })) ?? {},
  ).map((part) => part.sequence)

describe('a document with a part for each of many things', () => {
  it.each([1, 70, 71, 150])('is written, and written again only where it is newer: %i parts', async (count) => {
    const id = `live_${count}`
    const writer = createDocumentWriter(documents())
    expect(await writer.write('g1', changeOf(id, count, 1))).toBe('applied')
    expect(await stored(id)).toEqual(Array(count).fill(1))
    expect(await writer.write('g1', changeOf(id, count, 1))).toBe('stale')
    // One part of the last piece is ahead; that does not keep the others back.
    const ahead = { key: { id }, parts: { [`order:ord_${count - 1}`]: { sequence: 9, at, value: 'ahead' } } }
    await writer.write('g1', ahead)
    expect(await writer.write('g1', changeOf(id, count, 5))).toBe(count === 1 ? 'stale' : 'applied')
    expect((await stored(id)).toSorted((a, b) => a - b)).toEqual([...Array(count - 1).fill(5), 9])
  })

  it('is rebuilt beside the others of its page', async () => {
    const write = documentsWriter(documents(), 'g1')
    const small = Array.from({ length: 60 }, (_, index) => changeOf(`small_${index}`, 3, 1))
    await write([...small.slice(0, 30), changeOf('large', 300, 1), ...small.slice(30)])
    expect(await stored('large')).toEqual(Array(300).fill(1))
    for (const { key } of small) expect(await stored(key.id)).toEqual([1, 1, 1])
  })

  it('takes no expression beyond 4 KB, with the largest sequences and many index attributes', () => {
    const indexed = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`gsi_${index}`, 'x']))
    for (const change of [
      { key: { id: 'a' }, parts: partsOf(500, Number.MAX_SAFE_INTEGER) },
      { key: { id: 'a' }, parts: partsOf(100, 1, indexed) },
    ]) {
      const pieces = piecesOf(change)
      expect(Object.assign({}, ...pieces.map(({ parts }) => parts))).toEqual(change.parts)
      for (const piece of pieces) {
        const { UpdateExpression, ConditionExpression = '' } = toUpdate(documents(), 'g1', piece)
        for (const text of [UpdateExpression, ConditionExpression]) expect(Buffer.byteLength(text)).toBeLessThan(4096)
      }
    }
    expect(piecesOf(changeOf('a', 70, 1))).toHaveLength(2)
    expect(piecesOf(changeOf('a', 60, 1))).toHaveLength(1)
  })
})
