import { expect, it } from 'vitest'
import type { Stack } from '../../../ops/stack/stack.ts'
import { targetOf } from '../../../ops/stack/where.ts'

const stack = (clientSettings: object, outputs: Readonly<Record<string, string>> = {}): Stack =>
  ({ name: 'EventPipeline-prod', clientSettings, outputs: () => new Map(Object.entries(outputs)) }) as unknown as Stack

it.each<[string, Stack]>([
  [
    'EventPipeline-prod at http://127.0.0.1:4566',
    stack(
      { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' },
      { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/payment' },
    ),
  ],
  [
    'EventPipeline-prod at AWS account 123456789012, eu-central-1',
    stack({}, { ApiUrl: 'https://x', QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/payment' }),
  ],
  ['EventPipeline-prod at AWS eu-central-1', stack({ region: 'eu-central-1' })],
])('an operator reads which stack, account and region is about to be changed: %s', (told, one) => {
  expect(targetOf(one)).toBe(told)
})
