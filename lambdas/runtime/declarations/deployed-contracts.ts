import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { filteredFields } from './filtered-fields.ts'
import { readsStored } from './reads-stored.ts'
import type { ServiceDeclaration } from './service.ts'
import { writtenFields } from './written-fields.ts'

/** Key in the metadata of the stack's template. */
export const CONTRACTS_METADATA = 'EventPipeline::Contracts'

/** Newest version by event type. */
export type Versions = Readonly<Record<string, number>>

export interface ServiceContracts {
  /** Events that it states, in the version that it writes. */
  readonly states: Versions
  /**
   * Events that its consumers subscribe to by name, and those of other services that its functions read where they are stored, in
   * the newest version that they read.
   */
  readonly reads: Versions
  /** Whether one of its consumers takes every event: it knows those of {@link Contracts.events}. */
  readonly readsAll: boolean
  readonly accepts: readonly string[]
  /** Whether it may send commands; which ones is not declared. */
  readonly sendsCommands: boolean
  /**
   * Commands that it may send or schedule: all that its code knows, except for deprecated ones, which code that compiles does not send.
   * Absent in templates of before it was stated: then it may send each.
   */
  readonly sends?: readonly string[]
  /** Types that each of its ordered consumers takes, `*` for all. Absent in templates of before it was stated. */
  readonly inOrder?: Readonly<Record<string, readonly string[]>>
  /** By consumer, what its subscription's filter looks at. Absent where none filters, and in templates of before it was stated. */
  readonly filters?: Readonly<Record<string, Filtered>>
}

interface Filtered {
  /** Event types; `*` for all. */
  readonly types: readonly string[]
  /** Outermost fields of `data` without which nothing arrives; alternatives of an `$or` and `{ exists: false }` are none of them. */
  readonly fields: readonly string[]
}

/**
 * The messages that each service of one deployment reads and writes. It is part of the template, so that the next deployment
 * can be compared with it.
 */
export interface Contracts {
  readonly events: Versions
  /** Outermost fields of `data`, by type, that the newest version may have. Absent in templates of before it was stated. */
  readonly fields?: Readonly<Record<string, readonly string[]>>
  /**
   * Types whose data may go by reference (`claimCheck`), which this code reads. Absent where there are none, and in templates of before
   * it was stated.
   */
  readonly byReference?: readonly string[]
  /** Versions before the newest that this code no longer knows, because they were retired. Absent where there are none. */
  readonly retired?: Readonly<Record<string, readonly number[]>>
  readonly services: Readonly<Record<string, ServiceContracts>>
}

type Event = Pick<EventDefinition, 'type' | 'version' | 'aggregate' | 'producer'> &
  Partial<Pick<EventDefinition, 'claimCheck' | 'versions'>>
type Command = Pick<CommandDefinition, 'type' | 'addressee' | 'sentBy' | 'deprecated'>

export const contractsOf = (
  services: readonly ServiceDeclaration[],
  events: readonly Event[],
  commands: readonly Command[],
): Contracts => {
  const byReference = events.filter(({ claimCheck }) => claimCheck).map(({ type }) => type)
  const retired = Object.fromEntries(
    events.map((event) => [event.type, retiredOf(event)] as const).filter(([, versions]) => versions.length > 0),
  )
  const fields = Object.fromEntries(events.flatMap(fieldsOf))
  return {
    events: versionsOf(events),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(byReference.length > 0 && { byReference }),
    ...(Object.keys(retired).length > 0 && { retired }),
    services: Object.fromEntries(
      services.map((service) => [service.name, contractsOfService(service, events, commands)]),
    ),
  }
}

function fieldsOf({ type, versions }: Event): [type: string, fields: string[]][] {
  const newest = versions?.at(-1)
  return newest?.schema ? [[type, [...writtenFields(newest.schema).keys()]]] : []
}

function filtersOf(consumers: ServiceDeclaration['consumers']): Record<string, Filtered> {
  const filtered = consumers.map(({ name, subscribesTo, filter = {} }): [string, Filtered] => {
    const types = subscribesTo === '*' ? ['*'] : subscribesTo.map(({ type }) => type)
    const needed = filteredFields(filter).filter(
      ({ isAlternative, matchesAbsence }) => !isAlternative && !matchesAbsence,
    )
    return [name, { types, fields: [...new Set(needed.map(({ field }) => field))] }]
  })
  return Object.fromEntries(filtered.filter(([, { fields }]) => fields.length > 0))
}

function retiredOf({ version, versions = [] }: Event): number[] {
  const before = Array.from({ length: versions.length > 0 ? version - 1 : 0 }, (_, index) => index + 1)
  return before.filter((number) => versions.every((one) => one.version !== number))
}

function contractsOfService(
  { name, api, consumers }: ServiceDeclaration,
  events: readonly Event[],
  commands: readonly Command[],
): ServiceContracts {
  const uses = [api, ...consumers].flatMap((one) => one?.uses ?? [])
  const sendsCommands = uses.some((one) => one.commands === true)
  const filters = filtersOf(consumers)
  const maySend = ({ addressee, sentBy, deprecated }: Command): boolean =>
    !deprecated && ((sendsCommands && sentBy !== 'schedule') || uses.some(({ schedules }) => schedules === addressee))
  return {
    states: versionsOf(events.filter(({ producer }) => producer === `${name}-service`)),
    reads: versionsOf([
      ...consumers.flatMap(({ subscribesTo }) => (subscribesTo === '*' ? [] : subscribesTo)),
      ...uses.flatMap((one) => readsStored(name, one, events)),
    ]),
    readsAll: consumers.some(({ subscribesTo }) => subscribesTo === '*'),
    accepts: consumers.flatMap(({ accepts }) => accepts.map(({ type }) => type)),
    sendsCommands,
    sends: commands.filter(maySend).map(({ type }) => type),
    ...(Object.keys(filters).length > 0 && { filters }),
    inOrder: Object.fromEntries(
      consumers
        .filter(({ ordering }) => ordering === 'aggregate')
        .map(({ name: consumer, subscribesTo }) => [
          consumer,
          subscribesTo === '*' ? ['*'] : subscribesTo.map(({ type }) => type),
        ]),
    ),
  }
}

const versionsOf = (events: readonly Pick<EventDefinition, 'type' | 'version'>[]): Versions =>
  Object.fromEntries(events.map(({ type, version }) => [type, version]))
