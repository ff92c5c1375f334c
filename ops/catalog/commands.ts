import type { Command } from 'commander'
import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { UsageError } from '../terminal/usage-error.ts'
import { catalogAt } from './at-revision.ts'
import { closestOf } from './closest.ts'
import { catalogOf } from './derive.ts'
import { diffCatalogs } from './diff.ts'
import { edgesOf, mermaid } from './graph.ts'
import { impactOf } from './impact.ts'
import type { Catalog } from './model.ts'
import { addSeenCommand } from './seen/command.ts'
import { commandText, consumerText, diffMarkdown, diffText, eventText, impactText, overview } from './text.ts'

interface Options {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly field?: string
}

const declared = (): Catalog => catalogOf({ events: allEvents, commands: allCommands, services })

/** `catalog show | graph | diff | impact`: what this checkout declares; `seen`: what was really stated. @returns the family, for more. */
export function addCatalogCommands(program: Command): Command {
  const catalog = program.command('catalog').description('events, commands and consumers that this checkout declares')
  catalog
    .command('show')
    .description('everything, or one event, command or consumer with its fields')
    .argument('[name]', 'event type, command or consumer')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog show', 'catalog show order.created'))
    .action((name: string | undefined, { json }: Options) => show(declared(), name, json))
  catalog
    .command('graph')
    .description('which services hear from which, as text that Mermaid draws')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog graph'))
    .action(({ json }: Options) => print(json, edgesOf(declared()), () => mermaid(declared())))
  catalog
    .command('diff')
    .description('what has changed since a git revision, and whom it concerns')
    .argument('<revision>', 'e.g. main or HEAD~3')
    .option('--markdown', 'as a table, for a comment on a pull request')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog diff main', 'catalog diff main --markdown'))
    .action(async (revision: string, { json, markdown }: Options) => {
      const changes = diffCatalogs(await catalogAt(revision), declared())
      print(json, changes, () => (markdown ? diffMarkdown(changes) : diffText(changes)))
    })
  catalog
    .command('impact')
    .description('whom a change of an event, or of one of its fields, would concern')
    .argument('<event>', 'event type')
    .option('--field <path>', 'e.g. total or items[].price')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples('catalog impact order.created', "catalog impact order.created --field 'items[].price'"),
    )
    .action((type: string, { json, field }: Options) => {
      const impact = impactOf(declared(), type, field)
      print(json, impact, () => impactText(impact))
    })
  addSeenCommand(catalog, declared)
  return catalog
}

function show(catalog: Catalog, name: string | undefined, json: boolean | undefined): void {
  if (name === undefined) print(json, catalog, () => overview(catalog, terminalWidth()))
  else print(json, ...found(catalog, name))
}

/** @returns the entry, and how it is told. @throws {UsageError} */
function found(catalog: Catalog, name: string): [entry: unknown, text: () => string] {
  const event = catalog.events.find(({ type }) => type === name)
  if (event) return [event, () => eventText(catalog, event)]
  const command = catalog.commands.find(({ type }) => type === name)
  if (command) return [command, () => commandText(command)]
  const consumer = catalog.consumers.find((one) => one.name === name)
  if (consumer) return [consumer, () => consumerText(consumer)]
  const types = [...catalog.events, ...catalog.commands].map(({ type }) => type)
  const known = [...types, ...catalog.consumers.map((one) => one.name)]
  throw new UsageError(`There is no event, command or consumer "${name}".${closestOf(name, known)}`)
}
