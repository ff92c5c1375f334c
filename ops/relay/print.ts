import { oneLine } from '../cli/visible.ts'
import type { Listed } from './list.ts'
import type { Redriven } from './redrive.ts'

const MESSAGE_CHARACTERS = 120

export function listText(listed: readonly Listed[]): string {
  if (listed.length === 0) return 'Nothing was set aside.\n'
  const lines = listed.map(({ relay, set_aside_at, code, what, message }) =>
    [relay.padEnd(8), set_aside_at, code, oneLine(what), shortened(message)].filter((part) => part !== '').join('  '),
  )
  return `${lines.join('\n')}\n`
}

export function redrivenText({ relay, sent, left, overtaken }: Redriven, dryRun: boolean): string {
  const lines = [
    `${relay}: ${sent} ${dryRun ? 'would be sent' : 'sent'}, ${left.length} ${left.length === 1 ? 'stays' : 'stay'}.`,
    ...left.map(({ what, code, message }) =>
      ['  stays', oneLine(what), `${code}: ${shortened(message)}`].filter(Boolean).join('  '),
    ),
    ...overtaken.map(
      ({ aggregate, sequence, latest }) =>
        `  ${aggregate} went on to ${latest} without ${sequence}: verify the read models of ordered consumers, ` +
        'and rebuild those that differ.',
    ),
  ]
  return `${lines.join('\n')}\n`
}

const shortened = (message: string): string => {
  const text = oneLine(message)
  return text.length <= MESSAGE_CHARACTERS ? text : `${text.slice(0, MESSAGE_CHARACTERS).toWellFormed()}…`
}
