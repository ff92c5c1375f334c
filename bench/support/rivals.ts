import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { consumerEnvironment } from '../consumer-environment.ts'

export interface Measurement {
  readonly eventsPerSecond: number
  readonly cpuMsPerEvent: number
  readonly callsPerEvent: number
  readonly writeUnitsPerEvent: number
}

/** A store of a known latency in a process of its own, whose CPU is not that of what is measured. */
export interface StoreStub {
  delay(latencies: { readonly latencyMs: number; readonly transactionLatencyMs: number }): Promise<void>
  counts(): Promise<Counts>
  readonly port: number
  stop(): void
}

interface Counts {
  readonly calls: number
  readonly writeUnits: number
}

/** The next message of a process; its end is an error. */
function received<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A benchmark process ended with ${code}.`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Message)
    })
  })
}

export async function startStoreStub(): Promise<StoreStub> {
  const stub = fork(join(import.meta.dirname, 'dynamodb-stub.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { port } = await received<{ port: number }>(stub)
  const ask = <Answer>(message: object | string) => {
    const answer = received<Answer>(stub)
    stub.send(message)
    return answer
  }
  return {
    port,
    delay: async (latencies) => void (await ask(latencies)),
    counts: () => ask<Counts>('counts'),
    stop: () => void stub.kill(),
  }
}

/** Runs one rival in a process of its own, fed as one Lambda environment is. @param args of the runner: the bundle first. */
export async function measure(stub: StoreStub, runner: string, args: readonly string[]): Promise<Measurement> {
  const child = fork(runner, args, {
    // Its log lines are written and read, as Lambda does, and thrown away.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...consumerEnvironment, AWS_ENDPOINT_URL: `http://127.0.0.1:${stub.port}` },
  })
  child.stdout?.resume()
  await received(child)
  const before = await stub.counts()
  child.send('go')
  const measured = await received<{ events: number; wallMs: number; cpuMs: number }>(child)
  const after = await stub.counts()
  child.send('done')
  return {
    eventsPerSecond: measured.events / (measured.wallMs / 1000),
    cpuMsPerEvent: measured.cpuMs / measured.events,
    callsPerEvent: (after.calls - before.calls) / measured.events,
    writeUnitsPerEvent: (after.writeUnits - before.writeUnits) / measured.events,
  }
}
