import { catalogPaths } from '../catalog/paths.ts'
import type { ListedPage } from './listed-page.ts'

/** Pages of the catalog, whose script is loaded when the first of them is opened. */
const catalogPages: readonly ListedPage[] = catalogPaths.map(({ path, title, page }) => ({
  path,
  title,
  needs: page === 'SeenPage' ? 'catalog-seen' : 'catalog',
  ...(path === '/catalog' ? { inMenu: true } : { under: '/catalog' }),
}))

/** Every page, in the order of the menu. Plain data, so that tests visit all of them. */
export const pageList: readonly ListedPage[] = [
  { path: '/', title: 'Now', needs: 'status', inMenu: true },
  { path: '/dead-letters', title: 'Dead letters', needs: 'issues', inMenu: true },
  {
    path: '/dead-letters/:consumer/:fingerprint',
    title: 'Issue',
    needs: 'issue',
    under: '/dead-letters',
  },
  { path: '/letters', title: 'Letters', needs: 'letters', under: '/dead-letters' },
  { path: '/letters/:consumer/:id', title: 'Dead letter', needs: 'letter', under: '/dead-letters' },
  { path: '/letters/:consumer/:id/edit', title: 'Edit', needs: 'letter-edit', under: '/dead-letters' },
  { path: '/operations', title: 'Operations', needs: 'operations', inMenu: true },
  { path: '/operations/:id', title: 'Operation', needs: 'operation', under: '/operations' },
  { path: '/parked', title: 'Parked', needs: 'parked', inMenu: true },
  {
    path: '/parked/:consumer/:aggregate',
    title: 'Parked',
    needs: 'parked-aggregate',
    under: '/parked',
  },
  {
    path: '/parked/:consumer/:aggregate/:event',
    title: 'Edit',
    needs: 'parked-edit-check',
    under: '/parked',
  },
  { path: '/trace', title: 'Trace', needs: 'trace', inMenu: true },
  {
    path: '/aggregates/:type/:id',
    title: 'Aggregate',
    needs: 'aggregate',
    under: '/trace',
  },
  { path: '/logs', title: 'Logs', needs: 'logs', inMenu: true },
  { path: '/orders', title: 'Orders', needs: 'orders', inMenu: true },
  { path: '/consumers', title: 'Consumers', needs: 'consumers', inMenu: true },
  { path: '/breakers', title: 'Breakers', needs: 'breakers', inMenu: true },
  { path: '/read-models', title: 'Read models', needs: 'read-models', inMenu: true },
  { path: '/schedule', title: 'Schedule', needs: 'schedule', inMenu: true },
  { path: '/mailbox', title: 'Mailbox', needs: 'mailbox', inMenu: true },
  ...catalogPages,
  { path: '/audit', title: 'Audit log', needs: 'audit', inMenu: true },
]
