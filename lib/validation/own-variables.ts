import { closest } from 'fastest-levenshtein'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { SettingsError } from '../settings/settings-error.ts'
import type { Settings } from '../settings.ts'

/**
 * Checks that the setting `variables` gives values to variables only that some function of the service declares: a misspelled one would else
 * leave the default in its place.
 * @throws {SettingsError} naming each that nothing declares, with the name that is spelled most like it.
 */
export function assertVariablesDeclared({ stage, variables }: Settings, services: readonly ServiceDeclaration[]): void {
  const mistakes = Object.entries(variables).flatMap(([service, values]) => {
    const declaration = services.find(({ name }) => name === service)
    if (!declaration) {
      return `Setting variables.${service}: there is no such service in stage ${stage}.${hint(
        service,
        services.map(({ name }) => name),
      )}`
    }
    const declared = [...new Set(usesOf(declaration).flatMap(({ variables: own = {} }) => Object.keys(own)))]
    return Object.keys(values)
      .filter((name) => !declared.includes(name))
      .map(
        (name) =>
          `Setting variables.${service}.${name}: no function declares it in uses.variables.${hint(name, declared)}`,
      )
  })
  if (mistakes.length > 0) throw new SettingsError(mistakes)
}

const usesOf = ({ consumers, api }: ServiceDeclaration): Uses[] => [
  ...consumers.map(({ uses }) => uses),
  ...(api ? [api.uses] : []),
]

const hint = (name: string, known: readonly string[]): string =>
  known.length === 0 ? '' : ` Did you mean ${closest(name, known)}? There are: ${known.join(', ')}.`
