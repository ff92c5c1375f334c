import type { FunctionComponent } from 'preact'
import { AggregatePage } from './aggregate.tsx'
import { AuditLog } from './audit-log.tsx'
import { Breakers } from './breakers.tsx'
import { catalogDraws } from './catalog.tsx'
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
import { pageList } from './page-list.ts'
import { ParkedAggregate } from './parked/parked-aggregate.tsx'
import { ParkedEdit } from './parked/parked-edit.tsx'
import { ParkedList } from './parked/parked-list.tsx'
import { ReadModels } from './read-models.tsx'
import { Schedule } from './schedule.tsx'
import { TracePage } from './trace/trace.tsx'
import type { View } from './view.ts'

/** By path. */
// biome-ignore lint/suspicious/noExplicitAny: each page has parameters of its own, which its path names
const draws: Readonly<Record<string, FunctionComponent<any>>> = {
  '/': Now,
  '/dead-letters': IssueList,
  '/dead-letters/:consumer/:fingerprint': IssuePage,
  '/letters': Letters,
  '/letters/:consumer/:id': LetterPage,
  '/letters/:consumer/:id/edit': EditPage,
  '/operations': OperationList,
  '/operations/:id': OperationPage,
  '/parked': ParkedList,
  '/parked/:consumer/:aggregate': ParkedAggregate,
  '/parked/:consumer/:aggregate/:event': ParkedEdit,
  '/trace': TracePage,
  '/aggregates/:type/:id': AggregatePage,
  '/logs': Logs,
  '/orders': Orders,
  '/consumers': Consumers,
  '/breakers': Breakers,
  '/read-models': ReadModels,
  '/schedule': Schedule,
  '/mailbox': Mailbox,
  '/audit': AuditLog,
  ...catalogDraws,
}

/** In the order of the menu. */
export const views: readonly View[] = pageList.map((page) => {
  const Draw = draws[page.path]
  if (!Draw) throw new Error(`Nothing draws ${page.path}.`)
  return { ...page, Draw }
})
