import type { Measurement } from '../support/rivals.ts'
import { median } from '../support/statistics.ts'

const medians = (runs: readonly Measurement[]): Measurement => ({
  eventsPerSecond: median(runs.map((run) => run.eventsPerSecond)),
  cpuMsPerEvent: median(runs.map((run) => run.cpuMsPerEvent)),
  callsPerEvent: median(runs.map((run) => run.callsPerEvent)),
  writeUnitsPerEvent: median(runs.map((run) => run.writeUnitsPerEvent)),
})

/** Medians of all rounds; ratios compare the first with each. */
export function printScenario(name: string, results: ReadonlyMap<string, readonly Measurement[]>): void {
  const rows = [...results].map(([contender, runs]) => ({ contender, ...medians(runs) }))
  const [first] = rows
  console.log(`\n${name}`)
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.contender,
        {
          'events/s': Math.round(row.eventsPerSecond),
          'CPU ms/event': Number(row.cpuMsPerEvent.toFixed(3)),
          'calls/event': Number(row.callsPerEvent.toFixed(4)),
          'WCU/event': Number(row.writeUnitsPerEvent.toFixed(2)),
          [`${first?.contender}: events/s`]: first && `${(first.eventsPerSecond / row.eventsPerSecond).toFixed(3)} x`,
          [`${first?.contender}: CPU`]: first && `1/${(row.cpuMsPerEvent / first.cpuMsPerEvent).toFixed(2)}`,
        },
      ]),
    ),
  )
}
