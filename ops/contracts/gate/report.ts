import { nameOf } from '../contract.ts'
import { mendOf, orderOf } from './advice.ts'
import type { Audience } from './audience.ts'
import type { Breakage } from './breakage.ts'
import { isAboutDeclaration } from './declaration-rules.ts'
import { isAboutMeaning } from './meaning-rules.ts'
import { shortPair } from './short-pair.ts'

/** Breakages of one contract, as a newcomer should be able to read them without opening another file. */
export function describeBreakages(breakages: readonly Breakage[], audience: Audience): string {
  const byContract = Map.groupBy(breakages, ({ contract }) => nameOf(contract))
  return [...byContract].map(([name, own]) => describeContract(name, own, audience)).join('\n\n')
}

function describeContract(name: string, breakages: readonly Breakage[], audience: Audience): string {
  const [first] = breakages
  const readers = first ? audience(first.contract) : []
  const isRefused = breakages.some(({ rule, direction }) => direction === 'backward' && !isAboutMeaning(rule))
  const lines = [`${name} breaks its contract:`]
  for (const [place, own] of Map.groupBy(breakages, ({ rule, pointer }) => `${rule}${pointer && ` at ${pointer}`}`)) {
    lines.push('', `  ${place}`)
    for (const breakage of own) lines.push(...describeOne(breakage, readers, isRefused))
  }
  lines.push('', `  Safe order of deployment: ${orderOf(breakages, readers)}`, `  To mend it: ${mendOf(breakages)}`)
  return lines.join('\n')
}

/** @param isRefused whether the code refuses something of the same contract, so that a change of meaning is the lesser trouble. */
function describeOne(breakage: Breakage, readers: readonly string[], isRefused: boolean): string[] {
  const { rule, direction, message, old, now, released } = breakage
  const who = readers.length > 0 ? readers.join(', ') : 'no consumer, but everything that reads the event table'
  const since = released ? `, released on ${released}` : ''
  const [before, after] = shortPair(old, now)
  const was = `    was${since}: ${before}`
  const is = `    is now: ${after}`
  if (isAboutDeclaration(rule)) return [`    ${message}`, was, is]
  if (!direction) return [`    ${message}${since}`, ...(old === undefined ? [] : [was])]
  if (isAboutMeaning(rule) && isRefused) return [`    besides, ${message}`]
  if (isAboutMeaning(rule)) {
    const means = 'new code accepts what is stored or on its way, but reads another value from it (backward)'
    const both = old === undefined && now === undefined ? [] : [was, is]
    return [`    ${means}:`, `      ${message}`, ...both, `    read by: ${who}`]
  }
  const [writer, reader, effect] =
    direction === 'backward'
      ? ['released code', 'the new code', 'new code cannot read what is stored or on its way (backward)']
      : ['the new code', 'released code', 'released code, still running, cannot read what new code writes (forward)']
  const clause = message.replaceAll('the writer', writer).replaceAll('the reader', reader)
  return [`    ${effect}:`, `      ${clause}`, was, is, `    breaks: ${who}`]
}
