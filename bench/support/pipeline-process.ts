import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '..', '..')

export interface PipelineProcess {
  readonly apiUrl: string
  readonly endpointUrl: string
  /** Milliseconds from the start of the process to both addresses being served. */
  readonly readyMs: number
  onLine(listener: (line: string) => void): void
  /** Resident memory of the process, MB: now, and at its highest. */
  memory(): Promise<{ nowMb: number; peakMb: number }>
  /** CPU that the process has taken so far, milliseconds: unlike time, it says the same on a machine that is busy with others. */
  cpuMs(): Promise<number>
  stop(): Promise<void>
}

/**
 * Starts the local runtime in a process of its own, on free ports.
 * @param entry `dev/start.mjs` is what `npm start` runs; `local/main.ts` runs any assembly and prints every log line.
 */
export async function startPipeline(args: readonly string[], entry = 'dev/start.mjs'): Promise<PipelineProcess> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [...(await flagsOfStart()), entry, '--port', '0', '--endpoint-port', '0', ...args],
    {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const listeners = new Set<(line: string) => void>()
  const lines = createInterface({ input: child.stdout })
  const { apiUrl, endpointUrl } = await new Promise<{ apiUrl: string; endpointUrl: string }>((resolve, reject) => {
    let api = ''
    let endpoint = ''
    lines.on('line', (line) => {
      for (const listener of listeners) listener(line)
      api ||= /HTTP API\s+(http\S+)/.exec(line)?.[1] ?? ''
      endpoint ||= /AWS endpoint\s+(http\S+)/.exec(line)?.[1] ?? ''
      if (api && endpoint) resolve({ apiUrl: api, endpointUrl: endpoint })
    })
    child.once('exit', (code) => reject(new Error(`The local runtime ended with ${code} before it was ready.`)))
  })
  return {
    apiUrl,
    endpointUrl,
    readyMs: performance.now() - began,
    onLine: (listener) => listeners.add(listener),
    memory: () => memoryOf(child.pid ?? 0),
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** The flags that `npm start` gives to Node.js. */
async function flagsOfStart(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

async function memoryOf(pid: number): Promise<{ nowMb: number; peakMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (field: string) =>
    Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
  return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
}

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10

async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, which may hold anything, come numbers: user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
