import { spawn } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

/** As `npm start` synthesizes, so that the next version differs in nothing but what it has more. */
const settings = { stage: 'dev', apiAuth: 'iam', emailFrom: 'no-reply@example.com', emailIdentity: 'create' }

/** Of another team: the next version sends it what was confirmed. */
export const PARTNER_QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:partner-orders'

/** An order of so much is stated with data that is larger than any transport carries. */
const LARGE_FROM = 6
export const LARGE_CHARACTERS = 1_000_000

/** What a synthesis and the operators' tools read. */
const sources = [
  'bin',
  'contracts',
  'events',
  'lambdas',
  'lib',
  'ops',
  'prices',
  'stages',
  'cdk.json',
  'package.json',
  'tsconfig.json',
]

/**
 * The service that the next version has more. It brings a new consumer of a known event, a new event type with a consumer
 * of its own, and a command to a new addressee. Besides, a known event has one version more.
 */
const files: Readonly<Record<string, string>> = {
  'events/loyalty.ts': `
import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { customerId, orderId } from './ids.ts'

export const pointsGranted = defineEvent({
  type: 'loyalty.points_granted',
  aggregate: 'loyalty',
  producer: 'loyalty-service',
  meaning: 'A confirmed order has earned points.',
  claimCheck: true,
  schema: z.object({ order_id: orderId, customer_id: customerId, points: z.int(), statement: z.optional(z.string()) }),
  example: { order_id: 'ord_456', customer_id: 'cust_789', points: 59 },
})

export const loyaltyEvents = [pointsGranted]
`,
  'events/parcel.ts': `
import * as z from 'zod/mini'
import { defineExternalEvent } from './cloud-events/define-external-event.ts'
import { orderId } from './ids.ts'

export const parcelDelivered = defineExternalEvent({
  type: 'parcel.delivered',
  aggregate: 'parcel',
  producer: 'carrier',
  meaning: 'The carrier has handed a parcel over.',
  sources: ['https://carrier.example.com/parcels'],
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})
`,
  'events/commands/loyalty.ts': `
import * as z from 'zod/mini'
import { defineCommand } from '../define-command.ts'
import { orderId } from '../ids.ts'

export const announcePoints = defineCommand({
  type: 'announce_points',
  addressee: 'loyalty-commands',
  meaning: 'Tell the customer which points an order has earned, once.',
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})
`,
  'lambdas/loyalty/consumers.ts': `
import { announcePoints } from '../../events/commands/loyalty.ts'
import { pointsGranted } from '../../events/loyalty.ts'
import { orderConfirmed } from '../../events/order.ts'
import { parcelDelivered } from '../../events/parcel.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

const atomic = { delivery: 'effectively-once', idempotency: 'atomic' } as const

export const loyaltyConsumer = defineConsumer({
  name: 'loyalty',
  subscribesTo: [orderConfirmed],
  ...atomic,
  uses: { eventStore: 'append', commands: true },
})

export const loyaltyBalanceConsumer = defineConsumer({
  name: 'loyalty-balance',
  subscribesTo: [pointsGranted],
  ...atomic,
  uses: { table: 'write' },
  entry: 'balance-handler.ts',
})

export const loyaltyStatementsConsumer = defineConsumer({
  name: 'loyalty-statements',
  subscribesTo: [pointsGranted],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['get', 'update'] },
  entry: 'statements-handler.ts',
})

export const loyaltyParcelsConsumer = defineConsumer({
  name: 'loyalty-parcels',
  subscribesTo: [parcelDelivered],
  ...atomic,
  uses: { table: 'write' },
  entry: 'parcels-handler.ts',
})

export const loyaltyCommandsConsumer = defineConsumer({
  name: 'loyalty-commands',
  accepts: [announcePoints],
  ...atomic,
  uses: { table: 'write' },
  entry: 'commands-handler.ts',
})
`,
  'lambdas/loyalty/service.ts': `
import { defineService } from '../runtime/declarations/service.ts'
import * as consumers from './consumers.ts'
import { loyaltyStatements } from './statements.ts'

export const loyaltyService = defineService({
  name: 'loyalty',
  table: {},
  consumers: Object.values(consumers),
  readModels: [loyaltyStatements],
})
`,
  'lambdas/loyalty/statements.ts': `
import { pointsGranted } from '../../events/loyalty.ts'
import { defineReadModel } from '../runtime/declarations/define-read-model.ts'

export const loyaltyStatements = defineReadModel({
  name: 'loyalty-statements',
  events: [pointsGranted],
  project: {
    'loyalty.points_granted': ({ data: { order_id, points, statement = '' } }) => ({
      id: order_id,
      parts: { statement: { value: { points, characters: statement.length } } },
    }),
  },
})
`,
  'lambdas/loyalty/statements-handler.ts': `
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { createReadModelUpdater } from '../runtime/read-model/read-model-store.ts'
import { updateHandlers } from '../runtime/consumer/update-handlers.ts'
import { variable } from '../runtime/system/variable.ts'
import { loyaltyStatementsConsumer } from './consumers.ts'
import { loyaltyStatements } from './statements.ts'

const environment = systemConsumerEnvironment()
const { dynamo: client, clock } = environment
const update = createReadModelUpdater(loyaltyStatements, { client, table: variable('STATE_TABLE'), clock })

export const handler = consumerHandler(
  loyaltyStatementsConsumer,
  environment,
  updateHandlers(loyaltyStatementsConsumer, update),
)
`,
  'lambdas/loyalty/handler.ts': `
import { announcePoints } from '../../events/commands/loyalty.ts'
import { pointsGranted } from '../../events/loyalty.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
import { loyaltyConsumer } from './consumers.ts'

export const handler = consumerHandler(loyaltyConsumer, systemConsumerEnvironment(), {
  'order.confirmed': async ({ data: { order_id, customer_id, total } }, { effects }) => {
    effects.append({ aggregateId: order_id, after: 0 }, [
      draft(pointsGranted, {
        order_id,
        customer_id,
        points: Math.floor(total),
        ...(total >= ${LARGE_FROM} && { statement: 'x'.repeat(${LARGE_CHARACTERS}) }),
      }),
    ])
    effects.send(announcePoints, { order_id })
  },
})
`,
  ...Object.fromEntries(
    [
      ['balance', 'loyaltyBalanceConsumer', 'loyalty.points_granted'],
      ['parcels', 'loyaltyParcelsConsumer', 'parcel.delivered'],
      ['commands', 'loyaltyCommandsConsumer', 'announce_points'],
    ].map(([name, consumer, type]) => [
      `lambdas/loyalty/${name}-handler.ts`,
      `
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { ${consumer} } from './consumers.ts'

export const handler = consumerHandler(${consumer}, systemConsumerEnvironment(), {
  '${type}': async ({ data }, { effects }) => {
    effects.update({
      TableName: process.env.STATE_TABLE ?? '',
      Key: { pk: { S: data.order_id }, sk: { S: '${name}' } },
      UpdateExpression: 'SET characters = :characters ADD times :one',
      ExpressionAttributeValues: {
        ':characters': { N: String((data.statement ?? '').length) },
        ':one': { N: '1' },
      },
    })
  },
})
`,
    ]),
  ),
}

/** A version more of an event: nothing but another `.evolve` at its definition, and the field at its producer. */
const versionThree = `.evolve({
  schema: z.object({ ...sent, subject: text, language: z.enum(['en']) }),
  example: { ...example, subject: 'Your order ord_456 is confirmed', language: 'en' },
  upcast: (before) => ({ ...before, language: 'en' }),
})
`

/** Lines of the present version that the next one adds something to: one each, as docs/ says. */
const additions: readonly (readonly [file: string, after: string, added: string])[] = [
  [
    'events/catalog.ts',
    "import { inventoryEvents } from './inventory.ts'\n",
    "import { loyaltyEvents } from './loyalty.ts'\nimport { parcelDelivered } from './parcel.ts'\n",
  ],
  ['events/catalog.ts', '  ...notificationEvents,\n', '  ...loyaltyEvents,\n  parcelDelivered,\n'],
  [
    'events/catalog.ts',
    "import { releaseStock } from './commands/inventory.ts'\n",
    "import { announcePoints } from './commands/loyalty.ts'\n",
  ],
  ['events/catalog.ts', 'export const allCommands = [', 'announcePoints, '],
  [
    'lib/services.ts',
    "import { notificationService } from '../lambdas/notification/service.ts'\n",
    "import { loyaltyService } from '../lambdas/loyalty/service.ts'\n",
  ],
  [
    'lib/subscriptions.ts',
    "import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'\n",
    "import { orderConfirmed } from '../events/order.ts'\nimport { defineOutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'\n",
  ],
  [
    'lib/subscriptions.ts',
    'export const subscriptions: readonly OutboundSubscription[] = [',
    `defineOutboundSubscription({ name: 'partner', events: [orderConfirmed], queueArns: { dev: '${PARTNER_QUEUE_ARN}' } })`,
  ],
  ['lib/services.ts', '  auditService,\n', '  loyaltyService,\n'],
  ['events/notification.ts', "reason: 'version 2 states the subject' },\n})", versionThree],
  ['lambdas/notification/notify.ts', "channel: 'email', template, subject", ", language: 'en'"],
]

/** Makes a checkout of the next version in an empty directory and synthesizes it. @returns its cloud assembly. */
export async function synthesizeNextVersion(directory: string, context: Record<string, string>): Promise<string> {
  copySources(directory)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), content)
  }
  for (const [file, after, added] of additions) {
    const content = readFileSync(join(directory, file), 'utf8')
    if (!content.includes(after)) throw new Error(`${file} has no ${JSON.stringify(after)} any more.`)
    writeFileSync(join(directory, file), content.replace(after, `${after}${added}`))
  }
  const assembly = join(directory, 'cdk.out')
  await run(directory, assembly, context)
  return assembly
}

/** Makes a checkout in which the code of every function is another and does the same. @returns its cloud assembly. */
export async function synthesizeOtherCode(directory: string, context: Record<string, string>): Promise<string> {
  copySources(directory)
  // Every function loads the names of metrics.
  appendFileSync(
    join(directory, 'lambdas/runtime/declarations/metrics.ts'),
    'globalThis.process.env.OTHER_CODE = "1"\n',
  )
  const assembly = join(directory, 'cdk.out')
  await run(directory, assembly, context)
  return assembly
}

/** The sources of this checkout, in an empty directory that may change them. */
export function copySources(directory: string): void {
  for (const source of sources) {
    if (existsSync(join(root, source))) cpSync(join(root, source), join(directory, source), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
}

async function run(cwd: string, assembly: string, more: Record<string, string> = {}): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(cwd, 'cdk.json'), 'utf8')) as { context: object }
  const app = spawn(process.execPath, ['bin/app.ts'], {
    cwd,
    env: {
      ...process.env,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...settings, ...more }),
      PIPELINE_QUIET: '1',
      PIPELINE_BUNDLES: 'shared',
      PIPELINE_SECURITY_CHECKS: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  app.stdout.on('data', (chunk) => (printed += chunk))
  app.stderr.on('data', (chunk) => (printed += chunk))
  const code = await new Promise<number | null>((resolve, reject) => app.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`The next version cannot be synthesized:\n${printed}`)
}
