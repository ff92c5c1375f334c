import { styleText } from 'node:util'
import { apiClient } from './api-client.ts'
import { type Customer, placeSampleOrder, sampleOrder, seedRequests, seedSample } from './sample.ts'
import type { Journeys } from './timeline/journeys.ts'
import { renderTimeline } from './timeline/render.ts'

const SAMPLE_CORRELATION_ID = 'sample-order'

/** Generous: a laptop that is busy elsewhere is no failure. */
const SETTLE_TIMEOUT_MS = 30_000

/** Seeds through the API, places one order, prints its timeline. @returns whether the order reached every consumer. */
export async function runSample(apiUrl: string, journeys: Journeys): Promise<boolean> {
  const api = apiClient(apiUrl)
  const customer = await seedSample(api)
  // The order service and notification keep copies of prices and addresses: an order before them would be refused.
  await Promise.all(seedRequests.map((request) => journeys.settled(request, SETTLE_TIMEOUT_MS)))
  const order = await placeSampleOrder(api, customer, SAMPLE_CORRELATION_ID)
  const journey = await journeys.settled(SAMPLE_CORRELATION_ID, SETTLE_TIMEOUT_MS)
  const { body } = await api.call<{ status: string }>('GET', `/orders/${order.order_id}`)
  const title = `Order ${order.order_id} for ${order.total} ${order.currency}: ${body.status}`
  process.stdout.write(`${renderTimeline(journey, title)}\n${tryIt(apiUrl, customer, order.order_id)}\n`)
  return journey.settled
}

const tryIt = (apiUrl: string, customer: Customer, orderId: string) => `${styleText('bold', 'Now you')}
  curl -s ${apiUrl}/orders/${orderId}/summary
  curl -s -X POST ${apiUrl}/orders -H 'content-type: application/json' -d '${JSON.stringify(sampleOrder(customer))}'
`
