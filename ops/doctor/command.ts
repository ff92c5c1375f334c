import { styleText } from 'node:util'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { SNSClient } from '@aws-sdk/client-sns'
import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { cut } from '../cli/table.ts'
import { stackOf } from '../program.ts'
import { consumerClients } from '../stack/consumer-clients.ts'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'

const notes = `
Nothing is changed, and no message is received. Not compared: the patterns of rules, the permissions of functions, encryption. Exit code 1: somebody has to act, or something could not be checked. Locally
there are no quotas, and nobody gets alarms.
`

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check the installation: wiring, permissions, quotas, alarms and who gets them, mail, dead letters')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('doctor', 'doctor --json --stack EventPipeline-prod') + notes)
    .action(async ({ json }: { readonly json?: boolean }, command: Command) => {
      const stack = await stackOf(command)
      const settings = stack.clientSettings
      const clients = {
        ...consumerClients(stack),
        sns: new SNSClient(settings),
        events: new EventBridgeClient(settings),
        ses: new SESv2Client(settings),
      }
      try {
        const findings = await examine({ stack, ...clients })
        print(json, findings, () => findings.map((finding) => `${lineOf(finding, terminalWidth())}\n`).join(''))
        if (findings.some(({ result }) => result === 'act' || result === 'unknown')) process.exitCode = 1
      } finally {
        for (const client of Object.values(clients)) client.destroy()
      }
    })
}

const styles = { ok: 'green', watch: 'yellow', act: 'red', unknown: 'magenta' } as const
const marks = { ok: 'ok', watch: '!', act: '!!', unknown: '?' } as const

const lineOf = ({ check, result, says }: Finding, width: number): string =>
  cut(`${styleText(styles[result], marks[result].padEnd(3))} ${check.padEnd(20)} ${says}`, width)
