import { styleText } from 'node:util'
import { cut } from '../cli/table.ts'
import { visibleLine } from '../cli/visible.ts'
import type { Attempt, Trace, TracedDelivery, TracedRequest, TracedStep } from './trace.ts'

type Style = Parameters<typeof styleText>[0]

const states: Readonly<Record<TracedDelivery['state'], Style>> = {
  done: 'green',
  dead: 'red',
  dropped: 'red',
  failing: 'yellow',
  waiting: 'yellow',
  claimed: 'yellow',
  unknown: 'yellow',
}

const OFFSET_WIDTH = 11

/** The causal tree, with milliseconds from the beginning in front of each line. */
export function traceText(trace: Trace, width: number): string {
  const lines = [
    styleText('bold', trace.correlation_id),
    ...trace.requests.flatMap(requestLines),
    ...trace.steps.flatMap((step) => stepLines(step, '')),
    '',
    `  ${summaryOf(trace)}`,
    ...trace.notes.map((note) => styleText('dim', `  ${note}`)),
  ]
  return `${lines.map((line) => cut(visibleLine(line), width)).join('\n')}\n`
}

const offset = (milliseconds: number | undefined): string =>
  styleText('dim', (milliseconds === undefined ? '' : `${Math.round(milliseconds)} ms`).padStart(OFFSET_WIDTH))

function requestLines({ route, path, status, duration_ms, error }: TracedRequest): string[] {
  const answered = styleText(status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green', String(status))
  const what = route.endsWith(` ${path}`) ? route : `${route}  ${path}`
  const line = `${offset(0)}  request ${what} answered ${answered} after ${Math.round(duration_ms)} ms`
  return error === null ? [line] : [line, `${offset(undefined)}  ${styleText('red', error)}`]
}

function stepLines(step: TracedStep, indent: string): string[] {
  const kind = step.kind === 'command' ? styleText('dim', ' (command)') : ''
  const stored = step.stored_as === null ? '' : styleText('dim', `  ${step.stored_as}`)
  return [
    `${offset(step.offset_ms)}  ${indent}${styleText('bold', step.type)}${kind}${stored}`,
    ...step.deliveries.flatMap((delivery) => deliveryLines(delivery, indent)),
    ...step.led_to.flatMap((next) => stepLines(next, `${indent}   `)),
  ]
}

function deliveryLines(delivery: TracedDelivery, indent: string): string[] {
  const { consumer, state, attempts, dead_letter: dead, led_to } = delivery
  const last = attempts.at(-1)
  const earlier = attempts.slice(0, -1)
  const took = last ? styleText('dim', `  ${Math.round(last.duration_ms)} ms`) : ''
  const how =
    last === undefined ? whyNothing(delivery) : last.outcome === 'duplicate' ? styleText('dim', '  a copy') : ''
  const cause = last?.error ?? (dead ? `${dead.error_type}: ${dead.error}` : null)
  const error = cause !== null && dead?.thrown_in ? `${cause}  in ${dead.thrown_in}` : cause
  return [
    ...earlier.map((one) => attemptLine(consumer, one, indent)),
    `${offset(last?.offset_ms)}  ${indent}├─ ${consumer.padEnd(22)} ${styleText(states[state], state)}${took}${how}${again(last)}${problem(error)}`,
    ...led_to.flatMap((next) => stepLines(next, `${indent}│  `)),
  ]
}

function attemptLine(consumer: string, attempt: Attempt, indent: string): string {
  const said = styleText('yellow', attempt.outcome)
  const took = styleText('dim', `  ${Math.round(attempt.duration_ms)} ms`)
  return `${offset(attempt.offset_ms)}  ${indent}├─ ${consumer.padEnd(22)} ${said}${took}${again(attempt)}${problem(attempt.error)}`
}

const again = (attempt: Attempt | undefined): string =>
  attempt?.delay_seconds ? styleText('dim', `  waits ${attempt.delay_seconds} s`) : ''

const problem = (error: string | null): string =>
  error === null ? '' : styleText('red', `  ${error.replace(/\s+/g, ' ')}`)

function whyNothing({ state, marker }: TracedDelivery): string {
  if (state === 'done') return styleText('dim', '  by its marker; no log line is left')
  if (marker === 'none') return styleText('dim', '  no marker and no log line: on its way, or never delivered')
  return styleText('dim', '  no log line')
}

function summaryOf({ steps }: Trace): string {
  const all = steps.flatMap(flattened)
  const deliveries = all.flatMap((step) => step.deliveries)
  const count = (...wanted: TracedDelivery['state'][]) =>
    deliveries.filter(({ state }) => wanted.includes(state)).length
  const dead = count('dead', 'dropped')
  const open = count('failing', 'waiting', 'claimed', 'unknown')
  const ends = deliveries.flatMap(({ attempts }) => attempts.map(({ offset_ms }) => offset_ms))
  const parts = [
    `${all.filter(({ kind }) => kind === 'event').length} events`,
    `${all.filter(({ kind }) => kind === 'command').length} commands`,
    `${count('done')} of ${deliveries.length} deliveries done`,
    ...(dead > 0 ? [styleText('red', `${dead} given up`)] : []),
    ...(open > 0 ? [styleText('yellow', `${open} open`)] : []),
    ...(ends.length > 0 ? [`${Math.round(Math.max(...ends))} ms`] : []),
  ]
  return parts.join(', ')
}

const flattened = (step: TracedStep): TracedStep[] => [
  step,
  ...[...step.deliveries.flatMap(({ led_to }) => led_to), ...step.led_to].flatMap(flattened),
]
