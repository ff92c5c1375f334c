import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type ApiClient, ApiError } from '../../dev/api-client.ts'
import { dieOfThreeCauses } from '../../dev/sample/rehearsal/three-causes.ts'
import { seedSample } from '../../dev/sample/shop.ts'
import { customerRegistered } from '../../events/customer.ts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { anEvent } from '../support/any-event.ts'
import { dlqUrlOf, queueUrlOf, sqs } from './kit/aws.ts'
import { drilled } from './kit/drill.ts'
import { request } from './kit/http.ts'
import { look } from './kit/look.ts'
import { depth, send } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { get, unique } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Listed {
  readonly issues: readonly {
    readonly consumer: string
    readonly fingerprint: string
    readonly errorType: string
    readonly dead: number
    readonly closed: number
  }[]
}

/** The client of the suite, which signs for whatever is under test. */
const api: ApiClient = {
  async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await request<Body>(method, path, { ...(body !== undefined && { json: body }), headers })
    if (answer.status >= 300) throw new ApiError(`${method} ${path}`, answer.status, answer.body)
    return answer
  },
}

describe('dead letters (O3, O4, O8)', () => {
  // Other scenarios may have left messages without a cause in the dead-letter queues. `--look 0` does not look for them, so that only the fifty of
  // this one are counted.
  it('of three causes and two consumers are found, grouped, understood, edited, retried by canary and resolved', async () => {
    const from = ['--from', new Date().toISOString()]
    const list = ['dead-letters', 'list', '--look', '0', ...from]
    const [dead, deadInventory] = [await dlqUrlOf('notification'), await dlqUrlOf('inventory')]
    const before = [await depth(dead), await depth(deadInventory)]
    // A deployment's bug, an event that is wrong itself, and messages that are none: as `npm run rehearse` makes them for a reader.
    const queues = { notification: await queueUrlOf('notification'), inventory: await queueUrlOf('inventory') }
    const customer = await seedSample(api)
    const { rehearsed, listed } = await drilled('notification', '1:permanent', async () => {
      const made = await dieOfThreeCauses({
        api,
        sqs: sqs(),
        customer,
        queueUrl: (consumer) => queues[consumer as keyof typeof queues],
        breakConsumer: async () => {},
        nextId: () => unique('rehearsal'),
        now: Date.now,
        pause: async (milliseconds) => void (await delay(milliseconds)),
      })
      const all = await until('fifty dead letters of both consumers', async () => {
        const { issues } = await look<Listed>(...list)
        if (issues.reduce((sum, issue) => sum + issue.dead, 0) === 50) return issues
        throw new Error(JSON.stringify(issues))
      })
      return { rehearsed: made, listed: all }
    })
    const drill = listed.find(({ consumer }) => consumer === 'notification')
    expect(listed.map(({ consumer, dead: waiting }) => [consumer, waiting]).sort()).toEqual([
      ['inventory', 1],
      ['inventory', 41],
      ['notification', 8],
    ])
    const invalid = listed.find(({ errorType }) => errorType.includes('DATA_INVALID'))!
    const shown = await ops('dead-letters', 'show', invalid.fingerprint, '--consumer', 'inventory')
    expect(shown).toMatch(new RegExp(`${rehearsed.wrongEvent} .* never ran: a retry runs it`))

    // What is wrong itself is edited; what is no message is closed. One mend, then one retry by canary for the rest.
    const id = rehearsed.wrongEvent
    const set = `/customer_id=${customer.customerId}`
    const edited = await ops('dead-letters', 'edit', id, '--set', set, '--reason', 'lost its customer', '--yes')
    expect(edited).toContain(`+ /customer_id "${customer.customerId}"\n`)
    expect(edited).toContain(' is done\n1 of 1: 1 processed.\n')
    await ops('dead-letters', 'archive', '--consumer', 'inventory', ...from, '--reason', 'made up', '--yes')
    const retry = ['--consumer', 'notification', '--fingerprint', drill!.fingerprint, ...from, '--rate', '500']
    expect(await ops('dead-letters', 'retry', ...retry, '--dry-run')).toContain(`${drill!.dead} letters`)
    expect(await ops('dead-letters', 'retry', ...retry, '--reason', 'drill is over', '--yes')).toContain(
      `is done\n${drill!.dead} of ${drill!.dead}: ${drill!.dead} processed.\n`,
    )

    const mailed = async (order: string) =>
      (await get<{ notifications?: unknown[] }>(`/orders/${order}/summary`)).notifications?.length ?? 0
    const { issues } = await look<Listed>(...list, '--state', 'all')
    // The made-up order goes on, and what follows from it concerns others.
    const ours = issues.filter(({ consumer }) => consumer === 'notification' || consumer === 'inventory')
    expect(ours.map(({ dead: waiting }) => waiting)).toEqual(ours.map(() => 0))
    for (const order of rehearsed.orders) {
      await until(`both mails of ${order}`, async () => (await mailed(order)) === 2)
    }
    expect([await depth(dead), await depth(deadInventory)], 'no copy keeps an alarm going').toEqual(before)
    expect(await ops('verify', 'order-view')).toMatch(/equal/)
    const operations = await look<{ status: string; total: number }[]>('operations', 'list')
    expect(operations.slice(0, 2)).toMatchObject([
      { status: 'done', total: drill!.dead },
      { status: 'done', total: 1 },
    ])
    const audit = await look<{ action: string; reason?: string }[]>('audit', 'list')
    expect(audit).toContainEqual(expect.objectContaining({ action: 'dead-letters edit', reason: 'lost its customer' }))
  })

  it('of a consumer without markers are called processed when it has said so itself', async () => {
    const id = createIds(systemClock, systemRandomBytes).next('evt')
    const customer = unique('cust')
    const event = {
      ...anEvent(1, 'customer.registered', 1, { ...customerRegistered.example, customer_id: customer }),
      event_id: id,
      aggregate_type: 'customer',
      aggregate_id: customer,
    }
    // As SQS moves what has killed its function again and again: without a cause, and without a record.
    await send(await dlqUrlOf('notification-customers'), JSON.stringify(event))
    const retry = ['--consumer', 'notification-customers', '--id', id, '--reason', 'its function runs again', '--yes']
    expect(await ops('dead-letters', 'retry', ...retry)).toContain(' is done\n1 of 1: 1 processed.\n')
    expect(await ops('dead-letters', 'show', id)).toMatch(/resolved/)
  })
})
