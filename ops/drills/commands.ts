import { LambdaClient } from '@aws-sdk/client-lambda'
import { type Command, InvalidArgumentError } from 'commander'
import { type FailureDrill, parseDrill } from '../../lambdas/runtime/declarations/drill.ts'
import type { Ending } from '../audit/audit-log.ts'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { confirm } from '../cli/confirm.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { allConsumerNames, anyConsumer } from '../consumers/find.ts'
import { stackOf } from '../program.ts'
import { concurrently } from '../rebuild/concurrently.ts'
import { printOf } from '../stack/print-of.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { targetOf } from '../stack/where.ts'
import { drillOf, drillText, setDrill } from './drills.ts'

interface Options extends AuditOptions {
  readonly fail: FailureDrill
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

const WIDTH = 8

/** Commands for failure drills: they make a consumer fail on purpose, until the drill is ended. */
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
        await concurrently(allConsumerNames(), WIDTH, async (consumer) => {
          const functionName = stack.outputs().get(outputOf(consumer))
          const told = functionName && (await drillOf(lambda, functionName))
          if (told) found.push({ consumer, fail: drillText(told) })
        })
        printOf(stack, options.json, found, () =>
          found.length === 0
            ? 'No consumer is told to fail.\n'
            : found.map(({ consumer, fail }) => `${consumer}  ${fail}\n`).join(''),
        )
      }),
    )
  withAuditOptions(drill.command('start'))
    .description('make a consumer fail; nothing is lost, and each effect still happens once')
    .argument('<consumer>', 'its name')
    .requiredOption('--fail <share>', 'of its attempts: 0.3; of its messages, for good: 0.3:permanent', share)
    .option('--dry-run', 'change nothing: tell what would be done')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drill start notification --fail 0.3:permanent', 'drill end notification'))
    .action((consumer: string, options: Options, command: Command) => {
      const { fail, dryRun = false, yes = false, json } = options
      anyConsumer(consumer)
      return withLambda(command, async (lambda, stack) => {
        const functionName = stack.output(outputOf(consumer))
        if (!dryRun) await confirm(targetOf(stack), `${consumer} will fail from now on (${drillText(fail)}).`, yes)
        const action = { action: 'drill start', target: consumer, details: { fail: drillText(fail) } }
        const start = () => setDrill(lambda, functionName, fail)
        const changed = !dryRun && (await auditedCommand(stack, options, action, start, endingOf))
        const verb = dryRun ? 'would fail' : changed ? 'fails now' : 'failed like that already'
        print(json, { consumer, fail: drillText(fail), changed }, () => `${consumer} ${verb}: ${drillText(fail)}\n`)
      })
    })
  withAuditOptions(drill.command('end'))
    .description('let a consumer work again')
    .argument('<consumer>', 'its name')
    .option('--dry-run', 'change nothing: tell what it is told')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drill end notification'))
    .action((consumer: string, options: Options, command: Command) => {
      anyConsumer(consumer)
      return withLambda(command, async (lambda, stack) => {
        const functionName = stack.output(outputOf(consumer))
        if (options.dryRun) {
          const told = await drillOf(lambda, functionName)
          const text = told ? `is told to fail (${drillText(told)}), and would work again` : 'is not told to fail'
          return print(options.json, { consumer, fail: told ? drillText(told) : null }, () => `${consumer} ${text}.\n`)
        }
        const action = { action: 'drill end', target: consumer }
        const end = () => setDrill(lambda, functionName, undefined)
        const changed = await auditedCommand(stack, options, action, end, endingOf)
        print(
          options.json,
          { consumer, changed },
          () => `${consumer} ${changed ? 'works again' : 'was not told to fail'}.\n`,
        )
      })
    })
}

const endingOf = (changed: boolean): Ending => ({ result: 'done', outcome: changed ? 'changed' : 'it was so already' })

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
