import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { deprecationText } from '../../../events/deprecation.ts'
import type { ContractWarning } from './contract-warning.ts'
import { byName, type Taker } from './taker.ts'

/** Warns if it takes what nobody writes, what is written in another version, or what is deprecated. */
export function takerWarnings(
  taker: Taker,
  events: readonly EventDefinition[],
  commands: readonly CommandDefinition[],
): ContractWarning[] {
  const warnings: ContractWarning[] = []
  const warn = (id: string, message: string) => warnings.push({ id, message })
  for (const { type, deprecated } of [...byName(taker), ...taker.accepts]) {
    if (deprecated) {
      warn(`deprecated-consumed:${type}`, `takes ${type}, which is deprecated ${deprecationText(deprecated)}`)
    }
  }
  for (const { type, version } of byName(taker)) {
    const written = events.find((event) => event.type === type)
    if (!written) {
      warn(`nobody-writes:${type}`, `subscribes to ${type}, which is not in the catalog, so nobody publishes it.`)
    } else if (written.version !== version) {
      warn(
        `nobody-writes:${type}`,
        `reads ${type} up to version ${version}, and version ${written.version} is written: ${meaning(taker, version < written.version)}. Subscribe to the definition that is in the catalog.`,
      )
    }
  }
  for (const { type } of taker.accepts) {
    if (!commands.some((command) => command.type === type)) {
      warn(`nobody-sends:${type}`, `accepts ${type}, which is not in the catalog, so nobody sends it.`)
    }
  }
  return warnings
}

function meaning({ isOtherTeam }: Taker, isBehind: boolean): string {
  if (!isBehind) return 'nobody writes that version'
  return isOtherTeam ? 'that one is what they get' : 'it would dead-letter what is written'
}
