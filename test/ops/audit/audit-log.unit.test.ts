import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { type AuditEnvironment, AuditError, audited } from '../../../ops/audit/audit-log.ts'
import { callerOf } from '../../../ops/audit/caller.ts'
import type { AuditEntry } from '../../../ops/audit/entry.ts'
import { nameOf } from '../../../ops/audit/name-of.ts'
import { readAuditLog } from '../../../ops/audit/read-audit-log.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

const table = testTables.auditLog
const action = { action: 'dead-letters retry', target: 'payment', reason: 'mended', details: { letters: 3 } }
let db: TestDynamoDb
let now: number
let warnings: string[]
let day = Date.parse('2026-04-28T23:59:59.000Z')

beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())
beforeEach(() => {
  warnings = []
  // Every test has days of its own.
  day += 10 * 86_400_000
  now = day
})

const clock = { now: () => now }
const environment = (): AuditEnvironment => ({
  dynamo: db.client,
  table,
  clock,
  ids: createIds(clock, systemRandomBytes),
  caller: { arn: 'arn:aws:sts::000000000000:assumed-role/oncall/session', as: 'anna' },
  warn: (text) => void warnings.push(text),
})

async function written(): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  const range = { from: new Date(day).toISOString(), to: new Date(day + 86_400_000).toISOString() }
  for await (const entry of readAuditLog({ dynamo: db.client, table }, range)) entries.push(entry)
  return entries
}

const throttle = () => ({ status: 400, body: { __type: 'ValidationException', message: 'no' } })

describe('the audit log', () => {
  it('has who began what and why before it is done, and what came of it, newest first across days', async () => {
    const seen: AuditEntry[] = []
    const value = await audited(
      environment(),
      action,
      async () => {
        seen.push(...(await written()))
        now += 2000
        return 3
      },
      (count) => ({ result: 'done', outcome: `${count} sent` }),
    )
    expect(value).toBe(3)
    expect(seen).toMatchObject([{ ...action, kind: 'began', by: { as: 'anna' }, at: new Date(day).toISOString() }])
    const id = seen[0]!.id
    expect(await written()).toMatchObject([
      { id, kind: 'ended', result: 'done', outcome: '3 sent', at: new Date(day + 2000).toISOString() },
      { id, kind: 'began' },
    ])
  })

  it('has what failed, and the failure goes on to the caller', async () => {
    const failing = audited(environment(), action, () => Promise.reject(new Error('queue gone')))
    await expect(failing).rejects.toThrow('queue gone')
    expect(await written()).toMatchObject([
      { kind: 'ended', result: 'failed', outcome: 'queue gone' },
      { kind: 'began' },
    ])
  })

  it('that cannot be written beforehand keeps anything from being changed', async () => {
    let ran = false
    db.faults.push(throttle)
    const refused = audited(environment(), action, async () => {
      ran = true
    })
    await expect(refused).rejects.toThrow(AuditError)
    await expect(refused).rejects.toThrow(/^Nothing was done: the audit log audit-log could not be written/)
    expect(ran).toBe(false)
  })

  it('that cannot be written afterwards is a warning: what is done is done', async () => {
    const value = await audited(environment(), action, async () => {
      db.faults.push(throttle)
      return 'sent'
    })
    expect(value).toBe('sent')
    expect(warnings).toEqual([expect.stringMatching(/could not be told how dead-letters retry ended/)])
  })

  it('has one line when the answer to a write is lost and the write is sent again', async () => {
    db.faults.push('lose-answer')
    await audited(environment(), action, async () => {})
    expect((await written()).map(({ kind }) => kind)).toEqual(['ended', 'began'])
    expect(warnings).toEqual([])
  })

  it('keeps no endless text', async () => {
    await audited(
      environment(),
      action,
      async () => {},
      () => ({ result: 'done', outcome: 'x'.repeat(1_000_000) }),
    )
    expect(warnings).toEqual([])
  })
})

describe('who changes something', () => {
  const sts = (answer: () => Promise<unknown>) => ({ send: answer }) as unknown as Parameters<typeof callerOf>[0]

  it('is whom AWS knows by these credentials, and the name that was given', async () => {
    const arn = 'arn:aws:sts::000000000000:assumed-role/oncall/session'
    expect(
      await callerOf(
        sts(async () => ({ Arn: arn })),
        'anna',
      ),
    ).toEqual({ arn, as: 'anna' })
    expect(await callerOf(sts(async () => ({ Arn: arn })))).toEqual({ arn })
  })

  it('is unknown when AWS does not say; that keeps nobody from a repair', async () => {
    expect(await callerOf(sts(() => Promise.reject(new Error('away'))))).toEqual({ arn: 'unknown' })
  })

  it.each([
    [{ arn: 'arn:aws:iam::000000000000:user/team/anna' }, 'anna'],
    [{ arn: 'arn:aws:sts::000000000000:assumed-role/oncall/session', as: 'anna' }, 'anna (session)'],
    [{ arn: 'arn:aws:iam::000000000000:root' }, 'root'],
    [{ arn: 'unknown' }, 'unknown'],
  ])('%o is told as %s', (caller, name) => {
    expect(nameOf(caller)).toBe(name)
  })
})
