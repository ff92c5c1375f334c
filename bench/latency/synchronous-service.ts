import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callDownstream } from './call-downstream.ts'
import { services } from './simulation.ts'

export interface SynchronousService {
  readonly url: string
  close(): Promise<void>
}

/**
 * An order service that does all its work in the request: one downstream after the other, no retries, 502 when one is
 * down. It validates and stores nothing, so it is as fast as such a service can be.
 */
export async function startSynchronousService(downstreamUrl: string): Promise<SynchronousService> {
  const server = createServer(async (request, response) => {
    request.resume()
    try {
      for (const service of services) await callDownstream(downstreamUrl, service)
      response.writeHead(201).end()
    } catch {
      response.writeHead(502).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
