import { Command, InvalidArgumentError } from 'commander'
import { openStack, type Stack } from './stack/stack.ts'

interface GlobalOptions {
  readonly stack: string
  readonly endpoint?: string
}

/** The program with the options that every command shares. */
export function createProgram(): Command {
  return new Command('ops')
    .description('Operator tools of the event pipeline, for the local runtime and AWS alike.')
    .option('--stack <name>', 'name of the CloudFormation stack', process.env.STACK_NAME ?? 'EventPipeline-dev')
    .option('--endpoint <url>', 'AWS endpoint of the local runtime (default: AWS_ENDPOINT_URL, else AWS itself)')
    .showHelpAfterError('(add --help for what is allowed)')
    .configureHelp({ showGlobalOptions: true })
}

/** The stack that the command's caller named. */
export function stackOf(command: Command): Promise<Stack> {
  const { stack, endpoint } = command.optsWithGlobals<GlobalOptions>()
  return openStack({ stack, endpoint })
}

/** Runs the command; a failure is one line on stderr and exit code 1. With DEBUG set, the stack trace too. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv)
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    process.stderr.write(`${process.env.DEBUG ? stack : message}\n`)
    process.exitCode = 1
  }
}

/** For commander: a whole number within bounds. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new InvalidArgumentError(`Allowed are whole numbers from ${least} to ${most}.`)
}
