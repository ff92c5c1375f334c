import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from '../../dev/soak/random.ts'
import { DOWN_SHARE, type Fate, fates, SERVICE_MS } from './simulation.ts'

export interface Downstreams {
  readonly url: string
  /** From now on payment is sometimes down: its nth call from here has the same fate in every run with this seed. */
  beginFaults(seed: number): void
  /** Calls to payment since then, by fate. */
  readonly payments: Readonly<Record<Fate, number>>
  close(): Promise<void>
}

/** The outside world that both paths call: `POST /{service}` takes 40 ms. */
export async function startDownstreams(): Promise<Downstreams> {
  const payments: Record<Fate, number> = { served: 0, refused: 0, hanging: 0 }
  let nextFate = (): Fate => 'served'
  const server = createServer(async (request, response) => {
    request.resume()
    const fate = request.url === '/payment' ? nextFate() : 'served'
    if (request.url === '/payment') payments[fate]++
    if (fate === 'hanging') return
    await delay(SERVICE_MS)
    response.writeHead(fate === 'served' ? 200 : 503).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    payments,
    beginFaults(seed) {
      const coming = fates(DOWN_SHARE, seededRandom(seed, 'payment'))
      nextFate = () => coming.next().value
      Object.assign(payments, { served: 0, refused: 0, hanging: 0 })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
