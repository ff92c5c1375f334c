import { table } from '../../cli/table.ts'
import type { Seen } from './seen.ts'

/** For people. */
export function seenText(seen: Seen, width: number): string {
  const { from, to, events, isCut, types } = seen
  const head = `${events} events stated from ${from} to ${to}${isCut ? ' (and more since: --most counts further)' : ''}`
  const rows = table(
    types,
    [
      { title: 'EVENT', of: ({ type }) => type },
      { title: 'COUNT', of: ({ count }) => String(count), align: 'right' },
      { title: 'PER HOUR', of: ({ perHour }) => rate(perHour), align: 'right' },
      { title: 'VERSIONS', of: ({ versions }) => versionsText(versions), droppedAt: 1 },
      { title: 'LATEST', of: ({ latest }) => latest, droppedAt: 2 },
      { title: 'TAKEN BY', of: ({ takenBy }) => takenBy.join(', ') || 'nobody by name' },
    ],
    width,
  )
  return [
    head,
    '',
    ...(types.length > 0 ? [rows] : []),
    ...list('Declared, and not stated', seen.notStated),
    ...list('Stated, and not known to this checkout', seen.unknown),
    ...list('Stated, and taken by nobody by name', seen.notTaken),
    ...list('Consumers that nothing was stated for', seen.withoutEvents),
  ].join('\n')
}

const list = (title: string, names: readonly string[]): string[] =>
  names.length > 0 ? [`${title}: ${names.join(', ')}\n`] : []

const rate = (perHour: number): string =>
  perHour >= 10 ? String(Math.round(perHour)) : perHour >= 0.05 ? perHour.toFixed(1) : '<0.1'

const versionsText = (versions: Readonly<Record<string, number>>): string => {
  const [only, ...others] = Object.entries(versions)
  if (others.length === 0) return only?.[0] ?? ''
  return Object.entries(versions)
    .map(([version, count]) => `${version}: ${count}`)
    .join(', ')
}
