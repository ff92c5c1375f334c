import type { Command, Option } from 'commander'
import { closest, distance } from 'fastest-levenshtein'

/**
 * Refuses an option that the command does not have where a mandatory one is missing: it is most often that one, mistyped. Commander by itself
 * names only the missing one, which whoever typed it believes to have given.
 * @param argv as the process got it.
 * @throws {CommanderError} after its message, as commander's own refusals.
 */
export function refuseUnknownFirst(program: Command, [, , ...args]: readonly string[]): void {
  const { command, given, unknown } = read(program, args)
  const isMissing = command.options.some(
    (option) => option.mandatory && option.defaultValue === undefined && !given.has(option),
  )
  if (!isMissing || unknown === undefined || given.has(undefined)) return
  const flags = optionsOf(command, program).flatMap(({ long }) => (long ? [long] : []))
  const near = closest(unknown, flags)
  const hint = distance(unknown, near) <= 3 ? ` (Did you mean ${near}?)` : ''
  command.error(`error: unknown option '${unknown}'${hint}`, { code: 'commander.unknownOption' })
}

const optionsOf = (command: Command, program: Command): readonly Option[] => [...command.options, ...program.options]

/** The command that is meant, its options that were given, and the first one that it does not have. `undefined` among the given: help was asked for. */
function read(program: Command, args: readonly string[]) {
  let command = program
  let unknown: string | undefined
  const given = new Set<Option | undefined>()
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') break
    if (arg === '--help' || arg === '-h') given.add(undefined)
    else if (/^-./.test(arg)) {
      const [flag = ''] = arg.split('=')
      const option = optionsOf(command, program).find(({ long, short }) => long === flag || short === flag)
      if (!option) unknown ??= flag
      // Commander takes whatever follows for the value, also a text that looks like an option.
      else if (given.add(option) && option.required && !arg.includes('=')) index++
    } else command = command.commands.find((one) => one.name() === arg) ?? command
  }
  return { command, given, unknown }
}
