import { nameOf } from '../contract.ts'
import { mendOf, orderOf } from './advice.ts'
import type { Audience } from './audience.ts'
import type { Breakage } from './breakage.ts'

/** Breakages of one contract, as a newcomer should be able to read them without opening another file. */
export function describeBreakages(breakages: readonly Breakage[], audience: Audience): string {
  const byContract = Map.groupBy(breakages, ({ contract }) => nameOf(contract))
  return [...byContract].map(([name, own]) => describeContract(name, own, audience)).join('\n\n')
}

function describeContract(name: string, breakages: readonly Breakage[], audience: Audience): string {
  const [first] = breakages
  const readers = first ? audience(first.contract) : []
  const lines = [`${name} breaks its contract:`]
  for (const [place, own] of Map.groupBy(breakages, ({ rule, pointer }) => `${rule}${pointer && ` at ${pointer}`}`)) {
    lines.push('', `  ${place}`)
    for (const breakage of own) lines.push(...describeOne(breakage, readers))
  }
  lines.push('', `  Safe order of deployment: ${orderOf(breakages, readers)}`, `  To mend it: ${mendOf(breakages)}`)
  return lines.join('\n')
}

function describeOne({ direction, message, old, now, released }: Breakage, readers: readonly string[]): string[] {
  const who = readers.length > 0 ? readers.join(', ') : 'no consumer, but everything that reads the event table'
  const since = released ? `, released on ${released}` : ''
  const was = `    was${since}: ${short(old)}`
  const is = `    is now: ${short(now)}`
  if (!direction) return [`    ${message}${since}`, ...(old === undefined ? [] : [was])]
  const [writer, reader, effect] =
    direction === 'backward'
      ? ['released code', 'the new code', 'new code cannot read what is stored or on its way (backward)']
      : ['the new code', 'released code', 'released code, still running, cannot read what new code writes (forward)']
  const clause = message.replaceAll('the writer', writer).replaceAll('the reader', reader)
  return [`    ${effect}:`, `      ${clause}`, was, is, `    breaks: ${who}`]
}

const MOST_CHARACTERS = 160

function short(value: unknown): string {
  if (value === undefined) return 'absent'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
