import { describe, expect, it } from 'vitest'
import { systemConsumerEnvironment } from '../../../../lambdas/runtime/consumer/system-environment.ts'
import { systemApiEnvironment } from '../../../../lambdas/runtime/http/system-environment.ts'
import { variable } from '../../../../lambdas/runtime/system/variable.ts'

const consumer = {
  QUEUE_URL: 'http://127.0.0.1:1/1/payment',
  DLQ_URL: 'http://127.0.0.1:1/1/payment-dlq',
  PROCESSED_TABLE: 'processed',
  DEAD_LETTER_TABLE: 'dead-letters',
  OPERATION_TABLE: 'operations',
  AWS_REGION: 'us-east-1',
}

describe('a variable that is missing', () => {
  it.each([undefined, ''])('stops the function at its start, naming what sets it (%j)', (STATE_TABLE) => {
    expect(() => variable('STATE_TABLE', { STATE_TABLE })).toThrow(
      'The environment variable STATE_TABLE is missing. What sets it stands in lambdas/runtime/declarations/variables.ts.',
    )
  })

  it.each(['QUEUE_URL', 'DLQ_URL', 'PROCESSED_TABLE', 'DEAD_LETTER_TABLE', 'OPERATION_TABLE'])(
    'stops a consumer without %s',
    (name) => {
      expect(() => systemConsumerEnvironment({ ...consumer, [name]: undefined })).toThrow(
        `The environment variable ${name} is missing.`,
      )
    },
  )

  it('stops an operation that reaches for an event store which its service does not declare', async () => {
    const { eventStore } = systemApiEnvironment({ SERVICE: 'order-view', API_AUTH: 'none' })
    expect(() => eventStore.load({} as never, 'ord_1')).toThrow('The environment variable EVENT_TABLE is missing.')
  })
})
