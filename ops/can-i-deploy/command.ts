import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { allCommands, allEvents } from '../../events/catalog.ts'
import { contractsOf } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { services } from '../../lib/services.ts'
import { closestOf } from '../cli/closest.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { UsageError } from '../cli/usage-error.ts'
import { abandonedText, readAbandoned } from '../parked/abandoned.ts'
import { type Pauses, readPauses } from '../pauses/read-pauses.ts'
import { stackOf } from '../program.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { isAtStake } from './at-stake.ts'
import { type ChangedOrdering, changedOrdering, changedOrderingText } from './changed-ordering.ts'
import { deployedContracts } from './deployed.ts'
import { judgeDeployment, type Verdict } from './judge.ts'
import { verdictText } from './text.ts'

/** `can-i-deploy`: this checkout against what is deployed. Changes nothing. */
export function addCanIDeployCommand(program: Command): void {
  program
    .command('can-i-deploy')
    .description('whether each service of this checkout may be deployed alone, and why not; exit code 1 if not')
    .argument('[service]', 'only this one; without it, the exit code tells whether all may go together')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('can-i-deploy', 'can-i-deploy payment --json'))
    .action(async (service: string | undefined, { json }: { readonly json?: boolean }, command: Command) => {
      const names = services.map(({ name }) => name)
      if (service !== undefined && !names.includes(service)) {
        throw new UsageError(`There is no service "${service}".${closestOf(service, names)}`)
      }
      const stack = await stackOf(command)
      const [deployed, { abandoned, pauses }] = await Promise.all([deployedContracts(stack), recordsOf(stack)])
      const verdict = judgeDeployment(contractsOf(services, allEvents, allCommands), deployed)
      const changed = changedOrdering(
        services.filter(({ name }) => service === undefined || name === service).flatMap(({ consumers }) => consumers),
        stack.outputs(),
        pauses,
      )
      const shown = verdict.services
        .filter((one) => service === undefined || one.service === service)
        .map((one) => ({ ...one, newlyInOrder: withoutThese(one.newlyInOrder, changed) }))
      const isInOrder = service === undefined ? verdict.together : shown.every(({ alone }) => alone)
      // What is parked for a consumer that is gone already gets no worse by a deployment.
      const atStake = new Map(
        [...abandoned].filter(([name]) => isDeployed(stack, name) && isAtStake(service, deployed, name)),
      )
      const isRight = isInOrder && atStake.size === 0 && changed.every(({ pausedSince }) => pausedSince !== undefined)
      if (!isRight) process.exitCode = 1
      const told = { parked_for_nobody: Object.fromEntries(atStake), other_queues: changed }
      print(json, { ...verdict, services: shown, ...told }, () =>
        [
          verdictText({ ...verdict, services: shown }, service === undefined, terminalWidth()),
          ...abandonedText(atStake).map((line) => `Not yet, because of what is parked: ${line}\n`),
          ...changed.map((one) => `${changedOrderingText(one)}\n`),
        ].join('\n'),
      )
    })
}

const isDeployed = (stack: Stack, consumer: string): boolean =>
  stack.outputs().has(`Consumer${pascalCase(consumer)}FunctionName`)

/** A consumer that gets other queues has an advice of its own. */
const withoutThese = (begun: Verdict['services'][number]['newlyInOrder'], changed: readonly ChangedOrdering[]) =>
  begun.filter(({ consumer }) => changed.every((one) => one.consumer !== consumer))

interface Records {
  /** What is parked for consumers of which this checkout says that they can release nothing. */
  readonly abandoned: ReadonlyMap<string, number>
  readonly pauses: Pauses
}

async function recordsOf(stack: Stack): Promise<Records> {
  const table = stack.outputs().get('ParkedTableName')
  const dynamo = new DynamoDBClient(stack.clientSettings)
  try {
    const [abandoned, pauses] = await Promise.all([
      table === undefined ? new Map() : readAbandoned({ dynamo, table }),
      stack.outputs().has('OperationTableName') ? readPauses(dynamo, stack) : new Map(),
    ])
    return { abandoned, pauses }
  } finally {
    dynamo.destroy()
  }
}
