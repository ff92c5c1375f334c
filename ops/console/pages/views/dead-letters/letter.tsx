import type { ComponentChildren } from 'preact'
import type { ShownLetter } from '../../../operations/dead-letters/told-verdict.ts'
import { ago, count, duration, moment, plural } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { Body } from '../../parts/body.tsx'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { traceAddress } from '../../parts/trace-address.ts'
import { LetterActions } from './letter-actions.tsx'

/** One dead letter with its body. */
export function LetterPage({ consumer, id }: { readonly consumer: string; readonly id: string }) {
  const live = useLive<ShownLetter>('letter', { consumer, id }, { everySeconds: 30, idleSeconds: 120 })
  const now = useNow()
  const letter = live.data
  return (
    <>
      <PageHead title={<span class="id">{id}</span>} live={live} />
      {letter ? (
        <>
          <p class={`judgement ${letter.verdict.isRisky ? 'watch' : ''}`}>{letter.verdict.says}</p>
          <LetterActions letter={letter} again={live.refresh} />
          <Facts letter={letter} now={now} />
          <h2>Body</h2>
          {letter.body === undefined ? (
            <p>{count(letter.bodyBytes)} bytes: too large for the record, it is in the dead-letter queue only.</p>
          ) : (
            <Body text={letter.body} />
          )}
          {letter.errorStack === undefined ? null : (
            <>
              <h2>Stack</h2>
              <pre class="body">
                <Text lines>{letter.errorStack}</Text>
              </pre>
            </>
          )}
        </>
      ) : null}
      <CommandLine does={`dead-letters show ${id} --consumer ${consumer}`} />
    </>
  )
}

function Facts({ letter, now }: { readonly letter: ShownLetter; readonly now: number }) {
  const { consumer, fingerprint } = letter
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['Consumer', consumer],
    ['Status', letter.status],
    [
      'Issue',
      <a class="id" href={`/dead-letters/${consumer}/${fingerprint}`}>
        {fingerprint}
      </a>,
    ],
    ['Cause', <Text>{`${letter.errorType}: ${letter.errorMessage}`}</Text>],
    ['Type', letter.eventType],
    ['Aggregate', letter.aggregateId],
    [
      'Correlation',
      letter.correlationId && (
        <a href={traceAddress(letter.correlationId, letter.firstFailedAt)}>
          <Text>{letter.correlationId}</Text>
        </a>
      ),
    ],
    ['Attempts', `${count(letter.attempts)} before it died; it has died ${plural(letter.deaths, 'time')}`],
    [
      'Failed',
      `first ${moment(letter.firstFailedAt)}, last ${moment(letter.lastFailedAt)} UTC (${ago(letter.lastFailedAt, now)})`,
    ],
    ['Code', letter.codeRevision],
    [
      'Operation',
      letter.operationId && (
        <a class="id" href={`/operations/${letter.operationId}`}>
          {letter.operationId}
        </a>
      ),
    ],
    ['Replaced by', letter.replacedBy && <LetterLink consumer={consumer} id={letter.replacedBy} />],
    ['Replaces', letter.replaces && <LetterLink consumer={consumer} id={letter.replaces} />],
    ['Note', letter.note],
    ['Lost', `in ${duration((Date.parse(letter.expiresAt) - now) / 1000)}`],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? <Text>{value}</Text> : value}</dd>
          </>
        ),
      )}
    </dl>
  )
}

const LetterLink = ({ consumer, id }: { readonly consumer: string; readonly id: string }) => (
  <a class="id" href={`/letters/${consumer}/${encodeURIComponent(id)}`}>
    {id}
  </a>
)
