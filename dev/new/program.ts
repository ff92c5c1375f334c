import { Command } from 'commander'
import { UsageError } from '../../local/usage/usage-error.ts'
import type { Draft } from './draft.ts'
import { FIELD_KINDS } from './fields.ts'
import { newRouteOf, type RouteOptions } from './generators/any-route.ts'
import { newCommand } from './generators/command.ts'
import { newConsumer } from './generators/consumer.ts'
import { newEvent } from './generators/event.ts'
import { newReadModel } from './generators/read-model.ts'
import { newService } from './generators/service.ts'

/** Lets a generator draft, and writes what it drafted unless it is a dry run. */
export type CarryOut = (generate: (draft: Draft) => void, dryRun: boolean) => void

/** Makes a project of its own in a directory. */
export type MakeProject = (directory: string, name: string | undefined) => Promise<void>

const list = (text: string): string[] => [...new Set(text.split(',').map((one) => one.trim()))]

/** The command line of `npm run new`. */
export function newProgram(carryOut: CarryOut, makeProject: MakeProject): Command {
  const all = new Command('npm run new --')
    .description(
      'Writes the beginning of something new: its folder, declaration, code, test, and the line that registers it.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .option('--dry-run', 'say which files it would write, and write none')
    .addHelpText(
      'after',
      `
Examples:
  npm run new -- pipeline ../parcels
  npm run new -- consumer loyalty --on order.confirmed
  npm run new -- event parcel.shipped --service shipping --fields parcel_id:id,order_id:id,note:text?
  npm run new -- command send_parcel --service shipping --fields order_id:id
  npm run new -- read-model parcels --on parcel.shipped --service shipping
  npm run new -- route /parcels/{parcel_id} --service shipping --read-model parcels
  npm run new -- route 'POST /parcels' --service shipping --event parcel.shipped --operation shipParcel
  npm run new -- read-model parcels-of-order --on parcel.shipped --per order_id --service shipping
  npm run new -- route /orders/{order_id}/parcels --service shipping --read-model parcels-of-order`,
    )
  const dryRun = () => all.opts<{ dryRun?: boolean }>().dryRun === true

  all
    .command('pipeline')
    .description('a project of its own, without the order system: one event, route, consumer and read model')
    .argument('<directory>', 'new or empty')
    .option('--name <name>', 'of the project (default: that of the directory)')
    .action((directory: string, { name }: { name?: string }) => {
      if (dryRun()) throw new UsageError('--dry-run does not go with pipeline: a new directory can be deleted.')
      return makeProject(directory, name)
    })
  all
    .command('service')
    .description('a service: a folder and its line in lib/services.ts')
    .argument('<name>', 'e.g. shipping')
    .action((name: string) => carryOut((draft) => newService(draft, name), dryRun()))
  all
    .command('consumer')
    .description('a consumer of events, with a queue, a dead-letter queue and a function of its own')
    .argument('<name>', 'e.g. loyalty')
    .requiredOption('--on <types>', 'event types, comma-separated')
    .option('--service <name>', 'the service that it belongs to, made if it is new (default: one of the same name)')
    .option(
      '--ordered',
      'events of one aggregate come one after another (default: in any order, which is cheaper)',
      false,
    )
    .action((name: string, options: { on: string; service?: string; ordered: boolean }) =>
      carryOut(
        (draft) =>
          newConsumer(draft, {
            name,
            service: options.service ?? name,
            on: list(options.on),
            ordered: options.ordered,
          }),
        dryRun(),
      ),
    )
  all
    .command('event')
    .description('an event type')
    .argument('<type>', 'entity.action in the past tense, e.g. parcel.shipped')
    .requiredOption('--service <name>', 'the one service that states it')
    .requiredOption(
      '--fields <fields>',
      `name:kind, comma-separated; kinds: ${FIELD_KINDS.join(', ')}; \`?\` behind it: may be absent`,
    )
    .option('--meaning <text>', 'one line for the catalog')
    .action((type: string, options: { service: string; fields: string; meaning?: string }) =>
      carryOut(
        (draft) => newEvent(draft, { type, ...options, meaning: options.meaning ?? `${type} has happened.` }),
        dryRun(),
      ),
    )
  all
    .command('command')
    .description('a command, and the consumer that carries it out')
    .argument('<type>', 'what to do, e.g. send_parcel')
    .requiredOption('--service <name>', 'the service that carries it out, made if it is new')
    .requiredOption('--fields <fields>', 'as for events')
    .option('--meaning <text>', 'one line for the catalog')
    .action((type: string, options: { service: string; fields: string; meaning?: string }) =>
      carryOut(
        (draft) => newCommand(draft, { type, ...options, meaning: options.meaning ?? `${type.replaceAll('_', ' ')}.` }),
        dryRun(),
      ),
    )
  all
    .command('read-model')
    .description('a read model, and the consumer that keeps it')
    .argument('<name>', 'e.g. parcels')
    .requiredOption('--on <types>', 'event types, comma-separated')
    .option('--service <name>', 'the service that keeps it, made if it is new (default: one of the same name)')
    .option(
      '--per <field>',
      'a list of documents per value of that field, e.g. customer_id (default: one document per aggregate)',
    )
    .action((name: string, { on, service = name, per }: { on: string; service?: string; per?: string }) =>
      carryOut((draft) => newReadModel(draft, { name, service, on: list(on), per }), dryRun()),
    )
  all
    .command('route')
    .description(
      'GET: a document of a read model by its id, or the list of them where it has many per id; POST: states an event, if its aggregate agrees',
    )
    .argument('<route...>', "a path, or a method and a path, e.g. /parcels/{parcel_id} or 'POST /parcels'")
    .requiredOption('--service <name>', 'the service that answers')
    .option('--read-model <name>', 'what a GET shows')
    .option('--event <type>', 'what a POST states: an event type of that service')
    .option(
      '--operation <name>',
      'its name in the code (default: get and the name of the read model, or post and the path)',
    )
    .option('--summary <text>', 'one line for whoever calls it')
    .action((route: string[], options: RouteOptions) =>
      carryOut((draft) => newRouteOf(draft, route.join(' '), options), dryRun()),
    )
  return all
}
