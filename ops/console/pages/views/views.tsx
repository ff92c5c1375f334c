import { AggregatePage } from './aggregate.tsx'
import { AuditLog } from './audit-log.tsx'
import { Breakers } from './breakers.tsx'
import { Consumers } from './consumers.tsx'
import { EditPage } from './dead-letters/edit.tsx'
import { IssuePage } from './dead-letters/issue.tsx'
import { IssueList } from './dead-letters/issue-list.tsx'
import { LetterPage } from './dead-letters/letter.tsx'
import { Letters } from './dead-letters/letters.tsx'
import { Logs } from './logs.tsx'
import { Mailbox } from './mailbox.tsx'
import { Now } from './now/now.tsx'
import { OperationPage } from './operations/operation.tsx'
import { OperationList } from './operations/operation-list.tsx'
import { Orders } from './orders.tsx'
import { ParkedAggregate } from './parked/parked-aggregate.tsx'
import { ParkedEdit } from './parked/parked-edit.tsx'
import { ParkedList } from './parked/parked-list.tsx'
import { ReadModels } from './read-models.tsx'
import { Schedule } from './schedule.tsx'
import { TracePage } from './trace/trace.tsx'
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
  { path: '/letters', title: 'Letters', needs: 'letters', under: '/dead-letters', Draw: Letters },
  { path: '/letters/:consumer/:id', title: 'Dead letter', needs: 'letter', under: '/dead-letters', Draw: LetterPage },
  { path: '/letters/:consumer/:id/edit', title: 'Edit', needs: 'letter-edit', under: '/dead-letters', Draw: EditPage },
  { path: '/operations', title: 'Operations', needs: 'operations', inMenu: true, Draw: OperationList },
  { path: '/operations/:id', title: 'Operation', needs: 'operation', under: '/operations', Draw: OperationPage },
  { path: '/parked', title: 'Parked', needs: 'parked', inMenu: true, Draw: ParkedList },
  {
    path: '/parked/:consumer/:aggregate',
    title: 'Parked',
    needs: 'parked-aggregate',
    under: '/parked',
    Draw: ParkedAggregate,
  },
  {
    path: '/parked/:consumer/:aggregate/:event',
    title: 'Edit',
    needs: 'parked-edit-check',
    under: '/parked',
    Draw: ParkedEdit,
  },
  { path: '/trace', title: 'Trace', needs: 'trace', inMenu: true, Draw: TracePage },
  {
    path: '/aggregates/:type/:id',
    title: 'Aggregate',
    needs: 'aggregate',
    under: '/trace',
    Draw: AggregatePage,
  },
  { path: '/logs', title: 'Logs', needs: 'logs', inMenu: true, Draw: Logs },
  { path: '/orders', title: 'Orders', needs: 'orders', inMenu: true, Draw: Orders },
  { path: '/consumers', title: 'Consumers', needs: 'consumers', inMenu: true, Draw: Consumers },
  { path: '/breakers', title: 'Breakers', needs: 'breakers', inMenu: true, Draw: Breakers },
  { path: '/read-models', title: 'Read models', needs: 'read-models', inMenu: true, Draw: ReadModels },
  { path: '/schedule', title: 'Schedule', needs: 'schedule', inMenu: true, Draw: Schedule },
  { path: '/mailbox', title: 'Mailbox', needs: 'mailbox', inMenu: true, Draw: Mailbox },
  { path: '/audit', title: 'Audit log', needs: 'audit', inMenu: true, Draw: AuditLog },
]
