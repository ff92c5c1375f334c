import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type Command, Option } from 'commander'
import type { Ending } from '../audit/audit-log.ts'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { confirm } from '../cli/confirm.ts'
import { examples } from '../cli/examples.ts'
import { print } from '../cli/print.ts'
import { stackOf } from '../program.ts'
import { printOf } from '../stack/print-of.ts'
import { targetOf } from '../stack/where.ts'
import { listSetAside } from './list.ts'
import { listText, redrivenText } from './print.ts'
import { type RedriveEnvironment, type Redriven, redrive } from './redrive.ts'
import { type RelayName, relayNames, relayOf } from './relays.ts'

interface Options extends AuditOptions {
  readonly of?: RelayName
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

const onlyOf = () => new Option('--of <relay>', 'only of this relay (default: both)').choices([...relayNames])
const namesOf = ({ of }: Options): readonly RelayName[] => (of ? [of] : relayNames)

/** What the relays could not publish or deliver, and had to set aside. */
export function addRelayCommands(program: Command): void {
  const relay = program.command('relay').description('what the relays of events and commands had to set aside')
  relay
    .command('list')
    .description('show what was set aside, and why; nothing is changed')
    .addOption(onlyOf())
    .option('--json', 'for scripts: an array of objects')
    .addHelpText('after', examples('relay list', 'relay list --of commands --json'))
    .action(async (options: Options, command: Command) => {
      const stack = await stackOf(command)
      const sqs = new SQSClient(stack.clientSettings)
      try {
        const listed = await listSetAside(
          sqs,
          namesOf(options).map((name) => relayOf(stack, name)),
        )
        printOf(stack, options.json, listed, () => listText(listed))
      } finally {
        sqs.destroy()
      }
    })
  withAuditOptions(relay.command('redrive'))
    .description('send what was set aside once more, in order per aggregate; exit code 1 if anything stays behind')
    .addOption(onlyOf())
    .option('--dry-run', 'send nothing: tell what would be sent')
    .option('--yes', 'do not ask, for scripts')
    .option('--json', 'for scripts: an array of objects, one per relay')
    .addHelpText('after', examples('relay redrive --dry-run', 'relay redrive --of events --yes'))
    .action(async (options: Options, command: Command) => {
      const { dryRun = false, yes = false, json } = options
      const stack = await stackOf(command)
      const question = 'Consumers get these records as if they were new, and drop those they had.'
      if (!dryRun) await confirm(targetOf(stack), question, yes)
      const environment = environmentOf(stack.clientSettings)
      try {
        const run = async () => {
          const redriven: Redriven[] = []
          for (const name of namesOf(options))
            redriven.push(await redrive(environment, relayOf(stack, name), { dryRun }))
          return redriven
        }
        const action = { action: 'relay redrive', target: namesOf(options).join(', ') }
        const results = dryRun ? await run() : await auditedCommand(stack, options, action, run, endingOf)
        print(json, results, () => results.map((result) => redrivenText(result, dryRun)).join(''))
        if (results.some(({ left }) => left.length > 0)) process.exitCode = 1
      } finally {
        for (const client of Object.values(environment)) client.destroy()
      }
    })
}

const endingOf = (results: readonly Redriven[]): Ending => {
  const left = results.reduce((sum, one) => sum + one.left.length, 0)
  return { result: left > 0 ? 'partly' : 'done', outcome: left > 0 ? `${left} stay behind` : 'nothing stays behind' }
}

const environmentOf = (settings: ConstructorParameters<typeof SQSClient>[0] & object): RedriveEnvironment => ({
  sqs: new SQSClient(settings),
  lambda: new LambdaClient(settings),
  dynamo: new DynamoDBClient(settings),
  streams: new DynamoDBStreamsClient(settings),
})
