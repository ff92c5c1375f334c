import { describe, expect, it } from 'vitest'
import { allEvents } from '../../events/catalog.ts'
import { idempotencyKey } from '../../lambdas/runtime/consumer/process-message.ts'
import { shardedKey } from '../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { waitingKey } from '../../lambdas/runtime/declarations/service.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import { newestKey } from '../../lambdas/runtime/event-store/snapshot-item.ts'
import { recordOf } from '../../lambdas/runtime/http/idempotency-record.ts'
import { pascalCase } from '../../lib/names.ts'
import { services } from '../../lib/services.ts'
import { target, valueAt } from '../../lib/validation/template.ts'
import { wildcard } from '../../local/iam/policy/wildcard.ts'
import { resources, synthesized } from './support/synthesized.ts'

/** Where customers are told apart, their keys are longer: every key that code builds has to match what is granted. */
const template = synthesized({ apiAuth: 'jwt', jwtIssuer: 'https://login.example.com/', jwtAudience: 'shop' })
const tableId = (output: string) => target(template.toJSON().Outputs[output].Value)

/** Patterns of the partition keys that a function may touch with an action on a table. */
function granted(rolePattern: RegExp, action: string, output: string): string[] {
  const found = resources(template, 'AWS::IAM::Role').find(([id]) => rolePattern.test(id))
  const policies = (found?.[1].Properties.Policies ?? []) as object[]
  const statements = policies.flatMap(
    (policy) => valueAt(policy, 'PolicyDocument', 'Statement') as Record<string, unknown>[],
  )
  return statements
    .filter(({ Action }) => [Action].flat().includes(action))
    .filter(({ Resource }) => [Resource].flat().some((one) => target(one) === tableId(output)))
    .flatMap(
      ({ Condition }) => [valueAt(Condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys')].flat() as string[],
    )
}

const isGranted = (key: string | undefined, patterns: readonly string[]) =>
  patterns.some((pattern) => wildcard(pattern)(key ?? ''))

const apis = services.filter(({ api }) => api?.routes.some(({ method }) => method !== 'GET'))
const consumers = services.flatMap((service) => service.consumers.map((consumer) => ({ service, consumer })))
const roleOf = (service: string, part: string) =>
  new RegExp(`^${pascalCase(service)}${part === service ? '' : pascalCase(part)}(Handler)?Role`)
const id = 'evt_018f2b6e-7c1a-7000-8000-000000000000'

describe('the answer to a request under an Idempotency-Key', () => {
  it.each(apis.map(({ name }) => name))('of %s may be kept, whoever asks and whatever the key', (service) => {
    const patterns = granted(roleOf(service, 'api'), 'dynamodb:PutItem', 'ProcessedTableName')
    for (const customerId of [undefined, 'cust_ada', 'cust_018f2b6e-7c1a-7000-8000-000000000000']) {
      for (const key of ['k', '/', '#', 'a/b#c']) {
        const record = recordOf({ table: 't', service, customerId, key, fingerprint: 'f' }, { status: 201 } as never, 0)
        const pk = record.item.Put?.Item?.pk?.S
        expect(isGranted(pk, patterns), `${pk} by ${patterns}`).toBe(true)
        for (const other of apis.filter(({ name }) => name !== service)) {
          expect(
            isGranted(pk, granted(roleOf(other.name, 'api'), 'dynamodb:PutItem', 'ProcessedTableName')),
            `${pk} by ${other.name}`,
          ).toBe(false)
        }
      }
    }
  })

  it('is no place to wait, and the other way round', () => {
    const patterns = granted(/^OrderApiRole/, 'dynamodb:DeleteItem', 'ProcessedTableName')
    expect(isGranted(waitingKey('order', 3), patterns)).toBe(true)
    expect(isGranted('http:order#k', patterns)).toBe(false)
  })
})

describe.each(consumers)('$consumer.name', ({ service, consumer }) => {
  const role = roleOf(service.name, consumer.name)
  const marks = [
    idempotencyKey(consumer, { id, replayScope: undefined }),
    idempotencyKey(consumer, { id, replayScope: 'rpl_1' }),
    `attempts#${consumer.name}#m`,
  ]

  it('may mark what it has processed and count what failed, and nobody else may', () => {
    const patterns = granted(role, 'dynamodb:UpdateItem', 'ProcessedTableName')
    for (const key of marks) expect(isGranted(key, patterns), key).toBe(true)
    for (const other of consumers) {
      if (other.consumer === consumer) continue
      const theirs = granted(
        roleOf(other.service.name, other.consumer.name),
        'dynamodb:UpdateItem',
        'ProcessedTableName',
      )
      for (const key of marks) expect(isGranted(key, theirs), `${key} by ${other.consumer.name}`).toBe(false)
    }
  })

  it('may record its dead letters', () => {
    const patterns = granted(role, 'dynamodb:UpdateItem', 'DeadLetterTableName')
    for (const one of ['a', 'b', 'c']) expect(isGranted(shardedKey(consumer.name, one), patterns)).toBe(true)
  })

  it.runIf(consumer.uses.eventStore === 'append')(
    'may append to and read the streams of its service, with the snapshots of those that have some',
    () => {
      const own = allEvents.filter(({ producer }) => producer === `${service.name}-service`)
      for (const { aggregate } of own) {
        const stream = streamKey(aggregate, 'x_1')
        for (const action of ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:GetItem']) {
          expect(isGranted(stream, granted(role, action, 'EventTableName')), `${action} ${stream}`).toBe(true)
        }
        const kept =
          service.aggregates?.find(({ type }) => type === aggregate)?.snapshotEvery ?? Number.POSITIVE_INFINITY
        expect(
          isGranted(newestKey(stream).pk.S, granted(role, 'dynamodb:GetItem', 'SnapshotTableName')),
          `snapshots of ${stream}`,
        ).toBe(Number.isFinite(kept))
      }
    },
  )

  it('may use its breakers', () => {
    const patterns = granted(role, 'dynamodb:UpdateItem', 'BreakerTableName')
    for (const name of consumer.breakers) expect(isGranted(name, patterns)).toBe(true)
  })
})

describe('snapshots', () => {
  it.each(services.filter(({ aggregates }) => aggregates).map((service) => [service.name, service] as const))(
    'of %s may be kept of the aggregates that have them, and of no others',
    (_, service) => {
      const kinds = (service.aggregates ?? []).filter(({ snapshotEvery }) => Number.isFinite(snapshotEvery))
      const written = resources(template, 'AWS::IAM::Role').flatMap(([name]) =>
        name.startsWith(pascalCase(service.name))
          ? granted(new RegExp(`^${name}$`), 'dynamodb:PutItem', 'SnapshotTableName')
          : [],
      )
      expect(new Set(written)).toEqual(new Set(kinds.map(({ type }) => `${type}#*`)))
    },
  )
})
