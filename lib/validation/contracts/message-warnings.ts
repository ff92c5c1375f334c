import * as z from 'zod/mini'
import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { type Deprecation, deprecationText } from '../../../events/deprecation.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import type { ContractWarning } from './contract-warning.ts'
import { byName, type Taker } from './taker.ts'

/** Warns of events that nobody takes, of deprecated ones that are still stated, and of deprecations whose dates are none. */
export function eventWarnings(
  events: readonly EventDefinition[],
  services: readonly Pick<ServiceDeclaration, 'name'>[],
  takers: readonly Taker[],
): ContractWarning[] {
  const producers = services.map(({ name }) => `${name}-service`)
  const taken = new Set(takers.flatMap(byName).map(({ type }) => type))
  return events.flatMap((event) => {
    const { type, producer, deprecated, versions, forTheRecord, fromCloudEvent } = event
    const warnings = [deprecated, ...versions.map((version) => version.deprecated)].flatMap((one) =>
      dateWarnings(type, one),
    )
    // Nothing here states it. The producer of a deprecated event may be gone; of any other see `assertProducersKnown`.
    if (fromCloudEvent || !producers.includes(producer)) return warnings
    const warn = (id: string, message: string) => warnings.push({ id: `${id}:${type}`, message })
    if (deprecated) {
      warn(
        'deprecated-produced',
        `${producer} still states ${type}, which is deprecated ${deprecationText(deprecated)}`,
      )
    } else if (!taken.has(type) && !forTheRecord) {
      warn(
        'nobody-consumes',
        `${producer} states ${type}, and no consumer subscribes to it by name. Subscribe one, or set forTheRecord at its definition if audit and analytics are its only readers.`,
      )
    }
    return warnings
  })
}

/** Warns of commands that nobody accepts, and of deprecations whose dates are none. */
export function commandWarnings(commands: readonly CommandDefinition[], takers: readonly Taker[]): ContractWarning[] {
  const accepted = new Set(takers.flatMap(({ accepts }) => accepts).map(({ type }) => type))
  return commands.flatMap(({ type, addressee, deprecated }) => [
    ...dateWarnings(type, deprecated),
    ...(accepted.has(type) || deprecated
      ? []
      : [
          {
            id: `nobody-accepts:${type}`,
            message: `${type} is in the catalog, but no consumer accepts it, so commands of this type are never handled. Its addressee is "${addressee}".`,
          },
        ]),
  ])
}

function dateWarnings(type: string, { since, until }: Partial<Deprecation> = {}): ContractWarning[] {
  const given = Object.entries({ since, until }).filter(([, date]) => date !== undefined)
  return given
    .filter(([, date]) => !z.iso.date().safeParse(date).success)
    .map(([name, date]) => ({
      id: `deprecation-date:${type}`,
      message: `${type} is deprecated with ${name} "${date}", which is not a date: write it as YYYY-MM-DD.`,
    }))
}
