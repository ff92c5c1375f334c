import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openQueueBacklog } from '../../dev/queue-backlog.ts'
import type { Template } from '../../lib/validation/template.ts'
import { type LocalRuntime, startLocal, type UnitTotals } from '../../local/index.ts'
import { awsCalls, type CallTotals } from '../local/calls.ts'
import { benchAssembly } from '../support/assembly.ts'
import { drained } from '../support/drained.ts'
import { prepareWorkload } from '../support/workload.ts'
import { type Load, loadName, placeUnder, widthOf } from './loads.ts'

/** What a number of orders has caused, by the description of the function that it is billed for. */
export interface Measured {
  readonly load: Load
  readonly orders: number
  readonly units: UnitTotals
  readonly calls: CallTotals
}

export interface Measurements {
  /** The runs under each load. */
  readonly measured: readonly (readonly Measured[])[]
  /** MB by description. */
  readonly memoryOf: ReadonlyMap<string, number>
  readonly template: Template
}

const STACK = 'EventPipeline-dev'
/** Under load a batching window lasts as long as events keep coming; a second without any is no load. */
const WINDOW_QUIET_MS = 1000
/** As many as its declaration lets Lambda run at once, so that no batch waits for one and fills meanwhile. */
const WORKERS_PER_FUNCTION = 10
/** So long after its last invocation nothing more comes of an order. */
const QUIET_MS = 400

/** The same orders under each load, so many times, through the synthesized stack in this process. Nothing is left running. */
export async function measure(loads: readonly Load[], orders: number, runs: number): Promise<Measurements> {
  const directory = await benchAssembly()
  const local = await startLocal({
    assemblyDir: directory,
    stackName: STACK,
    endpointPort: 0,
    apiPort: 0,
    metering: true,
    batchWindowQuietMs: WINDOW_QUIET_MS,
    batchesAsReceived: true,
    workersPerFunction: WORKERS_PER_FUNCTION,
    quiet: true,
  })
  try {
    const template = JSON.parse(await readFile(join(directory, `${STACK}.template.json`), 'utf8')) as Template
    return { measured: await underLoads(local, loads, orders, runs), memoryOf: memoryOf(local), template }
  } finally {
    await local.close()
  }
}

async function underLoads(
  local: LocalRuntime,
  loads: readonly Load[],
  orders: number,
  runs: number,
): Promise<Measured[][]> {
  const queues = await openQueueBacklog(local.endpointUrl)
  let lastInvocationAt = 0
  local.onInvocation(() => {
    lastInvocationAt = performance.now()
  })
  const settled = () => drained(queues, async () => performance.now() - lastInvocationAt > QUIET_MS)
  const workload = await prepareWorkload(local.apiUrl, Math.max(...loads.map(widthOf)))
  const counts = async () => ({ units: local.usage(), calls: await awsCalls(local.endpointUrl) })
  const under = async (load: Load): Promise<Measured> => {
    await settled()
    const before = await counts()
    await placeUnder(load, orders, (index) => workload.place(index), settled)
    await settled()
    const after = await counts()
    const units = difference(before.units, after.units)
    return { load, orders, units, calls: difference(before.calls, after.calls) }
  }
  const measured: Measured[][] = []
  for (const load of loads) {
    process.stderr.write(`${orders} orders, ${loadName(load)}${runs > 1 ? `, ${runs} times` : ''}\n`)
    const ofLoad: Measured[] = []
    for (let run = 0; run < runs; run++) ofLoad.push(await under(load))
    measured.push(ofLoad)
  }
  queues.close()
  return measured
}

const memoryOf = ({ functions }: LocalRuntime): Map<string, number> =>
  new Map(functions.list().map(({ name, description, memoryMb = 128 }) => [description ?? name, memoryMb]))

type Totals = Record<string, Record<string, number>>

function difference<Counted extends Totals | UnitTotals>(before: Counted, after: Counted): Counted {
  const earlier = before as Totals
  const changes = Object.entries(after as Totals).map(([who, counts]) => [
    who,
    Object.fromEntries(
      Object.entries(counts)
        .map(([what, count]) => [what, count - (earlier[who]?.[what] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
  ])
  return Object.fromEntries(changes) as Counted
}
