/** What a service's author imports, by task and by its path from the repository's root: the reference is made of the doc comments in these. */
export const apiModules: readonly { readonly text: string; readonly modules: Readonly<Record<string, string>> }[] = [
  {
    text: 'Declare',
    modules: {
      'events/define-event.ts': 'an event: its type, schema, versions and upcasts',
      'events/define-command.ts': 'a command: what one service asks of another, and its answer',
      'lambdas/runtime/declarations/consumer.ts':
        'a consumer: what it subscribes to, how it is delivered, and what it may use',
      'lambdas/runtime/declarations/service.ts': 'a service: its consumers, routes and read models',
      'lambdas/runtime/declarations/routes.ts': 'routes of the HTTP API',
      'lambdas/runtime/declarations/define-read-model.ts': 'a read model',
    },
  },
  {
    text: 'Handle messages',
    modules: {
      'lambdas/runtime/consumer/consumer-handler.ts': 'the Lambda handler of a consumer',
      'lambdas/runtime/consumer/handlers.ts': 'what handlers are given, and what they may return',
      'lambdas/runtime/consumer/update-handlers.ts': 'the handlers of a read model',
      'lambdas/runtime/effects/effects.ts': 'what a handler does in the transaction of its deduplication marker',
      'lambdas/runtime/idempotency/versioned.ts': 'effects that guard themselves by the version of an aggregate',
      'lambdas/runtime/in-process-bus/in-process-bus.ts': 'the same consumers within one process, without AWS',
      'lambdas/runtime/errors.ts': 'errors that tell the runtime what to do with a message',
    },
  },
  {
    text: 'Decide and store',
    modules: {
      'lambdas/runtime/aggregate/aggregate.ts': 'an event-sourced aggregate',
      'lambdas/runtime/aggregate/domain-error.ts': 'what an aggregate refuses',
      'lambdas/runtime/commands/decide-and-append.ts': 'load an aggregate, decide, append its events',
      'lambdas/runtime/event-store/event-store.ts': 'the event store',
      'lambdas/runtime/read-model/read-model-store.ts': 'the documents of a read model',
      'lambdas/runtime/money.ts': 'amounts of money, exactly',
    },
  },
  {
    text: 'Answer requests',
    modules: {
      'lambdas/runtime/http/api-handler.ts': 'the Lambda handler of routes',
      'lambdas/runtime/http/operation.ts': 'one operation: its input, answer and errors',
      'lambdas/runtime/http/answer.ts': 'answers',
      'lambdas/runtime/http/http-error.ts': 'errors that a caller is told',
    },
  },
  {
    text: 'Test',
    modules: {
      'lambdas/runtime/testing/consumer-harness.ts':
        'a consumer with its queue, its tables and lost answers, in memory',
      'lambdas/runtime/testing/given-when-then.ts': 'an aggregate: given events, when a command comes, then events',
      'lambdas/runtime/testing/call-api.ts': 'call a route without a server',
    },
  },
]

/** The first page of the reference: every module by task. A module's page is where typedoc puts it. */
export function apiIndex(): string {
  const sections = apiModules.map(({ text, modules }) => {
    const rows = Object.entries(modules).map(([path, about]) => {
      const page = path.replace(/\.ts$/, '')
      return `| ${about} | [${page}](${page}.md) |`
    })
    return [`## ${text}`, '', '| | module |', '|---|---|', ...rows, ''].join('\n')
  })
  return [
    "# The runtime's API",
    '',
    'What a service imports, from the doc comments of the source. How its parts work together is told by task in the other pages: begin with',
    '[Add a consumer](/add-a-consumer.md) or [Add an event](/add-an-event.md).',
    '',
    ...sections,
  ].join('\n')
}
