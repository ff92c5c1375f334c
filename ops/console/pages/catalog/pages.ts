import type { FunctionComponent } from 'preact'
import { AlarmPage } from './alarm.tsx'
import { BrowsePage } from './browse.tsx'
import { CommandPage } from './command.tsx'
import { ConsumerPage } from './consumer.tsx'
import { EventPage } from './event.tsx'
import { GraphPage } from './graph.tsx'
import { ImpactPage } from './impact.tsx'
import { LifePage } from './life.tsx'
import type { CatalogPageName } from './paths.ts'
import { ReadModelPage } from './read-model.tsx'
import { RoutePage } from './route.tsx'
import { SeenPage } from './seen.tsx'
import { ServicePage } from './service.tsx'

/** By the names in `paths.ts`. */
// biome-ignore lint/suspicious/noExplicitAny: each page has parameters of its own, which its path names
export const pages: Readonly<Record<CatalogPageName, FunctionComponent<any>>> = {
  AlarmPage,
  BrowsePage,
  CommandPage,
  ConsumerPage,
  EventPage,
  GraphPage,
  ImpactPage,
  LifePage,
  ReadModelPage,
  RoutePage,
  SeenPage,
  ServicePage,
}
