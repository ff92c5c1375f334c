import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closest, distance } from 'fastest-levenshtein'
import { allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { projectRoot } from '../synthesize.ts'

export interface KnownEvent {
  readonly type: string
  /** Name that its module exports, e.g. `orderConfirmed`. */
  readonly name: string
  /** Relative to the project. */
  readonly file: string
  readonly aggregate: string
}

/** @throws {UsageError} for a type that is not in the catalog, with the nearest one that is. */
export function eventNamed(type: string): KnownEvent {
  const definition = allEvents.find((event) => event.type === type)
  const found = definition && sources().find((source) => source.type === type)
  if (!found)
    throw new UsageError(
      `Event type "${type}" is not in events/.${nearest(
        type,
        allEvents.map((event) => event.type),
      )}`,
    )
  return { ...found, aggregate: definition.aggregate }
}

/** All events of an aggregate, in the order of the catalog. */
export const eventsOfAggregate = (aggregate: string): KnownEvent[] => {
  const known = sources()
  return allEvents
    .filter((event) => event.aggregate === aggregate)
    .flatMap(({ type }) => known.filter((source) => source.type === type).map((source) => ({ ...source, aggregate })))
}

function sources(): { type: string; name: string; file: string }[] {
  const files = readdirSync(join(projectRoot, 'events'), { encoding: 'utf8', recursive: true }).filter((file) =>
    file.endsWith('.ts'),
  )
  return files.flatMap((file) => {
    const text = readFileSync(join(projectRoot, 'events', file), 'utf8')
    return definitionsIn(text).map((definition) => ({ ...definition, file: `events/${file}` }))
  })
}

/** Definitions of events, also of other teams', as a source exports them. */
export function definitionsIn(text: string): { name: string; type: string }[] {
  // What is between must not begin another definition: one whose type stands elsewhere would get the type of that one.
  const definitions = text.matchAll(
    /export const (\w+) = define(?:External)?Event\(\{(?:(?!\bdefine(?:External)?Event\()[\s\S])*?\btype: ['"]([^'"]+)['"]/g,
  )
  return [...definitions].map(([, name = '', type = '']) => ({ name, type }))
}

export const serviceNamed = (name: string) => services.find((service) => service.name === name)

/** @throws {UsageError} with the nearest name. */
export function existingService(name: string) {
  const service = serviceNamed(name)
  if (service) return service
  const names = services.map((one) => one.name)
  throw new UsageError(
    `Service "${name}" does not exist.${nearest(name, names)} \`npm run new -- service ${name}\` makes it.`,
  )
}

/** @throws {UsageError} if a consumer has that name: it would share its queue's name and its dedup markers. */
export function assertNewConsumer(name: string): void {
  const owner = services.find((service) => service.consumers.some((consumer) => consumer.name === name))
  if (owner) throw new UsageError(`Consumer "${name}" is there already, in lambdas/${owner.name}.`)
}

function nearest(name: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const one = closest(name, [...names])
  return distance(name, one) <= Math.max(2, name.length / 3)
    ? ` Did you mean ${one}?`
    : ` There are ${names.join(', ')}.`
}
