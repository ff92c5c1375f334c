import { styleText } from 'node:util'
import { type Journey, type Step, timeOfId } from './journey.ts'
import { type ConsumerOutcome, isFinal } from './outcome.ts'

const dim = (text: string) => styleText('dim', text)
const bold = (text: string) => styleText('bold', text)

const styles: Record<string, Parameters<typeof styleText>[0]> = {
  processed: 'green',
  duplicate: 'cyan',
  dropped: 'red',
  deferred: 'yellow',
  failed: 'yellow',
  'dead-lettered': 'red',
}

const milliseconds = (value: number) => `${Math.round(value)} ms`

/** One block a person can read: each event, below it each consumer with milliseconds and outcome. */
export function renderTimeline(journey: Journey, title: string): string {
  const start = startOf(journey)
  return [
    `${bold(title)}  ${dim(journey.correlationId)}`,
    ...journey.steps.flatMap((step) => renderStep(step, start)),
    ...journey.missing.map((delivery) => styleText('red', `  missing     ${delivery}`)),
    summaryOf(journey),
    '',
  ].join('\n')
}

/** Epoch milliseconds of its first event. */
export function startOf(journey: Journey): number {
  const first = journey.steps[0]
  return first ? timeOfId(first.id) || (first.outcomes[0]?.at ?? 0) : 0
}

export function renderStepHead(step: Pick<Step, 'id' | 'type'>, start: number): string {
  const kind = step.id.startsWith('cmd_') ? `${step.type} ${dim('(command)')}` : step.type
  const offset = timeOfId(step.id) ? milliseconds(timeOfId(step.id) - start) : ''
  return `${offset.padStart(9)}  ${bold(kind)}`
}

function renderStep(step: Step, start: number): string[] {
  const outcomes = [...step.outcomes].sort((one, other) => one.at - other.at)
  return [
    renderStepHead(step, start),
    ...outcomes.map((outcome, index) => renderOutcome(outcome, start, index === outcomes.length - 1)),
  ]
}

export function renderOutcome(outcome: ConsumerOutcome, start: number, isLast: boolean): string {
  return `           ${dim(isLast ? '└─' : '├─')} ${outcomeText(outcome, start)}`
}

/** A consumer, when it answered since the start, how long it took, and what came of it. */
export function outcomeText(outcome: ConsumerOutcome, start: number): string {
  const at = `+${milliseconds(outcome.at - start)}`.padStart(9)
  const took = milliseconds(outcome.duration_ms).padStart(8)
  const said = styleText(styles[outcome.outcome] ?? 'white', outcome.outcome.padEnd(10))
  const results = [...outcome.appended, ...outcome.commands].map((one) => one.type).join(', ')
  const attempt = outcome.attempt > 1 ? dim(` attempt ${outcome.attempt}`) : ''
  const consequence = results ? dim(` → ${results}`) : ''
  const error = outcome.error ? styleText('red', ` ${outcome.error}`) : ''
  return `${outcome.consumer.padEnd(23)}${at}${dim(took)}  ${said}${consequence}${attempt}${error}`
}

export function summaryOf(journey: Journey): string {
  const start = startOf(journey)
  const outcomes = journey.outcomes
  const end = Math.max(start, ...outcomes.map((outcome) => outcome.at))
  const events = journey.steps.filter((step) => step.id.startsWith('evt_')).length
  const count = (name: string) => outcomes.filter((outcome) => outcome.outcome === name).length
  const deliveries = outcomes.filter(isFinal).length
  const verdict = journey.settled
    ? styleText('green', `every consumer reached after ${milliseconds(end - start)}`)
    : styleText('red', 'not every consumer was reached')
  const extras = ['duplicate', 'failed', 'deferred', 'dropped', 'dead-lettered']
    .filter((name) => count(name) > 0)
    .map((name) => `, ${count(name)} ${name}`)
  return `  ${verdict}${dim(` · ${counted(events, 'event', 'events')}, ${counted(deliveries, 'delivery', 'deliveries')}${extras.join('')}`)}`
}

export const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`
