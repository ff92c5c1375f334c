import type { Command } from 'commander'
import { allEvents } from '../../events/catalog.ts'
import { contractsOf } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { services } from '../../lib/services.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { stackOf } from '../program.ts'
import { UsageError } from '../terminal/usage-error.ts'
import { deployedContracts } from './deployed.ts'
import { judgeDeployment } from './judge.ts'
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
        throw new UsageError(`There is no service "${service}"; there are: ${names.join(', ')}.`)
      }
      const deployed = await deployedContracts(await stackOf(command))
      const verdict = judgeDeployment(contractsOf(services, allEvents), deployed)
      const shown = verdict.services.filter((one) => service === undefined || one.service === service)
      const isRight = service === undefined ? verdict.together : shown.every(({ alone }) => alone)
      if (!isRight) process.exitCode = 1
      print(json, { ...verdict, services: shown }, () =>
        verdictText({ ...verdict, services: shown }, service === undefined, terminalWidth()),
      )
    })
}
