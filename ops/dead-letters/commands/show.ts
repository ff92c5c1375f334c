import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { pausedText } from '../../pauses/paused-text.ts'
import { readPauses } from '../../pauses/read-pauses.ts'
import { wholeNumber } from '../../program.ts'
import { mapStack } from '../../source-maps/map-stack.ts'
import { sourceMapsOfCommands } from '../../source-maps/source-maps-of-commands.ts'
import { printOf } from '../../stack/print-of.ts'
import { pascalCase } from '../../stack/stack.ts'
import { consumerName, type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { readIssueDetails } from '../issues/issue-details.ts'
import { asListed } from '../issues/list-issues.ts'
import { type RunningCode, runningCode } from '../issues/running-code.ts'
import { lettersOfEvent } from '../letters/find-letters.ts'
import { causelessIssues } from '../queue/causeless-issues.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import { FINGERPRINT, LETTER_ID } from './selection-options.ts'
import { causelessText, issueText, letterText, type RunningCodeOf } from './show-text.ts'

interface Options {
  readonly consumer?: string
  readonly letters: number
  readonly json?: boolean
}

export function addShowCommand(deadLetters: Command): void {
  deadLetters
    .command('show')
    .description('one issue with its letters, or one letter with its body; and what a retry would do. Changes nothing')
    .argument('<issue, event or command id>', 'as the list shows it')
    .option('--consumer <name>', 'only of this consumer')
    .option('--letters <n>', 'letters of an issue to show, the latest first', wholeNumber(0, 1_000), 10)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples('dead-letters show 3f9c0a51d2e84b67', 'dead-letters show evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'),
    )
    .action((id: string, { consumer, letters: most, json }: Options, command: Command) => {
      if (consumer !== undefined) consumerName(consumer)
      if (!LETTER_ID.test(id)) throw new UsageError(`"${id}" cannot be the id of an issue, event or command.`)
      return withDeadLetters(command, async (environment) => {
        const pauses = await readPauses(environment.dynamo, environment.stack)
        const paused = (consumer: string) => pausedText(pauses, [consumer], environment.now())
        if (FINGERPRINT.test(id)) {
          const details = await readIssueDetails(environment, id, consumer, most)
          if (details.length === 0) return showCauseless(environment, id, { consumer, json, paused })
          const running = await runningCodes(
            environment,
            details.map(({ issue }) => issue.consumer),
          )
          const judged = details.map((one) => ({
            ...one,
            runs: running(one.issue.consumer) ?? null,
            paused: pauses.get(one.issue.consumer) ?? null,
          }))
          printOf(environment.stack, json, judged, () =>
            details
              .map((one) => `${issueText(one, environment.now(), running)}${paused(one.issue.consumer)}`)
              .join('\n'),
          )
          return
        }
        const consumers = consumer === undefined ? [...environment.consumers.keys()] : [consumer]
        const found = await lettersOfEvent(environment, id, consumers)
        const letters = found.map((letter) => asListed(environment, letter))
        if (letters.length === 0) throw new UsageError(`There is no dead letter ${id}${ofConsumer(consumer)}.`)
        const verdicts = await readVerdicts(environment, letters)
        const running = await runningCodes(
          environment,
          letters.map((letter) => letter.consumer),
        )
        const maps = sourceMapsOfCommands()
        const judged = await Promise.all(
          letters.map(async (letter) => ({
            ...letter,
            errorStack: letter.errorStack === undefined ? undefined : await mapStack(letter.errorStack, maps),
            verdict: verdicts.get(letter),
            runs: running(letter.consumer) ?? null,
            paused: pauses.get(letter.consumer) ?? null,
          })),
        )
        printOf(environment.stack, json, judged, () =>
          judged.map((one) => `${letterText(one, environment.now(), running)}${paused(one.consumer)}`).join('\n'),
        )
      })
    })
}

const MOST_LOOKED_AT = 100

/** A cause of which there is no record: what died of it lies in the dead-letter queue only. @throws {UsageError} if that has none either. */
async function showCauseless(
  environment: DeadLetterEnvironment,
  fingerprint: string,
  {
    consumer,
    json,
    paused,
  }: {
    readonly consumer: string | undefined
    readonly json: boolean | undefined
    readonly paused: (consumer: string) => string
  },
): Promise<void> {
  const selection = { fingerprint, ...(consumer !== undefined && { consumer }) }
  const { issues } = await causelessIssues(environment, { selection, most: MOST_LOOKED_AT, keep: false })
  if (issues.length === 0)
    throw new UsageError(`There is no dead letter with the cause ${fingerprint}${ofConsumer(consumer)}.`)
  print(
    json,
    issues.map((issue) => ({ issue, verdicts: {}, days: [], letters: [] })),
    () => issues.map((issue) => `${causelessText(issue, environment.now())}${paused(issue.consumer)}`).join('\n'),
  )
}

const ofConsumer = (consumer: string | undefined): string => (consumer === undefined ? '' : ` of ${consumer}`)

/** Reads which code these consumers run now, so that the text can say whether the code that failed is still running. */
async function runningCodes({ stack }: DeadLetterEnvironment, consumers: readonly string[]): Promise<RunningCodeOf> {
  const lambda = new LambdaClient(stack.clientSettings)
  const found = new Map<string, RunningCode | undefined>()
  try {
    await Promise.all(
      [...new Set(consumers)].map(async (consumer) => {
        const name = stack.outputs().get(`Consumer${pascalCase(consumer)}FunctionName`)
        if (name !== undefined) found.set(consumer, await runningCode(lambda, name))
      }),
    )
  } finally {
    lambda.destroy()
  }
  return (consumer) => found.get(consumer)
}
