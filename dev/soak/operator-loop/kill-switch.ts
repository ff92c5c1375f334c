import { Agent, createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A command is killed at its n-th call of AWS: before that call is carried out, or after it and before its answer arrives. */
export interface Moment {
  /** From 1. */
  readonly call: number
  readonly when: 'before' | 'after'
}

export interface KillSwitch {
  /** The address that the command takes for that of AWS. */
  readonly url: string
  readonly calls: () => number
  close(): Promise<void>
}

/**
 * Passes the calls of one command on, and kills the command at its moment. Counting calls instead of milliseconds puts the kill
 * between any two steps of the command with the same likelihood, however fast the machine is.
 * @param moment Absent: the command lives.
 */
export async function openKillSwitch(
  target: string,
  moment: Moment | undefined,
  kill: () => void,
): Promise<KillSwitch> {
  const agent = new Agent({ keepAlive: true })
  let calls = 0
  let isKilled = false
  const server = createServer((request, response) => {
    // A call of a process that is gone: the network may still carry it, but then it would be an earlier one.
    if (isKilled) return void response.destroy()
    calls++
    const isMoment = calls === moment?.call
    const strike = () => {
      kill()
      response.destroy()
    }
    if (isMoment) isKilled = true
    if (isMoment && moment?.when === 'before') return strike()
    const passed = forward(
      new URL(request.url ?? '/', target),
      { method: request.method, headers: request.headers, agent },
      (answer) => {
        if (isMoment) {
          answer.resume()
          return strike()
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
