import type { Change } from './diff.ts'

/** For the terminal. */
export const diffText = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'Nothing of the catalog has changed.\n'
    : lines(
        changes.map(
          ({ kind, what, detail, concerns }) =>
            `${SIGNS[kind]} ${what}${detail ? `: ${detail}` : ''}${concernsText(concerns)}`,
        ),
      )

/** For the comment on a pull request. */
export const diffMarkdown = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'Nothing of the catalog has changed.\n'
    : lines([
        '| | what | change | concerns |',
        '|---|---|---|---|',
        ...changes.map(
          ({ kind, what, detail, concerns }) =>
            `| ${kind} | ${cell(what)} | ${cell(detail ?? '')} | ${cell(concerns.join(', '))} |`,
        ),
      ])

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

const concernsText = (concerns: readonly string[]): string => (concerns.length > 0 ? `  (${concerns.join(', ')})` : '')

/** A cell is one line. */
const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
