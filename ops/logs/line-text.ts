import { styleText } from 'node:util'
import { mapStack, type SourceMaps } from '../source-maps/map-stack.ts'
import { parseLine, titleOf } from './parse-line.ts'
import type { LogLine } from './read-logs.ts'

const colours = { ERROR: 'red', FATAL: 'red', CRITICAL: 'red', WARN: 'yellow' } as const

const NAME_WIDTH = 24

/** One line for a person, and the stack below it where there is one. @param mostFrames of the stack, the innermost. */
export async function lineText(
  line: LogLine,
  maps: SourceMaps,
  mostFrames = Number.POSITIVE_INFINITY,
): Promise<string> {
  const { level, message, fields, error } = parseLine(line.text)
  const time = new Date(line.at).toISOString().slice(11, 23)
  const colour = colours[level as keyof typeof colours]
  const head = [
    styleText('dim', time),
    nameOf(line.function).padEnd(NAME_WIDTH),
    colour ? styleText(colour, level.padEnd(5)) : level.padEnd(5),
    visible(message),
    styleText('dim', detailsOf(fields)),
  ]
  const below = error ? (await errorText(titleOf(error), error.stack, maps)).slice(0, 1 + mostFrames) : []
  return [head.filter((part) => part !== '').join(' '), ...below].join('\n')
}

const nameOf = (name: string): string => name.replace(/^consumer-/, '').replace(/^http-routes-of-/, 'http ')

async function errorText(title: string, stack: string | undefined, maps: SourceMaps): Promise<string[]> {
  const frames =
    stack === undefined ? [] : (await mapStack(stack, maps)).split('\n').filter((line) => /^ {4}\S/.test(line))
  return [
    styleText('red', `    ${visible(title)}`),
    ...frames.map((frame) => styleText('dim', `    ${visible(frame)}`)),
  ]
}

/** The fields that are shown in text; all others are in `--json`. */
const SHOWN = [
  'route',
  'status',
  'event_type',
  'aggregate_id',
  'attempt',
  'duration_ms',
  'delay_seconds',
  'event_id',
  'correlation_id',
] as const

const units: Partial<Record<(typeof SHOWN)[number], (value: unknown) => string>> = {
  attempt: (value) => (Number(value) > 1 ? `attempt ${value}` : ''),
  duration_ms: (value) => `${Math.round(Number(value))} ms`,
  delay_seconds: (value) => `again in ${value} s`,
}

function detailsOf(fields: Readonly<Record<string, unknown>>): string {
  const parts = SHOWN.flatMap((name) => {
    const value = fields[name]
    if (value === undefined || value === null) return []
    return [visible(units[name]?.(value) ?? String(value))]
  })
  return parts.filter((part) => part !== '').join(' ')
}

/** Replaces control characters: texts of events come from anywhere, and could change what the terminal shows. */
const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�')
