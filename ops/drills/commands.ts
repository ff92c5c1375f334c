import { LambdaClient } from '@aws-sdk/client-lambda'
import { type Command, InvalidArgumentError } from 'commander'
import { type FailureDrill, parseDrill } from '../../lambdas/runtime/declarations/drill.ts'
import { services } from '../../lib/services.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { stackOf } from '../program.ts'
import { concurrently } from '../rebuild/concurrently.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { confirm } from '../terminal/confirm.ts'
import { UsageError } from '../terminal/usage-error.ts'
import { drillOf, drillText, setDrill } from './drills.ts'

interface Options {
  readonly fail: FailureDrill
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

const consumers = (): string[] => services.flatMap((service) => service.consumers.map(({ name }) => name))

const WIDTH = 8

/** Rehearsing failures: a consumer fails because it is told to, until it is told otherwise. */
export function addDrillCommands(program: Command): void {
  const drill = program.command('drill').description('make a consumer fail on purpose, to rehearse what you do then')
  drill
    .command('list')
    .description('which consumers are told to fail')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drill list'))
    .action((options: Pick<Options, 'json'>, command: Command) =>
      withLambda(command, async (lambda, stack) => {
        const found: { consumer: string; fail: string }[] = []
        await concurrently(consumers(), WIDTH, async (consumer) => {
          const functionName = stack.outputs().get(outputOf(consumer))
          const told = functionName && (await drillOf(lambda, functionName))
          if (told) found.push({ consumer, fail: drillText(told) })
        })
        print(options.json, found, () =>
          found.length === 0
            ? 'No consumer is told to fail.\n'
            : found.map(({ consumer, fail }) => `${consumer}  ${fail}\n`).join(''),
        )
      }),
    )
  drill
    .command('start')
    .description('make a consumer fail; nothing is lost, and each effect still happens once')
    .argument('<consumer>', 'its name')
    .requiredOption('--fail <share>', 'of its attempts: 0.3; of its messages, for good: 0.3:permanent', share)
    .option('--dry-run', 'change nothing: tell what would be done')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drill start notification --fail 0.3:permanent', 'drill end notification'))
    .action((consumer: string, { fail, dryRun = false, yes = false, json }: Options, command: Command) => {
      assertConsumer(consumer)
      return withLambda(command, async (lambda, stack) => {
        const functionName = stack.output(outputOf(consumer))
        if (!dryRun) await confirm(`${consumer} of ${stack.name} will fail from now on (${drillText(fail)}).`, yes)
        const changed = !dryRun && (await setDrill(lambda, functionName, fail))
        const verb = dryRun ? 'would fail' : changed ? 'fails now' : 'failed like that already'
        print(json, { consumer, fail: drillText(fail), changed }, () => `${consumer} ${verb}: ${drillText(fail)}\n`)
      })
    })
  drill
    .command('end')
    .description('let a consumer work again')
    .argument('<consumer>', 'its name')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drill end notification'))
    .action((consumer: string, { json }: Options, command: Command) => {
      assertConsumer(consumer)
      return withLambda(command, async (lambda, stack) => {
        const changed = await setDrill(lambda, stack.output(outputOf(consumer)), undefined)
        print(json, { consumer, changed }, () => `${consumer} ${changed ? 'works again' : 'was not told to fail'}.\n`)
      })
    })
}

function assertConsumer(name: string): void {
  if (consumers().includes(name)) return
  throw new UsageError(`There is no consumer "${name}"; there are: ${consumers().join(', ')}.`)
}

const outputOf = (consumer: string): string => `Consumer${pascalCase(consumer)}FunctionName`

function share(text: string): FailureDrill {
  const drill = parseDrill(text)
  if (drill) return drill
  throw new InvalidArgumentError('It must be a share above 0 up to 1, such as 0.3, or 0.3:permanent.')
}

async function withLambda(
  command: Command,
  work: (lambda: LambdaClient, stack: Stack) => Promise<void>,
): Promise<void> {
  const stack = await stackOf(command)
  const lambda = new LambdaClient(stack.clientSettings)
  try {
    await work(lambda, stack)
  } finally {
    lambda.destroy()
  }
}
