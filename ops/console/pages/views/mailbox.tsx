import { useState } from 'preact/hooks'
import type { ShownMail } from '../../operations/mailbox.ts'
import { count, moment } from '../format.ts'
import { useLive } from '../live.ts'
import { Body } from '../parts/body.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../parts/virtual-rows.tsx'

/** Mail that the local runtime kept. Its HTML is shown as text: nobody here wrote it. */
export function Mailbox() {
  const live = useLive<readonly ShownMail[]>('mailbox', {}, { everySeconds: 2, idleSeconds: 10 })
  const [chosen, setChosen] = useState<string>()
  const mail = live.data?.find(({ messageId }) => messageId === chosen)
  const columns: readonly RowColumn<ShownMail>[] = [
    { title: 'UTC', rem: 12, of: ({ sentAt }) => moment(sentAt) },
    { title: 'To', rem: 16, of: ({ to }) => <Text>{to.join(', ')}</Text> },
    {
      title: 'Subject',
      rem: 14,
      grows: true,
      of: ({ messageId, subject = '(no subject)' }) => (
        <button type="button" class="link" aria-expanded={messageId === chosen} onClick={() => setChosen(messageId)}>
          <Text>{subject}</Text>
        </button>
      ),
    },
  ]
  return (
    <>
      <PageHead title="Mailbox" live={live} />
      {live.data ? (
        <p class="judgement">
          {live.data.length === 0 ? 'No mail yet.' : `${count(live.data.length)} mails, newest first.`} Nothing leaves
          this machine.
        </p>
      ) : null}
      {live.data && live.data.length > 0 ? (
        <VirtualRows label="Mails" rows={live.data} columns={columns} keyOf={({ messageId }) => messageId} />
      ) : null}
      {mail ? (
        <section aria-label="Mail">
          <dl class="facts">
            <dt>From</dt>
            <dd>
              <Text>{mail.from}</Text>
            </dd>
            <dt>To</dt>
            <dd>
              <Text>{mail.to.join(', ')}</Text>
            </dd>
            <dt>Subject</dt>
            <dd>
              <Text>{mail.subject ?? ''}</Text>
            </dd>
          </dl>
          <Body text={mail.text ?? mail.html ?? ''} />
        </section>
      ) : null}
    </>
  )
}
