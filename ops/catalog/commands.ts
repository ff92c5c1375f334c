import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { catalogAt } from './at-revision.ts'
import { consumerImpactOf } from './consumer-impact.ts'
import { declaredCatalog as declared } from './declared.ts'
import { diffCatalogs } from './diff.ts'
import { diffMarkdown, diffText } from './diff-text.ts'
import { everything } from './flow/everything.ts'
import { lifeOf, onlyAggregate } from './flow/life.ts'
import { flowMermaid } from './flow/mermaid.ts'
import { edgesOf, mermaid } from './graph.ts'
import { impactOf } from './impact.ts'
import type { Catalog } from './model.ts'
import { addSeenCommand } from './seen/command.ts'
import { found } from './show.ts'
import { consumerImpactText, impactText, overview } from './text.ts'

interface Options {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly field?: string
  readonly all?: boolean
}

/** `catalog show | graph | life | diff | impact`: what this checkout declares; `seen`: what was really stated. @returns the family, for more. */
export function addCatalogCommands(program: Command): Command {
  const catalog = program.command('catalog').description('events, commands and consumers that this checkout declares')
  catalog
    .command('show')
    .description('everything, or one event, command, consumer, service, route or alarm with what it consists of')
    .argument('[name]', 'its name; service:payment where a consumer has the same name')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog show', 'catalog show order.created', 'catalog show service:payment'))
    .action((name: string | undefined, { json }: Options) => show(declared(), name, json))
  catalog
    .command('graph')
    .description('which services hear from which, as text that Mermaid draws')
    .option('--all', 'every event, command and consumer instead of services')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog graph', 'catalog graph --all'))
    .action(({ json, all }: Options) => {
      const catalog = declared()
      if (!all) return print(json, edgesOf(catalog), () => mermaid(catalog))
      const graph = everything(catalog)
      print(json, graph, () => flowMermaid(graph))
    })
  catalog
    .command('life')
    .description('what may happen in the life of one aggregate, such as an order, as text that Mermaid draws')
    .argument('[aggregate]', 'e.g. order; not needed where there is only one')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('catalog life order'))
    .action((aggregate: string | undefined, { json }: Options) => {
      const catalog = declared()
      const graph = lifeOf(catalog, aggregate ?? onlyAggregate(catalog))
      print(json, graph, () => flowMermaid(graph))
    })
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
    .description(
      'whom a change of an event, or of one of its fields, would concern; what stands still without a consumer',
    )
    .argument('<name>', 'event type or consumer')
    .option('--field <path>', 'of an event, e.g. total or items[].price')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'catalog impact order.created',
        "catalog impact order.created --field 'items[].price'",
        'catalog impact payment',
      ),
    )
    .action((name: string, { json, field }: Options) => {
      const catalog = declared()
      if (field === undefined && catalog.consumers.some((consumer) => consumer.name === name)) {
        const down = consumerImpactOf(catalog, name)
        return print(json, down, () => consumerImpactText(down))
      }
      const impact = impactOf(catalog, name, field)
      print(json, impact, () => impactText(impact))
    })
  addSeenCommand(catalog, declared)
  return catalog
}

function show(catalog: Catalog, name: string | undefined, json: boolean | undefined): void {
  if (name === undefined) print(json, catalog, () => overview(catalog, terminalWidth()))
  else print(json, ...found(catalog, name))
}
