import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyPage } from '../../../lambdas/audit/assignment-page.ts'
import { dynamoAssignments } from '../../../lambdas/audit/assignment-store.ts'
import { largeObjectsBegan } from '../../../lambdas/audit/began.ts'
import type { Archive } from '../../../lambdas/audit/began-record.ts'
import { s3Objects } from '../../../lambdas/audit/object-store.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { testEventId } from '../../support/events.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })

/** A client of S3 that answers each call with what is given, or throws it. */
function s3(...answers: readonly unknown[]) {
  const inputs: Record<string, unknown>[] = []
  const left = [...answers]
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input)
    const answer = left.shift()
    if (answer instanceof Error) throw answer
    return answer ?? {}
  }
  return { inputs, client: { send } as unknown as Archive['s3'] }
}

describe('assignments in DynamoDB', () => {
  const assignments = () => dynamoAssignments(dynamo.client, testTables.state)
  const digits = (number: number) => testEventId(number).slice(4).replaceAll('-', '')
  const assignment = (...numbers: number[]) => ({ ids: numbers.map(digits), until: 17 })

  it('come back as they were written, in the order of their pages', async () => {
    const second = { ...emptyPage('2026-04-28T10:31', 1), assignments: new Map([['2026-04-28/obj_2', assignment(3)]]) }
    const first = {
      ...emptyPage('2026-04-28T10:31', 0),
      assignments: new Map([
        ['2026-04-28/obj_1', assignment(1, 2)],
        ['2026-04-27/obj_0', assignment(4)],
      ]),
    }
    expect(await assignments().replace(second)).toBe(true)
    expect(await assignments().replace(first)).toBe(true)
    expect(await assignments().read('2026-04-28T10:31')).toEqual([
      { ...first, version: 1 },
      { ...second, version: 1 },
    ])
    expect(await assignments().read('2026-04-28T10:32')).toEqual([])
  })

  it('are written over the version that was read, or not at all', async () => {
    const page = { ...emptyPage('2026-04-28T10:33', 0), assignments: new Map([['a', assignment(1)]]) }
    expect(await assignments().replace(page)).toBe(true)
    expect(await assignments().replace({ ...page, assignments: new Map() })).toBe(false)
    expect(await assignments().replace({ ...page, version: 1, assignments: new Map([['b', assignment(1)]]) })).toBe(
      true,
    )
    expect(await assignments().replace({ ...page, version: 1, assignments: new Map([['c', assignment(1)]]) })).toBe(
      false,
    )
    expect(await assignments().read('2026-04-28T10:33')).toEqual([
      { ...page, version: 2, assignments: new Map([['b', assignment(1)]]) },
    ])
  })

  it('are refused to whoever does not hear that they were written', async () => {
    dynamo.faults.push('lose-answer')
    expect(
      await assignments().replace({
        ...emptyPage('2026-04-28T10:34', 0),
        assignments: new Map([['a', assignment(1)]]),
      }),
    ).toBe(false)
    expect(await assignments().read('2026-04-28T10:34')).toHaveLength(1)
  })
})

describe('objects in S3', () => {
  it('are put where none is', async () => {
    const { client, inputs } = s3({}, failure('PreconditionFailed', 412))
    const objects = s3Objects(client, 'bucket')
    expect(await objects.create('key', 'line\n')).toBe(true)
    expect(await objects.create('key', 'line\n')).toBe(false)
    const put = { Bucket: 'bucket', Key: 'key', Body: 'line\n', IfNoneMatch: '*', ContentType: 'application/x-ndjson' }
    expect(inputs).toEqual([put, put])
  })

  it.each([
    ['lines', { ContentLength: 5 }],
    ['empty', { ContentLength: 0 }],
    ['absent', failure('NotFound', 404)],
  ])('have %s', async (standing, answer) => {
    expect(await s3Objects(s3(answer).client, 'bucket').look('key')).toBe(standing)
  })

  it("wait while another put of the same name is under way, which is nobody's failure", async () => {
    const objects = s3Objects(s3(failure('ConditionalRequestConflict', 409)).client, 'bucket')
    await expect(objects.create('key', '')).rejects.toMatchObject({ name: 'DeferredError', code: 'OBJECT_BUSY' })
  })

  it.each([
    ['create', failure('SlowDown', 503)],
    ['look', failure('AccessDenied', 403)],
  ] as const)('fail to %s on %s, to be tried again', async (operation, error) => {
    const objects = s3Objects(s3(error).client, 'bucket')
    const called = operation === 'create' ? objects.create('key', '') : objects.look('key')
    await expect(called).rejects.toBe(error)
  })
})

/** Each test takes a table of its own: what is decided is decided for good. */
describe('since when there are large objects', () => {
  const clock = { now: () => 1_000_000 }
  const tables = { dynamo: undefined as unknown as Archive['dynamo'], table: testTables.state }
  const archive = (client: Archive['s3'], table: string): Archive => ({
    ...tables,
    dynamo: dynamo.client,
    table,
    s3: client,
    bucket: 'bucket',
    clock,
  })

  it('is for ever, for an archive in which nothing is; asked once', async () => {
    const { client, inputs } = s3({})
    expect(await largeObjectsBegan(archive(client, testTables.snapshots))).toBe(0)
    expect(await largeObjectsBegan(archive(s3({ Contents: [{}] }).client, testTables.snapshots))).toBe(0)
    expect(inputs).toEqual([{ Bucket: 'bucket', MaxKeys: 1 }])
  })

  it('is a minute from now, where functions of before may still be at work; whoever asks gets the same answer', async () => {
    const full = () => s3({ Contents: [{}] }).client
    const answers = await Promise.all([
      largeObjectsBegan(archive(full(), testTables.state)),
      largeObjectsBegan({ ...archive(full(), testTables.state), clock: { now: () => 2_000_000 } }),
    ])
    expect(answers[0]).toBe(answers[1])
    expect([1_060_000, 2_060_000]).toContain(answers[0])
  })
})
