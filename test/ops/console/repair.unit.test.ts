import { TraceMap } from '@jridgewell/trace-mapping'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OperationItem } from '../../../ops/bulk-operations/operation.ts'
import { InputError } from '../../../ops/console/operation.ts'
import type { AuditPage } from '../../../ops/console/operations/audit.ts'
import type { ShownOperation } from '../../../ops/console/operations/dead-letters/bulk.ts'
import type { CheckedEdit, EditableLetter } from '../../../ops/console/operations/dead-letters/edit.ts'
import type { ListedIssues } from '../../../ops/console/operations/dead-letters/issues.ts'
import type { SelectedLetters } from '../../../ops/console/operations/dead-letters/read.ts'
import { readDeadLetters } from '../../../ops/console/operations/dead-letters/read.ts'
import type { ShownPlan } from '../../../ops/console/operations/dead-letters/retry.ts'
import type { ShownLetter } from '../../../ops/console/operations/dead-letters/told-verdict.ts'
import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { deadLetter, eventIdOf, storeLetter, storeOf } from '../dead-letters/kit.ts'
import { CAUSE, RepairWorld } from './repair-world.ts'

let db: TestDynamoDb
let world: RepairWorld
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())
beforeEach(() => {
  world = new RepairWorld(db)
})
afterEach(() => world.work.stop())

const plan = (more: object = {}) => world.ask<ShownPlan>('retry-plan', { ...world.here, rate: '1000', ...more })
const begin = async (id: string, more: object = {}) =>
  (await world.ask<{ operation: string }>('retry-begin', { plan: id, ...more })).operation
const operation = async (id: string) => (await world.ask<ShownOperation>('operation', { id })).operation

describe('a retry from the console', () => {
  it('is planned with verdicts and steps, sent in steps, and has a receipt for each letter', async () => {
    const ids = await world.die(40)
    const planned = await plan()
    expect(planned).toMatchObject({ letters: 40, steps: [1, 5, 25, 9], risky: 0, held: 0, causeless: 0 })
    expect(planned.verdicts).toEqual([{ kind: 'never-ran', says: expect.any(String), isRisky: false, letters: 40 }])
    const id = await begin(planned.id, { reason: 'the account is there' })
    await world.ended(id)
    expect(await operation(id)).toMatchObject({
      status: 'done',
      by: 'anna (session)',
      reason: 'the account is there',
      counts: { resolved: 40, died: 0, skipped: 0, sent: 0 },
    })
    const items = await world.ask<OperationItem[]>('operation-items', { id })
    expect(items.map(({ letterId }) => letterId)).toEqual(ids)
    expect([...world.payment.effects.values()]).toEqual(Array(40).fill(1))
    expect(world.sqs.messages('https://sqs/payment-dead')).toEqual([])
  })

  it('writes down who has done it and why, as the command line does', async () => {
    await world.die(1)
    const id = await begin((await plan()).id, { reason: 'mended' })
    await world.ended(id)
    const { entries } = await world.ask<AuditPage>('audit', { days: '1' })
    expect(entries.filter(({ target }) => target === id)).toMatchObject([
      { kind: 'ended', result: 'done', action: 'dead-letters retry', by: { as: 'anna' }, reason: 'mended' },
      { kind: 'began', details: { letters: 1 } },
    ])
  })

  it('is one, however often its plan is begun, in however many tabs', async () => {
    const [event] = await world.die(1)
    const planned = await plan()
    const begun = await Promise.all([begin(planned.id), begin(planned.id)])
    begun.push(await begin(planned.id))
    expect(new Set(begun)).toEqual(new Set([planned.id]))
    await world.ended(planned.id)
    expect(world.payment.effects.get(event!)).toBe(1)
    expect(world.sqs.messages('https://sqs/payment')).toEqual([])
  })

  it('and another one of the same letters, planned in two tabs and begun at once, send each letter once', async () => {
    const ids = await world.die(30)
    const [one, other] = [await plan(), await plan()]
    await Promise.all([begin(one.id), begin(other.id)])
    await Promise.all([world.ended(one.id), world.ended(other.id)])
    const counts = await Promise.all([operation(one.id), operation(other.id)])
    const resolved = counts.reduce((sum, { counts: { resolved: of } }) => sum + of, 0)
    expect(resolved).toBeGreaterThanOrEqual(30)
    for (const id of ids) expect(world.payment.effects.get(id)).toBe(1)
  })

  it('stops by itself at a new cause, and can be resumed', async () => {
    const ids = await world.die(12)
    world.payment.fails = (id) => (id === ids[3] ? { fingerprint: 'bbbbbbbbbbbbbbbb' } : undefined)
    const id = await begin((await plan()).id)
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'stopped', why: expect.stringContaining('new cause') })
    world.payment.fails = () => undefined
    expect(await world.ask('operation-resume', { id })).toEqual({ resumed: true })
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'done', counts: { resolved: 11, died: 1 } })
  })

  it('pauses where it is, goes on once though two press, and is over when it is aborted', async () => {
    await world.die(20)
    const gate = Promise.withResolvers<void>()
    world.gate = gate.promise
    const id = await begin((await plan()).id)
    await world.ask('operation-pause', { id, reason: 'lunch' })
    gate.resolve()
    world.gate = undefined
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'paused', why: 'lunch' })
    const pressed = [world.ask('operation-resume', { id }), world.ask('operation-resume', { id })]
    const results = await Promise.allSettled(pressed)
    // The second is told that it goes on already, or that someone works on it.
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'done', counts: { resolved: 20 } })
    await expect(world.ask('operation-abort', { id })).rejects.toThrow('is over')
    await expect(world.ask('operation-resume', { id })).rejects.toThrow('is over')
  })

  it('is paused when the console ends, and the next console resumes it', async () => {
    const ids = await world.die(20)
    const gate = Promise.withResolvers<void>()
    world.gate = gate.promise
    const id = await begin((await plan()).id)
    const stopped = world.work.stop()
    gate.resolve()
    await stopped
    expect(await operation(id)).toMatchObject({ status: 'paused', why: 'The console was stopped.' })
    await expect(world.ask('operation-resume', { id })).rejects.toThrow('The console was stopped.')
    for (const one of ids) expect(world.payment.effects.get(one) ?? 0).toBeLessThanOrEqual(1)
  })

  it('is refused without saying which letters, with a plan that is not known, and for a letter that is held', async () => {
    await expect(world.ask('retry-plan', {})).rejects.toEqual(
      new InputError('Say which letters: by consumer, cause, type, aggregate, id or time.'),
    )
    await expect(begin('op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b')).rejects.toThrow('plan once more')
    await expect(world.ask('retry-plan', { consumer: 'payment', from: 'yesterday' })).rejects.toThrow('--from')
  })

  it('can be begun again when the table refused the first time', async () => {
    await world.die(1)
    const planned = await plan()
    db.faults.push(() => ({ status: 400, body: { __type: 'ValidationException', message: 'no' } }))
    await expect(begin(planned.id)).rejects.toThrow('no')
    await world.ended(await begin(planned.id))
    expect(await operation(planned.id)).toMatchObject({ status: 'done', counts: { resolved: 1 } })
  })
})

describe('what died without a cause', () => {
  const listed = async () => (await world.ask<ListedIssues>('issues', { consumer: 'payment' })).issues
  const moved = async () => (await listed()).filter(({ errorType, dead }) => errorType === 'MovedByQueue' && dead > 0)

  it('is listed beside the others, and is an issue like any other from then on', async () => {
    const event = world.moved()
    const [issue] = await moved()
    expect(issue).toMatchObject({ state: 'open', dead: 1, eventTypes: ['order.created'] })
    expect(await world.statusOf(event)).toBe('dead')
    const asked = { consumer: 'payment', fingerprint: issue!.fingerprint }
    await world.ask('issue-decide', { ...asked, verb: 'note', note: 'asked Mia' })
    expect(await moved()).toMatchObject([{ note: 'asked Mia' }])
    world.later()
    await world.ask('letters-close', { ...world.here, ...asked, verb: 'archive' })
    expect(await world.statusOf(event)).toBe('archived')
  })

  it('gets its record when its retry is begun, if nobody has listed it, and is processed', async () => {
    const event = world.moved()
    const [known] = await world.die(1)
    const planned = await plan()
    expect(planned).toMatchObject({ letters: 1, causeless: 1 })
    const id = await begin(planned.id)
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'done', total: 2, counts: { resolved: 2 } })
    expect([event, known!].map((one) => world.payment.effects.get(one))).toEqual([1, 1])
    expect(await world.statusOf(event)).toBe('resolved')
  })

  it('is retried with what the plan had, and with nothing that died while somebody read it', async () => {
    const event = world.moved()
    const planned = await plan()
    expect(planned).toMatchObject({ letters: 0, causeless: 1 })
    const later = [...(await world.die(1)), world.moved()]
    const id = await begin(planned.id)
    await world.ended(id)
    expect(await operation(id)).toMatchObject({ status: 'done', total: 1, counts: { resolved: 1 } })
    expect([event, ...later].map((one) => world.payment.effects.get(one) ?? 0)).toEqual([1, 0, 0])
  })

  it('is left alone by the retry of another cause', async () => {
    const event = world.moved()
    await world.die(1)
    const planned = await plan({ fingerprint: CAUSE })
    expect(planned).toMatchObject({ letters: 1, causeless: 0 })
    await world.ended(await begin(planned.id))
    expect(world.payment.effects.has(event)).toBe(false)
    await moved()
    expect(await world.statusOf(event)).toBe('dead')
  })

  it('is told where its record cannot be written, and where the queues cannot be read', async () => {
    world.moved()
    const refused = () => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'UpdateItem: no' } })
    // First it is asked which records there are.
    db.faults.push('pass', refused)
    const { causeless } = await world.ask<ListedIssues>('issues', { consumer: 'payment' })
    expect(causeless).toMatchObject({ issues: [{ dead: 1 }], problem: 'AccessDeniedException: UpdateItem: no' })
    const other = new RepairWorld(db)
    other.sqs.before = () => {
      throw Object.assign(new Error('not authorized to perform: sqs:ReceiveMessage'), { name: 'AccessDenied' })
    }
    const unread = await other.ask<ListedIssues>('issues', { consumer: 'payment' })
    const why = expect.stringContaining('sqs:ReceiveMessage')
    expect(unread.causeless).toMatchObject({ issues: [], unseen: [{ consumer: 'payment', messages: null, why }] })
  })
})

describe('an edit from the console', () => {
  it('is checked against the schema, shows what differs, and is sent in place of the original', async () => {
    const [id] = await world.die(1)
    const letter = await world.ask<EditableLetter>('letter-edit', { consumer: 'payment', id })
    const edited = { ...letter.data, customer_id: 'cust_other' }
    const checked = await world.ask<CheckedEdit>('letter-edit-check', { consumer: 'payment', id, data: edited })
    expect(checked.differences).toEqual([
      { pointer: '/customer_id', before: letter.data.customer_id, after: 'cust_other' },
    ])
    await expect(
      world.ask('letter-edit-check', { consumer: 'payment', id, data: { ...letter.data, total: 'much' } }),
    ).rejects.toThrow('total')
    const input = { consumer: 'payment', id, lastFailedAt: letter.lastFailedAt, data: edited, reason: 'typo' }
    const sent = await world.ask<{ replacedBy: string; operation: string }>('letter-edit-send', input)
    await world.ended(sent.operation)
    expect(await world.statusOf(id!)).toBe('edited')
    expect(world.payment.effects).toEqual(new Map([[sent.replacedBy, 1]]))
    // A second press, from another tab: nothing is sent again.
    await expect(world.ask('letter-edit-send', input)).rejects.toThrow()
    expect(world.payment.effects.size).toBe(1)
  })

  it('without a reason, or of a letter that has failed again since it was looked at, changes nothing', async () => {
    const [id] = await world.die(1)
    const { data, lastFailedAt } = await world.ask<EditableLetter>('letter-edit', { consumer: 'payment', id })
    const input = { consumer: 'payment', id, data: { ...data, customer_id: 'cust_other' }, reason: 'typo' }
    await expect(world.ask('letter-edit-send', { ...input, lastFailedAt, reason: ' ' })).rejects.toThrow('say why')
    await expect(world.ask('letter-edit-send', { ...input, lastFailedAt: '2020-01-01T00:00:00.000Z' })).rejects.toThrow(
      'look again',
    )
    expect(await world.statusOf(id!)).toBe('dead')
  })
})

describe('a letter in the console', () => {
  it('has a stack that leads to the sources', async () => {
    const id = eventIdOf(1, world.now())
    const errorStack = 'Error: no\n    at charge (file:///var/task/chunks/start-1fI-tajP.mjs:1:2)'
    await storeLetter(db, deadLetter(1, { id, errorStack }))
    const map = new TraceMap({ version: 3, sources: ['lambdas/payment/charge.ts'], names: [], mappings: 'AAQA' })
    const environment = storeOf(db, world.now) as DeadLetterEnvironment
    const shown = readDeadLetters(environment, { mapOf: async () => map }).find(({ name }) => name === 'letter')
    const letter = (await shown?.run({ consumer: 'payment', id })) as ShownLetter
    expect(letter.errorStack).toContain('lambdas/payment/charge.ts:9')
  })
})

describe('closing and deciding from the console', () => {
  it('archives what a filter means, but nothing that failed later than it was read, and restores it', async () => {
    const [first] = await world.die(1)
    const seen = await world.ask<SelectedLetters>('letters', world.here)
    expect(seen.counts).toEqual({ dead: 1 })
    const [second] = await world.die(1)
    const archived = await world.ask('letters-close', { ...world.here, to: seen.selection.to, verb: 'archive' })
    expect(archived).toEqual({ letters: 1, of: 1, held: 0, ignored: 0, sentLeft: 0 })
    expect([await world.statusOf(first!), await world.statusOf(second!)]).toEqual(['archived', 'dead'])
    await world.ask('letters-close', { ...world.here, verb: 'restore', reason: 'too early' })
    expect(await world.statusOf(first!)).toBe('dead')
    const { entries } = await world.ask<AuditPage>('audit', { days: '1' })
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['dead-letters archive', 'dead-letters restore']),
    )
  })

  it('purges only what is archived, of the consumer whose name was typed', async () => {
    const [first, second] = await world.die(2)
    await world.ask('letters-close', { consumer: 'payment', id: first, verb: 'archive' })
    await expect(world.ask('letters-close', { ...world.here, verb: 'purge', typed: 'paymen' })).rejects.toThrow('type')
    await world.ask('letters-close', { ...world.here, verb: 'purge', typed: 'payment' })
    expect([await world.statusOf(first!), await world.statusOf(second!)]).toEqual([undefined, 'dead'])
  })

  it('says what somebody thinks of a cause', async () => {
    await world.die(1, 'cccccccccccccccc')
    const asked = { consumer: 'payment', fingerprint: 'cccccccccccccccc' }
    const state = async () => {
      const { issues } = await world.ask<ListedIssues>('issues', { consumer: 'payment' })
      return issues.find(({ fingerprint }) => fingerprint === asked.fingerprint)
    }
    await world.ask('issue-decide', { ...asked, verb: 'acknowledge', note: 'Mia looks after it' })
    expect(await state()).toMatchObject({ state: 'acknowledged', note: 'Mia looks after it' })
    await world.ask('issue-decide', { ...asked, verb: 'ignore' })
    expect(await state()).toMatchObject({ state: 'ignored', note: 'Mia looks after it' })
    await expect(world.ask('issue-decide', { ...asked, verb: 'note', note: ' ' })).rejects.toThrow('empty')
    await expect(
      world.ask('issue-decide', { ...asked, fingerprint: 'dddddddddddddddd', verb: 'resolve' }),
    ).rejects.toThrow('has no dead letter')
  })
})
