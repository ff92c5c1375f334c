import { once } from 'node:events'
import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { interruption } from '../cli/interruption.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { CONSOLE_PORT, startConsole } from './console.ts'

interface Options {
  readonly port: number
  readonly as?: string
}

const notes = `
It listens on 127.0.0.1 only and works with your AWS credentials. The address that is printed lets one browser in, once; open
it a second time, and a new one is printed here. Every page has an address that colleagues can open in a console of their own.
`

/** The same operations in a browser. */
export function addConsoleCommand(program: Command): void {
  program
    .command('console')
    .description('the pipeline in a browser: where it stands, dead letters, breakers, audit log; on this machine only')
    .option('--port <n>', 'port on 127.0.0.1, 0 for a free one', wholeNumber(0, 65_535), CONSOLE_PORT)
    .option('--as <name>', 'what you call yourself, for the audit log', textGiven)
    .addHelpText('after', examples('console', 'console --port 0', 'console --stack EventPipeline-prod') + notes)
    .action(async ({ port, as }: Options, command: Command) => {
      const stack = await stackOf(command)
      const stop = interruption()
      const say = (text: string) => void process.stdout.write(text)
      const onNewAddress = (address: string) => say(`That address was used. A new one: ${address}\n`)
      const console = await startConsole({ stack: async () => stack, port, as, onNewAddress })
      say(`Console of ${stack.name}: ${console.address}\nCtrl-C stops it.\n`)
      if (!stop.aborted) await once(stop, 'abort')
      await console.close()
    })
}
