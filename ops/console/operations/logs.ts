import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { z } from 'zod'
import { sinceOption } from '../../cli/since.ts'
import { functionsNamed, listFunctions, type PipelineFunction, shortName } from '../../functions/functions.ts'
import { parseLine, titleOf } from '../../logs/parse-line.ts'
import { holding, type LogLine, readLogs } from '../../logs/read-logs.ts'
import { mapStack, type SourceMaps } from '../../source-maps/map-stack.ts'
import { stackNamesOf } from '../../stack/stack.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

export interface ShownLine {
  readonly id: string
  readonly function: string
  /** ISO 8601 */
  readonly at: string
  readonly level: string
  readonly message: string
  /** Fields of a structured line, without what stands in the other columns. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly error?: { readonly title: string; readonly stack?: string }
}

export interface LogPage {
  readonly functions: readonly string[]
  /** The latest ones, in the order of their time. */
  readonly lines: readonly ShownLine[]
  readonly isCut: boolean
}

const MOST_LINES = 2_000
const BAD = /^(WARN|ERROR|FATAL|CRITICAL)$/
/** How long the list of functions is kept: it changes with a deployment only. */
const FUNCTIONS_KEPT_MS = 60_000

/** Log lines of functions, with stacks that lead to the sources. */
export function logOperation({ stack, lambda, now, maps }: ConsoleEnvironment): ConsoleOperation {
  const cloudFormation = new CloudFormationClient(stack.clientSettings)
  const client = new CloudWatchLogsClient(stack.clientSettings)
  let known: { readonly at: number; readonly functions: Promise<PipelineFunction[]> } | undefined
  const functions = (): Promise<PipelineFunction[]> => {
    if (!known || now() - known.at > FUNCTIONS_KEPT_MS) {
      const listed = listFunctions(cloudFormation, lambda, stackNamesOf(stack))
      known = { at: now(), functions: listed }
      listed.catch(() => {
        known = undefined
      })
    }
    return known.functions
  }
  return consoleOperation({
    name: 'logs',
    kind: 'read',
    keptMs: 1_000,
    input: z.object({
      function: z.string().max(200).optional(),
      since: z.string().max(40).default('15m'),
      text: z.string().max(200).optional(),
      level: z.enum(['all', 'errors']).default('all'),
    }),
    async run({ function: name, since, text, level }): Promise<LogPage> {
      const from = sinceOption('since', since, now())
      const all = await functions()
      const chosen = functionsNamed(all, name === undefined ? [] : [name])
      const lines = await readLogs(client, chosen, { pattern: text ? holding(text) : '', from })
      const wanted = lines.filter((line) => {
        const parsed = parseLine(line.text)
        return level === 'errors' ? BAD.test(parsed.level) : !parsed.isHousekeeping
      })
      return {
        functions: [...new Set(all.map(shortName))].toSorted(),
        lines: await Promise.all(wanted.slice(-MOST_LINES).map((line) => shown(line, maps))),
        isCut: wanted.length > MOST_LINES,
      }
    },
  })
}

async function shown(line: LogLine, maps: SourceMaps): Promise<ShownLine> {
  const { level, message, fields, error } = parseLine(line.text)
  const { timestamp: _at, service: _service, ...rest } = fields
  const stack = error?.stack === undefined ? undefined : await mapStack(error.stack, maps)
  return {
    id: line.id,
    function: line.function,
    at: new Date(line.at).toISOString(),
    level,
    message,
    fields: rest,
    ...(error && { error: { title: titleOf(error), ...(stack !== undefined && { stack }) } }),
  }
}
