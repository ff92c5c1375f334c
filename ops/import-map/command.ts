import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Command } from 'commander'
import { services } from '../../lib/services.ts'
import { closestOf } from '../cli/closest.ts'
import { examples } from '../cli/examples.ts'
import { UsageError } from '../cli/usage-error.ts'
import { writeOut } from '../cli/write-out.ts'
import { stackOf } from '../program.ts'
import { importMapOf } from './import-map.ts'

/** `import-map`: for a change of layout. Changes nothing. */
export function addImportMapCommand(program: Command): void {
  program
    .command('import-map')
    .description(
      'tables, buckets and queues of a service in the form that cdk import reads, to move it to another stack (docs/deploy.md)',
    )
    .argument('<service>', 'whose table, bucket and queues')
    .option('--out <file>', 'where to write it; default: the terminal')
    .addHelpText('after', examples('import-map payment', 'import-map payment --out payment.json'))
    .action(async (name: string, { out }: { readonly out?: string }, command: Command) => {
      const service = services.find((one) => one.name === name)
      if (!service) {
        const known = services.map((one) => one.name)
        throw new UsageError(`There is no service "${name}".${closestOf(name, known)}`)
      }
      const stack = await stackOf(command)
      const client = new CloudFormationClient(stack.clientSettings)
      try {
        const text = `${JSON.stringify(await importMapOf(client, stack, service), null, 2)}\n`
        if (out === undefined) process.stdout.write(text)
        else await writeOut(out, text)
      } finally {
        client.destroy()
      }
    })
}
