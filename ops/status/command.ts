import { setTimeout as delay } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import type { Circuits } from '../breakers/breakers.ts'
import { examples } from '../cli/examples.ts'
import { interruption } from '../cli/interruption.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import type { Pause } from '../pauses/pause.ts'
import { stackOf } from '../program.ts'
import { consumerClients } from '../stack/consumer-clients.ts'
import { serverClock } from '../stack/server-clock.ts'
import type { Stack } from '../stack/stack.ts'
import type { HeldNow } from './consumer-status.ts'
import { type PipelineStatus, StatusReader } from './read-status.ts'
import { statusText } from './text.ts'

interface Options {
  readonly watch?: boolean
  readonly json?: boolean
}

const WATCH_MS = 5_000
/** To the top left corner, and everything below it gone: redrawing so does not flicker. */
const HOME = '\u001b[H'
const CLEAR_BELOW = '\u001b[J'
const CLEAR_ALL = '\u001b[2J'

const notes = `
Each line ends with a judgement: "!!" asks somebody to act, "!" is worth watching. Exit code 1: something could not be read,
and it says what. Depths are fresh. Rates, ages and failure ratios are CloudWatch metrics of the last minutes, which come a
minute or two late on AWS. A look costs 0.12 US cents with 16 consumers (7 metrics each, $0.01 per 1,000); --watch looks every
5 s, and asks for metrics once a minute.
`

/** Reads why consumers do not take everything; passed in, because other commands own that. */
export interface Reasons {
  /** The pauses of consumers, and by whom. */
  readonly pausesOf: (dynamo: DynamoDBClient, stack: Stack) => Promise<ReadonlyMap<string, Pause>>
  /** Finds what is held although its consumer runs. */
  readonly heldOf: (
    dynamo: DynamoDBClient,
    stack: Stack,
    circuits: Circuits,
    now: number,
  ) => Promise<ReadonlyMap<string, HeldNow>>
}

export function addStatusCommand(program: Command, { pausesOf, heldOf }: Reasons): void {
  program
    .command('status')
    .description('the state of the API, the relays and every consumer, and what needs a person')
    .option('--watch', 'look again every 5 s, until Ctrl-C; with --json one line of JSON each time')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('status', 'status --watch', 'status --json') + notes)
    .action(async ({ watch = false, json }: Options, command: Command) => {
      const stack = await stackOf(command)
      const clients = consumerClients(stack)
      const { now } = serverClock(clients.dynamo, stack.clock)
      const reader = new StatusReader({
        stack,
        clients,
        now,
        pauses: () => pausesOf(clients.dynamo, stack),
        held: (circuits) => heldOf(clients.dynamo, stack, circuits, now()),
      })
      try {
        if (watch) return await watchStatus(reader, json)
        const status = await reader.read()
        print(json, status, () => statusText(status, terminalWidth()))
        if (status.unread.length > 0) process.exitCode = 1
      } finally {
        for (const client of Object.values(clients)) client.destroy()
      }
    })
}

async function watchStatus(reader: StatusReader, json = false): Promise<void> {
  const stop = interruption()
  const isTerminal = process.stdout.isTTY === true
  if (isTerminal && !json) process.stdout.write(CLEAR_ALL)
  while (!stop.aborted) {
    const status = await reader.read()
    process.stdout.write(json ? `${JSON.stringify(status)}\n` : frame(status, isTerminal))
    await delay(WATCH_MS, undefined, { signal: stop }).catch(() => undefined)
  }
}

function frame(status: PipelineStatus, isTerminal: boolean): string {
  const text = statusText(status, terminalWidth())
  // Each line ends what the last frame may have left behind it.
  return isTerminal ? `${HOME}${text.replaceAll('\n', '\u001b[K\n')}${CLEAR_BELOW}` : `${text}\n`
}
