import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudEvent as JudgedCloudEvent } from 'cloudevents'
import { v7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EventEnvelope } from '../../events/envelope.ts'
import { withoutShard } from '../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { Verdict } from '../../ops/can-i-deploy/judge.ts'
import type { Tally } from '../../ops/contracts/verify/tally.ts'
import { rolesWith } from './kit/claim-grants.ts'
import { deployAll, receiversFirst } from './kit/deploy.ts'
import { layout, layoutContext } from './kit/layout.ts'
import { startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { LARGE_CHARACTERS, synthesizeNextVersion } from './kit/next-version.ts'
import { opsOf, startedOps } from './kit/ops.ts'
import { schemasOf } from './kit/schemas.ts'
import { get, keepOrdering, type Order, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { stackAt } from './kit/stack-at.ts'
import { until } from './kit/wait.ts'

const StackName = 'EventPipeline-dev'
const patience = { intervalMs: 200 }

let directory: string
let previous: NodeJS.ProcessEnv

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'upgrade-'))
  previous = { ...process.env }
})

afterEach(async () => {
  process.env = previous
  await rm(directory, { recursive: true, force: true })
})

interface Ended {
  readonly stdout: string
  /** Undefined: 0. */
  readonly code?: number
}

/** What a `can-i-deploy --json` says, and the code with which it ends. */
async function verdictOf(command: Promise<Ended>): Promise<Verdict & { readonly code: number }> {
  const { stdout, code = 0 } = await command.catch((error: Ended) => error)
  return { ...(JSON.parse(stdout) as Verdict), code }
}

/** What a release before the present one has stated, as it is still stored. */
const sentByVersionOne = ({ order_id, customer_id }: Order): EventEnvelope => {
  const id = v7()
  const notification_id = `ntf_${id}`
  return {
    event_id: `evt_${id}`,
    event_type: 'notification.sent',
    version: 1,
    timestamp: new Date().toISOString(),
    aggregate_type: 'notification',
    aggregate_id: notification_id,
    sequence: 1,
    data: { notification_id, order_id, customer_id, channel: 'email', template: 'order_created' },
    metadata: { source: 'notification-service', correlation_id: `req_${id}`, causation_id: `evt_${id}` },
  }
}

const summarySays = async ({ order_id }: Order): Promise<unknown[]> => {
  const { notifications } = await get<{ notifications: { subject?: string }[] }>(`/orders/${order_id}/summary`)
  return notifications.map(({ subject }) => subject)
}

describeNeeding('own-runtime')('a new version deployed over the old one while orders keep coming (C4, F2)', () => {
  it('with a new consumer, event type and addressee, and a version more of an event: nothing is refused, dead-lettered, missed or unreadable', async () => {
    const local = await startLocalProcess(['--no-sample', '--no-synth'])
    try {
      process.env.PIPELINE_API_URL = local.apiUrl
      process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
      const next = await synthesizeNextVersion(directory, layoutContext)
      // Who states large events may put their data; who takes them, by name or with all others, may get it; nobody else.
      expect(rolesWith('s3:PutObject', 'loyalty', next)).toEqual(['LoyaltyHandlerRole'])
      expect(rolesWith('s3:GetObject', 'loyalty', next)).toEqual([
        'AnalyticsHandlerRole',
        'AuditHandlerRole',
        'LoyaltyHandlerRole',
        'LoyaltyLoyaltyBalanceHandlerRole',
        'LoyaltyLoyaltyStatementsHandlerRole',
      ])
      const stack = stackAt(local)
      const alone = await verdictOf(opsOf(directory, 'can-i-deploy', 'notification', '--json'))
      expect(alone.services).toMatchObject([
        {
          service: 'notification',
          alone: false,
          reasons: expect.arrayContaining([
            {
              why: 'it writes notification.sent version 3, which the deployed order-view reads up to version 2',
              first: 'order-view',
            },
          ]),
        },
      ])
      expect(alone.code).toBe(1)
      const inSeveralStacks = layout === 'services'
      const together = await verdictOf(opsOf(directory, 'can-i-deploy', '--json'))
      expect(together).toMatchObject({ together: true, code: 0, inSeveralStacks })

      const shop = await openShop({ funds: 100_000, stock: 10_000, price: 2 })
      const ordering = keepOrdering(shop)
      await until('some orders of the old version', async () => ordering.placed.length >= 5)

      const [first] = ordering.placed
      await until('the old version to have notified', async () => (await summarySays(first!)).length > 0, patience)
      await stack.storeEvent(sentByVersionOne(first!))

      const partnerGot = await stack.partner()
      await deployAll(stack.cloudFormation, next, receiversFirst(together))
      expect(await schemasOf(stack.cloudFormation, StackName)).toEqual(
        expect.arrayContaining([
          'notification-service@notification.sent-v3',
          'loyalty-service@loyalty.points_granted-v1',
        ]),
      )
      const during = ordering.placed.length
      await until('some orders of the new version', async () => ordering.placed.length >= during + 5)
      const placed = await ordering.stop()

      const ends = await Promise.all(placed.map(({ order_id }) => orderEnds(order_id)))
      expect(ends.map(({ status }) => status)).toEqual(placed.map(() => 'confirmed'))

      const stored = await until(
        'the archive to hold every event, and the new consumers to have seen every order since',
        async () => {
          const records = await stack.itemsOf('LoyaltyTableName')
          const of = (kind: string) => records.flatMap(({ pk, sk }) => (sk?.S === kind ? [pk?.S ?? ''] : [])).toSorted()
          const [events, { length: archived }] = [await stack.storedEvents(), await stack.readArchive()]
          const granted = events.filter((type) => type === 'loyalty.points_granted').length
          const isComplete = placed.slice(during + 1).every(({ order_id }) => of('commands').includes(order_id))
          const isSettled = events.length === archived && granted === of('balance').length
          return isComplete && isSettled && of('balance').join() === of('commands').join() && events
        },
        patience,
      )
      expect(stored.filter((type) => type === 'order.confirmed')).toHaveLength(placed.length)
      expect(await stack.failures()).toEqual({})
      const big = await placeOrder(shop, 3)
      await orderEnds(big.order_id)
      /** How often the consumer has handled the event of the large order, and with how much data. */
      const handled = async () => {
        const items = await stack.itemsOf('LoyaltyTableName')
        const { times, characters } = items.find(({ pk, sk }) => pk?.S === big.order_id && sk?.S === 'balance') ?? {}
        return [Number(times?.N), Number(characters?.N)]
      }
      const untilHandled = (what: string, ...expected: readonly [times: number, characters: number]) =>
        until(what, async () => (await handled()).join() === expected.join(), patience)
      await untilHandled('an event of a megabyte to have reached its consumer with its data', 1, LARGE_CHARACTERS)
      const large = (await stack.itemsOf('EventTableName')).filter(({ event }) => event?.S?.includes('"data_ref"'))
      expect(large.map(({ pk }) => pk?.S)).toEqual([`loyalty#${big.order_id}`])
      expect(large[0]?.event?.S?.length).toBeLessThan(2000)
      await until(
        'the archive to hold it whole',
        async () =>
          (await stack.readArchive()).some(({ event }) => String(event.data.statement).length === LARGE_CHARACTERS),
        patience,
      )
      const replayed = ['--consumer', 'loyalty-balance', '--aggregate', `loyalty/${big.order_id}`, '--again', '--yes']
      await opsOf(directory, 'replay', ...replayed)
      await untilHandled('a replay of it to have been handled with its data, too', 2, LARGE_CHARACTERS)
      await opsOf(directory, 'rebuild', 'loyalty-statements')
      expect((await opsOf(directory, 'verify', 'loyalty-statements')).stdout).toMatch(/equal/)
      const statements = (await stack.itemsOf('LoyaltyTableName')).filter(({ pk }) =>
        pk?.S?.startsWith('loyalty-statements'),
      )
      expect(JSON.stringify(statements)).toContain(String(LARGE_CHARACTERS))

      await until('the other team to have got each order since as a CloudEvent', async () => {
        const subjects = (await partnerGot()).map(({ subject }) => subject)
        return placed.slice(during + 1).every(({ order_id }) => subjects.includes(`order/${order_id}`))
      })
      for (const event of await partnerGot()) {
        expect(new JudgedCloudEvent(event as never, true).validate()).toBe(true)
        expect(event).toMatchObject({ type: 'order.confirmed', source: '/order-service', schemaversion: '1' })
      }
      const parcel = {
        specversion: '1.0',
        id: '4711',
        source: 'https://carrier.example.com/parcels',
        type: 'parcel.delivered',
        time: new Date().toISOString(),
        data: { order_id: first!.order_id },
      }
      await stack.putOnBus(parcel)
      await stack.putOnBus({ ...parcel, time: '2026-01-01T00:00:00Z' })
      await until('the event of the other team to have been handled', async () =>
        (await stack.itemsOf('LoyaltyTableName')).some(
          ({ pk, sk }) => sk?.S === 'parcels' && pk?.S === first!.order_id,
        ),
      )
      expect(await stack.failures()).toEqual({})
      await until('the summary to show what version 1 stated in the words of the newest', async () => {
        const subjects = await summarySays(first!)
        return subjects.filter((subject) => subject === `We have your order ${first!.order_id}`).length === 2
      })
      const { stored: versions, faults } = JSON.parse(
        (await opsOf(directory, 'contracts', 'verify', '--json')).stdout,
      ) as Tally
      expect(faults).toEqual([])
      const notified = Object.entries(versions).filter(([name]) => name.startsWith('notification.sent'))
      expect(notified.map(([name]) => name).toSorted()).toEqual([1, 2, 3].map((n) => `notification.sent version ${n}`))
      expect(await stack.itemsOf('DeadLetterTableName')).toEqual([])
      const back = await verdictOf(startedOps('can-i-deploy', '--json').then((stdout) => ({ stdout })))
      expect(back).toMatchObject({ together: false, code: 1 })
      expect(back.services.find(({ service }) => service === 'notification')?.reasons).toContainEqual({
        why: 'its own notification.sent is stored in version 3, and this checkout knows up to version 2',
      })
      await stack.loseClaims()
      // It ends with code 1.
      const said = await opsOf(directory, 'contracts', 'verify', '--json').catch((error: { stdout: string }) => error)
      const lost = JSON.parse(said.stdout) as Tally
      expect(lost.faults).toMatchObject([{ code: 'CLAIM_MISSING', of: 'loyalty.points_granted version 1', count: 1 }])

      await opsOf(directory, 'replay', ...replayed)
      const causes = async () =>
        (await stack.itemsOf('DeadLetterTableName')).map(
          ({ pk, error_type }) => `${withoutShard(pk?.S ?? '')} ${error_type?.S}`,
        )
      await until('a dead letter of the event whose data is gone', async () =>
        (await causes()).includes('loyalty-balance PermanentError:CLAIM_MISSING'),
      )
      const data = { order_id: big.order_id, customer_id: big.customer_id, points: 6, statement: 'anew' }
      await writeFile(join(directory, 'data.json'), JSON.stringify(data))
      const edit = ['--data', join(directory, 'data.json'), '--reason', 'its data was lost', '--yes']
      await opsOf(directory, 'dead-letters', 'edit', large[0]?.event_id?.S ?? '', ...edit)
      await untilHandled('what was put in its place to have been handled', 3, data.statement.length)

      await stack.putOnBus({ ...parcel, id: '4712', source: 'https://evil.example' })
      const refusals = await until('every consumer to have dead-lettered what a stranger states', async () => {
        const strange = (await causes()).filter((cause) => cause.endsWith('SENDER_UNKNOWN'))
        return strange.length >= 3 && strange.toSorted()
      })
      expect(refusals).toEqual(
        ['analytics', 'audit', 'loyalty-parcels'].map((name) => `${name} ContractError:SENDER_UNKNOWN`),
      )
    } finally {
      await local.stop()
    }
  })
})
