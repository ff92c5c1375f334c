import { timeRuns } from '../support/time-runs.ts'

/** One contender in a process of its own, which answers one request after another, as one Lambda environment does. */
type Handler = (event: unknown, context: unknown) => Promise<{ readonly statusCode?: number; readonly body?: string }>

const [bundle = '', seconds = '3'] = process.argv.slice(2)
const { handler } = (await import(bundle)) as { handler: Handler }

const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'bench', functionName: 'bench' }

const headers = {
  accept: '*/*',
  'content-type': 'application/json',
  host: 'api.example.com',
  'user-agent': 'curl/8.5.0',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
}

/** As API Gateway hands on an order of three lines, by payload format 2.0. */
function requestOf(number: number) {
  const items = [1, 2, 3].map((line) => ({ product_id: `prod_${line}`, quantity: line }))
  return {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/orders',
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8.5.0' },
      requestId: `request-${number}`,
      routeKey: 'POST /orders',
      stage: '$default',
      time: '28/Apr/2026:10:30:00 +0000',
      timeEpoch: 1_777_372_200_000,
    },
    body: JSON.stringify({ customer_id: `cust_${number % 1000}`, currency: 'USD', items }),
    isBase64Encoded: false,
  }
}

let next = 0

async function answerRequest(): Promise<number> {
  const answer = await handler(requestOf(next++), context)
  if (answer.statusCode !== 201) throw new Error(`An order was refused: ${JSON.stringify(answer)}`)
  return 1
}

await timeRuns(answerRequest, { seconds: Number(seconds), warmUpSeconds: 2 })
