import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { services } from '../../../lib/services.ts'
import { pascalCase, type Stack } from '../../../ops/stack/stack.ts'

export const consumers = services.flatMap((service) => service.consumers)

/** A stack by its outputs; nothing is behind it. @param endpoint of a local runtime; absent: an account. */
export function fakeStack(endpoint?: string, outputs: ReadonlyMap<string, string> = outputsOfAll()): Stack {
  return {
    name: 'EventPipeline-dev',
    clock: systemClock,
    clientSettings: {
      maxAttempts: 1,
      retryMode: 'adaptive',
      region: 'eu-central-1',
      ...(endpoint !== undefined && { endpoint }),
    },
    outputs: () => outputs,
    output: (name) => outputs.get(name) ?? '',
  }
}

const outputsOfAll = (): ReadonlyMap<string, string> =>
  new Map<string, string>([
    ['MetricsNamespace', 'EventPipeline/dev'],
    ['ApiUrl', 'http://api'],
    ['ApiId', 'api1'],
    ...['Breaker', 'AuditLog', 'DeadLetter', 'Processed', 'Operation'].map((name): [string, string] => [
      `${name}TableName`,
      name,
    ]),
    ...['Event', 'Command'].flatMap((relay): [string, string][] => [
      [`${relay}RelayFailureQueueUrl`, `http://sqs/0/${relay}-failures`],
      [`${relay}RelayFunctionName`, `${relay}-relay`],
      [`${relay}TableName`, relay],
    ]),
    ...consumers.flatMap(({ name, ordering }): [string, string][] => {
      const fifo = ordering === 'aggregate' ? '.fifo' : ''
      return [
        [`Consumer${pascalCase(name)}QueueUrl`, `http://sqs/0/${name}${fifo}`],
        [`Consumer${pascalCase(name)}DlqUrl`, `http://sqs/0/${name}-dead${fifo}`],
        [`Consumer${pascalCase(name)}FunctionName`, `fn-${name}`],
      ]
    }),
  ])
