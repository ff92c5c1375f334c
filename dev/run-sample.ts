import { styleText } from 'node:util'
import type { LocalRuntime } from '../local/index.ts'
import { operatorHeaders } from './api-access.ts'
import { apiClient } from './api-client.ts'
import { type Customer, placeSampleOrder, sampleOrder, seedRequests, seedSample } from './sample.ts'
import type { Journeys } from './timeline/journeys.ts'
import { renderTimeline } from './timeline/render.ts'

const SAMPLE_CORRELATION_ID = 'sample-order'

/** Generous: a laptop that is busy elsewhere is no failure. */
const SETTLE_TIMEOUT_MS = 30_000

/** Seeds through the API, places one order, prints its timeline. @returns whether the order reached every consumer. */
export async function runSample(local: LocalRuntime, journeys: Journeys): Promise<boolean> {
  const headers = await operatorHeaders(local)
  const api = apiClient(local.apiUrl, headers)
  const customer = await seedSample(api)
  // The order service and notification keep copies of prices and addresses: an order before them would be refused.
  await Promise.all(seedRequests.map((request) => journeys.settled(request, SETTLE_TIMEOUT_MS)))
  const order = await placeSampleOrder(api, customer, SAMPLE_CORRELATION_ID)
  const journey = await journeys.settled(SAMPLE_CORRELATION_ID, SETTLE_TIMEOUT_MS)
  const { body } = await api.call<{ status: string }>('GET', `/orders/${order.order_id}`)
  const title = `Order ${order.order_id} for ${order.total} ${order.currency}: ${body.status}`
  process.stdout.write(`${renderTimeline(journey, title)}\n${tryIt(local, customer, order.order_id)}\n`)
  return journey.settled
}

function tryIt({ apiUrl, endpointUrl, outputs }: LocalRuntime, customer: Customer, orderId: string): string {
  const token = `TOKEN=$(curl -s '${endpointUrl}/_local/token?${outputs.ApiCustomerClaim}=${customer.customerId}' | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')`
  const [first, header] = outputs.ApiAuth === 'jwt' ? [`  ${token}\n`, ' -H "authorization: Bearer $TOKEN"'] : ['', '']
  return `${styleText('bold', 'Now you')}
${first}  curl -s ${apiUrl}/orders/${orderId}/summary${header}
  curl -s -X POST ${apiUrl}/orders${header} -H 'content-type: application/json' -d '${JSON.stringify(sampleOrder(customer))}'
`
}
