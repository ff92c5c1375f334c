/** Every page of the catalog: its address, its title, and the name under which `pages.ts` exports it. */
export const catalogPaths = [
  { path: '/catalog', title: 'Catalog', page: 'BrowsePage' },
  { path: '/catalog/graph', title: 'Dependency graph', page: 'GraphPage' },
  { path: '/catalog/life', title: 'Life', page: 'LifePage' },
  { path: '/catalog/impact', title: 'Blast radius', page: 'ImpactPage' },
  { path: '/catalog/seen', title: 'Really seen', page: 'SeenPage' },
  { path: '/catalog/events/:name', title: 'Event', page: 'EventPage' },
  { path: '/catalog/commands/:name', title: 'Command', page: 'CommandPage' },
  { path: '/catalog/consumers/:name', title: 'Consumer', page: 'ConsumerPage' },
  { path: '/catalog/services/:name', title: 'Service', page: 'ServicePage' },
  { path: '/catalog/routes/:name', title: 'Route', page: 'RoutePage' },
  { path: '/catalog/read-models/:name', title: 'Read model', page: 'ReadModelPage' },
  { path: '/catalog/alarms/:name', title: 'Alarm', page: 'AlarmPage' },
] as const

export type CatalogPageName = (typeof catalogPaths)[number]['page']
