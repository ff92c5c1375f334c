/** The pages of docs/ by task, in the order of the sidebar. A page that is not named here is not found by a reader. */
export const contents: readonly { readonly text: string; readonly pages: readonly string[] }[] = [
  { text: 'Begin', pages: ['your-own-pipeline', 'local-runtime', 'console', 'deploy'] },
  {
    text: 'Build',
    pages: [
      'add-an-event',
      'add-a-consumer',
      'consuming',
      'parking',
      'read-models',
      'http-api',
      'request-reply',
      'large-events',
      'secrets',
      'cloud-events',
      'changing-an-event',
      'catalog',
      'migrating-from-a-monolith',
    ],
  },
  {
    text: 'Operate',
    pages: [
      'on-call',
      'runbook',
      'dead-letters',
      'replay',
      'relay',
      'operators-records',
      'analytics-and-audit',
      'tracing',
    ],
  },
  { text: 'Understand', pages: ['architecture', 'decisions', 'latency', 'cost', 'runtime'] },
]
