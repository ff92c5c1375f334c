/** Where a reader puts a block, and what stands around it there. A block that is a whole file needs nothing around it. */
export interface Surroundings {
  /** Relative to the project. Blocks of one page may import each other. */
  readonly file: string
  readonly before?: string
  readonly after?: string
  /** The code that the comment in braces of the block stands for. */
  readonly elided?: string
}

/** Files that a page takes for granted, by their path. */
type Given = Readonly<Record<string, string>>

const fields = `import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { text } from './fields.ts'
import { customerId, orderId } from './ids.ts'
`

const returned = `
const version1 = {
  type: 'order.returned',
  aggregate: 'order',
  producer: 'order-service',
  meaning: 'The customer has sent the order back.',
  schema: z.object({ order_id: orderId, customer_id: customerId, reason: text }),
  example: { order_id: 'ord_456', customer_id: 'cust_789', reason: 'Too small.' },
} as const
`

/** Of each page, in the order of its blocks. */
export const surroundings: Readonly<Record<string, readonly Surroundings[]>> = {
  'README.md': [{ file: 'lambdas/loyalty/consumer.ts' }],
  'docs/add-a-consumer.md': [
    { file: 'lambdas/loyalty/consumer.ts' },
    { file: 'lambdas/loyalty/levels.ts' },
    { file: 'lambdas/loyalty/handler.ts' },
    {
      file: 'lambdas/loyalty/refuse.ts',
      before: `import { PermanentError } from '../runtime/errors.ts'
export function refuse(data: { readonly total: number }) {`,
      after: '}',
    },
    { file: 'lambdas/loyalty/service.ts' },
    {
      file: 'lib/services-with-loyalty.ts',
      before: `import { loyaltyService } from '../lambdas/loyalty/service.ts'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
export const services: readonly ServiceDeclaration[] = [`,
      after: ']',
    },
  ],
  'docs/add-an-event.md': [
    { file: 'events/returned.ts' },
    {
      file: 'lambdas/returns/decide.ts',
      before: `import { orderReturned } from '../../events/returned.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
type Order = { readonly order_id: string; readonly customer_id: string }
export function decide(command: { readonly type: 'return'; readonly reason: string }, { order_id, customer_id }: Order) {
  switch (command.type) {`,
      after: '  }\n}',
    },
    {
      file: 'lambdas/returns/react.ts',
      before: `import { orderReturned } from '../../events/returned.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
import type { MessageContext } from '../runtime/consumer/handlers.ts'
type Return = Readonly<Record<'return_id' | 'order_id' | 'customer_id' | 'reason', string>>
export function react({ return_id, order_id, customer_id, reason }: Return, { effects }: MessageContext) {`,
      after: '}',
    },
    {
      file: 'lambdas/returns/lost.ts',
      before: `import type { Aggregate } from '../runtime/aggregate/aggregate.ts'
import { decideAndAppend } from '../runtime/commands/decide-and-append.ts'
import type { MessageHandler } from '../runtime/consumer/handlers.ts'
declare const order: Aggregate<{ readonly status: string }, { readonly type: 'return'; readonly reason: string }>
export const handlers: Record<string, MessageHandler<{ readonly data: { readonly order_id: string } }>> = {`,
      after: '}',
    },
    { file: 'lambdas/library/book.ts' },
    { file: 'lambdas/library/operations.ts' },
    { file: 'test/lambdas/library/book.unit.test.ts' },
    {
      file: 'events/returned-2.ts',
      before: `${fields}${returned}`,
      elided: '...version1,',
    },
  ],
  'docs/changing-an-event.md': [
    {
      file: 'events/returned.ts',
      before: `${fields}${returned}const fields = { order_id: orderId, customer_id: customerId, reason: text }
const { example } = version1`,
      elided: '...version1,',
    },
  ],
  'docs/cloud-events.md': [
    {
      file: 'events/delivered.ts',
      before: `import * as z from 'zod/mini'
import { defineExternalEvent } from './cloud-events/define-external-event.ts'
import { orderId } from './ids.ts'`,
    },
    {
      file: 'lib/subscriptions-with-loyalty.ts',
      before: `import { orderConfirmed } from '../events/order.ts'
import { defineOutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'`,
    },
  ],
  'docs/consuming.md': [
    { file: 'lambdas/loyalty/consumer.ts' },
    { file: 'lambdas/loyalty/handler.ts' },
    { file: 'lambdas/shipping/consumer.ts' },
    { file: 'lambdas/address-book/consumer.ts' },
    { file: 'lambdas/bookkeeping/consumer.ts' },
    { file: 'test/lambdas/shipping/shipping.unit.test.ts' },
    { file: 'test/lambdas/ledger/ledger.unit.test.ts' },
  ],
  'docs/http-api.md': [{ file: 'client.ts' }],
  'docs/large-events.md': [
    {
      file: 'events/printed.ts',
      before: `${fields}${returned}const { type, ...description } = version1`,
      elided: "...description, type: 'statement.printed',",
    },
  ],
  'docs/migrating-from-a-monolith.md': [
    { file: 'monolith/shop/departments.ts' },
    { file: 'monolith/shop/step-0.ts' },
    { file: 'monolith/shop/consumers.ts' },
    { file: 'monolith/shop/place-order.ts' },
    { file: 'monolith/shop/step-1.ts' },
    { file: 'monolith/shop/step-2.ts' },
    {
      file: 'monolith/shop/bus.ts',
      before: `import { openStrategy, type StrategyEnvironment } from '../../lambdas/runtime/idempotency/open-strategy.ts'
import { createInProcessBus, type InProcessBusOptions } from '../../lambdas/runtime/in-process-bus/in-process-bus.ts'
declare const system: InProcessBusOptions & Omit<StrategyEnvironment, 'functionEnd' | 'processedTable'>
declare const processedTable: string`,
    },
    { file: 'monolith/shop/mailer-function.ts' },
    { file: 'monolith/shop/step-3.ts' },
    { file: 'monolith/shop/step-4.ts' },
  ],
  'docs/read-models.md': [
    { file: 'lambdas/stock-view/reservation-document.ts' },
    {
      file: 'lambdas/stock-view/handler.ts',
      before: `import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { updateHandlers } from '../runtime/consumer/update-handlers.ts'
import { createReadModelUpdater } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { reservationConsumer } from './consumer.ts'
import { reservationDocument } from './reservation-document.ts'`,
    },
  ],
  'docs/secrets.md': [
    { file: 'lambdas/billing/consumer.ts' },
    { file: 'lambdas/billing/charges.ts' },
    { file: 'lambdas/billing/handler.ts' },
    { file: 'test/lambdas/billing/charges.unit.test.ts' },
  ],
}

/** What pages describe in words only, by page. */
export const given: Readonly<Record<string, Given>> = {
  'docs/add-an-event.md': {
    'events/book.ts': `import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { idOf, quantity, text } from './fields.ts'
export const bookLentData = z.object({ book_id: idOf('book'), reader: text, days: quantity })
export const bookLent = defineEvent({
  type: 'book.lent',
  aggregate: 'book',
  producer: 'library-service',
  meaning: 'A reader has taken a book home.',
  schema: bookLentData,
  example: { book_id: 'book_1', reader: 'Ada Lovelace', days: 14 },
})
export const bookEvents = [bookLent]
`,
    'lambdas/library/requests.ts': `import * as z from 'zod/mini'
import { bookLentData } from '../../events/book.ts'
export const lendBookBody = z.partial(bookLentData, { book_id: true })
`,
    'lambdas/library/routes.ts': `import type { Route } from '../runtime/declarations/routes.ts'
export const libraryRoutes = [
  { method: 'POST', path: '/loans', operation: 'lendBook', summary: 'Lend a book.', access: 'anyone' },
] as const satisfies readonly Route[]
`,
  },
  'docs/read-models.md': {
    'lambdas/stock-view/consumer.ts': `import { inventoryReleased, inventoryReserved } from '../../events/inventory.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'
export const reservationConsumer = defineConsumer({
  name: 'reservations',
  subscribesTo: [inventoryReserved, inventoryReleased],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: 'write' },
})
`,
  },
}
