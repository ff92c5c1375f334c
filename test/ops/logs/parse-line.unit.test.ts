import { describe, expect, it } from 'vitest'
import { lineText } from '../../../ops/logs/line-text.ts'
import { parseLine } from '../../../ops/logs/parse-line.ts'

const requestId = '3bd85414-4484-4985-8121-34a6ff47bbc0'

describe('a line of a log', () => {
  it('of ours is JSON, with its error', () => {
    const text = JSON.stringify({
      level: 'WARN',
      message: 'event failed',
      consumer: 'payment',
      error: {
        name: 'TransientError',
        code: 'BANK_AWAY',
        message: 'no answer',
        stack: 'TransientError: no answer\n    at x',
      },
    })
    expect(parseLine(text)).toMatchObject({
      level: 'WARN',
      message: 'event failed',
      fields: { consumer: 'payment' },
      error: { name: 'TransientError', code: 'BANK_AWAY', message: 'no answer' },
      isHousekeeping: false,
    })
  })

  it('of a console has time, request and level before it, also where it is JSON', () => {
    const prefix = `2026-04-28T10:00:00.000Z\t${requestId}\tINFO\t`
    expect(parseLine(`${prefix}one\rtwo`)).toMatchObject({ level: 'INFO', message: 'one\ntwo' })
    expect(parseLine(`${prefix}{"level":"ERROR","message":"set aside"}`)).toMatchObject({
      level: 'ERROR',
      message: 'set aside',
    })
  })

  it('of the Node.js runtime carries what was thrown', () => {
    const thrown = JSON.stringify({
      errorType: 'TypeError',
      errorMessage: 'x is no function',
      stack: ['TypeError: …', '    at y'],
    })
    for (const id of [requestId, 'undefined']) {
      expect(parseLine(`2026-04-28T10:00:00.000Z\t${id}\tERROR\tUncaught Exception \t${thrown}`)).toMatchObject({
        level: 'ERROR',
        message: 'Uncaught Exception',
        error: { name: 'TypeError', message: 'x is no function', stack: 'TypeError: …\n    at y' },
      })
    }
  })

  it.each<[string, string, boolean]>([
    [`START RequestId: ${requestId} Version: $LATEST`, 'INFO', true],
    [`REPORT RequestId: ${requestId}\tDuration: 1 ms`, 'INFO', true],
    ['{"_aws":{"CloudWatchMetrics":[]},"EventsProcessed":1}', 'INFO', true],
    [`2026-04-28T10:00:00.000Z ${requestId} Task timed out after 3.00 seconds`, 'ERROR', false],
    [`RequestId: ${requestId} Error: Runtime exited with error: signal: killed`, 'ERROR', false],
    ['{ "half of a line', 'INFO', false],
    ['', 'INFO', false],
  ])('%s', (text, level, isHousekeeping) => expect(parseLine(text)).toMatchObject({ level, isHousekeeping }))

  it('cannot rewrite the terminal, whatever an event made a function say', async () => {
    const hostile = JSON.stringify({
      level: 'ERROR',
      message: '\u001b[2Jgone \u202egnp.exe',
      aggregate_id: 'a\u001b]0;title\u0007',
    })
    const text = await lineText(
      { function: 'consumer-payment', at: 0, id: '', text: hostile },
      { mapOf: async () => undefined },
    )
    expect(text).not.toContain('\u001b[2J')
    expect(text).not.toContain('\u001b]0')
    expect(text).not.toContain('\u202e')
    expect(text).toContain('gone')
  })
})
