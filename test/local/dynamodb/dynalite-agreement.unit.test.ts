import type { createServer, Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LocalAwsError, type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'
import { eventTable } from './kit.ts'
import { type Call, call, withoutNothing } from './random-calls.ts'

/** Dynalite was tested operation by operation against DynamoDB itself: where it can do something, this must do the same. */
const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => ReturnType<typeof createServer>

/** Refused here as documented, and taken by dynalite: that is not asked then, so that it changes nothing either. */
const documented = /Incorrect operand type.* operator or function: (?:[<>]=?|BETWEEN), operand type/

describe('agreement with dynalite', () => {
  let server: Server
  let url: string
  beforeAll(async () => {
    server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  async function askDynalite([operation, input]: Call): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': 'now',
        authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
        connection: 'close',
      },
      body: JSON.stringify(input),
    })
    const body = (await response.json()) as { __type?: string; message?: string; Message?: string; Attributes?: object }
    if (body.__type === undefined) return withoutNothing(body)
    return { error: body.__type.split('#')[1], message: body.message ?? body.Message }
  }

  async function askLocal(db: LocalDynamoDb, [operation, input]: Call): Promise<{ error?: string; message?: string }> {
    try {
      return withoutNothing(await db.call(operation, input))
    } catch (error) {
      if (error instanceof LocalAwsError) return { error: error.code, message: error.message }
      throw error
    }
  }

  it('holds for any sequence of reads, writes, conditions and updates', async () => {
    let run = 0
    const property = fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 40 }), async (calls) => {
      const TableName = `events${run++}`
      const { StreamSpecification: _, ...definition } = eventTable
      const db = await startDynamoDb({ region: 'us-east-1', accountId: '000000000000' })
      try {
        await askDynalite(['CreateTable', { ...definition, TableName }])
        await db.call('CreateTable', { ...definition, TableName })
        for (const [operation, input] of calls) {
          const mine = await askLocal(db, [operation, { ...input, TableName }])
          if (documented.test(mine.message ?? '')) continue
          const theirs = await askDynalite([operation, { ...input, TableName }])
          expect(mine, `${operation} ${JSON.stringify(input)}`).toEqual(theirs)
        }
      } finally {
        await db.close()
      }
    })
    await fc.assert(property, { numRuns: 20, seed: 20260428, interruptAfterTimeLimit: 30_000 })
  })
})
