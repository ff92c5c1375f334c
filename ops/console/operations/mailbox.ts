import { z } from 'zod'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

/** One mail that the local runtime kept instead of sending it. */
export interface ShownMail {
  readonly messageId: string
  readonly sentAt: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject?: string
  readonly text?: string
  readonly html?: string
}

const MOST_MAILS = 2_000

/** Mails that the local runtime has caught, newest first. A deployed stack sends them instead. */
export const mailboxOperation = ({ stack }: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'mailbox',
    kind: 'read',
    keptMs: 1_000,
    input: z.object({}),
    async run(): Promise<readonly ShownMail[]> {
      const response = await fetch(new URL('/_local/mailbox', stack.clientSettings.endpoint))
      if (!response.ok) throw new Error(`The mailbox answered ${response.status}.`)
      return ((await response.json()) as ShownMail[]).toReversed().slice(0, MOST_MAILS)
    },
  })
