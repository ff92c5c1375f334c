import type { FunctionComponent } from 'preact'
import type { Parameters } from '../router.ts'
import { AuditLog } from './audit-log.tsx'
import { Breakers } from './breakers.tsx'
import { IssuePage } from './dead-letters/issue.tsx'
import { IssueList } from './dead-letters/issue-list.tsx'
import { LetterPage } from './dead-letters/letter.tsx'
import { Mailbox } from './mailbox.tsx'
import { Now } from './now/now.tsx'
import { Orders } from './orders.tsx'

/** A page. Its address is all that it is told, so that the address can be shared. */
export interface View {
  /** e.g. `/letters/:consumer/:id`; the parts with a colon are given to it. */
  readonly path: string
  readonly title: string
  /** Name of the operation without which there is no such page. */
  readonly needs: string
  readonly inMenu?: boolean
  /** Path of the page in the menu to which it belongs. */
  readonly under?: string
  // biome-ignore lint/suspicious/noExplicitAny: each page has parameters of its own, which its path names
  readonly Draw: FunctionComponent<any>
}

export interface Drawn {
  readonly query: Parameters
}

/** In the order of the menu. */
export const views: readonly View[] = [
  { path: '/', title: 'Now', needs: 'status', inMenu: true, Draw: Now },
  { path: '/dead-letters', title: 'Dead letters', needs: 'issues', inMenu: true, Draw: IssueList },
  {
    path: '/dead-letters/:consumer/:fingerprint',
    title: 'Issue',
    needs: 'issue',
    under: '/dead-letters',
    Draw: IssuePage,
  },
  { path: '/letters/:consumer/:id', title: 'Dead letter', needs: 'letter', under: '/dead-letters', Draw: LetterPage },
  { path: '/orders', title: 'Orders', needs: 'orders', inMenu: true, Draw: Orders },
  { path: '/breakers', title: 'Breakers', needs: 'breakers', inMenu: true, Draw: Breakers },
  { path: '/mailbox', title: 'Mailbox', needs: 'mailbox', inMenu: true, Draw: Mailbox },
  { path: '/audit', title: 'Audit log', needs: 'audit', inMenu: true, Draw: AuditLog },
]
