import { join, posix } from 'node:path'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { apiEntry, consumerEntry, entriesOf } from '../entries.ts'
import { type Bundle, type BundleLayout, bundle } from './bundle.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** Bundles every function of the pipeline. @returns by entry, relative to `lambdas/`. */
export async function bundleServices(
  services: readonly ServiceDeclaration[],
  layout: BundleLayout = 'separate',
): Promise<ReadonlyMap<string, Bundle>> {
  const files = new Map(entriesOf(services).map((entry) => [entry, fileOf(entry)]))
  const reads = new Set([...entriesThatReadEvents(services)].map(fileOf))
  const standIns = (file: string) => (reads.has(file) ? {} : withoutEventStore)
  const bundles = await bundle([...files.values()], { root, layout, standIns })
  return new Map([...files].map(([entry, file]) => [entry, bundles.get(file)!]))
}

/** An entry may lie elsewhere: `../../dev/soak/witness/handler.ts`. */
const fileOf = (entry: string): string => posix.join('lambdas', entry)

/** Handlers load the event store with their first read, so each consumer would hold its code: most may not read events at all. */
const withoutEventStore = {
  '../event-store/system-event-store.ts': 'lambdas/runtime/event-store/undeclared-event-store.ts',
}

/** Functions behind routes load the event store at their start, or get a stand-in for it; nothing is to be left out there. */
const entriesThatReadEvents = (services: readonly ServiceDeclaration[]): ReadonlySet<string> =>
  new Set(
    services.flatMap(({ name, consumers, api }) => [
      ...consumers
        .filter(({ uses: { eventStore, facts = [] } }) => eventStore !== undefined || facts.length > 0)
        .map((consumer) => consumerEntry(name, consumer)),
      ...(api ? [apiEntry(name, api)] : []),
    ]),
  )
