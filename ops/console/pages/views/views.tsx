import { AuditLog } from './audit-log.tsx'
import { Breakers } from './breakers.tsx'
import { IssuePage } from './dead-letters/issue.tsx'
import { IssueList } from './dead-letters/issue-list.tsx'
import { LetterPage } from './dead-letters/letter.tsx'
import { Mailbox } from './mailbox.tsx'
import { Now } from './now/now.tsx'
import { Orders } from './orders.tsx'
import { TracePage } from './trace.tsx'
import type { View } from './view.ts'

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
  { path: '/trace', title: 'Trace', needs: 'trace', inMenu: true, Draw: TracePage },
  { path: '/orders', title: 'Orders', needs: 'orders', inMenu: true, Draw: Orders },
  { path: '/breakers', title: 'Breakers', needs: 'breakers', inMenu: true, Draw: Breakers },
  { path: '/mailbox', title: 'Mailbox', needs: 'mailbox', inMenu: true, Draw: Mailbox },
  { path: '/audit', title: 'Audit log', needs: 'audit', inMenu: true, Draw: AuditLog },
]
