import { describe, expect, it } from 'vitest'
import { issuesText } from '../../../ops/dead-letters/commands/list.ts'
import type { Issue } from '../../../ops/dead-letters/issues/issue.ts'
import { pausedText } from '../../../ops/pauses/paused-text.ts'

const now = Date.parse('2026-04-28T12:00:00.000Z')
const pause = { by: 'anna', since: '2026-04-28T10:00:00.000Z', reason: 'the bank is away' }
const line =
  'payment is paused: anna, 2 h ago: the bank is away. Until it is resumed it handles and releases nothing: npm run ops -- consumers resume payment\n'

describe('a pause, where operators look at what its consumer has not handled', () => {
  it('is told once for each consumer, with who, when, why and how it ends', () => {
    const pauses = new Map([
      ['payment', pause],
      ['inventory', pause],
    ])
    expect(pausedText(pauses, ['payment', 'notification', 'payment'], now)).toBe(line)
    expect(pausedText(pauses, ['notification'], now)).toBe('')
  })

  it('moves nothing in the terminal, whatever its reason says', () => {
    const hostile = { ...pause, reason: 'a\nb\u001b[2J' }
    expect(pausedText(new Map([['payment', hostile]]), ['payment'], now)).toMatch(/: a b \[2J\. Until .*\n$/)
  })

  it('stands below the dead letters of its consumer', () => {
    const issue = {
      consumer: 'payment',
      fingerprint: '3f9c0a51d2e84b67',
      state: 'open',
      reopened: false,
      dead: 1,
      retried: 0,
      closed: 0,
      aggregates: 1,
      firstSeen: pause.since,
      lastSeen: pause.since,
      errorType: 'Error',
      errorMessage: 'no answer',
    } as Issue
    const shown = (pauses: Parameters<typeof issuesText>[3]) =>
      issuesText([issue], [issue], { issues: [], unseen: [] }, pauses, now)
    expect(shown(new Map([['payment', pause]]))).toContain(`\n${line}`)
    expect(shown(new Map([['inventory', pause]]))).not.toContain('paused')
  })
})
