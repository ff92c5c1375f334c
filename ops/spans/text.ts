import { styleText } from 'node:util'
import { cut } from '../cli/table.ts'
import { visibleLine } from '../cli/visible.ts'
import type { Span } from './span.ts'

const NUMBER_WIDTH = 11

/** Each trace as a tree, with milliseconds from its beginning and its duration in front of each span. */
export function spansText(spans: readonly Span[], width: number): string {
  const traces = Map.groupBy(spans, ({ trace_id }) => trace_id)
  const lines = [...traces].flatMap(([traceId, own]) => traceLines(traceId, own))
  return `${lines.map((line) => cut(visibleLine(line), width)).join('\n')}\n`
}

function traceLines(traceId: string, spans: readonly Span[]): string[] {
  const start = Math.min(...spans.map(({ start_ms }) => start_ms))
  const known = new Set(spans.map(({ span_id }) => span_id))
  const byParent = Map.groupBy(spans, ({ parent_span_id }) => (known.has(parent_span_id ?? '') ? parent_span_id : null))
  const shown = new Set<string>()
  const linesOf = (span: Span, indent: string): string[] => {
    if (shown.has(span.span_id)) return []
    shown.add(span.span_id)
    const below = (byParent.get(span.span_id) ?? []).flatMap((child) => linesOf(child, `${indent}  `))
    return [spanLine(span, start, indent), ...below]
  }
  const tree = (byParent.get(null) ?? []).flatMap((span) => linesOf(span, ''))
  // Damage could make two of them each other's parent: they are shown all the same.
  const rest = spans.flatMap((span) => linesOf(span, ''))
  const from = new Set(spans.filter(({ parent_span_id }) => !known.has(parent_span_id ?? '')).flatMap(linkedTraces))
  const linked = from.size > 0 ? styleText('dim', `  goes back to trace ${[...from].join(', ')}`) : ''
  return ['', `${styleText('bold', `trace ${traceId}`)}${linked}`, ...tree, ...rest]
}

const linkedTraces = ({ kind, links, trace_id }: Span): string[] =>
  kind === 'CONSUMER' || kind === 'SERVER' ? links.map((link) => link.trace_id).filter((one) => one !== trace_id) : []

const milliseconds = (value: number): string => styleText('dim', `${Math.round(value)} ms`.padStart(NUMBER_WIDTH))

function spanLine(span: Span, start: number, indent: string): string {
  const { name, service, start_ms, duration_ms, attributes, links, error } = span
  const outcome = attributes['pipeline.outcome'] ?? attributes['http.response.status_code'] ?? ''
  const who = attributes['messaging.consumer.group.name'] ?? service
  const met = links.length > 0 ? `${links.length} ${links.length === 1 ? 'link' : 'links'}` : ''
  const problem = error === null ? '' : styleText('red', `  ${error.replace(/\s+/g, ' ')}`)
  const details = styleText(
    'dim',
    `  ${[who, outcome, met]
      .filter((part) => part !== '')
      .map(String)
      .join(' ')}`,
  )
  return `${milliseconds(start_ms - start)}${milliseconds(duration_ms)}  ${indent}${error === null ? name : styleText('red', name)}${details}${problem}`
}
