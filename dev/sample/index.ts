import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'
import type { LocalRuntime } from '../../local/index.ts'
import type { Sample, SampleEnd, SampleWorld } from '../define-sample.ts'
import { orderOperations, type SampleShop } from './console.ts'
import { type Customer, placeSampleOrder, sampleOrder, sampleProduct, seedRequests, seedSample } from './shop.ts'

const SAMPLE_CORRELATION_ID = 'sample-order'

/** Seeds a shop through the API and places one order. */
export function createSample(): Sample {
  const shop: SampleShop = { customers: [] }
  return {
    name: 'sample order',
    follows: 'order.created',
    look: `/products/${sampleProduct.product_id}`,
    run: (world) => placeAndFollow(world, shop),
    consoleOperations: ({ api, local }, nextId) =>
      orderOperations(api, local.apiUrl, shop, {
        nextId,
        now: Date.now,
        pause: async (milliseconds) => void (await delay(milliseconds)),
      }),
  }
}

async function placeAndFollow({ local, api, journeys, left }: SampleWorld, shop: SampleShop): Promise<SampleEnd> {
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
  return {
    title: `Order ${order.order_id} for ${order.total} ${order.currency}: ${status}`,
    isReached: journey.settled && status !== 'pending',
    missing: journey.missing,
    next: tryIt(local, customer, order.order_id),
  }
}

function tryIt({ apiUrl, endpointUrl, outputs }: LocalRuntime, customer: Customer, orderId: string): string {
  const token = `TOKEN=$(curl -s '${endpointUrl}/_local/token?${outputs.ApiCustomerClaim}=${customer.customerId}' | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')`
  const [first, header] = outputs.ApiAuth === 'jwt' ? [`  ${token}\n`, ' -H "authorization: Bearer $TOKEN"'] : ['', '']
  return `${styleText('bold', 'Now you')}
${first}  curl -s ${apiUrl}/orders/${orderId}/summary${header}
  curl -s -X POST ${apiUrl}/orders${header} -H 'content-type: application/json' -d '${JSON.stringify(sampleOrder(customer))}'
`
}
