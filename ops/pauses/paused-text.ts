import { ago } from '../cli/durations.ts'
import { oneLine } from '../cli/visible.ts'
import type { Pauses } from './read-pauses.ts'

/** A line for each of these consumers that is paused: who paused it, when and why, and how that ends. Empty if none is. */
export function pausedText(pauses: Pauses, consumers: Iterable<string>, now: number): string {
  const lines = [...new Set(consumers)].sort().flatMap((consumer) => {
    const pause = pauses.get(consumer)
    if (!pause) return []
    const { by, since, reason } = pause
    return `${consumer} is paused: ${oneLine(by)}, ${ago(since, now)}: ${oneLine(reason)}. Until it is resumed it handles and releases nothing: npm run ops -- consumers resume ${consumer}\n`
  })
  return lines.join('')
}
