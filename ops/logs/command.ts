import type { Command } from 'commander'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { assertSince, sinceOption } from '../cli/since.ts'
import { stackOf } from '../program.ts'
import { sourceMapsOfCommands } from '../source-maps/source-maps-of-commands.ts'
import { lineText } from './line-text.ts'
import { withLogs } from './open-logs.ts'
import { parseLine } from './parse-line.ts'
import { holding, type LogLine } from './read-logs.ts'

interface Options {
  readonly follow?: boolean
  readonly since: string
  readonly errors?: boolean
  readonly grep?: string
  readonly all?: boolean
  readonly json?: boolean
}

const notes = `
A function is named by what it is: "payment" is the consumer and the HTTP routes of that service, "consumer-payment" only the
one; also "relay-of-events". Stacks name the sources that the function was bundled from, wherever there is a checkout of what was
deployed: it is bundled when a stack first needs its maps. A stack of another revision stays as it is.
Lines of Lambda itself (START, END, REPORT) and metrics are left out without --all. On AWS, all functions together take
several seconds, because an account may make about five such calls a second; name one, and a shorter time.
`

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('what functions log, with stacks that lead to the sources')
    .argument('[function...]', 'names of functions (default: all)')
    .option('--follow', 'wait for more, until Ctrl-C')
    .option('--since <time>', 'from when on: 90s, 15m, 2h, 3d, or an ISO 8601 time with its zone', '15m')
    .option('--errors', 'only warnings and errors')
    .option('--grep <text>', 'only lines that hold this text, e.g. a correlation id', textGiven)
    .option('--all', "also Lambda's own lines, and metrics")
    .option('--json', 'one JSON object per line, for scripts')
    .addHelpText(
      'after',
      examples('logs notification', 'logs --errors --follow', 'logs --grep req_0198 --since 2h --json') + notes,
    )
    .action(async (named: readonly string[], options: Options, command: Command) => {
      assertSince('--since', options.since, systemClock.now())
      const { follow = false, grep = '' } = options
      const maps = sourceMapsOfCommands()
      const stack = await stackOf(command)
      const from = sinceOption('--since', options.since, stack.clock.now())
      await withLogs(stack, named, async (logs) => {
        let count = 0
        for await (const lines of logs.parts({ pattern: grep && holding(grep), from, follow })) {
          for (const line of lines.filter((one) => isWanted(one, options))) {
            count++
            process.stdout.write(`${options.json ? jsonOf(line) : await lineText(line, maps)}\n`)
          }
        }
        if (count === 0 && !options.json) process.stderr.write(`No such line since ${new Date(from).toISOString()}.\n`)
      })
    })
}

function isWanted({ text }: LogLine, { errors = false, all = false }: Options): boolean {
  const { level, isHousekeeping } = parseLine(text)
  if (errors) return /^(WARN|ERROR|FATAL|CRITICAL)$/.test(level)
  return all || !isHousekeeping
}

function jsonOf({ function: name, at, text }: LogLine): string {
  const { level, message, fields, error } = parseLine(text)
  return JSON.stringify({ function: name, at: new Date(at).toISOString(), level, message, ...fields, error })
}
