import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'
import type { LocalRuntime } from '../local/index.ts'
import { operatorHeaders } from './api-access.ts'
import type { SampleShop } from './console/orders.ts'
import { openQueueBacklog } from './queue-backlog.ts'
import { resilientApi } from './resilient-api.ts'
import { type Customer, placeSampleOrder, sampleOrder, seedRequests, seedSample } from './sample.ts'
import type { Journeys } from './timeline/journeys.ts'

const SAMPLE_CORRELATION_ID = 'sample-order'

/** Generous: a laptop that is busy elsewhere is no failure. */
const PATIENCE_MS = 30_000

/** The messages of a stopped function come back after a visibility timeout of a minute, and may be stopped again. */
const PATIENCE_UNDER_FAULTS_MS = 300_000

/**
 * Seeds through the API, places one order, prints its timeline.
 * @returns whether the order reached every consumer, and nothing was dead-lettered meanwhile.
 */
export async function runSample(
  local: LocalRuntime,
  journeys: Journeys,
  isFaulty: boolean,
  shop: SampleShop = { customers: [] },
): Promise<boolean> {
  const deadline = performance.now() + (isFaulty ? PATIENCE_UNDER_FAULTS_MS : PATIENCE_MS)
  const left = () => Math.max(0, deadline - performance.now())
  const queues = await openQueueBacklog(local.endpointUrl)
  try {
    const before = await queues.deadLetters()
    const isReached = await placeAndFollow(local, journeys, left, shop)
    // An order is through with its consumers only when what followed from their work has been worked off, too.
    while (isReached && left() > 0 && (await queues.count()) > 0) await delay(50)
    const dead = Math.max(journeys.deadLettered, (await queues.deadLetters()) - before)
    if (dead > 0) process.stdout.write(styleText('red', `Dead-lettered: ${dead} of the messages that followed.\n`))
    return isReached && dead === 0
  } catch (error) {
    process.stdout.write(styleText('red', `The sample order did not get through: ${(error as Error).message}\n`))
    return false
  } finally {
    queues.close()
  }
}

async function placeAndFollow(
  local: LocalRuntime,
  journeys: Journeys,
  left: () => number,
  shop: SampleShop,
): Promise<boolean> {
  const api = resilientApi(local.apiUrl, { headers: await operatorHeaders(local), patienceMs: left() })
  const customer = await seedSample(api)
  shop.customers.push(customer)
  // The order service and notification keep copies of prices and addresses: an order before them would be refused.
  await Promise.all(seedRequests.map((request) => journeys.settled(request, left())))
  const order = await placeSampleOrder(api, customer, SAMPLE_CORRELATION_ID)
  const statusOf = async () => (await api.call<{ status: string }>('GET', `/orders/${order.order_id}`)).body.status
  let [journey, status] = [await journeys.settled(SAMPLE_CORRELATION_ID, left()), await statusOf()]
  // A function that is stopped before it logs says nothing of what follows, so all known of may be done while more is to come.
  for (; left() > 0 && (status === 'pending' || !journey.settled); status = await statusOf()) {
    await delay(50)
    journey = await journeys.settled(SAMPLE_CORRELATION_ID, left())
  }
  const title = `Order ${order.order_id} for ${order.total} ${order.currency}: ${status}`
  // All that came is on the screen already.
  const missing = journey.missing.map((delivery) => styleText('red', `  missing     ${delivery}\n`)).join('')
  process.stdout.write(`${missing}${styleText('bold', title)}\n\n${tryIt(local, customer, order.order_id)}\n`)
  return journey.settled && status !== 'pending'
}

function tryIt({ apiUrl, endpointUrl, outputs }: LocalRuntime, customer: Customer, orderId: string): string {
  const token = `TOKEN=$(curl -s '${endpointUrl}/_local/token?${outputs.ApiCustomerClaim}=${customer.customerId}' | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')`
  const [first, header] = outputs.ApiAuth === 'jwt' ? [`  ${token}\n`, ' -H "authorization: Bearer $TOKEN"'] : ['', '']
  return `${styleText('bold', 'Now you')}
${first}  curl -s ${apiUrl}/orders/${orderId}/summary${header}
  curl -s -X POST ${apiUrl}/orders${header} -H 'content-type: application/json' -d '${JSON.stringify(sampleOrder(customer))}'
`
}
