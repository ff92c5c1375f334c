import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Catalog } from './model.ts'
import { alarmText, commandText, consumerText, eventText, routeText, serviceText } from './text.ts'

type Found = readonly [entry: unknown, text: () => string]

/** How each kind of entry is found by its name, and told; earlier kinds win where names are the same. */
const kinds: Readonly<Record<string, (catalog: Catalog, name: string) => Found | undefined>> = {
  event: (catalog, name) =>
    told(
      catalog.events.find(({ type }) => type === name),
      (event) => eventText(catalog, event),
    ),
  command: (catalog, name) =>
    told(
      catalog.commands.find(({ type }) => type === name),
      commandText,
    ),
  consumer: (catalog, name) =>
    told(
      catalog.consumers.find((one) => one.name === name),
      (consumer) => consumerText(catalog, consumer),
    ),
  service: (catalog, name) =>
    told(
      catalog.services.find((one) => one.name === name),
      (service) => serviceText(catalog, service),
    ),
  route: (catalog, name) =>
    told(
      catalog.services.find(({ routes }) => routes.includes(name)),
      ({ name: service }) => routeText(name, service),
    ),
  alarm: (catalog, name) =>
    told(
      catalog.alarms?.find((one) => one.name === name),
      alarmText,
    ),
}

function told<Entry>(entry: Entry | undefined, text: (entry: Entry) => string): Found | undefined {
  return entry && [entry, () => text(entry)]
}

/**
 * @param name of an event, command, consumer, service, route or alarm; with its kind before it where two kinds have the same name,
 * e.g. `service:payment`.
 * @returns the entry, and how it is told.
 * @throws {UsageError}
 */
export function found(catalog: Catalog, name: string): Found {
  const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/.exec(name) ?? []
  const asked = Object.hasOwn(kinds, kind) ? [kinds[kind]] : Object.values(kinds)
  for (const find of asked) {
    const entry = find?.(catalog, Object.hasOwn(kinds, kind) ? rest : name)
    if (entry) return entry
  }
  const known = [
    ...catalog.events.map(({ type }) => type),
    ...catalog.commands.map(({ type }) => type),
    ...catalog.consumers.map((one) => one.name),
    ...catalog.services.flatMap((service) => [service.name, ...service.routes]),
    ...(catalog.alarms ?? []).map((alarm) => alarm.name),
  ]
  throw new UsageError(
    `There is no event, command, consumer, service, route or alarm "${name}".${closestOf(name, [...new Set(known)])}`,
  )
}
