import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { refuseTwice } from './cli/once.ts'
import { refuseUnknownFirst } from './cli/unknown-option.ts'
import { UsageError } from './cli/usage-error.ts'
import { visible } from './cli/visible.ts'
import { openStack, type Stack } from './stack/stack.ts'

interface GlobalOptions {
  readonly stack: string
  readonly endpoint?: string
  readonly region?: string
}

/** The program with the options that every command shares. */
export function createProgram(): Command {
  return new Command('npm run ops --')
    .description('Operator tools of the event pipeline, for the local runtime and AWS alike.')
    .option('--stack <name>', 'name of the CloudFormation stack', process.env.STACK_NAME ?? 'EventPipeline-dev')
    .option('--endpoint <url>', 'AWS endpoint of the local runtime (default: AWS_ENDPOINT_URL, else AWS itself)')
    .option('--region <name>', 'AWS region (default: AWS_REGION, else that of the AWS profile)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(`${visible(oneLine(text).replace(/([^.?)])$/, '$1.'))} See --help.\n`),
    })
    .exitOverride()
}

/** The stack that the command's caller named. */
export function stackOf(command: Command): Promise<Stack> {
  const { stack, endpoint, region } = command.optsWithGlobals<GlobalOptions>()
  return openStack({ stack, endpoint, region })
}

/**
 * Runs the command. A failure is one line on stderr and exit code 1; a mistake in what was typed is one line and exit
 * code 2. With DEBUG set, the stack trace is printed too.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  refuseTwice(program)
  try {
    refuseUnknownFirst(program, argv)
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    // Commander has printed its own, and help is not an error.
    if (!(error instanceof CommanderError))
      process.stderr.write(`${visible(process.env.DEBUG ? stackOrText(error) : lineOf(error))}\n`)
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return error instanceof UsageError ? 2 : 1
}

function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error))
  // Some errors of connections have a name and a code, but no message.
  return oneLine(error.message || (error as NodeJS.ErrnoException).code || error.name)
}

const stackOrText = (error: unknown): string => (error instanceof Error && error.stack ? error.stack : String(error))

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ')

/** For commander: a whole number within bounds. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new InvalidArgumentError(`Allowed are whole numbers from ${least} to ${most}.`)
}
